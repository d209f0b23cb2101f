//! What crosses the crates of relata.

#![deny(warnings, missing_docs)]

mod blog;
pub mod emitted;
mod facts;
mod fixtures;
mod ui;

/// What `users.settings` of the fixture `blog` holds.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    #[serde(default)]
    dark: bool,
}
