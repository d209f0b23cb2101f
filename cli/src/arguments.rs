//! What can be typed; the comments are the help texts.

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
