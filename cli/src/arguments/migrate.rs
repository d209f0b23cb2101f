//! `relata migrate …`

use super::runner::{Resolve, Run, Status};
use super::{DatabaseArgument, Format, Safe, SchemaArgument};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Migrate {
    #[command(subcommand)]
    pub(crate) command: MigrateCommand,
}

#[derive(Subcommand)]
pub(crate) enum MigrateCommand {
    /// Write the migration that brings the database to the schema
    ///
    /// Compares what the migrations lead to with the schema, and writes the plan: one file or several, those that take
    /// something away as NAME_contract. Each step stands below a comment that says what it does and what it does beside
    /// that. No database is changed. Exit codes: 0 also where there is nothing to do, 1 where the schema has errors or the
    /// proof fails, 2 where there cannot be a plan, with the reasons.
    New(New),

    /// Check that the migrations lead to the schema
    ///
    /// Runs all of them on an empty throw-away database and compares it with the schema and with relata.lock. Exit code 1
    /// and the difference, where there is one.
    Verify(Verify),

    /// Write relata.lock anew from the migrations that are there
    ///
    /// After a merge, after a migration was edited that was applied nowhere, and after one was written by hand.
    Lock(Lock),

    /// Begin with a database that is there
    ///
    /// Compares it with the schema and, where they are equal, writes its DDL as the first migration and notes in the
    /// database that it is applied. It can have the history of another tool, which stays as it is; one of sqlx's
    /// migrator is gone on with. Where they differ, prints the difference, ends with exit code 1, and writes nothing.
    Adopt(Adopt),

    /// Run the migrations that have not been run
    ///
    /// Each step in a transaction of its own, together with its row in the table `relata_migrations`; one that cannot run in
    /// a transaction is found done or not done after any crash. One runner at a time: others wait. Exit codes: 0 all is
    /// done, 1 a migration does not fit what was run or was refused, 2 the database cannot be reached or written to.
    Run(Run),

    /// Say which migrations have been run
    ///
    /// Exit code 1 where there is something to run, half done, edited or missing. What takes something away and waits for
    /// `run --contract` is not.
    Status(Status),

    /// Say of a migration, or of a step, that it is done or is not
    ///
    /// For what a person has repaired by hand. Runs nothing.
    Resolve(Resolve),
}

#[derive(Args)]
pub(crate) struct New {
    /// What it is called: small letters, digits and `_`
    #[arg(value_name = "NAME")]
    pub(crate) name: String,

    #[command(flatten)]
    pub(crate) schema: SchemaFlag,

    #[command(flatten)]
    pub(crate) folder: MigrationsArgument,

    /// Write a file for SQL by hand, and compare nothing
    #[arg(long, conflicts_with_all = ["schema", "prove", "safe", "allow_loss"])]
    pub(crate) empty: bool,

    /// Run the plan on a throw-away database with rows in it before anything is written
    ///
    /// Every table gets some rows. No step may lock, read or write anew more than it says. Then the rows must be there as
    /// they were, the result must be what the schema creates (also to pg_dump, where there is one that fits the server), and
    /// planning again must give nothing. Otherwise nothing is written, and the exit code is 1.
    #[arg(long)]
    pub(crate) prove: bool,

    /// Whether others use the database while the plan runs
    ///
    /// yes: indexes are built CONCURRENTLY, constraints are added NOT VALID and validated in a transaction of their own.
    /// no: the shortest plan, for a database that nobody uses.
    #[arg(long, value_enum, value_name = "YES|NO", default_value_t = Safe::Yes)]
    pub(crate) safe: Safe,

    /// What the plan may lose: users, users.email, or all
    #[arg(long, value_name = "OBJECT")]
    pub(crate) allow_loss: Vec<String>,

    /// How what was written is printed
    ///
    /// json: an array of {file, phase, transactional, steps: [{summary, sql, hazards}]}.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) schema: SchemaFlag,

    #[command(flatten)]
    pub(crate) folder: MigrationsArgument,

    /// How the difference is printed
    ///
    /// json: {"mistakes": ["…"], "steps": [{sql, transactional, phase, hazards}]}, on stdout in any case.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct Lock {
    #[command(flatten)]
    pub(crate) folder: MigrationsArgument,
}

#[derive(Args)]
pub(crate) struct Adopt {
    #[command(flatten)]
    pub(crate) database: DatabaseArgument,

    #[command(flatten)]
    pub(crate) schema: SchemaFlag,

    #[command(flatten)]
    pub(crate) folder: MigrationsArgument,
}

#[derive(Args)]
pub(crate) struct SchemaFlag {
    /// A `.relata` file, a folder of them, or a `.rs` file with `schema! { … }`
    ///
    /// By default the `schema = "…"` of the nearest `relata.toml`, in this folder or one above it; without one, `schema/`.
    #[arg(long = "schema", value_name = "SCHEMA")]
    pub(crate) schema: Option<PathBuf>,
}

impl SchemaFlag {
    pub(crate) fn argument(&self) -> SchemaArgument {
        SchemaArgument {
            path: self.schema.clone(),
        }
    }
}

#[derive(Args)]
pub(crate) struct MigrationsArgument {
    /// The folder of the migrations
    ///
    /// By default the `migrations = "…"` of the nearest `relata.toml`, in this folder or one above it; without one,
    /// `migrations/`.
    #[arg(long = "migrations", value_name = "FOLDER")]
    pub(crate) migrations: Option<PathBuf>,
}
