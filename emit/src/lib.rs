//! From a schema to Rust, and from a struct to what `#[derive(Load)]` writes for it.

pub mod load;
mod migrations;
#[cfg(feature = "print")]
mod print;
mod schema;

pub use migrations::migrations;
#[cfg(feature = "print")]
pub use print::print;
pub use schema::{Features, Spans, call_site, enum_, schema, skeleton, table};
