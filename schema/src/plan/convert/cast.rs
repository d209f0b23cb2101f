//! What it takes to make a value of one type a value of another: PostgreSQL's casts, and what stands in for them.

use super::kind::{Kind, kind, modifier, without_modifier};

/// What it takes to make one type of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cast {
    /// Nothing, and it cannot fail.
    Safe,
    /// Nothing, and it fails where a value does not fit.
    Assignment,
    /// A cast that is written.
    Explicit,
    /// There is none: it goes through text.
    Text,
    /// A number of seconds since 1970 becomes a time.
    FromEpoch,
    /// A time becomes a number of seconds since 1970.
    ToEpoch,
    /// A number is true unless it is zero.
    IsNotZero,
    /// True is one.
    ThroughInteger,
    /// A value becomes an array that holds it.
    IntoArray,
    /// An array becomes its first element.
    FirstElement,
}

/// Whether every value of a type is one of another.
pub(in crate::plan) fn is_safe(from: &str, to: &str) -> bool {
    cast(from, to) == Cast::Safe
}

pub(super) fn write(cast: Cast, value: &str, to: &str, to_base: &str) -> Option<String> {
    let element = |ty: &str| ty.strip_suffix("[]").unwrap_or(ty).to_owned();
    Some(match cast {
        Cast::Safe | Cast::Assignment => return None,
        Cast::Explicit => format!("{value}::{to}"),
        Cast::Text => format!("{value}::text::{to}"),
        Cast::FromEpoch => format!("to_timestamp({value}::double precision)::{to}"),
        Cast::ToEpoch => format!("extract(epoch FROM {value})::{to}"),
        Cast::IsNotZero => format!("({value} <> 0)"),
        Cast::ThroughInteger => format!("{value}::integer::{to}"),
        // PostgreSQL reads `field IS NOT NULL` wrong where a conversion is for partitions too: "unrecognized node type".
        Cast::IntoArray => format!(
            "CASE WHEN {value} IS DISTINCT FROM NULL THEN ARRAY[{value}::text::{}]::{to} END",
            element(to_base)
        ),
        Cast::FirstElement => format!("({value})[1]::text::{to}"),
    })
}

pub(super) fn cast(from: &str, to: &str) -> Cast {
    if from == to {
        return Cast::Safe;
    }
    let (a, b) = (kind(from), kind(to));
    if a == b {
        return same_kind(from, to, &a);
    }
    cast_kinds(&a, &b, modifier(to).is_some())
}

/// Another length, precision or scale.
fn same_kind(from: &str, to: &str, kind: &Kind) -> Cast {
    let length = |ty: &str| modifier(ty).and_then(|it| it.parse::<u32>().ok());
    match (kind, length(from), length(to)) {
        (_, _, None) if modifier(to).is_none() && without_modifier(to) != "character" => Cast::Safe,
        (Kind::Text, Some(old), Some(new)) if old <= new => Cast::Safe,
        (Kind::Timestamp | Kind::TimestampTz | Kind::Time | Kind::TimeTz | Kind::Interval, ..) => {
            Cast::Safe
        }
        (Kind::Other(_), ..) => Cast::Text,
        _ => Cast::Assignment,
    }
}

fn cast_kinds(from: &Kind, to: &Kind, has_modifier: bool) -> Cast {
    use Kind::*;
    match (from, to) {
        (_, Text) if !has_modifier => Cast::Safe,
        (_, Text) | (Text, Name) => Cast::Assignment,
        (Integer(a), Integer(b)) if a <= b => Cast::Safe,
        (Integer(_), Numeric) if !has_modifier => Cast::Safe,
        (Integer(_), Float) => Cast::Safe,
        (Integer(_) | Numeric | Float, Integer(_) | Numeric | Float) => Cast::Assignment,
        (Integer(4 | 8) | Numeric, Money) | (Money, Numeric) => Cast::Assignment,
        (Boolean, Integer(4)) => Cast::Explicit,
        (Boolean, Integer(_) | Numeric | Float) => Cast::ThroughInteger,
        (Integer(4), Boolean) => Cast::Explicit,
        (Integer(_) | Numeric | Float, Boolean) => Cast::IsNotZero,
        (Date, Timestamp | TimestampTz) | (Timestamp, TimestampTz) | (TimestampTz, Timestamp) => {
            Cast::Safe
        }
        (Timestamp | TimestampTz, Date | Time) | (TimestampTz, TimeTz) => Cast::Assignment,
        (Time, Interval | TimeTz) => Cast::Safe,
        (Interval, Time) | (TimeTz, Time) => Cast::Assignment,
        (Integer(_) | Numeric | Float, Date | Timestamp | TimestampTz) => Cast::FromEpoch,
        (Date | Timestamp | TimestampTz | Interval, Integer(_) | Numeric | Float) => Cast::ToEpoch,
        (Json, Jsonb) | (Jsonb, Json) | (Inet, Cidr) => Cast::Assignment,
        (Cidr, Inet) => Cast::Safe,
        (Jsonb, Boolean | Integer(_) | Numeric | Float) => Cast::Explicit,
        (Text, _) | (Name, _) => Cast::Explicit,
        (Array(a), Array(b)) => match cast_kinds(a, b, has_modifier) {
            _ if a == b => Cast::Assignment,
            Cast::Safe => Cast::Safe,
            Cast::Assignment => Cast::Assignment,
            Cast::Explicit => Cast::Explicit,
            _ => Cast::Text,
        },
        (_, Array(_)) => Cast::IntoArray,
        (Array(_), _) => Cast::FirstElement,
        _ => Cast::Text,
    }
}
