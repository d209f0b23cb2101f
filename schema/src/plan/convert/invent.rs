//! What a row gets in a column where it has no value and cannot be without.

use super::kind::{Kind, base, kind, modifier, without_modifier};
use crate::database::{Column, ConstraintKind, Filled, Index, IndexTerm, Object, Table};
use crate::plan::work::Work;
use crate::sql;

/// What a new column that cannot be NULL holds in the rows that are there, if that may be made up.
pub(in crate::plan) fn invented(work: &Work<'_>, table: &Table, column: &Column) -> Option<String> {
    if !(column.not_null || is_never_null(work, &column.ty)) || column.filled != Filled::No {
        return None;
    }
    let object = format!("{}.{}", table.name, column.name);
    if !work.options.allow_loss.allows(&object) {
        return None;
    }
    zero(work, table, column)
}

/// Whether a type is a domain without NULL, that has no default either.
pub(in crate::plan) fn is_never_null(work: &Work<'_>, ty: &str) -> bool {
    let domains = &work.new.database.domains;
    let domain = domains.iter().find(|it| sql::user_type(&it.name) == ty);
    domain.is_some_and(|it| {
        it.default.is_none() && (it.not_null || (it.base != ty && is_never_null(work, &it.base)))
    })
}

/// What a column that can no longer be NULL holds where it was, if that may be made up.
pub(in crate::plan) fn for_null(work: &Work<'_>, table: &Table, column: &Column) -> Option<String> {
    let twin = work.twins.coming(&table.name, &column.name);
    let name = twin.map_or(&column.name, |it| &it.of);
    let object = format!("{}.{name}", table.name);
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
pub(in crate::plan) fn is_numbered(work: &Work<'_>, table: &Table, column: &Column) -> bool {
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
pub(in crate::plan) fn number(table: &Table, column: &Column) -> String {
    let (table, column) = (sql::qualified(&table.name), sql::identifier(&column.name));
    format!(
        "UPDATE {table} AS t\nSET {column} = v.n\nFROM (\n    \
         SELECT tableoid, ctid, row_number() OVER () + coalesce((SELECT max({column}) FROM {table}), 0) AS n\n    \
         FROM {table}\n    WHERE {column} IS NULL\n) AS v\nWHERE (t.tableoid, t.ctid) = (v.tableoid, v.ctid)"
    )
}

/// A value that a foreign key of this column leads to.
pub(in crate::plan) fn target_value(
    work: &Work<'_>,
    table: &Table,
    column: &Column,
) -> Option<String> {
    table.constraints.iter().find_map(|it| match &it.kind {
        ConstraintKind::ForeignKey(key)
            if key.columns == [column.name.clone()]
                && work.old.has(&Object::Table(key.target.clone())) =>
        {
            let target = key.target_columns.first()?;
            work.old.column(&key.target, target)?;
            Some(format!(
                "(SELECT {0} FROM {1} ORDER BY {0} LIMIT 1)",
                sql::identifier(target),
                sql::qualified(&key.target)
            ))
        }
        _ => None,
    })
}

/// A value of a column's type, which need not be the only one of its kind unless a key says so.
pub(super) fn zero(work: &Work<'_>, table: &Table, column: &Column) -> Option<String> {
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
        Kind::Integer(_) | Kind::Numeric | Kind::Float => Some("1".to_owned()),
        Kind::Money => cast("1"),
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
                    .find(|it| sql::user_type(&it.name) == base)
                {
                    let nothing = vec!["NULL"; it.attributes.len()].join(", ");
                    return Some(format!("ROW({nothing})::{}", column.ty));
                }
                let ty = work
                    .new
                    .database
                    .enums
                    .iter()
                    .find(|it| sql::user_type(&it.name) == base);
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
    let is_first = |index: &Index| {
        let first = index.elements.first().map(|it| &it.term);
        matches!(first, Some(IndexTerm::Column(name)) if name == column)
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
