//! What a schema says, in the words of `facts.sql`.
//!
//! This is written from the model alone, past `lower` and `create`, so that it can judge them.

use relata_schema::model::{
    Action, Column, ColumnId, Deferrable, Docs, ExprKind, Filled, Index, IndexElement, Model,
    ObjectName, Reference, Scalar, Table, Type,
};
use std::collections::BTreeSet;

/// Everything that has to be in the catalogue, and nothing else.
pub(crate) fn of(model: &Model) -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    let mut say = |fact: String| assert!(facts.insert(fact.clone()), "said twice: {fact}");

    for extension in &model.extensions {
        say(format!("extension {}", extension.name));
    }
    for namespace in &model.namespaces {
        say(format!("namespace {}", namespace.name));
    }
    for enum_ in model.enums.iter().filter(|enum_| enum_.native) {
        let labels: Vec<String> = enum_
            .values
            .iter()
            .map(|value| format!("'{}'", value.label.replace('\'', "''")))
            .collect();
        say(format!("enum {}: {}", full(&enum_.name), labels.join(", ")));
        comment(&full(&enum_.name), &enum_.docs, &mut say);
    }
    for domain in &model.domains {
        let name = full(&domain.name);
        say(format!(
            "domain {name}: {}{}",
            ty(model, domain.base),
            if domain.default.is_some() {
                " default"
            } else {
                ""
            },
        ));
        for check in &domain.checks {
            say(format!("domain {name} check {}", check.name.text));
        }
        comment(&name, &domain.docs, &mut say);
    }
    for it in &model.tables {
        table(model, it, &mut say);
    }
    for view in &model.views {
        let name = full(&view.name);
        let kind = if view.materialized { 'm' } else { 'v' };
        say(format!("relation {kind} {name}"));
        for (at, column) in view.columns.iter().enumerate() {
            say(format!("view column {name} #{} {}", at + 1, column.name));
            comment(&format!("{name}.{}", column.name), &column.docs, &mut say);
        }
        for it in &view.indexes {
            say(index(&name, &view.columns, it));
        }
        comment(&name, &view.docs, &mut say);
    }
    facts
}

fn table(model: &Model, table: &Table, say: &mut impl FnMut(String)) {
    let name = full(&table.name);
    let namespace = table.name.namespace.as_deref().unwrap_or("public");
    let kind = if table.partition.is_some() { 'p' } else { 'r' };
    say(format!("relation {kind} {name}"));
    comment(&name, &table.docs, say);

    for (at, it) in table.columns.iter().enumerate() {
        say(column(model, &name, at + 1, it));
        comment(&format!("{name}.{}", it.name), &it.docs, say);
        if let Filled::Identity {
            sequence, options, ..
        } = &it.filled
        {
            let start = options.iter().find(|(option, _)| option == "start");
            let start = start.map_or("1", |(_, value)| value);
            say(format!("relation S {namespace}.{sequence}"));
            say(format!(
                "sequence {namespace}.{sequence} of {name}.{} from {start}",
                it.name
            ));
        }
    }
    if let Some(key) = &table.primary_key {
        say(format!(
            "primary key {name} {}: {}{}{}",
            key.name.text,
            names(&table.columns, &key.columns),
            include(&table.columns, &key.include),
            checked(key.deferrable)
        ));
    }
    for unique in &table.uniques {
        say(format!(
            "unique {name} {}: {}{}{}{}",
            unique.name.text,
            names(&table.columns, &unique.columns),
            include(&table.columns, &unique.include),
            nulls(unique.nulls_distinct),
            checked(unique.deferrable)
        ));
    }
    for exclusion in &table.exclusions {
        let (elements, operators): (Vec<_>, Vec<_>) = exclusion
            .elements
            .iter()
            .map(|(it, operator)| (element(&table.columns, it), operator.as_str()))
            .unzip();
        say(format!(
            "exclusion {name} {}: {} with {}{}{}",
            exclusion.name.text,
            elements.join(", "),
            operators.join(", "),
            predicate(exclusion.predicate.is_some()),
            checked(exclusion.deferrable)
        ));
    }
    for check in &table.checks {
        say(format!("check {name} {}", check.name.text));
    }
    for it in &table.columns {
        if matches!(it.ty.scalar, Scalar::Enum(id) if !model.enum_(id).native) {
            let table = &table.name.name;
            say(format!("check {name} {table}_{}_check", it.name));
        }
    }
    for it in &table.references {
        say(foreign_key(model, table, it));
    }
    for it in &table.indexes {
        say(index(&name, &table.columns, it));
        options(&format!("{namespace}.{}", it.name.text), &it.options, say);
    }
    if table.columns.iter().any(|it| it.on_update.is_some()) {
        say(format!("trigger {name} {}_on_update", table.name.name));
    }
    options(&name, &table.options, say);
    if let Some(partition) = &table.partition {
        say(format!("partitioned {name}: {}", partition.method));
    }
}

fn column(model: &Model, table: &str, at: usize, column: &Column) -> String {
    format!(
        "column {table} #{at} {}: {}{}{}{}",
        column.name,
        ty(model, column.ty),
        if column.nullable { "" } else { " required" },
        match &column.filled {
            Filled::No => "",
            Filled::Default(_) => " default",
            Filled::Generated(_) => " generated",
            Filled::Identity { always: true, .. } => " identity",
            Filled::Identity { always: false, .. } => " identity by default",
        },
        column
            .collation
            .as_ref()
            .map_or_else(String::new, |it| format!(" collate {it}")),
    )
}

fn foreign_key(model: &Model, table: &Table, reference: &Reference) -> String {
    let target = model.table(reference.target);
    let (delete, of) = action(&table.columns, reference.on_delete.as_ref());
    let (update, _) = action(&table.columns, reference.on_update.as_ref());
    format!(
        "foreign key {} {}: {} to {}: {} delete {delete}{of} update {update} match {}{}",
        full(&table.name),
        reference.constraint.text,
        names(&table.columns, &reference.columns),
        full(&target.name),
        names(&target.columns, &reference.target_columns),
        if reference.match_full { 'f' } else { 's' },
        checked(reference.deferrable)
    )
}

/// The letter of `pg_constraint`, and the columns that are set where those are named.
fn action(columns: &[Column], action: Option<&Action>) -> (char, String) {
    let of = |ids: &[ColumnId]| {
        if ids.is_empty() {
            String::new()
        } else {
            format!(" of {}", names(columns, ids))
        }
    };
    match action {
        None | Some(Action::NoAction) => ('a', String::new()),
        Some(Action::Restrict) => ('r', String::new()),
        Some(Action::Cascade) => ('c', String::new()),
        Some(Action::SetNull(ids)) => ('n', of(ids)),
        Some(Action::SetDefault(ids)) => ('d', of(ids)),
    }
}

fn index(on: &str, columns: &[Column], index: &Index) -> String {
    let elements: Vec<String> = index
        .elements
        .iter()
        .map(|it| element(columns, it))
        .collect();
    format!(
        "{} {on} {}: {} {}{}{}{}",
        if index.unique {
            "unique index"
        } else {
            "index"
        },
        index.name.text,
        index.method,
        elements.join(", "),
        include(columns, &index.include),
        nulls(index.nulls_distinct),
        predicate(index.predicate.is_some())
    )
}

fn element(columns: &[Column], element: &IndexElement) -> String {
    let (expr, collation) = match &element.expr.kind {
        ExprKind::Collate(expr, collation) => (expr.unparenthesized(), Some(collation)),
        _ => (element.expr.unparenthesized(), None),
    };
    let mut text = match expr.kind {
        ExprKind::Column(id) => columns[id.0].name.clone(),
        _ => "?".to_owned(),
    };
    if element.descending {
        text.push_str(" desc");
    }
    if element.nulls_first {
        text.push_str(" nulls first");
    }
    if let Some((class, _)) = &element.class {
        text.push_str(&format!(" {class}"));
    }
    if let Some(collation) = collation {
        text.push_str(&format!(" collate {collation}"));
    }
    text
}

/// The type's own name in the catalogue, and its modifier: both are PostgreSQL's internal ones.
fn ty(model: &Model, ty: Type) -> String {
    let (name, modifier) = scalar(model, ty.scalar);
    if ty.array.is_none() {
        return format!("{name} {modifier}");
    }
    match name.split_once('.') {
        Some((namespace, name)) => format!("{namespace}._{name} {modifier}"),
        None => format!("_{name} {modifier}"),
    }
}

fn scalar(model: &Model, scalar: Scalar) -> (String, i64) {
    let digits = |digits: Option<u8>| digits.map_or(-1, i64::from);
    let length = |length: Option<u32>| length.map_or(-1, |length| i64::from(length) + 4);
    let plain = |name: &str| (name.to_owned(), -1);
    match scalar {
        Scalar::Boolean => plain("bool"),
        Scalar::SmallInt => plain("int2"),
        Scalar::Integer => plain("int4"),
        Scalar::BigInt => plain("int8"),
        Scalar::Real => plain("float4"),
        Scalar::Double => plain("float8"),
        Scalar::Numeric(None) => plain("numeric"),
        Scalar::Numeric(Some((precision, scale))) => (
            "numeric".to_owned(),
            ((i64::from(precision) << 16) | (i64::from(scale) & 0x7ff)) + 4,
        ),
        Scalar::Varchar(of) => ("varchar".to_owned(), length(of)),
        Scalar::Char(of) => ("bpchar".to_owned(), length(Some(of.unwrap_or(1)))),
        Scalar::Timestamptz(of) => ("timestamptz".to_owned(), digits(of)),
        Scalar::Timestamp(of) => ("timestamp".to_owned(), digits(of)),
        Scalar::Time(of) => ("time".to_owned(), digits(of)),
        Scalar::Timetz(of) => ("timetz".to_owned(), digits(of)),
        Scalar::Enum(id) if model.enum_(id).native => plain(&full(&model.enum_(id).name)),
        Scalar::Enum(_) => plain("text"),
        Scalar::Domain(id) => plain(&full(&model.domain(id).name)),
        // They come with extensions, and lie where those do.
        Scalar::Citext => plain("public.citext"),
        Scalar::Hstore => plain("public.hstore"),
        Scalar::Ltree => plain("public.ltree"),
        other => plain(&format!("{other:?}").to_ascii_lowercase()),
    }
}

fn full(name: &ObjectName) -> String {
    let namespace = name.namespace.as_deref().unwrap_or("public");
    format!("{namespace}.{}", name.name)
}

fn names(columns: &[Column], ids: &[ColumnId]) -> String {
    let names: Vec<&str> = ids.iter().map(|id| columns[id.0].name.as_str()).collect();
    names.join(", ")
}

fn include(columns: &[Column], ids: &[ColumnId]) -> String {
    if ids.is_empty() {
        String::new()
    } else {
        format!(" include {}", names(columns, ids))
    }
}

fn nulls(distinct: Option<bool>) -> &'static str {
    if distinct == Some(false) {
        " nulls not distinct"
    } else {
        ""
    }
}

fn checked(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " deferrable",
        Deferrable::InitiallyDeferred => " deferred",
    }
}

fn predicate(is_some: bool) -> &'static str {
    if is_some { " where" } else { "" }
}

fn options(of: &str, options: &[(String, String)], say: &mut impl FnMut(String)) {
    let options: Vec<String> = options
        .iter()
        .map(|(option, value)| format!("{option}={value}"))
        .collect();
    if !options.is_empty() {
        say(format!("options {of}: {}", options.join(", ")));
    }
}

fn comment(on: &str, docs: &Docs, say: &mut impl FnMut(String)) {
    if !docs.lines.is_empty() {
        say(format!("comment {on}: {}", docs.lines.join("\n")));
    }
}
