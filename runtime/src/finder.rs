//! Rows by the values of some columns, the statement that an application sends most: its text is made
//! once for each choice of columns, and kept.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::error::Result;
use crate::expression::Term;
use crate::filter::Condition;
use crate::query::Question;
use crate::shape::Shape;
use crate::statement::{Parameter, Statement};

/// So many choices of columns are kept for a shape; a table seldom has more keys.
const KEPT: usize = 8;

/// The texts that were made.
#[derive(Debug, Default)]
pub(crate) struct Finders([OnceLock<Finder>; KEPT]);

#[derive(Debug)]
struct Finder {
    columns: Vec<&'static str>,
    sql: String,
}

impl Finders {
    /// The statement for the first row that has these values.
    #[track_caller]
    pub(crate) fn statement(
        &'static self,
        shape: &Shape,
        values: &[Parameter],
    ) -> Result<Statement> {
        let sql = match self.kept(shape, values) {
            Some(kept) => Cow::Borrowed(kept),
            None => Cow::Owned(shape.render(&question(values)).sql),
        };
        let parameters = shape.parameters.iter().chain(values);
        Statement::new(shape.name, "load", sql, parameters)
    }

    /// The text for these columns, unless there are too many choices of them.
    fn kept(&'static self, shape: &Shape, values: &[Parameter]) -> Option<&'static str> {
        let columns = || values.iter().map(|value| value.column().name);
        for place in &self.0 {
            let finder = place.get_or_init(|| Finder {
                columns: columns().collect(),
                sql: shape.render(&question(values)).sql,
            });
            if columns().eq(finder.columns.iter().copied()) {
                return Some(&finder.sql);
            }
        }
        None
    }
}

fn question(values: &[Parameter]) -> Question {
    let equal = values.iter().map(|value| Condition::Compare {
        operator: "=",
        sides: Box::new([Term::Column(value.column()), Term::Value(value.clone())]),
    });
    Question {
        filters: equal.collect(),
        limit: Some(1),
        ..Question::default()
    }
}
