//! What does not fit is an error that names the column.

use relata::codegen::{DateTime, Decimal, NaiveDate, Utc, sqlx};

use crate::blog::{Everything, NewEverything, NewUser, User, everything, users};
use crate::database;

#[derive(Debug, relata::Load)]
#[load(everything)]
#[allow(dead_code)]
struct Numbers {
    children: Vec<Number>,
}

#[derive(Debug, relata::Load)]
#[load(everything)]
#[allow(dead_code)]
struct Number {
    a_numeric: Option<Decimal>,
}

async fn message_for(column: &str, value: &str) -> String {
    let db = database::blog().await;
    let sql = format!("INSERT INTO everything ({column}) VALUES ({value})");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
        .execute(db.pool())
        .await
        .unwrap();
    Everything::query()
        .fetch_all(db.pool())
        .await
        .unwrap_err()
        .to_string()
}

#[tokio::test]
async fn values_that_do_not_fit_name_their_column() {
    for (column, value, message) in [
        (
            "a_numeric",
            "'NaN'",
            "is NaN, which `Decimal` does not have",
        ),
        (
            "a_numeric",
            "'Infinity'",
            "is infinite, which `Decimal` does not have",
        ),
        (
            "a_numeric",
            "1e40",
            "has more digits than `Decimal` holds (28)",
        ),
        (
            "a_numeric",
            "1e-40",
            "has more digits than `Decimal` holds (28)",
        ),
        (
            "a_timestamptz",
            "'infinity'",
            "is infinite, which chrono's types do not have",
        ),
        (
            "a_timestamptz",
            "'290000-01-01'",
            "is outside the years that chrono has",
        ),
        (
            "a_date",
            "'-infinity'",
            "is infinite, which chrono's types do not have",
        ),
        (
            "a_time",
            "'24:00'",
            "is 24:00, which `NaiveTime` does not have",
        ),
        (
            "integers",
            "'{{1},{2}}'",
            "is an array of 2 dimensions, and `Vec` has one",
        ),
        (
            "integers",
            "'{1,NULL}'",
            "has an element that is NULL, and its type says it has none",
        ),
        ("a_setting", "'3'", "does not parse: invalid type"),
    ] {
        let found = message_for(column, value).await;
        let expected = format!("Everything: `{column}` {message}");
        assert!(found.starts_with(&expected), "{found} is not {expected}");
    }
}

#[tokio::test]
async fn what_the_database_refuses_is_said_in_its_words_without_values() {
    let db = database::blog().await;
    let pool = db.pool();
    let new = || {
        User::insert(NewUser {
            email: "secret@example.org".into(),
            name: "A".into(),
        })
    };
    new().execute(pool).await.unwrap();
    let error = new().execute(pool).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "User: cannot insert: duplicate key value violates unique constraint \"users_email_key\" \
         (SQLSTATE 23505)"
    );
    // What leads to it has the rest.
    let source = std::error::Error::source(&error).unwrap();
    let source = source.downcast_ref::<sqlx::Error>().unwrap();
    let refused = source.as_database_error().unwrap();
    let refused = refused.downcast_ref::<sqlx::postgres::PgDatabaseError>();
    assert_eq!(
        refused.detail(),
        Some("Key (email)=(secret@example.org) already exists.")
    );

    sqlx::raw_sql("ALTER TABLE users DROP COLUMN settings")
        .execute(pool)
        .await
        .unwrap();
    let error = User::query().fetch_all(pool).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "User: cannot load: column t0.settings does not exist (SQLSTATE 42703)"
    );
    pool.close().await;
    let error = User::query().fetch_all(pool).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "User: cannot connect: attempted to acquire a connection on a closed pool"
    );
}

#[tokio::test]
async fn a_value_below_a_collection_is_named_by_its_path() {
    let db = database::blog().await;
    let top = Everything::insert(NewEverything {})
        .fetch_one(db.pool())
        .await
        .unwrap();
    sqlx::query("INSERT INTO everything (parent_id, a_numeric) VALUES ($1, 'NaN')")
        .bind(top.id)
        .execute(db.pool())
        .await
        .unwrap();
    let query = Numbers::query().filter(everything::id.eq(top.id));
    let error = query.fetch_all(db.pool()).await.unwrap_err();
    let expected = "Numbers: `children.a_numeric` is NaN, which `Decimal` does not have";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn a_column_of_another_type_is_found() {
    let db = database::blog().await;
    let pool = db.pool();
    let user = User::insert(NewUser {
        email: "a@x".into(),
        name: "A".into(),
    });
    user.execute(pool).await.unwrap();
    let change = "ALTER TABLE users ALTER COLUMN balance TYPE double precision";
    sqlx::raw_sql(change).execute(pool).await.unwrap();
    let error = User::query()
        .filter(users::name.eq("A"))
        .fetch_all(pool)
        .await
        .unwrap_err();
    let expected = "User: `balance` is numeric in the schema and float8 in the database";
    assert_eq!(error.to_string(), expected);
    let change = "ALTER TABLE users DROP COLUMN balance";
    sqlx::raw_sql(change).execute(pool).await.unwrap();
    let error = User::query().fetch_all(pool).await.unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("42703"));
}

#[tokio::test]
async fn a_column_of_another_type_is_found_in_a_collection() {
    let db = database::blog().await;
    let pool = db.pool();
    let top = Everything::insert(NewEverything {})
        .fetch_one(pool)
        .await
        .unwrap();
    Everything::insert(NewEverything {}.parent_id(top.id))
        .execute(pool)
        .await
        .unwrap();
    let change = "ALTER TABLE everything ALTER COLUMN a_numeric TYPE double precision";
    sqlx::raw_sql(change).execute(pool).await.unwrap();
    let ways = [Numbers::query().one_statement(), Numbers::query().batched()];
    let expected =
        "Numbers: `children.a_numeric` is numeric in the schema and float8 in the database";
    for way in ways {
        let error = way.fetch_all(pool).await.unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}

#[tokio::test]
async fn what_postgresql_cannot_hold_names_its_column_too() {
    let db = database::blog().await;
    let pool = db.pool();
    let nul = "has a character U+0000, which PostgreSQL's text does not have";
    let new = || NewUser {
        email: "a\0@x".into(),
        name: "A".into(),
    };
    let inserted = User::insert(new()).fetch_one(pool).await;
    assert_eq!(
        inserted.unwrap_err().to_string(),
        format!("User: `email` {nul}")
    );
    let inserted = User::insert_many([new()]).fetch_all(pool).await;
    assert_eq!(
        inserted.unwrap_err().to_string(),
        format!("User: `email` {nul}")
    );
    let found = User::query().filter(users::email.eq("a\0"));
    assert_eq!(
        found.fetch_all(pool).await.unwrap_err().to_string(),
        format!("User: `email` {nul}")
    );
    let found = User::query().filter(users::email.in_(["b", "a\0"]));
    assert_eq!(
        found.fetch_all(pool).await.unwrap_err().to_string(),
        format!("User: `email` {nul}")
    );
}

#[tokio::test]
async fn a_time_before_postgresqls_first_day_does_not_fit() {
    let db = database::blog().await;
    let first = NaiveDate::from_ymd_opt(-4713, 11, 24).unwrap();
    let new = NewEverything {}
        .a_date(first)
        .a_timestamptz(first.and_hms_opt(0, 0, 0).unwrap().and_utc());
    let row = Everything::insert(new).fetch_one(db.pool()).await.unwrap();
    assert_eq!(row.a_date, Some(first));

    let before = "is before 4714-11-24 BC, the first day that PostgreSQL has";
    let new = NewEverything {}.a_date(first.pred_opt().unwrap());
    let error = Everything::insert(new).fetch_one(db.pool()).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        format!("Everything: `a_date` {before}")
    );
    let new = NewEverything {}.a_timestamptz(DateTime::<Utc>::MIN_UTC);
    let error = Everything::insert(new).fetch_one(db.pool()).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        format!("Everything: `a_timestamptz` {before}")
    );
}

#[tokio::test]
async fn what_the_server_refuses_is_said_in_its_words() {
    let db = database::blog().await;
    let new = NewUser {
        email: "a@x".into(),
        name: String::new(),
    };
    let error = User::insert(new).fetch_one(db.pool()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "User: cannot insert: new row for relation \"users\" violates check constraint \"users_name_check\" (SQLSTATE 23514)"
    );
}

#[tokio::test]
async fn what_fails_to_connect_does_not_say_the_password() {
    use sqlx::postgres::PgPoolOptions;

    for url in [
        "postgres://ada:s3cret@127.0.0.1:1/blog",
        "postgres://ada:s3cret@127.0.0.1:1/blog?sslmode=s3cret",
        "postgres://ada:s3cret@[::1/blog",
        "postgres://ada:s3cret@host:port/blog",
    ] {
        let pool = PgPoolOptions::new()
            .acquire_timeout(std::time::Duration::from_millis(300))
            .connect_lazy(url);
        let said = match pool {
            Ok(pool) => {
                let error = User::query().fetch_all(&pool).await.unwrap_err();
                format!("{error} {error:?}")
            }
            // Before relata has anything to do with it.
            Err(error) => format!("{error}"),
        };
        assert!(
            !said.contains("ada:s3cret") && !said.contains("s3cret@"),
            "{said}"
        );
    }
}
