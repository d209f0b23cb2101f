//! A schema that renames something without saying so: refused, with the line to write.

use crate::pair;
use expect_test::expect;
use relata::testing::Database;
use std::path::PathBuf;
use std::process::{Command, Output};

const OLD: &str = "
    CREATE TYPE status AS ENUM ('open', 'waiting', 'done');
    CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, \"E mail\" text, state status);
    CREATE TABLE tags (id bigint PRIMARY KEY, tag text NOT NULL);
    INSERT INTO users VALUES (1, 'Ada', 'ada@', 'done');
    INSERT INTO tags VALUES (1, 'red');
";

const NEW: &str = "enum status { open, waiting, closed }

table users {
    id: bigint primary key,
    full_name: text,
    state: status?,
}

table labels {
    id: bigint primary key,
    tag: text,
}
";

/// A file of a schema, gone with the value.
struct Schema(PathBuf);

impl Schema {
    fn new(name: &str, text: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("relata-{name}-{}.relata", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

async fn diff(url: &str, schema: &Schema, allowed: &'static [&'static str]) -> Output {
    let mut call = Command::new(env!("CARGO_BIN_EXE_relata"));
    call.args(["diff", "--safe=no", "--from", url, "--to"])
        .arg(&schema.0);
    for it in allowed {
        call.args(["--allow-loss", it]);
    }
    tokio::task::spawn_blocking(move || call.output().unwrap())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_rename_that_is_not_declared_is_refused_with_the_line_to_write() {
    let database = Database::create(OLD).await.unwrap();
    let schema = Schema::new("likeness", NEW);
    let refused = diff(database.url(), &schema, &[]).await;
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.stdout.is_empty());
    let said = pair::error(&refused).replace(schema.0.to_str().unwrap(), "app.relata");
    expect![[r#"
        error: a plan does not guess what was renamed: each of these is dropped, and its like is added
          the value status.done
            if it is status.closed now, write: closed was done (app.relata:1)
            if it is gone: --allow-loss status.done
          the table tags
            if it is labels now, write: table labels was tags (app.relata:9)
            if it is gone: --allow-loss tags
          the column users.name
            if it is users.full_name now, write: full_name: text was name (app.relata:5)
            if it is gone: --allow-loss users.name
    "#]].assert_eq(&said);

    // One that is no rename is a loss that can be allowed.
    let some = diff(
        database.url(),
        &schema,
        &["users.name", "users.E mail", "tags"],
    )
    .await;
    let said = pair::error(&some);
    assert_eq!(some.status.code(), Some(2));
    assert!(
        said.contains("status.done") && !said.contains("users.name"),
        "{said}"
    );
    let all = diff(database.url(), &schema, &["all"]).await;
    assert_eq!(all.status.code(), Some(1), "{}", pair::error(&all));
    database.close().await.unwrap();
}

#[tokio::test]
async fn the_lines_that_are_asked_for_make_a_plan_that_keeps_all() {
    let database = Database::create(OLD).await.unwrap();
    let declared = NEW
        .replace("closed", "closed was done")
        .replace("full_name: text", "full_name: text was name")
        .replace("table labels", "table labels was tags");
    let schema = Schema::new("declared", &declared);
    let plan = diff(database.url(), &schema, &["users.E mail"]).await;
    assert_eq!(plan.status.code(), Some(1), "{}", pair::error(&plan));
    let text = String::from_utf8(plan.stdout).unwrap();
    let url = database.url().to_owned();
    let rows = tokio::task::spawn_blocking(move || {
        let ran = pair::psql(&url, &text);
        assert!(ran.status.success(), "{}\n{text}", pair::error(&ran));
        pair::psql(&url, "\\pset tuples_only on\n\\pset format unaligned\nSELECT * FROM users; SELECT * FROM labels")
    })
    .await
    .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&rows.stdout),
        "1|Ada|closed\n1|red\n"
    );
    let again = diff(database.url(), &schema, &[]).await;
    assert_eq!(again.status.code(), Some(0), "{}", pair::error(&again));
    database.close().await.unwrap();
}
