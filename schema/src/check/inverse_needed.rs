//! A collection has a name of its own.
//!
//! A reference seen from the other side is called like the table that it comes from. Where a table has
//! two references to one, or one to itself, that name says too little.
//!
//! ```relata,breaks
//! table users { id: bigint primary key identity }
//! table posts {
//!     id: bigint primary key identity,
//!     author_id: references users on delete cascade,
//!     editor_id: references users? on delete set null,
//! }
//! ```
//!
//! ```relata
//! table users { id: bigint primary key identity }
//! table posts {
//!     id: bigint primary key identity,
//!     author_id: references users on delete cascade,
//!     editor_id: references users? on delete set null inverse edited_posts,
//! }
//! ```

use super::findings::{Findings, Place};
use super::members::{self, Clash, Held};
use crate::model::{Link, Model, Reference};

const RULE: &str = "inverse_needed";

/// Reports references whose other side would have a name that is taken, or says nothing.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for clash in members::clashes(model) {
        let place = match clash.collection.link {
            Link::Direct { table, reference } => Place::Reference(table, reference),
            Link::View { view, .. } => Place::View(view),
            Link::Through { .. } => continue,
        };
        let Held {
            name, reference, ..
        } = Held::of(model, clash.collection);
        let diagnostic = found.report(RULE, place, reference.span, message(model, &clash));
        if let Some(taken) = &clash.taken {
            diagnostic.because(taken.span, format!("{} has that name", taken.what));
        }
        let is_self = clash.owner.name == *name;
        diagnostic.help(format!(
            "name the other side, for example `inverse {}`",
            example(reference, &name.name, is_self)
        ));
    }
}

fn message(model: &Model, clash: &Clash<'_>) -> String {
    let words = members::words(model, clash.collection);
    let owner = &clash.owner.name;
    let name = &clash.collection.name;
    match &clash.taken {
        Some(_) => format!("`{words}` would give a second `{owner}.{name}`"),
        None => format!("`{words}` leads to its own table, and its other side has no name"),
    }
}

fn example(reference: &Reference, table: &str, is_self: bool) -> String {
    match &reference.name {
        Some(name) if is_self && name == "parent" => "children".to_owned(),
        Some(name) if is_self => format!("{name}_of"),
        Some(name) => format!("{name}_{table}"),
        None => format!("other_{table}"),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn views_have_other_sides_too() {
        check(
            r#"
                table users { id: bigint primary key identity }
                table posts { id: bigint primary key identity, author_id: references users on delete cascade }
                view counts { user_id: references users inverse posts, rival_id: references users? } = sql "SELECT 1";
                view names { user_id: references users, boss_id: references users? } = sql "SELECT 1";
            "#,
            expect![[r#"
                error[inverse_needed]: `posts.author_id` would give a second `users.posts`
                 --> schema.relata:3:64
                  |
                3 |                 table posts { id: bigint primary key identity, author_id: references users on delete cascade }
                  |                                                                ^^^^^^^^^
                4 |                 view counts { user_id: references users inverse posts, rival_id: references users? } = sql "SELECT 1";
                  |                               ------- the collection of `counts.user_id` has that name
                  |
                  = help: name the other side, for example `inverse author_posts`
                error[inverse_needed]: `names.boss_id` would give a second `users.names`
                 --> schema.relata:5:57
                  |
                5 |                 view names { user_id: references users, boss_id: references users? } = sql "SELECT 1";
                  |                              -------                    ^^^^^^^
                  |                              |
                  |                              the collection of `names.user_id` has that name
                  |
                  = help: name the other side, for example `inverse boss_names`
            "#]],
        );
    }

    #[test]
    fn two_references_have_two_other_sides() {
        check(
            r#"
                table users { id: bigint primary key identity }
                table posts {
                    id: bigint primary key identity,
                    author_id: references users on delete cascade,
                    editor_id: references users? on delete set null,
                }
            "#,
            expect![[r#"
                error[inverse_needed]: `posts.editor_id` would give a second `users.posts`
                 --> schema.relata:6:21
                  |
                5 |                     author_id: references users on delete cascade,
                  |                     --------- the collection of `posts.author_id` has that name
                6 |                     editor_id: references users? on delete set null,
                  |                     ^^^^^^^^^
                  |
                  = help: name the other side, for example `inverse editor_posts`
            "#]],
        );
    }

    #[test]
    fn a_table_s_own_rows_need_a_name() {
        check(
            r#"
                table comments { id: bigint primary key identity, parent_id: references comments? on delete cascade }
            "#,
            expect![[r#"
                error[inverse_needed]: `comments.parent_id` leads to its own table, and its other side has no name
                 --> schema.relata:2:67
                  |
                2 |                 table comments { id: bigint primary key identity, parent_id: references comments? on delete cascade }
                  |                                                                   ^^^^^^^^^
                  |
                  = help: name the other side, for example `inverse children`
            "#]],
        );
    }

    #[test]
    fn a_column_has_the_name() {
        check(
            r#"
                table users { id: bigint primary key identity, posts: integer = 0 }
                table posts { id: bigint primary key identity, author_id: references users on delete cascade }
            "#,
            expect![[r#"
                error[inverse_needed]: `posts.author_id` would give a second `users.posts`
                 --> schema.relata:3:64
                  |
                2 |                 table users { id: bigint primary key identity, posts: integer = 0 }
                  |                                                                ----- a column has that name
                3 |                 table posts { id: bigint primary key identity, author_id: references users on delete cascade }
                  |                                                                ^^^^^^^^^
                  |
                  = help: name the other side, for example `inverse author_posts`
            "#]],
        );
    }
}
