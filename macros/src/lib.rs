//! The macros of relata: thin doors to the compiler of schemas and to the derive.

mod schema;
