//! The libraries, each doing the work as its documentation shows.

mod diesel;
mod diesel_async;
mod diesel_table;
mod relata;
mod sea_orm;
mod sqlx;
mod toasty;
mod tokio_postgres;

use std::pin::Pin;

use crate::work::{Digest, Reading, Work};

pub(crate) type Answer<'a> = Pin<Box<dyn Future<Output = Result<Option<Digest>, Failed>> + 'a>>;
pub(crate) type Failed = Box<dyn std::error::Error>;

/// A library with a connection of its own.
pub(crate) trait Peer {
    /// Does the work for the key (a user's, where one is needed); `None` if it can't do it. The rows are
    /// those to insert.
    fn does(&mut self, work: Work, key: i64, rows: Vec<Reading>) -> Answer<'_>;
}

/// A library: its name, and how it connects.
pub(crate) struct Library {
    pub(crate) name: &'static str,
    pub(crate) connect: fn(String) -> Connecting,
}

pub(crate) type Connecting = Pin<Box<dyn Future<Output = Result<Box<dyn Peer>, Failed>>>>;

/// All of them; the others are compared with the first.
pub(crate) const LIBRARIES: &[Library] = &[
    Library {
        name: "relata",
        connect: |url| Box::pin(relata::connect(url)),
    },
    Library {
        name: "sqlx by hand",
        connect: |url| Box::pin(sqlx::connect(url)),
    },
    Library {
        name: "tokio-postgres",
        connect: |url| Box::pin(tokio_postgres::connect(url)),
    },
    Library {
        name: "Diesel",
        connect: |url| Box::pin(diesel::connect(url)),
    },
    Library {
        name: "diesel-async",
        connect: |url| Box::pin(diesel_async::connect(url)),
    },
    Library {
        name: "SeaORM",
        connect: |url| Box::pin(sea_orm::connect(url)),
    },
    Library {
        name: "Toasty",
        connect: |url| Box::pin(toasty::connect(url)),
    },
];
