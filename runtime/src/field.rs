//! What a handle asks of the type of a shape's field: one trait a kind of handle, so that each
//! can say in its own words what is wrong.

use std::marker::PhantomData;

use crate::collection::{Collection, Link};
use crate::column::Column;
use crate::cursor::Cursor;
use crate::error::Result;
use crate::filter::{Condition, Filter};
use crate::load::Load;
use crate::order::Order;
use crate::reference::{Nullable, Reference, Required};
use crate::select::{AnyOptions, Select};
use crate::table::Table;
use crate::value::Stored;

/// The type of a field that holds a column's value.
#[diagnostic::on_unimplemented(
    message = "this column is `{V}`, and the field is `{Self}`",
    label = "write `{V}`"
)]
pub trait Holds<V>: Sized {
    #[doc(hidden)]
    fn take(cursor: &mut Cursor<'_>) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<V: Stored> Holds<V> for V {
    fn take(cursor: &mut Cursor<'_>) -> Result<Self> {
        cursor.value()
    }
}

/// The type of a field that holds a required reference: a shape of the table `U`.
#[diagnostic::on_unimplemented(
    message = "this reference leads to one row of `{U}`, and the field is `{Self}`",
    label = "write a shape of `{U}`, without `Option` or `Vec` around it",
    note = "a shape of a table derives it: `#[derive(relata::Load)] #[load(table)]`"
)]
pub trait ShapeOf<U>: Load<Table = U> {}

/// The type of a field that holds a nullable reference: an `Option` of a shape of the table `U`.
#[diagnostic::on_unimplemented(
    message = "this reference can be absent, and the field is `{Self}`",
    label = "write `Option<…>` around a shape of `{U}`",
    note = "a shape of a table derives it: `#[derive(relata::Load)] #[load(table)]`"
)]
pub trait OptionOf<U>: Sized {
    /// The shape.
    type Shape: ShapeOf<U>;

    #[doc(hidden)]
    fn of(shape: Option<Self::Shape>) -> Self;
}

#[diagnostic::do_not_recommend]
impl<U: Table, S: ShapeOf<U>> OptionOf<U> for Option<S> {
    type Shape = S;

    fn of(shape: Self) -> Self {
        shape
    }
}

/// The type of a field that holds a collection: a `Vec` of a shape of the table `U`.
#[diagnostic::on_unimplemented(
    message = "this collection holds many rows of `{U}`, and the field is `{Self}`",
    label = "write `Vec<…>` around a shape of `{U}`",
    note = "a shape of a table derives it: `#[derive(relata::Load)] #[load(table)]`"
)]
pub trait VecOf<U>: Sized {
    /// The shape.
    type Shape: ShapeOf<U>;

    #[doc(hidden)]
    fn of(shapes: Vec<Self::Shape>) -> Self;
}

#[diagnostic::do_not_recommend]
impl<U: Table, S: ShapeOf<U>> VecOf<U> for Vec<S> {
    type Shape = S;

    fn of(shapes: Self) -> Self {
        shapes
    }
}

/// The type of a field that holds a count.
#[diagnostic::on_unimplemented(
    message = "a count is `i64`, and the field is `{Self}`",
    label = "write `i64`"
)]
pub trait HoldsCount: Stored {}

impl HoldsCount for i64 {}

/// A handle that can be loaded into a field of the type `F`.
pub trait LoadInto<F>: Copy {
    /// How many levels the field adds to its shape.
    const LEVELS: usize;

    #[doc(hidden)]
    fn describe(self, options: AnyOptions, field: &str, select: &mut Select);

    #[doc(hidden)]
    fn read(cursor: &mut Cursor<'_>) -> Result<F>;
}

impl<T, V: Stored, M, F: Holds<V>> LoadInto<F> for Column<T, V, M> {
    const LEVELS: usize = 0;

    fn describe(self, _: AnyOptions, field: &str, select: &mut Select) {
        select.column(field, self.any);
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<F> {
        F::take(cursor)
    }
}

impl<T, U: Table, F: ShapeOf<U>> LoadInto<F> for Reference<T, U, Required> {
    const LEVELS: usize = F::LEVELS - 1;

    fn describe(self, _: AnyOptions, field: &str, select: &mut Select) {
        select.reference::<F>(field, self.any, false);
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<F> {
        F::read(cursor)
    }
}

impl<T, U: Table, F: OptionOf<U>> LoadInto<F> for Reference<T, U, Nullable> {
    const LEVELS: usize = F::Shape::LEVELS - 1;

    fn describe(self, _: AnyOptions, field: &str, select: &mut Select) {
        select.reference::<F::Shape>(field, self.any, true);
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<F> {
        let shape = if cursor.present()? {
            Some(F::Shape::read(cursor)?)
        } else {
            None
        };
        Ok(F::of(shape))
    }
}

impl<T, U: Table, F: VecOf<U>> LoadInto<F> for Collection<T, U> {
    const LEVELS: usize = F::Shape::LEVELS;

    fn describe(self, options: AnyOptions, field: &str, select: &mut Select) {
        select.collection::<F::Shape>(field, self.link, options);
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<F> {
        cursor.many().map(F::of)
    }
}

/// The number of rows of a collection.
#[derive(Debug)]
pub struct CountOf<U> {
    link: &'static Link,
    of: PhantomData<fn() -> U>,
}

impl<U> Clone for CountOf<U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<U> Copy for CountOf<U> {}

impl<U: Table, F: HoldsCount> LoadInto<F> for CountOf<U> {
    const LEVELS: usize = 0;

    fn describe(self, options: AnyOptions, field: &str, select: &mut Select) {
        select.count(field, U::NAME, self.link, options.filter);
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<F> {
        cursor.value()
    }
}

/// A handle whose rows can be counted.
#[diagnostic::on_unimplemented(
    message = "only a collection can be counted, and this is `{Self}`",
    label = "not a collection"
)]
pub trait Countable {
    /// The table of the rows.
    type Child: Table;

    #[doc(hidden)]
    fn count(self) -> CountOf<Self::Child>;
}

impl<T, U: Table> Countable for Collection<T, U> {
    type Child = U;

    fn count(self) -> CountOf<U> {
        CountOf {
            link: self.link,
            of: PhantomData,
        }
    }
}

/// A handle of which a shape can say which rows it wants, and in which order.
#[diagnostic::on_unimplemented(
    message = "only a collection takes `order_by`, `limit` and `filter`, and this is `{Self}`",
    label = "not a collection"
)]
pub trait TakesOptions {
    /// The table of the rows.
    type Child: Table;
}

impl<T, U: Table> TakesOptions for Collection<T, U> {
    type Child = U;
}

/// Which rows of a field, in which order.
#[derive(Debug)]
pub struct Options<U> {
    any: AnyOptions,
    of: PhantomData<fn() -> U>,
}

impl<U> Default for Options<U> {
    fn default() -> Self {
        Self {
            any: AnyOptions::default(),
            of: PhantomData,
        }
    }
}

impl<U: Table> Options<U> {
    /// In this order; the key decides between rows that are equal by it. Where there is a limit and an
    /// index of the table gives rows in this order it does not: which of them come first is then not
    /// said, unless the order itself ends in the key.
    #[must_use]
    pub fn order_by(mut self, by: impl FnOnce(&U::Fields) -> Order<U>) -> Self {
        self.any.order.push(by(&U::FIELDS).any);
        self
    }

    /// At most this many for each parent.
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.any.limit = Some(rows);
        self
    }

    /// Where the shape contains itself: so many times below the first.
    #[must_use]
    pub fn depth(mut self, times: usize) -> Self {
        self.any.depth = Some(times);
        self
    }

    /// Where the shape contains itself: as often as there are rows below rows.
    #[must_use]
    pub fn recursive(mut self) -> Self {
        self.any.recursive = true;
        self
    }

    /// Only rows that meet the condition.
    #[must_use]
    pub fn filter(mut self, filter: Filter<U>) -> Self {
        let condition = filter.condition;
        self.any.filter = Some(match self.any.filter.take() {
            Some(other) => Condition::All(vec![other, condition]),
            None => condition,
        });
        self
    }

    /// Without the table's type.
    #[must_use]
    pub fn any(self) -> AnyOptions {
        self.any
    }
}
