//! What a partial update sets: some of a row's columns.

use crate::column::AnyColumn;
use crate::insert::{Mode, Values};
use crate::statement::Parameter;
use crate::store::Assigned;

/// Some of the columns of a row of `T`, each with what it becomes. `schema!` implements it for
/// `PostChanges`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are no changes of a row of `{T}`",
    label = "write the changes struct of that table"
)]
pub trait Changes<T> {
    /// The columns that can change.
    const COLUMNS: &'static [AnyColumn];

    /// Offers a value for each of the columns, in their order.
    fn write(&self, values: &mut Values<'_>);
}

/// The columns that the changes give.
pub(crate) fn assignments<T, C: Changes<T>>(
    changes: &C,
) -> impl Iterator<Item = (AnyColumn, Assigned)> {
    let mut parameters: Vec<Parameter> = Vec::new();
    changes.write(&mut Values::new(Mode::One(C::COLUMNS, &mut parameters)));
    let assigned = parameters.into_iter();
    assigned.map(|parameter| (parameter.column(), Assigned::Value(parameter)))
}
