//! What emitted code calls. Not for use by hand: it changes with the code that is emitted.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgRow, PgValueFormat, PgValueRef};
use sqlx::{Row as _, ValueRef as _};

pub use crate::collection::{Collection, Link};
pub use crate::column::{AnyColumn, Column, Generated, Identity, Settable};
pub use crate::compare::Given;
pub use crate::cursor::Cursor;
pub use crate::error::Result;
pub use crate::executor::Executor;
pub use crate::field::{OptionOf, ShapeOf, VecOf};
pub use crate::filter::Filter;
pub use crate::future::{Found, Many, One, Optional};
pub use crate::insert::{Insert, InsertMany, New, Values};
pub use crate::keys::{find_many, keys};
pub use crate::load::Load;
pub use crate::name::Name;
pub use crate::order::Order;
pub use crate::query::Query;
pub use crate::reference::{Nullable, Reference, Required};
pub use crate::select::Select;
#[cfg(feature = "serde")]
pub use crate::serial;
pub use crate::shape::{Shape, ShapeCell};
pub use crate::table::{Index, Key, Table};
pub use crate::value::{Unfit, Value, text_of, variant_of};
pub use crate::wire::Type;

// The Rust types of columns.
pub use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
#[cfg(feature = "network")]
pub use ipnetwork::IpNetwork;
#[cfg(feature = "network")]
pub use mac_address::MacAddress;
pub use rust_decimal::Decimal;
#[cfg(feature = "serde")]
pub use serde;
pub use serde_json::Value as JsonValue;
pub use sqlx;
pub use sqlx::postgres::types::{PgInterval, PgRange};
pub use sqlx::types::Json;
pub use uuid::Uuid;

pub use crate::select::AnyOptions;

use crate::field::{CountOf, Countable, LoadInto, Options, TakesOptions};
use crate::value::Stored;

/// The row that meets the condition, of which there is one at most.
#[track_caller]
pub fn find<'e, S: Load>(on: impl Executor<'e>, filter: Filter<S::Table>) -> Optional<'e, S> {
    let shape = S::shape();
    if shape.flat {
        let statement = shape.finders.statement(shape, &filter.condition);
        return Optional::of(on.source(), statement);
    }
    Query::new().filter(filter).fetch_optional(on)
}

/// A row to be inserted.
pub fn insert<N: New>(new: &N) -> Insert<N::Row> {
    Insert::new(new)
}

/// Rows to be inserted.
pub fn insert_many<N: New>(rows: impl IntoIterator<Item = impl Into<N>>) -> InsertMany<N::Row> {
    InsertMany::new(rows.into_iter().map(Into::<N>::into))
}

/// A column's value in a row of any query, by the column's name.
///
/// # Errors
///
/// sqlx's: the row has no such column, or its value does not fit.
pub fn named<T, V: Stored, M>(row: &PgRow, column: Column<T, V, M>) -> sqlx::Result<V> {
    let AnyColumn { name, sql_type } = column.any;
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
    let found = value.type_info().oid().map_or(0, |oid| oid.0);
    let bytes = if value.is_null() {
        None
    } else {
        let bytes = value.as_bytes().map_err(unfit)?;
        let crossed = sql_type.plainly(found, bytes);
        Some(crossed.map_err(|why| unfit(why.into()))?)
    };
    V::load(bytes.as_deref()).map_err(|why| unfit(why.into()))
}

/// Appends a text: how an enum's value is sent.
///
/// # Errors
///
/// None.
pub fn write_text(text: &str, into: &mut Vec<u8>) -> Result<(), Unfit> {
    into.extend_from_slice(text.as_bytes());
    Ok(())
}

/// An enum's value in a plain sqlx query.
///
/// # Errors
///
/// The enum has no such value.
pub fn decode_enum<E: Copy>(value: PgValueRef<'_>, values: &[(&str, E)]) -> Result<E, BoxDynError> {
    Ok(variant_of(value.as_bytes()?, values)?)
}

/// An enum's value for a plain sqlx query.
///
/// # Errors
///
/// None.
pub fn encode_enum(text: &str, into: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
    into.extend_from_slice(text.as_bytes());
    Ok(IsNull::No)
}

/// A field of a shape, and the handle that it is loaded from. Everything a derive emits of a field
/// goes through this one function, so that a mistake is reported once.
pub const fn bind<F, H: LoadInto<F>>(handle: H) -> impl Part<F> {
    Bound { handle }
}

/// How many levels a field adds to its shape.
pub const fn levels<F, P: Part<F>>(_: &P) -> usize {
    P::LEVELS
}

/// The choice of all rows of a collection, to be narrowed.
pub fn options<H: TakesOptions>(_: H) -> Options<H::Child> {
    Options::default()
}

/// The choice of all rows to be counted, to be narrowed.
pub fn counted<U: Table>(_: CountOf<U>) -> Options<U> {
    Options::default()
}

/// The number of rows of a collection.
pub fn count<H: Countable>(handle: H) -> CountOf<H::Child> {
    handle.count()
}

/// A field that is bound to a handle.
pub trait Part<F>: Copy {
    /// How many levels the field adds to its shape.
    const LEVELS: usize;

    /// Asks for the field's values.
    fn describe(self, options: AnyOptions, field: &str, select: &mut Select);

    /// Takes them.
    ///
    /// # Errors
    ///
    /// A value does not fit.
    fn read(self, cursor: &mut Cursor<'_>) -> Result<F>;
}

#[derive(Clone, Copy)]
struct Bound<H> {
    handle: H,
}

impl<F, H: LoadInto<F>> Part<F> for Bound<H> {
    const LEVELS: usize = H::LEVELS;

    fn describe(self, options: AnyOptions, field: &str, select: &mut Select) {
        self.handle.describe(options, field, select);
    }

    fn read(self, cursor: &mut Cursor<'_>) -> Result<F> {
        H::read(cursor)
    }
}
