//! Emitted tokens as text to be read.

use proc_macro2::TokenStream;

/// The items as rustfmt would lay them out, documentation as `///`, a blank line between two.
///
/// Tokens that are no items are printed as they come.
#[must_use]
pub fn print(tokens: &TokenStream) -> String {
    let Ok(file) = syn::parse2::<syn::File>(tokens.clone()) else {
        return tokens.to_string();
    };
    let printed = file.items.into_iter().map(|item| {
        prettyplease::unparse(&syn::File {
            shebang: None,
            frontmatter: None,
            attrs: Vec::new(),
            items: vec![item],
        })
    });
    printed.collect::<Vec<_>>().join("\n")
}
