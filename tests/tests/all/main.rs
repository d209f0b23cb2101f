//! What crosses the crates of relata.

#![deny(warnings, missing_docs)]
// Tests fail by it, and so do the functions beside them.
#![allow(clippy::unwrap_used)]

mod advised;
mod blog;
pub mod emitted;
mod expert;
mod facts;
mod fixtures;
pub mod inline;
mod keys;
mod loads;
mod manual;
mod many;
mod naming;
mod readme;
mod serial;
mod statements;
mod types;
pub mod values;

/// What `users.settings` of the fixture `blog` holds.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    #[serde(default)]
    dark: bool,
}
