//! The command `cargo relata`: cargo repeats the word `relata` as the first argument.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments: Vec<_> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|first| first == "relata") {
        arguments.remove(1);
    }
    relata_cli::run("cargo relata", arguments)
}
