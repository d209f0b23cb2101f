//! The README and the pages of the manual whose examples are compiled and run, as tests of this
//! crate's documentation.

#![doc = include_str!("../../README.md")]

pub mod guide;

/// The manual of writes.
#[doc = include_str!("../../docs/writes.md")]
pub mod writes {}
/// The manual of queries.
#[doc = include_str!("../../docs/queries.md")]
pub mod queries {}
/// The manual of shapes.
#[doc = include_str!("../../docs/shapes.md")]
pub mod shapes {}
/// The guide's chapter on querying.
#[doc = include_str!("../../docs/guide/querying.md")]
pub mod querying {}
/// The guide's chapter on transactions.
#[doc = include_str!("../../docs/guide/transactions.md")]
pub mod transactions {}
/// The guide's chapter on concurrency.
#[doc = include_str!("../../docs/guide/concurrency.md")]
pub mod concurrency {}
/// The guide's chapter on documents.
#[doc = include_str!("../../docs/guide/json.md")]
pub mod json {}
/// The guide's chapter on plans.
#[doc = include_str!("../../docs/guide/explain.md")]
pub mod explain {}
/// The guide's chapter on migrations.
#[doc = include_str!("../../docs/guide/migrations.md")]
pub mod migrations {}
/// The manual of pools.
#[doc = include_str!("../../docs/pool.md")]
pub mod pool {}
