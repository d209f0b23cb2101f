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

impl Scalar {
    /// The word that a schema writes; of an enum or a domain, only that it is one.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::SmallInt => "smallint",
            Self::Integer => "integer",
            Self::BigInt => "bigint",
            Self::Real => "real",
            Self::Double => "double",
            Self::Numeric(_) => "numeric",
            Self::Money => "money",
            Self::Text => "text",
            Self::Citext => "citext",
            Self::Varchar(_) => "varchar",
            Self::Char(_) => "char",
            Self::Bytea => "bytea",
            Self::Uuid => "uuid",
            Self::Timestamptz(_) => "timestamptz",
            Self::Timestamp(_) => "timestamp",
            Self::Date => "date",
            Self::Time(_) => "time",
            Self::Timetz(_) => "timetz",
            Self::Interval => "interval",
            Self::Json => "json",
            Self::Jsonb => "jsonb",
            Self::Inet => "inet",
            Self::Cidr => "cidr",
            Self::Macaddr => "macaddr",
            Self::Int4Range => "int4range",
            Self::Int8Range => "int8range",
            Self::NumRange => "numrange",
            Self::TsRange => "tsrange",
            Self::TstzRange => "tstzrange",
            Self::DateRange => "daterange",
            Self::Tsvector => "tsvector",
            Self::Hstore => "hstore",
            Self::Ltree => "ltree",
            Self::Vector(_) => "vector",
            Self::Enum(_) => "enum",
            Self::Domain(_) => "domain",
        }
    }

    /// Whether it counts whole numbers.
    #[must_use]
    pub fn is_integer(self) -> bool {
        matches!(self, Self::SmallInt | Self::Integer | Self::BigInt)
    }

    /// The extension that brings it.
    #[must_use]
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Self::Citext => Some("citext"),
            Self::Hstore => Some("hstore"),
            Self::Ltree => Some("ltree"),
            Self::Vector(_) => Some("vector"),
            _ => None,
        }
    }
}

impl Type {
    /// A type that is no array.
    #[must_use]
    pub fn of(scalar: Scalar) -> Self {
        Self {
            scalar,
            array: None,
        }
    }
}
