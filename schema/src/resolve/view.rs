//! Views: rows that a query gives.

use std::collections::BTreeMap;

use super::clause::CONFLICTING;
use super::collection;
use super::declaration::{self, Declarations};
use super::draft::{Draft, Entry};
use super::expression::Place;
use super::scope::{Scope, object_name};
use super::suggest::did_you_mean;
use super::types::UNKNOWN;
use super::{column, docs, index, table};
use crate::diagnostic::Diagnostics;
use crate::model::{Column, Model, Table, View};
use crate::name::rust;
use crate::syntax::{self, Constraint, ForeignKeyClause, Item, ReferenceModifier};

/// The views with their columns; what these lead to is still to be followed.
pub(super) fn drafts<'a>(
    declared: &Declarations<'a>,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) -> Vec<Draft<'a>> {
    let views = declared.views.iter();
    let drafts = views.map(|&(_, written)| {
        let (row, was) = declaration::name_clauses(&written.clauses, found);
        let name = object_name(&written.name);
        let row = row.unwrap_or_else(|| rust::row(&name.name));
        let mut draft = Draft {
            table: table::empty(name, row, written.name.name.span),
            written: None,
            entries: Vec::new(),
            clauses: Vec::new(),
            ids: BTreeMap::new(),
            known: Vec::new(),
            lost_key: false,
        };
        draft.table.was = was;
        column::resolve(&mut draft, &written.entries, scope, found);
        draft
    });
    drafts.collect()
}

/// The view of a draft.
pub(super) fn resolve(
    model: &Model,
    item: &Item,
    written: &syntax::View,
    mut draft: Draft<'_>,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) -> View {
    let name = draft.table.name.clone();
    let mut indexes = Vec::new();
    let names = table::names(&draft, model, scope, name.namespace.as_deref(), Place::Row);
    for entry in &draft.entries {
        match entry {
            Entry::Column(id, column) => {
                let newtypes = column.modifiers.iter().filter_map(|one| match &one.kind {
                    syntax::ModifierKind::Newtype(name) => Some(name),
                    _ => None,
                });
                for name in newtypes {
                    carried(model, name, draft.table.column(*id), found);
                }
                let is_kept = |kind: &syntax::ModifierKind| {
                    matches!(
                        kind,
                        syntax::ModifierKind::As(_)
                            | syntax::ModifierKind::Newtype(_)
                            | syntax::ModifierKind::Allow(_)
                            | syntax::ModifierKind::Was(_)
                            | syntax::ModifierKind::Reference(ReferenceModifier::Inverse(_))
                    )
                };
                if let Some(other) = column.modifiers.iter().find(|one| !is_kept(&one.kind)) {
                    found
                        .error(
                            CONFLICTING,
                            other.span,
                            "a view's column comes from its query, and this is for tables",
                        )
                        .help("remove it");
                }
            }
            Entry::Constraint(Constraint::Index(written_index), span)
                if written.materialized.is_some() =>
            {
                indexes.extend(index::written(
                    written_index,
                    *span,
                    &name.name,
                    &draft,
                    &names,
                    model,
                    found,
                ));
            }
            Entry::Constraint(Constraint::ForeignKey(key), span) => {
                let is_kept = |clause: &&ForeignKeyClause| {
                    matches!(
                        clause,
                        ForeignKeyClause::As(_)
                            | ForeignKeyClause::Allow(_)
                            | ForeignKeyClause::Reference(ReferenceModifier::Inverse(_))
                    )
                };
                if key.name.is_some() || !key.clauses.iter().all(|clause| is_kept(&clause)) {
                    found
                        .error(
                            CONFLICTING,
                            *span,
                            "nothing keeps what a view's columns lead to, and this is for tables",
                        )
                        .help("write `foreign key (…) references … (…) as …`, and no more");
                }
            }
            Entry::Constraint(Constraint::Allow(_), _) => {}
            Entry::Constraint(Constraint::Index(_), span) => {
                found
                    .error(CONFLICTING, *span, "only a materialized view has indexes")
                    .help("write `materialized view`, or index the tables that it reads");
            }
            Entry::Constraint(_, span) => {
                found
                    .error(
                        CONFLICTING,
                        *span,
                        "a view's rows come from its query, and this is for tables",
                    )
                    .help("remove it");
            }
        }
    }
    let mut allows = Vec::new();
    for entry in &written.entries {
        if let syntax::EntryKind::Constraint(Constraint::Allow(allow)) = &entry.kind {
            super::allow::add(&mut allows, allow, found);
        }
    }
    draft.table.indexes = indexes;
    collection::mark_unique(&mut draft.table);
    let Table {
        row,
        columns,
        references,
        indexes,
        was,
        ..
    } = draft.table;
    View {
        name,
        span: written.name.name.span,
        docs: docs(&item.docs),
        row,
        materialized: written.materialized.is_some(),
        columns,
        references,
        indexes,
        query: written.query.value.clone(),
        was,
        allows,
    }
}

/// A view declares no newtype: its column carries the one of what it comes from, over the same type.
fn carried(model: &Model, name: &syntax::Name, column: &Column, found: &mut Diagnostics) {
    let tables = model.tables.iter();
    let columns = tables.flat_map(|table| table.columns.iter().map(move |one| (table, one)));
    let declared = columns.filter_map(|(table, one)| Some((one.newtype.as_deref()?, table, one)));
    let Some((_, table, key)) = declared.clone().find(|(known, ..)| *known == name.text) else {
        let message = format!("no table declares the newtype `{}`", name.text);
        let help = did_you_mean(&name.text, declared.map(|(known, ..)| known));
        let help = help.unwrap_or_else(|| {
            "a view's column has the newtype of the key that it comes from: declare it there"
                .to_owned()
        });
        found.error(UNKNOWN, name.span, message).help(help);
        return;
    };
    if key.ty != column.ty {
        let message = format!(
            "`{}` is the `{}` of `{}.{}`, and this column is `{}`",
            name.text,
            key.ty.scalar.word(),
            table.name,
            key.name,
            column.ty.scalar.word(),
        );
        found
            .error(UNKNOWN, name.span, message)
            .because(key.span, "declared here")
            .help("give the column the type of the key, or leave `newtype` out");
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_view_carries_the_newtypes_of_tables() {
        check(
            r##"
                table users { id: bigint primary key newtype UserId identity }
                view names {
                    id: bigint newtype UserId,
                    boss_id: bigint? newtype UserId,
                    other_id: bigint newtype UserIdd,
                    wide_id: uuid newtype UserId,
                } = sql "SELECT 1";
            "##,
            expect![[r#"
                error[unknown_type]: no table declares the newtype `UserIdd`
                 --> schema.relata:6:46
                  |
                6 |                     other_id: bigint newtype UserIdd,
                  |                                              ^^^^^^^
                  |
                  = help: did you mean `UserId`?
                error[unknown_type]: `UserId` is the `bigint` of `users.id`, and this column is `uuid`
                 --> schema.relata:7:43
                  |
                2 |                 table users { id: bigint primary key newtype UserId identity }
                  |                               -- declared here
                ...
                7 |                     wide_id: uuid newtype UserId,
                  |                                           ^^^^^^
                  |
                  = help: give the column the type of the key, or leave `newtype` out
            "#]],
        );
    }

    #[test]
    fn a_view_leads_to_tables() {
        check(
            r##"
                table users { id: uuid primary key newtype UserId, unique (id, name), name: text, name_of: text }
                view names {
                    user_id: references users inverse called,
                    other_id: references users? inverse other_names as another,
                    users: references users (id) as same inverse same_names,
                    name: text,
                    twin: references users? with name,
                    id: bigint,
                    foreign key (user_id, name) references users (id, name) as both inverse called,
                    foreign key (id) references users,
                } = sql "SELECT 1";
                view lists { names_id: references names, user: references users, name: text } = sql "SELECT 1";
            "##,
            expect![[r#"
                error[reference_name_taken]: the reference `twin` has its column's name
                 --> schema.relata:8:21
                  |
                8 |                     twin: references users? with name,
                  |                     ^^^^
                  |
                  = help: name the reference: `as manager`, or call the column `…_id`
                error[reference_shape]: `id` is bigint, and `users.id` is uuid
                  --> schema.relata:11:21
                   |
                 2 |                 table users { id: uuid primary key newtype UserId, unique (id, name), name: text, name_of: text }
                   |                                   ---- `id` is declared here
                ...
                 9 |                     id: bigint,
                   |                         ------ `id` is declared here
                10 |                     foreign key (user_id, name) references users (id, name) as both inverse called,
                11 |                     foreign key (id) references users,
                   |                     ^^^^^^^^^^^^^^^^
                   |
                   = help: give both the same type
                error[reference_target]: `names` is a view, and only a table has a key
                  --> schema.relata:13:51
                   |
                13 |                 view lists { names_id: references names, user: references users, name: text } = sql "SELECT 1";
                   |                                                   ^^^^^
                   |
                   = help: refer to a table that the view reads
                error[reference_name_taken]: the reference `user` has its column's name
                  --> schema.relata:13:58
                   |
                13 |                 view lists { names_id: references names, user: references users, name: text } = sql "SELECT 1";
                   |                                                          ^^^^
                   |
                   = help: name the reference: `as manager`, or call the column `…_id`
                warning[reserved_name]: `SELECT user` is the session's, and not this
                  --> schema.relata:13:58
                   |
                13 |                 view lists { names_id: references names, user: references users, name: text } = sql "SELECT 1";
                   |                                                          ^^^^
                   |
                   = help: write `users` for a table, `user_id` for a reference
            "#]],
        );
    }

    #[test]
    fn a_view_has_only_columns() {
        check(
            r##"
                table users { id: bigint primary key identity }
                view names {
                    id: bigint primary key,
                    user_id: references users on delete cascade,
                    name: text,
                    index (name),
                    foreign key (id) references users as same deferrable,
                } = sql "SELECT 1";
                materialized view counts { name: text, count: bigint, unique index (name) } = sql "SELECT 1";
            "##,
            expect![[r#"
                error[conflicting_clauses]: a view's column comes from its query, and this is for tables
                 --> schema.relata:4:32
                  |
                4 |                     id: bigint primary key,
                  |                                ^^^^^^^^^^^
                  |
                  = help: remove it
                error[conflicting_clauses]: a view's column comes from its query, and this is for tables
                 --> schema.relata:5:47
                  |
                5 |                     user_id: references users on delete cascade,
                  |                                               ^^^^^^^^^^^^^^^^^
                  |
                  = help: remove it
                error[conflicting_clauses]: only a materialized view has indexes
                 --> schema.relata:7:21
                  |
                7 |                     index (name),
                  |                     ^^^^^^^^^^^^
                  |
                  = help: write `materialized view`, or index the tables that it reads
                error[conflicting_clauses]: nothing keeps what a view's columns lead to, and this is for tables
                 --> schema.relata:8:21
                  |
                8 |                     foreign key (id) references users as same deferrable,
                  |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = help: write `foreign key (…) references … (…) as …`, and no more
            "#]],
        );
    }
}
