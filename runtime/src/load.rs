//! What a shape is to the runtime.

use crate::cursor::Cursor;
use crate::error::Result;
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

    /// Its name, for messages.
    const NAME: &'static str;
    /// How many tables deep and wide it reaches: one, and one for each collection in it. That a
    /// constant counts them makes a shape which contains itself a compile error.
    const LEVELS: usize;
    /// How many statements a load sends, whatever the number of rows.
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
