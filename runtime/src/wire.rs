//! The SQL type of a column, and how its values cross the wire.
//!
//! Values always cross in PostgreSQL's binary format, so no session setting touches them. Only
//! built-in types do: their numbers are the same on every server. A type of the schema's own (an
//! enum, a domain) and those of extensions cross as the built-in type beneath, cast in the
//! statement: no question to the catalogue, and the same bytes at the top level, in arrays and
//! in records.

use std::borrow::Cow;
use std::fmt::{self, Write};

use crate::name::Name;
use crate::value::{Foreign, Unfit};
use crate::widen;

/// A column's SQL type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Type {
    wire: Wire,
    /// What the column's type is called, where that is not `wire`.
    named: Option<Name>,
    /// What is beneath a domain, where that has a name of its own; of an array, its elements.
    beneath: Option<Name>,
    /// Whether it is a domain.
    domain: bool,
    /// Whether arrays of `wire` cross.
    array: bool,
    /// Whether the column's type is an array of what is `named`: a domain can be an array itself.
    brackets: bool,
    own: Own,
}

/// What a query without our casts sends for the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Own {
    /// The same bytes.
    Same,
    /// Others, which mean the same text.
    Text(Foreign),
    /// Something that can't be read without asking the server for more.
    Unreadable,
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
    /// `text`, in Rust `String`.
    TEXT = "text" 25 1009;
    /// `varchar(n)`, in Rust `String`; of its own, since its arrays are not compared with those
    /// of text.
    VARCHAR = "varchar" 1043 1015;
    /// `char(n)`, in Rust `String`; of its own, since blanks at the end don't count when it is
    /// compared.
    BPCHAR = "bpchar" 1042 1014;
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
    /// `json`, in Rust as `jsonb`; sent as that too.
    JSON = "json" 114 199;
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
    /// `ltree`, in Rust `String`.
    pub const LTREE: Self = Self::text("ltree", Own::Text(Foreign::Ltree));
    /// `hstore`, in Rust `String`.
    pub const HSTORE: Self = Self::text("hstore", Own::Text(Foreign::Hstore));
    /// `timetz`, in Rust `String`.
    pub const TIMETZ: Self = Self::text("timetz", Own::Text(Foreign::Timetz));
    /// `vector`, in Rust `String`.
    pub const VECTOR: Self = Self::text("vector", Own::Unreadable);
    /// `money`, in Rust `rust_decimal::Decimal`: its text depends on the session, and so does
    /// the number of decimals in its bytes.
    pub const MONEY: Self = Self {
        own: Own::Unreadable,
        ..Self::NUMERIC.named(Name::new("money"))
    };

    const fn built_in(name: &'static str, oid: u32, array: u32) -> Self {
        Self {
            wire: Wire { name, oid, array },
            named: None,
            beneath: None,
            domain: false,
            array: false,
            brackets: false,
            own: Own::Same,
        }
    }

    const fn text(name: &'static str, own: Own) -> Self {
        Self {
            own,
            ..Self::TEXT.named(Name::new(name))
        }
    }

    /// A type with a name of its own whose values cross as this one: an enum over [`Type::TEXT`].
    #[must_use]
    pub const fn named(self, name: Name) -> Self {
        Self {
            named: Some(name),
            ..self
        }
    }

    /// A domain of this name over this type: its values cross as those of the type, and are
    /// compared as those.
    #[must_use]
    pub const fn domain(self, name: Name) -> Self {
        Self {
            named: Some(name),
            beneath: if self.domain {
                self.beneath
            } else {
                self.named
            },
            domain: true,
            brackets: false,
            ..self
        }
    }

    /// What values are compared and computed with as: for a domain, what is beneath it.
    ///
    /// A value that the domain does not admit is then equal to none, instead of an error.
    #[must_use]
    pub(crate) const fn beneath(self) -> Self {
        if !self.domain {
            return self;
        }
        Self {
            named: self.beneath,
            beneath: None,
            domain: false,
            brackets: self.array,
            ..self
        }
    }

    /// What values of the type have to be cast to before they are compared: PostgreSQL has
    /// operators for an enum, and none for a domain over one.
    pub(crate) fn compared(self) -> Option<Self> {
        self.beneath.map(|_| self.beneath())
    }

    /// Arrays of this type, in Rust `Vec<T>`.
    #[must_use]
    pub const fn array(self) -> Self {
        Self {
            beneath: None,
            domain: false,
            array: true,
            brackets: true,
            ..self
        }
    }

    /// What an array holds.
    pub(crate) const fn element(self) -> Self {
        Self {
            array: false,
            brackets: false,
            ..self
        }
    }

    /// What a range lies between.
    pub(crate) fn bound(self) -> Self {
        let ranges = [
            (Self::INT4RANGE, Self::INTEGER),
            (Self::INT8RANGE, Self::BIGINT),
            (Self::NUMRANGE, Self::NUMERIC),
            (Self::TSRANGE, Self::TIMESTAMP),
            (Self::TSTZRANGE, Self::TIMESTAMPTZ),
            (Self::DATERANGE, Self::DATE),
        ];
        let of = ranges
            .into_iter()
            .find(|(range, _)| range.wire == self.wire);
        of.map_or(self, |(_, bound)| bound)
    }

    /// Whether the column holds arrays.
    pub(crate) const fn is_array(self) -> bool {
        self.array
    }

    /// The number of the type that comes.
    pub(crate) const fn oid(self) -> u32 {
        self.wire.oid_of(self.array)
    }

    /// The number of the type that is sent.
    pub(crate) const fn sent_oid(self) -> u32 {
        self.sent().oid_of(self.array)
    }

    /// The number of one element of what comes, for an array; else of the value.
    pub(crate) const fn element_oid(self) -> u32 {
        self.wire.oid
    }

    /// The number of one element of what is sent, for an array; else of the value.
    pub(crate) const fn sent_element_oid(self) -> u32 {
        self.sent().oid
    }

    /// Whether what is sent is also what the type's own input function for binary values takes.
    pub(crate) const fn is_copied(self) -> bool {
        matches!(self.own, Own::Same) && !(self.is_json() && self.array)
    }

    /// Whether it is `json`, or is based on it.
    pub(crate) const fn is_json(self) -> bool {
        self.wire.oid == Self::JSON.wire.oid
    }

    /// Whether it has a name of its own, and with that another number on each server.
    pub(crate) const fn is_named(self) -> bool {
        self.named.is_some()
    }

    /// `json` comes as it is, which `jsonb` may refuse, and goes as `jsonb`: that is how its
    /// Rust types are written.
    const fn sent(self) -> Wire {
        if self.wire.oid == Self::JSON.wire.oid {
            Self::JSONB.wire
        } else {
            self.wire
        }
    }

    /// An expression of this type, as what crosses: `"status"::text`.
    pub(crate) fn outward(self, expression: impl fmt::Display, sql: &mut String) {
        write_to(sql, expression);
        if self.named.is_some() {
            write_to(sql, format_args!("::{}{}", self.wire.name, self.arrays()));
        }
    }

    /// What crossed, as a value of this type: `$1::text::"user_status"`.
    pub(crate) fn inward(self, expression: impl fmt::Display, sql: &mut String) {
        write_to(sql, expression);
        if self.named.is_some() || self.sent() != self.wire {
            write_to(sql, format_args!("::{}{}", self.sent().name, self.arrays()));
        }
        self.arrived("", sql);
    }

    /// An expression that holds what crossed, as a value of this type.
    pub(crate) fn arrived(self, expression: impl fmt::Display, sql: &mut String) {
        write_to(sql, expression);
        if self.named.is_some() || self.sent() != self.wire {
            write_to(sql, format_args!("::{self}"));
        }
    }

    fn arrays(self) -> &'static str {
        if self.array { "[]" } else { "" }
    }

    /// The number of the arrays of the built-in type with this number.
    pub(crate) fn array_of(oid: u32) -> u32 {
        Self::BUILT_IN
            .iter()
            .find(|built_in| built_in.wire.oid == oid)
            .map_or(0, |t| t.wire.array)
    }

    /// The number of the elements' type of the built-in array type with this number.
    pub(crate) fn element_of(oid: u32) -> u32 {
        Self::BUILT_IN
            .iter()
            .find(|built_in| built_in.wire.array == oid)
            .map_or(0, |t| t.wire.oid)
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

    /// The bytes that a query without our casts sent as the type of this number, as those that
    /// cross in ours.
    ///
    /// # Errors
    ///
    /// It is another type, or one that only our statements can read.
    pub(crate) fn plainly(self, found: u32, bytes: &[u8]) -> Result<Cow<'_, [u8]>, Unfit> {
        // A type with a name of its own has a number of its own on each server.
        const FIRST_OF_ITS_OWN: u32 = 16384;
        if Self::takes(self.oid(), found) {
            return widen::widened(self.oid(), found, bytes);
        }
        let is_own = match self.own {
            Own::Text(Foreign::Timetz) => found == if self.array { 1270 } else { 1266 },
            Own::Same | Own::Text(_) | Own::Unreadable => false,
        };
        let is_own = is_own || (self.named.is_some() && found >= FIRST_OF_ITS_OWN);
        match self.own {
            Own::Same if is_own => Ok(Cow::Borrowed(bytes)),
            Own::Text(foreign) if is_own && self.array => foreign.array(bytes).map(Cow::Owned),
            Own::Text(foreign) if is_own => foreign.text(bytes).map(Cow::Owned),
            Own::Unreadable if is_own || matches!(found, 790 | 791) => Err(Unfit::new(format!(
                "is {self}, which a query by hand has to cast: `::{}{}`",
                self.wire.name,
                self.arrays()
            ))),
            Own::Same | Own::Text(_) | Own::Unreadable => Err(Unfit::new(format!(
                "is {self} in the schema, and {} came",
                Self::name_of(found)
            ))),
        }
    }

    /// Whether a result's column of type `found` holds what this type expects, or what is read as
    /// that without loss.
    pub(crate) fn takes(expected: u32, found: u32) -> bool {
        expected == found || widen::is_wider(expected, found)
    }
}

impl Wire {
    const fn oid_of(self, array: bool) -> u32 {
        if array { self.array } else { self.oid }
    }
}

/// As PostgreSQL writes it.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.named {
            Some(name) => name.fmt(f)?,
            None => f.write_str(self.wire.name)?,
        }
        f.write_str(if self.brackets { "[]" } else { "" })
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

    #[test]
    fn a_domain_over_an_array_has_no_brackets() {
        let labels = Type::TEXT.array().domain(Name::new("labels"));
        let mut sql = String::new();
        labels.outward("c", &mut sql);
        sql.push(' ');
        labels.inward("$1", &mut sql);
        assert_eq!(sql, "c::text[] $1::text[]::\"labels\"");
    }

    #[test]
    fn json_goes_as_jsonb() {
        let mut sql = String::new();
        Type::JSON.outward("c", &mut sql);
        sql.push(' ');
        Type::JSON.array().inward("$1", &mut sql);
        assert_eq!(sql, "c $1::jsonb[]::json[]");
    }
}
