//! What crosses the crates of relata.

mod facts;
mod fixtures;
mod ui;
