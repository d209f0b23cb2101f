//! Which migration drops what the schema calls deprecated.

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;
use relata_schema::migration::{Folder, LOCK_FILE, name_drops};
use relata_schema::model::Model;
use relata_schema::read;

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
    let files = read::migrations(&folder).ok()?;
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
    use crate::made::Made;
    use relata_schema::diagnostic::Diagnostics;
    use relata_schema::source::Source;

    #[test]
    fn the_migration_that_drops_a_column_is_found_in_the_crate() {
        let text = "table users { id: bigint primary key, nickname: text? deprecated }";
        let mut found = Diagnostics::default();
        let mut model = relata_schema::compile(&Source::one("test", text), &mut found).unwrap();
        let none = Made::new::<&str>("none_dropped", &[]);
        assert!(note_from(&mut model, &none.0).is_none());

        let contract = "-- relata: phase contract\nALTER TABLE users DROP COLUMN nickname;";
        let of_crate = Made::new(
            "dropped",
            &[
                ("migrations/0002_a_contract.sql", contract),
                ("migrations/relata.lock", ""),
            ],
        );
        assert!(note_from(&mut model, &of_crate.0).is_some());
        let deprecated = model.tables[0].columns[1].deprecated.clone();
        assert_eq!(deprecated.unwrap().by.as_deref(), Some("0002_a_contract"));
    }
}
