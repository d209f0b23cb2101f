//! What a reference is not asked, and an insert can't give, with an error that says what is written
//! instead.

use crate::conflict::{Conflict, KeyConflict, Perhaps};
use crate::filter::Filter;
use crate::insert::Insert;
use crate::reference::Reference;

/// What has a value to compare: nothing implements it.
#[diagnostic::on_unimplemented(
    message = "a reference has no value of its own to compare: `{Self}`",
    label = "write its column, such as `posts::author_id.eq(…)`, or `matches(…)` with a filter of `{U}`"
)]
pub trait HasValue<U> {
    /// Never called.
    #[doc(hidden)]
    fn never<T>() -> Filter<T>;
}

macro_rules! refused {
    ($($method:ident)*) => {$(
        #[doc(hidden)]
        pub fn $method<V>(self, _: V) -> Filter<T>
        where
            Self: HasValue<U>,
        {
            <Self as HasValue<U>>::never()
        }
    )*};
}

impl<T, U, N> Reference<T, U, N> {
    refused! { eq ne in_ is_not_distinct_from }
}

/// An insert that is whole: nothing implements it.
#[diagnostic::on_unimplemented(
    message = "it is not said what happens to a row whose key is taken",
    label = "write `.do_nothing()` or `.do_update(|row| row.set(…))` before this"
)]
pub trait Decided {
    /// What the statement would give.
    type Answer;

    /// Never called.
    #[doc(hidden)]
    fn never() -> Self::Answer;
}

/// An insert that always has a row to give back: nothing implements it.
#[diagnostic::on_unimplemented(
    message = "the row may be passed over, and then there is none to give back",
    label = "write `fetch_optional`, which gives an `Option`"
)]
pub trait GivesOne {
    /// What the statement would give.
    type Answer;

    /// Never called.
    #[doc(hidden)]
    fn never() -> Self::Answer;
}

macro_rules! undecided {
    ($($method:ident)*) => {$(
        #[doc(hidden)]
        pub fn $method<E>(self, _: E) -> <Self as Decided>::Answer
        where
            Self: Decided,
        {
            <Self as Decided>::never()
        }
    )*};
}

impl<I> Conflict<I> {
    undecided! { execute fetch_one fetch_optional fetch_all }
}

impl<I> KeyConflict<I> {
    undecided! { execute fetch_one fetch_optional fetch_all }
}

impl<S> Insert<S, Perhaps> {
    #[doc(hidden)]
    pub fn fetch_one<E>(self, _: E) -> <Self as GivesOne>::Answer
    where
        Self: GivesOne,
    {
        <Self as GivesOne>::never()
    }
}
