//! The names that the schema does not give: PostgreSQL's own, and those in Rust.

pub mod postgres;
pub mod rust;
