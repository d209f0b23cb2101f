//! The indexes of a table or of a materialized view.

use super::expression::Scope;
use crate::database::{Index, IndexElement, IndexTerm};
use crate::model::{self, Expr, ExprKind};
use crate::sql;

/// An index as PostgreSQL stores it.
pub(super) fn lower(scope: Scope<'_>, index: &model::Index) -> Index {
    Index {
        name: index.name.text.clone(),
        unique: index.unique,
        method: index.method.clone(),
        elements: index.elements.iter().map(|it| element(scope, it)).collect(),
        include: index
            .include
            .iter()
            .map(|id| scope.column(*id).to_owned())
            .collect(),
        nulls_distinct: index.nulls_distinct.unwrap_or(true),
        predicate: index.predicate.as_ref().map(|expr| scope.print(expr)),
        options: index.options.clone(),
        tablespace: None,
        part_of: None,
        valid: true,
        clustered: false,
        comment: None,
    }
}

/// An element of an index or of an exclusion.
pub(super) fn element(scope: Scope<'_>, element: &model::IndexElement) -> IndexElement {
    let (expr, collated) = bare(&element.expr);
    IndexElement {
        term: match expr.kind {
            ExprKind::Column(column) => IndexTerm::Column(scope.column(column).to_owned()),
            _ => IndexTerm::Expression(scope.print_term(expr)),
        },
        collation: collated.map(sql::identifier),
        class: element
            .class
            .as_ref()
            .map(|(name, options)| (sql::identifier(name), options.clone())),
        descending: element.descending,
        nulls_first: element.nulls_first,
        statistics: None,
    }
}

/// The expression without parentheses and collation around it; PostgreSQL takes them off too, so that
/// `((name collate "C"))` is the column `name`.
fn bare(expr: &Expr) -> (&Expr, Option<&str>) {
    match &expr.kind {
        ExprKind::Parenthesized(inner) => bare(inner),
        ExprKind::Collate(inner, collation) => (bare(inner).0, Some(collation)),
        _ => (expr, None),
    }
}
