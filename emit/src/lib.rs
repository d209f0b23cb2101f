//! From a relata schema to Rust tokens; also the expansion of `derive(Load)`.

#[cfg(feature = "print")]
mod print;
mod schema;

#[cfg(feature = "print")]
pub use print::print;
pub use schema::{Spans, call_site, enum_, schema, table};
