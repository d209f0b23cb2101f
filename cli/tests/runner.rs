//! `relata migrate run`, `status`, `resolve` and `adopt`, as processes that are killed, started twice, and called wrongly.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "runner/adopt.rs"]
mod adopt;
#[path = "runner/busy.rs"]
mod busy;
#[path = "runner/calls.rs"]
mod calls;
#[path = "runner/cluster.rs"]
mod cluster;
#[path = "runner/detached.rs"]
mod detached;
#[path = "runner/folder.rs"]
mod folder;
#[path = "runner/killed.rs"]
mod killed;
#[path = "runner/mistakes.rs"]
mod mistakes;
#[path = "runner/postmaster.rs"]
mod postmaster;
