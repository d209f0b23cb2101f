//! Migrations: run once, one runner at a time, and finished by the next run after any crash.
//!
//! `relata migrate new` writes them, as files of plain SQL. An application that has them embedded runs them when it starts,
//! from as many processes at once as there are; `relata migrate run` does the same from a folder.
//!
//! ```ignore
//! mod db {
//!     relata::schema!("schema");
//!     relata::migrations!("migrations");
//! }
//!
//! db::migrate(&pool).await?;
//! ```
//!
//! # What is known of the past
//!
//! The table `public.relata_migrations` has a row for each step that was run. A step that runs in a transaction writes its
//! row in the same one, so both are there or neither. For one that can't (`CREATE INDEX CONCURRENTLY`) the row says
//! `started` before, and after a crash the next run asks the catalogue: an index that is not valid is dropped and built
//! again, a constraint that is not validated is, a partition that is being detached is detached. Where the catalogue can't
//! tell, the run stops and says what to look at ([`resolve`]).
//!
//! What sqlx's migrator has run in a database, by its table `_sqlx_migrations`, counts as run.
//!
//! # One runner at a time
//!
//! A runner holds an advisory lock, on a connection of its own. Others wait for it, and say for whom they wait; then they
//! find that nothing is left to run. If that connection is lost, the runner stops before its next step. If a runner is
//! killed, the next one waits until the server has ended the statement that was under way.
//!
//! # A busy database
//!
//! A step that needs an exclusive lock waits for it [as long as](Run::lock_timeout) others can bear to wait behind it, gives
//! up what it has, and tries again after a pause, [for some minutes](Run::patience). Who is in its way is named
//! ([`Event::Blocked`]). A step that holds nobody up (`CONCURRENTLY`, `VALIDATE`) waits as long as it takes. Rows are filled
//! in batches of about [150 ms](Run::batch_time), each a transaction, with pauses between them.
//!
//! # What each step begins with
//!
//! `search_path = public`, no `statement_timeout` unless [told](Run::statement_timeout), and otherwise the role's settings in
//! this database: what an earlier step has set is over.
//!
//! # Rolling back a release
//!
//! Migrations with higher numbers than those that are embedded were run by a later release, and are left alone: an older
//! release starts on a database that has already been expanded.

mod adopt;
mod duplicates;
mod error;
mod event;
mod ledger;
mod migration;
mod past;
mod probe;
mod run;
mod runner;
mod session;
mod standing;
mod status;
mod turn;
mod watch;

pub use adopt::adopt;
pub use error::{Error, Refused, Result, Wrong};
pub use event::{At, Blocker, Event, Holder};
pub use migration::{Backfill, LockWait, Migration, Phase, Probe, Step};
pub use run::{Planned, Ran, Run, run};
pub use session::connect_timeout;
pub use standing::{Standing, State};
pub use status::{Resolution, Status, resolve, status};
