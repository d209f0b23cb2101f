//! How things look before and after.

mod law;
mod look;
