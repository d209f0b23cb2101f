//! No type hides one of Rust's prelude.
//!
//! A row called `Option` would be what every `Option` in its module means.
//!
//! ```relata,breaks
//! table options { id: bigint primary key identity }
//! ```
//!
//! ```relata
//! table options as Choice { id: bigint primary key identity }
//! ```

use super::findings::{Findings, Place};
use crate::model::{Model, TableId};
use crate::source::Span;

const RULE: &str = "rust_name_shadows";

const PRELUDE: &[&str] = &[
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "String",
    "Vec",
    "Box",
    "Copy",
    "Send",
    "Sized",
    "Sync",
    "Unpin",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "AsMut",
    "AsRef",
    "From",
    "Into",
    "TryFrom",
    "TryInto",
    "FromIterator",
    "Default",
    "Iterator",
    "Extend",
    "IntoIterator",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "Clone",
    "ToOwned",
    "ToString",
    "Eq",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Debug",
    "Hash",
];

/// The types that every module knows: a table's handle is a type of the table's own name.
const PRIMITIVES: &[&str] = &[
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize", "f16", "f32", "f64", "f128",
];

/// Reports rows, handles and enums that are called like a name of the prelude.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        let place = Place::Table(TableId(number));
        shadowed(&table.row, "row", place, table.span, found);
        let name = table.name.name.as_str();
        if PRIMITIVES.contains(&name) {
            found
                .report(
                    RULE,
                    place,
                    table.span,
                    format!("the handle would be called `{name}`, as a type of Rust's is"),
                )
                .help(format!("rename the table: `{name}_values`"));
        }
    }
    for (number, view) in model.views.iter().enumerate() {
        shadowed(&view.row, "row", Place::View(number), view.span, found);
    }
    for declared in &model.enums {
        shadowed(&declared.rust, "enum", Place::Schema, declared.span, found);
    }
}

/// A name for what the prelude's word means in a schema.
fn instead(name: &str, what: &str) -> String {
    let better = match name {
        "Option" => "Choice",
        "Some" | "None" | "Ok" | "Err" | "Result" => "Outcome",
        "String" | "ToString" => "Phrase",
        "Vec" => "Vector",
        "Box" => "Crate",
        "Copy" | "Clone" => "Duplicate",
        "Send" => "Delivery",
        "Drop" => "Release",
        "From" | "Into" => "Origin",
        "Default" => "Preset",
        "Extend" => "Extension",
        "Hash" => "Digest",
        "Ord" => "Rank",
        "Iterator" => "Step",
        _ if what == "enum" => return format!("{name}Kind"),
        _ => return format!("{name}Row"),
    };
    better.to_owned()
}

fn shadowed(name: &str, what: &str, place: Place, at: Span, found: &mut Findings<'_>) {
    if PRELUDE.contains(&name) {
        found
            .report(
                RULE,
                place,
                at,
                format!("the {what} would be called `{name}`, as a part of Rust is"),
            )
            .help(format!(
                "give it another name: `as {}`",
                instead(name, what)
            ));
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn an_option_is_rust_s() {
        check(
            r#"
                enum result { won, lost }
                table options { id: bigint primary key identity, result: result }
                table str as Line { id: bigint primary key identity }
                table boxes as Container { id: bigint primary key identity }
            "#,
            expect![[r#"
                error[rust_name_shadows]: the enum would be called `Result`, as a part of Rust is
                 --> schema.relata:2:22
                  |
                2 |                 enum result { won, lost }
                  |                      ^^^^^^
                  |
                  = help: give it another name: `as Outcome`
                error[rust_name_shadows]: the row would be called `Option`, as a part of Rust is
                 --> schema.relata:3:23
                  |
                3 |                 table options { id: bigint primary key identity, result: result }
                  |                       ^^^^^^^
                  |
                  = help: give it another name: `as Choice`
                error[rust_name_shadows]: the handle would be called `str`, as a type of Rust's is
                 --> schema.relata:4:23
                  |
                4 |                 table str as Line { id: bigint primary key identity }
                  |                       ^^^
                  |
                  = help: rename the table: `str_values`
                warning[singular_table]: `str` is not plural
                 --> schema.relata:4:23
                  |
                4 |                 table str as Line { id: bigint primary key identity }
                  |                       ^^^
                  |
                  = help: write `strs`
            "#]],
        );
    }
}
