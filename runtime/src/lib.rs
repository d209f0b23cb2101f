//! Schema-first PostgreSQL: typed structs, DDL, and loaders that cannot fall into N+1.
//!
//! A schema is declared once. Of each of its tables there is a struct of a row (`Post`), one of
//! what an insert has to give (`NewPost`), and a lower-case type (`posts`) whose constants are the
//! handles of its columns, references and collections. An application says what it wants in
//! structs of its own, *shapes*, and each of them is loaded by one statement, or by one a level:
//!
//! ```ignore
//! #[derive(relata::Load)]
//! #[load(posts)]
//! struct PostCard {
//!     id: i64,
//!     title: String,
//!     author: AuthorName,                       // a reference: a shape of users
//!     #[load(order_by(created_at desc), limit = 3)]
//!     comments: Vec<CommentLine>,               // a collection: the newest three of each post
//!     tags: Vec<TagName>,                       // through a join table
//!     #[load(count(comments))]
//!     comment_count: i64,
//! }
//!
//! let page = PostCard::query()
//!     .filter(posts::votes.ge(10).and(posts::author.matches(users::status.eq(UserStatus::Active))))
//!     .order_by(posts::published_at.desc())
//!     .limit(20)
//!     .fetch_all(&pool)
//!     .await?;
//! ```
//!
//! Of collections there are aggregates too, and of whole tables reports; see [the derive](macro@Load)
//! and [`Report`].
//!
//! What is not asked for is not loaded, and what is loaded is in the type: there is nothing lazy,
//! and the number of statements is a constant: `PostCard::STATEMENTS`, which is 1, where few rows are
//! asked for, and at most `PostCard::LEVELS`, one a level, where it may be many. See
//! [`Query::one_statement`].
//!
//! # What it runs on
//!
//! Plain sqlx: each call takes `&PgPool`, `&mut PgConnection`, `&mut sqlx::Transaction` or relata's own
//! [`&mut Tx`](Tx), see [`Executor`]. [`mod@transaction`] says how a transaction runs, what is retried,
//! and how to lock; [`mod@queue`] how jobs are done beside the requests. Rows implement `sqlx::FromRow`, enums `sqlx::Type`. Its version is reachable as
//! `relata::sqlx`, and so are `chrono`, `rust_decimal`, `serde_json` and `uuid`; the types of columns
//! are in [`types`].
//!
//! # How values cross
//!
//! In PostgreSQL's binary format, whatever the session's settings are; a numeric keeps its digits.
//! A value that its Rust type can't hold is an [`enum@Error`] that names the column. See [`Value`].
//!
//! # What it says of itself
//!
//! Each statement is an event of `tracing` at the level debug, target `relata`, with `shape`,
//! `sql`, `rows` and `elapsed`. Values are never part of it. The tenth time in a row that the same
//! statement is sent in one span, a warning says so, with the place of the call: probably it is sent
//! for each row of something that was loaded before.
//!
//! In debug builds a query that no index of the schema serves leaves a warning too, once for each
//! statement, with the index to add. [`mod@explain`] asks PostgreSQL what it does for a statement, and says
//! it in plain words.
//!
//! `testing::assert_statements!` counts at the server what a block sends.
//!
//! # Features
//!
//! | feature | default | does |
//! |---|---|---|
//! | `tokio` | yes | connections are driven by tokio |
//! | `rustls` | yes | encrypted connections |
//! | `network` | yes | the Rust types of `inet`, `cidr` and `macaddr` columns |
//! | `anyhow` | | a transaction whose error is `anyhow::Error` can be retried |
//! | `serde` | | rows, inserts, enums and wrappers of keys have serde's traits: an object with the names of the columns, a text as SQL has it |
//! | `server` | | finds and starts a private PostgreSQL |
//! | `testing` | | a database for each test |
//! | `download` | | downloads a PostgreSQL into the user's cache when none is installed |
//!
//! # Under another name
//!
//! What the macros write begins with `::relata`. An application whose `Cargo.toml` calls this crate
//! otherwise (`database = { package = "relata", … }`) says so once, at the root of the crate:
//!
//! ```ignore
//! extern crate database as relata;
//! ```

// The derives and macros name this crate as applications do.
extern crate self as relata;

mod advice;
mod advisory;
mod aggregate;
mod arithmetic;
mod batch;
mod burst;
mod bytes;
mod change;
mod changes;
mod choice;
mod collection;
mod column;
mod compare;
mod composite;
mod conflict;
mod copy;
mod cursor;
mod delete;
mod error;
mod executor;
pub mod explain;
mod expression;
mod fetch;
mod field;
mod filter;
mod finder;
mod fnv;
mod from_row;
mod future;
mod gather;
mod given;
mod insert;
mod keys;
mod keyset;
pub mod kind;
mod level;
mod listen;
mod load;
mod lock;
mod measure;
pub mod migrate;
mod name;
mod operators;
mod options;
mod order;
mod ordinal;
mod page;
mod parents;
mod path;
mod pieces;
mod pool;
mod proxy;
mod query;
pub mod queue;
mod raw;
mod reference;
mod refused;
mod render;
mod replica;
mod report;
mod returning;
mod rows;
mod search;
mod select;
mod served;
#[cfg(feature = "server")]
pub mod server;
mod shape;
mod slot;
mod sorted;
mod stale;
mod statement;
mod store;
mod strategy;
mod stream;
mod table;
mod taken;
#[cfg(feature = "testing")]
pub mod testing;
mod tie;
pub mod transaction;
mod tree;
mod unserved;
mod update;
mod value;
mod violation;
mod widen;
mod wire;

#[doc(hidden)]
pub mod codegen;
#[cfg(feature = "serde")]
#[doc(hidden)]
pub mod serial;
pub mod types;

pub use advisory::{Held, Work, work};
pub use aggregate::{Sorted, Summed};
pub use arithmetic::{Number, Operand};
pub use change::{Chosen, Filtered, Unfiltered};
pub use changes::Changes;
pub use choice::Choice;
pub use collection::{Collection, Link};
pub use column::{AnyColumn, Column, Generated, Identity, Settable, Unique, Version};
pub use compare::{Compare, Distinct, Given, Textual};
pub use composite::KeyValues;
pub use conflict::{
    Always, Conflict, ConflictTarget, KeyConflict, KeyTerm, OrFound, Perhaps, UniqueKey, Upsert,
    excluded,
};
pub use copy::{CopyIn, Copying};
pub use cursor::Cursor;
pub use delete::Delete;
pub use error::{Error, Ok, Result};
pub use executor::{Executor, InTransaction};
pub use expression::Expression;
pub use field::{Holds, OptionOf, ShapeOf, VecOf};
pub use filter::Filter;
pub use future::{Count, Exists, Found, Many, One, OnePage, Optional};
pub use given::{GivenValues, Later, NothingGiven, TakenFrom};
pub use insert::{Insert, InsertMany, New, Values};
pub use listen::{Heard, Listener, Notice, listen, notify};
pub use load::Load;
pub use lock::Locked;
pub use measure::Groups;
pub use name::Name;
pub use operators::{Bounds, Elements, FromText, Step};
pub use order::{Order, Orders};
pub use page::{Page, Pages};
pub use pool::{Pool, ProxiedPool, pool};
pub use proxy::Proxied;
pub use query::Query;
pub use queue::{Enqueue, EnqueueMany, Failed, Job, Queue, QueueTable, Worker, queue};
pub use raw::Raw;
pub use reference::{Nullable, Reference, Required};
pub use relata_macros::{Load, migrations, schema};
pub use replica::{Cluster, Mark, Reads, cluster};
pub use report::{GroupOrders, Report};
pub use search::Search;
pub use select::Select;
pub use shape::Shape;
pub use store::{Store, Writable};
pub use stream::Rows;
pub use table::{Index, Key, Table};
pub use transaction::{
    Isolation, Retried, Retryable, SendFn, SendFnOnce, Transaction, Tx, begin, is_retryable,
    transaction,
};
pub use update::Update;
pub use value::{Misfit, Stored, Unfit, Value};
pub use violation::Constrained;
pub use wire::Type;

// The crates whose types stand in rows, so that an application has the same versions. As hidden
// modules, since the compiler would else look for short names in all of them, and write
// `relata::Column` wherever sqlx has a `Column` too.
#[doc(hidden)]
pub mod chrono {
    pub use ::chrono::*;
}
#[doc(hidden)]
pub mod rust_decimal {
    pub use ::rust_decimal::*;
}
#[doc(hidden)]
pub mod serde_json {
    pub use ::serde_json::*;
}
#[doc(hidden)]
pub mod sqlx {
    pub use ::sqlx::*;
}
#[doc(hidden)]
pub mod uuid {
    pub use ::uuid::*;
}
