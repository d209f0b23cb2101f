//! `relata check`

use crate::Answer;
use crate::arguments::{Check, Format};
use crate::input::{self, Input};
use crate::output::{self, Failure};
use relata_schema::diagnostic::{Diagnostic, Severity};
use relata_schema::source::Source;
use serde::Serialize;

/// Prints what is wrong with a schema; errors make the answer "no".
pub(crate) fn run(call: &Check) -> Result<Answer, Failure> {
    let input = input::read(&call.schema)?;
    match call.format {
        Format::Json => output::print(&json(&input)?)?,
        Format::Text => {
            output::print(&input::report(&input))?;
            output::note(&input::conclusion(&input));
        }
    }
    Ok(if input.found.has_errors() {
        Answer::No
    } else {
        Answer::Yes
    })
}

/// One finding, for programs.
#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
    help: Option<&'a str>,
}

fn json(input: &Input) -> Result<String, Failure> {
    let findings: Vec<Finding<'_>> = input
        .found
        .list
        .iter()
        .map(|it| finding(&input.source, it))
        .collect();
    serde_json::to_string_pretty(&findings)
        .map(|text| text + "\n")
        .map_err(|error| Failure(error.to_string()))
}

fn finding<'a>(source: &'a Source, diagnostic: &'a Diagnostic) -> Finding<'a> {
    let place = source.place(diagnostic.at.start);
    Finding {
        rule: diagnostic.rule,
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: &diagnostic.message,
        file: place.map_or("", |place| &place.file.name),
        line: place.map_or(1, |place| place.line),
        column: place.map_or(1, |place| place.column),
        help: diagnostic.help.as_deref(),
    }
}
