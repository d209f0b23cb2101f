//! The schema of the tests.

#![deny(warnings, missing_docs)]

relata::schema!("tests/blog.relata");
