//! A path from a table through references to a column: `author.name`, `post.author.name`.

use crate::column::Column;
use crate::name::Name;
use crate::reference::{AnyReference, Presence, Reference};
use crate::select::Select;
use crate::table::Table;
use crate::value::Stored;

/// A reference, and what is read of the row that it leads to.
#[derive(Debug, Clone, Copy)]
pub struct Through<L, E> {
    by: L,
    end: E,
}

/// A handle that leads to one row of another table.
#[diagnostic::on_unimplemented(
    message = "only a reference leads to columns of another table, and this is `{Self}`",
    label = "not a reference",
    note = "of a collection there is a value of all its rows together: `max(comments.id)`"
)]
pub trait Leads: Copy {
    /// The table that it leads to.
    type To: Table;
    /// [`Required`] or [`Nullable`].
    type Presence: Presence;

    #[doc(hidden)]
    fn any(self) -> AnyReference;
}

impl<T, U: Table, N: Presence> Leads for Reference<T, U, N> {
    type To = U;
    type Presence = N;

    fn any(self) -> AnyReference {
        self.any
    }
}

/// Where a path ends: at a column, or at the end of another path.
#[diagnostic::on_unimplemented(
    message = "a path ends in a column, and this is `{Self}`",
    label = "not a column",
    note = "a reference is loaded into a shape of its own, or a column of it: `post.author.name`"
)]
pub trait Ends: Copy {
    /// What is read there.
    type Value: Stored;

    #[doc(hidden)]
    fn describe(self, field: &str, select: &mut Select);
}

impl<T, V: Stored, M, K> Ends for Column<T, V, M, K> {
    type Value = V;

    fn describe(self, field: &str, select: &mut Select) {
        select.column(field, self.any);
    }
}

impl<L: Leads, E: Ends> Ends for Through<L, E> {
    type Value = <L::Presence as Presence>::Of<E::Value>;

    fn describe(self, field: &str, select: &mut Select) {
        select.path(field, self);
    }
}

impl<L: Leads, E: Ends> Through<L, E> {
    pub(crate) const OPTIONAL: bool = <L::Presence as Presence>::OPTIONAL;
    pub(crate) const TABLE: Name = <L::To as Table>::NAME;

    pub(crate) fn by(self) -> AnyReference {
        self.by.any()
    }

    pub(crate) fn end(self, field: &str, select: &mut Select) {
        self.end.describe(field, select);
    }
}

/// The path that goes on from a reference, by the columns and references of its table.
pub fn through<L: Leads, E: Ends>(
    by: L,
    end: impl FnOnce(&<L::To as Table>::Fields) -> E,
) -> Through<L, E> {
    Through {
        by,
        end: end(&L::To::FIELDS),
    }
}
