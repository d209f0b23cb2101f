//! Names that the database does not have and the schema needs.

use crate::database::{ConstraintKind, Database};
use crate::name::rust::singular;
use crate::pull::{Part, Subject};
use heck::ToSnakeCase;

/// The foreign key of a column that is alone in it; otherwise the subject itself.
pub(super) fn reference_of(database: &Database, subject: &Subject) -> Subject {
    let (object, Part::Column(column)) = subject else {
        return subject.clone();
    };
    let table = database.tables.iter().find(|it| it.name == *object);
    let constraints = table.into_iter().flat_map(|it| &it.constraints);
    constraints
        .filter(|it| matches!(&it.kind, ConstraintKind::ForeignKey(key) if key.columns == [column.as_str()]))
        .map(|it| (object.clone(), Part::Constraint(it.name.clone())))
        .next()
        .unwrap_or_else(|| subject.clone())
}

/// What to call a reference: after its last column, or its target.
pub(super) fn named_after(database: &Database, subject: &Subject, plural: &str) -> String {
    let table = database.tables.iter().find(|it| it.name == subject.0);
    let constraint = table.and_then(|table| {
        let Part::Constraint(name) = &subject.1 else {
            return None;
        };
        table.constraints.iter().find(|it| it.name == *name)
    });
    match constraint.map(|it| &it.kind) {
        Some(ConstraintKind::ForeignKey(key)) => {
            let column = snake(key.columns.last().map_or("", String::as_str));
            match column.strip_suffix("_id") {
                Some(stem) if !stem.is_empty() => format!("{stem}{plural}"),
                _ => format!("{column}_{}", singular(&snake(&key.target.name))),
            }
        }
        _ => snake(&subject.0.name),
    }
}

/// `ReportsTo` as Rust calls a field: `reports_to`.
pub(super) fn snake(name: &str) -> String {
    name.to_snake_case()
}

pub(super) fn camel(name: &str) -> String {
    name.split(|it: char| !it.is_alphanumeric())
        .map(|part| {
            let mut chars = part.chars();
            let first = chars.next().map(char::to_uppercase);
            first.into_iter().flatten().chain(chars).collect::<String>()
        })
        .collect()
}
