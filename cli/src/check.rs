//! `relata check`

use crate::Answer;
use crate::arguments::{Check, Format};
use crate::input::{self, Input};
use crate::output::{self, Failure};
use relata_schema::check::{pages, rules};
use relata_schema::diagnostic::{Diagnostic, Severity};
use relata_schema::resolve::suggest;
use relata_schema::source::Source;
use serde::Serialize;

/// Prints what is wrong with a schema; errors make the answer "no".
pub(crate) fn run(call: &Check) -> Result<Answer, Failure> {
    if let Some(rule) = &call.explain {
        return explain(rule);
    }
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

/// Prints the page of a rule.
fn explain(rule: &str) -> Result<Answer, Failure> {
    let Some(page) = pages::page(rule) else {
        let names = rules::RULES.iter().map(|rule| rule.name);
        let help = match suggest::nearest(rule, names) {
            Some(name) => format!("; did you mean `{name}`?"),
            None => String::new(),
        };
        return Err(Failure(format!("there is no rule `{rule}`{help}")));
    };
    let known = rules::find(rule);
    let severity = match known.map(|known| known.severity) {
        Some(Severity::Warning) => "a warning",
        _ => "an error",
    };
    let allowed = if known.is_some_and(|known| known.can_be_allowed) {
        format!("can be let pass: allow {rule} because \"…\"")
    } else {
        "cannot be allowed".to_owned()
    };
    output::print(&format!("{rule}: {severity}, {allowed}\n\n{page}"))?;
    Ok(Answer::Yes)
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
