//! The README and the pages of the manual whose examples are compiled and run, as tests of this
//! crate's documentation.

#![doc = include_str!("../../README.md")]

#[doc = include_str!("../../docs/shapes.md")]
pub mod shapes {}
