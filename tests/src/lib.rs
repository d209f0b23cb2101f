//! The README and the pages of the manual whose examples are compiled and run, as tests of this
//! crate's documentation.

#![doc = include_str!("../../README.md")]

/// The manual of writes.
#[doc = include_str!("../../docs/writes.md")]
pub mod writes {}
/// The manual of queries.
#[doc = include_str!("../../docs/queries.md")]
pub mod queries {}
/// The manual of shapes.
#[doc = include_str!("../../docs/shapes.md")]
pub mod shapes {}
/// The manual of pools.
#[doc = include_str!("../../docs/pool.md")]
pub mod pool {}
