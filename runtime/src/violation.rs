//! A constraint that the database found violated, as a value of the schema's own.

use crate::error::Error;
use crate::load::Load;
use crate::table::Table;

/// A row whose table has constraints. `schema!` implements it, with an enum that has a variant for each
/// of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the row of a table with constraints",
    label = "write the row's struct, as in `error.violation::<User>()`"
)]
pub trait Constrained: Load {
    /// The enum: `UserViolation`.
    type Violation: Copy + 'static;

    /// The names of the constraints, each with its variant.
    const CONSTRAINTS: &'static [(&'static str, Self::Violation)];
}

impl Error {
    /// Which constraint of the table the statement would have violated; `None` if the error is
    /// another, or the constraint is another table's.
    ///
    /// ```ignore
    /// match error.violation::<User>() {
    ///     Some(UserViolation::EmailTaken) => "there is an account with this address",
    ///     _ => return Err(error),
    /// }
    /// ```
    ///
    /// A foreign key is violated from both sides: by a row that refers to nothing, and by deleting a row
    /// that others refer to. In both cases the constraint is the referring table's. The check of a
    /// domain is one of each table that has such a column.
    #[must_use]
    pub fn violation<R: Constrained>(&self) -> Option<R::Violation> {
        let refused = self.refused()?;
        let constraint = refused.constraint()?;
        let name = R::Table::NAME;
        let is_elsewhere = refused.table().is_some_and(|table| table != name.name)
            || (refused.table().is_some()
                && name.namespace.is_some()
                && refused.schema() != name.namespace);
        if is_elsewhere {
            return None;
        }
        let mut known = R::CONSTRAINTS.iter();
        known
            .find(|(name, _)| *name == constraint)
            .map(|(_, is)| *is)
    }
}
