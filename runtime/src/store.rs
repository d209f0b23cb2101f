//! What a column can be set to: a value, another column of its table, or what the database computes
//! from them.

use crate::column::{AnyColumn, Column, Settable, Unique};
use crate::expression::{Expression, Term};
use crate::name::quote;
use crate::render::Text;
use crate::statement::Parameter;
use crate::value::{Stored, Value, put_text};

/// A column and what it becomes.
#[derive(Debug, Clone)]
pub(crate) struct Assignment {
    pub(crate) column: AnyColumn,
    pub(crate) to: Assigned,
}

/// What a column becomes.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub enum Assigned {
    /// A value, or `NULL`.
    Value(Parameter),
    /// What the database computes.
    Term(Term),
}

/// What a column of `T` that holds `V` can be set to: a `V`, a `&str` for a `String`, a column of
/// `T` that holds one; where it is nullable, an `Option` of a value or the value itself.
#[diagnostic::on_unimplemented(
    message = "this column is `{V}`, and it is set to `{Self}`",
    label = "write a value of `{V}`, or a column of `{T}` that holds one"
)]
pub trait Store<T, V> {
    /// The right side of the assignment.
    #[doc(hidden)]
    fn assigned(self, column: AnyColumn) -> Assigned;
}

impl<T, V: Value> Store<T, V> for V {
    fn assigned(self, column: AnyColumn) -> Assigned {
        Assigned::Value(Parameter::new(column, Some(&self)))
    }
}

impl<T, V: Value> Store<T, Option<V>> for V {
    fn assigned(self, column: AnyColumn) -> Assigned {
        Assigned::Value(Parameter::new(column, Some(&self)))
    }
}

impl<T, V: Value> Store<T, Option<V>> for Option<V> {
    fn assigned(self, column: AnyColumn) -> Assigned {
        Assigned::Value(Parameter::new(column, self.as_ref()))
    }
}

impl<T> Store<T, String> for &str {
    fn assigned(self, column: AnyColumn) -> Assigned {
        text(self, column)
    }
}

impl<T> Store<T, Option<String>> for &str {
    fn assigned(self, column: AnyColumn) -> Assigned {
        text(self, column)
    }
}

impl<T> Store<T, String> for &String {
    fn assigned(self, column: AnyColumn) -> Assigned {
        text(self, column)
    }
}

impl<T> Store<T, Option<String>> for &String {
    fn assigned(self, column: AnyColumn) -> Assigned {
        text(self, column)
    }
}

impl<T, V: Stored, M, K> Store<T, V> for Column<T, V, M, K> {
    fn assigned(self, _: AnyColumn) -> Assigned {
        Assigned::Term(Term::Column(self.any))
    }
}

impl<T, V: Value, M, K> Store<T, Option<V>> for Column<T, V, M, K> {
    fn assigned(self, _: AnyColumn) -> Assigned {
        Assigned::Term(Term::Column(self.any))
    }
}

impl<T, V: Stored> Store<T, V> for Expression<T, V> {
    fn assigned(self, _: AnyColumn) -> Assigned {
        Assigned::Term(self.term)
    }
}

impl<T, V: Value> Store<T, Option<V>> for Expression<T, V> {
    fn assigned(self, _: AnyColumn) -> Assigned {
        Assigned::Term(self.term)
    }
}

fn text(text: &str, column: AnyColumn) -> Assigned {
    let mut bytes = Vec::with_capacity(text.len());
    let put = put_text(text, &mut bytes);
    Assigned::Value(Parameter::of_bytes(column, put.map(|()| bytes)))
}

/// Which columns an update can set, by their mark: not [`Generated`](crate::Generated) ones, which the
/// database computes, nor an [`Identity`](crate::Identity), which it numbers, nor a [`Version`](crate::Version), which each
/// update counts up by itself.
#[diagnostic::on_unimplemented(
    message = "this column can't be set: it is `{Self}`",
    label = "a column that the database fills in",
    note = "`Generated` is computed from other columns, `Identity` is numbered, `Version` is counted up by each update"
)]
pub trait Writable {}

impl Writable for Settable {}
impl<M: Writable> Writable for Unique<M> {}

impl Text {
    /// `SET "votes" = t0."votes" + 1`; the table's version is counted up.
    pub(crate) fn set(&mut self, alias: &str, assignments: &[Assignment], version: Option<&str>) {
        self.push(" SET ");
        for (at, Assignment { column, to }) in assignments.iter().enumerate() {
            self.push(if at == 0 { "" } else { ", " });
            quote(column.name, &mut self.sql);
            self.push(" = ");
            match to {
                Assigned::Value(parameter) => self.parameter(parameter.clone()),
                Assigned::Term(term) => self.term(alias, term),
            }
        }
        if let Some(version) = version {
            self.push(if assignments.is_empty() { "" } else { ", " });
            quote(version, &mut self.sql);
            self.push(" = ");
            self.column(alias, version);
            self.push(" + 1");
        }
    }
}

/// Sets a column; of two settings of one column, the last counts.
pub(crate) fn assign(assignments: &mut Vec<Assignment>, column: AnyColumn, to: Assigned) {
    let set = |there: &&mut Assignment| there.column.name == column.name;
    match assignments.iter_mut().find(set) {
        Some(there) => there.to = to,
        None => assignments.push(Assignment { column, to }),
    }
}
