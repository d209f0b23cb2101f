//! Every schema of `tests/fixtures` as Rust: the text for a reader, and that it compiles.

use crate::fixtures::{fixture, folders, model};
use expect_test::expect_file;
use relata_emit::Features;
use std::collections::BTreeSet;

/// A module for each schema, in a crate that denies warnings and wants documentation.
macro_rules! compiled {
    ($($name:ident $path:literal)*) => {
        $(
            /// A fixture's schema through the macro.
            pub mod $name {
                relata::schema!($path);
            }
        )*

        #[test]
        fn every_fixture_is_compiled() {
            let compiled = BTreeSet::from([$(stringify!($name).to_owned()),*]);
            assert_eq!(folders(), compiled);
        }
    };
}

/// A test for each schema whose text is kept: together they have every kind of item.
macro_rules! kept {
    ($($name:ident)*) => {
        mod kept {
            $(
                #[test]
                fn $name() {
                    super::agrees(stringify!($name));
                }
            )*
        }
    };
}

compiled! {
    blog "fixtures/blog/schema.relata"
    events "fixtures/events/schema.relata"
    expressions "fixtures/expressions/schema.relata"
    films "fixtures/films/schema.relata"
    ledger "fixtures/ledger/schema.relata"
    music "fixtures/music/schema.relata"
    names "fixtures/names/schema.relata"
    orders "fixtures/orders/schema.relata"
    queue "fixtures/queue/schema.relata"
    structure "fixtures/structure"
    tenants "fixtures/tenants/schema.relata"
    types "fixtures/types/schema.relata"
    values "fixtures/values/schema.relata"
}

kept! { blog names queue structure types }

fn agrees(name: &str) {
    let folder = fixture(name);
    let model = model(&folder.join("schema.relata"));
    let tokens = relata_emit::schema(&model, &relata_emit::call_site, Features::default());
    expect_file![folder.join("emitted.rs")].assert_eq(&relata_emit::print(&tokens));
}
