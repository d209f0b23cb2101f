//! What is said of a text with several mistakes, and of one with one.

mod one;
mod thirty;
