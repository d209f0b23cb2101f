//! What another type does with the rows that are there.

use super::Judge;
use super::words::{Word, has};
use crate::database::{Column, ConstraintKind, Database, Filled, IndexTerm, QualifiedName, Table};
use crate::plan::lock::Effort;
use crate::plan::work::mentions;
use crate::sql;

impl Judge<'_> {
    /// What `ALTER COLUMN … TYPE …` costs.
    pub(super) fn retyped(&self, table: &QualifiedName, column: &str, rest: &[Word]) -> Effort {
        let (Some(it), Some(old)) = (self.lookup.table(table), self.lookup.column(table, column))
        else {
            return Effort::Rewrite;
        };
        if has(rest, "using") {
            return Effort::Rewrite;
        }
        let start = rest
            .iter()
            .position(|it| it.is("type"))
            .map_or(0, |at| at + 1);
        let end = rest
            .iter()
            .position(|it| it.is("collate"))
            .unwrap_or(rest.len());
        let ty: String = rest
            .get(start..end)
            .unwrap_or_default()
            .iter()
            .map(shown)
            .collect();
        let plain = |ty: &str| ty.replace(' ', "");
        let database = self.lookup.database;
        if plain(&old.ty) != ty && !is_metadata(database, &old.ty, &ty) {
            return Effort::Rewrite;
        }
        let changes_order = has(rest, "collate") || old.collation.is_some();
        if looks_again(it, old, changes_order) {
            Effort::Scan
        } else {
            Effort::Instant
        }
    }
}

fn shown(word: &Word) -> String {
    match word {
        Word::Name(it) | Word::Other(it) => it.clone(),
        Word::Quoted(it) => sql::identifier(it),
    }
}

/// Whether every value of a type is stored in another as it is: nothing is written anew.
fn is_metadata(database: &Database, from: &str, to: &str) -> bool {
    let (from, to) = (from.replace(' ', ""), to.replace(' ', ""));
    let (from, to) = (base(database, &from), to);
    if let Some(domain) = domain(database, &to) {
        return domain.checks.is_empty()
            && !domain.not_null
            && (domain.base.replace(' ', "") == from
                || is_metadata(database, &from, &domain.base));
    }
    if from == to {
        return true;
    }
    let (a, old) = modifier(&from);
    let (b, new) = modifier(&to);
    let grows = match (&old[..], &new[..]) {
        (_, []) => true,
        ([], _) => false,
        ([old], [new]) => old <= new,
        ([precision, scale], [wider, same]) => precision <= wider && scale == same,
        _ => false,
    };
    match (a.as_str(), b.as_str()) {
        ("charactervarying" | "text", "text") => true,
        ("text", "charactervarying") => new.is_empty(),
        ("charactervarying", "charactervarying")
        | ("bitvarying", "bitvarying")
        | ("numeric", "numeric")
        | ("timestampwithtimezone", "timestampwithtimezone")
        | ("timestampwithouttimezone", "timestampwithouttimezone")
        | ("timewithtimezone", "timewithtimezone")
        | ("timewithouttimezone", "timewithouttimezone")
        | ("interval", "interval") => grows,
        ("cidr", "inet") => true,
        _ => false,
    }
}

fn domain<'a>(database: &'a Database, ty: &str) -> Option<&'a crate::database::Domain> {
    let mut domains = database.domains.iter();
    domains.find(|it| sql::qualified(&it.name).replace(' ', "") == ty)
}

/// The type beneath a domain.
fn base(database: &Database, ty: &str) -> String {
    match domain(database, ty) {
        Some(it) => base(database, &it.base.replace(' ', "")),
        None => ty.to_owned(),
    }
}

/// A type without what stands in parentheses, and that.
fn modifier(ty: &str) -> (String, Vec<u32>) {
    match (ty.find('('), ty.find(')')) {
        (Some(start), Some(end)) if start < end => {
            let numbers = ty[start + 1..end]
                .split(',')
                .filter_map(|it| it.parse().ok());
            (
                format!("{}{}", &ty[..start], &ty[end + 1..]),
                numbers.collect(),
            )
        }
        _ => (ty.to_owned(), Vec::new()),
    }
}

/// Whether something is read or built anew though no row is written: checks, and indexes over expressions, with a
/// condition, or in another order.
fn looks_again(table: &Table, column: &Column, changes_order: bool) -> bool {
    let name = &column.name;
    let checks = table.constraints.iter().any(|it| match &it.kind {
        ConstraintKind::Check(check) => mentions(&check.condition, name),
        ConstraintKind::Exclusion(_) => true,
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            changes_order && key.columns.contains(name)
        }
        ConstraintKind::ForeignKey(_) => false,
    });
    let indexes = table.indexes.iter().any(|it| {
        let by = |plain: bool| {
            it.elements.iter().any(|it| match &it.term {
                IndexTerm::Expression(expr) => !plain && mentions(expr, name),
                IndexTerm::Column(column) => plain && column == name,
            })
        };
        by(false)
            || it.predicate.as_ref().is_some_and(|it| mentions(it, name))
            || ((changes_order || it.method != "btree") && by(true))
    });
    let generated = table.columns.iter().any(|it| {
        matches!(&it.filled, Filled::Generated(expr) | Filled::Virtual(expr) if mentions(expr, name))
    });
    checks || indexes || generated
}
