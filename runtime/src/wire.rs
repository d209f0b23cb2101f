//! The SQL type of a column, and how its values cross the wire.
//!
//! Values always cross in PostgreSQL's binary format, so no session setting touches them. Only
//! built-in types do: their numbers are the same on every server. A type of the schema's own (an
//! enum, a domain) and those of extensions cross as the built-in type beneath, cast in the
//! statement: no question to the catalogue, and the same bytes at the top level, in arrays and
//! in records.

use std::fmt::{self, Write};

use crate::name::Name;

/// A column's SQL type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Type {
    wire: Wire,
    /// What the column's type is called, where that is not `wire`.
    named: Option<Name>,
    array: bool,
}

/// A built-in type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wire {
    name: &'static str,
    oid: u32,
    array: u32,
}

macro_rules! built_in {
    ($($(#[$doc:meta])* $constant:ident = $name:literal $oid:literal $array:literal;)*) => {
        impl Type {
            $($(#[$doc])* pub const $constant: Self = Self::built_in($name, $oid, $array);)*

            const BUILT_IN: &'static [Self] = &[$(Self::$constant),*];
        }
    };
}

// The numbers are those of `pg_type.dat`, which never change.
built_in! {
    /// `boolean`, in Rust `bool`.
    BOOLEAN = "bool" 16 1000;
    /// `smallint`, in Rust `i16`.
    SMALLINT = "int2" 21 1005;
    /// `integer`, in Rust `i32`.
    INTEGER = "int4" 23 1007;
    /// `bigint`, in Rust `i64`.
    BIGINT = "int8" 20 1016;
    /// `real`, in Rust `f32`.
    REAL = "float4" 700 1021;
    /// `double precision`, in Rust `f64`.
    DOUBLE = "float8" 701 1022;
    /// `numeric`, in Rust `rust_decimal::Decimal`.
    NUMERIC = "numeric" 1700 1231;
    /// `text` and `varchar`, in Rust `String`.
    TEXT = "text" 25 1009;
    /// `bytea`, in Rust `Vec<u8>`.
    BYTEA = "bytea" 17 1001;
    /// `uuid`, in Rust `uuid::Uuid`.
    UUID = "uuid" 2950 2951;
    /// `timestamptz`, in Rust `chrono::DateTime<Utc>`.
    TIMESTAMPTZ = "timestamptz" 1184 1185;
    /// `timestamp`, in Rust `chrono::NaiveDateTime`.
    TIMESTAMP = "timestamp" 1114 1115;
    /// `date`, in Rust `chrono::NaiveDate`.
    DATE = "date" 1082 1182;
    /// `time`, in Rust `chrono::NaiveTime`.
    TIME = "time" 1083 1183;
    /// `interval`, in Rust `PgInterval`.
    INTERVAL = "interval" 1186 1187;
    /// `jsonb`, in Rust `serde_json::Value` or `Json<T>`.
    JSONB = "jsonb" 3802 3807;
    /// `inet`, in Rust `ipnetwork::IpNetwork`.
    INET = "inet" 869 1041;
    /// `cidr`, in Rust `ipnetwork::IpNetwork`.
    CIDR = "cidr" 650 651;
    /// `macaddr`, in Rust `mac_address::MacAddress`.
    MACADDR = "macaddr" 829 1040;
    /// `int4range`, in Rust `PgRange<i32>`.
    INT4RANGE = "int4range" 3904 3905;
    /// `int8range`, in Rust `PgRange<i64>`.
    INT8RANGE = "int8range" 3926 3927;
    /// `numrange`, in Rust `PgRange<Decimal>`.
    NUMRANGE = "numrange" 3906 3907;
    /// `tsrange`, in Rust `PgRange<NaiveDateTime>`.
    TSRANGE = "tsrange" 3908 3909;
    /// `tstzrange`, in Rust `PgRange<DateTime<Utc>>`.
    TSTZRANGE = "tstzrange" 3910 3911;
    /// `daterange`, in Rust `PgRange<NaiveDate>`.
    DATERANGE = "daterange" 3912 3913;
}

impl Type {
    /// `citext`, in Rust `String`; crosses as text and is cast back, so that comparing a column
    /// with a parameter still ignores case.
    pub const CITEXT: Self = Self::TEXT.named(Name::new("citext"));

    const fn built_in(name: &'static str, oid: u32, array: u32) -> Self {
        Self {
            wire: Wire { name, oid, array },
            named: None,
            array: false,
        }
    }

    /// A type with a name of its own whose values cross as this one: an enum over
    /// [`Type::TEXT`], a domain over whatever is beneath it.
    #[must_use]
    pub const fn named(self, name: Name) -> Self {
        Self {
            named: Some(name),
            ..self
        }
    }

    /// Arrays of this type, in Rust `Vec<T>`.
    #[must_use]
    pub const fn array(self) -> Self {
        Self {
            array: true,
            ..self
        }
    }

    /// Whether the column holds arrays.
    pub(crate) const fn is_array(self) -> bool {
        self.array
    }

    /// The number of the type on the wire.
    pub(crate) const fn oid(self) -> u32 {
        if self.array {
            self.wire.array
        } else {
            self.wire.oid
        }
    }

    /// The number of one element, for an array; else of the value.
    pub(crate) const fn element_oid(self) -> u32 {
        self.wire.oid
    }

    /// An expression of this type, as what crosses: `"status"::text`.
    pub(crate) fn outward(self, expression: impl fmt::Display, sql: &mut String) {
        write_to(sql, expression);
        if self.named.is_some() {
            write_to(sql, format_args!("::{}{}", self.wire.name, self.brackets()));
        }
    }

    /// What crossed, as a value of this type: `$1::text::"user_status"`.
    pub(crate) fn inward(self, expression: impl fmt::Display, sql: &mut String) {
        write_to(sql, expression);
        if self.named.is_some() {
            write_to(sql, format_args!("::{}{}", self.wire.name, self.brackets()));
        }
        self.arrived("", sql);
    }

    /// An expression that holds what crossed, as a value of this type.
    pub(crate) fn arrived(self, expression: impl fmt::Display, sql: &mut String) {
        write_to(sql, expression);
        if let Some(name) = self.named {
            write_to(sql, format_args!("::{name}{}", self.brackets()));
        }
    }

    /// The number of the arrays of the built-in type with this number.
    pub(crate) fn array_of(oid: u32) -> u32 {
        Self::BUILT_IN
            .iter()
            .find(|built_in| built_in.wire.oid == oid)
            .map_or(0, |t| t.wire.array)
    }

    /// What the type of this number is called.
    pub(crate) fn name_of(oid: u32) -> String {
        let known = Self::BUILT_IN
            .iter()
            .flat_map(|built_in| [*built_in, built_in.array()]);
        match known.into_iter().find(|known| known.oid() == oid) {
            Some(known) => known.to_string(),
            None => format!("the type of number {oid}"),
        }
    }

    fn brackets(self) -> &'static str {
        if self.array { "[]" } else { "" }
    }

    /// Whether a column of this type can be sent as what has this number: a type with a name of
    /// its own has a number of its own on each server.
    pub(crate) fn could_be(self, found: u32) -> bool {
        const FIRST_OF_ITS_OWN: u32 = 16384;
        Self::takes(self.oid(), found) || (self.named.is_some() && found >= FIRST_OF_ITS_OWN)
    }

    /// Whether a result's column of type `found` holds what this type expects. The kinds of
    /// text have the same bytes.
    pub(crate) fn takes(expected: u32, found: u32) -> bool {
        expected == found
            || (expected == Self::TEXT.wire.oid && matches!(found, 1043 | 1042 | 19))
            || (expected == Self::TEXT.wire.array && matches!(found, 1015 | 1014 | 1003))
    }
}

/// As PostgreSQL writes it.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.named {
            Some(name) => name.fmt(f)?,
            None => f.write_str(self.wire.name)?,
        }
        f.write_str(self.brackets())
    }
}

/// Writing to a string does not fail.
pub(crate) fn write_to(sql: &mut String, text: impl fmt::Display) {
    let _ = write!(sql, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_type_is_cast_both_ways() {
        let mut sql = String::new();
        Type::CITEXT.array().outward("c", &mut sql);
        sql.push(' ');
        Type::CITEXT.inward("$1", &mut sql);
        assert_eq!(sql, "c::text[] $1::text::\"citext\"");
    }
}
