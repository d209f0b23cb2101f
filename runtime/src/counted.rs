//! The number of rows in a collection, as something to filter and order by.

use std::marker::PhantomData;

use crate::collection::{Collection, Link};
use crate::column::AnyColumn;
use crate::filter::{Condition, Filter};
use crate::name::Name;
use crate::order::{AnyOrder, By, Order};
use crate::statement::Parameter;
use crate::table::Table;
use crate::wire::Type;

/// The number of rows that a row of the table `T` has in a collection: `packages::versions.count()`.
///
/// PostgreSQL counts them for each row that it looks at, by the index that the reference has.
pub struct Counted<T> {
    rows: Rows,
    of: PhantomData<fn() -> T>,
}

/// The rows of a collection, without the table's type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows {
    pub(crate) table: Name,
    pub(crate) link: &'static Link,
}

impl<T, U: Table> Collection<T, U> {
    /// The number of rows in the collection.
    #[must_use]
    pub fn count(self) -> Counted<T> {
        Counted {
            rows: Rows {
                table: U::NAME,
                link: self.link,
            },
            of: PhantomData,
        }
    }
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $method:ident $operator:literal)*) => {$(
        $(#[$doc])*
        pub fn $method(self, number: i64) -> Filter<T> {
            self.compare($operator, number)
        }
    )*};
}

impl<T> Counted<T> {
    comparisons! {
        /// There are exactly so many.
        eq "="
        /// There are more or fewer.
        ne "<>"
        /// There are fewer.
        lt "<"
        /// There are at most so many.
        le "<="
        /// There are more.
        gt ">"
        /// There are at least so many.
        ge ">="
    }

    fn compare(self, operator: &'static str, number: i64) -> Filter<T> {
        let column = AnyColumn {
            name: "count",
            sql_type: Type::BIGINT,
        };
        let with = Parameter::new(column, Some(&number));
        Filter::new(Condition::Count {
            rows: self.rows,
            operator,
            with,
        })
    }

    /// Those with the fewest first.
    pub fn asc(self) -> Order<T> {
        Order::new(AnyOrder::ascending(By::Count(self.rows)))
    }

    /// Those with the most first.
    pub fn desc(self) -> Order<T> {
        Order::new(AnyOrder::descending(By::Count(self.rows)))
    }
}

impl<T> Clone for Counted<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Counted<T> {}

impl<T> std::fmt::Debug for Counted<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.rows.fmt(f)
    }
}
