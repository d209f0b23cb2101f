//! What relata creates is what someone who knows PostgreSQL creates: beside these schemas stands DDL that is
//! written by hand, and a server holds the same of both.

use crate::fixtures::{fixture, lines, model, server_version};
use relata::testing::Database;
use std::fs;

/// A test for each schema with an `expert.sql`, so that a failure names it; and one that no other has one.
macro_rules! experts {
    ($($name:ident)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                compare(stringify!($name)).await;
            }
        )*

        #[test]
        fn every_expert_is_asked() {
            let asked: Vec<&str> = vec![$(stringify!($name)),*];
            for folder in crate::fixtures::folders() {
                let has_one = fixture(&folder).join("expert.sql").exists();
                assert_eq!(has_one, asked.contains(&folder.as_str()), "{folder}");
            }
        }
    };
}

experts! { events films ledger music orders tenants }

async fn compare(name: &str) {
    let folder = fixture(name);
    let model = model(&folder.join("schema.relata"));
    if server_version().await < model.postgres {
        eprintln!("`{name}` is for PostgreSQL {} or later", model.postgres);
        return;
    }
    let ours = relata_schema::create(&relata_schema::lower(&model));
    let theirs = fs::read_to_string(folder.join("expert.sql")).unwrap();
    let (ours, theirs) = (held(&ours).await, held(&theirs).await);
    assert!(ours.len() > 10, "{ours:#?}");

    let only = |these: &[String], others: &[String]| -> Vec<String> {
        let is_missing = |line: &&String| !others.contains(line);
        these.iter().filter(is_missing).cloned().collect()
    };
    assert!(
        ours == theirs,
        "only relata's: {:#?}\nonly the expert's: {:#?}",
        only(&ours, &theirs),
        only(&theirs, &ours)
    );
}

/// What a server holds after DDL has run: types, tables, columns, keys, checks, indexes and triggers, sorted. Names
/// that nobody asks for, the order of columns, comments and the bodies of functions are left out.
async fn held(ddl: &str) -> Vec<String> {
    let database = Database::create(ddl).await.unwrap();
    let catalogue = lines(&database, include_str!("catalogue.sql")).await;
    database.close().await.unwrap();

    let mut owner = String::new();
    let mut held = Vec::new();
    for line in catalogue {
        let line = line.split(" -- ").next().unwrap_or_default();
        if line.starts_with("CREATE ") {
            continue;
        }
        match line.strip_prefix("    ") {
            None => line.clone_into(&mut owner),
            Some(part) => held.push(format!("{owner}: {}", without_name(part))),
        }
        if !line.starts_with(' ') {
            held.push(owner.clone());
        }
    }
    held.sort();
    held
}

/// A constraint, index or trigger without its name.
fn without_name(line: &str) -> String {
    let before = ["constraint ", "UNIQUE INDEX ", "INDEX ", "TRIGGER "]
        .into_iter()
        .find_map(|word| Some(line.find(word)? + word.len()));
    let is_named = ["constraint ", "index ", "trigger "]
        .iter()
        .any(|word| line.starts_with(word));
    match before.filter(|_| is_named) {
        Some(at) => {
            let (words, rest) = line.split_at(at);
            let end = rest.find(' ').unwrap_or(rest.len());
            // The function that a trigger calls has a name of its own, too.
            let rest = rest[end..].split(" EXECUTE FUNCTION ").next();
            format!("{words}{}", rest.unwrap_or_default())
        }
        None => line.to_owned(),
    }
}

#[tokio::test]
async fn events_are_only_added() {
    let database = created("events").await;
    let pool = database.pool();
    for statement in [
        "INSERT INTO streams (id, category) VALUES ('00000000-0000-0000-0000-000000000001', 'order')",
        "INSERT INTO events (stream_id, version, kind, payload)
             VALUES ('00000000-0000-0000-0000-000000000001', 1, 'order.placed', '{}')",
    ] {
        sqlx::query(statement).execute(pool).await.unwrap();
    }
    for (statement, said) in [
        (
            "UPDATE events SET kind = 'order.paid'",
            "rows of events are only added",
        ),
        ("DELETE FROM events", "rows of events are only added"),
        ("TRUNCATE events CASCADE", "rows of events are only added"),
        (
            "INSERT INTO events (stream_id, version, kind, payload)
                 VALUES ('00000000-0000-0000-0000-000000000001', 1, 'order.paid', '{}')",
            "events_stream_id_version_key",
        ),
    ] {
        let error = sqlx::query(statement).execute(pool).await.unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
    database.close().await.unwrap();
}

#[tokio::test]
async fn entries_balance_when_they_are_committed() {
    let database = created("ledger").await;
    let pool = database.pool();
    sqlx::raw_sql(
        "INSERT INTO currencies VALUES ('EUR', 'Euro');
         INSERT INTO accounts (number, name, kind, currency_code)
             VALUES ('1', 'Cash', 'asset', 'EUR'), ('2', 'Sales', 'income', 'EUR');
         INSERT INTO periods (name, days) VALUES ('2026', '[2026-01-01,2027-01-01)');
         INSERT INTO journal_entries (period_id, booked_on, description)
             VALUES (1, '2026-02-03', 'A sale');",
    )
    .execute(pool)
    .await
    .unwrap();

    // Halfway through, the entry is not balanced, and need not be.
    let posting = "INSERT INTO postings (entry_id, account_id, currency_code, amount) VALUES (1, $1, 'EUR', $2::int)";
    let mut whole = pool.begin().await.unwrap();
    for (account, amount) in [(1_i64, 100_i32), (2, -100)] {
        let query = sqlx::query(posting).bind(account).bind(amount);
        query.execute(&mut *whole).await.unwrap();
    }
    whole.commit().await.unwrap();

    let alone = sqlx::query(posting)
        .bind(1_i64)
        .bind(5_i32)
        .execute(pool)
        .await;
    let error = alone.unwrap_err().to_string();
    assert!(error.contains("entry 1 is not balanced"), "{error}");

    let twice = "INSERT INTO periods (name, days) VALUES ('Q1', '[2026-01-01,2026-04-01)')";
    let error = sqlx::query(twice).execute(pool).await.unwrap_err();
    assert!(error.to_string().contains("periods_apart"), "{error}");
    let other = "INSERT INTO accounts (parent_id, number, name, kind, currency_code) VALUES (1, '11', 'Till', 'income', 'EUR')";
    let error = sqlx::query(other).execute(pool).await.unwrap_err();
    assert!(
        error.to_string().contains("accounts_parent_id_kind_fkey"),
        "{error}"
    );
    database.close().await.unwrap();
}

async fn created(name: &str) -> Database {
    let model = model(&fixture(name).join("schema.relata"));
    let ddl = relata_schema::create(&relata_schema::lower(&model));
    Database::create(&ddl).await.unwrap()
}
