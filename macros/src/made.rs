//! What the tests of the macros have in common: a folder with files in it, and the texts of an expansion.

use std::fs;
use std::path::PathBuf;

use proc_macro2::{TokenStream, TokenTree};

/// A folder that is gone when the test ends.
pub(crate) struct Made(pub(crate) PathBuf);

impl Made {
    pub(crate) fn new<T: AsRef<[u8]>>(name: &str, files: &[(&str, T)]) -> Self {
        let name = format!("relata-macros-{}-{name}", std::process::id());
        let made = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(&made.0).unwrap();
        for (file, bytes) in files {
            let path = made.0.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        made
    }

    /// The path of a file in it.
    pub(crate) fn path(&self, file: &str) -> String {
        self.0.join(file).to_string_lossy().into_owned()
    }

    /// The texts in an expansion, with `FOLDER` for its path.
    pub(crate) fn texts(&self, expansion: TokenStream) -> Vec<String> {
        let path = self.0.to_string_lossy();
        let texts = texts(expansion).into_iter();
        texts.map(|it| it.replace(&*path, "FOLDER")).collect()
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// The texts in an expansion.
pub(crate) fn texts(expansion: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    for tree in expansion {
        match tree {
            TokenTree::Group(group) => found.extend(texts(group.stream())),
            TokenTree::Literal(literal) => {
                let text = syn::parse_str::<syn::LitStr>(&literal.to_string());
                found.extend(text.map(|text| text.value()));
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
    found
}
