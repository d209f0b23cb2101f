//! What emitted code calls. Not for use by hand: it changes with the code that is emitted.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgValueRef};

pub use crate::change::{Filtered, Unfiltered};
pub use crate::changes::Changes;
pub use crate::collection::{Collection, Link};
pub use crate::column::{AnyColumn, Column, Generated, Identity, Settable, Unique, Version};
pub use crate::compare::{Compare, Given, Textual};
pub use crate::conflict::{KeyTerm, UniqueKey};
pub use crate::copy::CopyIn;
pub use crate::cursor::Cursor;
pub use crate::delete::Delete;
pub use crate::error::Result;
pub use crate::executor::{Executor, InTransaction};
pub use crate::field::{OptionOf, ShapeOf, VecOf};
pub use crate::filter::Filter;
pub use crate::from_row::from_row;
pub use crate::future::{Found, Many, One, Optional};
pub use crate::given::Later;
pub use crate::insert::{Insert, InsertMany, New, Values};
pub use crate::keys::{find_many, keys};
pub use crate::kind;
pub use crate::load::Load;
pub use crate::lock::lock_in_order;
pub use crate::name::Name;
pub use crate::order::Order;
pub use crate::query::Query;
pub use crate::queue::{QueueTable, check as check_queue};
pub use crate::raw::raw;
pub use crate::reference::{Nullable, Reference, Required};
pub use crate::search::Search;
pub use crate::select::Select;
#[cfg(feature = "serde")]
pub use crate::serial;
pub use crate::shape::{Shape, ShapeCell};
pub use crate::statement::Parameter;
pub use crate::table::{Index, Key, Table};
pub use crate::update::Update;
pub use crate::value::{Unfit, Value, text_of, variant_of};
pub use crate::violation::Constrained;
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

pub use crate::measure::{
    Groups, Measure, avg, began, count, count_distinct, count_of, max, min, sum, sum_or_zero,
};
pub use crate::path::through;
pub use crate::report::Report;
pub use crate::select::AnyOptions;
pub use crate::served::served;
pub use crate::table::{Held, key, place};

pub use crate::aggregate::Sorted;
use crate::aggregate::{Aggregate, Summed};
use crate::field::LoadInto;
use crate::given::{GivenValues, TakenFrom};
use crate::measure::Grouped;
use crate::options::{Options, TakesFilter, TakesOptions};
use crate::value::Stored;

/// The row that has these values, of which there is one at most.
#[track_caller]
pub fn find<'e, S: Load<Given = ()>>(
    on: impl Executor<'e>,
    values: &[Parameter],
) -> Optional<'e, S> {
    let shape = S::shape();
    Optional::of(on.source(), shape.finders.statement(shape, values))
}

/// A value of a column.
pub fn value<T, V: Stored, M, K>(
    column: Column<T, V, M, K>,
    value: impl Given<V::Plain>,
) -> Parameter {
    value.parameter(column.any)
}

/// A row to be inserted.
pub fn insert<N: New>(new: &N) -> Insert<N::Row> {
    Insert::new(new)
}

/// Rows to be inserted.
pub fn insert_many<N: New>(rows: impl IntoIterator<Item = impl Into<N>>) -> InsertMany<N::Row> {
    InsertMany::new(rows.into_iter().map(Into::<N>::into))
}

/// Rows to be copied.
pub fn copy_in<N: New>() -> CopyIn<N> {
    CopyIn::new()
}

/// An update that sets nothing yet.
pub fn update<S: Load>() -> Update<S> {
    Update::new()
}

/// An update of the row with this key, if it has this version.
pub fn update_at<S: Load>(key: Filter<S::Table>, version: Filter<S::Table>) -> Update<S, Filtered> {
    Update::at(key, version)
}

/// A delete.
pub fn delete<S: Load>() -> Delete<S> {
    Delete::new()
}

/// A delete of the row with this key, if it has this version.
pub fn delete_at<S: Load>(key: Filter<S::Table>, version: Filter<S::Table>) -> Delete<S, Filtered> {
    Delete::at(key, version)
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
pub const fn bind<F, H: LoadInto<F>>(handle: H) -> impl Part<F, Given = H::Given> {
    Bound { handle }
}

/// Asks for a field's values; its shape is given these of those that its parent is given.
pub fn describe<F, P: Part<F>, G>(
    part: P,
    given: G,
    options: AnyOptions,
    field: &str,
    select: &mut Select,
) where
    P::Given: TakenFrom<G>,
{
    select.give(<P::Given as TakenFrom<G>>::numbers(given));
    part.describe(options, field, select);
}

/// How many levels a field adds to its shape.
pub const fn levels<F, P: Part<F>>(_: &P) -> usize {
    P::LEVELS
}

/// The choice of all rows of a collection, to be narrowed.
pub fn options<H: TakesOptions>(_: H) -> Options<H::Child> {
    Options::default()
}

/// The choice of all rows of a collection or under an aggregate, to be filtered.
pub fn filtered<H: TakesFilter>(_: H) -> Options<H::Child> {
    Options::default()
}

/// Groups the rows of a report by this.
pub fn group_by<G: Grouped>(by: G, select: &mut Select) {
    select.group_by(by.keys());
}

/// A measure as a column of its report; the part is there for the field's type.
pub const fn measure<S, F, P: Part<F>, T, V>(
    _: &P,
    measure: Measure<T, V>,
) -> Column<Groups<S>, F> {
    measure.column()
}

/// The aggregates of a collection.
pub mod of {
    use super::{Aggregate, Collection, Column, Sorted, Stored, Summed, Table};
    use crate::aggregate::{Computed, Function};

    /// A handle with rows to compute a value of.
    #[diagnostic::on_unimplemented(
        message = "only a collection has rows to compute a value of, and this is `{Self}`",
        label = "not a collection",
        note = "of the table's own columns, it is the rows of a whole report that are counted: `group_by(…)` above the struct"
    )]
    pub trait Rows {
        /// The table that the rows belong to.
        type Parent;
        /// The table of the rows.
        type Child: Table;

        /// The collection.
        fn collection(self) -> Collection<Self::Parent, Self::Child>;
    }

    impl<T, U: Table> Rows for Collection<T, U> {
        type Parent = T;
        type Child = U;

        fn collection(self) -> Self {
            self
        }
    }

    /// How many there are.
    pub fn count<H: Rows>(rows: H) -> Aggregate<H::Parent, H::Child, i64> {
        Aggregate::new(rows.collection(), Computed::of_rows(Function::Count))
    }

    /// Whether there is one.
    pub fn exists<H: Rows>(rows: H) -> Aggregate<H::Parent, H::Child, bool> {
        Aggregate::new(rows.collection(), Computed::of_rows(Function::Exists))
    }

    /// How many different values there are.
    pub fn count_distinct<H: Rows, V: Stored, M, K>(
        rows: H,
        column: impl FnOnce(&<H::Child as Table>::Fields) -> Column<H::Child, V, M, K>,
    ) -> Aggregate<H::Parent, H::Child, i64> {
        let value = Computed::count_distinct(column(&H::Child::FIELDS).any);
        Aggregate::new(rows.collection(), value)
    }

    /// The sum.
    pub fn sum<H: Rows, V: Stored, M, K>(
        rows: H,
        column: impl FnOnce(&<H::Child as Table>::Fields) -> Column<H::Child, V, M, K>,
    ) -> Aggregate<H::Parent, H::Child, Option<<V::Plain as Summed>::Sum>>
    where
        V::Plain: Summed,
    {
        let value = Computed::sum::<V::Plain>(column(&H::Child::FIELDS).any);
        Aggregate::new(rows.collection(), value)
    }

    /// The sum, or zero.
    pub fn sum_or_zero<H: Rows, V: Stored, M, K>(
        rows: H,
        column: impl FnOnce(&<H::Child as Table>::Fields) -> Column<H::Child, V, M, K>,
    ) -> Aggregate<H::Parent, H::Child, <V::Plain as Summed>::Sum>
    where
        V::Plain: Summed,
    {
        let value = Computed::sum::<V::Plain>(column(&H::Child::FIELDS).any);
        Aggregate::new(rows.collection(), value.or_zero())
    }

    /// The mean.
    pub fn avg<H: Rows, V: Stored, M, K>(
        rows: H,
        column: impl FnOnce(&<H::Child as Table>::Fields) -> Column<H::Child, V, M, K>,
    ) -> Aggregate<H::Parent, H::Child, Option<<V::Plain as Summed>::Mean>>
    where
        V::Plain: Summed,
    {
        let value = Computed::avg::<V::Plain>(column(&H::Child::FIELDS).any);
        Aggregate::new(rows.collection(), value)
    }

    /// The least.
    pub fn min<H: Rows, V: Stored, M, K>(
        rows: H,
        column: impl FnOnce(&<H::Child as Table>::Fields) -> Column<H::Child, V, M, K>,
    ) -> Aggregate<H::Parent, H::Child, Option<V::Plain>>
    where
        V::Plain: Sorted,
    {
        let value = Computed::min(column(&H::Child::FIELDS).any);
        Aggregate::new(rows.collection(), value)
    }

    /// The greatest.
    pub fn max<H: Rows, V: Stored, M, K>(
        rows: H,
        column: impl FnOnce(&<H::Child as Table>::Fields) -> Column<H::Child, V, M, K>,
    ) -> Aggregate<H::Parent, H::Child, Option<V::Plain>>
    where
        V::Plain: Sorted,
    {
        let value = Computed::max(column(&H::Child::FIELDS).any);
        Aggregate::new(rows.collection(), value)
    }
}

/// A field that is bound to a handle.
pub trait Part<F>: Copy {
    /// How many levels the field adds to its shape.
    const LEVELS: usize;
    /// What the field's shape is given.
    type Given: GivenValues;

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
    type Given = H::Given;

    fn describe(self, options: AnyOptions, field: &str, select: &mut Select) {
        self.handle.describe(options, field, select);
    }

    fn read(self, cursor: &mut Cursor<'_>) -> Result<F> {
        H::read(cursor)
    }
}
