//! Rows by the values of some columns, the statement that an application sends most: its text is made
//! once for each choice of columns, and kept.

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
    pub(crate) fn statement(&'static self, shape: &Shape, by: &Condition) -> Result<Statement> {
        let parts = match by {
            Condition::All(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        let kept = parts
            .iter()
            .all(|part| equal(part).is_some())
            .then(|| self.kept(shape, by, parts))
            .flatten();
        let Some(sql) = kept else {
            return shape.statement(&question(by));
        };
        let values = parts.iter().filter_map(equal).map(|(_, value)| value);
        let parameters = shape.parameters.iter().chain(values);
        Statement::new(shape.name, "load", sql, parameters)
    }

    /// The text for these columns, unless there are too many choices of them.
    fn kept(
        &'static self,
        shape: &Shape,
        by: &Condition,
        parts: &[Condition],
    ) -> Option<&'static str> {
        let columns = || parts.iter().filter_map(equal).map(|(column, _)| column);
        for place in &self.0 {
            let finder = place.get_or_init(|| Finder {
                columns: columns().collect(),
                sql: shape.render(&question(by)).sql,
            });
            if columns().eq(finder.columns.iter().copied()) {
                return Some(&finder.sql);
            }
        }
        None
    }
}

fn question(by: &Condition) -> Question {
    Question {
        filters: vec![by.clone()],
        limit: Some(1),
        ..Question::default()
    }
}

/// A column, and the value that it is to have.
fn equal(condition: &Condition) -> Option<(&'static str, &Parameter)> {
    match condition {
        Condition::Compare {
            operator: "=",
            sides,
        } => match &**sides {
            [Term::Column(column), Term::Value(value)] => Some((column.name, value)),
            _ => None,
        },
        _ => None,
    }
}
