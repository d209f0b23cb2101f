//! The runtime against a real PostgreSQL.

mod blog;
mod database;
mod page;

/// What `users.settings` holds.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    #[serde(default)]
    dark: bool,
}
