//! What a handle asks of the type of a shape's field: one trait a kind of handle, so that each
//! can say in its own words what is wrong.

use crate::aggregate::Aggregate;
use crate::collection::Collection;
use crate::column::Column;
use crate::cursor::Cursor;
use crate::error::Result;
use crate::given::GivenValues;
use crate::load::Load;
use crate::measure::Measure;
use crate::path::{Ends, Leads, Through};
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

/// The type of a field that holds what is computed: an aggregate, or a part of a time.
#[diagnostic::on_unimplemented(
    message = "what is computed here is `{V}`, and the field is `{Self}`",
    label = "write `{V}`",
    note = "a count is `i64`; a sum, mean, least or greatest is an `Option`, since of nothing it is `NULL`"
)]
pub trait HoldsComputed<V>: Sized {
    #[doc(hidden)]
    fn take(cursor: &mut Cursor<'_>) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<V: Stored> HoldsComputed<V> for V {
    fn take(cursor: &mut Cursor<'_>) -> Result<Self> {
        cursor.value()
    }
}

/// A handle that can be loaded into a field of the type `F`.
pub trait LoadInto<F>: Copy {
    /// How many levels the field adds to its shape.
    const LEVELS: usize;
    /// What the field's shape is given; `()` of what is no shape.
    type Given: GivenValues;

    #[doc(hidden)]
    fn describe(self, options: AnyOptions, field: &str, select: &mut Select);

    #[doc(hidden)]
    fn read(cursor: &mut Cursor<'_>) -> Result<F>;
}

impl<T, V: Stored, M, K, F: Holds<V>> LoadInto<F> for Column<T, V, M, K> {
    const LEVELS: usize = 0;
    type Given = ();

    fn describe(self, _: AnyOptions, field: &str, select: &mut Select) {
        select.column(field, self.any);
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<F> {
        F::take(cursor)
    }
}

impl<T, U: Table, F: ShapeOf<U>> LoadInto<F> for Reference<T, U, Required> {
    const LEVELS: usize = F::LEVELS - 1;
    type Given = F::Given;

    fn describe(self, _: AnyOptions, field: &str, select: &mut Select) {
        select.reference::<F>(field, self.any, false);
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<F> {
        F::read(cursor)
    }
}

impl<T, U: Table, F: OptionOf<U>> LoadInto<F> for Reference<T, U, Nullable> {
    const LEVELS: usize = F::Shape::LEVELS - 1;
    type Given = <F::Shape as Load>::Given;

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
    type Given = <F::Shape as Load>::Given;

    fn describe(self, options: AnyOptions, field: &str, select: &mut Select) {
        select.collection::<F::Shape>(field, self.link, options);
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<F> {
        cursor.many().map(F::of)
    }
}

impl<T, U: Table, V: Stored, F: HoldsComputed<V>> LoadInto<F> for Aggregate<T, U, V> {
    const LEVELS: usize = 0;
    type Given = ();

    fn describe(self, options: AnyOptions, field: &str, select: &mut Select) {
        select.aggregate(field, self.any, options.filter);
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<F> {
        F::take(cursor)
    }
}

impl<T, V: Stored, F: HoldsComputed<V>> LoadInto<F> for Measure<T, V> {
    const LEVELS: usize = 0;
    type Given = ();

    fn describe(self, options: AnyOptions, field: &str, select: &mut Select) {
        select.measure(field, self.any, options.filter);
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<F> {
        F::take(cursor)
    }
}

impl<L: Leads, E: Ends, F> LoadInto<F> for Through<L, E>
where
    F: Holds<<Self as Ends>::Value>,
{
    const LEVELS: usize = 0;
    type Given = ();

    fn describe(self, _: AnyOptions, field: &str, select: &mut Select) {
        select.path(field, self);
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<F> {
        F::take(cursor)
    }
}
