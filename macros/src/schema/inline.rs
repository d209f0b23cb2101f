//! A schema written between the braces of the macro: each diagnostic stands at its own token.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use relata_schema::diagnostic::{Diagnostic, Diagnostics};
use relata_schema::source::Source;

use super::dropped;
use super::report::{self, Reports};
use super::tokens;

/// The Rust of the schema, and an error or a warning for each mistake in it.
pub(super) fn expand(input: TokenStream) -> TokenStream {
    let printed = tokens::print(input);
    let source = Source::one("schema!", printed.text.as_str());
    let mut found = Diagnostics::default();
    let mut resolved = relata_schema::recover(&source, &mut found);
    let migrations = dropped::note(&mut resolved.model);

    let at = |at| printed.tokens(at).0;
    let text = |it: &Diagnostic| report::without_lines(it, |place| line(at(place)));
    let reports = Reports::of(&found, |it| (printed.tokens(it.at), text(it)));
    let items = reports.with_items(&resolved, &at);

    quote! { #migrations #items }
}

/// The line of the user's file, where the compiler says it.
fn line(span: Span) -> Option<usize> {
    Some(span.start().line).filter(|line| *line > 0)
}
