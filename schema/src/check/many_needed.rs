//! A collection through a join table has a name of its own.
//!
//! `post_tags` gives `posts.tags` and `tags.posts`. Where a second join table, or a reference, gives the
//! same name, or both sides are one table, the reference that leads to the rows says what they are.
//!
//! ```relata,breaks
//! table users { id: bigint primary key identity }
//! table posts {
//!     id: bigint primary key identity,
//!     author_id: references users on delete cascade,
//! }
//! table likes {
//!     user_id: references users on delete cascade,
//!     post_id: references posts on delete cascade,
//!     primary key (user_id, post_id),
//! }
//! ```
//!
//! ```relata
//! table users { id: bigint primary key identity }
//! table posts {
//!     id: bigint primary key identity,
//!     author_id: references users on delete cascade,
//! }
//! table likes {
//!     user_id: references users on delete cascade,
//!     post_id: references posts on delete cascade many liked_posts,
//!     primary key (user_id, post_id),
//! }
//! ```

use super::findings::{Findings, Place};
use super::members;
use crate::model::{Link, Model, ReferenceId, TableId};
use crate::name::rust::singular;

const RULE: &str = "many_needed";

/// Reports `many` where there is no join table, and references of join tables whose collection has a name that is taken, or says nothing.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        for (id, reference) in table.references.iter().enumerate() {
            let id = ReferenceId(id);
            let is_side = table
                .join
                .is_some_and(|(first, second)| id == first || id == second);
            if let Some(name) = &reference.many
                && !is_side
            {
                found
                    .report(
                        "conflicting_clauses",
                        Place::Reference(TableId(number), id),
                        reference.span,
                        format!(
                            "`many {name}` leads nowhere: this reference is no side of a join table"
                        ),
                    )
                    .help("remove it, or make the two references the primary key");
            }
        }
    }
    for clash in members::clashes(model) {
        let Link::Through { join, far, .. } = clash.collection.link else {
            continue;
        };
        let join_name = &model.table(join).name;
        let held = model.table(join).reference(far);
        let owner = &clash.owner.name;
        let name = &clash.collection.name;
        let message = match &clash.taken {
            Some(_) => format!("`{join_name}` would give a second `{owner}.{name}`"),
            None => format!(
                "both references of `{join_name}` lead to `{owner}`, and this side has no name"
            ),
        };
        let diagnostic = found.report(RULE, Place::Reference(join, far), held.span, message);
        if let Some(taken) = &clash.taken {
            diagnostic.because(taken.span, format!("{} has that name", taken.what));
        }
        let example = match (&clash.taken, &held.name) {
            (None, Some(name)) => format!("{name}s"),
            _ => format!("{}_{name}", singular(&join_name.name)),
        };
        diagnostic.help(format!(
            "name what it leads to, for example `many {example}`"
        ));
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn two_join_tables_give_two_names() {
        check(
            r#"
                table users { id: bigint primary key identity }
                table posts { id: bigint primary key identity, author_id: references users on delete cascade }
                table likes {
                    user_id: references users on delete cascade,
                    post_id: references posts on delete cascade,
                    primary key (user_id, post_id),
                }
            "#,
            expect![[r#"
                error[many_needed]: `likes` would give a second `users.posts`
                 --> schema.relata:6:21
                  |
                3 |                 table posts { id: bigint primary key identity, author_id: references users on delete cascade }
                  |                                                                --------- the collection of `posts.author_id` has that name
                ...
                6 |                     post_id: references posts on delete cascade,
                  |                     ^^^^^^^
                  |
                  = help: name what it leads to, for example `many like_posts`
            "#]],
        );
    }

    #[test]
    fn both_sides_of_one_table_need_names() {
        check(
            r#"
                table users { id: bigint primary key identity }
                table follows {
                    follower_id: references users on delete cascade inverse follows,
                    followee_id: references users on delete cascade inverse followed,
                    primary key (follower_id, followee_id),
                }
            "#,
            expect![[r#"
                error[many_needed]: both references of `follows` lead to `users`, and this side has no name
                 --> schema.relata:4:21
                  |
                4 |                     follower_id: references users on delete cascade inverse follows,
                  |                     ^^^^^^^^^^^
                  |
                  = help: name what it leads to, for example `many followers`
                error[many_needed]: both references of `follows` lead to `users`, and this side has no name
                 --> schema.relata:5:21
                  |
                5 |                     followee_id: references users on delete cascade inverse followed,
                  |                     ^^^^^^^^^^^
                  |
                  = help: name what it leads to, for example `many followees`
            "#]],
        );
    }

    #[test]
    fn many_is_for_join_tables() {
        check(
            r#"
                table users { id: bigint primary key identity }
                table posts { id: bigint primary key identity, author_id: references users on delete cascade many others }
            "#,
            expect![[r#"
                error[conflicting_clauses]: `many others` leads nowhere: this reference is no side of a join table
                 --> schema.relata:3:64
                  |
                3 |                 table posts { id: bigint primary key identity, author_id: references users on delete cascade many others }
                  |                                                                ^^^^^^^^^
                  |
                  = help: remove it, or make the two references the primary key
            "#]],
        );
    }

    #[test]
    fn names_settle_it() {
        check(
            r#"
                table users { id: bigint primary key identity }
                table follows {
                    follower_id: references users on delete cascade inverse follows many followers,
                    followee_id: references users on delete cascade inverse followed many following,
                    primary key (follower_id, followee_id),
                }
            "#,
            expect![[""]],
        );
    }
}
