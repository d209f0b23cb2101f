//! Loads of a size that few applications have. They take a minute and a gigabyte, so they run when
//! they are asked for: `cargo test -p relata-tests --test all -- --ignored scale --nocapture`.

use std::time::Instant;

use relata::testing::Database;
use relata::{Load, Query};
use sqlx::PgPool;

use super::library::{Author, DDL, Note, authors, books, notes};

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
    // From now on the kernel keeps the highest of this process.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = memory("VmRSS:");
    let begun = Instant::now();
    let rows = query.fetch_all(pool).await.unwrap();
    let took = begun.elapsed();
    let taken = memory("VmHWM:").saturating_sub(before);
    let size = rows.size();
    let times = taken as f64 / size as f64;
    println!(
        "{what}: {took:.2?}, {} MB at most for {} MB, {times:.2} times",
        taken >> 20,
        size >> 20
    );
    assert!(times < 3.0, "{what}: {times} times the size of the result");
    rows
}

/// A line of what the kernel says of this process, in bytes.
fn memory(name: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    let kilobytes = line.split_whitespace().nth(1).unwrap();
    kilobytes.parse::<usize>().unwrap() * 1024
}

async fn run(pool: &PgPool, sql: &'static str) {
    sqlx::raw_sql(sql).execute(pool).await.unwrap();
}

#[tokio::test]
#[ignore = "a million rows"]
async fn scale_a_million_rows_of_one_parent() {
    let db = Database::create(DDL).await.unwrap();
    let pool = db.pool();
    run(
        pool,
        "INSERT INTO authors (nick) VALUES ('a');
        INSERT INTO books (id, author_id, title) SELECT gen_random_uuid(), id, 't' FROM authors;
        INSERT INTO notes (book_id, body) SELECT id, 'a remark of some length, number ' || n
            FROM books, generate_series(1, 1000000) AS n; ANALYZE",
    )
    .await;
    let query = || Query::<Discussed>::new().filter(books::title.eq("t"));
    let one = load(pool, "one statement", query().one_statement()).await;
    assert_eq!(one[0].notes.len(), 1_000_000);
    assert!(one[0].notes.is_sorted_by_key(|note| note.id));
    drop(one);
    let level = load(pool, "level by level", query().batched()).await;
    assert_eq!(level[0].notes.len(), 1_000_000);
    assert!(level[0].notes.is_sorted_by_key(|note| note.id));
}

#[tokio::test]
#[ignore = "a million rows"]
async fn scale_a_hundred_thousand_parents() {
    let db = Database::create(DDL).await.unwrap();
    let pool = db.pool();
    run(
        pool,
        "INSERT INTO authors (nick) SELECT 'author ' || n FROM generate_series(1, 100000) AS n;
        INSERT INTO books (id, author_id, title, rank)
            SELECT gen_random_uuid(), a.id, 'a title of some length', n
            FROM generate_series(1, 10) AS n, authors AS a; ANALYZE",
    )
    .await;
    let query = || Query::<Writer>::new().order_by(authors::id.asc());
    let level = load(pool, "level by level", query()).await;
    assert_eq!(level.len(), 100_000);
    assert!(level.iter().all(|writer| writer.books.len() == 10));
    let count: usize = Author::query().fetch_all(pool).await.unwrap().len();
    assert_eq!(count, 100_000);
}

#[tokio::test]
#[ignore = "more than a gigabyte"]
async fn scale_more_than_a_value_can_hold() {
    let db = Database::create(DDL).await.unwrap();
    let pool = db.pool();
    run(
        pool,
        "INSERT INTO authors (nick) VALUES ('a');
        INSERT INTO books (id, author_id, title) SELECT gen_random_uuid(), id, 't' FROM authors;
        INSERT INTO notes (book_id, body) SELECT id, repeat('x', 4000000)
            FROM books, generate_series(1, 300) AS n",
    )
    .await;
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
#[ignore = "a hundred thousand rows"]
async fn scale_six_levels() {
    let db = Database::create(DDL).await.unwrap();
    let pool = db.pool();
    run(pool, "INSERT INTO authors (nick) VALUES ('a');
        INSERT INTO books (id, author_id, title) SELECT gen_random_uuid(), id, 't' FROM authors;
        INSERT INTO notes (book_id, body) SELECT id, 'root ' || n FROM books, generate_series(1, 10) AS n;
        DO $$ BEGIN FOR i IN 1..5 LOOP
            INSERT INTO notes (book_id, parent_id, body) SELECT book_id, id, 'note ' || n
            FROM notes, generate_series(1, 3) AS n
            WHERE id > (SELECT max(id) FROM notes) - 10 * 3 ^ (i - 1);
        END LOOP; END $$; ANALYZE").await;
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
