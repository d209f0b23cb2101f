//! Where the runtime's items are for emitted code.

use proc_macro2::TokenStream;
use quote::quote;

/// The module of the runtime that is there for emitted code.
pub(crate) fn codegen() -> TokenStream {
    quote! { ::relata::codegen }
}

/// The module of the runtime that has the Rust types of columns.
pub(crate) fn types() -> TokenStream {
    quote! { ::relata::types }
}
