//! `relata migrate …`

use super::runner::{Resolve, Run, Status};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Migrate {
    #[command(subcommand)]
    pub(crate) command: MigrateCommand,
}

#[derive(Subcommand)]
pub(crate) enum MigrateCommand {
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
pub(crate) struct MigrationsArgument {
    /// The folder of the migrations
    ///
    /// By default the `migrations = "…"` of the nearest `relata.toml`, in this folder or one above it; without one,
    /// `migrations/`.
    #[arg(long = "migrations", value_name = "FOLDER")]
    pub(crate) migrations: Option<PathBuf>,
}
