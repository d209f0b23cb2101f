//! The expansion of `#[derive(Load)]`: from a struct to what its fields are bound to.

mod attribute;
mod expand;
mod shape;

use proc_macro2::TokenStream;

/// The implementation of `Load` for a struct; with everything that is wrong with it, if anything
/// is, and then only as far as it was understood.
#[must_use]
pub fn load(input: TokenStream) -> TokenStream {
    let mut found = Found::default();
    let shape = match syn::parse2(input) {
        Ok(input) => shape::read(&input, &mut found),
        Err(error) => {
            found.push(error);
            None
        }
    };

    let mut tokens = found.report();
    if let Some(shape) = shape {
        tokens.extend(expand::shape(&shape));
    }
    tokens
}

/// Mistakes, in the order of the source.
#[derive(Default)]
struct Found(Option<syn::Error>);

impl Found {
    fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            none => *none = Some(error),
        }
    }

    fn report(self) -> TokenStream {
        self.0
            .map(syn::Error::into_compile_error)
            .unwrap_or_default()
    }
}
