//! A name can be written in SQL without quotes.
//!
//! relata quotes what has to be; who writes SQL by hand forgets. `SELECT order` is an error at least: `SELECT
//! user` gives the name of the session's user, and no error at all.
//!
//! ```relata,breaks
//! table items { id: bigint primary key identity, order: integer }
//! ```
//!
//! ```relata
//! table items { id: bigint primary key identity, position: integer }
//! ```

use super::findings::{Findings, Place};
use crate::model::{ColumnId, Model, TableId};
use crate::source::Span;
use crate::sql;

const RULE: &str = "reserved_name";

/// Reports tables, views and columns that are called like a reserved word.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        let id = TableId(number);
        name(&table.name.name, Place::Table(id), table.span, found);
        for (column_id, column) in table.columns.iter().enumerate() {
            let place = Place::Column(id, ColumnId(column_id));
            name(&column.name, place, column.span, found);
        }
    }
    for (number, view) in model.views.iter().enumerate() {
        let place = Place::View(number);
        name(&view.name.name, place, view.span, found);
        for column in &view.columns {
            name(&column.name, place, column.span, found);
        }
    }
}

fn name(name: &str, place: Place, at: Span, found: &mut Findings<'_>) {
    if !sql::is_reserved(name) {
        return;
    }
    let is_a_value = matches!(
        name,
        "user"
            | "current_user"
            | "session_user"
            | "current_date"
            | "current_time"
            | "system_user"
            | "current_timestamp"
            | "localtime"
            | "localtimestamp"
            | "current_role"
            | "current_catalog"
            | "current_schema"
    );
    let message = if is_a_value {
        format!("`SELECT {name}` is the session's, and not this")
    } else {
        format!("SQL that is written by hand must quote `{name}`")
    };
    let help = match name {
        "order" => "write `position`",
        "user" => "write `users` for a table, `user_id` for a reference",
        "group" => "write `groups` for a table, `group_id` for a reference",
        "end" => "write `ends_at`",
        "from" | "to" => "write `starts_at` and `ends_at`, or what it is from and to",
        "default" => "write `is_default`",
        "desc" => "write `description`",
        _ => "write another word",
    };
    found.report(RULE, place, at, message).help(help);
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_word_of_sql_is_no_name() {
        check(
            r#"
                table user as Account {
                    id: bigint primary key identity,
                    order: integer,
                    left: integer,
                    position: integer,
                    type: text,
                    value: text,
                    name: text,
                    time: time,
                    check (left > position),
                }
            "#,
            expect![[r#"
                warning[singular_table]: `user` is not plural
                 --> schema.relata:2:23
                  |
                2 |                 table user as Account {
                  |                       ^^^^
                  |
                  = help: write `users`
                warning[reserved_name]: `SELECT user` is the session's, and not this
                 --> schema.relata:2:23
                  |
                2 |                 table user as Account {
                  |                       ^^^^
                  |
                  = help: write `users` for a table, `user_id` for a reference
                warning[reserved_name]: SQL that is written by hand must quote `order`
                 --> schema.relata:4:21
                  |
                4 |                     order: integer,
                  |                     ^^^^^
                  |
                  = help: write `position`
                warning[reserved_name]: SQL that is written by hand must quote `left`
                 --> schema.relata:5:21
                  |
                5 |                     left: integer,
                  |                     ^^^^
                  |
                  = help: write another word
            "#]],
        );
    }
}
