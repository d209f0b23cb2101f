//! The types that a column can have.

use super::{DomainId, EnumId};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Type {
    /// The type of the value, or of the elements of an array.
    pub scalar: Scalar,
    /// Whether it is an array of them.
    pub array: Option<Array>,
}

/// An array of one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Array {
    /// Whether elements can be NULL.
    pub nullable_elements: bool,
}

/// A type that is no array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// `boolean`
    Boolean,
    /// `smallint`
    SmallInt,
    /// `integer`
    Integer,
    /// `bigint`
    BigInt,
    /// `real`
    Real,
    /// `double`: `double precision` in SQL.
    Double,
    /// `numeric(precision, scale)`; without them, any number of digits.
    Numeric(Option<(u16, i16)>),
    /// `money`
    Money,
    /// `text`
    Text,
    /// `citext`
    Citext,
    /// `varchar(n)`
    Varchar(Option<u32>),
    /// `char(n)`
    Char(Option<u32>),
    /// `bytea`
    Bytea,
    /// `uuid`
    Uuid,
    /// `timestamptz(p)`
    Timestamptz(Option<u8>),
    /// `timestamp(p)`
    Timestamp(Option<u8>),
    /// `date`
    Date,
    /// `time(p)`
    Time(Option<u8>),
    /// `timetz(p)`
    Timetz(Option<u8>),
    /// `interval`
    Interval,
    /// `json`
    Json,
    /// `jsonb`
    Jsonb,
    /// `inet`
    Inet,
    /// `cidr`
    Cidr,
    /// `macaddr`
    Macaddr,
    /// `int4range`
    Int4Range,
    /// `int8range`
    Int8Range,
    /// `numrange`
    NumRange,
    /// `tsrange`
    TsRange,
    /// `tstzrange`
    TstzRange,
    /// `daterange`
    DateRange,
    /// `tsvector`
    Tsvector,
    /// `hstore`
    Hstore,
    /// `ltree`
    Ltree,
    /// `vector(n)`
    Vector(Option<u32>),
    /// An enum of the schema.
    Enum(EnumId),
    /// A domain of the schema.
    Domain(DomainId),
}
