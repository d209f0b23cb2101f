//! What crosses the wire: a socket between a pool and the server, which keeps what clients send.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use relata::sqlx::PgPool;
use relata::sqlx::postgres::PgPoolOptions;
use relata::testing::Database;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};

/// A message of a client: the letter by which the protocol knows it (nought for the first, which
/// has none), and what follows its length.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) letter: u8,
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// The text of a statement, in `Query` and `Parse`.
    pub(crate) fn text(&self) -> Option<String> {
        let part = match self.letter {
            b'Q' => 0,
            // Behind the name of the statement.
            b'P' => 1,
            _ => return None,
        };
        let text = self.body.split(|byte| *byte == 0).nth(part)?;
        Some(String::from_utf8_lossy(text).into_owned())
    }
}

/// What was sent since it was last taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent(Arc<Mutex<Vec<Message>>>);

impl Sent {
    pub(crate) fn take(&self) -> Vec<Message> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// The texts of statements alone.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.take().iter().filter_map(Message::text).collect()
    }
}

/// Connections to the database, this many at most, that pass by here.
pub(crate) async fn tapped(db: &Database, connections: u32) -> (PgPool, Sent) {
    static TAPS: AtomicU32 = AtomicU32::new(0);

    let sent = Sent::default();
    let server = db.options().get_socket();
    let server = server.expect("the server listens to a socket").clone();
    let port = db.options().get_port();
    let tap = TAPS.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("relata-tap-{}-{tap}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let name = format!(".s.PGSQL.{port}");
    let socket = folder.join(&name);
    let _ = std::fs::remove_file(&socket);
    let listener = UnixListener::bind(&socket).unwrap();
    let keep = sent.clone();
    tokio::spawn(async move {
        loop {
            let (client, _) = listener.accept().await?;
            let server = UnixStream::connect(server.join(&name)).await?;
            tokio::spawn(between(client, server, keep.clone()));
        }
        #[expect(unreachable_code, reason = "names the type of the error")]
        std::io::Result::Ok(())
    });
    let options = db.options().clone().socket(&folder);
    let pool = PgPoolOptions::new()
        .min_connections(connections)
        .max_connections(connections)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(20));
    let pool = pool.connect_with(options).await.unwrap();
    // All of them, before the folder goes.
    let mut all = Vec::new();
    for _ in 0..connections {
        all.push(pool.acquire().await.unwrap());
    }
    drop(all);
    std::fs::remove_dir_all(&folder).unwrap();
    sent.take();
    (pool, sent)
}

async fn between(client: UnixStream, server: UnixStream, sent: Sent) -> std::io::Result<()> {
    let (from_client, mut to_client) = client.into_split();
    let (mut from_server, to_server) = server.into_split();
    tokio::spawn(pass(from_client, to_server, sent));
    tokio::io::copy(&mut from_server, &mut to_client).await?;
    Ok(())
}

/// Passes on what a client sends, and keeps it.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, sent: Sent) -> std::io::Result<()> {
    let mut first = true;
    loop {
        let letter = if first { 0 } else { from.read_u8().await? };
        let length = from.read_u32().await?;
        let mut body = vec![0; length as usize - 4];
        from.read_exact(&mut body).await?;
        let mut message = Vec::with_capacity(body.len() + 5);
        if !first {
            message.push(letter);
        }
        message.extend(length.to_be_bytes());
        message.extend(&body);
        sent.0.lock().unwrap().push(Message { letter, body });
        to.write_all(&message).await?;
        first = false;
    }
}
