//! `migrations!`: a folder's migrations in, what runs them out.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Literal, Span, TokenStream};
use quote::quote;
use relata_schema::migration::{Folder, LOCK_FILE, Lock};

use crate::schema::{error, lone_literal, path, watched};

/// The expansion: what runs the migrations, or an error for each mistake in them.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let Some(literal) = lone_literal(&input) else {
        let at = input
            .into_iter()
            .next()
            .map_or_else(Span::call_site, |it| it.span());
        let why =
            "this macro takes the path of a folder\nhelp: `relata::migrations!(\"migrations\")`";
        return error((at, at), why);
    };
    let at = literal.span();
    match of_folder(&literal) {
        Ok(items) => items,
        Err(mistakes) => mistakes.iter().map(|why| error((at, at), why)).collect(),
    }
}

fn of_folder(literal: &Literal) -> Result<TokenStream, Vec<String>> {
    let path = path(literal).map_err(|why| vec![why])?;
    let path = path.trim_end_matches('/');
    let crate_folder =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
    let folder = crate_folder.join(path);
    let texts = texts(&folder, path).map_err(|why| vec![why])?;
    let lines = |mistakes: Vec<String>| -> Vec<String> {
        mistakes
            .into_iter()
            .map(|it| format!("{path}/{it}"))
            .collect()
    };

    let Some((_, lock)) = texts.iter().find(|(file, _)| file == LOCK_FILE) else {
        return Err(vec![format!(
            "there is no `{path}/{LOCK_FILE}`, by which the compiler sees that there is a new migration\n\
             help: `relata migrate lock` writes it"
        )]);
    };
    let lock = Lock::read(lock).map_err(|it| lines(vec![it.to_string()]))?;
    let files = texts
        .iter()
        .map(|(file, text)| (file.as_str(), text.as_str()));
    let read =
        Folder::read(files).map_err(|all| lines(all.iter().map(ToString::to_string).collect()))?;
    let differences = read.differences(&lock);
    if !differences.is_empty() {
        let said = lines(differences.iter().map(ToString::to_string).collect());
        let help = "help: put it back as it was, or, if it was run nowhere, `relata migrate lock`";
        return Err(said.into_iter().map(|it| format!("{it}\n{help}")).collect());
    }

    let all: Vec<_> = read
        .migrations
        .iter()
        .filter_map(|it| {
            let (_, text) = texts.iter().find(|(file, _)| *file == it.file)?;
            Some((it, text.as_str()))
        })
        .collect();
    let items = relata_emit::migrations(&all);
    let files = all
        .iter()
        .map(|(it, _)| it.file.as_str())
        .chain([LOCK_FILE]);
    let watched = files.map(|file| watched(&format!("{path}/{file}")));

    Ok(quote! {
        #(#watched)*
        #items
    })
}

/// The names and the texts of the files that matter, in order.
fn texts(folder: &Path, shown: &str) -> Result<Vec<(String, String)>, String> {
    let failed = |path: &str, why: &dyn std::fmt::Display| {
        format!(
            "`{path}` cannot be read: {why}\nhelp: the path starts at the folder of the crate's Cargo.toml"
        )
    };
    let mut texts = Vec::new();
    for entry in folder.read_dir().map_err(|why| failed(shown, &why))? {
        let entry = entry.map_err(|why| failed(shown, &why))?;
        let Ok(file) = entry.file_name().into_string() else {
            continue;
        };
        if entry.path().is_file() && (file.ends_with(".sql") || file == LOCK_FILE) {
            let text = fs::read_to_string(entry.path());
            let text = text.map_err(|why| failed(&format!("{shown}/{file}"), &why))?;
            texts.push((file, text));
        }
    }
    texts.sort();
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::TokenTree;

    /// A folder that is gone when the test ends.
    struct Made(PathBuf);

    impl Made {
        fn new(name: &str, files: &[(&str, &str)]) -> Self {
            let name = format!("relata-macros-{}-{name}", std::process::id());
            let folder = Self(std::env::temp_dir().join(name));
            fs::create_dir_all(&folder.0).unwrap();
            for (file, text) in files {
                fs::write(folder.0.join(file), text).unwrap();
            }
            folder
        }

        /// The texts in the expansion.
        fn texts(&self) -> Vec<String> {
            let path = Literal::string(&self.0.to_string_lossy());
            let mut texts = Vec::new();
            literals(expand(TokenTree::from(path).into()), &mut texts);
            let prefix = self.0.to_string_lossy();
            texts
                .iter()
                .map(|it| it.replace(&*prefix, "FOLDER"))
                .collect()
        }
    }

    impl Drop for Made {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn literals(tokens: TokenStream, into: &mut Vec<String>) {
        for tree in tokens {
            match tree {
                TokenTree::Group(group) => literals(group.stream(), into),
                TokenTree::Literal(literal) => {
                    let text = syn::parse_str::<syn::LitStr>(&literal.to_string());
                    into.extend(text.map(|text| text.value()));
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }

    fn lock(files: &[(&str, &str)]) -> String {
        Lock::new(&Folder::read(files.iter().copied()).unwrap().migrations, "").print()
    }

    const ONE: (&str, &str) = ("0001_a.sql", "CREATE TABLE a ();");
    const TWO: (&str, &str) = ("0002_b.sql", "CREATE TABLE b ();\nCREATE TABLE c ();");

    #[test]
    fn the_files_are_watched_and_in_order() {
        let folder = Made::new(
            "right",
            &[TWO, ONE, (LOCK_FILE, &lock(&[ONE, TWO])), ("README.md", "")],
        );
        let texts = folder.texts();
        let watched: Vec<_> = texts.iter().filter(|it| it.starts_with("FOLDER")).collect();
        assert_eq!(
            watched,
            [
                "FOLDER/0001_a.sql",
                "FOLDER/0002_b.sql",
                "FOLDER/relata.lock"
            ]
        );
        let statements: Vec<_> = texts.iter().filter(|it| it.starts_with("CREATE")).collect();
        assert_eq!(
            statements,
            [
                "CREATE TABLE a ()",
                "CREATE TABLE b ()",
                "CREATE TABLE c ()"
            ]
        );
    }

    #[test]
    fn each_mistake_says_what_to_do() {
        let none = Made::new("no_lock", &[ONE]).texts();
        assert_eq!(
            none,
            [
                "there is no `FOLDER/relata.lock`, by which the compiler sees that there is a new migration\n\
              help: `relata migrate lock` writes it"
            ]
        );
        let help = "help: put it back as it was, or, if it was run nowhere, `relata migrate lock`";
        let edited = Made::new(
            "edited",
            &[("0001_a.sql", "SELECT 1"), TWO, (LOCK_FILE, &lock(&[ONE]))],
        )
        .texts();
        assert_eq!(
            edited,
            [
                format!(
                    "FOLDER/0001_a.sql: it was edited after it was written to the lock file\n{help}"
                ),
                format!("FOLDER/0002_b.sql: it is not in the lock file\n{help}"),
            ]
        );
        let broken = Made::new(
            "broken",
            &[("0001_a.sql", "SELECT '"), (LOCK_FILE, &lock(&[]))],
        )
        .texts();
        assert_eq!(
            broken,
            ["FOLDER/0001_a.sql:1: a quote, a comment or a `$$` is opened here and not closed"]
        );
        let mut texts = Vec::new();
        literals(expand(TokenStream::new()), &mut texts);
        assert!(
            texts[0].starts_with("this macro takes the path of a folder"),
            "{texts:?}"
        );
    }
}
