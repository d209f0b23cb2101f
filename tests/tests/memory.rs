//! A load takes three times the memory of its result at most, at its highest: what the server sent is
//! kept until the structs are made of it, and nothing is kept twice. What comes at once is cut where it is
//! long: while sqlx reads a message of many megabytes, its buffer grows by being copied into one of twice
//! the size.
//!
//! Loads of the sizes that few applications have take a minute and gigabytes, so they run when they
//! are asked for: `cargo test --release -p relata-tests --test memory -- --ignored --nocapture`.

// Tests fail by it, and so do the functions beside them.
#![allow(clippy::unwrap_used)]

#[path = "all/loads/library.rs"]
mod library;

use std::time::Instant;

use peak_alloc::PeakAlloc;
use relata::testing::Database;
use relata::{Load, Query};
use sqlx::PgPool;
use tokio::sync::Mutex;

use library::{DDL, Note, authors, books, notes};

/// Counts what is allocated, and moves what grows instead of extending it: more than an application's
/// allocator takes.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// How many times the size of its result a load takes at most.
const MOST: f64 = 3.0;

/// One load at a time is counted.
static ALONE: Mutex<()> = Mutex::const_new(());

#[derive(Debug, PartialEq, relata::Load)]
#[load(books)]
struct Discussed {
    title: String,
    notes: Vec<Line>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(notes)]
struct Line {
    id: i64,
    body: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(authors)]
struct Writer {
    nick: String,
    books: Vec<Title>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(books)]
struct Title {
    title: String,
    rank: i32,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(notes)]
struct Thread {
    id: i64,
    body: String,
    #[load(depth = 5)]
    answers: Vec<Thread>,
}

/// What a value takes, without what the allocator adds.
trait Size {
    fn size(&self) -> usize;
}

impl Size for String {
    fn size(&self) -> usize {
        size_of::<Self>() + self.len()
    }
}

impl<T: Size> Size for Vec<T> {
    fn size(&self) -> usize {
        size_of::<Self>() + self.iter().map(Size::size).sum::<usize>()
    }
}

impl Size for Discussed {
    fn size(&self) -> usize {
        self.title.size() + self.notes.size()
    }
}

impl Size for Line {
    fn size(&self) -> usize {
        8 + self.body.size()
    }
}

impl Size for Writer {
    fn size(&self) -> usize {
        self.nick.size() + self.books.size()
    }
}

impl Size for Title {
    fn size(&self) -> usize {
        8 + self.title.size()
    }
}

impl Size for Thread {
    fn size(&self) -> usize {
        8 + self.body.size() + self.answers.size()
    }
}

/// Loads, and says how long it took and how much memory at its highest.
async fn load<S: Load + Size>(pool: &PgPool, what: &str, query: Query<S>) -> Vec<S> {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let begun = Instant::now();
    let rows = query.fetch_all(pool).await.unwrap();
    let took = begun.elapsed();
    let taken = MEMORY.peak_usage() - before;
    let size = rows.size();
    let times = taken as f64 / size as f64;
    println!(
        "{what}: {took:.2?}, {} MB at most for {} MB, {times:.2} times",
        taken >> 20,
        size >> 20
    );
    assert!(times < MOST, "{what}: {times} times the size of the result");
    rows
}

async fn run(pool: &PgPool, sql: String) {
    let sql = sqlx::AssertSqlSafe(sql);
    sqlx::raw_sql(sql).execute(pool).await.unwrap();
}

/// So many rows of one parent.
async fn one_parent(rows: usize) {
    let _alone = ALONE.lock().await;
    let db = Database::create(DDL).await.unwrap();
    let pool = db.pool();
    let fill = format!(
        "INSERT INTO authors (nick) VALUES ('a');
        INSERT INTO books (id, author_id, title) SELECT gen_random_uuid(), id, 't' FROM authors;
        INSERT INTO notes (book_id, body) SELECT id, 'a remark of some length, number ' || n
            FROM books, generate_series(1, {rows}) AS n; ANALYZE"
    );
    run(pool, fill).await;
    let query = || Query::<Discussed>::new().filter(books::title.eq("t"));
    for (what, query) in [
        ("one statement", query().one_statement()),
        ("level by level", query().batched()),
    ] {
        let loaded = load(pool, what, query).await;
        assert_eq!(loaded[0].notes.len(), rows);
        assert!(loaded[0].notes.is_sorted_by_key(|note| note.id));
    }
}

/// So many parents with ten children each.
async fn parents(parents: usize) {
    let _alone = ALONE.lock().await;
    let db = Database::create(DDL).await.unwrap();
    let pool = db.pool();
    let fill = format!(
        "INSERT INTO authors (nick) SELECT 'author ' || n FROM generate_series(1, {parents}) AS n;
        INSERT INTO books (id, author_id, title, rank)
            SELECT gen_random_uuid(), a.id, 'a title of some length', n
            FROM generate_series(1, 10) AS n, authors AS a; ANALYZE"
    );
    run(pool, fill).await;
    let query = || Query::<Writer>::new().order_by(authors::id.asc());
    for (what, query) in [
        ("one statement", query().one_statement()),
        ("level by level", query()),
    ] {
        let loaded = load(pool, what, query).await;
        assert_eq!(loaded.len(), parents);
        assert!(loaded.iter().all(|writer| writer.books.len() == 10));
    }
}

#[tokio::test]
async fn rows_of_one_parent_are_not_kept_twice() {
    one_parent(100_000).await;
}

#[tokio::test]
#[ignore = "a million rows"]
async fn a_million_rows_of_one_parent() {
    one_parent(1_000_000).await;
}

#[tokio::test]
async fn rows_of_many_parents_are_not_kept_twice() {
    parents(10_000).await;
}

#[tokio::test]
#[ignore = "a million rows"]
async fn a_hundred_thousand_parents() {
    parents(100_000).await;
}

#[tokio::test]
#[ignore = "more than a gigabyte"]
async fn more_than_a_value_can_hold() {
    let _alone = ALONE.lock().await;
    let db = Database::create(DDL).await.unwrap();
    let pool = db.pool();
    let fill = "INSERT INTO authors (nick) VALUES ('a');
        INSERT INTO books (id, author_id, title) SELECT gen_random_uuid(), id, 't' FROM authors;
        INSERT INTO notes (book_id, body) SELECT id, repeat('x', 4000000)
            FROM books, generate_series(1, 300) AS n";
    run(pool, fill.to_owned()).await;
    let query = || Query::<Discussed>::new().filter(books::title.eq("t"));
    for (what, query) in [
        ("one statement", query().one_statement()),
        ("level by level", query().batched()),
    ] {
        let book = load(pool, what, query).await.remove(0);
        let length: usize = book.notes.iter().map(|note| note.body.len()).sum();
        assert_eq!((book.notes.len(), length), (300, 1_200_000_000));
    }
    // In a transaction of the caller's the error is the caller's.
    let mut transaction = pool.begin().await.unwrap();
    let error = query().batched().fetch_all(&mut transaction).await;
    println!("{}", error.unwrap_err());
}

#[tokio::test]
async fn six_levels_are_not_kept_twice() {
    let _alone = ALONE.lock().await;
    let db = Database::create(DDL).await.unwrap();
    let pool = db.pool();
    let fill = "INSERT INTO authors (nick) VALUES ('a');
        INSERT INTO books (id, author_id, title) SELECT gen_random_uuid(), id, 't' FROM authors;
        INSERT INTO notes (book_id, body) SELECT id, 'root ' || n FROM books, generate_series(1, 10) AS n;
        DO $$ BEGIN FOR i IN 1..5 LOOP
            INSERT INTO notes (book_id, parent_id, body) SELECT book_id, id, 'note ' || n
            FROM notes, generate_series(1, 3) AS n
            WHERE id > (SELECT max(id) FROM notes) - 10 * 3 ^ (i - 1);
        END LOOP; END $$; ANALYZE";
    run(pool, fill.to_owned()).await;
    let total = Note::query().fetch_all(pool).await.unwrap().len();
    let query = || Query::<Thread>::new().filter(notes::parent_id.is_null());
    let level = load(pool, "level by level", query().batched()).await;
    let one = load(pool, "one statement", query().one_statement()).await;
    assert_eq!(level, one);
    fn count(threads: &[Thread]) -> usize {
        threads
            .iter()
            .map(|thread| 1 + count(&thread.answers))
            .sum()
    }
    assert_eq!(count(&level), total);
    assert_eq!(total, 10 * (1 + 3 + 9 + 27 + 81 + 243));
}
