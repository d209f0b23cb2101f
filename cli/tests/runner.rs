//! `relata migrate run`, `status` and `resolve`, as processes that are killed.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "runner/busy.rs"]
mod busy;
#[path = "runner/calls.rs"]
mod calls;
#[path = "runner/cluster.rs"]
mod cluster;
#[path = "runner/folder.rs"]
mod folder;
#[path = "runner/killed.rs"]
mod killed;
#[path = "runner/postmaster.rs"]
mod postmaster;
