//! Two releases at once: the one before a change of the database and the one after it, which both answer requests while the
//! database changes under them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use axum_extra::extract::cookie::Key;
use relata::sqlx::postgres::PgPoolOptions;
use relata::sqlx::{self, PgPool};
use relata::testing::Database;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::site::{Visitor, eventually, serve};

/// A release that runs: its site, its worker, and people who use it without a break.
struct Release {
    url: String,
    pool: PgPool,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    rounds: Arc<AtomicUsize>,
}

async fn pool(database: &Database) -> PgPool {
    let pool = PgPoolOptions::new().max_connections(6);
    pool.connect_lazy_with(database.options().clone())
}

impl Release {
    async fn old(database: &Database, key: &Key) -> Self {
        let pool = pool(database).await;
        let app = votes::App {
            pool: pool.clone(),
            key: key.clone(),
        };
        let (stop, stopped) = watch::channel(false);
        let worker = votes::jobs::work(pool.clone(), until(stopped));
        let worker = tokio::spawn(async move { worker.await.unwrap() });
        Self::of(serve(votes::site(app)).await, pool, stop, worker).await
    }

    async fn new(database: &Database, key: &Key) -> Self {
        let pool = pool(database).await;
        let app = votes_next::App {
            pool: pool.clone(),
            key: key.clone(),
        };
        let (stop, stopped) = watch::channel(false);
        let worker = votes_next::jobs::work(pool.clone(), until(stopped));
        let worker = tokio::spawn(async move { worker.await.unwrap() });
        Self::of(serve(votes_next::site(app)).await, pool, stop, worker).await
    }

    async fn of(
        url: String,
        pool: PgPool,
        stop: watch::Sender<bool>,
        worker: JoinHandle<()>,
    ) -> Self {
        let rounds = Arc::<AtomicUsize>::default();
        let mut tasks = vec![worker];
        for number in 0..2 {
            let (url, stopped, rounds) = (url.clone(), stop.subscribe(), rounds.clone());
            tasks.push(tokio::spawn(async move {
                let port = url.rsplit(':').next().unwrap();
                let name = format!("Visitor {number} of {port}");
                while !*stopped.borrow() {
                    visit(&Visitor::signed_in(&url, &name).await, &name).await;
                    rounds.fetch_add(1, Ordering::Relaxed);
                }
            }));
        }
        Self {
            url,
            pool,
            stop,
            tasks,
            rounds,
        }
    }

    /// All that people do is done once more, and nothing fails.
    async fn goes_on(&self) {
        let enough = self.rounds.load(Ordering::Relaxed) + 2;
        let deadline = Instant::now() + Duration::from_secs(120);
        while self.rounds.load(Ordering::Relaxed) < enough {
            let ended = self.tasks.iter().any(JoinHandle::is_finished);
            assert!(!ended, "a request has failed");
            assert!(Instant::now() < deadline, "requests are not answered");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Lets all that was begun come to its end.
    async fn end(self) {
        self.stop.send(true).unwrap();
        for task in self.tasks {
            task.await.unwrap();
        }
        self.pool.close().await;
    }
}

/// When it is to stop, or nobody is there to say so.
async fn until(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// What people do. Each answer is a page, or leads to one.
async fn visit(visitor: &Visitor, name: &str) {
    let form = [
        ("title", "How do releases get on?"),
        ("body", "While the tables change."),
        ("tags", "rust postgresql"),
    ];
    let asked = visitor.post("/ask", &form).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    let question = asked.headers["location"].to_str().unwrap().to_owned();
    let answered = visitor
        .post(&format!("{question}/answers"), &[("body", "Side by side.")])
        .await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text);
    for value in ["1", "0", "-1"] {
        visitor.vote("/questions/1/vote", value).await;
        visitor.vote("/answers/1/vote", value).await;
    }
    let answer = visitor
        .post("/questions/1/answers", &[("body", "And so on.")])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    for page in [
        &question,
        "/questions/1",
        "/",
        "/?sort=top",
        "/?q=releases",
        "/?tag=rust",
        "/account",
    ] {
        visitor.text(page).await;
    }
    let renamed = visitor.post("/account", &[("name", name)]).await;
    assert_eq!(renamed.status, StatusCode::SEE_OTHER, "{}", renamed.text);
}

/// How many of the rows are not as they have to be.
async fn wrong(pool: &PgPool) -> i64 {
    let sql = "SELECT (SELECT count(*) FROM questions AS q WHERE votes <> \
                   (SELECT coalesce(sum(value), 0) FROM question_votes AS v WHERE v.question_id = q.id)) \
             + (SELECT count(*) FROM answers AS a WHERE votes <> \
                   (SELECT coalesce(sum(value), 0) FROM answer_votes AS v WHERE v.answer_id = a.id))";
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_releases_run_side_by_side_while_the_database_changes() {
    let database = Database::empty().await.unwrap();
    let admin = pool(&database).await;
    let key = Key::generate();
    // What the first release was made with.
    votes_next::db::migrate(&admin).to(1).await.unwrap();
    votes::database::set_up(&admin).await.unwrap();

    let old = Release::old(&database, &key).await;
    old.goes_on().await;
    let ran = votes_next::db::migrate(&admin)
        .lock_timeout(Duration::from_millis(200))
        .await
        .unwrap();
    assert!(ran.steps > 0 && !ran.waiting.is_empty(), "{ran:?}");
    old.goes_on().await;

    // Both, for as long as it takes to replace the one by the other.
    let new = Release::new(&database, &key).await;
    old.goes_on().await;
    new.goes_on().await;
    // What the one has written the other reads.
    let ada = Visitor::signed_in(&old.url, "Ada Lovelace").await;
    let same = Visitor::signed_in(&new.url, "Ada Lovelace").await;
    let form = [
        ("title", "Which release is this?"),
        ("body", "The old one."),
        ("tags", ""),
    ];
    let asked = ada.post("/ask", &form).await;
    let question = asked.headers["location"].to_str().unwrap();
    assert!(same.text(question).await.contains("Which release is this?"));
    same.vote(&format!("{question}/vote"), "1").await;
    let voted = ada.text(question).await;
    assert!(
        voted.contains(r#"<output aria-label="Votes">1</output>"#),
        "{voted}"
    );
    ada.vote(&format!("{question}/vote"), "-1").await;
    let voted = same.text(question).await;
    assert!(
        voted.contains(r#"<output aria-label="Votes">-1</output>"#),
        "{voted}"
    );
    let bob = Visitor::signed_in(&old.url, "Bob of the old").await;
    let answered = bob
        .post(&format!("{question}/answers"), &[("body", "Hear, hear.")])
        .await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER);
    for visitor in [&ada, &same] {
        eventually(async || visitor.text("/account").await.contains("Bob of the old")).await;
    }

    // None of the old is left.
    old.end().await;
    let contract = votes_next::db::migrate(&admin)
        .contract()
        .lock_timeout(Duration::from_millis(200));
    let ran = contract.await.unwrap();
    assert!(ran.steps > 0 && ran.waiting.is_empty(), "{ran:?}");
    new.goes_on().await;
    let marked = same.post(&format!("{question}/bookmark"), &[]).await;
    assert_eq!(marked.status, StatusCode::SEE_OTHER);
    new.end().await;
    assert_eq!(wrong(&admin).await, 0);
    let status = relata::migrate::status(&admin, votes_next::db::MIGRATIONS)
        .await
        .unwrap();
    assert!(status.is_done());
    admin.close().await;
    database.close().await.unwrap();
}
