//! A table's name is a plural.
//!
//! A table holds many, and one of them is a row: `films` gives `Film` in Rust, and collections read as what
//! they are, `actor.films`.
//!
//! ```relata,breaks
//! table film { id: bigint primary key identity }
//! ```
//!
//! ```relata
//! table films { id: bigint primary key identity }
//! ```
//!
//! Words that are their own plural (`staff`, `inventory`, `media`, `news`) pass. Where a whole schema has
//! singulars, write `allow singular_table because "…";`.

use super::findings::{Findings, Place};
use crate::model::{Model, TableId};
use crate::name::rust::{is_unchanged, plural, singular};

const RULE: &str = "singular_table";

/// Reports tables whose last word says one of something.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        let name = table.name.name.as_str();
        let last = name.rsplit('_').next().unwrap_or(name);
        // What is no English word has no plural that is known.
        let is_word = last.len() > 2 && last.bytes().all(|byte| byte.is_ascii_lowercase());
        if is_word && singular(last) == last && !is_unchanged(last) {
            let before = &name[..name.len() - last.len()];
            found
                .report(
                    RULE,
                    Place::Table(TableId(number)),
                    table.span,
                    format!("`{name}` is not plural"),
                )
                .help(format!("write `{before}{}`", plural(last)));
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_table_holds_many() {
        check(
            r#"
                table film { id: bigint primary key identity }
                table film_category { id: bigint primary key identity }
                table person { id: bigint primary key identity }
                table address { id: bigint primary key identity }
                table people { id: bigint primary key identity }
                table staff { id: bigint primary key identity }
                table user_media { id: bigint primary key identity }
                table houses { id: bigint primary key identity }
                table log2 { id: bigint primary key identity }
            "#,
            expect![[r#"
                warning[singular_table]: `film` is not plural
                 --> schema.relata:2:23
                  |
                2 |                 table film { id: bigint primary key identity }
                  |                       ^^^^
                  |
                  = help: write `films`
                warning[singular_table]: `film_category` is not plural
                 --> schema.relata:3:23
                  |
                3 |                 table film_category { id: bigint primary key identity }
                  |                       ^^^^^^^^^^^^^
                  |
                  = help: write `film_categories`
                warning[singular_table]: `person` is not plural
                 --> schema.relata:4:23
                  |
                4 |                 table person { id: bigint primary key identity }
                  |                       ^^^^^^
                  |
                  = help: write `people`
                warning[singular_table]: `address` is not plural
                 --> schema.relata:5:23
                  |
                5 |                 table address { id: bigint primary key identity }
                  |                       ^^^^^^^
                  |
                  = help: write `addresses`
                error[rust_name_taken]: the row of `person` and the row of `people` both become `Person`
                 --> schema.relata:6:23
                  |
                4 |                 table person { id: bigint primary key identity }
                  |                       ------ the row of `person` is declared here
                5 |                 table address { id: bigint primary key identity }
                6 |                 table people { id: bigint primary key identity }
                  |                       ^^^^^^
                  |
                  = help: give one of them another name: `as Name`, or after `newtype`
            "#]],
        );
    }
}
