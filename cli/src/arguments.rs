//! What can be typed; the comments are the help texts.

mod migrate;
mod runner;

pub(crate) use migrate::{Adopt, Lock, Migrate, MigrateCommand, MigrationsArgument, New, Verify};
pub(crate) use runner::{DatabaseArgument, Resolve, Run, Status};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Schema-first PostgreSQL for Rust.
///
/// Results go to stdout, everything else to stderr. Exit codes: 0 all is well, 1 there are problems, 2 the call or the
/// environment is wrong.
#[derive(Parser)]
#[command(name = "relata", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Check a schema against all rules
    ///
    /// Prints every problem with its place, and what to write instead. Errors end with exit code 1; warnings alone do
    /// not.
    Check(Check),

    /// Lay a schema out in the one style
    ///
    /// Writes the files that change, and names them. Comments stay; what the schema means stays too. If one of the
    /// files cannot be read as a schema, none is written.
    Fmt(Fmt),

    /// Print the SQL that creates the schema on an empty database
    ///
    /// All of it can run in one transaction: relata ddl | psql -1 -v ON_ERROR_STOP=1
    Ddl(Ddl),

    /// Print the Rust code that the macro emits
    Show(Show),

    /// Run a command on a throw-away PostgreSQL that has the schema
    ///
    /// DATABASE_URL is set for the command, so that sqlx's macros check against the schema: relata dev -- cargo build
    ///
    /// Without a command, prints the URL and waits for Ctrl-C. Nothing is left afterwards, also after kill -9. If
    /// DATABASE_URL is set already, the database is made beside the one that it names. Ends with the command's exit
    /// code; 128 and the signal's number, if one ended it.
    Dev(Dev),
    /// Print the SQL that makes one database of another
    ///
    /// What psql -v ON_ERROR_STOP=1 -f runs as it stands. Neither side is changed. Exit codes: 0 and no output where they
    /// are equal, 1 where there is a plan, 2 where there cannot be one, with the reasons. What relata does not model (a
    /// function, a policy, a grant) is named on stderr and left as it is.
    Diff(Diff),
    /// Print a live database as a schema
    ///
    /// For adopting relata on the database that is there: the schema, checked and created on an empty database, gives one
    /// that is equal. What the language has no words for stands in it as SQL, and is named on stderr; what a rule objects to
    /// is allowed "as found". The database is only read.
    Pull(Pull),
    /// Write, check and run migrations
    ///
    /// A migration is a file of SQL in the folder `migrations/`, which psql and sqlx's migrator run as well.
    Migrate(Migrate),
}

#[derive(Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) schema: SchemaArgument,

    /// How problems are printed
    ///
    /// json: an array of {rule, severity, message, file, line, column, help}, with lines and columns from 1, severity
    /// "error" or "warning", and help null where there is none.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// Print what the manual says about a rule, and check nothing
    #[arg(long, value_name = "RULE", conflicts_with_all = ["path", "format"])]
    pub(crate) explain: Option<String>,
}

#[derive(Args)]
pub(crate) struct Fmt {
    /// A `.relata` file, a folder of them, or `-` for stdin, which is printed to stdout
    ///
    /// By default the `schema = "…"` of the nearest `relata.toml`, in this folder or one above it; without one, `schema/`.
    /// Schemas inside of Rust files are not formatted.
    #[arg(value_name = "SCHEMA")]
    pub(crate) path: Option<PathBuf>,

    /// Write nothing: print the names of the files that would change, and end with exit code 1 if there are any
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Args)]
pub(crate) struct Ddl {
    #[command(flatten)]
    pub(crate) schema: SchemaArgument,
}

#[derive(Args)]
pub(crate) struct Show {
    #[command(flatten)]
    pub(crate) schema: SchemaArgument,

    /// The table to show: users, billing.invoices [default: all of the schema]
    ///
    /// A single argument that is no path is taken for the table.
    #[arg(value_name = "TABLE")]
    pub(crate) table: Option<String>,
}

#[derive(Args)]
pub(crate) struct Pull {
    /// The database: postgres://user:password@host:5432/database
    ///
    /// By default that of `DATABASE_URL`; without it, the `database = "…"` of the nearest `relata.toml`.
    #[arg(value_name = "URL")]
    pub(crate) url: Option<String>,
}

#[derive(Args)]
pub(crate) struct Diff {
    /// What is there: a schema, a folder of migrations or the URL of a database
    #[arg(long, value_name = "SCHEMA|FOLDER|URL")]
    pub(crate) from: String,

    /// What is to be there: a schema, a folder of migrations or the URL of a database
    #[arg(long, value_name = "SCHEMA|FOLDER|URL")]
    pub(crate) to: String,

    /// Whether others use the database while the plan runs
    ///
    /// yes: indexes are built CONCURRENTLY, constraints are added NOT VALID and validated in a transaction of their own.
    /// no: the shortest plan, for a database that nobody uses.
    #[arg(long, value_enum, value_name = "YES|NO", default_value_t = Safe::Yes)]
    pub(crate) safe: Safe,

    /// What the plan may lose: users, users.email, or all
    ///
    /// Values of a column that may be lost become NULL where they cannot be read in its new type; and its rows get a
    /// value where it can no longer be NULL.
    #[arg(long, value_name = "OBJECT")]
    pub(crate) allow_loss: Vec<String>,

    /// How the plan is printed
    ///
    /// json: an array of {sql, transactional, phase, hazards}.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Safe {
    /// Others use it
    Yes,
    /// Nobody uses it
    No,
}

#[derive(Args)]
pub(crate) struct Dev {
    #[command(flatten)]
    pub(crate) schema: SchemaArgument,

    /// How the URL is printed, where there is no command
    ///
    /// json: {"url": "postgres://…"}
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text, conflicts_with = "command")]
    pub(crate) format: Format,

    /// What to run, with its arguments
    #[arg(last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}

#[derive(Args)]
pub(crate) struct SchemaArgument {
    /// A `.relata` file, a folder of them, or a `.rs` file with `schema! { … }`
    ///
    /// By default the `schema = "…"` of the nearest `relata.toml`, in this folder or one above it; without one, `schema/`.
    #[arg(value_name = "SCHEMA")]
    pub(crate) path: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: the line, a caret, and help
    Text,
    /// For programs
    Json,
}
