//! What a transaction sends, as it crosses the wire.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use relata::Isolation;
use relata::codegen::sqlx::PgPool;
use relata::codegen::sqlx::postgres::PgPoolOptions;
use relata::testing::Database;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};

use super::database;
use super::schema::Account;

type Sent = Arc<Mutex<Vec<String>>>;

/// Passes on what a client sends, and keeps the texts of its statements.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, sent: Sent) -> std::io::Result<()> {
    // The first message has no letter; the others follow one.
    let mut first = true;
    loop {
        let letter = if first { 0 } else { from.read_u8().await? };
        let length = from.read_u32().await?;
        let mut body = vec![0; length as usize - 4];
        from.read_exact(&mut body).await?;
        let texts = match letter {
            b'Q' => 0..1,
            // Behind the name of the statement.
            b'P' => 1..2,
            _ => 0..0,
        };
        for text in body
            .split(|byte| *byte == 0)
            .take(texts.end)
            .skip(texts.start)
        {
            sent.lock()
                .unwrap()
                .push(String::from_utf8_lossy(text).into_owned());
        }
        if !first {
            to.write_u8(letter).await?;
        }
        to.write_u32(length).await?;
        to.write_all(&body).await?;
        first = false;
    }
}

/// A connection to the database by way of a folder of its own.
async fn tapped(db: &Database) -> (PgPool, Sent) {
    let sent = Sent::default();
    let server = db
        .options()
        .get_socket()
        .expect("the server listens to a socket")
        .clone();
    let port = db.options().get_port();
    let folder = std::env::temp_dir().join(format!("relata-wire-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let socket = folder.join(format!(".s.PGSQL.{port}"));
    let _ = std::fs::remove_file(&socket);
    let listener = UnixListener::bind(&socket).unwrap();
    let (server, keep) = (server.join(format!(".s.PGSQL.{port}")), Arc::clone(&sent));
    tokio::spawn(async move {
        let (client, _) = listener.accept().await?;
        std::fs::remove_dir_all(&folder)?;
        let (from_client, mut to_client) = client.into_split();
        let (mut from_server, to_server) = UnixStream::connect(server).await?.into_split();
        tokio::spawn(pass(from_client, to_server, keep));
        tokio::io::copy(&mut from_server, &mut to_client).await
    });
    let options = db.options().clone().socket(socket.parent().unwrap());
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false);
    let pool = pool.acquire_timeout(Duration::from_secs(20));
    (pool.connect_with(options).await.unwrap(), sent)
}

#[tokio::test]
async fn a_transaction_is_begun_and_ended_by_one_statement_each() {
    let db = database().await;
    let (pool, sent) = tapped(&db).await;
    let taken = || std::mem::take(&mut *sent.lock().unwrap());
    taken();
    // Other tests make statements fail meanwhile, after which each transaction asks: until none
    // does.
    for attempt in 0..200 {
        relata::transaction(&pool)
            .isolation(Isolation::Serializable)
            .read_only()
            .lock_timeout(Duration::from_secs(1))
            .run(async |tx| {
                Account::find(&mut *tx, 1).await?;
                tx.savepoint(async |_| relata::Ok(())).await
            })
            .await
            .unwrap();
        let mut texts = taken();
        texts.retain(|text| !text.starts_with("SELECT"));
        if attempt < 199 && texts.iter().any(|text| text == "SAVEPOINT asked") {
            continue;
        }
        let begin = "BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY; SET LOCAL lock_timeout = 1000";
        let savepoint = [
            "SAVEPOINT _sqlx_savepoint_1",
            "RELEASE SAVEPOINT _sqlx_savepoint_1",
        ];
        assert_eq!(texts, [begin, savepoint[0], savepoint[1], "COMMIT"]);
        break;
    }
    let refused = relata::transaction(&pool)
        .run(async |_| Err::<(), _>(relata::Error::NotFound { what: "anything" }))
        .await;
    assert!(refused.is_err());
    assert_eq!(taken(), ["BEGIN", "ROLLBACK"]);
}
