//! `relata migrate run`, `status` and `resolve`, as processes that are killed.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "runner/calls.rs"]
mod calls;
#[path = "runner/detached.rs"]
mod detached;
#[path = "runner/folder.rs"]
mod folder;
#[path = "runner/killed.rs"]
mod killed;
