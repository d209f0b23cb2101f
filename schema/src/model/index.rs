//! What the keys and indexes of a table serve.

use super::expression::IsWhat;
use super::{ColumnId, Deferrable, Expr, ExprKind, Index, IndexElement, Table};
use crate::source::Span;

impl Table {
    /// Whether a key or index finds the rows that have given values in these columns, all not NULL.
    ///
    /// It does if its leading columns are these, in whatever order: each is compared for equality.
    #[must_use]
    pub fn serves(&self, columns: &[ColumnId]) -> bool {
        let leads = |list: &[ColumnId]| {
            list.len() >= columns.len()
                && list[..columns.len()]
                    .iter()
                    .all(|column| columns.contains(column))
        };
        self.primary_key
            .as_ref()
            .is_some_and(|key| leads(&key.columns))
            || self.uniques.iter().any(|unique| leads(&unique.columns))
            || self
                .indexes
                .iter()
                .any(|index| leads(&index.leading_columns()) && index.holds_all_with(columns))
    }

    /// The lists of columns of which no two rows have the same values: keys, and unique indexes over columns alone.
    #[must_use]
    pub fn unique_columns(&self) -> Vec<Vec<ColumnId>> {
        self.unique_keys()
            .into_iter()
            .map(|key| key.columns)
            .collect()
    }

    /// What [`Table::unique_columns`] lists, each with where it is written and whether it is checked late.
    #[must_use]
    pub fn unique_keys(&self) -> Vec<UniqueKey> {
        let mut keys = Vec::new();
        if let Some(key) = &self.primary_key {
            keys.push(UniqueKey {
                columns: key.columns.clone(),
                span: key.span,
                deferrable: key.deferrable != Deferrable::No,
            });
        }
        keys.extend(self.uniques.iter().map(|unique| UniqueKey {
            columns: unique.columns.clone(),
            span: unique.span,
            deferrable: unique.deferrable != Deferrable::No,
        }));
        for index in self.indexes.iter().filter(|index| index.unique) {
            let columns = index.leading_columns();
            if columns.len() == index.elements.len() && index.predicate.is_none() {
                keys.push(UniqueKey {
                    columns,
                    span: index.span,
                    deferrable: false,
                });
            }
        }
        keys
    }
}

/// Columns of which no two rows have the same values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniqueKey {
    /// The columns, in order.
    pub columns: Vec<ColumnId>,
    /// Where it is written.
    pub span: Span,
    /// Whether it is checked late, and cannot be referred to.
    pub deferrable: bool,
}

impl Index {
    /// The columns that it begins with, as far as they can be looked up for equality; none if it is no btree.
    #[must_use]
    pub fn leading_columns(&self) -> Vec<ColumnId> {
        if self.method != "btree" {
            return Vec::new();
        }
        self.elements
            .iter()
            .map_while(IndexElement::column)
            .collect()
    }

    /// Whether every row that has a value in these columns is in it.
    fn holds_all_with(&self, columns: &[ColumnId]) -> bool {
        self.predicate
            .as_ref()
            .is_none_or(|predicate| follows_from_not_null(predicate, columns))
    }
}

/// Whether a predicate says no more than that some of these columns are not NULL.
fn follows_from_not_null(predicate: &Expr, columns: &[ColumnId]) -> bool {
    match &predicate.kind {
        ExprKind::Parenthesized(inner) => follows_from_not_null(inner, columns),
        ExprKind::And(left, right) => {
            follows_from_not_null(left, columns) && follows_from_not_null(right, columns)
        }
        ExprKind::Is {
            operand,
            negated: true,
            what: IsWhat::Null,
        } => match operand.unparenthesized().kind {
            ExprKind::Column(column) => columns.contains(&column),
            _ => false,
        },
        _ => false,
    }
}
