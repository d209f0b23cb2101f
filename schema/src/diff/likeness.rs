//! What is dropped next to what is added and of the same structure: one thing under two names, or two things.
//!
//! Only the author knows. So a plan for a schema stops there, until the schema says `was` or the caller says that the old
//! one may be lost.

use crate::change::{Change, Delta};
use crate::database::{
    Column, ConstraintKind, Database, Domain, EnumType, Filled, Index, QualifiedName, Table, View,
};
use crate::lower;
use crate::model::{self, Model, ObjectName};
use crate::pull::word;
use crate::source::{Source, Span};

/// Something that is dropped, and what it may be called now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// What kind of object it is: `column`, `table`.
    pub kind: &'static str,
    /// What it is called, as [`AllowLoss`](crate::plan::AllowLoss) names it: `users.name`.
    pub dropped: String,
    /// What has its structure and is added; at least one.
    pub like: Vec<Like>,
}

/// What something that is dropped may be called now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Like {
    /// What is added: `users.full_name`.
    pub added: String,
    /// What the schema says if they are the same: `full_name: text was name`.
    pub line: String,
    /// Where it is declared.
    pub at: Span,
}

/// What is dropped next to what is added and of the same structure, where the schema that the target was made of could
/// say that they are the same. The changes are what is left after all renames that it does say.
///
/// The structure of a table is the names and types of its columns; of a column, its type, how it is filled and where it
/// leads; of an enum, its values; of an enum's value, its place; of a domain, its type and checks; of a view, its columns
/// and its query; of an index, all but its name.
#[must_use]
pub fn likenesses(
    changes: &[Change],
    from: &Database,
    to: &Database,
    source: &Source,
    model: &Model,
) -> Vec<Likeness> {
    let mut found = Vec::new();
    enums(changes, model, &mut found);
    domains(changes, model, &mut found);
    tables(changes, model, &mut found);
    for table in &model.tables {
        let name = lower::name(&table.name);
        let old = from.tables.iter().find(|it| it.name == name);
        let new = to.tables.iter().find(|it| it.name == name);
        if let (Some(old), Some(new)) = (old, new) {
            columns(changes, old, new, table, source, &mut found);
        }
        indexes(changes, &name, &table.indexes, source, &mut found);
    }
    views(changes, model, &mut found);
    for view in &model.views {
        let name = lower::name(&view.name);
        indexes(changes, &name, &view.indexes, source, &mut found);
    }
    found
}

fn enums(changes: &[Change], model: &Model, found: &mut Vec<Likeness>) {
    let deltas = changes.iter().filter_map(|it| match it {
        Change::Enum(delta) => Some(delta),
        _ => None,
    });
    let declared = |it: &EnumType| {
        model
            .enums
            .iter()
            .find(|its| lower::name(&its.name) == it.name)
    };
    let (dropped, created) = apart(deltas.clone());
    for old in dropped {
        let like = created
            .iter()
            .filter(|new| !new.labels.is_empty() && new.labels == old.labels)
            .filter_map(|new| {
                let declared = declared(new)?;
                renamed("enum", &declared.name, declared.span, &old.name)
            });
        note("enum", old.name.to_string(), like.collect(), found);
    }
    for delta in deltas {
        if let Delta::Altered { from, to } = delta
            && let Some(declared) = declared(to)
        {
            values(from, to, declared, found);
        }
    }
}

/// The values of an enum that are in each other's place.
fn values(from: &EnumType, to: &EnumType, declared: &model::Enum, found: &mut Vec<Likeness>) {
    for (old, new) in in_place_of(&from.labels, &to.labels) {
        let Some(value) = declared.values.iter().find(|it| it.label == *new) else {
            continue;
        };
        let said = |label: &String| word::name(label).unwrap_or_else(|| word::string(label));
        let like = Like {
            added: format!("{}.{new}", to.name),
            line: format!("{} was {}", said(new), said(old)),
            at: value.span,
        };
        note("value", format!("{}.{old}", from.name), vec![like], found);
    }
}

/// What stands in two lists between the same two of what both have, pair by pair.
fn in_place_of<'a>(from: &'a [String], to: &'a [String]) -> Vec<(&'a String, &'a String)> {
    let runs = |list: &'a [String], other: &[String]| {
        let mut runs: Vec<(Option<&'a String>, Vec<&'a String>)> = vec![(None, Vec::new())];
        for it in list {
            match runs.last_mut() {
                Some((_, run)) if !other.contains(it) => run.push(it),
                _ => runs.push((Some(it), Vec::new())),
            }
        }
        runs
    };
    let after = runs(to, from);
    let mut pairs = Vec::new();
    for (start, old) in runs(from, to) {
        let new = after.iter().find(|(other, _)| *other == start);
        let new = new.into_iter().flat_map(|(_, run)| run.iter().copied());
        pairs.extend(old.into_iter().zip(new));
    }
    pairs
}

fn domains(changes: &[Change], model: &Model, found: &mut Vec<Likeness>) {
    let (dropped, created) = apart(changes.iter().filter_map(|it| match it {
        Change::Domain(delta) => Some(delta),
        _ => None,
    }));
    for old in dropped {
        let like = created
            .iter()
            .filter(|new| is_same_domain(old, new))
            .filter_map(|new| {
                let declared = model
                    .domains
                    .iter()
                    .find(|it| lower::name(&it.name) == new.name)?;
                let mut like = renamed("domain", &declared.name, declared.span, &old.name)?;
                // The clauses of a domain stand after its type.
                let base = word::ty(&new.base, &[]).unwrap_or_else(|| new.base.clone());
                like.line = like.line.replacen(" was ", &format!(": {base} was "), 1);
                Some(like)
            });
        note("domain", old.name.to_string(), like.collect(), found);
    }
}

fn is_same_domain(old: &Domain, new: &Domain) -> bool {
    let conditions = |domain: &Domain| -> Vec<String> {
        let checks = domain.checks.iter();
        checks.map(|it| it.condition.clone()).collect()
    };
    old.base == new.base && old.collation == new.collation && conditions(old) == conditions(new)
}

fn tables(changes: &[Change], model: &Model, found: &mut Vec<Likeness>) {
    let (dropped, created) = apart(changes.iter().filter_map(|it| match it {
        Change::Table(delta) => Some(delta),
        _ => None,
    }));
    for old in dropped {
        let like = created
            .iter()
            .filter(|new| is_same_table(old, new))
            .filter_map(|new| {
                let declared = model
                    .tables
                    .iter()
                    .find(|it| lower::name(&it.name) == new.name)?;
                renamed("table", &declared.name, declared.span, &old.name)
            });
        note("table", old.name.to_string(), like.collect(), found);
    }
}

fn is_same_table(old: &Table, new: &Table) -> bool {
    let columns = |table: &Table| -> Vec<(String, String)> {
        let columns = table.columns.iter();
        let mut columns: Vec<_> = columns.map(|it| (it.name.clone(), it.ty.clone())).collect();
        columns.sort();
        columns
    };
    !old.columns.is_empty() && old.part_of.is_none() && columns(old) == columns(new)
}

fn columns(
    changes: &[Change],
    old: &Table,
    new: &Table,
    declared: &model::Table,
    source: &Source,
    found: &mut Vec<Likeness>,
) {
    let (dropped, created) = apart(changes.iter().filter_map(|it| match it {
        Change::Column { table, change } if *table == new.name => Some(change),
        _ => None,
    }));
    for it in dropped {
        let was = word::name(&it.name);
        let like = created
            .iter()
            .filter(|other| is_same_column(old, it, new, other))
            .filter_map(|other| {
                let declared = declared.columns.iter().find(|its| its.name == other.name)?;
                let ty = source.text(declared.ty_span).split_whitespace();
                let ty = ty.collect::<Vec<_>>().join(" ");
                Some(Like {
                    added: format!("{}.{}", new.name, other.name),
                    line: format!("{}: {ty} was {}", declared.name, was.as_ref()?),
                    at: declared.span,
                })
            });
        let dropped = format!("{}.{}", old.name, it.name);
        note("column", dropped, like.collect(), found);
    }
}

fn is_same_column(of: &Table, old: &Column, among: &Table, new: &Column) -> bool {
    old.ty == new.ty
        && old.collation == new.collation
        && filled(old) == filled(new)
        && targets(of, old) == targets(among, new)
}

/// Whether a value is given, counted or computed; a default is no more than a proposal.
fn filled(column: &Column) -> u8 {
    match column.filled {
        Filled::No | Filled::Default(_) => 0,
        Filled::Identity(_) => 1,
        Filled::Generated(_) | Filled::Virtual(_) => 2,
    }
}

/// The tables to which a column leads by itself.
fn targets<'d>(table: &'d Table, column: &Column) -> Vec<&'d QualifiedName> {
    let constraints = table.constraints.iter();
    let mut targets: Vec<&QualifiedName> = constraints
        .filter_map(|it| match &it.kind {
            ConstraintKind::ForeignKey(key) if key.columns == [column.name.as_str()] => {
                Some(&key.target)
            }
            _ => None,
        })
        .collect();
    targets.sort();
    targets
}

fn views(changes: &[Change], model: &Model, found: &mut Vec<Likeness>) {
    let (dropped, created) = apart(changes.iter().filter_map(|it| match it {
        Change::View(delta) => Some(delta),
        _ => None,
    }));
    for old in dropped {
        let like = created
            .iter()
            .filter(|new| is_same_view(old, new))
            .filter_map(|new| {
                let declared = model
                    .views
                    .iter()
                    .find(|it| lower::name(&it.name) == new.name)?;
                let kind = if declared.materialized {
                    "materialized view"
                } else {
                    "view"
                };
                renamed(kind, &declared.name, declared.span, &old.name)
            });
        note("view", old.name.to_string(), like.collect(), found);
    }
}

fn is_same_view(old: &View, new: &View) -> bool {
    let columns = |view: &View| -> Vec<(String, String)> {
        let columns = view.columns.iter();
        columns.map(|it| (it.name.clone(), it.ty.clone())).collect()
    };
    old.name != new.name
        && old.materialized == new.materialized
        && old.query == new.query
        && columns(old) == columns(new)
}

/// The indexes of a table or materialized view; one that a reference gets by itself has no line of its own.
fn indexes(
    changes: &[Change],
    table: &QualifiedName,
    declared: &[model::Index],
    source: &Source,
    found: &mut Vec<Likeness>,
) {
    let (dropped, created) = apart(changes.iter().filter_map(|it| match it {
        Change::Index { on, change } if on == table => Some(change),
        _ => None,
    }));
    let full = |name: &str| QualifiedName {
        namespace: table.namespace.clone(),
        name: name.to_owned(),
    };
    for old in dropped {
        let was = word::name(&old.name);
        let unnamed = |it: &Index| Index {
            name: String::new(),
            ..it.clone()
        };
        let like = created
            .iter()
            .filter(|new| unnamed(new) == unnamed(old))
            .filter_map(|new| {
                let mut written = declared.iter().filter(|it| it.automatic.is_none());
                let declared = written.find(|it| it.name.text == new.name)?;
                let said = source.text(declared.span).split_whitespace();
                let said = said.collect::<Vec<_>>().join(" ");
                Some(Like {
                    added: full(&new.name).to_string(),
                    line: format!("{said} was {}", was.as_ref()?),
                    at: declared.span,
                })
            });
        note("index", full(&old.name).to_string(), like.collect(), found);
    }
}

/// What is dropped, and what is created.
fn apart<'a, T: 'a>(deltas: impl Iterator<Item = &'a Delta<T>>) -> (Vec<&'a T>, Vec<&'a T>) {
    let (mut dropped, mut created) = (Vec::new(), Vec::new());
    for delta in deltas {
        match delta {
            Delta::Dropped(it) => dropped.push(&**it),
            Delta::Created(it) => created.push(&**it),
            Delta::Altered { .. } => {}
        }
    }
    (dropped, created)
}

/// `table people was users`, where a schema can write both names.
fn renamed(kind: &str, now: &ObjectName, at: Span, was: &QualifiedName) -> Option<Like> {
    let now = lower::name(now);
    Some(Like {
        added: now.to_string(),
        line: format!(
            "{kind} {} was {}",
            word::qualified(&now)?,
            word::qualified(was)?
        ),
        at,
    })
}

fn note(kind: &'static str, dropped: String, like: Vec<Like>, found: &mut Vec<Likeness>) {
    if !like.is_empty() {
        found.push(Likeness {
            kind,
            dropped,
            like,
        });
    }
}

#[cfg(test)]
mod tests;
