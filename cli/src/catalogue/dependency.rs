//! What needs what: the numbers of `pg_depend` as objects.

use super::Error;
use super::connection::{Snapshot, sql};
use super::question;
use relata_schema::database::{Dependency, Object, QualifiedName};
use std::collections::BTreeMap;

/// An object as `pg_depend` has it: the catalogue that it stands in, its number there, and the number of a column.
pub(super) type Address = (String, i64, i32);

/// What needs, and what is needed.
pub(super) type Row = (Address, Address);

pub(super) async fn read(snapshot: &mut Snapshot<'_>) -> Result<Vec<Row>, Error> {
    let rows: Vec<(String, i64, i32, String, i64, i32)> = sqlx::query_as(question::DEPENDENCIES)
        .persistent(false)
        .fetch_all(&mut *snapshot.connection)
        .await
        .map_err(sql("the dependencies"))?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(a, b, c, d, e, f)| ((a, b, c), (d, e, f)))
        .collect())
}

/// The objects that are known by number.
#[derive(Default)]
pub(super) struct Known {
    objects: BTreeMap<(&'static str, i64), Object>,
    columns: BTreeMap<(i64, i32), (QualifiedName, String)>,
}

impl Known {
    pub(super) fn add(&mut self, class: &'static str, oid: i64, object: Object) {
        self.objects.insert((class, oid), object);
    }

    pub(super) fn add_column(&mut self, of: i64, number: i32, table: QualifiedName, name: String) {
        self.columns.insert((of, number), (table, name));
    }

    pub(super) fn column(&self, of: i64, number: i32) -> Option<&(QualifiedName, String)> {
        self.columns.get(&(of, number))
    }

    fn find(&self, (class, oid, part): &Address) -> Option<Object> {
        if class == "pg_class" && *part > 0 {
            if let Some((table, name)) = self.columns.get(&(*oid, *part)) {
                return Some(Object::Column(table.clone(), name.clone()));
            }
        }
        let class = CLASSES.iter().find(|it| *it == class)?;
        self.objects.get(&(class, *oid)).cloned()
    }

    /// The dependencies between objects that are known, in order, none twice. What an object has of itself is none.
    pub(super) fn dependencies(&self, rows: &[Row]) -> Vec<Dependency> {
        let mut found: Vec<Dependency> = rows
            .iter()
            .filter_map(|(of, on)| {
                let (of, on) = (self.find(of)?, self.find(on)?);
                (!goes_without_saying(&of, &on)).then_some(Dependency { of, on })
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }
}

/// The catalogues whose objects can need or be needed.
const CLASSES: [&str; 23] = [
    "pg_class",
    "pg_type",
    "pg_proc",
    "pg_constraint",
    "pg_attrdef",
    "pg_rewrite",
    "pg_trigger",
    "pg_policy",
    "pg_operator",
    "pg_opclass",
    "pg_opfamily",
    "pg_cast",
    "pg_collation",
    "pg_conversion",
    "pg_statistic_ext",
    "pg_ts_config",
    "pg_ts_dict",
    "pg_ts_parser",
    "pg_ts_template",
    "pg_language",
    "pg_event_trigger",
    "pg_foreign_server",
    "pg_foreign_data_wrapper",
];

/// Finds the catalogue's name for as long as the program runs.
pub(super) fn class(name: &str) -> Option<&'static str> {
    CLASSES.into_iter().find(|it| *it == name)
}

fn goes_without_saying(of: &Object, on: &Object) -> bool {
    match (of, on) {
        // Who owns a sequence stands at the sequence.
        (Object::Sequence(_), Object::Column(..)) => true,
        (Object::Default(table, column), Object::Column(of, name)) => table == of && column == name,
        (Object::Outside(_, on, _), Object::Table(table) | Object::View(table)) => {
            on.as_ref() == Some(table)
        }
        _ => of == on,
    }
}
