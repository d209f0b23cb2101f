//! The README, whose tour is compiled and run as a test of this crate's documentation.
#![doc = include_str!("../../README.md")]

#[doc = include_str!("../../docs/writes.md")]
mod writes {}
