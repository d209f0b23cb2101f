//! The site, as browsers see it: over HTTP, each test with a database of its own; and once in Chromium.
#![allow(clippy::unwrap_used)]

mod browser;
mod forms;
mod pages;
mod releases;
mod site;
mod voting;
