//! Every schema of `tests/fixtures` as Rust: the text for a reader, and that it compiles.

use crate::fixtures::{fixture, model};
use expect_test::expect_file;

/// A module and a test for each folder; the module is compiled in a crate that denies warnings.
macro_rules! emitted {
    ($($name:ident $path:literal)*) => {
        $(
            /// Compiled: the schema through the macro.
            pub mod $name {
                relata::schema!($path);
            }
        )*

        /// Read: the same items as text.
        mod golden {
            $(
                #[test]
                fn $name() {
                    super::agrees(stringify!($name));
                }
            )*
        }
    };
}

emitted! {
    blog "fixtures/blog/schema.relata"
    structure "fixtures/structure"
}

fn agrees(name: &str) {
    let folder = fixture(name);
    let model = model(&folder.join("schema.relata"));
    let tokens = relata_emit::schema(&model, &relata_emit::call_site);
    expect_file![folder.join("emitted.rs")].assert_eq(&relata_emit::print(&tokens));
}
