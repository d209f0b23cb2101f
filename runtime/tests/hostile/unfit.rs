//! What PostgreSQL has and Rust's types have not: an error that names table and column, on every way
//! by which a row comes back.

use futures_util::TryStreamExt as _;
use relata::sqlx::PgPool;
use relata::types::{DateTime, Decimal, Json, Utc};
use relata::{Error, Misfit};

use crate::blog::{Everything, EverythingChanges, NewEverything, everything};
use crate::{Settings, database};

#[derive(Debug, relata::Load)]
#[load(everything)]
#[expect(dead_code, reason = "reading it fails")]
struct Flat {
    children: Vec<Part>,
}

#[derive(Debug, relata::Load)]
#[load(everything)]
#[expect(dead_code, reason = "reading it fails")]
struct Part {
    a_numeric: Option<Decimal>,
    a_timestamptz: Option<DateTime<Utc>>,
    a_setting: Option<Json<Settings>>,
}

#[derive(Debug, relata::Load)]
#[load(everything)]
#[expect(dead_code, reason = "reading it fails")]
struct Nested {
    parent: Option<Whole>,
}

#[derive(Debug, relata::Load)]
#[load(everything)]
#[expect(dead_code, reason = "reading it fails")]
struct Whole {
    children: Vec<Everything>,
}

#[derive(Debug, relata::Load)]
#[load(everything)]
#[expect(dead_code, reason = "reading it fails")]
struct Beside {
    #[load(max(children.a_numeric))]
    most: Option<Decimal>,
    #[load(max(children.a_timestamptz))]
    last: Option<DateTime<Utc>>,
}

#[derive(Debug, relata::Load)]
#[load(everything)]
#[expect(dead_code, reason = "reading it fails")]
struct Report {
    #[load(sum(a_numeric))]
    sum: Option<Decimal>,
    #[load(max(a_timestamptz))]
    last: Option<DateTime<Utc>>,
}

#[derive(Debug, relata::Load)]
#[load(everything, group_by(a_numeric))]
#[expect(dead_code, reason = "reading it fails")]
struct PerNumber {
    a_numeric: Option<Decimal>,
}

/// A column, a value that does not fit and why.
const UNFIT: &[(&str, &str, &str)] = &[
    (
        "a_numeric",
        "'NaN'",
        "is NaN, which `Decimal` does not have",
    ),
    (
        "a_numeric",
        "1234567890123456789012345678901234567890",
        "has more digits than `Decimal` holds (28)",
    ),
    (
        "a_timestamptz",
        "'infinity'",
        "is infinite, which chrono's types do not have",
    ),
    (
        "a_setting",
        "'{\"dark\": 3}'",
        "does not parse: invalid type: integer `3`",
    ),
];

async fn insert(pool: &PgPool, column: &str, value: &str) -> (i64, i64) {
    let top = Everything::insert(NewEverything {})
        .fetch_one(pool)
        .await
        .unwrap()
        .id;
    let sql = format!(
        "INSERT INTO everything (parent_id, {column}) VALUES ({top}, {value}) RETURNING id"
    );
    let below = relata::sqlx::query_scalar(relata::sqlx::AssertSqlSafe(sql));
    (top, below.fetch_one(pool).await.unwrap())
}

#[track_caller]
fn says<T: std::fmt::Debug>(result: Result<T, Error>, shape: &str, column: &str, why: &str) {
    let error = result.unwrap_err();
    let misfit = if why.contains("does not parse") {
        Misfit::Malformed
    } else {
        Misfit::Beyond
    };
    assert!(matches!(&error, Error::Value { why, .. } if why.misfit() == misfit));
    let expected = format!("{shape}: `{column}` {why}");
    assert!(
        error.to_string().starts_with(&expected),
        "{error} is not {expected}"
    );
    assert_eq!((error.what(), error.column()), (shape, Some(column)));
}

#[tokio::test]
async fn every_way_to_read_a_row_names_table_and_column() {
    let db = database::blog().await;
    let pool = db.pool();
    for (column, value, why) in UNFIT {
        Everything::delete().all().execute(pool).await.unwrap();
        let (top, below) = insert(pool, column, value).await;
        let this = || everything::id.eq(below);
        let query = || Everything::query().filter(this());

        says(query().fetch_all(pool).await, "Everything", column, why);
        says(query().fetch_one(pool).await, "Everything", column, why);
        says(
            query().fetch_optional(pool).await,
            "Everything",
            column,
            why,
        );
        says(
            query().fetch(pool).try_next().await,
            "Everything",
            column,
            why,
        );
        says(query().page(5).fetch(pool).await, "Everything", column, why);
        says(
            Everything::find(pool, below).await,
            "Everything",
            column,
            why,
        );
        says(
            Everything::find_many(pool, [top, below]).await,
            "Everything",
            column,
            why,
        );
        let locked = relata::transaction(pool)
            .run(async |tx| Everything::lock_in_order(&mut *tx, [below]).await);
        says(locked.await, "Everything", column, why);

        // In parallel arrays, in records, and in records of a record.
        let path = format!("children.{column}");
        let above = everything::id.eq(top);
        says(
            Flat::query().filter(above.clone()).fetch_all(pool).await,
            "Flat",
            &path,
            why,
        );
        says(
            Whole::query().filter(above.clone()).fetch_all(pool).await,
            "Whole",
            &path,
            why,
        );
        let pages = Flat::query().filter(above).page(3).fetch(pool).await;
        says(pages, "Flat", &path, why);
        let nested = Nested::query().filter(this()).fetch(pool).try_next().await;
        says(nested, "Nested", &format!("parent.{path}"), why);

        // From what was written.
        let set = Everything::update()
            .set(everything::a_text, "x")
            .filter(this());
        says(set.fetch_all(pool).await, "Everything", column, why);
        let changes = EverythingChanges {
            a_text: Some(None),
            ..EverythingChanges::default()
        };
        let set = Everything::update().changes(changes).filter(this());
        says(
            set.returning::<Part>().fetch_one(pool).await,
            "Part",
            column,
            why,
        );
        let gone = Everything::delete().filter(this()).returning::<Part>();
        says(gone.fetch_all(pool).await, "Part", column, why);
    }
}

#[tokio::test]
async fn what_is_computed_names_its_field() {
    let db = database::blog().await;
    let pool = db.pool();
    for (column, value, why) in &UNFIT[..3] {
        Everything::delete().all().execute(pool).await.unwrap();
        insert(pool, column, value).await;
        let (field, total) = match *column {
            "a_numeric" => ("most", "sum"),
            _ => ("last", "last"),
        };
        says(Beside::query().fetch_all(pool).await, "Beside", field, why);
        says(Report::query().fetch_one(pool).await, "Report", total, why);
        if *column == "a_numeric" {
            says(
                PerNumber::query().fetch_all(pool).await,
                "PerNumber",
                column,
                why,
            );
        }
    }
}

#[tokio::test]
async fn what_an_insert_gives_back_names_table_and_column() {
    let db = database::blog().await;
    let pool = db.pool();
    for (column, value, why) in UNFIT {
        let sql = format!("ALTER TABLE everything ALTER COLUMN {column} SET DEFAULT {value}");
        relata::sqlx::query(relata::sqlx::AssertSqlSafe(sql))
            .execute(pool)
            .await
            .unwrap();
        let one = Everything::insert(NewEverything {}).fetch_one(pool).await;
        says(one, "Everything", column, why);
        let many = Everything::insert_many([NewEverything {}, NewEverything {}]);
        says(many.fetch_all(pool).await, "Everything", column, why);
        let shape = Everything::insert(NewEverything {}).returning::<Part>();
        says(shape.fetch_one(pool).await, "Part", column, why);
        let sql = format!("ALTER TABLE everything ALTER COLUMN {column} DROP DEFAULT");
        relata::sqlx::query(relata::sqlx::AssertSqlSafe(sql))
            .execute(pool)
            .await
            .unwrap();
    }
}
