//! The runtime against a real PostgreSQL.

mod blog;
mod database;
mod errors;
mod filters;
mod inserts;
mod page;
mod relations;
mod types;

/// What `users.settings` holds.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    #[serde(default)]
    dark: bool,
}
