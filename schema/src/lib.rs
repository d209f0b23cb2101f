//! The schema language of relata: text in, a checked model out, and from it the DDL.
//!
//! Every stage is a function from plain data to plain data:
//!
//! ```text
//! text ─parse▶ syntax::File ─resolve▶ Model ─check▶ Model ─lower▶ Database ─create▶ SQL
//! ```
//!
//! The crate is pure: it reads no file, no clock and no environment, and the same
//! text always gives the same output. The one exception is `read`, which is behind a
//! feature of that name.

pub mod create;
pub mod database;
pub mod diagnostic;
pub mod lower;
pub mod model;
#[cfg(feature = "read")]
pub mod read;
pub mod source;
pub mod sql;
pub mod syntax;

pub use create::create;
pub use lower::lower;
