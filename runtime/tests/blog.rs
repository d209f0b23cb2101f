//! What `schema!` emits for the blog of the manual, written by hand: the form that emission has.
//!
//! `schema!` puts all of it into one module, so these files are included, not modules.

#![deny(warnings, missing_docs)]
// The workspace asks for it, in a binary of tests too, where nothing is reachable.
#![allow(unreachable_pub)]

/// The statements that create the schema in an empty database.
#[allow(dead_code)]
pub const DDL: &str = include_str!("blog/create.sql");

include!("blog/user_status.rs");
include!("blog/users.rs");
include!("blog/posts.rs");
include!("blog/comments.rs");
include!("blog/tags.rs");
include!("blog/post_tags.rs");
include!("blog/shelves.rs");
include!("blog/items.rs");
include!("blog/everything.rs");
