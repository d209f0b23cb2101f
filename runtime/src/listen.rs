//! `LISTEN` and `NOTIFY`: hearing from the database instead of asking it.

use std::time::Duration;

use serde::de::DeserializeOwned;
use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgNotification};

use crate::column::AnyColumn;
use crate::error::{Error, Result};
use crate::executor::Executor;
use crate::future::Answer;
use crate::statement::{Parameter, Statement, execute};
use crate::transaction::jittered;
use crate::value::Unfit;
use crate::wire::Type;

/// How many bytes a notice holds.
const LONGEST: usize = 7999;

/// Listens to these channels, on a connection of the pool that is kept for it.
///
/// ```no_run
/// # async fn f(pool: &sqlx::PgPool) -> relata::Result<()> {
/// use relata::Heard;
///
/// let mut listener = relata::listen(pool, ["votes"]).await?;
/// loop {
///     match listener.recv().await? {
///         Heard::Notice(notice) => println!("{}: {}", notice.channel(), notice.payload()),
///         // Something may have been missed: look for yourself.
///         Heard::Reconnected => {}
///     }
/// }
/// # }
/// ```
///
/// A channel's name is quoted: it may be any text, and case counts.
///
/// # Errors
///
/// [`Error::Database`] if no connection is to be had, or the database refuses; [`Error::Value`] if a
/// channel has no name of 1 to 63 bytes.
pub async fn listen(
    pool: &PgPool,
    channels: impl IntoIterator<Item = impl Into<String>>,
) -> Result<Listener> {
    let channels: Vec<String> = channels.into_iter().map(Into::into).collect();
    channels.iter().try_for_each(|channel| check(channel))?;
    let listener = connect(pool, &channels).await?;
    Ok(Listener {
        pool: pool.clone(),
        channels,
        listener: Some(listener),
        attempt: 0,
    })
}

/// Sends a notice when the transaction commits; at once, where there is none. The payload may have
/// 7,999 bytes.
///
/// # Errors
///
/// [`Error::Value`] if the channel has no name of 1 to 63 bytes, or the payload has more than it may;
/// [`Error::Database`] if the statement fails.
pub fn notify<'e>(on: impl Executor<'e>, channel: &str, payload: &str) -> Answer<'e, ()> {
    let text = |name| AnyColumn {
        name,
        sql_type: Type::TEXT,
    };
    let parameters = [
        Parameter::new(text("channel"), Some(&channel.to_owned())),
        Parameter::new(text("payload"), Some(&payload.to_owned())),
    ];
    let sql = "SELECT pg_notify($1, $2)".to_owned();
    let statement = check(channel)
        .and_then(|()| check_payload(payload))
        .and_then(|()| Statement::new("notice", "notify", sql, &parameters));
    let source = on.source();
    Box::pin(async move { execute(source, statement?).await.map(drop) })
}

/// A connection that listens.
#[derive(Debug)]
pub struct Listener {
    pool: PgPool,
    channels: Vec<String>,
    /// Gone when the connection broke.
    listener: Option<PgListener>,
    /// How often in a row it could not be made again.
    attempt: u32,
}

/// What a listener hears.
#[derive(Debug, Clone)]
pub enum Heard {
    /// Somebody has sent something.
    Notice(Notice),
    /// The connection broke, and there is another; what was sent between them was missed.
    Reconnected,
}

/// What somebody has sent.
#[derive(Debug, Clone)]
pub struct Notice(PgNotification);

impl Notice {
    /// The channel that it came by.
    #[must_use]
    pub fn channel(&self) -> &str {
        self.0.channel()
    }

    /// The text that was sent.
    #[must_use]
    pub fn payload(&self) -> &str {
        self.0.payload()
    }

    /// The text, read as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] if it is not JSON, or of another form.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(self.payload()).map_err(|error| Error::Value {
            what: "notice",
            column: self.channel().to_owned(),
            why: Unfit::malformed(format!("does not parse: {error}")),
        })
    }
}

impl Listener {
    /// Waits for the next notice. A connection that broke is made again, after pauses that grow to
    /// ten seconds, for as long as that takes.
    ///
    /// A call that is dropped loses no notice.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if the pool was closed.
    pub async fn recv(&mut self) -> Result<Heard> {
        loop {
            let Some(listener) = &mut self.listener else {
                return self.reconnect().await;
            };
            match listener.try_recv().await {
                Ok(Some(notice)) => return Ok(Heard::Notice(Notice(notice))),
                Ok(None) => self.listener = None,
                Err(error @ sqlx::Error::PoolClosed) => return Err(failed(error)),
                Err(error) => {
                    tracing::debug!(target: "relata", %error, "a listener's connection broke");
                    self.listener = None;
                }
            }
        }
    }

    async fn reconnect(&mut self) -> Result<Heard> {
        loop {
            match connect(&self.pool, &self.channels).await {
                Ok(listener) => {
                    self.listener = Some(listener);
                    self.attempt = 0;
                    return Ok(Heard::Reconnected);
                }
                Err(error) if self.pool.is_closed() => return Err(error),
                Err(_) => {
                    let (first, longest) = (Duration::from_millis(100), Duration::from_secs(10));
                    let pause = jittered(first, longest, self.attempt);
                    self.attempt = self.attempt.saturating_add(1);
                    tokio::time::sleep(pause).await;
                }
            }
        }
    }
}

/// Refuses what PostgreSQL would cut off, or refuse.
fn check(channel: &str) -> Result<()> {
    if (1..=63).contains(&channel.len()) && !channel.contains('\0') {
        return Ok(());
    }
    let why = "is no name of a channel: that has 1 to 63 bytes, and no U+0000";
    Err(unfit("channel", why.to_owned()))
}

fn check_payload(payload: &str) -> Result<()> {
    match payload.len() {
        0..=LONGEST => Ok(()),
        bytes => Err(unfit(
            "payload",
            format!(
                "has {bytes} bytes, and a notice holds {LONGEST}: store it, and send its number"
            ),
        )),
    }
}

fn unfit(column: &str, why: String) -> Error {
    Error::Value {
        what: "notice",
        column: column.to_owned(),
        why: Unfit::new(why),
    }
}

async fn connect(pool: &PgPool, channels: &[String]) -> Result<PgListener> {
    let mut listener = PgListener::connect_with(pool).await.map_err(failed)?;
    listener.eager_reconnect(false);
    let channels = channels.iter().map(String::as_str);
    listener.listen_all(channels).await.map_err(failed)?;
    Ok(listener)
}

fn failed(error: sqlx::Error) -> Error {
    Error::database("notice", "listen")(error)
}
