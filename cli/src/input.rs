//! The schema that a call is about.

use crate::arguments::SchemaArgument;
use crate::config;
use crate::output::{self, Failure};
use relata_schema::diagnostic::{self, Diagnostics, Severity};
use relata_schema::model::Model;
use relata_schema::read;
use relata_schema::source::Source;
use std::path::{Path, PathBuf};

/// A schema's text, and what is wrong with it.
pub(crate) struct Input {
    /// Where it was read, as the user would name it.
    pub(crate) path: PathBuf,
    /// The text.
    pub(crate) source: Source,
    /// What was found, in the order of the source.
    pub(crate) found: Diagnostics,
    /// What it means, unless there are errors.
    pub(crate) model: Option<Model>,
}

/// Reads and checks the schema that is named, or the default one.
pub(crate) fn read(argument: &SchemaArgument) -> Result<Input, Failure> {
    let (path, source) = source(argument.path.as_deref())?;
    let mut found = Diagnostics::default();
    let model = relata_schema::compile(&source, &mut found);
    found.sort();
    Ok(Input {
        path,
        source,
        model: model.filter(|_| !found.has_errors()),
        found,
    })
}

/// The path and the text of the schema that is named, or of the default one.
pub(crate) fn source(named: Option<&Path>) -> Result<(PathBuf, Source), Failure> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => config::default_schema()?,
    };
    let source = read::schema(&path).map_err(|error| unreadable(named, &path, &error))?;
    Ok((path, source))
}

/// The model; without one, what is wrong goes to stderr.
pub(crate) fn model(input: Input) -> Option<Model> {
    if input.model.is_none() {
        output::note(&(report(&input) + &conclusion(&input)));
    }
    input.model
}

/// All findings as text with colours, each with a blank line after it.
pub(crate) fn report(input: &Input) -> String {
    rendered(&input.found, &input.source)
}

/// The same of a text that has not been checked.
pub(crate) fn rendered(found: &Diagnostics, source: &Source) -> String {
    let found = found.list.iter();
    found
        .map(|it| format!("{}\n\n", diagnostic::render(it, source, true)))
        .collect()
}

/// `schema/: 6 tables, no problems`, `schema/: 2 errors, 1 warning`
pub(crate) fn conclusion(input: &Input) -> String {
    let path = input.path.display();
    let of = |severity| {
        let found = input.found.list.iter();
        found.filter(|it| it.severity == severity).count()
    };
    let counts = [
        (of(Severity::Error), "error"),
        (of(Severity::Warning), "warning"),
    ];
    let problems: Vec<String> = counts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| output::count(number, noun))
        .collect();
    match &input.model {
        Some(model) if problems.is_empty() => {
            let tables = output::count(model.tables.len(), "table");
            format!("{path}: {tables}, no problems")
        }
        _ => format!("{path}: {}", problems.join(", ")),
    }
}

fn unreadable(named: Option<&Path>, path: &Path, error: &read::ReadError) -> Failure {
    if named.is_none() && matches!(error, read::ReadError::NotFound(_)) {
        return Failure(format!(
            "there is no schema at `{}`: name one, or write `schema = \"…\"` into `relata.toml`",
            path.display()
        ));
    }
    Failure(error.to_string())
}
