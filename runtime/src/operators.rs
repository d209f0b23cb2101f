//! The operators of columns and expressions: what a filter is made of, and an order.

mod array;
mod document;
mod hstore;
mod ltree;
mod network;
mod range;

pub use array::Elements;
pub use document::{FromText, Step};
pub use range::Bounds;

use crate::column::{AnyColumn, Column};
use crate::compare::{Compare, Distinct, Given, Textual};
use crate::expression::{Expression, Term};
use crate::filter::{Condition, Filter};
use crate::kind::{Comparable, Listed, Ordered};
use crate::order::{AnyOrder, Order};
use crate::statement::Parameter;
use crate::value::{Stored, Value};
use crate::wire::Type;

/// The operators; those of a column ask for the kind that has them, an expression is of one.
macro_rules! operators {
    ($($Kind:ident)?) => {
        /// The value equals the other.
        pub fn eq(self, with: impl Compare<T, V::Plain>) -> Filter<T>
        $(where $Kind: Comparable)?
        {
            Expression::from(self).compare("=", with)
        }

        /// The value is another; not met where it is `NULL`, see
        /// [`is_distinct_from`](Self::is_distinct_from).
        pub fn ne(self, with: impl Compare<T, V::Plain>) -> Filter<T>
        $(where $Kind: Comparable)?
        {
            Expression::from(self).compare("<>", with)
        }

        /// The value is less than the other.
        pub fn lt(self, with: impl Compare<T, V::Plain>) -> Filter<T>
        $(where $Kind: Ordered)?
        {
            Expression::from(self).compare("<", with)
        }

        /// The value is at most the other.
        pub fn le(self, with: impl Compare<T, V::Plain>) -> Filter<T>
        $(where $Kind: Ordered)?
        {
            Expression::from(self).compare("<=", with)
        }

        /// The value is greater than the other.
        pub fn gt(self, with: impl Compare<T, V::Plain>) -> Filter<T>
        $(where $Kind: Ordered)?
        {
            Expression::from(self).compare(">", with)
        }

        /// The value is at least the other.
        pub fn ge(self, with: impl Compare<T, V::Plain>) -> Filter<T>
        $(where $Kind: Ordered)?
        {
            Expression::from(self).compare(">=", with)
        }

        /// The value is at least `low` and at most `high`. Met by none when `low` is the greater.
        pub fn between(
            self,
            low: impl Compare<T, V::Plain>,
            high: impl Compare<T, V::Plain>,
        ) -> Filter<T>
        $(where $Kind: Ordered)?
        {
            let of = Expression::from(self);
            let [low, high] = [low.operand(of.any()), high.operand(of.any())];
            Filter::binary(of.term.clone(), ">=", low).and(Filter::binary(of.term, "<=", high))
        }

        /// The value equals one of these, which are sent as one array: the statement's text is the
        /// same however many they are. Met by no row when there are none.
        pub fn in_<G: Given<V::Plain>>(self, values: impl IntoIterator<Item = G>) -> Filter<T>
        $(where $Kind: Listed)?
        {
            Expression::from(self).listed("=", "ANY", values)
        }

        /// The value equals none of these, which are sent as one array. Met by every row when there
        /// are none, else not where the value is `NULL`.
        pub fn not_in<G: Given<V::Plain>>(self, values: impl IntoIterator<Item = G>) -> Filter<T>
        $(where $Kind: Listed)?
        {
            Expression::from(self).listed("<>", "ALL", values)
        }

        /// The value is another, where `NULL` is a value like others: `None` is met where it is not
        /// `NULL`. It uses no index.
        pub fn is_distinct_from(self, other: impl Distinct<T, V::Plain>) -> Filter<T>
        $(where $Kind: Comparable)?
        {
            let of = Expression::from(self);
            let other = other.operand(of.any());
            Filter::binary(of.term, "IS DISTINCT FROM", other)
        }

        /// The value equals the other, where `NULL` equals `NULL`: `None` is met where it is `NULL`.
        pub fn is_not_distinct_from(self, other: impl Distinct<T, V::Plain>) -> Filter<T>
        $(where $Kind: Comparable)?
        {
            let of = Expression::from(self);
            let other = other.operand(of.any());
            of.same(other)
        }

        /// The value matches the pattern, in which `%` stands for any text, `_` for any character,
        /// and `\` for the character behind it as it is. The pattern is the whole of it:
        /// [`contains_text`](Self::contains_text) looks for a text that a user typed.
        pub fn like(self, pattern: impl AsRef<str>) -> Filter<T>
        where
            V::Plain: Textual,
            $($Kind: crate::kind::Single,)?
        {
            Expression::from(self).pattern("LIKE", pattern.as_ref())
        }

        /// As [`like`](Self::like), and upper and lower case are the same.
        pub fn ilike(self, pattern: impl AsRef<str>) -> Filter<T>
        where
            V::Plain: Textual,
            $($Kind: crate::kind::Single,)?
        {
            Expression::from(self).pattern("ILIKE", pattern.as_ref())
        }

        /// The value begins with the text, each of whose characters stands for itself.
        pub fn starts_with(self, text: impl AsRef<str>) -> Filter<T>
        where
            V::Plain: Textual,
            $($Kind: crate::kind::Single,)?
        {
            let pattern = literally("", text.as_ref(), "%");
            Expression::from(self).pattern("LIKE", &pattern)
        }

        /// The value ends with the text, each of whose characters stands for itself.
        pub fn ends_with(self, text: impl AsRef<str>) -> Filter<T>
        where
            V::Plain: Textual,
            $($Kind: crate::kind::Single,)?
        {
            let pattern = literally("%", text.as_ref(), "");
            Expression::from(self).pattern("LIKE", &pattern)
        }

        /// The text stands somewhere in the value; each of its characters stands for itself.
        pub fn contains_text(self, text: impl AsRef<str>) -> Filter<T>
        where
            V::Plain: Textual,
            $($Kind: crate::kind::Single,)?
        {
            let pattern = literally("%", text.as_ref(), "%");
            Expression::from(self).pattern("LIKE", &pattern)
        }
    };
}

impl<T, V: Stored, M, K> Column<T, V, M, K> {
    operators!(K);

    /// Lowest first.
    pub fn asc(self) -> Order<T>
    where
        K: Ordered,
    {
        Order::new(AnyOrder::of_column::<V>(self.any, false))
    }

    /// Highest first; `NULL` is higher than everything, see [`Order::nulls_last`].
    pub fn desc(self) -> Order<T>
    where
        K: Ordered,
    {
        Order::new(AnyOrder::of_column::<V>(self.any, true))
    }
}

impl<T, V: Stored> Expression<T, V> {
    operators!();

    /// Lowest first.
    pub fn asc(self) -> Order<T> {
        Order::new(AnyOrder::of_term(
            self.term,
            self.sql_type,
            V::NULLABLE,
            false,
        ))
    }

    /// Highest first; `NULL` is higher than everything, see [`Order::nulls_last`].
    pub fn desc(self) -> Order<T> {
        Order::new(AnyOrder::of_term(
            self.term,
            self.sql_type,
            V::NULLABLE,
            true,
        ))
    }

    fn compare(self, operator: &'static str, with: impl Compare<T, V::Plain>) -> Filter<T> {
        let right = with.operand(self.any());
        Filter::binary(self.term, operator, right)
    }

    fn listed<G: Given<V::Plain>>(
        self,
        operator: &'static str,
        function: &'static str,
        values: impl IntoIterator<Item = G>,
    ) -> Filter<T> {
        let values = Term::Value(Parameter::array(self.any(), values));
        let values = Term::Call {
            function,
            arguments: vec![values],
        };
        Filter::binary(self.term, operator, values)
    }

    fn pattern(self, operator: &'static str, pattern: &str) -> Filter<T> {
        let right = Term::text(self.term.name(), pattern);
        Filter::binary(self.term, operator, right)
    }

    fn same(self, other: Term) -> Filter<T> {
        let left = self.term;
        match other {
            // Not `IS NOT DISTINCT FROM`, which uses no index. `= $1` alone would be neither true
            // nor false for `NULL`, and so would its opposite.
            Term::Value(value) if value.is_null() => Filter::new(Condition::Null {
                term: left,
                is: true,
            }),
            Term::Value(ref value) if value.is_known() => {
                let is_there = Condition::Null {
                    term: left.clone(),
                    is: false,
                };
                let equal = Condition::compare(left, "=", other);
                Filter::new(Condition::All(vec![equal, is_there]))
            }
            right => Filter::binary(left, "IS NOT DISTINCT FROM", right),
        }
    }
}

impl<T, V: Value, M, K> Column<T, Option<V>, M, K> {
    /// The column is `NULL`.
    pub fn is_null(self) -> Filter<T> {
        Expression::from(self).is_null()
    }

    /// The column is not `NULL`.
    pub fn is_not_null(self) -> Filter<T> {
        Expression::from(self).is_not_null()
    }
}

impl<T, V: Value> Expression<T, Option<V>> {
    /// It is `NULL`.
    pub fn is_null(self) -> Filter<T> {
        Filter::new(Condition::Null {
            term: self.term,
            is: true,
        })
    }

    /// It is not `NULL`.
    pub fn is_not_null(self) -> Filter<T> {
        Filter::new(Condition::Null {
            term: self.term,
            is: false,
        })
    }
}

impl Term {
    /// A text that stands beside a column of this name.
    pub(crate) fn text(name: &'static str, text: &str) -> Self {
        let column = AnyColumn {
            name,
            sql_type: Type::TEXT,
        };
        Self::Value(text.parameter(column))
    }
}

/// A pattern for a text whose characters stand for themselves.
fn literally(before: &str, text: &str, behind: &str) -> String {
    let mut pattern = String::with_capacity(before.len() + text.len() + behind.len());
    pattern.push_str(before);
    for character in text.chars() {
        if matches!(character, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push_str(behind);
    pattern
}
