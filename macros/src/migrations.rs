//! `migrations!`: a folder's migrations in, what runs them out.

use std::path::PathBuf;

use proc_macro2::{Literal, Span, TokenStream};
use quote::quote;
use relata_schema::migration::{Folder, LOCK_FILE, Lock};
use relata_schema::read;

use crate::schema::{STARTS, error, from_crate, lone_literal, path, watched};

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
    let texts = read::migrations(&folder).map_err(|why| {
        let why = from_crate(&why.to_string(), &crate_folder);
        vec![format!("{why}\n{STARTS}")]
    })?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made::{self, Made};
    use proc_macro2::TokenTree;

    /// The texts in the expansion of a folder with these files.
    fn texts(name: &str, files: &[(&str, &str)]) -> Vec<String> {
        let folder = Made::new(name, files);
        let path = Literal::string(&folder.path(""));
        folder.texts(expand(TokenTree::from(path).into()))
    }

    fn lock(files: &[(&str, &str)]) -> String {
        Lock::new(&Folder::read(files.iter().copied()).unwrap().migrations, "").print()
    }

    const ONE: (&str, &str) = ("0001_a.sql", "CREATE TABLE a ();");
    const TWO: (&str, &str) = ("0002_b.sql", "CREATE TABLE b ();\nCREATE TABLE c ();");

    #[test]
    fn the_files_are_watched_and_in_order() {
        let texts = texts(
            "right",
            &[TWO, ONE, (LOCK_FILE, &lock(&[ONE, TWO])), ("README.md", "")],
        );
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
        let none = texts("no_lock", &[ONE]);
        assert_eq!(
            none,
            [
                "there is no `FOLDER/relata.lock`, by which the compiler sees that there is a new migration\n\
              help: `relata migrate lock` writes it"
            ]
        );
        let help = "help: put it back as it was, or, if it was run nowhere, `relata migrate lock`";
        let edited = texts(
            "edited",
            &[("0001_a.sql", "SELECT 1"), TWO, (LOCK_FILE, &lock(&[ONE]))],
        );
        assert_eq!(
            edited,
            [
                format!(
                    "FOLDER/0001_a.sql: it was edited after it was written to the lock file\n{help}"
                ),
                format!("FOLDER/0002_b.sql: it is not in the lock file\n{help}"),
            ]
        );
        let broken = texts(
            "broken",
            &[("0001_a.sql", "SELECT '"), (LOCK_FILE, &lock(&[]))],
        );
        assert_eq!(
            broken,
            ["FOLDER/0001_a.sql:1: a quote, a comment or a `$$` is opened here and not closed"]
        );
        let texts = made::texts(expand(TokenStream::new()));
        assert!(
            texts[0].starts_with("this macro takes the path of a folder"),
            "{texts:?}"
        );
    }
}
