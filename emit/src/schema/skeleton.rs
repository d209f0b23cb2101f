//! A model that has errors, as far as Rust can have it: so that one mistake in a schema is one
//! error, and not one more wherever something of it is named.

use std::collections::{BTreeMap, BTreeSet};

use relata_schema::model::{Column, Enum, Model, Namespace, ObjectName, Reference, Table};
use relata_schema::name::rust::is_identifier;

/// What stands for a type that is not known.
pub(crate) const UNKNOWN: &str = "UnknownType";

/// What no item of a module may be called: it would be taken for something else.
const RESERVED: [&str; 16] = [
    UNKNOWN, "DDL", "bool", "char", "str", "u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32",
    "i64", "f32", "f64",
];

/// The model with a name of its own for each item, and a module for each namespace.
pub(crate) fn repaired(model: &Model) -> Model {
    let mut model = model.clone();
    let mut taken = Taken::default();
    namespaces(&mut model, &mut taken);
    for table in &mut model.tables {
        taken.row(&mut table.name, &mut table.row);
        members(table);
    }
    for view in &mut model.views {
        taken.row(&mut view.name, &mut view.row);
        let mut members = named_apart(&mut view.columns);
        references(&mut view.references, &mut members);
    }
    for declared in &mut model.enums {
        taken.enumeration(declared);
    }
    newtypes(&mut model, &mut taken);
    model
}

/// Gives each namespace that something is in a module.
fn namespaces(model: &mut Model, taken: &mut Taken) {
    let tables = model.tables.iter_mut().map(|it| (&mut it.name, it.span));
    let views = model.views.iter_mut().map(|it| (&mut it.name, it.span));
    let enums = model.enums.iter_mut().map(|it| (&mut it.name, it.span));
    let mut named: Vec<_> = tables.chain(views).chain(enums).collect();
    for namespace in &mut model.namespaces {
        namespace.name = fit(&namespace.name);
    }
    for (object, span) in &mut named {
        let Some(name) = &mut object.namespace else {
            continue;
        };
        *name = fit(name);
        if !model.namespaces.iter().any(|other| other.name == *name) {
            let name = name.clone();
            let span = *span;
            model.namespaces.push(Namespace { name, span });
        }
    }
    let mut seen = BTreeSet::new();
    model.namespaces.retain(|it| seen.insert(it.name.clone()));
    for namespace in &model.namespaces {
        taken.of(None).insert(namespace.name.clone());
    }
}

/// Gives the columns, references and collections of a table names of their own: of two with one
/// name, the first keeps it.
fn members(table: &mut Table) {
    let mut taken = named_apart(&mut table.columns);
    references(&mut table.references, &mut taken);
    for collection in &mut table.collections {
        collection.name = fit(&collection.name);
    }
    let is_new = |name: &String| taken.insert(name.clone());
    let mut is_new = is_new;
    table.collections.retain(|it| is_new(&it.name));
}

fn references(references: &mut [Reference], taken: &mut BTreeSet<String>) {
    for reference in references {
        let name = reference.name.take().map(|name| fit(&name));
        reference.name = name.filter(|name| taken.insert(name.clone()));
    }
}

fn named_apart(columns: &mut [Column]) -> BTreeSet<String> {
    let mut taken = BTreeSet::new();
    for column in columns {
        column.name = fit(&column.name);
        while !taken.insert(column.name.clone()) {
            column.name.push('_');
        }
    }
    taken
}

/// Takes the names of the wrappers, each of which stands beside the first table that has it.
fn newtypes(model: &mut Model, taken: &mut Taken) {
    let mut kept: BTreeMap<String, bool> = BTreeMap::new();
    for table in &mut model.tables {
        let home = taken.of(table.name.namespace.clone());
        for column in &mut table.columns {
            let Some(name) = &column.newtype else {
                continue;
            };
            let is_free = || is_identifier(name) && home.insert(name.clone());
            if !*kept.entry(name.clone()).or_insert_with(is_free) {
                column.newtype = None;
            }
        }
    }
}

/// The names that are taken in each module.
#[derive(Default)]
struct Taken {
    modules: BTreeMap<Option<String>, BTreeSet<String>>,
}

impl Taken {
    fn of(&mut self, namespace: Option<String>) -> &mut BTreeSet<String> {
        self.modules
            .entry(namespace)
            .or_insert_with(|| RESERVED.map(str::to_owned).into())
    }

    /// Takes what a table or a view gives.
    fn row(&mut self, object: &mut ObjectName, row: &mut String) {
        let taken = self.of(object.namespace.clone());
        *row = fit(row);
        while of_row(row).iter().any(|name| taken.contains(name)) {
            row.push('_');
        }
        taken.extend(of_row(row));
        object.name = fit(&object.name);
        while !taken.insert(object.name.clone()) {
            object.name.push('_');
        }
    }

    fn enumeration(&mut self, declared: &mut Enum) {
        let taken = self.of(declared.name.namespace.clone());
        declared.rust = fit(&declared.rust);
        while !taken.insert(declared.rust.clone()) {
            declared.rust.push('_');
        }
        let mut variants = BTreeSet::new();
        declared
            .values
            .retain(|value| is_identifier(&value.rust) && variants.insert(value.rust.clone()));
    }
}

/// The types that a row brings.
fn of_row(row: &str) -> [String; 6] {
    [
        row.to_owned(),
        format!("New{row}"),
        format!("New{row}With"),
        format!("{row}Fields"),
        format!("{row}Changes"),
        format!("{row}Violation"),
    ]
}

/// The name, or what Rust takes in its stead.
fn fit(name: &str) -> String {
    if is_identifier(name) {
        return name.to_owned();
    }
    let is_part = |part: &char| is_identifier(&format!("a{part}"));
    let parts: String = name.chars().filter(is_part).collect();
    format!("_{parts}_")
}
