//! The number of rows in a collection, as something to filter and order by.

use crate::collection::Collection;
use crate::expression::{Expression, Rows, Term};
use crate::table::Table;
use crate::wire::Type;

impl<T, U: Table> Collection<T, U> {
    /// The number of rows in the collection: `packages::versions.count().ge(3)`.
    ///
    /// PostgreSQL counts them for each row that it looks at, by the index that the reference has.
    pub fn count(self) -> Expression<T, i64> {
        let rows = Rows {
            table: U::NAME,
            link: self.link,
        };
        Expression::new(Term::Count(rows), Type::BIGINT)
    }
}
