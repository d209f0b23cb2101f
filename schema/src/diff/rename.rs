//! What a schema says was called otherwise: never guessed, always declared with `was`.
//!
//! A rename comes before everything else, and changes how PostgreSQL writes whatever reads the object. So it is run on a
//! copy of the database, which is read again; the rest of the plan starts from there.

use crate::database::{Constraint, Database, Index, PUBLIC, QualifiedName, Table};
use crate::lower;
use crate::model::Model;
use crate::plan::RenamedColumn;
use crate::sql;

/// Something that is called otherwise from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// What it is.
    pub of: Renamed,
    /// The statements, in order.
    pub statements: Vec<String>,
}

/// What is called otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renamed {
    /// A table, a view or a materialized view.
    Relation {
        /// What it was called.
        was: QualifiedName,
        /// What it is called.
        now: QualifiedName,
    },
    /// A column.
    Column {
        /// What its table is called by then.
        table: QualifiedName,
        /// What it was called.
        was: String,
        /// What it is called.
        now: String,
    },
    /// A constraint or an index, which no query calls by its name.
    Member {
        /// What its table is called by then.
        table: QualifiedName,
    },
    /// An enum or a domain.
    Type {
        /// What it was called.
        was: QualifiedName,
        /// What it is called.
        now: QualifiedName,
    },
    /// A value of an enum.
    Value {
        /// What the enum is called by then.
        ty: QualifiedName,
        /// What it was called.
        was: String,
        /// What it is called.
        now: String,
    },
    /// An extension, which lies in another namespace, with its types and functions.
    Extension {
        /// Its name.
        name: String,
        /// Where it lies.
        namespace: String,
    },
}

/// All renames that a schema declares and a database has not seen: the old name is there, and the new one is not. `copied`
/// are columns that a plan deals with otherwise.
#[must_use]
pub fn renames(model: &Model, from: &Database, copied: &[RenamedColumn]) -> Vec<Rename> {
    let mut found = Vec::new();
    let is_type = |name: &QualifiedName| {
        from.enums.iter().any(|it| it.name == *name)
            || from.domains.iter().any(|it| it.name == *name)
    };
    for it in model.enums.iter().filter(|it| it.native) {
        let was = it.was.as_ref().map(lower::name);
        rename(
            "TYPE",
            was.as_ref(),
            &lower::name(&it.name),
            is_type,
            &mut found,
        );
        let now = lower::name(&it.name);
        let old = from
            .enums
            .iter()
            .find(|old| old.name == now || Some(&old.name) == was.as_ref());
        let has = |label: &String| old.is_some_and(|it| it.labels.contains(label));
        for value in &it.values {
            if let Some(was) = value
                .was
                .as_ref()
                .filter(|was| has(was) && !has(&value.label))
            {
                found.push(Rename {
                    of: Renamed::Value {
                        ty: now.clone(),
                        was: was.clone(),
                        now: value.label.clone(),
                    },
                    statements: vec![format!(
                        "ALTER TYPE {} RENAME VALUE {} TO {}",
                        sql::user_type(&now),
                        sql::literal(was),
                        sql::literal(&value.label)
                    )],
                });
            }
        }
    }
    for it in &model.domains {
        let was = it.was.as_ref().map(lower::name);
        rename(
            "DOMAIN",
            was.as_ref(),
            &lower::name(&it.name),
            is_type,
            &mut found,
        );
    }
    for it in &model.views {
        let kind = if it.materialized {
            "MATERIALIZED VIEW"
        } else {
            "VIEW"
        };
        let is_view = |name: &QualifiedName| from.views.iter().any(|it| it.name == *name);
        let was = it.was.as_ref().map(lower::name);
        rename(
            kind,
            was.as_ref(),
            &lower::name(&it.name),
            is_view,
            &mut found,
        );
    }
    for it in &model.tables {
        let is_table = |name: &QualifiedName| from.tables.iter().any(|it| it.name == *name);
        let was = it.was.as_ref().map(lower::name);
        let now = lower::name(&it.name);
        rename("TABLE", was.as_ref(), &now, is_table, &mut found);
        let old = from
            .tables
            .iter()
            .find(|old| old.name == now || Some(&old.name) == was.as_ref());
        let Some(old) = old else {
            continue;
        };
        let has = |name: &String| old.columns.iter().any(|it| it.name == *name);
        for column in &it.columns {
            let is_copied = |was: &String| {
                let mut copied = copied.iter().filter(|it| it.table == now);
                copied.any(|it| it.from == *was && it.to == column.name)
            };
            if let Some(was) = column
                .was
                .as_ref()
                .filter(|was| has(was) && !has(&column.name) && !is_copied(was))
            {
                found.push(Rename {
                    of: Renamed::Column {
                        table: now.clone(),
                        was: was.clone(),
                        now: column.name.clone(),
                    },
                    statements: vec![format!(
                        "ALTER TABLE {} RENAME COLUMN {} TO {}",
                        sql::qualified(&now),
                        sql::identifier(was),
                        sql::identifier(&column.name)
                    )],
                });
            }
        }
        let has = |name: &String| old.indexes.iter().any(|it| it.name == *name);
        for index in &it.indexes {
            let new = index.name.text.clone();
            if let Some(was) = index.was.as_ref().filter(|was| has(was) && !has(&new)) {
                found.push(Rename {
                    of: Renamed::Member { table: now.clone() },
                    statements: vec![rename_index(&now, was, &new)],
                });
            }
        }
    }
    found
}

/// The columns that a schema says had another name, as far as a database has the old ones.
#[must_use]
pub fn renamed_columns(model: &Model, from: &Database) -> Vec<RenamedColumn> {
    let mut found = Vec::new();
    for it in &model.tables {
        let table = lower::name(&it.name);
        let Some(old) = from.tables.iter().find(|old| old.name == table) else {
            continue;
        };
        for column in &it.columns {
            let was = column.was.as_ref();
            let was = was.filter(|was| old.columns.iter().any(|it| it.name == **was));
            found.extend(was.map(|was| RenamedColumn {
                table: table.clone(),
                from: was.clone(),
                to: column.name.clone(),
            }));
        }
    }
    found
}

/// The extensions that move to where the target has them: with an extension go its types, functions and
/// operators, and whatever names them is written otherwise afterwards.
#[must_use]
pub fn moves(from: &Database, to: &Database) -> Vec<Rename> {
    let mut found = Vec::new();
    for new in &to.extensions {
        let old = from.extensions.iter().find(|it| it.name == new.name);
        if old.is_none_or(|it| it.namespace == new.namespace) {
            continue;
        }
        let namespace = sql::identifier(&new.namespace);
        let mut statements = Vec::new();
        if !has_namespace(from, &new.namespace) {
            statements.push(format!("CREATE SCHEMA IF NOT EXISTS {namespace}"));
        }
        statements.push(format!(
            "ALTER EXTENSION {} SET SCHEMA {namespace}",
            sql::identifier(&new.name)
        ));
        let of = Renamed::Extension {
            name: new.name.clone(),
            namespace: new.namespace.clone(),
        };
        found.push(Rename { of, statements });
    }
    found
}

fn has_namespace(database: &Database, name: &str) -> bool {
    name == PUBLIC || database.namespaces.iter().any(|it| it.name == name)
}

/// The constraints and indexes that get the names that PostgreSQL would make of the new ones, after [`renames`] has run:
/// those of one table that are equal in all but the name.
#[must_use]
pub fn follow(from: &Database, to: &Database) -> Vec<Rename> {
    let mut found = Vec::new();
    for new in &to.tables {
        if let Some(old) = from.tables.iter().find(|it| it.name == new.name) {
            follow_table(old, new, &mut found);
        }
    }
    found
}

fn follow_table(old: &Table, new: &Table, found: &mut Vec<Rename>) {
    let member = |statement: String| Rename {
        of: Renamed::Member {
            table: new.name.clone(),
        },
        statements: vec![statement],
    };
    let lost = old
        .constraints
        .iter()
        .filter(|it| !new.constraints.iter().any(|other| other.name == it.name));
    let mut added: Vec<&Constraint> = new
        .constraints
        .iter()
        .filter(|it| !old.constraints.iter().any(|other| other.name == it.name))
        .collect();
    for it in lost {
        let same = |other: &&Constraint| unnamed(other) == unnamed(it);
        if let Some(at) = added.iter().position(same) {
            let other = added.remove(at);
            found.push(member(format!(
                "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
                sql::qualified(&new.name),
                sql::identifier(&it.name),
                sql::identifier(&other.name)
            )));
        }
    }
    let lost = old
        .indexes
        .iter()
        .filter(|it| !new.indexes.iter().any(|other| other.name == it.name));
    let mut added: Vec<&Index> = new
        .indexes
        .iter()
        .filter(|it| !old.indexes.iter().any(|other| other.name == it.name))
        .collect();
    for it in lost {
        let same = |other: &Index| {
            Index {
                name: it.name.clone(),
                ..other.clone()
            } == *it
        };
        if let Some(at) = added.iter().position(|other| same(other)) {
            let other = added.remove(at);
            found.push(member(rename_index(&new.name, &it.name, &other.name)));
        }
    }
}

fn unnamed(constraint: &Constraint) -> Constraint {
    Constraint {
        name: String::new(),
        ..constraint.clone()
    }
}

fn rename_index(table: &QualifiedName, was: &str, now: &str) -> String {
    let was = QualifiedName {
        namespace: table.namespace.clone(),
        name: was.to_owned(),
    };
    format!(
        "ALTER INDEX {} RENAME TO {}",
        sql::qualified(&was),
        sql::identifier(now)
    )
}

/// Another name, another namespace, or both.
fn rename(
    kind: &str,
    was: Option<&QualifiedName>,
    now: &QualifiedName,
    is_there: impl Fn(&QualifiedName) -> bool,
    found: &mut Vec<Rename>,
) {
    let Some(was) = was.filter(|was| is_there(was) && !is_there(now)) else {
        return;
    };
    let full = match kind {
        "TYPE" | "DOMAIN" => sql::user_type,
        _ => sql::qualified,
    };
    let mut statements = Vec::new();
    let mut place = was.clone();
    if was.namespace != now.namespace {
        statements.push(format!(
            "CREATE SCHEMA IF NOT EXISTS {}",
            sql::identifier(&now.namespace)
        ));
        statements.push(format!(
            "ALTER {kind} {} SET SCHEMA {}",
            full(was),
            sql::identifier(&now.namespace)
        ));
        place.namespace.clone_from(&now.namespace);
    }
    if was.name != now.name {
        statements.push(format!(
            "ALTER {kind} {} RENAME TO {}",
            full(&place),
            sql::identifier(&now.name)
        ));
    }
    let (was, now) = (was.clone(), now.clone());
    let of = match kind {
        "TYPE" | "DOMAIN" => Renamed::Type { was, now },
        _ => Renamed::Relation { was, now },
    };
    found.push(Rename { of, statements });
}
