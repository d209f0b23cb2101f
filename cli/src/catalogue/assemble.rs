//! From the rows of the catalogues to a database.

use super::connection::Snapshot;
use super::dependency::{self, Known};
use super::question::{self, ask};
use super::relation::{Parts, TableRow, ViewRow};
use super::{Error, column, constraint, index, outside, sequence, stamp, types};
use relata_schema::database::{
    Database, Extension, Namespace, Object, Outside, PUBLIC, QualifiedName, Table, Trigger, View,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// All that was asked for.
pub(super) struct Rows {
    namespaces: Vec<NamespaceRow>,
    extensions: Vec<ExtensionRow>,
    types: Vec<types::Row>,
    sequences: Vec<sequence::Row>,
    tables: Vec<TableRow>,
    columns: BTreeMap<i64, Vec<column::Row>>,
    constraints: Vec<constraint::Row>,
    indexes: Vec<index::Row>,
    views: Vec<ViewRow>,
    stamps: Vec<stamp::Row>,
    outside: Vec<outside::Row>,
    dependencies: Vec<dependency::Row>,
}

#[derive(Deserialize)]
struct NamespaceRow {
    name: String,
    comment: Option<String>,
}

#[derive(Deserialize)]
struct ExtensionRow {
    name: String,
    namespace: String,
    version: String,
    comment: Option<String>,
}

impl Rows {
    pub(super) async fn read(snapshot: &mut Snapshot<'_>) -> Result<Self, Error> {
        Ok(Self {
            namespaces: ask(snapshot, question::NAMESPACES).await?,
            extensions: ask(snapshot, question::EXTENSIONS).await?,
            types: ask(snapshot, question::TYPES).await?,
            sequences: ask(snapshot, question::SEQUENCES).await?,
            tables: ask(snapshot, question::TABLES).await?,
            columns: grouped(
                ask(snapshot, question::COLUMNS).await?,
                |it: &column::Row| it.relation,
            ),
            constraints: ask(snapshot, question::CONSTRAINTS).await?,
            indexes: ask(snapshot, question::INDEXES).await?,
            views: ask(snapshot, question::VIEWS).await?,
            stamps: ask(snapshot, question::STAMPS).await?,
            outside: ask(snapshot, question::OUTSIDE).await?,
            dependencies: dependency::read(snapshot).await?,
        })
    }

    fn columns_of(&self, relation: i64) -> &[column::Row] {
        self.columns.get(&relation).map_or(&[], Vec::as_slice)
    }
}

/// The database that the rows describe, its lists in the order of names.
pub(super) fn database(mut rows: Rows) -> Result<Database, Error> {
    let known = known(&rows);
    let constraints = grouped(std::mem::take(&mut rows.constraints), |it| {
        if it.relation == 0 {
            it.domain
        } else {
            it.relation
        }
    });
    let indexes = grouped(std::mem::take(&mut rows.indexes), |it| it.relation);
    let stamps = stamps(&rows);
    let consumed: BTreeSet<(&str, i64)> = stamps
        .values()
        .flat_map(|(row, _)| [("pg_trigger", row.trigger), ("pg_proc", row.function)])
        .collect();
    let outside = outside_of(&rows, &consumed);

    let of_constraints: BTreeSet<i64> = constraints
        .values()
        .flatten()
        .filter(|it| matches!(it.kind.as_str(), "p" | "u" | "x"))
        .map(|it| it.index)
        .collect();

    let identities = rows.sequences.iter().filter(|it| it.identity);
    let identities = identities
        .filter_map(|it| Some((Option::zip(it.owner, it.owner_column)?, it)))
        .collect();

    let mut tables = Vec::new();
    for row in &rows.tables {
        let of = Of {
            rows: &rows,
            constraints: constraints.get(&row.oid).map_or(&[], Vec::as_slice),
            indexes: indexes.get(&row.oid).map_or(&[], Vec::as_slice),
            of_constraints: &of_constraints,
            identities: &identities,
        };
        let triggers = stamps
            .values()
            .filter(|(stamp, _)| stamp.relation == row.oid);
        tables.push(of.table(row, triggers.map(|(_, it)| it.clone()).collect())?);
    }
    let mut views = Vec::new();
    for row in &rows.views {
        let indexes = indexes.get(&row.oid).map_or(&[][..], Vec::as_slice);
        views.push(view(&rows, row, indexes)?);
    }

    let of_kind = |kind: &'static str| rows.types.iter().filter(move |it| it.kind == kind);
    let mut database = Database {
        extensions: rows.extensions.iter().map(extension).collect(),
        namespaces: rows.namespaces.iter().filter_map(namespace).collect(),
        enums: of_kind("e").map(types::Row::enum_type).collect(),
        composites: of_kind("c")
            .map(|it| it.composite(rows.columns_of(it.relation)))
            .collect(),
        domains: of_kind("d")
            .map(|it| it.domain(constraints.get(&it.oid).map_or(&[], Vec::as_slice)))
            .collect(),
        sequences: rows
            .sequences
            .iter()
            .filter(|it| !it.identity)
            .map(|it| {
                let owner = Option::zip(it.owner, it.owner_column)
                    .and_then(|(table, number)| known.column(table, number));
                it.sequence(owner.cloned())
            })
            .collect(),
        tables,
        views,
        scripts: Vec::new(),
        outside,
        dependencies: known.dependencies(&rows.dependencies),
    };
    // The stamps' functions are no objects of their own.
    database.dependencies.retain(|it| {
        let gone = |object: &Object| {
            matches!(object, Object::Outside(kind, on, name)
                if !database.outside.iter().any(|it| it.kind == *kind && it.on == *on && it.name == *name))
        };
        !gone(&it.of) && !gone(&it.on)
    });
    sort(&mut database);
    Ok(database)
}

/// What a table is made of.
struct Of<'r> {
    rows: &'r Rows,
    constraints: &'r [constraint::Row],
    indexes: &'r [index::Row],
    of_constraints: &'r BTreeSet<i64>,
    /// The sequences of identity columns, by table and column.
    identities: &'r BTreeMap<(i64, i32), &'r sequence::Row>,
}

impl Of<'_> {
    fn table(&self, row: &TableRow, triggers: Vec<Trigger>) -> Result<Table, Error> {
        let columns = self.rows.columns_of(row.oid).iter().map(|column| {
            let sequence = self.identities.get(&(row.oid, column.number)).copied();
            let not_null = self
                .constraints
                .iter()
                .find(|it| it.kind == "n" && it.columns == [column.name.as_str()]);
            column.column(&row.name, row.is_partition(), sequence, not_null)
        });
        let mut constraints = Vec::new();
        for it in self.constraints {
            let index = self.indexes.iter().find(|index| index.oid == it.index);
            constraints.extend(it.constraint(index)?);
        }
        constraints.sort_by_key(constraint::order);
        let own = self
            .indexes
            .iter()
            .filter(|it| !self.of_constraints.contains(&it.oid));
        let mut indexes = own
            .map(index::Row::index)
            .collect::<Result<Vec<_>, Error>>()?;
        indexes.sort_by(|a, b| a.name.cmp(&b.name));
        let replica = self.indexes.iter().find(|it| it.replica_identity);
        let parts = Parts {
            columns: columns.collect(),
            constraints,
            indexes,
            triggers,
            replica: replica.map(|it| it.name.clone()),
        };
        let called = |oid| {
            let other = self.rows.tables.iter().find(|it| it.oid == oid);
            other.map(TableRow::qualified)
        };
        Ok(row.table(parts, called))
    }
}

fn view(rows: &Rows, row: &ViewRow, indexes: &[index::Row]) -> Result<View, Error> {
    let columns = rows
        .columns_of(row.oid)
        .iter()
        .map(column::Row::view_column);
    let mut indexes = indexes
        .iter()
        .map(index::Row::index)
        .collect::<Result<Vec<_>, Error>>()?;
    indexes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(row.view(columns.collect(), indexes))
}

fn extension(row: &ExtensionRow) -> Extension {
    Extension {
        name: row.name.clone(),
        namespace: row.namespace.clone(),
        version: Some(row.version.clone()),
        comment: row.comment.clone(),
    }
}

/// Of `public`, only what is unusual.
fn namespace(row: &NamespaceRow) -> Option<Namespace> {
    (row.name != PUBLIC || row.comment.is_some()).then(|| Namespace {
        name: row.name.clone(),
        comment: row.comment.clone(),
    })
}

/// The triggers that `on update` made, by their number.
fn stamps(rows: &Rows) -> BTreeMap<i64, (&stamp::Row, Trigger)> {
    rows.stamps
        .iter()
        .filter_map(|row| {
            let columns = rows.columns_of(row.relation).iter();
            let names: Vec<String> = columns.map(|it| it.name.clone()).collect();
            Some((row.trigger, (row, row.stamp(&names)?)))
        })
        .collect()
}

fn outside_of(rows: &Rows, consumed: &BTreeSet<(&str, i64)>) -> Vec<Outside> {
    rows.outside
        .iter()
        .filter(|it| !consumed.contains(&(it.class.as_str(), it.oid)))
        .filter_map(outside::Row::outside)
        .collect()
}

/// All objects by their numbers.
fn known(rows: &Rows) -> Known {
    let mut known = Known::default();
    let mut of_relation: BTreeMap<i64, QualifiedName> = BTreeMap::new();
    for it in &rows.types {
        let object = Object::Type(it.qualified());
        known.add("pg_type", it.array, object.clone());
        known.add("pg_type", it.oid, object.clone());
        if it.kind == "c" {
            known.add("pg_class", it.relation, object);
            of_relation.insert(it.relation, it.qualified());
        }
    }
    for it in &rows.tables {
        let object = Object::Table(it.qualified());
        known.add("pg_type", it.row, object.clone());
        known.add("pg_class", it.oid, object);
        of_relation.insert(it.oid, it.qualified());
    }
    for it in &rows.views {
        let object = Object::View(it.qualified());
        known.add("pg_type", it.row, object.clone());
        if let Some(rule) = it.rule {
            known.add("pg_rewrite", rule, object.clone());
        }
        known.add("pg_class", it.oid, object);
        of_relation.insert(it.oid, it.qualified());
    }
    for it in rows.sequences.iter().filter(|it| !it.identity) {
        known.add("pg_class", it.oid, Object::Sequence(it.qualified()));
    }
    for it in rows.columns.values().flatten() {
        let Some(of) = of_relation.get(&it.relation) else {
            continue;
        };
        known.add_column(it.relation, it.number, of.clone(), it.name.clone());
        if let Some(oid) = it.default_oid {
            known.add(
                "pg_attrdef",
                oid,
                Object::Default(of.clone(), it.name.clone()),
            );
        }
    }
    let domains: BTreeMap<i64, QualifiedName> = rows
        .types
        .iter()
        .map(|it| (it.oid, it.qualified()))
        .collect();
    for it in &rows.constraints {
        let of = of_relation
            .get(&it.relation)
            .or_else(|| domains.get(&it.domain));
        if let Some(of) = of {
            let object = Object::Constraint(of.clone(), it.name.clone());
            if matches!(it.kind.as_str(), "p" | "u" | "x") {
                known.add("pg_class", it.index, object.clone());
            }
            known.add("pg_constraint", it.oid, object);
        }
    }
    let of_constraints: BTreeSet<i64> = rows.constraints.iter().map(|it| it.index).collect();
    for it in rows
        .indexes
        .iter()
        .filter(|it| !of_constraints.contains(&it.oid))
    {
        if let Some(of) = of_relation.get(&it.relation) {
            let name = QualifiedName {
                namespace: of.namespace.clone(),
                name: it.name.clone(),
            };
            known.add("pg_class", it.oid, Object::Index(name));
        }
    }
    for it in &rows.outside {
        if let (Some(class), Some(outside)) = (dependency::class(&it.class), it.outside()) {
            known.add(
                class,
                it.oid,
                Object::Outside(outside.kind, outside.on, outside.name),
            );
        }
    }
    known
}

fn sort(database: &mut Database) {
    database.extensions.sort_by(|a, b| a.name.cmp(&b.name));
    database.namespaces.sort_by(|a, b| a.name.cmp(&b.name));
    database.enums.sort_by(|a, b| a.name.cmp(&b.name));
    database.composites.sort_by(|a, b| a.name.cmp(&b.name));
    database.domains.sort_by(|a, b| a.name.cmp(&b.name));
    database.sequences.sort_by(|a, b| a.name.cmp(&b.name));
    database.tables.sort_by(|a, b| a.name.cmp(&b.name));
    database.views.sort_by(|a, b| a.name.cmp(&b.name));
    database.outside.sort_by(|a, b| {
        (a.kind, &a.on, &a.name, &a.definition).cmp(&(b.kind, &b.on, &b.name, &b.definition))
    });
}

fn grouped<T>(rows: Vec<T>, by: impl Fn(&T) -> i64) -> BTreeMap<i64, Vec<T>> {
    let mut groups: BTreeMap<i64, Vec<T>> = BTreeMap::new();
    for row in rows {
        groups.entry(by(&row)).or_default().push(row);
    }
    groups
}
