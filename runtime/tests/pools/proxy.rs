//! Behind a real PgBouncer with `pool_mode = transaction`, where two connections to the server
//! serve twenty clients.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::TryStreamExt as _;
use relata::sqlx::{self, AssertSqlSafe, ConnectOptions as _, PgConnection};
use relata::testing::Database;
use relata::{Isolation, Proxied};

use super::private::{Folder, Running};
use super::{account, accounts};
use crate::blog::{self, NewUser, User, UserStatus, users};
use crate::contention::schema::{Account, DDL, accounts as account_columns};

const CLIENTS: i64 = 20;
const EACH: i64 = 60;

struct Bouncer {
    db: Database,
    folder: Folder,
    _running: Running,
}

fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders =
        std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders
        .map(|folder| folder.join("pgbouncer"))
        .find(|program| program.is_file())
}

/// A PgBouncer in front of a new database; without the program, says so.
async fn bouncer(ddl: &str) -> Option<Bouncer> {
    let Some(program) = program() else {
        eprintln!(
            "SKIPPED: there is no `pgbouncer`; install it with `apt-get install -y pgbouncer`"
        );
        return None;
    };
    let db = Database::create(ddl).await.unwrap();
    let folder = Folder::new(&db);
    let settings = format!(
        "[databases]\n* = host={} port={} user=postgres\n[pgbouncer]\nunix_socket_dir = {}\n\
         listen_port = 6432\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 100\n",
        db.options().get_socket().unwrap().display(),
        db.options().get_port(),
        folder.path.display(),
    );
    folder.write("pgbouncer.ini", &settings);
    let running = folder.start(&program, &["pgbouncer.ini"]);
    let bouncer = Bouncer {
        db,
        folder,
        _running: running,
    };
    for _ in 0..200 {
        if Path::new(&bouncer.folder.path.join(".s.PGSQL.6432")).exists() {
            return Some(bouncer);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let log = std::fs::read_to_string(bouncer.folder.path.join("log")).unwrap_or_default();
    panic!("PgBouncer did not start: {log}");
}

impl Bouncer {
    fn url(&self) -> String {
        let folder = self.folder.path.display().to_string().replace('/', "%2F");
        format!(
            "postgres://postgres@{folder}:6432/{}?sslmode=disable",
            self.db.name()
        )
    }

    async fn pool(&self) -> Proxied {
        let pool = relata::pool(&self.url())
            .max_connections(20)
            .acquire_timeout(Duration::from_secs(60))
            .behind_pgbouncer();
        pool.connect().await.unwrap()
    }

    /// A client as sqlx makes one, but for a setting that PgBouncer would refuse.
    async fn plain(&self) -> PgConnection {
        let options = self.db.options().clone();
        let options = options
            .socket(&self.folder.path)
            .port(6432)
            .extra_float_digits(None);
        options.connect().await.unwrap()
    }
}

/// Runs the clients at once, and counts the answers that are right.
async fn right<F, A>(client: impl Fn(i64) -> F) -> u32
where
    F: Future<Output = A> + Send + 'static,
    A: Send + 'static + Into<u32>,
{
    let clients: Vec<_> = (1..=CLIENTS).map(|n| tokio::spawn(client(n))).collect();
    let mut right = 0;
    for client in clients {
        right += client.await.unwrap().into();
    }
    right
}

#[tokio::test]
async fn every_answer_is_right_behind_pgbouncer_and_not_without_the_mode() {
    let Some(bouncer) = bouncer(DDL).await else {
        return;
    };
    accounts(bouncer.db.pool(), CLIENTS).await;
    let all = u32::try_from(CLIENTS * EACH).unwrap();

    // Each client has statements of its own: another order of columns, another limit.
    let pool = bouncer.pool().await;
    let shared = Arc::new(AtomicU32::new(0));
    let counted = right(|n| {
        let (pool, shared) = (pool.clone(), Arc::clone(&shared));
        async move {
            let mut right = 0u32;
            for round in 0..EACH {
                let id = account_columns::id;
                let mut query = Account::query().filter(id.eq(n));
                for _ in 0..n {
                    query = query.filter(account_columns::balance.ge(0));
                }
                let found = match round % 4 {
                    0 => Account::find(&pool, n).await.unwrap().unwrap(),
                    1 => query.fetch_all(&pool).await.unwrap().remove(0),
                    2 => query.fetch(&pool).try_next().await.unwrap().unwrap(),
                    _ => pool
                        .transaction()
                        .run(async |tx| {
                            shared.fetch_add(1, Ordering::Relaxed);
                            query.for_update().fetch_one(&mut *tx).await
                        })
                        .await
                        .unwrap(),
                };
                right += u32::from(found.id == n && found.balance == 10 * n);
            }
            right
        }
    })
    .await;
    assert_eq!(counted, all);
    assert_eq!(
        i64::from(shared.load(Ordering::Relaxed)),
        CLIENTS * EACH / 4
    );

    // sqlx alone: statements with a name, and those without.
    for persistent in [true, false] {
        let mut clients = Vec::new();
        for _ in 0..CLIENTS {
            clients.push(Some(bouncer.plain().await));
        }
        let clients = Arc::new(std::sync::Mutex::new(clients));
        let wrong = Arc::new(AtomicU32::new(0));
        let counted = right(|n| {
            let connection = clients.lock().unwrap()[usize::try_from(n - 1).unwrap()].take();
            let wrong = Arc::clone(&wrong);
            async move {
                let mut connection = connection.unwrap();
                let mut right = 0u32;
                for round in 0..EACH {
                    let sql = format!("SELECT {n}::bigint * 1000 + $1::bigint");
                    let answer: Result<i64, _> = sqlx::query_scalar(AssertSqlSafe(sql))
                        .bind(round)
                        .persistent(persistent)
                        .fetch_one(&mut connection)
                        .await;
                    match answer {
                        Ok(answer) if answer == n * 1000 + round => right += 1,
                        Ok(_) => _ = wrong.fetch_add(1, Ordering::Relaxed),
                        Err(_) => {}
                    }
                }
                right
            }
        })
        .await;
        let wrong = wrong.load(Ordering::Relaxed);
        println!(
            "persistent({persistent}) by sqlx alone: {counted} of {all} right, {wrong} of another client"
        );
        assert!(counted < all, "persistent({persistent}) would do as well");
    }
}

#[tokio::test]
async fn types_and_writes_work_behind_pgbouncer() {
    let Some(bouncer) = bouncer(blog::DDL).await else {
        return;
    };
    let pool = bouncer.pool().await;
    for round in 0..12 {
        let email = format!("U{round}@example.com");
        let new = NewUser {
            email,
            name: "u".to_owned(),
        }
        .status(UserStatus::Suspended);
        let user = User::insert(new).fetch_one(&pool).await.unwrap();
        let found = User::query()
            .filter(users::status.eq(UserStatus::Suspended))
            .filter(users::email.eq(format!("u{round}@EXAMPLE.com")))
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(found, user);
        let raw = relata::query_as!(User, "SELECT * FROM users WHERE id = $1", user.id);
        assert_eq!(raw.fetch_one(&pool).await.unwrap(), user);
    }
}

#[tokio::test]
async fn timeouts_and_levels_go_with_the_transaction() {
    let Some(bouncer) = bouncer(DDL).await else {
        return;
    };
    let pool = relata::pool(&bouncer.url())
        .statement_timeout(Duration::from_millis(70))
        .behind_pgbouncer()
        .connect_lazy()
        .unwrap();
    let id = Account::insert(account("one"))
        .fetch_one(&pool)
        .await
        .unwrap()
        .id;
    let slow = relata::query_as!(Account, "SELECT accounts.* FROM accounts, pg_sleep(9)");
    let error = slow.fetch_all(&pool).await.unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("57014"));

    let serial = pool.transaction().isolation(Isolation::Serializable);
    serial
        .run(async |tx| {
            let inner = tx.savepoint(async |tx| {
                Account::insert(account("undone")).execute(&mut *tx).await?;
                Err::<(), _>(relata::Error::NotFound { what: "anything" })
            });
            assert!(inner.await.is_err());
            let rows = (0..3000).map(|n| account(&format!("copied {n}")));
            Account::copy_in().rows(rows).execute(&mut *tx).await?;
            relata::Ok(())
        })
        .await
        .unwrap();
    assert_eq!(Account::query().count(&pool).await.unwrap(), 3001);
    // What fails is rolled back, and leaves the connection as it was.
    let twice = [account("x").balance(-1), account("y").balance(1)];
    assert!(Account::insert_many(twice).execute(&pool).await.is_err());
    assert_eq!(Account::query().count(&pool).await.unwrap(), 3001);
    assert_eq!(
        Account::find(&pool, id).await.unwrap().unwrap().owner,
        "one"
    );
}

#[tokio::test]
async fn migrations_are_not_run_behind_pgbouncer() {
    let Some(bouncer) = bouncer(DDL).await else {
        return;
    };
    let proxied = bouncer.pool().await;
    for _ in 0..3 {
        let refused = relata::migrate::run(proxied.pool(), &[]).await;
        assert!(
            matches!(refused, Err(relata::migrate::Error::Proxy)),
            "{refused:?}"
        );
        let refused = relata::migrate::status(proxied.pool(), &[]).await;
        assert!(
            matches!(refused, Err(relata::migrate::Error::Proxy)),
            "{refused:?}"
        );
    }
    // While others use the proxy as well.
    let busy = tokio::spawn({
        let pool = proxied.pool().clone();
        async move {
            for _ in 0..50 {
                let _ = sqlx::raw_sql("SELECT pg_sleep(0.01)").execute(&pool).await;
            }
        }
    });
    for _ in 0..3 {
        let refused = relata::migrate::run(proxied.pool(), &[]).await;
        assert!(
            matches!(refused, Err(relata::migrate::Error::Proxy)),
            "{refused:?}"
        );
    }
    busy.await.unwrap();
    // By a pool that knows nothing of the proxy.
    let plain = relata::pool(&bouncer.url()).connect_lazy().unwrap();
    let refused = relata::migrate::run(&plain, &[]).await.unwrap_err();
    assert!(
        refused.to_string().contains("this is PgBouncer"),
        "{refused}"
    );
    assert!(relata::migrate::run(bouncer.db.pool(), &[]).await.is_ok());
}
