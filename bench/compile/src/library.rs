//! The libraries: what a crate of each depends on, and its files.

use std::path::Path;

use crate::table;

/// A library.
pub(crate) struct Library {
    pub(crate) name: &'static str,
    dependencies: &'static str,
    /// The crate's files, for so many tables.
    pub(crate) files: fn(usize) -> Vec<(String, String)>,
}

/// All of them; the others are compared with the first.
pub(crate) const LIBRARIES: &[Library] = &[
    Library {
        name: "relata",
        dependencies: "relata = { path = \"RUNTIME\" }",
        files: |tables| {
            let lib = "//! Tables.\npub mod db {\n    relata::schema!(\"schema.relata\");\n}\n";
            vec![
                ("schema.relata".to_owned(), table::relata(tables)),
                ("src/lib.rs".to_owned(), lib.to_owned()),
            ]
        },
    },
    Library {
        name: "diesel",
        dependencies: DIESEL,
        files: |tables| table::diesel(tables, table::Together::All),
    },
    Library {
        name: "diesel-pairs",
        dependencies: DIESEL,
        files: |tables| table::diesel(tables, table::Together::Referring),
    },
    Library {
        name: "sea-orm",
        dependencies: SEA_ORM,
        files: |tables| table::sea_orm(tables, table::Format::Dense),
    },
    Library {
        name: "sea-orm-compact",
        dependencies: SEA_ORM,
        files: |tables| table::sea_orm(tables, table::Format::Compact),
    },
];

const DIESEL: &str = "\
    chrono = { version = \"0.4\", default-features = false }\n\
    diesel = { version = \"2.3\", default-features = false, features = [\"postgres\", \"chrono\", \"with-deprecated\", \"32-column-tables\"] }\n\
    rust_decimal = { version = \"1\", features = [\"db-diesel2-postgres\"] }";

const SEA_ORM: &str = "sea-orm = { version = \"2\", default-features = false, features = \
    [\"macros\", \"with-chrono\", \"with-rust_decimal\", \"sqlx-postgres\", \"runtime-tokio\"] }";

impl Library {
    /// The `Cargo.toml` of a crate of it.
    pub(crate) fn manifest(&self, runtime: &Path) -> String {
        let dependencies = self
            .dependencies
            .replace("RUNTIME", &runtime.to_string_lossy());
        format!(
            "[package]\nname = \"{}-tables\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n{dependencies}\n\n[workspace]\n",
            self.name
        )
    }
}
