//! Diagnostics as errors of the compiler.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use relata_schema::diagnostic::{Diagnostic, render};
use relata_schema::source::{self, Source};

/// What a diagnostic says besides its place: the message, the other places by their lines, and the
/// help.
pub(super) fn without_lines(
    diagnostic: &Diagnostic,
    line: impl Fn(source::Span) -> Option<usize>,
) -> String {
    let mut text = format!("{} [{}]", diagnostic.message, diagnostic.rule);
    for (at, why) in &diagnostic.because {
        let place = line(*at).map_or_else(String::new, |line| format!("line {line}: "));
        text.push_str(&format!("\nnote: {place}{why}"));
    }
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    text
}

/// The same with the lines that it is about, for a text that the compiler does not show.
pub(super) fn with_lines(diagnostic: &Diagnostic, source: &Source) -> String {
    let rendered = render(diagnostic, source, false);
    // The compiler writes the first `error: ` itself.
    let lines = rendered.split_once('\n').map_or("", |(_, lines)| lines);
    format!("{} [{}]\n{lines}", diagnostic.message, diagnostic.rule)
}

/// An error of the compiler, with its caret from the first to the last token.
pub(super) fn error((first, last): (Span, Span), text: &str) -> TokenStream {
    // The compiler joins the tokens of an invocation itself; a macro cannot, on stable.
    let path = quote_spanned! { first => ::core::compile_error };
    let rest = quote_spanned! { last => !{ #text } };

    quote! { #path #rest }
}
