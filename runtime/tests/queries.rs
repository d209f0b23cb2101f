//! The schema of the tests of operators and pages.

#![deny(warnings, missing_docs)]

relata::schema!("tests/queries.relata");
