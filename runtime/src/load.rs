//! What a shape is to the runtime.

use crate::cursor::Cursor;
use crate::error::Result;
use crate::given::GivenValues;
use crate::select::Select;
use crate::shape::Shape;
use crate::table::Table;

/// A struct that a statement loads: a row, or a shape that derives it.
///
/// `#[derive(Load)]` writes the implementation; see [the derive](macro@crate::Load).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape",
    label = "derive `relata::Load` for it"
)]
pub trait Load: Sized + Send + 'static {
    /// The table whose rows it is made of.
    type Table: Table;
    /// The values that a query gives it, which its filters name; `()` for none.
    type Given: GivenValues;

    /// Its name, for messages.
    const NAME: &'static str;
    /// How many levels it has: one, and one for each collection in it, at any depth. So many
    /// statements at most are sent when it is loaded level by level, see
    /// [`Query::batched`](crate::Query::batched); a level that no row leads to is not asked for. That
    /// a constant counts them makes a shape which contains itself a compile error.
    const LEVELS: usize;
    /// How many statements a load of one row or of a page sends, whatever the number of rows: see
    /// [`Query::one_statement`](crate::Query::one_statement), which says when it is
    /// [`LEVELS`](Self::LEVELS) instead.
    const STATEMENTS: usize = statements(Self::LEVELS);

    /// Says what is to be selected, field by field.
    fn describe(select: &mut Select);

    /// Takes the values in the order in which `describe` asked for them.
    ///
    /// # Errors
    ///
    /// A value does not fit its field.
    fn read(cursor: &mut Cursor<'_>) -> Result<Self>;

    /// Its statement, rendered once.
    fn shape() -> &'static Shape;
}

/// One, since collections are joined to their parents. The number of levels is asked for so that
/// it is computed.
const fn statements(levels: usize) -> usize {
    if levels == 0 { 0 } else { 1 }
}
