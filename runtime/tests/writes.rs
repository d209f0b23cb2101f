//! The schema that is written to.

#![deny(warnings, missing_docs)]

relata::schema!("tests/writes.relata");
