//! How a load goes: in one statement, or in one for each level of the shape.
//!
//! One statement is one journey to the server, and sees one state of the data. The server pays for
//! it, since it gathers the rows of each parent by themselves. That is measured to be cheaper in
//! all for a page or less, and dearer from some hundred parents on.

use crate::expression::Term;
use crate::filter::Condition;
use crate::load::Load;
use crate::query::{Query, Question};
use crate::shape::{Batched, Shape};
use crate::statement::Parameter;
use crate::table::Index;

/// So many rows of the root are loaded in one statement.
pub(crate) const FEW: u64 = 100;

/// How a query wants its shape loaded.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Strategy {
    /// `None` leaves it to what is known of the root.
    pub(crate) batched: Option<bool>,
    /// Whether all statements are to see one state of the data.
    pub(crate) snapshot: bool,
}

/// # Strategies
impl<S: Load> Query<S> {
    /// Loads the shape with all its collections in one statement, however many rows there are.
    ///
    /// Without this and [`batched`](Self::batched), that is what happens when few rows are asked for:
    /// by a [`limit`](Self::limit) of 100 at most, or by the values of a key. Otherwise a shape with
    /// collections is loaded in one statement a level. The rows, and their order, are the same.
    ///
    /// Where the collections of one row exceed the gigabyte that PostgreSQL can put into a value,
    /// the load is begun again in batches; in a transaction of the caller's it fails.
    pub fn one_statement(mut self) -> Self {
        self.question.strategy.batched = Some(false);
        self
    }

    /// Loads the shape in one statement a level: the rows of the table, then those of each collection
    /// by the keys of all their parents. At most [`Load::LEVELS`] statements, whatever the number of
    /// rows; a collection none of whose parents is there needs none.
    ///
    /// The rows of a collection come as arrays, those of some parents in each: of so many that what
    /// comes at once is about 64 KiB, going by the load before. What is longer than a mebibyte all the same comes
    /// in pieces, here as in [one statement](Self::one_statement), so that a load takes three times the
    /// memory of its result at most. Where they exceed the gigabyte that
    /// PostgreSQL can put into a value, they are asked for again, to come one by one; in a transaction of
    /// the caller's that is an error.
    ///
    /// On a pool, all of them run on one connection. What others commit meanwhile can be seen by
    /// the later ones, unless there is a [`snapshot`](Self::snapshot).
    pub fn batched(mut self) -> Self {
        self.question.strategy.batched = Some(true);
        self
    }

    /// Lets all statements of a batched load see one state of the data: they run in a transaction
    /// that is repeatable-read and read-only, which sends a `BEGIN` and a `COMMIT` more. It takes no
    /// locks that anybody waits for.
    ///
    /// On a connection that is in a transaction already, that one's isolation decides: its default,
    /// read committed, gives each statement a state of its own. A load of one statement sees one state
    /// in any case, and sends nothing more.
    pub fn snapshot(mut self) -> Self {
        self.question.strategy.snapshot = true;
        self
    }
}

impl Shape {
    /// What a query's load goes by, if it goes level by level.
    pub(crate) fn batches(&self, question: &Question) -> Option<&Batched> {
        let few = || is_few(question, self.table().indexes);
        // Rows that are alike count once: whether they are is seen where they are whole.
        if self.flat || question.distinct || !question.strategy.batched.unwrap_or_else(|| !few()) {
            return None;
        }
        self.batched()
    }
}

/// Whether a query has a small limit, or asks for rows by the values of a key.
fn is_few(question: &Question, indexes: &[Index]) -> bool {
    if question.limit.is_some_and(|limit| limit <= FEW) {
        return true;
    }
    let equal = question.fixed();
    keys(indexes).any(|index| {
        let mut columns = index.keys.iter().map(|key| {
            let column = equal.iter().filter(|(column, _)| *column == key.column);
            column.map(|(_, values)| *values).min()
        });
        let product = columns.try_fold(1u64, |product, values| product.checked_mul(values?));
        product.is_some_and(|product| product <= FEW)
    })
}

/// The indexes by which there is one row at most.
fn keys(indexes: &[Index]) -> impl Iterator<Item = &Index> {
    indexes
        .iter()
        .filter(|index| index.unique && index.predicate.is_empty() && !index.keys.is_empty())
}

impl Question {
    /// The columns that its filters fix, each to so many values.
    pub(crate) fn fixed(&self) -> Vec<(&str, u64)> {
        let mut equal = Vec::new();
        for filter in &self.filters {
            fixed(filter, &mut equal);
        }
        equal
    }
}

/// The columns that a condition fixes, each to so many values.
fn fixed<'a>(condition: &'a Condition, equal: &mut Vec<(&'a str, u64)>) {
    match condition {
        Condition::Compare {
            operator: "=",
            sides,
        } => match &**sides {
            [Term::Column(column), Term::Value(_)] => equal.push((column.name, 1)),
            [
                Term::Column(column),
                Term::Call {
                    function: "ANY",
                    arguments,
                },
            ] => {
                if let [Term::Value(values)] = arguments.as_slice()
                    && let Some(length) = values.length()
                {
                    equal.push((column.name, length));
                }
            }
            _ => {}
        },
        // So many keys in all, and not so many of each column.
        Condition::Listed { columns, arrays } => {
            let lengths = arrays.iter().map(Parameter::length).enumerate();
            for (column, (at, length)) in columns.iter().zip(lengths) {
                let length = if at == 0 { length } else { Some(1) };
                equal.extend(length.map(|length| (column.name, length)));
            }
        }
        Condition::All(all) => {
            for condition in all {
                fixed(condition, equal);
            }
        }
        _ => {}
    }
}
