//! The macros of relata: thin doors to `relata-emit`.

use proc_macro::TokenStream;

/// Loads a struct from a table.
#[proc_macro_derive(Load, attributes(load))]
pub fn load(input: TokenStream) -> TokenStream {
    let _ = input;
    TokenStream::new()
}
