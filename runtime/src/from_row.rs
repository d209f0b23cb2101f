//! Reading a row of any query by the names of its columns.

use std::borrow::Cow;

use sqlx::postgres::{PgRow, PgValueFormat};
use sqlx::{Row as _, ValueRef as _};

use crate::column::AnyColumn;
use crate::cursor::Cursor;
use crate::error::Error;
use crate::load::Load;
use crate::table::Table;
use crate::value::Unfit;

/// The bytes of a value, as those that cross in our own statements; `None` is `NULL`.
pub(crate) type Plain<'a> = Option<Cow<'a, [u8]>>;

/// A table's row in a row of any query, by the columns' names.
///
/// # Errors
///
/// sqlx's: the row has no such column, or its value does not fit.
pub fn from_row<S: Load>(row: &PgRow) -> sqlx::Result<S> {
    let columns = S::Table::COLUMNS.iter();
    let values = columns.map(|column| named(row, *column));
    let values: Vec<Plain<'_>> = values.collect::<sqlx::Result<_>>()?;
    S::read(&mut Cursor::plain(S::NAME, &S::shape().slots, &values)).map_err(decode)
}

/// A column's value.
fn named(row: &PgRow, column: AnyColumn) -> sqlx::Result<Plain<'_>> {
    let AnyColumn { name, sql_type } = column;
    let value = row.try_get_raw(name)?;
    let unfit = |source: Box<dyn std::error::Error + Send + Sync>| sqlx::Error::ColumnDecode {
        index: name.to_owned(),
        source,
    };
    if value.format() == PgValueFormat::Text {
        return Err(unfit(
            "came as text; a prepared query sends it in binary".into(),
        ));
    }
    if value.is_null() {
        return Ok(None);
    }
    let found = value.type_info().oid().map_or(0, |oid| oid.0);
    let bytes = value.as_bytes().map_err(unfit)?;
    let crossed = sql_type.plainly(found, bytes);
    crossed.map(Some).map_err(|why: Unfit| unfit(why.into()))
}

fn decode(error: Error) -> sqlx::Error {
    match error {
        Error::Value { column, why, .. } => sqlx::Error::ColumnDecode {
            index: column,
            source: why.into(),
        },
        other => sqlx::Error::Decode(other.into()),
    }
}
