//! PostgreSQL by itself: finds one, starts it, and leaves nothing behind.
//!
//! Tests, examples and tools need a server, and nobody should have to set one
//! up. [`Database::create`] is all that most callers need. Which server it
//! uses, in this order:
//!
//! 1. `DATABASE_URL`: that server, as it is. It is never started or stopped, and
//!    the database that the URL names is never changed: databases are made
//!    beside it, and dropped again.
//! 2. `RELATA_PG_BIN`: a folder with `initdb` and `postgres`. A wrong one is an
//!    error.
//! 3. The newest installed PostgreSQL, 14 or later.
//! 4. With the feature `download`, one in the user's cache, downloaded there
//!    the first time.
//! 5. An error that names the command that installs PostgreSQL here.
//!
//! The servers that relata starts listen on a socket in a folder that only
//! their user may enter; they have no TCP port, and are tuned for data that
//! nobody will miss (no fsync). The folder is in `TMPDIR` if that is set, else in shared
//! memory when that has a gigabyte to spare, else in the temporary folder. Each server has a supervisor, a small shell script that
//! stops the server and removes its folder when the last process that uses it
//! is gone, be it by `kill -9`: see [`Server`] for how.

#[cfg(not(unix))]
compile_error!("the feature `server` of relata needs a Unix: sockets, signals and a shell");

mod account;
mod address;
mod cluster;
mod database;
#[cfg(feature = "download")]
mod download;
mod environment;
mod error;
mod find;
mod folder;
mod hash;
mod install;
mod installation;
mod orphan;
mod supervisor;
mod template;

pub use self::cluster::Server;
pub use self::database::Database;
pub use self::environment::Environment;
pub use self::error::Error;
pub use self::find::{Found, find, installation};
pub use self::installation::{Installation, Version};

/// What the functions of this module give.
type Result<T> = std::result::Result<T, Error>;
