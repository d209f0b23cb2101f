//! How the values of a column become those of another type, and what stands where there are none.
//!
//! Where PostgreSQL has a cast for assignment, it is left to that, which fails rather than lose anything. Where values
//! of a column may be lost, what cannot be read in the new type becomes NULL, and a row without a value gets one.

use super::draft::Draft;
use super::lookup::{Lookup, Type};
use super::work::Work;
use crate::database::{Column, ConstraintKind, Filled, Object, QualifiedName, Table};
use crate::sql;

/// The types as far as casts go.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
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

/// What it takes to make one type of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cast {
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
pub(super) fn is_safe(from: &str, to: &str) -> bool {
    cast(from, to) == Cast::Safe
}

/// The expression that makes a column's old values new ones, unless PostgreSQL does that by itself.
pub(super) fn converted(
    work: &Work<'_>,
    table: &QualifiedName,
    from: &Column,
    to: &Column,
    draft: &mut Draft,
) -> Option<String> {
    let name = sql::identifier(&from.name);
    let old_type = super::work::types_of(&work.old, table, &from.name);
    let is_aside = |ty: &Type<'_>| draft.aside.contains_key(type_name(ty));
    let old_is_aside = old_type.as_ref().is_some_and(is_aside);
    if from.ty == to.ty && !old_is_aside {
        return None;
    }
    let may_lose = work
        .options
        .allow_loss
        .allows(&format!("{table}.{}", from.name));

    if let Some(ty) = old_type
        && old_is_aside
        && from.ty == to.ty
    {
        return Some(anew(work, &name, ty, to, may_lose, draft));
    }
    let old_base = base(&work.old, &from.ty);
    let new_base = base(&work.new, &to.ty);
    let cast = cast(&old_base, &new_base);
    let is_domain = new_base != to.ty;
    let expr = write(cast, &name, &to.ty, &new_base);
    let can_fail = !matches!(cast, Cast::Safe) || is_domain;
    if may_lose && can_fail {
        // Cutting a text off needs nothing more.
        if kind(&new_base) == Kind::Text && !is_domain {
            return Some(format!("{name}::{}", to.ty));
        }
        let source = from_name(&from.ty, old_type, draft);
        let body =
            write(cast, "value", &to.ty, &new_base).unwrap_or_else(|| format!("value::{}", to.ty));
        return Some(tried(work, table, &name, &source, to, &body, draft));
    }
    expr
}

/// Whether a type of this name was put aside.
fn is_aside_name(ty: &str, draft: &Draft) -> bool {
    let plain = ty.strip_suffix("[]").unwrap_or(ty);
    draft.aside.keys().any(|it| sql::qualified(it) == plain)
}

/// A type's name, which can be another one for a while.
fn from_name(ty: &str, of: Option<Type<'_>>, draft: &Draft) -> String {
    let plain = without_modifier(ty);
    match of.and_then(|it| draft.aside.get(type_name(&it))) {
        Some(aside) if plain.ends_with("[]") => format!("{}[]", sql::qualified(aside)),
        Some(aside) => sql::qualified(aside),
        None => plain,
    }
}

fn type_name<'a>(ty: &Type<'a>) -> &'a QualifiedName {
    match ty {
        Type::Enum(it) => &it.name,
        Type::Composite(it) => &it.name,
        Type::Domain(it) => &it.name,
    }
}

/// Values of a type that was made anew under the same name.
fn anew(
    work: &Work<'_>,
    name: &str,
    old: Type<'_>,
    to: &Column,
    may_lose: bool,
    draft: &mut Draft,
) -> String {
    let is_array = to.ty.ends_with("[]");
    let new = work.new.types.get(type_name(&old)).copied();
    if let (Type::Enum(old), Some(Type::Enum(new))) = (old, new) {
        let lost: Vec<&String> = old
            .labels
            .iter()
            .filter(|it| !new.labels.contains(it))
            .collect();
        if may_lose && !lost.is_empty() {
            if is_array {
                let kept = lost.iter().fold(format!("{name}::text[]"), |expr, label| {
                    format!("array_remove({expr}, {})", sql::literal(label))
                });
                return format!("{kept}::{}", to.ty);
            }
            let labels: Vec<String> = lost.iter().map(|it| sql::literal(it)).collect();
            let other = match (to.not_null, &to.filled, new.labels.first()) {
                (_, Filled::Default(expr), _) => expr.clone(),
                (true, _, Some(first)) => format!("{}::{}", sql::literal(first), to.ty),
                _ => "NULL".to_owned(),
            };
            return format!(
                "CASE WHEN {name}::text IN ({}) THEN {other} ELSE {name}::text::{} END",
                labels.join(", "),
                to.ty
            );
        }
    }
    if let (Type::Composite(old), Some(Type::Composite(new)), false) = (old, new, is_array) {
        let fields: Vec<String> = new
            .attributes
            .iter()
            .map(|attribute| {
                let before = old.attributes.iter().find(|it| it.name == attribute.name);
                match before {
                    Some(before)
                        if before.ty == attribute.ty && is_aside_name(&before.ty, draft) =>
                    {
                        let field = format!("({name}).{}", sql::identifier(&attribute.name));
                        format!("{field}::text::{}", attribute.ty)
                    }
                    Some(before) if before.ty == attribute.ty => {
                        format!("({name}).{}", sql::identifier(&attribute.name))
                    }
                    Some(before) => {
                        let field = format!("({name}).{}", sql::identifier(&attribute.name));
                        let how = cast(
                            &base(&work.old, &before.ty),
                            &base(&work.new, &attribute.ty),
                        );
                        write(how, &field, &attribute.ty, &attribute.ty)
                            .unwrap_or_else(|| format!("{field}::{}", attribute.ty))
                    }
                    None => "NULL".to_owned(),
                }
            })
            .collect();
        return format!(
            "CASE WHEN {name} IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW({})::{} END",
            fields.join(", "),
            to.ty
        );
    }
    if may_lose {
        let source = if is_array { "text[]" } else { "text" };
        let source_name = format!("{name}::{source}");
        let body = format!("value::{}", to.ty);
        return tried(
            work,
            &QualifiedName {
                namespace: String::new(),
                name: String::new(),
            },
            &source_name,
            source,
            to,
            &body,
            draft,
        );
    }
    if is_array {
        format!("{name}::text[]::{}", to.ty)
    } else {
        format!("{name}::text::{}", to.ty)
    }
}

/// A value that is read in another type, if it can be.
fn tried(
    work: &Work<'_>,
    table: &QualifiedName,
    name: &str,
    source: &str,
    to: &Column,
    body: &str,
    draft: &mut Draft,
) -> String {
    let function = draft.next_function();
    let body =
        format!("\nBEGIN\n    RETURN {body};\nEXCEPTION WHEN OTHERS THEN\n    RETURN NULL;\nEND\n");
    draft.run(format!(
        "CREATE FUNCTION {function}(value {source}) RETURNS {} LANGUAGE plpgsql AS {}",
        to.ty,
        sql::dollar_quoted(&body)
    ));
    let call = format!("{function}({name})");
    let other = match (&to.filled, to.not_null, work.new.table(table)) {
        (_, false, _) => None,
        (Filled::Default(expr), true, _) => Some(expr.clone()),
        (_, true, Some(table)) => zero(work, table, to),
        (_, true, None) => None,
    };
    match other {
        Some(other) => format!("coalesce({call}, {other})"),
        None => call,
    }
}

fn write(cast: Cast, value: &str, to: &str, to_base: &str) -> Option<String> {
    let element = |ty: &str| ty.strip_suffix("[]").unwrap_or(ty).to_owned();
    Some(match cast {
        Cast::Safe | Cast::Assignment => return None,
        Cast::Explicit => format!("{value}::{to}"),
        Cast::Text => format!("{value}::text::{to}"),
        Cast::FromEpoch => format!("to_timestamp({value}::double precision)::{to}"),
        Cast::ToEpoch => format!("extract(epoch FROM {value})::{to}"),
        Cast::IsNotZero => format!("({value} <> 0)"),
        Cast::ThroughInteger => format!("{value}::integer::{to}"),
        Cast::IntoArray => format!(
            "CASE WHEN {value} IS NOT NULL THEN ARRAY[{value}::text::{}]::{to} END",
            element(to_base)
        ),
        Cast::FirstElement => format!("({value})[1]::text::{to}"),
    })
}

fn cast(from: &str, to: &str) -> Cast {
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

fn kind(ty: &str) -> Kind {
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
fn without_modifier(ty: &str) -> String {
    match (ty.find('('), ty.find(')')) {
        (Some(start), Some(end)) if start < end && !ty.starts_with('"') => {
            format!("{}{}", &ty[..start], &ty[end + 1..])
        }
        _ => ty.to_owned(),
    }
}

/// What stands in parentheses.
fn modifier(ty: &str) -> Option<&str> {
    let (start, end) = (ty.find('(')?, ty.find(')')?);
    ty.get(start + 1..end)
}

/// The type beneath a domain.
fn base(lookup: &Lookup<'_>, ty: &str) -> String {
    let (plain, end) = match ty.strip_suffix("[]") {
        Some(element) => (element, "[]"),
        None => (ty, ""),
    };
    // Names of types are compared as they are written; a domain of domains ends somewhere.
    let domain = lookup
        .database
        .domains
        .iter()
        .find(|it| sql::qualified(&it.name) == plain);
    match domain {
        Some(domain) if domain.base != plain => base(lookup, &format!("{}{end}", domain.base)),
        _ => ty.to_owned(),
    }
}

/// What a new column that cannot be NULL holds in the rows that are there, if that may be made up.
pub(super) fn invented(work: &Work<'_>, table: &Table, column: &Column) -> Option<String> {
    if !column.not_null || column.filled != Filled::No {
        return None;
    }
    let object = format!("{}.{}", table.name, column.name);
    if !work.options.allow_loss.allows(&object) {
        return None;
    }
    zero(work, table, column)
}

/// What a column that can no longer be NULL holds where it was, if that may be made up.
pub(super) fn for_null(work: &Work<'_>, table: &Table, column: &Column) -> Option<String> {
    let object = format!("{}.{}", table.name, column.name);
    if !work.options.allow_loss.allows(&object) {
        return None;
    }
    match &column.filled {
        Filled::Default(expr) => Some(expr.clone()),
        Filled::No => {
            // Something that is there.
            let target = target_value(work, table, column);
            target.or_else(|| zero(work, table, column))
        }
        _ => None,
    }
}

/// Whether the rows without a value get numbers that no other row has: those of a column that counts or is a key.
pub(super) fn is_numbered(work: &Work<'_>, table: &Table, column: &Column) -> bool {
    let counts = match &column.filled {
        Filled::Identity(_) => true,
        Filled::Default(expr) => expr.contains("nextval("),
        Filled::No => is_key(table, &column.name),
        Filled::Generated(_) | Filled::Virtual(_) => false,
    };
    let object = format!("{}.{}", table.name, column.name);
    counts
        && matches!(
            kind(&base(&work.new, &column.ty)),
            Kind::Integer(_) | Kind::Numeric
        )
        && work.options.allow_loss.allows(&object)
        && target_value(work, table, column).is_none()
}

/// Gives rows without a value the numbers after the highest.
pub(super) fn number(table: &Table, column: &Column) -> String {
    let (table, column) = (sql::qualified(&table.name), sql::identifier(&column.name));
    format!(
        "UPDATE {table} AS t\nSET {column} = v.n\nFROM (\n    \
         SELECT tableoid, ctid, row_number() OVER () + coalesce((SELECT max({column}) FROM {table}), 0) AS n\n    \
         FROM {table}\n    WHERE {column} IS NULL\n) AS v\nWHERE (t.tableoid, t.ctid) = (v.tableoid, v.ctid)"
    )
}

/// A value that a foreign key of this column leads to.
pub(super) fn target_value(work: &Work<'_>, table: &Table, column: &Column) -> Option<String> {
    table.constraints.iter().find_map(|it| match &it.kind {
        ConstraintKind::ForeignKey(key)
            if key.columns == [column.name.clone()]
                && work.old.has(&Object::Table(key.target.clone())) =>
        {
            let target = key.target_columns.first()?;
            work.old.column(&key.target, target)?;
            Some(format!(
                "(SELECT {} FROM {} LIMIT 1)",
                sql::identifier(target),
                sql::qualified(&key.target)
            ))
        }
        _ => None,
    })
}

/// A value of a column's type, which need not be the only one of its kind unless a key says so.
fn zero(work: &Work<'_>, table: &Table, column: &Column) -> Option<String> {
    let is_unique = is_key(table, &column.name);
    let base = base(&work.new, &column.ty);
    let cast = |text: &str| Some(format!("'{text}'::{}", column.ty));
    match kind(&base) {
        Kind::Boolean => Some("false".to_owned()),
        Kind::Float if is_unique => Some("random()".to_owned()),
        Kind::Date if is_unique => Some("current_date - (random() * 1000000)::integer".to_owned()),
        Kind::Timestamp | Kind::TimestampTz if is_unique => {
            Some("now() - random() * interval '1000 years'".to_owned())
        }
        Kind::Integer(_) | Kind::Numeric | Kind::Float | Kind::Money => Some("1".to_owned()),
        Kind::Text => {
            let length = modifier(&base).and_then(|it| it.parse::<usize>().ok());
            let length = length.or((without_modifier(&base) == "character").then_some(1));
            if let Some(literal) = said_in_check(table, &column.name) {
                return Some(literal);
            }
            match (is_unique, length) {
                (false, _) => Some("''".to_owned()),
                (true, Some(length)) if length < 36 => {
                    Some(format!("left(md5(gen_random_uuid()::text), {length})"))
                }
                (true, _) => Some("gen_random_uuid()::text".to_owned()),
            }
        }
        Kind::Name => cast(""),
        Kind::Uuid => Some("gen_random_uuid()".to_owned()),
        Kind::Date | Kind::Timestamp | Kind::TimestampTz => cast("epoch"),
        Kind::Time | Kind::TimeTz => cast("00:00"),
        Kind::Interval => cast("0"),
        Kind::Json | Kind::Jsonb | Kind::Array(_) => cast("{}"),
        Kind::Bytea => Some("''::bytea".to_owned()),
        Kind::Bit => {
            let length = modifier(&base)
                .and_then(|it| it.parse::<usize>().ok())
                .unwrap_or(1);
            cast(&"0".repeat(length))
        }
        Kind::Inet | Kind::Cidr => cast("0.0.0.0"),
        Kind::Macaddr => cast("00:00:00:00:00:00"),
        Kind::Xml => Some("''::xml".to_owned()),
        Kind::Other(name) => match name.as_str() {
            "tsvector" | "tsquery" | "hstore" => cast(""),
            "point" => cast("(0,0)"),
            it if it.ends_with("range") => cast(if it.ends_with("multirange") {
                "{}"
            } else {
                "empty"
            }),
            _ => {
                let composites = &work.new.database.composites;
                if let Some(it) = composites
                    .iter()
                    .find(|it| sql::qualified(&it.name) == base)
                {
                    let nothing = vec!["NULL"; it.attributes.len()].join(", ");
                    return Some(format!("ROW({nothing})::{}", column.ty));
                }
                let ty = work
                    .new
                    .database
                    .enums
                    .iter()
                    .find(|it| sql::qualified(&it.name) == base);
                let first = ty.and_then(|it| it.labels.first())?;
                Some(format!("{}::{}", sql::literal(first), column.ty))
            }
        },
    }
}

/// Whether a column is what makes rows differ: the first of a key.
fn is_key(table: &Table, column: &str) -> bool {
    let of_constraint = table.constraints.iter().any(|it| match &it.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            key.columns.first().is_some_and(|it| it == column)
        }
        _ => false,
    });
    let is_first = |index: &crate::database::Index| {
        let first = index.elements.first().map(|it| &it.term);
        matches!(first, Some(crate::database::IndexTerm::Column(name)) if name == column)
    };
    of_constraint || table.indexes.iter().any(|it| it.unique && is_first(it))
}

/// The first string that a check of a column holds: most say which there may be.
fn said_in_check(table: &Table, column: &str) -> Option<String> {
    let name = sql::identifier(column);
    table.constraints.iter().find_map(|it| match &it.kind {
        ConstraintKind::Check(check) if check.condition.contains(&name) => {
            let start = check.condition.find('\'')?;
            let end = check.condition[start + 1..].find('\'')?;
            let text = &check.condition[start..start + end + 2];
            let is_plain = text
                .chars()
                .all(|it| it.is_alphanumeric() || "'_- ".contains(it));
            is_plain.then(|| text.to_owned())
        }
        _ => None,
    })
}
