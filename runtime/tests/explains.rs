//! Plans in plain words, and what is found in them, on tables that are large enough.

use relata::explain::{Explained, Kind};
use relata::testing::Database;
use sqlx::PgConnection;

relata::schema! {
    table authors {
        id: bigint primary key identity,
        name: text,
    }

    table articles {
        id: bigint primary key identity,
        author_id: references authors on delete cascade,
        title: text,
        status: text,
        votes: integer,
        part: integer,
        body: text,
        tags: text[],
        extra: jsonb,
        shown: int8range,

        index (votes),
        index (part),
    }

    table remarks {
        id: bigint primary key identity,
        article_id: references articles on delete cascade,
        line: text,
    }

    table words {
        id: bigint primary key identity,
        word: text,
        length: integer,
    }
}

#[derive(relata::Load)]
#[expect(dead_code, reason = "explained, not read")]
#[load(articles)]
struct Card {
    title: String,
    author: Writer,
    #[load(order_by(id desc), limit = 2)]
    remarks: Vec<Line>,
}

#[derive(relata::Load)]
#[expect(dead_code, reason = "explained, not read")]
#[load(articles)]
struct Noted {
    remarks: Vec<Line>,
}

#[derive(relata::Load)]
#[expect(dead_code, reason = "explained, not read")]
#[load(authors)]
struct Writer {
    name: String,
}

#[derive(relata::Load)]
#[expect(dead_code, reason = "explained, not read")]
#[load(remarks)]
struct Line {
    line: String,
}

#[derive(relata::Load)]
#[expect(dead_code, reason = "explained, not read")]
#[load(articles)]
struct Totals {
    #[load(count)]
    articles: i64,
}

#[derive(relata::Load)]
#[expect(dead_code, reason = "explained, not read")]
#[load(articles)]
struct Title {
    title: String,
}

const FILL: &str = "
INSERT INTO authors (name) SELECT 'Author ' || n FROM generate_series(1, 1000) AS n;
INSERT INTO articles (author_id, title, status, votes, part, body, tags, extra, shown)
    SELECT n % 1000 + 1, 'Title ' || n, CASE WHEN n % 1000 = 0 THEN 'open' ELSE 'closed' END,
        n * 7919 % 100000, n % 10, repeat('x', 60), ARRAY['t' || n % 5000],
        jsonb_build_object('n', n % 5000), int8range(n, n + 1)
    FROM generate_series(1, 120000) AS n;
INSERT INTO remarks (article_id, line) SELECT n, 'Line ' || n FROM generate_series(1, 20000) AS n;
INSERT INTO words (word, length) SELECT 'w' || n, n % 3 FROM generate_series(1, 200) AS n;
-- All rows, so that what is estimated is the same each time.
SET default_statistics_target = 10000;
ANALYZE;
";

async fn filled() -> Database {
    Database::create(&format!("{DDL}{FILL}")).await.unwrap()
}

async fn run(connection: &mut PgConnection, sql: &'static str) {
    sqlx::raw_sql(sql).execute(connection).await.unwrap();
}

/// What was found, in short: its kind, table and index.
fn found(explained: &Explained) -> Vec<(Kind, &str, &str)> {
    let findings = explained.findings.iter();
    findings
        .map(|finding| {
            let text = |of: &'_ Option<String>| -> &'static str {
                Box::leak(of.clone().unwrap_or_default().into_boxed_str())
            };
            (finding.kind, text(&finding.table), text(&finding.index))
        })
        .collect()
}

#[tokio::test]
async fn a_scan_for_a_few_rows_says_which_index_to_add() {
    let db = filled().await;
    let pool = db.pool();
    let open = || Title::query().filter(articles::status.eq("open"));
    let sorted = open().order_by(articles::title.desc()).limit(20);
    for (query, index) in [
        (open(), "index (status)"),
        (sorted, "index (status, title desc, id)"),
        (
            open().filter(articles::title.starts_with("Title 7")),
            "index (status, title text_pattern_ops)",
        ),
        (
            Title::query().filter(articles::title.starts_with("Title 77")),
            "index (title text_pattern_ops)",
        ),
        (
            Title::query().filter(articles::title.contains_text("777")),
            "index using gin (title gin_trgm_ops)",
        ),
        (
            Title::query().filter(articles::tags.has("t7")),
            "index using gin (tags)",
        ),
        (
            Title::query().filter(articles::extra.contains(serde_json::json!({"n": 7}))),
            "index using gin (extra)",
        ),
        (
            Title::query().filter(articles::shown.contains(7_i64)),
            "index using gist (shown)",
        ),
        (
            Title::query().filter(articles::body.eq("y").or(articles::title.eq("y"))),
            "index (body)",
        ),
    ] {
        for analyze in [false, true] {
            let mut explain = query.clone().explain(pool);
            if analyze {
                explain = explain.analyze();
            }
            let explained = explain.await.unwrap();
            let expected = [(Kind::SequentialScan, "articles", index)];
            assert_eq!(found(&explained), expected, "{explained}");
        }
    }

    // What no index serves is said to be so.
    let odd = Title::query().filter((articles::votes + 1).eq(7));
    let explained = odd.explain(pool).analyze().await.unwrap();
    assert_eq!(found(&explained), [(Kind::SequentialScan, "articles", "")]);
    let sentence = &explained.findings[0].sentence;
    assert!(sentence.contains("no index serves"), "{sentence}");

    // By an index, most of a table, and a small table: nothing.
    for query in [
        Title::query().filter(articles::id.eq(7)),
        Title::query().filter(articles::votes.between(7, 9)),
        Title::query().filter(articles::status.eq("closed")),
        Title::query(),
    ] {
        let explained = query.explain(pool).analyze().await.unwrap();
        assert_eq!(found(&explained), [], "{explained}");
    }
    let word = Word::query().filter(words::word.eq("w7"));
    let explained = word.explain(pool).analyze().await.unwrap();
    assert_eq!(found(&explained), [], "{explained}");
}

#[tokio::test]
async fn a_sort_for_the_first_rows_says_which_index_gives_them() {
    let db = filled().await;
    let pool = db.pool();
    let best = Title::query().order_by([articles::title.asc(), articles::id.desc()]);
    for analyze in [false, true] {
        let mut explain = best.clone().limit(10).explain(pool);
        if analyze {
            explain = explain.analyze();
        }
        let explained = explain.await.unwrap();
        let expected = [(Kind::Sort, "articles", "index (title, id desc)")];
        assert_eq!(found(&explained), expected, "{explained}");
    }
    // Rows of an index that are sorted: the index goes on with the order.
    let part = Title::query().filter(articles::part.eq(3));
    let part = part.order_by(articles::title.desc()).limit(10);
    let explained = part.explain(pool).analyze().await.unwrap();
    let expected = [(Kind::Sort, "articles", "index (part, title desc, id)")];
    assert_eq!(found(&explained), expected, "{explained}");

    let served = Title::query().order_by(articles::votes.desc()).limit(10);
    let few = Title::query().filter(articles::votes.lt(50));
    let few = few.order_by(articles::title.asc()).limit(10);
    for query in [served, few, best] {
        let explained = query.explain(pool).await.unwrap();
        assert_eq!(found(&explained), [], "{explained}");
    }
}

#[tokio::test]
async fn rows_that_an_index_finds_in_vain_are_found() {
    let db = filled().await;
    let pool = db.pool();
    // The order is read until enough are found.
    let open = Title::query().filter(articles::status.eq("open").and(articles::part.eq(0)));
    let explained = open.clone().explain(pool).analyze().await.unwrap();
    let expected = [(Kind::Filtered, "articles", "index (part, status)")];
    assert_eq!(found(&explained), expected, "{explained}");
    // Whether they are thrown away is known when it was run.
    let explained = open.explain(pool).await.unwrap();
    assert_eq!(found(&explained), [], "{explained}");

    // How long an order is read until enough are found, is estimated too.
    let open = |of: &str| Title::query().filter(articles::status.eq(of));
    let first = |of| open(of).order_by(articles::votes.desc()).limit(20);
    let expected = [(Kind::Filtered, "articles", "index (status, votes desc)")];
    let explained = first("open").explain(pool).await.unwrap();
    assert_eq!(found(&explained), expected, "{explained}");
    let explained = first("open").explain(pool).analyze().await.unwrap();
    assert_eq!(found(&explained), expected, "{explained}");
    let explained = first("closed").explain(pool).await.unwrap();
    assert_eq!(found(&explained), [], "{explained}");
}

#[tokio::test]
async fn an_offset_is_found_and_a_page_is_not() {
    let db = filled().await;
    let pool = db.pool();
    let all = Title::query().order_by(articles::votes.desc());
    for analyze in [false, true] {
        for (offset, expected) in [(20_000, 1), (20, 0)] {
            let mut explain = all.clone().limit(20).offset(offset).explain(pool);
            if analyze {
                explain = explain.analyze();
            }
            let explained = explain.await.unwrap();
            let number = found(&explained).len();
            assert_eq!(number, expected, "{explained}");
            assert_eq!(explained.has(Kind::Offset), expected == 1, "{explained}");
        }
    }
    let sentence = &all
        .clone()
        .limit(20)
        .offset(20_000)
        .explain(pool)
        .analyze()
        .await
        .unwrap();
    let sentence = &sentence.findings[0].sentence;
    assert!(
        sentence.starts_with("20,000 rows were read and thrown away"),
        "{sentence}"
    );

    let page = Title::query().order_by(articles::votes.desc()).page(20);
    let next = page.clone().fetch(pool).await.unwrap().next;
    let page = page.after(next.as_deref());
    let explained = page.explain(pool).analyze().await.unwrap();
    assert_eq!(explained.statements[0].rows(), Some(21.0));
    assert_eq!(found(&explained), [], "{explained}");
}

#[tokio::test]
async fn a_missing_index_of_a_reference_is_found() {
    let db = filled().await;
    let mut connection = db.pool().acquire().await.unwrap();
    let cards = || {
        Card::query()
            .order_by(articles::id.asc())
            .limit(20)
            .one_statement()
    };
    let explained = cards().explain(&mut *connection).analyze().await.unwrap();
    assert_eq!(found(&explained), [], "{explained}");

    run(&mut connection, "DROP INDEX remarks_article_id_idx").await;
    for analyze in [false, true] {
        let mut explain = cards().explain(&mut *connection);
        if analyze {
            explain = explain.analyze();
        }
        let explained = explain.await.unwrap();
        let expected = [(Kind::RepeatedScan, "remarks", "index (article_id, id desc)")];
        assert_eq!(found(&explained), expected, "{explained}");
        let sentence = &explained.findings[0].sentence;
        assert!(
            sentence.contains("its first row to its last 20 times, 400,000 rows in all"),
            "{sentence}"
        );
    }
    // A level of it alone: all is read once, for the keys that were found.
    let some = Noted::query().filter(articles::votes.lt(100)).batched();
    let explained = some.explain(&mut *connection).analyze().await.unwrap();
    let expected = [(Kind::SequentialScan, "remarks", "index (article_id, id)")];
    assert_eq!(found(&explained), expected, "{explained}");
    assert_eq!(explained.findings[0].statement, 1);
    // Deleting a row looks for those that refer to it.
    let gone = Article::delete().filter(articles::id.le(200));
    let explained = gone.explain(&mut *connection).analyze().await.unwrap();
    assert_eq!(
        found(&explained),
        [(Kind::Trigger, "articles", "")],
        "{explained}"
    );
}

#[tokio::test]
async fn counting_a_big_table_is_found() {
    let db = filled().await;
    let pool = db.pool();
    for analyze in [false, true] {
        for all in [
            Title::query().explain_count(pool),
            Totals::query().explain(pool),
        ] {
            let all = if analyze { all.analyze() } else { all };
            let explained = all.await.unwrap();
            assert_eq!(
                found(&explained),
                [(Kind::Count, "articles", "")],
                "{explained}"
            );
        }
        for few in [
            Title::query()
                .filter(articles::votes.lt(100))
                .explain_count(pool),
            Word::query().explain_count(pool),
        ] {
            let few = if analyze { few.analyze() } else { few };
            let explained = few.await.unwrap();
            assert_eq!(found(&explained), [], "{explained}");
        }
    }
}

#[tokio::test]
async fn work_that_goes_through_files_is_found() {
    let db = filled().await;
    let mut connection = db.pool().acquire().await.unwrap();
    run(
        &mut connection,
        "SET max_parallel_workers_per_gather = 0; SET jit = off",
    )
    .await;
    let sorted = || Title::query().order_by(articles::title.asc());
    let grouped = || Title::query().distinct();
    let held = || Title::query().filter(articles::author.get(authors::name).ne("x"));
    run(&mut connection, "SET work_mem = '64MB'").await;
    for enough in [sorted(), grouped(), held()] {
        let explained = enough.explain(&mut *connection).analyze().await.unwrap();
        assert_eq!(found(&explained), [], "{explained}");
    }
    run(
        &mut connection,
        "SET work_mem = '64kB'; SET enable_incremental_sort = off",
    )
    .await;
    for (word, too_much) in [("sorting", sorted()), ("grouping", grouped())] {
        if word == "grouping" {
            run(&mut connection, "SET enable_sort = off").await;
        }
        let explained = too_much.explain(&mut *connection).analyze().await.unwrap();
        let sentence = explained.findings.first().map(|finding| &*finding.sentence);
        let sentence = sentence.unwrap_or_default();
        assert!(
            explained.has(Kind::Spilled) && sentence.starts_with(word),
            "{explained}"
        );
        assert!(
            sentence.contains("`work_mem`, which is 64 kB"),
            "{sentence}"
        );
        assert!(
            explained.to_string().contains("through temporary files"),
            "{explained}"
        );
    }

    run(&mut connection, "RESET enable_sort").await;

    // A bitmap of more pages than fit.
    run(
        &mut connection,
        "SET enable_seqscan = off; SET enable_indexscan = off",
    )
    .await;
    let many = || Title::query().filter(articles::part.eq(3));
    let explained = many().explain(&mut *connection).analyze().await.unwrap();
    assert_eq!(
        found(&explained),
        [(Kind::Lossy, "articles", "")],
        "{explained}"
    );
    run(&mut connection, "SET work_mem = '4MB'").await;
    let explained = many().explain(&mut *connection).analyze().await.unwrap();
    assert_eq!(found(&explained), [], "{explained}");
}

#[tokio::test]
async fn tables_without_statistics_and_wrong_ones_are_found() {
    let db = Database::create(DDL).await.unwrap();
    let mut connection = db.pool().acquire().await.unwrap();
    run(
        &mut connection,
        "ALTER TABLE words SET (autovacuum_enabled = false)",
    )
    .await;
    let all = || Word::query().filter(words::length.eq(9));
    run(
        &mut connection,
        "INSERT INTO words (word, length) SELECT 'w', 1 FROM generate_series(1, 100)",
    )
    .await;
    let explained = all().explain(&mut *connection).await.unwrap();
    assert_eq!(found(&explained), [], "{explained}");

    run(&mut connection, "INSERT INTO words (word, length) SELECT repeat('w', 40), n % 3 FROM generate_series(1, 40000) AS n").await;
    let explained = all().explain(&mut *connection).await.unwrap();
    assert!(explained.has(Kind::NeverAnalyzed), "{explained}");
    assert!(!explained.has(Kind::Estimate), "{explained}");

    run(
        &mut connection,
        "ANALYZE words; UPDATE words SET length = 9",
    )
    .await;
    let explained = all().explain(&mut *connection).analyze().await.unwrap();
    assert_eq!(
        found(&explained),
        [(Kind::Estimate, "words", "")],
        "{explained}"
    );
    run(&mut connection, "ANALYZE words").await;
    let explained = all().explain(&mut *connection).analyze().await.unwrap();
    assert_eq!(found(&explained), [], "{explained}");
}

#[tokio::test]
async fn the_levels_of_a_load_are_explained_with_their_keys() {
    let db = filled().await;
    let pool = db.pool();
    let cards = || Card::query().filter(articles::votes.lt(200)).batched();
    let planned = cards().explain(pool).await.unwrap();
    let keys: Vec<_> = planned.statements.iter().map(|plan| plan.keys).collect();
    assert_eq!(keys.len(), Card::LEVELS);
    assert!(keys[0].is_none());
    let level = keys[1].unwrap();
    assert!((level.number, level.sampled) == (100, true), "{planned}");
    assert_eq!(planned.statements[1].rows(), None);

    let cards = cards().explain(pool).analyze().await.unwrap();
    let level = cards.statements[1].keys.unwrap();
    let number = cards.statements[0].rows().unwrap();
    assert!(
        number > 100.0 && level.number as f64 == number && !level.sampled,
        "{cards}"
    );
    assert_eq!(found(&cards), [], "{cards}");
    assert!(
        cards.to_string().contains("statement 2 of 2, run in"),
        "{cards}"
    );

    let none = Card::query().filter(articles::votes.lt(-1)).batched();
    let none = none.explain(pool).analyze().await.unwrap();
    assert_eq!(none.statements[1].keys.unwrap().number, 0);
}

#[tokio::test]
async fn what_is_analyzed_changes_nothing() {
    let db = filled().await;
    let pool = db.pool();
    let word = || NewWord {
        word: "new".into(),
        length: 3,
    };
    let mut transaction = pool.begin().await.unwrap();
    for explained in [
        Word::insert(word())
            .explain(&mut transaction)
            .analyze()
            .await
            .unwrap(),
        Word::insert_many([word(), word()])
            .explain(pool)
            .analyze()
            .await
            .unwrap(),
        Word::update()
            .set(words::length, 7)
            .all()
            .explain(pool)
            .analyze()
            .await
            .unwrap(),
        Word::delete()
            .filter(words::length.eq(1))
            .explain(pool)
            .analyze()
            .await
            .unwrap(),
    ] {
        let plan = &explained.statements[0];
        assert!(
            plan.execution_ms.is_some() && plan.buffers().unwrap().hit > 0,
            "{explained}"
        );
    }
    transaction.commit().await.unwrap();
    assert_eq!(Word::query().count(pool).await.unwrap(), 200);
    assert_eq!(
        Word::query()
            .filter(words::length.eq(7))
            .count(pool)
            .await
            .unwrap(),
        0
    );

    // Without that, nothing is run at all.
    let deleted = Word::delete().all().explain(pool).await.unwrap();
    assert_eq!(deleted.statements[0].rows(), None);
    assert_eq!(deleted.statements[0].root.operation, "ModifyTable");
    let hand = relata::query_as!(Title, "SELECT * FROM articles WHERE votes < $1", 5);
    let hand = hand.explain(pool).analyze().await.unwrap();
    assert_eq!(hand.statements[0].rows(), Some(6.0), "{hand}");
    let none = Word::update().all().explain(pool).await.unwrap_err();
    assert_eq!(
        none.to_string(),
        "Word: the update sets nothing, so that nothing is sent"
    );
}

#[tokio::test]
async fn no_value_is_shown() {
    let db = filled().await;
    let secret = Title::query().filter(
        articles::title
            .eq("secret'ly")
            .and(articles::votes.gt(31_337)),
    );
    let secret = secret.explain(db.pool()).analyze().await.unwrap();
    let shown = format!("{secret} {secret:?}");
    assert!(
        !shown.contains("secret") && !shown.contains("31337"),
        "{shown}"
    );
}
