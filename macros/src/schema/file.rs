//! A schema in a file or a folder: each diagnostic stands at the macro's string, and says the place.

use std::path::{Path, PathBuf};

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use relata_schema::diagnostic::Diagnostics;
use relata_schema::read;
use relata_schema::source::Source;

use super::dropped;
use super::report::{self, Reports};

/// What a path that leads nowhere may have been meant to start at.
pub(crate) const STARTS: &str = "help: the path starts at the folder of the crate's Cargo.toml";

/// The Rust of the schema, and an error or a warning for each mistake in it.
pub(super) fn expand(literal: &Literal) -> TokenStream {
    let at = literal.span();
    let read = path(literal).and_then(|path| source(&path));
    let source = match read {
        Ok(source) => source,
        Err(why) => return report::error((at, at), &why),
    };
    let mut found = Diagnostics::default();
    let mut resolved = relata_schema::recover(&source, &mut found);
    let migrations = dropped::note(&mut resolved.model);
    let reports = Reports::of(&found, |it| ((at, at), report::with_lines(it, &source)));
    let items = reports.with_items(&resolved, &relata_emit::call_site);
    let watched = source.files.iter().map(|file| watched(&file.name));

    quote! {
        #(#watched)*
        #migrations
        #items
    }
}

/// Has the compiler read the file, so that it expands the macro again when the file changes.
pub(crate) fn watched(name: &str) -> TokenStream {
    if Path::new(name).is_absolute() {
        return quote! { const _: &str = ::core::include_str!(#name); };
    }
    let name = format!("/{name}");

    quote! {
        const _: &str =
            ::core::include_str!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #name));
    }
}

/// The path that a literal is.
pub(crate) fn path(literal: &Literal) -> Result<String, String> {
    let text = literal.to_string();
    let path = syn::parse_str::<syn::LitStr>(&text).map(|path| path.value());
    path.map_err(|_| format!("`{text}` is no path: write `\"schema/blog.relata\"`"))
}

/// A text with the paths in it as they are from the crate's folder.
pub(crate) fn from_crate(text: &str, folder: &Path) -> String {
    text.replace(&format!("{}/", folder.display()), "")
}

/// The files, named as from the crate's folder.
fn source(path: &str) -> Result<Source, String> {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
    if path.trim().is_empty() {
        return Err(
            "this path is empty\nhelp: write the path of a `.relata` file or of a folder of them, such as `\"schema\"`"
                .to_owned(),
        );
    }
    if Path::new(path).extension().is_some_and(|it| it == "rs") {
        return Err(format!(
            "`{path}` is Rust: write the path of a `.relata` file or of a folder of them"
        ));
    }
    let mut source = read::schema(&folder.join(path)).map_err(|why| {
        let why = from_crate(&why.to_string(), &folder);
        format!("{why}\n{STARTS}")
    })?;
    for file in &mut source.files {
        file.name = from_crate(&file.name, &folder);
    }
    Ok(source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made::{self, Made};
    use expect_test::expect;

    /// The texts in the expansion of a path in the folder.
    fn texts(folder: &Made, file: &str) -> Vec<String> {
        folder.texts(expand(&Literal::string(&folder.path(file))))
    }

    #[test]
    fn an_empty_path_is_none() {
        let texts = made::texts(expand(&Literal::string(" ")));
        assert_eq!(
            texts,
            [
                "this path is empty\nhelp: write the path of a `.relata` file or of a folder of them, such as `\"schema\"`"
            ]
        );
    }

    #[test]
    fn a_folder_is_read_without_what_is_hidden_and_where_cargo_builds() {
        let text: &[u8] = b"table users { id: bigint primary key identity }";
        let files = [
            ("Cargo.toml", b"".as_slice()),
            ("a.relata", text),
            ("target/a.relata", text),
            (".old/a.relata", text),
        ];
        let folder = Made::new("built", &files);
        let texts = texts(&folder, "");
        let files = texts.iter().filter(|text| text.ends_with(".relata"));
        assert_eq!(files.collect::<Vec<_>>(), ["FOLDER/a.relata"]);
    }

    #[test]
    fn what_is_no_schema_says_what_to_write() {
        let folder = Made::new(
            "none",
            &[("a.relata", b"table \xff".as_slice()), ("b.rs", b"")],
        );
        let starts = "\nhelp: the path starts at the folder of the crate's Cargo.toml";
        assert_eq!(
            texts(&folder, "a.relata"),
            [format!(
                "`FOLDER/a.relata` is not UTF-8: byte 6, in line 1, is 0xff; save the file as UTF-8{starts}"
            )]
        );
        assert_eq!(
            texts(&folder, "b.rs"),
            ["`FOLDER/b.rs` is Rust: write the path of a `.relata` file or of a folder of them"]
        );
        assert_eq!(
            texts(&folder, "c.relata"),
            [format!("`FOLDER/c.relata` does not exist{starts}")]
        );
    }

    #[test]
    fn a_folder_without_a_schema_says_so() {
        let folder = Made::new("empty", &[("a.txt", b"")]);
        assert_eq!(
            texts(&folder, ""),
            [
                "the folder `FOLDER/` holds no schema: its files end in `.relata`\n\
              help: the path starts at the folder of the crate's Cargo.toml"
            ]
        );
    }

    #[test]
    fn each_mistake_is_an_error_with_its_line() {
        let text = b"table users {\n    id: bigin primary key,\n    name: txt,\n}\n";
        let folder = Made::new("wrong", &[("a.relata", text)]);
        let texts = texts(&folder, "a.relata");
        assert_eq!(texts[0], "FOLDER/a.relata");
        let placed = texts.into_iter().filter(|text| text.contains("\n --> "));
        let [first, second] = placed.collect::<Vec<_>>().try_into().unwrap();
        expect![[r#"
            there is no type `bigin` [unknown_type]
             --> FOLDER/a.relata:2:9
              |
            2 |     id: bigin primary key,
              |         ^^^^^
              |
              = help: did you mean `bigint`?"#]]
        .assert_eq(&first);
        expect![[r#"
            there is no type `txt` [unknown_type]
             --> FOLDER/a.relata:3:11
              |
            3 |     name: txt,
              |           ^^^
              |
              = help: did you mean `text`?"#]]
        .assert_eq(&second);
    }

    #[test]
    fn a_warning_says_its_rule_and_its_line() {
        let text = b"table users {\n    id: bigint primary key,\n    is_new: boolean?,\n}\n";
        let folder = Made::new("warned", &[("a.relata", text)]);
        let texts = texts(&folder, "a.relata");
        expect![[r#"
            `is_new` has three answers: yes, no and NULL [nullable_boolean]
             --> FOLDER/a.relata:3:13
              |
            3 |     is_new: boolean?,
              |             ^^^^^^^^
              |
              = help: write `boolean = false`, or an enum with three values"#]]
        .assert_eq(texts.last().unwrap());
    }

    #[test]
    fn an_empty_file_is_no_schema() {
        let folder = Made::new("blank", &[("a.relata", b"")]);
        let texts = texts(&folder, "");
        assert_eq!(texts.first().map(String::as_str), Some("FOLDER/a.relata"));
        expect![[r#"
            this schema declares nothing [empty_schema]
             --> FOLDER/a.relata:1:1
              |
            1 |
              | ^
              |
              = help: write `table users { id: bigint primary key identity }`"#]]
        .assert_eq(texts.get(1).unwrap());
    }
}
