//! The constraints of a table as an enum: what a refused statement would have violated.
//!
//! A name that the schema gives to a constraint is its variant, in CamelCase and without the table's name
//! in front; what PostgreSQL would put at its end says what has happened: `accounts_nick_idx` is
//! `NickTaken`. The others are called by what they are over and what has happened: `EmailTaken` of a
//! key or a unique index, `AuthorMissing` of a reference, `BalanceRefused` of a check,
//! `RoomOverlaps` of an exclusion; of a check of the whole row, `RowRefused`.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use relata_schema::model::{
    Column, ColumnId, ConstraintName, Domain, IndexElement, Scalar, Table, Type,
};
use relata_schema::name::rust;

use super::context::Context;
use super::docs::{Doc, code};
use super::{facts, links, names, paths};

/// What PostgreSQL puts at the end of a constraint's name, and what has happened when it is violated.
const ENDS: [(&str, &str); 6] = [
    ("_pkey", "Taken"),
    ("_key", "Taken"),
    ("_idx", "Taken"),
    ("_excl", "Overlaps"),
    ("_check", "Refused"),
    ("_fkey", "Missing"),
];

/// A constraint, and what it is called.
struct Violation {
    /// Its name in PostgreSQL.
    name: String,
    variant: String,
    /// What it says, where the table has it.
    says: Option<String>,
}

/// `PostViolation`, where there are constraints.
pub(crate) fn emit(context: Context<'_>, table: &Table) -> Option<TokenStream> {
    let violations = violations(context, table);
    if violations.is_empty() {
        return None;
    }
    let at = context.at(table.span);
    let codegen = paths::codegen();
    let row = names::row(context, table);
    let name = names::violation(context, table);
    let doc = Doc::new(format!(
        "What a statement can violate in {}: a variant a constraint.",
        code(table.name.to_string()),
    ));
    let names = violations.iter().map(|violation| &violation.name);
    let variants: Vec<Ident> = violations
        .iter()
        .map(|violation| Ident::new(&violation.variant, Span::call_site()))
        .collect();
    let docs = violations
        .iter()
        .map(|Violation { name, says, .. }| match says {
            Some(says) => Doc::new(says),
            None => Doc::new(format!("{}.", code(name))),
        });

    Some(quote_spanned! {at=>
        #doc
        #[allow(dead_code)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum #name {
            #(#docs #variants,)*
        }

        impl #codegen::Constrained for #row {
            type Violation = #name;

            const CONSTRAINTS: &'static [(&'static str, #name)] = &[#((#names, #name::#variants)),*];
        }
    })
}

/// All constraints, in PostgreSQL's order: keys, unique indexes, exclusions, checks, references; then the checks
/// of the domains of columns.
fn violations(context: Context<'_>, table: &Table) -> Vec<Violation> {
    let mut named = Named::new(context, table);
    if let Some(key) = &table.primary_key {
        named.add(&key.name, &named_by(table, &key.columns), "Taken");
    }
    for unique in &table.uniques {
        named.add(&unique.name, &named_by(table, &unique.columns), "Taken");
    }
    for index in table.indexes.iter().filter(|index| index.unique) {
        let columns: Vec<ColumnId> = index
            .elements
            .iter()
            .filter_map(IndexElement::column)
            .collect();
        let is_over_columns = columns.len() == index.elements.len();
        let over = if is_over_columns {
            named_by(table, &columns)
        } else {
            stem(table, &index.name.text, &["_idx"])
        };
        named.add(&index.name, &over, "Taken");
    }
    for exclusion in &table.exclusions {
        let over = stem(table, &exclusion.name.text, &["_excl"]);
        named.add(&exclusion.name, &over, "Overlaps");
    }
    for check in &table.checks {
        let over = match check.column {
            Some(column) => named_by(table, &[column]),
            None => stem(table, &check.name.text, &["_check", "check"]),
        };
        named.add(&check.name, &over, "Refused");
    }
    for reference in &table.references {
        let over = match &reference.name {
            Some(name) => name.clone(),
            None => named_by(table, &reference.columns),
        };
        named.add(&reference.constraint, &over, "Missing");
    }
    for domain in domains(context, table) {
        for check in &domain.checks {
            named.add(&check.name, &domain.name.name, "Refused");
        }
    }
    named.found
}

/// `author_id_title`
fn named_by(table: &Table, columns: &[ColumnId]) -> String {
    links::texts(table, columns).join("_")
}

/// The name of a constraint without the table's in front and what PostgreSQL puts behind it.
fn stem(table: &Table, name: &str, behind: &[&str]) -> String {
    let stem = without_table(table, name);
    let mut stems = behind.iter().filter_map(|behind| stem.strip_suffix(behind));
    stems.next().unwrap_or(stem).to_owned()
}

fn without_table<'a>(table: &Table, name: &'a str) -> &'a str {
    let rest = name.strip_prefix(table.name.name.as_str());
    let rest = rest.and_then(|rest| rest.strip_prefix('_'));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(name)
}

/// The domains that columns are of, or that those are based on, each once.
fn domains<'a>(context: Context<'a>, table: &'a Table) -> Vec<&'a Domain> {
    let mut found: Vec<&Domain> = Vec::new();
    for Column { ty, .. } in &table.columns {
        let mut ty: Type = *ty;
        while let Scalar::Domain(id) = ty.scalar {
            let domain = context.model.domain(id);
            if !found.iter().any(|other| other.name == domain.name) {
                found.push(domain);
            }
            ty = domain.base;
        }
    }
    found
}

/// The variants so far.
struct Named<'a> {
    context: Context<'a>,
    table: &'a Table,
    found: Vec<Violation>,
    taken: BTreeSet<String>,
}

impl<'a> Named<'a> {
    fn new(context: Context<'a>, table: &'a Table) -> Self {
        Self {
            context,
            table,
            found: Vec::new(),
            taken: BTreeSet::new(),
        }
    }

    /// Adds a constraint over this, of which this is said when it is violated. Of two with one name, the
    /// second is called by its whole name in PostgreSQL.
    fn add(&mut self, name: &ConstraintName, over: &str, what: &str) {
        let ConstraintName { text, written } = name;
        let over = if over.is_empty() { "row" } else { over };
        let variant = if *written {
            let text = without_table(self.table, text);
            let mut stems = ENDS.iter().filter(|(_, means)| *means == what);
            let stem = stems.find_map(|(end, _)| text.strip_suffix(end));
            match stem.filter(|stem| !stem.is_empty()) {
                Some(stem) => rust::variant(&format!("{stem}_{what}")),
                None => rust::variant(text),
            }
        } else {
            rust::variant(&format!("{over}_{what}"))
        };
        let whole = || rust::variant(text).unwrap_or_else(|| what.to_owned());
        let mut variant = variant.unwrap_or_else(whole);
        if self.taken.contains(&variant) {
            variant = whole();
        }
        while !self.taken.insert(variant.clone()) {
            variant.push('_');
        }
        let stored = facts::table(self.context.database, &self.table.name);
        let says = stored.and_then(|stored| facts::constraint_named(stored, text));
        self.found.push(Violation {
            name: text.clone(),
            variant,
            says,
        });
    }
}
