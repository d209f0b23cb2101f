//! The tables in which tools that run migrations keep what they have run: no part of the schema.

use super::{Database, Object, PUBLIC, QualifiedName, Table};
use crate::sql;
use std::fmt;

/// A tool's table in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The table.
    pub table: QualifiedName,
    /// The tool, as people call it.
    pub tool: &'static str,
    /// The query that tells the migrations that the tool began and did not finish, a text a row, where it notes that.
    pub unfinished: Option<String>,
}

impl History {
    /// Whether it is what relata's own runner keeps.
    #[must_use]
    pub fn is_relatas(&self) -> bool {
        self.tool == RELATA
    }

    /// Whether it is what sqlx's migrator keeps, which relata's runner goes on with.
    #[must_use]
    pub fn is_sqlxs(&self) -> bool {
        self.tool == SQLX
    }
}

impl fmt::Display for History {
    /// `the table _prisma_migrations, the history of Prisma`
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "the table {}, the history of {}",
            self.table, self.tool
        )
    }
}

const RELATA: &str = "relata";
const SQLX: &str = "sqlx";

/// Tables, with columns that have to be there too, and whose they are. Several tools call theirs alike.
const KNOWN: [(&str, &[&str], &str); 29] = [
    ("relata_migrations", &["step_checksum"], RELATA),
    ("_sqlx_migrations", &["checksum"], SQLX),
    ("__diesel_schema_migrations", &["run_on"], "Diesel"),
    ("seaql_migrations", &["applied_at"], "SeaORM"),
    ("refinery_schema_history", &["checksum"], "refinery"),
    ("flyway_schema_history", &["installed_rank"], "Flyway"),
    ("schema_version", &["installed_rank"], "Flyway"),
    ("databasechangelog", &["orderexecuted"], "Liquibase"),
    ("databasechangeloglock", &["lockgranted"], "Liquibase"),
    ("_prisma_migrations", &["migration_name"], "Prisma"),
    ("ar_internal_metadata", &["key", "value"], "Rails"),
    ("schema_migrations", &["version", "dirty"], "golang-migrate"),
    ("schema_migrations", &["version", "inserted_at"], "Ecto"),
    ("schema_migrations", &["version", "statements"], "Supabase"),
    ("schema_migrations", &["version"], "Rails or dbmate"),
    ("django_migrations", &["app", "applied"], "Django"),
    ("alembic_version", &["version_num"], "Alembic"),
    ("goose_db_version", &["version_id"], "goose"),
    ("knex_migrations", &["migration_time"], "Knex"),
    ("knex_migrations_lock", &["is_locked"], "Knex"),
    ("pgmigrations", &["run_on"], "node-pg-migrate"),
    ("__drizzle_migrations", &["hash"], "Drizzle"),
    ("atlas_schema_revisions", &["executed_at"], "Atlas"),
    ("SequelizeMeta", &["name"], "Sequelize"),
    ("migrations", &["timestamp", "name"], "TypeORM"),
    ("migrations", &["migration", "batch"], "Laravel"),
    ("mikro_orm_migrations", &["executed_at"], "MikroORM"),
    (
        "__EFMigrationsHistory",
        &["MigrationId"],
        "Entity Framework",
    ),
    ("phinxlog", &["migration_name"], "Phinx"),
];

/// By the table, what a migration is called in it, when it was not finished, and the columns that tell.
const UNFINISHED: [(&str, &str, &str, &[&str]); 4] = [
    (
        "_prisma_migrations",
        "migration_name",
        "finished_at IS NULL AND rolled_back_at IS NULL",
        &["finished_at", "rolled_back_at"],
    ),
    ("schema_migrations", "version", "dirty", &["dirty"]),
    (
        "flyway_schema_history",
        "script",
        "NOT success",
        &["script", "success"],
    ),
    (
        "schema_version",
        "script",
        "NOT success",
        &["script", "success"],
    ),
];

impl Database {
    /// Takes the tables out that tools keep their history in, with the sequences that belong to them and with a namespace
    /// that has nothing else in it; but not what another database has as well, which then has it for a reason of its own.
    /// In the order of the tables.
    pub fn take_histories(&mut self, but: &Self) -> Vec<History> {
        let found: Vec<History> = self
            .tables
            .iter()
            .filter(|table| !but.tables.iter().any(|it| it.name == table.name))
            .filter_map(history)
            .collect();
        let is_one = |name: &QualifiedName| found.iter().any(|it| it.table == *name);
        self.tables.retain(|it| !is_one(&it.name));
        self.sequences.retain(|it| {
            let owner = it.owned_by.as_ref();
            !owner.is_some_and(|(table, _)| is_one(table))
        });
        self.outside
            .retain(|it| !it.on.as_ref().is_some_and(&is_one));
        self.dependencies.retain(|it| {
            let of_one = |object: &Object| match object {
                Object::Table(table)
                | Object::Column(table, _)
                | Object::Default(table, _)
                | Object::Constraint(table, _) => is_one(table),
                _ => false,
            };
            !of_one(&it.of) && !of_one(&it.on)
        });
        let mut left: Vec<&str> = found.iter().map(|it| &*it.table.namespace).collect();
        left.retain(|name| {
            let is_its = |it: &super::Namespace| it.name == **name;
            *name != PUBLIC && !but.namespaces.iter().any(is_its) && !self.is_used(name)
        });
        self.namespaces.retain(|it| !left.contains(&&*it.name));
        found
    }

    /// Whether anything lies in a namespace.
    fn is_used(&self, namespace: &str) -> bool {
        let mut names = self
            .tables
            .iter()
            .map(|it| &it.name)
            .chain(self.views.iter().map(|it| &it.name))
            .chain(self.sequences.iter().map(|it| &it.name))
            .chain(self.enums.iter().map(|it| &it.name))
            .chain(self.composites.iter().map(|it| &it.name))
            .chain(self.domains.iter().map(|it| &it.name));
        // What is not modelled tells by its name alone where it lies, and a grant on what.
        let names_it = |text: &str| {
            let mut words = text.split(|it: char| !(it.is_alphanumeric() || it == '_'));
            words.any(|it| it == namespace)
        };
        names.any(|it| it.namespace == namespace)
            || self.extensions.iter().any(|it| it.namespace == namespace)
            || self.outside.iter().any(|it| {
                names_it(&it.name) || it.on.as_ref().is_some_and(|on| on.namespace == namespace)
            })
    }
}

fn history(table: &Table) -> Option<History> {
    let has = |wanted: &&str| table.columns.iter().any(|it| it.name == **wanted);
    let known = KNOWN
        .iter()
        .find(|(name, columns, _)| *name == table.name.name && columns.iter().all(&has));
    let unfinished = UNFINISHED
        .iter()
        .find(|(name, _, _, columns)| *name == table.name.name && columns.iter().all(&has));
    known.map(|(_, _, tool)| History {
        table: table.name.clone(),
        tool,
        unfinished: unfinished.map(|(_, called, when, _)| {
            let QualifiedName { namespace, name } = &table.name;
            let (namespace, name) = (sql::identifier(namespace), sql::identifier(name));
            format!("SELECT {called}::text FROM {namespace}.{name} WHERE {when} ORDER BY {called}")
        }),
    })
}
