//! `relata migrate`: what is written, and what it comes to on a server.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "migrate/adopt.rs"]
mod adopt;
#[path = "migrate/contract.rs"]
mod contract;
#[path = "migrate/deprecated.rs"]
mod deprecated;
#[path = "migrate/folder.rs"]
mod folder;
#[path = "migrate/hand.rs"]
mod hand;
#[path = "migrate/lock.rs"]
mod lock;
#[path = "migrate/new.rs"]
mod new;
#[path = "migrate/proof.rs"]
mod proof;
#[path = "migrate/renamed.rs"]
mod renamed;
