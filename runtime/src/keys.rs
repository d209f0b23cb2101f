//! Rows by their keys, many at once.

use crate::column::Column;
use crate::compare::Given;
use crate::executor::Executor;
use crate::future::Found;
use crate::load::Load;
use crate::lock::Lock;
use crate::statement::{Parameter, Statement};
use crate::value::Stored;

/// The values of one column of a key: one array, however many they are.
#[derive(Debug)]
pub struct Keys {
    pub(crate) column: &'static str,
    pub(crate) values: Parameter,
    count: usize,
}

/// The values of one column of a key.
pub fn keys<T, V: Stored, M, K, G: Given<V::Plain>>(
    column: Column<T, V, M, K>,
    values: impl IntoIterator<Item = G>,
) -> Keys {
    let mut count = 0;
    let counted = values.into_iter().inspect(|_| count += 1);
    let values = Parameter::array(column.any, counted);
    Keys {
        column: column.any.name,
        values,
        count,
    }
}

/// The rows with these keys, in the order of the keys; `None` where there is no such row. The
/// columns of the key come one by one, each with as many values.
///
/// The server says which row belongs to which key, since only it knows what is equal: `Ada` and
/// `ada` are in a `citext`, `1.0` and `1.00` in a `numeric`.
#[track_caller]
pub fn find_many<'e, S: Load>(on: impl Executor<'e>, keys: &[Keys]) -> Found<'e, S> {
    find_locked(on, keys, None)
}

/// The same, with the rows locked in the order of the keys' values.
pub(crate) fn find_locked<'e, S: Load>(
    on: impl Executor<'e>,
    keys: &[Keys],
    lock: Option<Lock>,
) -> Found<'e, S> {
    let shape = S::shape();
    let text = shape.render_keys(keys, lock);
    let parameters = shape.parameters.iter().chain(&text.parameters);
    let statement = Statement::new(shape.name, "load", text.sql, parameters);
    let count = keys.first().map_or(0, |keys| keys.count);
    Found::of(on.source(), statement, count)
}
