//! PostgreSQL's types as far as expressions are typed.

use crate::model::{EnumId, Scalar};

/// A type that is no array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One of [`NAMES`], by its number there.
    Named(u8),
    /// An enum of the schema.
    Enum(EnumId),
    /// `citext` and what else an extension brings: PostgreSQL alone knows what it can do.
    Foreign,
}

/// The types of the tables: what the catalogue calls each, its category, and what a schema calls it.
///
/// The order is that of nothing but this list.
const NAMES: &[(&str, char, &str)] = &[
    ("bool", 'B', "boolean"),
    ("int2", 'N', "smallint"),
    ("int4", 'N', "integer"),
    ("int8", 'N', "bigint"),
    ("float4", 'N', "real"),
    ("float8", 'N', "double"),
    ("numeric", 'N', "numeric"),
    ("money", 'N', "money"),
    ("text", 'S', "text"),
    ("varchar", 'S', "varchar"),
    ("char", 'S', "char"),
    ("name", 'S', "name"),
    ("bytea", 'U', "bytea"),
    ("uuid", 'U', "uuid"),
    ("timestamptz", 'D', "timestamptz"),
    ("timestamp", 'D', "timestamp"),
    ("date", 'D', "date"),
    ("time", 'D', "time"),
    ("timetz", 'D', "timetz"),
    ("interval", 'T', "interval"),
    ("json", 'U', "json"),
    ("jsonb", 'U', "jsonb"),
    ("jsonpath", 'U', "jsonpath"),
    ("inet", 'I', "inet"),
    ("cidr", 'I', "cidr"),
    ("macaddr", 'U', "macaddr"),
    ("int4range", 'R', "int4range"),
    ("int8range", 'R', "int8range"),
    ("numrange", 'R', "numrange"),
    ("tsrange", 'R', "tsrange"),
    ("tstzrange", 'R', "tstzrange"),
    ("daterange", 'R', "daterange"),
    ("int4multirange", 'R', "int4multirange"),
    ("int8multirange", 'R', "int8multirange"),
    ("nummultirange", 'R', "nummultirange"),
    ("tsmultirange", 'R', "tsmultirange"),
    ("tstzmultirange", 'R', "tstzmultirange"),
    ("datemultirange", 'R', "datemultirange"),
    ("tsvector", 'U', "tsvector"),
    ("tsquery", 'U', "tsquery"),
    ("regconfig", 'N', "regconfig"),
    ("oid", 'N', "oid"),
    ("bit", 'V', "bit"),
    ("varbit", 'V', "varbit"),
];

impl Kind {
    /// The type that the catalogue calls so.
    pub(super) fn named(name: &str) -> Option<Self> {
        let position = NAMES.iter().position(|(known, ..)| *known == name)?;
        Some(Self::Named(u8::try_from(position).ok()?))
    }

    /// The type of a column; a domain's has to be looked up before.
    pub(super) fn of(scalar: Scalar) -> Self {
        let name = match scalar {
            Scalar::Boolean => "bool",
            Scalar::SmallInt => "int2",
            Scalar::Integer => "int4",
            Scalar::BigInt => "int8",
            Scalar::Real => "float4",
            Scalar::Double => "float8",
            Scalar::Enum(id) => return Self::Enum(id),
            other => other.word(),
        };
        Self::named(name).unwrap_or(Self::Foreign)
    }

    fn entry(self) -> Option<&'static (&'static str, char, &'static str)> {
        match self {
            Self::Named(number) => NAMES.get(usize::from(number)),
            Self::Enum(_) | Self::Foreign => None,
        }
    }

    /// What the catalogue calls it.
    pub(crate) fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.0)
    }

    /// What a schema calls it.
    pub(super) fn word(self) -> &'static str {
        self.entry().map_or("", |entry| entry.2)
    }

    /// PostgreSQL's category of it: conversions stay within one where they can.
    pub(super) fn category(self) -> char {
        match self {
            Self::Enum(_) => 'E',
            Self::Foreign => 'U',
            Self::Named(_) => self.entry().map_or('U', |entry| entry.1),
        }
    }

    /// Whether it is what its category is converted to.
    pub(super) fn is_preferred(self) -> bool {
        matches!(
            self.name(),
            "bool" | "float8" | "oid" | "text" | "timestamptz" | "interval" | "inet" | "varbit"
        )
    }

    pub(super) fn is_text(self) -> bool {
        self.category() == 'S'
    }

    /// What a range is of; of a multirange, that of its ranges.
    pub(super) fn bound(self) -> Option<Self> {
        let name = match self.name() {
            "int4range" | "int4multirange" => "int4",
            "int8range" | "int8multirange" => "int8",
            "numrange" | "nummultirange" => "numeric",
            "tsrange" | "tsmultirange" => "timestamp",
            "tstzrange" | "tstzmultirange" => "timestamptz",
            "daterange" | "datemultirange" => "date",
            _ => return None,
        };
        Self::named(name)
    }

    pub(super) fn is_multirange(self) -> bool {
        self.name().ends_with("multirange")
    }
}
