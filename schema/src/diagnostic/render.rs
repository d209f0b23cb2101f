//! Diagnostics as people read them: the place, the lines, and carets, in rustc's own form.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::source::{Source, SourceFile, Span};

/// A diagnostic with the lines that it is about, several lines long, without a line feed at its
/// end; with the escape codes of a terminal's colours, if `colour`.
#[must_use]
pub fn render(diagnostic: &Diagnostic, source: &Source, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.rule);
    let mut group = Group::with_title(title);
    for snippet in snippets(diagnostic, source) {
        group = group.element(snippet);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group])
}

/// A diagnostic in one line: `schema.relata:3:5: error[rule]: what is wrong (what to write)`.
#[must_use]
pub fn one_line(diagnostic: &Diagnostic, source: &Source) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = source
        .place(diagnostic.at.start)
        .map(|place| format!("{}:{}:{}: ", place.file.name, place.line, place.column))
        .unwrap_or_default();
    let help = diagnostic
        .help
        .as_ref()
        .map(|help| format!(" ({help})"))
        .unwrap_or_default();
    format!(
        "{place}{severity}[{}]: {}{help}",
        diagnostic.rule, diagnostic.message
    )
}

/// One snippet a file, that of the diagnostic itself first.
fn snippets<'a>(
    diagnostic: &'a Diagnostic,
    source: &'a Source,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut marks = vec![(diagnostic.at, None)];
    marks.extend(
        diagnostic
            .because
            .iter()
            .map(|(at, why)| (*at, Some(why.as_str()))),
    );
    let mut files: Vec<&SourceFile> = Vec::new();
    for (at, _) in &marks {
        if let Some(file) = source.file_at(at.start)
            && !files.iter().any(|known| known.start == file.start)
        {
            files.push(file);
        }
    }
    files
        .into_iter()
        .map(|file| {
            let here = marks.iter().filter(|(at, _)| {
                source
                    .file_at(at.start)
                    .is_some_and(|other| other.start == file.start)
            });
            let mut snippet = Snippet::source(file.text.as_str()).path(file.name.as_str());
            for (at, why) in here {
                let kind = match why {
                    None => AnnotationKind::Primary,
                    Some(_) => AnnotationKind::Context,
                };
                snippet = snippet.annotation(kind.span(within(*at, file)).label(*why));
            }
            snippet
        })
        .collect()
}

/// A range of the source as bytes of a file, on whole characters.
fn within(at: Span, file: &SourceFile) -> std::ops::Range<usize> {
    let start = file
        .text
        .floor_char_boundary(at.start.saturating_sub(file.start));
    let end = file
        .text
        .floor_char_boundary(at.end.saturating_sub(file.start));
    start..end.max(start)
}
