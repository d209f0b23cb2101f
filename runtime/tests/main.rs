//! The runtime against a real PostgreSQL.

// Tests fail by it, and so do the functions beside them.
#![allow(clippy::unwrap_used)]

mod aggregates;
mod blog;
mod database;
mod errors;
mod expressions;
mod filters;
mod hostile;
mod inserts;
mod operators;
mod page;
mod pages;
mod queries;
mod relations;
mod reports;
mod shop;
mod streams;
mod traces;
mod types;

/// What `users.settings` holds.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    #[serde(default)]
    dark: bool,
}
