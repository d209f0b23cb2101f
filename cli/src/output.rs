//! Both streams.

use std::io::{ErrorKind, Write};

/// Why a command could not answer: one line.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) String);

/// Writes a result to stdout, without its colours where that is no terminal. A reader that has seen enough is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure(format!("stdout cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a text to stdout as it is: what looks like a colour in it is the user's.
pub(crate) fn print_plain(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure(format!("stdout cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a line to stderr, where it can be.
pub(crate) fn note(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// `1 table`, `2 tables`
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
