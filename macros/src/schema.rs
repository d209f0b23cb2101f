//! `schema!`: a schema's file, folder or tokens in, the Rust of it out.

mod dropped;
mod file;
mod inline;
mod report;
mod tokens;

pub(crate) use file::{STARTS, from_crate, path, watched};
pub(crate) use report::error;

use proc_macro2::{Delimiter, Literal, Span, TokenStream, TokenTree};

/// The expansion: of a path where a string literal stands alone, of tokens otherwise.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    match lone_literal(&input) {
        Some(literal) => file::expand(&literal),
        None => match no_lone_path(&input) {
            Some((at, why)) => error((at, at), why),
            None => inline::expand(input),
        },
    }
}

/// What was meant as a path, and is not one string, with what to write instead.
fn no_lone_path(input: &TokenStream) -> Option<(Span, &'static str)> {
    let mut trees = input.clone().into_iter();
    match (trees.next()?, trees.next()?) {
        (TokenTree::Literal(_), next) => Some((
            next.span(),
            "a schema is one path\nhelp: for several files, write the path of their folder",
        )),
        (TokenTree::Ident(word), TokenTree::Punct(sign)) => match sign.as_char() {
            '!' => Some((
                word.span(),
                "the path of a schema is a string as it stands: a macro in its place is not expanded",
            )),
            '/' | '.' => Some((
                word.span(),
                "the path of a schema stands in quotes\nhelp: `\"schema/blog.relata\"`",
            )),
            _ => None,
        },
        _ => None,
    }
}

/// The literal that stands alone, also where a `macro_rules` variable stands for it.
pub(crate) fn lone_literal(input: &TokenStream) -> Option<Literal> {
    let mut trees = input.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Literal(literal)), None) => Some(literal),
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            lone_literal(&group.stream())
        }
        _ => None,
    }
}
