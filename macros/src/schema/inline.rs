//! A schema written between the braces of the macro: each diagnostic stands at its own token.

use proc_macro2::{Span, TokenStream};
use relata_schema::diagnostic::{Diagnostics, Severity};
use relata_schema::source::Source;

use super::report;
use super::tokens::{self, Printed};

/// The Rust of the schema, or one error for each mistake in it.
pub(super) fn expand(input: TokenStream) -> TokenStream {
    let printed = tokens::print(input);
    let source = Source::one("schema!", printed.text.as_str());
    let mut found = Diagnostics::default();
    let model = relata_schema::compile(&source, &mut found);

    match model {
        Some(model) if !found.has_errors() => {
            // At the user's word; but what the compiler's lints say of names is the schema's to say.
            let at = |at| Span::call_site().located_at(printed.tokens(at).0);
            relata_emit::schema(&model, &at)
        }
        _ => errors(&printed, &found),
    }
}

fn errors(printed: &Printed, found: &Diagnostics) -> TokenStream {
    found
        .list
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(|diagnostic| {
            let text = report::without_lines(diagnostic, |at| line(printed.tokens(at).0));
            report::error(printed.tokens(diagnostic.at), &text)
        })
        .collect()
}

/// The line of the user's file, where the compiler says it.
fn line(span: Span) -> Option<usize> {
    Some(span.start().line).filter(|line| *line > 0)
}
