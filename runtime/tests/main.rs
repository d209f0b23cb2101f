//! The runtime against a real PostgreSQL.

// Tests fail by it, and so do the functions beside them.
#![allow(clippy::unwrap_used)]

mod blog;
mod database;
mod errors;
mod filters;
mod inserts;
mod page;
mod relations;
mod strategies;
mod traces;
mod types;

/// What `users.settings` holds.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    #[serde(default)]
    dark: bool,
}
