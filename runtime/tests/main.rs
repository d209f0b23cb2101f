//! The runtime against a real PostgreSQL.

// Tests fail by it, and so do the functions beside them.
#![allow(clippy::unwrap_used)]

mod aggregates;
mod blog;
mod changing;
mod composite;
mod conflicts;
mod contention;
mod copies;
mod database;
mod errors;
mod explains;
mod expressions;
mod filters;
mod found;
mod given;
mod hostile;
mod inserts;
mod migrate;
mod operators;
mod page;
mod pages;
mod pools;
mod queries;
mod raw;
mod relations;
mod reports;
mod shop;
mod strategies;
mod streams;
mod tap;
mod traces;
mod types;
mod unserved;
mod updates;
mod views;
mod violations;
mod writes;

/// What `users.settings` holds.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    #[serde(default)]
    dark: bool,
}

/// What a job is about.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Work {
    number: u32,
}
