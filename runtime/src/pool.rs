//! A pool: plain sqlx's, with settings that suit an application that serves requests.

mod url;
mod worn;

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, PgConnection, PgPool};

use crate::error::{Error, Result};
use crate::proxy::Proxied;
use crate::transaction::milliseconds;

/// Settings of a pool for the database of this URL; [`connect`](Pool::connect) gives a plain
/// `sqlx::PgPool`.
///
/// ```no_run
/// # async fn f() -> relata::Result<()> {
/// let url = std::env::var("DATABASE_URL").unwrap_or_default();
/// let pool = relata::pool(&url).max_connections(20).connect().await?;
/// # Ok(())
/// # }
/// ```
///
/// Of a URL that can't be used, [`connect`](Pool::connect) tells. What it does not say is taken from
/// the variables `PGHOST`, `PGUSER` and so on.
///
/// | setting | unless said otherwise | why |
/// |---|---|---|
/// | [`max_connections`](Pool::max_connections) | 10 | a server takes 100, shared by all processes and the next release beside this one; a server of few cores does no more at a time anyway |
/// | [`min_connections`](Pool::min_connections) | 0 | |
/// | [`acquire_timeout`](Pool::acquire_timeout) | 5 s | who has waited that long has gone; sqlx waits for 30 s |
/// | [`test_after`](Pool::test_after) | 30 s | a connection that was idle for so long is tested before it is given; sqlx tests each, which takes as long as reading a row |
/// | [`idle_timeout`](Pool::idle_timeout) | 10 min | |
/// | [`max_lifetime`](Pool::max_lifetime) | 30 min | each connection ends after 80 to 100 % of it, so that not all are made again at once |
/// | [`statement_timeout`](Pool::statement_timeout) | 30 s | |
/// | [`lock_timeout`](Pool::lock_timeout) | 10 s | |
/// | [`idle_in_transaction_timeout`](Pool::idle_in_transaction_timeout) | 60 s | a transaction that was forgotten keeps its locks, and old rows from being removed |
/// | [`application_name`](Pool::application_name) | the program's | shown in `pg_stat_activity` |
/// | [`statement_cache`](Pool::statement_cache) | 256 | each connection keeps as many statements prepared; those of a shape are few, and never depend on values |
///
/// The three timeouts are the server's, sent when a connection is made. One that the URL sets itself
/// (`?options=-c%20statement_timeout%3D1min`) stays. Of a pool made by sqlx every call of relata's works as well.
pub fn pool(url: &str) -> Pool {
    Pool {
        connection: url::parse(url),
        most: 10,
        least: 0,
        acquire: Duration::from_secs(5),
        test_after: Duration::from_secs(30),
        idle: Duration::from_secs(10 * 60),
        lifetime: Duration::from_secs(30 * 60),
        timeouts: [None; 3],
        name: None,
        statements: 256,
    }
}

/// The server's timeouts, and what they are unless said otherwise.
const TIMEOUTS: [(&str, Duration); 3] = [
    ("statement_timeout", Duration::from_secs(30)),
    ("lock_timeout", Duration::from_secs(10)),
    (
        "idle_in_transaction_session_timeout",
        Duration::from_secs(60),
    ),
];

/// Settings of a pool; see [`pool`](fn@pool).
#[must_use = "a pool is made by `connect`"]
#[derive(Clone)]
pub struct Pool {
    connection: Result<PgConnectOptions, &'static str>,
    most: u32,
    least: u32,
    acquire: Duration,
    test_after: Duration,
    idle: Duration,
    lifetime: Duration,
    /// In the order of `TIMEOUTS`.
    timeouts: [Option<Duration>; 3],
    name: Option<String>,
    statements: usize,
}

impl Pool {
    /// At most this many connections; one at least.
    pub fn max_connections(mut self, connections: u32) -> Self {
        self.most = connections.max(1);
        self
    }

    /// Keeps this many connections open, also when nobody uses them.
    pub fn min_connections(mut self, connections: u32) -> Self {
        self.least = connections;
        self
    }

    /// Who waits longer for a connection gets [`Error::Busy`], which says how many are in use.
    pub fn acquire_timeout(mut self, limit: Duration) -> Self {
        self.acquire = limit;
        self
    }

    /// Tests a connection before it is given if it was idle for this long, with one round trip; one
    /// that is broken is replaced. Zero tests each.
    pub fn test_after(mut self, idle: Duration) -> Self {
        self.test_after = idle;
        self
    }

    /// Closes a connection that nobody used for this long.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle = limit;
        self
    }

    /// Closes a connection before it is this old: after 80 to 100 % of it, at random, when it is given
    /// back.
    pub fn max_lifetime(mut self, limit: Duration) -> Self {
        self.lifetime = limit;
        self
    }

    /// A statement that takes longer fails with `57014`. Zero is no limit.
    pub fn statement_timeout(self, limit: Duration) -> Self {
        self.timeout(0, limit)
    }

    /// A statement that waits longer for a lock fails with `55P03`. Zero is no limit.
    pub fn lock_timeout(self, limit: Duration) -> Self {
        self.timeout(1, limit)
    }

    /// Longer between two statements of a transaction, and the server closes the connection. Zero is no
    /// limit.
    pub fn idle_in_transaction_timeout(self, limit: Duration) -> Self {
        self.timeout(2, limit)
    }

    fn timeout(mut self, which: usize, limit: Duration) -> Self {
        self.timeouts[which] = Some(limit);
        self
    }

    /// What `pg_stat_activity` and the server's log call it. The URL's `application_name` is
    /// replaced.
    pub fn application_name(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// How many statements each connection keeps prepared.
    pub fn statement_cache(mut self, statements: usize) -> Self {
        self.statements = statements;
        self
    }

    /// For PgBouncer with `pool_mode = transaction`. Gives [`Proxied`], whose calls run in a transaction each,
    /// by statements that have no name.
    ///
    /// A call then takes four round trips to the proxy instead of one: `BEGIN`, with the pool's
    /// timeouts in the same message; parsing; running; `COMMIT`. In a transaction of the caller's it takes two.
    ///
    /// The timeouts go with each `BEGIN`: PgBouncer refuses connections that ask for settings when they
    /// begin (`options`, `extra_float_digits`), so none is asked for.
    pub fn behind_pgbouncer(self) -> ProxiedPool {
        ProxiedPool(self)
    }

    /// Makes the pool, and one connection.
    ///
    /// # Errors
    ///
    /// [`Error::Url`] if the URL can't be used; [`Error::Database`] if the server can't be reached within the
    /// `acquire_timeout`, or refuses the connection. None of them shows the password.
    pub async fn connect(self) -> Result<PgPool> {
        let settings = self.session()?;
        self.made(settings).await
    }

    /// Makes the pool, which connects when it is first used.
    ///
    /// # Errors
    ///
    /// [`Error::Url`] if the URL can't be used.
    pub fn connect_lazy(self) -> Result<PgPool> {
        let connection = self.session()?;
        Ok(self.options().connect_lazy_with(connection))
    }

    async fn made(self, connection: PgConnectOptions) -> Result<PgPool> {
        let pool = self.options().connect_with(connection.clone()).await;
        let failed = Error::database("pool", "connect");
        match pool {
            Ok(pool) => Ok(pool),
            // It waits while connections are refused, and then does not say so.
            Err(sqlx::Error::PoolTimedOut) => {
                let once = PgConnection::connect_with(&connection);
                match tokio::time::timeout(Duration::from_secs(1), once).await {
                    Ok(Err(why)) => Err(failed(why)),
                    _ => Err(failed(sqlx::Error::PoolTimedOut)),
                }
            }
            Err(error) => Err(failed(error)),
        }
    }

    fn options(&self) -> PgPoolOptions {
        let (test_after, lifetime) = (self.test_after, self.lifetime);
        PgPoolOptions::new()
            .max_connections(self.most)
            .min_connections(self.least)
            .acquire_timeout(self.acquire)
            .idle_timeout(self.idle)
            .max_lifetime(lifetime)
            .test_before_acquire(false)
            .before_acquire(move |connection, meta| {
                Box::pin(async move {
                    Ok(meta.idle_for < test_after || connection.ping().await.is_ok())
                })
            })
            .after_release(move |_, meta| {
                Box::pin(async move { Ok(!worn::worn(meta.age, lifetime)) })
            })
    }

    /// How a connection of its own is made.
    fn session(&self) -> Result<PgConnectOptions> {
        let connection = self.named()?;
        let said = connection.get_options().unwrap_or_default().to_owned();
        let settings = self.limits(&said).into_iter();
        let settings = settings.map(|(setting, limit)| (setting, milliseconds(limit).to_string()));
        Ok(connection
            .options(settings)
            .statement_cache_capacity(self.statements))
    }

    /// The timeouts, but those that the URL sets and nobody else.
    fn limits(&self, url: &str) -> Vec<(&'static str, Duration)> {
        let all = TIMEOUTS.iter().zip(self.timeouts);
        all.filter(|((setting, _), given)| given.is_some() || !url.contains(setting))
            .map(|((setting, usual), given)| (*setting, given.unwrap_or(*usual)))
            .collect()
    }

    fn named(&self) -> Result<PgConnectOptions> {
        let connection = self.connection.clone().map_err(|why| Error::Url { why })?;
        let name = match &self.name {
            Some(name) => name.clone(),
            None if connection.get_application_name().is_some() => return Ok(connection),
            None => program(),
        };
        Ok(connection.application_name(&name))
    }
}

/// The name of the program's file.
fn program() -> String {
    let path = std::env::current_exe().unwrap_or_default();
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    name.into_owned()
}

/// No URL, which may hold a password.
impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool")
            .field("max_connections", &self.most)
            .field("min_connections", &self.least)
            .finish_non_exhaustive()
    }
}

/// Settings of a pool behind PgBouncer; see [`Pool::behind_pgbouncer`].
#[must_use = "a pool is made by `connect`"]
#[derive(Debug, Clone)]
pub struct ProxiedPool(Pool);

impl ProxiedPool {
    /// Makes the pool, and one connection to the proxy.
    ///
    /// # Errors
    ///
    /// Those of [`Pool::connect`].
    pub async fn connect(self) -> Result<Proxied> {
        let (connection, limits) = self.session()?;
        Ok(Proxied::new(self.0.made(connection).await?, limits))
    }

    /// Makes the pool, which connects when it is first used.
    ///
    /// # Errors
    ///
    /// Those of [`Pool::connect_lazy`].
    pub fn connect_lazy(self) -> Result<Proxied> {
        let (connection, limits) = self.session()?;
        let pool = self.0.options().connect_lazy_with(connection);
        Ok(Proxied::new(pool, limits))
    }

    /// What goes with a connection, and what with each transaction.
    fn session(&self) -> Result<(PgConnectOptions, Vec<(&'static str, Duration)>)> {
        let connection = self
            .0
            .named()?
            .extra_float_digits(None)
            .statement_cache_capacity(0);
        Ok((connection, self.0.limits("")))
    }
}
