//! From a schema to Rust, and from a struct to what `#[derive(Load)]` writes for it.

pub mod load;
