//! No two types have one name in Rust.
//!
//! A table gives a row (`Post`), what inserts it (`NewPost`), what changes it (`PostChanges`), its
//! columns (`PostFields`) and its constraints (`PostViolation`); enums and newtypes stand beside them, one module a namespace.
//!
//! ```relata,breaks
//! enum post { draft, live }
//! table posts { id: bigint primary key identity, kind: post }
//! ```
//!
//! ```relata
//! enum post_kind { draft, live }
//! table posts { id: bigint primary key identity, kind: post_kind }
//! ```

use std::collections::BTreeMap;

use super::findings::{Findings, Place};
use crate::model::{Enum, Model, ObjectName, Table, TableId};
use crate::name::rust::is_identifier;
use crate::source::Span;

const RULE: &str = "rust_name_taken";

/// Reports types, and values of an enum, that would have one name.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    let mut names = Names::default();
    for namespace in &model.namespaces {
        let module = format!("the module of the namespace `{}`", namespace.name);
        names.take(
            None,
            &namespace.name,
            module,
            namespace.span,
            Place::Schema,
            found,
        );
    }
    for (number, table) in model.tables.iter().enumerate() {
        names.take_row(
            &table.name,
            &table.row,
            true,
            table.span,
            Place::Table(TableId(number)),
            found,
        );
    }
    for (number, view) in model.views.iter().enumerate() {
        names.take_row(
            &view.name,
            &view.row,
            false,
            view.span,
            Place::View(number),
            found,
        );
    }
    for declared in &model.enums {
        let home = declared.name.namespace.as_deref();
        let what = format!("the enum `{}`", declared.name);
        names.take(
            home,
            &declared.rust,
            what,
            declared.span,
            Place::Schema,
            found,
        );
        variants(declared, found);
    }
    for (number, table) in model.tables.iter().enumerate() {
        let home = table.name.namespace.as_deref();
        for (name, column, at) in newtypes(model, table) {
            let what = format!("the newtype of `{}.{column}`", table.name);
            names.take(home, name, what, at, Place::Table(TableId(number)), found);
        }
    }
}

/// The names that are taken in each module, by what, and where that is declared.
#[derive(Default)]
struct Names {
    taken: BTreeMap<(Option<String>, String), (String, Span)>,
}

impl Names {
    /// Takes a name; reports it and gives `false` if it is taken.
    fn take(
        &mut self,
        home: Option<&str>,
        name: &str,
        what: String,
        at: Span,
        place: Place,
        found: &mut Findings<'_>,
    ) -> bool {
        let key = (home.map(str::to_owned), name.to_owned());
        if !is_identifier(name) {
            found
                .report(
                    RULE,
                    place,
                    at,
                    format!("{what} has no letters to be named by in Rust"),
                )
                .help("name it: `as Name`");
            return false;
        }
        if let Some((first, span)) = self.taken.get(&key) {
            found
                .report(
                    RULE,
                    place,
                    at,
                    format!("{first} and {what} both become `{name}`"),
                )
                .because(*span, format!("{first} is declared here"))
                .help("give one of them another name: `as Name`, or after `newtype`");
            return false;
        }
        self.taken.insert(key, (what, at));
        true
    }

    /// Takes what a table or view gives: one report is enough.
    fn take_row(
        &mut self,
        name: &ObjectName,
        row: &str,
        is_table: bool,
        at: Span,
        place: Place,
        found: &mut Findings<'_>,
    ) {
        let home = name.namespace.as_deref();
        let mut all = vec![(row.to_owned(), format!("the row of `{name}`"))];
        all.push((name.name.clone(), format!("the handle `{name}`")));
        if is_table {
            all.push((format!("New{row}"), format!("what inserts into `{name}`")));
            all.push((
                format!("New{row}With"),
                format!("what inserts more into `{name}`"),
            ));
            all.push((format!("{row}Changes"), format!("what changes `{name}`")));
            all.push((
                format!("{row}Violation"),
                format!("the constraints of `{name}`"),
            ));
        }
        all.push((format!("{row}Fields"), format!("the columns of `{name}`")));
        for (rust, what) in all {
            if !self.take(home, &rust, what, at, place, found) {
                return;
            }
        }
    }
}

fn variants(declared: &Enum, found: &mut Findings<'_>) {
    let mut taken: BTreeMap<&str, (&str, Span)> = BTreeMap::new();
    for value in &declared.values {
        if !is_identifier(&value.rust) {
            found
                .report(
                    RULE,
                    Place::Schema,
                    value.span,
                    format!("\"{}\" has no letters to be named by in Rust", value.label),
                )
                .help(format!("name it: `\"{}\" as Name`", value.label));
            continue;
        }
        if let Some(&(first, span)) = taken.get(value.rust.as_str()) {
            found
                .report(
                    RULE,
                    Place::Schema,
                    value.span,
                    format!(
                        "`{first}` and `{}` both become `{}`",
                        value.label, value.rust
                    ),
                )
                .because(span, format!("`{first}` is declared here"))
                .help("give one of them another name with `as`");
            continue;
        }
        taken.insert(&value.rust, (&value.label, value.span));
    }
}

/// The newtypes that a table declares; those of references are their targets'.
fn newtypes<'a>(model: &'a Model, table: &'a Table) -> Vec<(&'a str, &'a str, Span)> {
    let is_carried = |column: usize| {
        table.references.iter().any(|reference| {
            let mut pairs = reference.columns.iter().zip(&reference.target_columns);
            pairs.any(|(own, target)| {
                let target = model.table(reference.target).column(*target);
                own.0 == column && target.newtype == table.columns[column].newtype
            })
        })
    };
    table
        .columns
        .iter()
        .enumerate()
        .filter(|(number, _)| !is_carried(*number))
        .filter_map(|(_, column)| {
            Some((
                column.newtype.as_deref()?,
                column.name.as_str(),
                column.span,
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn two_rows_have_two_names() {
        check(
            r#"
                table addresses { id: bigint primary key identity }
                table address { id: bigint primary key identity }
            "#,
            expect![[r#"
                error[rust_name_taken]: the row of `addresses` and the row of `address` both become `Address`
                 --> schema.relata:3:23
                  |
                2 |                 table addresses { id: bigint primary key identity }
                  |                       --------- the row of `addresses` is declared here
                3 |                 table address { id: bigint primary key identity }
                  |                       ^^^^^^^
                  |
                  = help: give one of them another name: `as Name`, or after `newtype`
                warning[singular_table]: `address` is not plural
                 --> schema.relata:3:23
                  |
                3 |                 table address { id: bigint primary key identity }
                  |                       ^^^^^^^
                  |
                  = help: write `addresses`
            "#]],
        );
    }

    #[test]
    fn a_row_is_not_its_table_s_handle() {
        check(
            r#"
                table Post { id: bigint primary key identity }
            "#,
            expect![[r#"
                error[rust_name_taken]: the row of `Post` and the handle `Post` both become `Post`
                 --> schema.relata:2:23
                  |
                2 |                 table Post { id: bigint primary key identity }
                  |                       ^^^^
                  |                       |
                  |                       the row of `Post` is declared here
                  |
                  = help: give one of them another name: `as Name`, or after `newtype`
                warning[snake_case]: `Post` is not snake_case
                 --> schema.relata:2:23
                  |
                2 |                 table Post { id: bigint primary key identity }
                  |                       ^^^^
                  |
                  = help: write `post`
            "#]],
        );
    }

    #[test]
    fn what_inserts_is_a_type_too() {
        check(
            r#"
                table posts { id: bigint primary key identity }
                table new_posts { id: bigint primary key identity }
            "#,
            expect![[r#"
                error[rust_name_taken]: what inserts into `posts` and the row of `new_posts` both become `NewPost`
                 --> schema.relata:3:23
                  |
                2 |                 table posts { id: bigint primary key identity }
                  |                       ----- what inserts into `posts` is declared here
                3 |                 table new_posts { id: bigint primary key identity }
                  |                       ^^^^^^^^^
                  |
                  = help: give one of them another name: `as Name`, or after `newtype`
            "#]],
        );
    }

    #[test]
    fn an_enum_stands_beside_them() {
        check(
            r#"
                enum post { draft }
                table posts { id: bigint primary key identity, state: post }
            "#,
            expect![[r#"
                error[rust_name_taken]: the row of `posts` and the enum `post` both become `Post`
                 --> schema.relata:2:22
                  |
                2 |                 enum post { draft }
                  |                      ^^^^
                3 |                 table posts { id: bigint primary key identity, state: post }
                  |                       ----- the row of `posts` is declared here
                  |
                  = help: give one of them another name: `as Name`, or after `newtype`
            "#]],
        );
    }

    #[test]
    fn a_namespace_is_a_module_beside_the_tables() {
        check(
            r#"
                namespace billing;
                table billing { id: bigint primary key identity }
                table billing.invoices { id: bigint primary key identity }
            "#,
            expect![[r#"
                error[rust_name_taken]: the module of the namespace `billing` and the handle `billing` both become `billing`
                 --> schema.relata:3:23
                  |
                2 |                 namespace billing;
                  |                           ------- the module of the namespace `billing` is declared here
                3 |                 table billing { id: bigint primary key identity }
                  |                       ^^^^^^^
                  |
                  = help: give one of them another name: `as Name`, or after `newtype`
                warning[singular_table]: `billing` is not plural
                 --> schema.relata:3:23
                  |
                3 |                 table billing { id: bigint primary key identity }
                  |                       ^^^^^^^
                  |
                  = help: write `billings`
            "#]],
        );
    }

    #[test]
    fn values_have_two_names() {
        check(
            r#"
                enum size { "a-b", a_b, "+", "++" as PlusPlus }
                table posts { id: bigint primary key identity, size: size }
            "#,
            expect![[r#"
                error[rust_name_taken]: `a-b` and `a_b` both become `AB`
                 --> schema.relata:2:36
                  |
                2 |                 enum size { "a-b", a_b, "+", "++" as PlusPlus }
                  |                             -----  ^^^
                  |                             |
                  |                             `a-b` is declared here
                  |
                  = help: give one of them another name with `as`
                error[rust_name_taken]: "+" has no letters to be named by in Rust
                 --> schema.relata:2:41
                  |
                2 |                 enum size { "a-b", a_b, "+", "++" as PlusPlus }
                  |                                         ^^^
                  |
                  = help: name it: `"+" as Name`
            "#]],
        );
    }

    #[test]
    fn a_newtype_is_carried_and_not_declared_again() {
        check(
            r#"
                table users { id: uuid primary key newtype UserId }
                table posts { id: uuid primary key newtype UserId, user_id: references users on delete cascade }
            "#,
            expect![[r#"
                error[rust_name_taken]: the newtype of `users.id` and the newtype of `posts.id` both become `UserId`
                 --> schema.relata:3:31
                  |
                2 |                 table users { id: uuid primary key newtype UserId }
                  |                               -- the newtype of `users.id` is declared here
                3 |                 table posts { id: uuid primary key newtype UserId, user_id: references users on delete cascade }
                  |                               ^^
                  |
                  = help: give one of them another name: `as Name`, or after `newtype`
            "#]],
        );
    }
}
