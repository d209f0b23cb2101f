//! A schema in a file or a folder: each diagnostic stands at the macro's string, and says the place.

use std::path::{Path, PathBuf};

use proc_macro2::{Literal, Span, TokenStream};
use quote::quote;
use relata_schema::diagnostic::{Diagnostics, Severity};
use relata_schema::model::Model;
use relata_schema::read;
use relata_schema::source::Source;

use super::report;

/// The Rust of the schema, or one error for each mistake in it.
pub(super) fn expand(literal: &Literal) -> TokenStream {
    let at = literal.span();
    let read = path(literal).and_then(|path| source(&path));
    let source = match read {
        Ok(source) => source,
        Err(why) => return report::error((at, at), &why),
    };
    let mut found = Diagnostics::default();
    let model = relata_schema::compile(&source, &mut found);
    let items = match model {
        Some(model) if !found.has_errors() => items(&model),
        _ => errors(&source, &found, at),
    };
    let watched = source.files.iter().map(|file| watched(&file.name));

    quote! {
        #(#watched)*
        #items
    }
}

fn items(model: &Model) -> TokenStream {
    relata_emit::schema(model, &relata_emit::call_site)
}

fn errors(source: &Source, found: &Diagnostics, at: Span) -> TokenStream {
    let errors = found.list.iter();
    let errors = errors.filter(|diagnostic| diagnostic.severity == Severity::Error);
    let errors =
        errors.map(|diagnostic| report::error((at, at), &report::with_lines(diagnostic, source)));
    errors.collect()
}

/// Has the compiler read the file, so that it expands the macro again when the file changes.
fn watched(name: &str) -> TokenStream {
    if Path::new(name).is_absolute() {
        return quote! { const _: &str = ::core::include_str!(#name); };
    }
    let name = format!("/{name}");

    quote! {
        const _: &str =
            ::core::include_str!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #name));
    }
}

fn path(literal: &Literal) -> Result<String, String> {
    let text = literal.to_string();
    let path = syn::parse_str::<syn::LitStr>(&text).map(|path| path.value());
    path.map_err(|_| format!("`{text}` is no path: write `\"schema/blog.relata\"`"))
}

/// The files, named as from the crate's folder.
fn source(path: &str) -> Result<Source, String> {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
    if Path::new(path).extension().is_some_and(|it| it == "rs") {
        return Err(format!(
            "`{path}` is Rust: write the path of a `.relata` file or of a folder of them"
        ));
    }
    let shorten = |text: &str| text.replace(&format!("{}/", folder.display()), "");
    let mut source = read::schema(&folder.join(path)).map_err(|why| {
        let why = shorten(&why.to_string());
        format!("{why}\nhelp: the path starts at the folder of the crate's Cargo.toml")
    })?;
    for file in &mut source.files {
        file.name = shorten(&file.name);
    }
    Ok(source)
}
