//! The relata command line.

fn main() {}
