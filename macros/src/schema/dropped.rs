//! Which migration drops what the schema calls deprecated.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;
use relata_schema::migration::{Folder, LOCK_FILE, name_drops};
use relata_schema::model::Model;

/// The folder of the migrations, beside the crate's Cargo.toml.
const FOLDER: &str = "migrations";

/// Notes in the model which migrations drop its deprecated columns. Gives what has the compiler expand the macro again
/// when there are other migrations; nothing, where no column is deprecated.
///
/// A folder that cannot be read is as good as none: what is wrong with it, `relata migrate` says.
pub(super) fn note(model: &mut Model) -> Option<TokenStream> {
    let of_crate = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR")?);
    note_from(model, &of_crate)
}

fn note_from(model: &mut Model, of_crate: &Path) -> Option<TokenStream> {
    let mut columns = model.tables.iter().flat_map(|it| &it.columns);
    if !columns.any(|it| it.deprecated.is_some()) {
        return None;
    }
    let folder = of_crate.join(FOLDER);
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).ok()?.flatten() {
        if let Ok(name) = entry.file_name().into_string()
            && name.ends_with(".sql")
        {
            files.push((name, fs::read_to_string(entry.path()).ok()?));
        }
    }
    let files = files.iter().map(|(name, text)| (&**name, &**text));
    name_drops(model, &Folder::read(files).ok()?);
    let lock = format!("/{FOLDER}/{LOCK_FILE}");

    folder.join(LOCK_FILE).is_file().then(|| {
        quote! {
            const _: &str =
                ::core::include_str!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #lock));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use relata_schema::diagnostic::Diagnostics;
    use relata_schema::source::Source;

    #[test]
    fn the_migration_that_drops_a_column_is_found_in_the_crate() {
        let text = "table users { id: bigint primary key, nickname: text? deprecated }";
        let mut found = Diagnostics::default();
        let mut model = relata_schema::compile(&Source::one("test", text), &mut found).unwrap();
        let name = format!("relata-macros-{}-dropped", std::process::id());
        let of_crate = std::env::temp_dir().join(name);
        assert!(note_from(&mut model, &of_crate).is_none());

        fs::create_dir_all(of_crate.join(FOLDER)).unwrap();
        let contract = "-- relata: phase contract\nALTER TABLE users DROP COLUMN nickname;";
        fs::write(of_crate.join("migrations/0002_a_contract.sql"), contract).unwrap();
        fs::write(of_crate.join("migrations/relata.lock"), "").unwrap();
        let watched = note_from(&mut model, &of_crate);
        fs::remove_dir_all(&of_crate).unwrap();
        assert!(watched.is_some());
        let deprecated = model.tables[0].columns[1].deprecated.clone();
        assert_eq!(deprecated.unwrap().by.as_deref(), Some("0002_a_contract"));
    }
}
