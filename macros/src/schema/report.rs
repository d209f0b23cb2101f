//! Diagnostics as errors of the compiler.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use relata_schema::diagnostic::Diagnostic;
use relata_schema::source;

/// What a diagnostic says besides its place: the message, the other places by their lines, the help
/// and the rule's name.
pub(super) fn message(
    diagnostic: &Diagnostic,
    line: impl Fn(source::Span) -> Option<usize>,
) -> String {
    let mut text = diagnostic.message.clone();
    for (at, why) in &diagnostic.because {
        text.push_str("\nnote: ");
        text.push_str(why);
        if let Some(line) = line(*at) {
            text.push_str(&format!(" (line {line})"));
        }
    }
    if let Some(help) = &diagnostic.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    text.push_str(&format!("\nrule: {}", diagnostic.rule));
    text
}

/// An error of the compiler, with its caret from the first to the last token.
pub(super) fn error((first, last): (Span, Span), text: &str) -> TokenStream {
    // The compiler joins the tokens of an invocation itself; a macro cannot, on stable.
    let path = quote_spanned! { first => ::core::compile_error };
    let rest = quote_spanned! { last => !{ #text } };
    quote::quote! { #path #rest }
}
