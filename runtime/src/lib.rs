//! Schema-first PostgreSQL.

#[cfg(feature = "server")]
pub mod server;
#[cfg(feature = "testing")]
pub mod testing;
