//! From a relata schema to Rust tokens; also the expansion of `derive(Load)`.

mod schema;

pub use schema::{Spans, call_site, enum_, schema, table};
