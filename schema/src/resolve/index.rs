//! Indexes: the written ones, and those that references need.

use super::clause::{CONFLICTING, Once};
use super::draft::Draft;
use super::expression::Names;
use super::key::{made_name, written_name};
use super::{allow, options};
use crate::diagnostic::Diagnostics;
use crate::model::{
    ColumnId, Expr, ExprKind, Index, IndexElement, Model, Reference, ReferenceId, Table,
};
use crate::name::postgres;
use crate::source::Span;
use crate::syntax::{self, ElementClause, IndexClause, Name};

/// Reads an index; its expressions see the columns of `names`.
///
/// `columns` are the relation's, by number, and `by_name` finds one of a list.
pub(super) fn written(
    written: &syntax::Index,
    span: Span,
    relation: &str,
    draft: &Draft<'_>,
    names: &Names<'_>,
    model: &Model,
    found: &mut Diagnostics,
) -> Option<Index> {
    let mut include: Once<&Vec<Name>> = Once::default();
    let mut distinct = Once::default();
    let mut predicate = Once::default();
    let mut with = Once::default();
    let mut was = Once::default();
    let mut allows = Vec::new();
    for clause in &written.clauses {
        match clause {
            IndexClause::Include(names) => {
                let at = names.first().map_or(span, |name| name.span);
                include.say("include", names, at, found);
            }
            IndexClause::Distinct(clause) => {
                distinct.say("nulls distinct", *clause, clause.span, found);
            }
            IndexClause::Where(expr) => predicate.say("where", expr, expr.span, found),
            IndexClause::With(options) => {
                let at = options.list.first().map_or(span, |(name, _)| name.span);
                with.say("with", options, at, found);
            }
            IndexClause::Was(name) => was.say("was", name, name.span, found),
            IndexClause::Allow(written) => allow::add(&mut allows, written, found),
        }
    }
    if written.unique.is_none()
        && let Some(clause) = distinct.get()
    {
        found
            .error(
                CONFLICTING,
                clause.span,
                "only a unique index says what two NULLs are",
            )
            .help("write `unique index`, or remove it");
    }

    let elements: Vec<IndexElement> = written
        .elements
        .iter()
        .map(|written| element(written, names, found))
        .collect();
    let include = match include.get() {
        Some(names) => draft.columns(names, found),
        None => Some(Vec::new()),
    };
    let mut index = Index {
        name: made_name(String::new()),
        span: Span::new(span.start, written.elements_span.end),
        automatic: None,
        unique: written.unique.is_some(),
        method: written
            .method
            .as_ref()
            .map_or_else(|| "btree".to_owned(), |method| method.text.clone()),
        elements,
        include: include?,
        nulls_distinct: distinct.get().map(|clause| clause.distinct),
        predicate: predicate.get().map(|expr| names.resolve(expr, None, found)),
        options: with.get().map(|with| options(with)).unwrap_or_default(),
        was: was.get().map(|name| name.text.clone()),
        allows,
    };
    index.name = match &written.name {
        Some(name) => written_name(name),
        None => made_name(postgres::index(
            model,
            relation,
            &draft.table.column_names(),
            &index,
        )),
    };
    Some(index)
}

/// Reads one element of an index or of an exclusion.
pub(super) fn element(
    written: &syntax::IndexElement,
    names: &Names<'_>,
    found: &mut Diagnostics,
) -> IndexElement {
    let mut descending = Once::default();
    let mut nulls_first = Once::default();
    let mut class = Once::default();
    for clause in &written.clauses {
        match clause {
            ElementClause::Asc(at) => descending.say("asc` or `desc", false, *at, found),
            ElementClause::Desc(at) => descending.say("asc` or `desc", true, *at, found),
            ElementClause::NullsFirst(at) => nulls_first.say("nulls …", true, *at, found),
            ElementClause::NullsLast(at) => nulls_first.say("nulls …", false, *at, found),
            ElementClause::OperatorClass { name, options } => {
                class.say("operator class", (name, options), name.span, found);
            }
        }
    }

    let descending = descending.take().unwrap_or(false);
    let mut expr = names.resolve(&written.expr, None, found);
    // PostgreSQL takes a column in parentheses for the column.
    if let ExprKind::Column(column) = expr.unparenthesized().kind {
        expr.kind = ExprKind::Column(column);
    }
    IndexElement {
        expr,
        descending,
        nulls_first: nulls_first.take().unwrap_or(descending),
        class: class
            .take()
            .map(|(name, written)| (name.text.clone(), options(written))),
    }
}

/// Adds the indexes that the references of a table need and that nothing written serves.
pub(super) fn automatic(table: &mut Table, model: &Model) {
    let needed: Vec<ReferenceId> = (0..table.references.len())
        .map(ReferenceId)
        .filter(|&id| {
            let reference = table.reference(id);
            !table.serves(&reference.columns) && !is_allowed(table, reference, model)
        })
        .collect();
    for (position, &id) in needed.iter().enumerate() {
        let columns = &table.reference(id).columns;
        // One that begins with the same columns is made for another reference: it serves both.
        let served = needed.iter().enumerate().any(|(other, &other_id)| {
            let longer = &table.reference(other_id).columns;
            other != position
                && starts_with(longer, columns)
                && (longer.len() > columns.len() || other < position)
        });
        if !served {
            let index = of_reference(table, id, model);
            table.indexes.push(index);
        }
    }
}

fn of_reference(table: &Table, id: ReferenceId, model: &Model) -> Index {
    let reference = table.reference(id);
    let mut index = Index {
        name: made_name(String::new()),
        span: reference.span,
        automatic: Some(id),
        unique: false,
        method: "btree".to_owned(),
        elements: reference
            .columns
            .iter()
            .map(|&column| IndexElement {
                expr: Expr {
                    span: table.column(column).span,
                    kind: ExprKind::Column(column),
                },
                descending: false,
                nulls_first: false,
                class: None,
            })
            .collect(),
        include: Vec::new(),
        nulls_distinct: None,
        predicate: None,
        options: Vec::new(),
        was: None,
        allows: Vec::new(),
    };
    index.name = made_name(postgres::index(
        model,
        &table.name.name,
        &table.column_names(),
        &index,
    ));
    index
}

fn is_allowed(table: &Table, reference: &Reference, model: &Model) -> bool {
    [&reference.allows, &table.allows, &model.allows]
        .into_iter()
        .flatten()
        .any(|allow| allow.rule == "unindexed_reference")
}

/// Whether a list begins with these columns, in whatever order.
fn starts_with(list: &[ColumnId], columns: &[ColumnId]) -> bool {
    list.len() >= columns.len()
        && list[..columns.len()]
            .iter()
            .all(|column| columns.contains(column))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_clause_of_an_index_stands_once() {
        check(
            r##"
                table posts {
                    id: bigint primary key identity,
                    title: text,
                    index (title desc asc) where id > 1 where id > 2,
                    index i2 (title) nulls not distinct,
                    index i3 (title) include (nothing),
                }
            "##,
            expect![[r#"
                error[conflicting_clauses]: `asc` or `desc` is said twice
                 --> schema.relata:5:39
                  |
                5 |                     index (title desc asc) where id > 1 where id > 2,
                  |                                  ---- ^^^
                  |                                  |
                  |                                  it is said here
                  |
                  = help: remove one of them
                error[conflicting_clauses]: `where` is said twice
                 --> schema.relata:5:63
                  |
                5 |                     index (title desc asc) where id > 1 where id > 2,
                  |                                                  ------       ^^^^^^
                  |                                                  |
                  |                                                  it is said here
                  |
                  = help: remove one of them
                error[conflicting_clauses]: only a unique index says what two NULLs are
                 --> schema.relata:6:38
                  |
                6 |                     index i2 (title) nulls not distinct,
                  |                                      ^^^^^^^^^^^^^^^^^^
                  |
                  = help: write `unique index`, or remove it
                error[unknown_column]: there is no column `nothing` in `posts`
                 --> schema.relata:7:47
                  |
                2 |                 table posts {
                  |                       ----- `posts` is declared here
                ...
                7 |                     index i3 (title) include (nothing),
                  |                                               ^^^^^^^
            "#]],
        );
    }
}
