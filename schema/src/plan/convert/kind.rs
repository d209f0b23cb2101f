//! Types, as far as casts go.

use crate::plan::lookup::Lookup;
use crate::sql;

/// The types as far as casts go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    /// With the bytes that it has.
    Integer(u8),
    Numeric,
    Float,
    Money,
    Text,
    Name,
    Date,
    Timestamp,
    TimestampTz,
    Time,
    TimeTz,
    Interval,
    Json,
    Jsonb,
    Uuid,
    Bytea,
    Bit,
    Inet,
    Cidr,
    Macaddr,
    Xml,
    Array(Box<Kind>),
    /// An enum, a composite type, a range, …: only itself.
    Other(String),
}

pub(super) fn kind(ty: &str) -> Kind {
    if let Some(element) = ty.strip_suffix("[]") {
        return Kind::Array(Box::new(kind(element)));
    }
    match without_modifier(ty).as_str() {
        "boolean" => Kind::Boolean,
        "smallint" => Kind::Integer(2),
        "integer" => Kind::Integer(4),
        "bigint" => Kind::Integer(8),
        "numeric" => Kind::Numeric,
        "real" | "double precision" => Kind::Float,
        "money" => Kind::Money,
        "text" | "character varying" | "character" | "bpchar" | "citext" => Kind::Text,
        "name" => Kind::Name,
        "date" => Kind::Date,
        "timestamp without time zone" => Kind::Timestamp,
        "timestamp with time zone" => Kind::TimestampTz,
        "time without time zone" => Kind::Time,
        "time with time zone" => Kind::TimeTz,
        "json" => Kind::Json,
        "jsonb" => Kind::Jsonb,
        "uuid" => Kind::Uuid,
        "bytea" => Kind::Bytea,
        "bit" | "bit varying" => Kind::Bit,
        "inet" => Kind::Inet,
        "cidr" => Kind::Cidr,
        "macaddr" | "macaddr8" => Kind::Macaddr,
        "xml" => Kind::Xml,
        other if other.starts_with("interval") => Kind::Interval,
        other => Kind::Other(other.to_owned()),
    }
}

/// A type without what stands in parentheses: `timestamp(3) without time zone` is a `timestamp without time zone`.
pub(super) fn without_modifier(ty: &str) -> String {
    match (ty.find('('), ty.find(')')) {
        (Some(start), Some(end)) if start < end && !ty.starts_with('"') => {
            format!("{}{}", &ty[..start], &ty[end + 1..])
        }
        _ => ty.to_owned(),
    }
}

/// What stands in parentheses.
pub(super) fn modifier(ty: &str) -> Option<&str> {
    let (start, end) = (ty.find('(')?, ty.find(')')?);
    ty.get(start + 1..end)
}

/// The type beneath a domain.
pub(super) fn base(lookup: &Lookup<'_>, ty: &str) -> String {
    let (plain, end) = match ty.strip_suffix("[]") {
        Some(element) => (element, "[]"),
        None => (ty, ""),
    };
    // Names of types are compared as they are written; a domain of domains ends somewhere.
    let domain = lookup
        .database
        .domains
        .iter()
        .find(|it| sql::user_type(&it.name) == plain);
    match domain {
        Some(domain) if domain.base != plain => base(lookup, &format!("{}{end}", domain.base)),
        _ => ty.to_owned(),
    }
}
