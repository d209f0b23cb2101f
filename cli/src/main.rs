//! The command `relata`.

use std::process::ExitCode;

fn main() -> ExitCode {
    relata_cli::run("relata", std::env::args_os())
}
