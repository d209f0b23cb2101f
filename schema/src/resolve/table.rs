//! Tables: first what their words alone say, then what their expressions mean.

use std::collections::BTreeMap;

use super::clause::{CONFLICTING, Once};
use super::draft::{Draft, Entry};
use super::expression::{Names, Place};
use super::key::{made_name, when, written_name};
use super::scope::{Scope, object_name};
use super::{allow, column, declaration, docs, index, options};
use crate::diagnostic::Diagnostics;
use crate::model::{
    Check, ColumnId, Exclusion, Filled, Index, Model, ObjectName, Partition, Table,
};
use crate::name::{postgres, rust};
use crate::source::Span;
use crate::syntax::{self, Constraint, ExcludeClause, Item, NameClause, TableClause};

/// A table with its columns; keys, references and expressions are still to be read.
pub(super) fn draft<'a>(
    item: &'a Item,
    written: &'a syntax::Table,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) -> Draft<'a> {
    let mut names: Vec<NameClause> = Vec::new();
    let mut with = Once::default();
    for clause in &written.clauses {
        match clause {
            TableClause::Name(name) => names.push(name.clone()),
            TableClause::With(options) => {
                let at = options
                    .list
                    .first()
                    .map_or(written.name.span(), |(name, _)| name.span);
                with.say("with", options, at, found);
            }
            // It holds expressions.
            TableClause::Partition { .. } => {}
        }
    }
    let (row, was) = declaration::name_clauses(&names, found);
    let mut draft = Draft {
        table: empty(
            object_name(&written.name),
            row.unwrap_or_else(|| rust::row(&written.name.name.text)),
            written.name.name.span,
        ),
        entries: Vec::new(),
        clauses: Vec::new(),
        ids: BTreeMap::new(),
        known: Vec::new(),
        lost_key: false,
        written: Some(written),
    };
    draft.table.docs = docs(&item.docs);
    draft.table.options = with.get().map(|with| options(with)).unwrap_or_default();
    draft.table.was = was;
    for entry in &written.entries {
        if let syntax::EntryKind::Constraint(Constraint::Allow(written)) = &entry.kind {
            allow::add(&mut draft.table.allows, written, found);
        }
    }
    column::resolve(&mut draft, &written.entries, scope, found);
    draft
}

/// A table of which only the name is known.
pub(super) fn empty(name: ObjectName, row: String, span: Span) -> Table {
    Table {
        name,
        span,
        docs: crate::model::Docs::default(),
        row,
        columns: Vec::new(),
        primary_key: None,
        uniques: Vec::new(),
        checks: Vec::new(),
        indexes: Vec::new(),
        references: Vec::new(),
        collections: Vec::new(),
        exclusions: Vec::new(),
        join: None,
        partition: None,
        options: Vec::new(),
        was: None,
        allows: Vec::new(),
    }
}

/// Reads what holds expressions: defaults, checks, indexes, exclusions and the partition.
pub(super) fn conditions(
    draft: &mut Draft<'_>,
    model: &Model,
    scope: &Scope<'_>,
    found: &mut Diagnostics,
) {
    let home = draft.table.name.namespace.clone();
    let names = names(draft, model, scope, home.as_deref(), Place::Row);
    let defaults = self::names(draft, model, scope, home.as_deref(), Place::Default);
    for entry in draft.entries.clone() {
        match entry {
            Entry::Column(id, _) => of_column(draft, id, &names, &defaults, found),
            Entry::Constraint(Constraint::Check { check, allow }, _) => {
                let mut allows = Vec::new();
                for written in allow {
                    allow::add(&mut allows, written, found);
                }
                let check = self::check(draft, check, None, &names, found);
                add_check(draft, Check { allows, ..check }, found);
            }
            Entry::Constraint(Constraint::Index(written), span) => {
                let relation = draft.table.name.name.clone();
                let index = index::written(written, span, &relation, draft, &names, model, found);
                let Some(index) = index else {
                    continue;
                };
                let first = draft
                    .table
                    .indexes
                    .iter()
                    .find(|first| is_same(first, &index));
                match first.map(|first| first.span) {
                    Some(first) => said_twice(index.span, first, found),
                    None => draft.table.indexes.push(index),
                }
            }
            Entry::Constraint(Constraint::Exclude(written), span) => {
                let exclusion = exclusion(draft, written, span, &names, model, found);
                draft.table.exclusions.push(exclusion);
            }
            Entry::Constraint(
                Constraint::PrimaryKey(_)
                | Constraint::Unique(_)
                | Constraint::ForeignKey(_)
                | Constraint::Allow(_),
                _,
            ) => {}
        }
    }
    partition(draft, &names, found);
    index::automatic(&mut draft.table, model);
}

/// What the expressions of a table can name.
pub(super) fn names<'a>(
    draft: &Draft<'a>,
    model: &'a Model,
    scope: &'a Scope<'a>,
    home: Option<&'a str>,
    place: Place,
) -> Names<'a> {
    Names {
        scope,
        enums: &model.enums,
        domains: &model.domains,
        home,
        owner: draft.table.name.to_string(),
        columns: draft.ids.clone(),
        types: draft.types(),
        place,
    }
}

fn of_column(
    draft: &mut Draft<'_>,
    id: ColumnId,
    names: &Names<'_>,
    defaults: &Names<'_>,
    found: &mut Diagnostics,
) {
    let ty = names.types[id.0];
    let clauses = &draft.clauses[id.0];
    let (default, generated) = (clauses.default.get(), clauses.generated.get());
    let filled = default
        .map(|expr| Filled::Default(defaults.resolve(expr, ty, found)))
        .or_else(|| generated.map(|expr| Filled::Generated(names.resolve(expr, ty, found))));
    let on_update = clauses
        .on_update
        .get()
        .map(|expr| defaults.resolve(expr, ty, found));
    let allows = clauses.allows.clone();
    for written in clauses.checks.clone() {
        let check = check(draft, written, Some(id), names, found);
        let allows = allows.clone();
        add_check(draft, Check { allows, ..check }, found);
    }

    let column = &mut draft.table.columns[id.0];
    column.on_update = on_update;
    if let Some(filled) = filled {
        column.filled = filled;
    }
}

fn check(
    draft: &Draft<'_>,
    written: &syntax::Check,
    column: Option<ColumnId>,
    names: &Names<'_>,
    found: &mut Diagnostics,
) -> Check {
    let condition = names.resolve(&written.condition, None, found);
    Check {
        name: match &written.name {
            Some(name) => written_name(name),
            None => made_name(postgres::check(&draft.table, &condition)),
        },
        span: written.span,
        column,
        condition,
        allows: Vec::new(),
    }
}

/// Adds a check, unless it stands there already.
fn add_check(draft: &mut Draft<'_>, check: Check, found: &mut Diagnostics) {
    let first = draft.table.checks.iter().find(|first| {
        !first.name.written && !check.name.written && first.condition == check.condition
    });
    match first.map(|first| first.span) {
        Some(first) => said_twice(check.span, first, found),
        None => draft.table.checks.push(check),
    }
}

/// Whether two indexes without names are the same, and so would be called the same.
fn is_same(one: &Index, other: &Index) -> bool {
    !one.name.written
        && !other.name.written
        && one.unique == other.unique
        && one.method == other.method
        && one.elements == other.elements
        && one.include == other.include
        && one.predicate == other.predicate
        && one.nulls_distinct == other.nulls_distinct
}

fn said_twice(at: Span, first: Span, found: &mut Diagnostics) {
    found
        .error(CONFLICTING, at, "this is said twice")
        .because(first, "it is said here")
        .help("remove one of them");
}

fn exclusion(
    draft: &Draft<'_>,
    written: &syntax::Exclude,
    span: Span,
    names: &Names<'_>,
    model: &Model,
    found: &mut Diagnostics,
) -> Exclusion {
    let mut predicate = Once::default();
    let mut deferrable = Once::default();
    let mut allows = Vec::new();
    for clause in &written.clauses {
        match clause {
            ExcludeClause::Where(expr) => predicate.say("where", expr, expr.span, found),
            ExcludeClause::Deferrable(clause) => {
                deferrable.say("deferrable", when(*clause), clause.span, found);
            }
            ExcludeClause::Allow(written) => allow::add(&mut allows, written, found),
        }
    }
    let elements: Vec<_> = written
        .elements
        .iter()
        .map(|written| {
            let element = index::element(&written.element, names, found);
            (element, written.operator.value.clone())
        })
        .collect();
    let made = postgres::exclusion(
        model,
        &draft.table,
        elements.iter().map(|(element, _)| element),
    );
    Exclusion {
        name: written
            .name
            .as_ref()
            .map_or_else(|| made_name(made), written_name),
        span,
        method: written
            .method
            .as_ref()
            .map_or_else(|| "gist".to_owned(), |method| method.text.clone()),
        elements,
        predicate: predicate.get().map(|expr| names.resolve(expr, None, found)),
        deferrable: deferrable.take().unwrap_or_default(),
        allows,
    }
}

fn partition(draft: &mut Draft<'_>, names: &Names<'_>, found: &mut Diagnostics) {
    let Some(written) = draft.written else {
        return;
    };
    let mut partition: Option<Partition> = None;
    for clause in &written.clauses {
        let TableClause::Partition { method, by, span } = clause else {
            continue;
        };
        if let Some(first) = &partition {
            found
                .error(CONFLICTING, *span, "a table is divided in one way")
                .because(first.span, "it is said here")
                .help("remove one of them");
            continue;
        }
        if !matches!(method.text.as_str(), "range" | "list" | "hash") {
            found
                .error(
                    "unknown_value",
                    method.span,
                    format!("rows cannot be divided by `{}`", method.text),
                )
                .help("write `range`, `list` or `hash`");
        }
        partition = Some(Partition {
            method: method.text.clone(),
            by: by
                .iter()
                .map(|expr| names.resolve(expr, None, found))
                .collect(),
            span: *span,
        });
    }
    draft.table.partition = partition;
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_condition_is_said_once() {
        check(
            r##"
                table posts {
                    id: bigint primary key identity,
                    votes: integer check (votes > 0),
                    check (votes > 0),
                    index (votes) where votes > 10,
                    index (votes) where votes > 10,
                }
            "##,
            expect![[r#"
                error[conflicting_clauses]: this is said twice
                 --> schema.relata:5:21
                  |
                4 |                     votes: integer check (votes > 0),
                  |                                    ----------------- it is said here
                5 |                     check (votes > 0),
                  |                     ^^^^^^^^^^^^^^^^^
                  |
                  = help: remove one of them
                error[conflicting_clauses]: this is said twice
                 --> schema.relata:7:21
                  |
                6 |                     index (votes) where votes > 10,
                  |                     ------------- it is said here
                7 |                     index (votes) where votes > 10,
                  |                     ^^^^^^^^^^^^^
                  |
                  = help: remove one of them
            "#]],
        );
    }

    #[test]
    fn rows_are_divided_in_one_way() {
        check(
            r##"
                table events partition by range (made_at) partition by ranges (id) {
                    id: bigint,
                    made_at: timestamptz,
                    primary key (id, made_at),
                }
                table logs partition by bytes (id) { id: bigint primary key }
            "##,
            expect![[r#"
                error[conflicting_clauses]: a table is divided in one way
                 --> schema.relata:2:59
                  |
                2 |                 table events partition by range (made_at) partition by ranges (id) {
                  |                              ---------------------------- ^^^^^^^^^^^^^^^^^^^^^^^^
                  |                              |
                  |                              it is said here
                  |
                  = help: remove one of them
                error[unknown_value]: rows cannot be divided by `bytes`
                 --> schema.relata:7:41
                  |
                7 |                 table logs partition by bytes (id) { id: bigint primary key }
                  |                                         ^^^^^
                  |
                  = help: write `range`, `list` or `hash`
            "#]],
        );
    }
}
