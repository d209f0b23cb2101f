//! `schema!`: a schema's file, folder or tokens in, the Rust of it out.

mod file;
mod inline;
mod report;
mod tokens;

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};

/// The expansion: of a path where a string literal stands alone, of tokens otherwise.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    match lone_literal(&input) {
        Some(literal) => file::expand(&literal),
        None => inline::expand(input),
    }
}

/// The literal that stands alone, also where a `macro_rules` variable stands for it.
fn lone_literal(input: &TokenStream) -> Option<Literal> {
    let mut trees = input.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Literal(literal)), None) => Some(literal),
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            lone_literal(&group.stream())
        }
        _ => None,
    }
}
