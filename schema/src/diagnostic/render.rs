//! Diagnostics as people read them: the place, the lines, and carets, in rustc's own form.

use std::ops::Range;

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
            let here: Vec<_> = marks
                .iter()
                .filter(|(at, _)| {
                    source
                        .file_at(at.start)
                        .is_some_and(|other| other.start == file.start)
                })
                .map(|(at, why)| (within(*at, file), *why))
                .collect();
            let lines = lines(&file.text, here.iter().map(|(at, _)| at));
            let above = &file.text.as_bytes()[..lines.start];
            let number = above.iter().filter(|&&byte| byte == b'\n').count() + 1;
            let mut snippet = Snippet::source(&file.text[lines.clone()])
                .path(file.name.as_str())
                .line_start(number);
            for (at, why) in here {
                let kind = match why {
                    None => AnnotationKind::Primary,
                    Some(_) => AnnotationKind::Context,
                };
                let at = at.start - lines.start..at.end - lines.start;
                snippet = snippet.annotation(kind.span(at).label(why));
            }
            snippet
        })
        .collect()
}

/// The whole lines that hold all of these ranges: the renderer reads what it is given from the
/// first byte to the last, and a file may be long.
fn lines<'a>(text: &str, ranges: impl Iterator<Item = &'a Range<usize>>) -> Range<usize> {
    let (mut start, mut end) = (text.len(), 0);
    for range in ranges {
        start = start.min(range.start);
        end = end.max(range.end);
    }
    let start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[end..]
        .find('\n')
        .map_or(text.len(), |newline| end + newline + 1);
    start..end
}

/// A range of the source as bytes of a file, on whole characters.
fn within(at: Span, file: &SourceFile) -> Range<usize> {
    let start = file
        .text
        .floor_char_boundary(at.start.saturating_sub(file.start));
    let end = file
        .text
        .floor_char_boundary(at.end.saturating_sub(file.start));
    start..end.max(start)
}
