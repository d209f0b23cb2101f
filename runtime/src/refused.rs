//! What a reference is not asked, with an error that says what is.

use crate::filter::Filter;
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
