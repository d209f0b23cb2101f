//! serde's traits for what stands in rows and has none of its own.

use std::ops::Bound;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sqlx::postgres::types::{PgInterval, PgRange};

use crate::value::variant_of;

/// A type of sqlx's that is written as another is.
pub trait Mirrored: Sized {
    /// The other.
    type As: Serialize + DeserializeOwned;

    /// The value, to be written.
    fn mirror(&self) -> Self::As;

    /// The value that was read.
    fn of(mirror: Self::As) -> Self;
}

/// An interval in the units that PostgreSQL keeps apart.
#[derive(Debug, Serialize, Deserialize)]
pub struct Interval {
    months: i32,
    days: i32,
    microseconds: i64,
}

impl Mirrored for PgInterval {
    type As = Interval;

    fn mirror(&self) -> Interval {
        Interval {
            months: self.months,
            days: self.days,
            microseconds: self.microseconds,
        }
    }

    fn of(mirror: Interval) -> Self {
        Self {
            months: mirror.months,
            days: mirror.days,
            microseconds: mirror.microseconds,
        }
    }
}

/// A range as its two ends.
#[derive(Debug, Serialize, Deserialize)]
pub struct Range<T> {
    start: Bound<T>,
    end: Bound<T>,
}

impl<T: Clone + Serialize + DeserializeOwned> Mirrored for PgRange<T> {
    type As = Range<T>;

    fn mirror(&self) -> Range<T> {
        Range {
            start: self.start.clone(),
            end: self.end.clone(),
        }
    }

    fn of(mirror: Range<T>) -> Self {
        Self {
            start: mirror.start,
            end: mirror.end,
        }
    }
}

impl<M: Mirrored> Mirrored for Option<M> {
    type As = Option<M::As>;

    fn mirror(&self) -> Self::As {
        self.as_ref().map(M::mirror)
    }

    fn of(mirror: Self::As) -> Self {
        mirror.map(M::of)
    }
}

impl<M: Mirrored> Mirrored for Vec<M> {
    type As = Vec<M::As>;

    fn mirror(&self) -> Self::As {
        self.iter().map(M::mirror).collect()
    }

    fn of(mirror: Self::As) -> Self {
        mirror.into_iter().map(M::of).collect()
    }
}

/// Writes what has a mirror.
///
/// # Errors
///
/// The serializer's.
pub fn serialize<M: Mirrored, S: Serializer>(value: &M, to: S) -> Result<S::Ok, S::Error> {
    value.mirror().serialize(to)
}

/// Reads what has a mirror.
///
/// # Errors
///
/// The deserializer's.
pub fn deserialize<'de, M: Mirrored, D: Deserializer<'de>>(from: D) -> Result<M, D::Error> {
    M::As::deserialize(from).map(M::of)
}

/// Reads a value of an enum, by its text in SQL.
///
/// # Errors
///
/// The deserializer's, or the enum has no such value.
pub fn deserialize_enum<'de, E: Copy, D: Deserializer<'de>>(
    from: D,
    values: &[(&str, E)],
) -> Result<E, D::Error> {
    let text = String::deserialize(from)?;
    variant_of(text.as_bytes(), values).map_err(D::Error::custom)
}

/// What a column becomes: an absent key is `None`, and what is there is a value, which `null` is only
/// where the column can be `NULL`.
pub mod change {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes what is there.
    ///
    /// # Errors
    ///
    /// The serializer's.
    pub fn serialize<T: Serialize, S: Serializer>(
        value: &Option<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(to)
    }

    /// Reads what is there.
    ///
    /// # Errors
    ///
    /// The deserializer's.
    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        T::deserialize(from).map(Some)
    }
}

/// The same of what has a mirror.
pub mod mirrored_change {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    use super::Mirrored;

    /// Writes what is there.
    ///
    /// # Errors
    ///
    /// The serializer's.
    pub fn serialize<M: Mirrored, S: Serializer>(
        value: &Option<M>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().map(M::mirror).serialize(to)
    }

    /// Reads what is there.
    ///
    /// # Errors
    ///
    /// The deserializer's.
    pub fn deserialize<'de, M: Mirrored, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<M>, D::Error> {
        M::As::deserialize(from).map(|mirror| Some(M::of(mirror)))
    }
}
