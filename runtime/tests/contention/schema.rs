//! The schema of these tests.

relata::schema!("tests/contention.relata");
