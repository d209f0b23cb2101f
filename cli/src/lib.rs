//! The relata command line, which both of its binaries run.
//!
//! It decides nothing: it reads a schema, asks the crates that know, and prints. Results go to stdout, everything else
//! to stderr. A command ends with 0 when all is well, 1 when the answer is "no", 2 when the call or the environment is
//! wrong.

mod arguments;
pub mod canonical;
pub mod catalogue;
mod check;
mod config;
mod ddl;
mod dev;
mod diff;
mod fmt;
mod input;
mod migrate;
pub mod observe;
mod output;
mod pull;
mod show;

use arguments::{Arguments, Command};
use clap::{CommandFactory, FromArgMatches};
use output::Failure;
use std::ffi::OsString;
use std::process::ExitCode;

/// What a command found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// All is well.
    Yes,
    /// There are problems.
    No,
}

/// Runs one call, whose first argument is the program's own path.
pub fn run(name: &'static str, arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let parsed = Arguments::command()
        .bin_name(name)
        .try_get_matches_from(arguments)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let call = match parsed {
        Ok(call) => call,
        Err(error) => {
            // Also `--help` and `--version`; whoever closed the stream does not want it.
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            };
        }
    };

    let answer = match &call.command {
        Command::Check(call) => check::run(call),
        Command::Fmt(call) => fmt::run(call),
        Command::Ddl(call) => ddl::run(call),
        Command::Show(call) => show::run(call),
        Command::Dev(call) => match dev::run(call) {
            Ok(ended) => return ended,
            Err(failure) => Err(failure),
        },
        Command::Diff(call) => diff::run(call),
        Command::Pull(call) => pull::run(call),
        Command::Migrate(call) => migrate::run(call),
    };
    match answer {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(Failure(message)) => {
            output::note(&format!("error: {message}"));
            ExitCode::from(2)
        }
    }
}
