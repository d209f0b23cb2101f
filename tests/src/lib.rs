//! The README, whose tour is compiled and run as a test of this crate's documentation.
#![doc = include_str!("../../README.md")]

/// The manual of writes.
#[doc = include_str!("../../docs/writes.md")]
pub mod writes {}
/// The manual of queries.
#[doc = include_str!("../../docs/queries.md")]
pub mod queries {}
