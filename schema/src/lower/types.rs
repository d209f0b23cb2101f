//! The names of types, as `format_type` writes them.

use super::name as object;
use crate::database::QualifiedName;
use crate::model::{Model, Scalar, Type};
use crate::sql;

/// The name of a column's type: `timestamp with time zone`, `numeric(12,2)[]`.
pub(super) fn name(model: &Model, ty: Type) -> String {
    let scalar = scalar(model, ty.scalar);
    if ty.array.is_some() {
        format!("{scalar}[]")
    } else {
        scalar
    }
}

fn scalar(model: &Model, scalar: Scalar) -> String {
    let plain = match scalar {
        Scalar::Boolean => "boolean",
        Scalar::SmallInt => "smallint",
        Scalar::Integer => "integer",
        Scalar::BigInt => "bigint",
        Scalar::Real => "real",
        Scalar::Double => "double precision",
        Scalar::Numeric(None) => "numeric",
        Scalar::Numeric(Some((precision, scale))) => {
            return format!("numeric({precision},{scale})");
        }
        Scalar::Money => "money",
        Scalar::Text => "text",
        Scalar::Citext => "citext",
        Scalar::Varchar(length) => return with_length("character varying", length),
        // Without a length, PostgreSQL takes one.
        Scalar::Char(length) => return with_length("character", Some(length.unwrap_or(1))),
        Scalar::Bytea => "bytea",
        Scalar::Uuid => "uuid",
        Scalar::Timestamptz(digits) => return with_digits("timestamp", digits, " with time zone"),
        Scalar::Timestamp(digits) => return with_digits("timestamp", digits, " without time zone"),
        Scalar::Date => "date",
        Scalar::Time(digits) => return with_digits("time", digits, " without time zone"),
        Scalar::Timetz(digits) => return with_digits("time", digits, " with time zone"),
        Scalar::Interval => "interval",
        Scalar::Json => "json",
        Scalar::Jsonb => "jsonb",
        Scalar::Inet => "inet",
        Scalar::Cidr => "cidr",
        Scalar::Macaddr => "macaddr",
        Scalar::Int4Range => "int4range",
        Scalar::Int8Range => "int8range",
        Scalar::NumRange => "numrange",
        Scalar::TsRange => "tsrange",
        Scalar::TstzRange => "tstzrange",
        Scalar::DateRange => "daterange",
        Scalar::Tsvector => "tsvector",
        Scalar::Hstore => "hstore",
        Scalar::Ltree => "ltree",
        Scalar::Vector(length) => return with_length("vector", length),
        Scalar::Enum(id) => {
            let enum_ = model.enum_(id);
            if enum_.native {
                return named(&object(&enum_.name));
            }
            "text"
        }
        Scalar::Domain(id) => return named(&object(&model.domain(id).name)),
    };
    plain.to_owned()
}

fn named(name: &QualifiedName) -> String {
    sql::user_type(name)
}

fn with_length(name: &str, length: Option<u32>) -> String {
    length.map_or_else(|| name.to_owned(), |length| format!("{name}({length})"))
}

fn with_digits(name: &str, digits: Option<u8>, zone: &str) -> String {
    digits.map_or_else(
        || format!("{name}{zone}"),
        |digits| format!("{name}({digits}){zone}"),
    )
}
