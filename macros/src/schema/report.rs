//! Diagnostics as errors and warnings of the compiler.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use relata_emit::{Features, Spans};
use relata_schema::diagnostic::{Diagnostic, Diagnostics, Severity, render};
use relata_schema::resolve::Resolved;
use relata_schema::source::{self, Source};

/// What the compiler is to say of a schema.
pub(super) struct Reports {
    errors: Vec<TokenStream>,
    warnings: Vec<TokenStream>,
}

impl Reports {
    /// What was found, each at its first and last token and in its words.
    pub(super) fn of(
        found: &Diagnostics,
        says: impl Fn(&Diagnostic) -> ((Span, Span), String),
    ) -> Self {
        let mut reports = Self {
            errors: Vec::new(),
            warnings: Vec::new(),
        };
        for diagnostic in &found.list {
            let (at, text) = says(diagnostic);
            match diagnostic.severity {
                Severity::Error => reports.errors.push(error(at, &text)),
                Severity::Warning => reports.warnings.push(warning(at.0, diagnostic.rule, &text)),
            }
        }
        reports
    }

    /// The same, with the Rust of the schema as far as it is known.
    pub(super) fn with_items(&self, resolved: &Resolved, spans: Spans<'_>) -> TokenStream {
        let features = Features {
            serde: cfg!(feature = "serde"),
        };
        let warnings = &self.warnings;
        // Of two schemas in one module, the compiler says that this is declared twice, and `DDL` and the like.
        let alone = quote! {
            #[doc(hidden)]
            #[allow(dead_code, non_camel_case_types)]
            type a_module_holds_one_schema = ();
        };
        let Some((first, rest)) = self.errors.split_first() else {
            let items = relata_emit::schema(&resolved.model, spans, features);
            return quote! { #alone #items #(#warnings)* };
        };
        let items = relata_emit::skeleton(resolved, first, spans, features);

        quote! { #alone #items #(#rest)* #(#warnings)* }
    }
}

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
pub(crate) fn error((first, last): (Span, Span), text: &str) -> TokenStream {
    // The compiler joins the tokens of an invocation itself; a macro cannot, on stable.
    let path = quote_spanned! { first => ::core::compile_error };
    let rest = quote_spanned! { last => !{ #text } };

    quote! { #path #rest }
}

/// A warning of the compiler. On stable a macro has no other than those of the compiler's lints:
/// it uses what it has deprecated itself.
///
/// It stays a warning where the crate denies warnings: a decision about the data is not made under
/// the pressure of a build. `allow RULE because "…"` in the schema is what silences it.
fn warning(at: Span, rule: &str, text: &str) -> TokenStream {
    let name = Ident::new(rule, Span::call_site());
    let used = Ident::new(rule, Span::call_site().located_at(at));

    quote! {
        #[allow(non_upper_case_globals)]
        const _: () = {
            #[deprecated(note = #text)]
            const #name: () = ();
            #[warn(warnings)]
            const _: () = #used;
        };
    }
}
