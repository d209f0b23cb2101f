//! The schema.

relata::schema!("tests/all/loads/library.relata");
