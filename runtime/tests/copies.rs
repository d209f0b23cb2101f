//! Rows by `COPY`.

use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use relata::chrono::TimeDelta;
use relata::types::{DateTime, Decimal, Json, NaiveDate, NaiveTime, PgInterval, PgRange, Uuid};

use crate::database;
use crate::writes::{
    Account, AccountViolation, NewAccount, NewAccountWith, NewOddity, NewTag, NewThing,
    NewThingWith, Oddity, Size, Standing, Tag, Thing, accounts, oddities, things,
};

fn account(number: usize) -> NewAccount {
    NewAccount {
        email: format!("{number}@example.org"),
        handle: number.to_string(),
    }
}

/// Everything that a row can hold.
fn thing(small: u8) -> NewThingWith {
    let number = i32::from(small);
    let text = format!("Row {number}");
    let decimal = Decimal::new(i64::from(number) * 1234 - 77, 4);
    let range = PgRange {
        start: Bound::Included(number),
        end: Bound::Excluded(number + 5),
    };
    let at = DateTime::UNIX_EPOCH + TimeDelta::microseconds(i64::from(number) * 1_000_003);
    NewThing {}
        .a_boolean(number % 2 == 0)
        .a_smallint(i16::from(small))
        .a_real(f32::from(small) / 3.0)
        .a_double(f64::from(number) / 7.0)
        .a_numeric(decimal)
        .a_text(text.clone())
        .a_varchar(text.clone())
        .a_citext(text.clone())
        .a_bytea(vec![0, 255, small])
        .a_uuid(Uuid::from_u128(small.into()))
        .a_standing(Standing::OnHold)
        .a_size(Size::Large)
        .a_quantity(number)
        .a_timestamptz(at)
        .a_date(NaiveDate::from_ymd_opt(2024, 2, 29))
        .a_time(NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999))
        .an_interval(PgInterval {
            months: 1,
            days: -2,
            microseconds: i64::from(number),
        })
        .a_jsonb(serde_json::json!({ "number": number, "list": [null, "\u{1F980}"] }))
        .a_json(serde_json::json!([number, { "a": text }]))
        .a_setting(Json(crate::Settings { dark: true }))
        .an_inet("10.1.2.0/24".parse::<relata::types::IpNetwork>().ok())
        .a_macaddr(
            "08:00:2b:01:02:03"
                .parse::<relata::types::MacAddress>()
                .ok(),
        )
        .an_int4range(range)
        .a_tstzrange(PgRange {
            start: Bound::Included(at),
            end: Bound::Unbounded,
        })
        .a_numrange(PgRange {
            start: Bound::Unbounded,
            end: Bound::Excluded(decimal),
        })
        .texts(vec![Some(text.clone()), None])
        .citexts(vec![text.clone(), String::new()])
        .standings(vec![Some(Standing::Open), None, Some(Standing::OnHold)])
        .quantities(vec![number, 0])
        .a_labels(vec![text])
        .numerics(vec![Decimal::new(150, 2), Decimal::ZERO])
        .ranges(vec![range])
}

#[tokio::test]
async fn each_type_crosses_as_in_an_insert() {
    let db = database::writes().await;
    let pool = db.pool();
    let empty = || {
        NewThing {}
            .a_text(None)
            .texts(vec![])
            .standings(vec![])
            .a_labels(None)
            .quantities(vec![])
    };
    let groups: [Vec<NewThingWith>; 3] = [
        (0..50).map(thing).collect(),
        vec![empty()],
        vec![NewThing {}.into()],
    ];
    for rows in groups {
        let length = rows.len();
        let made = Thing::insert_many(rows.clone())
            .fetch_all(pool)
            .await
            .unwrap();
        let last = made.iter().map(|thing| thing.id).max().unwrap();
        let count = Thing::copy_in().rows(rows).execute(pool).await.unwrap();
        assert_eq!(count, length as u64);
        let copied = Thing::query().filter(things::id.gt(last));
        let copied = copied
            .order_by(things::id.asc())
            .fetch_all(pool)
            .await
            .unwrap();
        assert_eq!(copied.len(), length);
        for (made, copied) in made.iter().zip(copied) {
            assert_eq!(
                made,
                &Thing {
                    id: made.id,
                    ..copied
                }
            );
        }
    }
}

#[tokio::test]
async fn what_can_not_be_copied_is_inserted() {
    let db = database::writes().await;
    let pool = db.pool();
    let odd = |number: i32| {
        let new = NewOddity { number };
        match number % 3 {
            0 => new.into(),
            1 => new.path(format!("a.b{number}")),
            _ => new.pairs("\"a\"=>NULL".to_owned()),
        }
    };
    let count = Oddity::copy_in()
        .rows((0..12_000).map(odd))
        .execute(pool)
        .await
        .unwrap();
    assert_eq!(count, 12_000);
    let found = Oddity::query().order_by(oddities::number.asc());
    let found = found.fetch_all(pool).await.unwrap();
    for (number, row) in found.iter().enumerate() {
        let path = (number % 3 == 1).then(|| format!("a.b{number}"));
        let pairs = (number % 3 == 2).then(|| "\"a\"=>NULL".to_owned());
        assert_eq!(
            (usize::try_from(row.number).unwrap(), &row.path, &row.pairs),
            (number, &path, &pairs)
        );
    }
}

#[tokio::test]
async fn a_million_values_are_copied_and_inserted() {
    const ROWS: i32 = 100_000;
    let db = database::writes().await;
    let pool = db.pool();
    let row = |number: i32| {
        NewThing {}
            .a_boolean(number % 3 == 0)
            .a_smallint((number % 1000) as i16)
            .a_double(f64::from(number))
            .a_numeric(Decimal::new(number.into(), 4))
            .a_text(format!("Row {number}"))
            .a_citext(format!("Row {number}"))
            .a_uuid(Uuid::from_u64_pair(7, u64::from(number.unsigned_abs())))
            .a_standing(Standing::Closed)
            .a_quantity(number)
            .a_timestamptz(DateTime::UNIX_EPOCH + TimeDelta::seconds(number.into()))
    };
    let begun = std::time::Instant::now();
    let rows = stream::iter((0..ROWS).map(row));
    let count = Thing::copy_in().stream(rows).execute(pool).await.unwrap();
    println!("copied in {:?}", begun.elapsed());
    assert_eq!(count, ROWS as u64);
    let begun = std::time::Instant::now();
    let count = Thing::insert_many((0..ROWS).map(row))
        .execute(pool)
        .await
        .unwrap();
    println!("inserted in {:?}", begun.elapsed());
    assert_eq!(count, ROWS as u64);
    let last = Thing::query().filter(things::a_quantity.eq(ROWS - 1));
    let last = last
        .order_by(things::id.asc())
        .fetch_all(pool)
        .await
        .unwrap();
    assert_eq!(last.len(), 2);
    assert_eq!(
        last[1],
        Thing {
            id: last[1].id,
            ..last[0].clone()
        }
    );
    assert_eq!((last[0].id, last[1].id), (ROWS.into(), i64::from(ROWS) * 2));
}

#[tokio::test]
async fn rows_that_give_different_columns_are_copied_too() {
    let db = database::writes().await;
    let pool = db.pool();
    let row = |number: usize| -> NewAccountWith {
        let new = account(number);
        match number % 3 {
            0 => new.into(),
            1 => new.age(20),
            _ => new.nick(Some(format!("n{number}"))).visits(3),
        }
    };
    // So many that the portions of several groups alternate.
    let count = Account::copy_in()
        .rows((0..60_000).map(row))
        .execute(pool)
        .await
        .unwrap();
    assert_eq!(count, 60_000);
    let found = Account::query().filter(accounts::visits.eq(3).and(accounts::age.is_null()));
    assert_eq!(found.fetch_all(pool).await.unwrap().len(), 20_000);
    let found = Account::query().filter(accounts::age.eq(20));
    assert_eq!(found.fetch_all(pool).await.unwrap().len(), 20_000);
    let closed = pool.clone();
    closed.close().await;
    let none: [NewTag; 0] = [];
    assert_eq!(Tag::copy_in().rows(none).execute(&closed).await.unwrap(), 0);
}

#[tokio::test]
async fn a_failure_leaves_nothing_and_names_what_failed() {
    let db = database::writes().await;
    let pool = db.pool();
    // The database refuses one.
    let rows = (0..30_000).map(|number| account(if number == 20_000 { 5 } else { number }));
    let error = Account::copy_in()
        .rows(rows)
        .execute(pool)
        .await
        .unwrap_err();
    assert_eq!(
        error.violation::<Account>(),
        Some(AccountViolation::EmailTaken)
    );
    assert!(!error.to_string().contains("example.org"), "{error}");
    // One can't be sent, long after the first went.
    let rows = (0..30_000).map(|number| {
        let handle = if number == 20_000 {
            "\0".into()
        } else {
            number.to_string()
        };
        NewAccount {
            handle,
            ..account(number)
        }
    });
    let error = Account::copy_in()
        .rows(rows)
        .execute(pool)
        .await
        .unwrap_err();
    assert_eq!(error.column(), Some("handle"));
    let rows = (0..10).map(|number| account(number).amount(-1));
    let error = Account::copy_in()
        .rows(rows)
        .execute(pool)
        .await
        .unwrap_err();
    assert_eq!(
        error.violation::<Account>(),
        Some(AccountViolation::QuantityRefused)
    );

    // In the caller's transaction it is a savepoint, which goes on.
    let mut transaction = pool.begin().await.unwrap();
    Account::insert(account(1))
        .execute(&mut transaction)
        .await
        .unwrap();
    let copy = Account::copy_in().rows([account(2), account(1)]);
    copy.execute(&mut transaction).await.unwrap_err();
    let copy = Account::copy_in().rows([account(3), account(4)]);
    assert_eq!(copy.execute(&mut transaction).await.unwrap(), 2);
    transaction.commit().await.unwrap();
    assert_eq!(Account::query().fetch_all(pool).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_copy_that_is_dropped_leaves_nothing() {
    let db = database::writes().await;
    let pool = db.pool();
    for rows in [3, 40_000] {
        let endless = stream::iter((0..rows).map(account)).chain(stream::pending());
        let copy = Account::copy_in().stream(endless).execute(pool);
        let late = tokio::time::timeout(Duration::from_millis(1500), copy).await;
        assert!(late.is_err());
        assert!(Account::query().fetch_all(pool).await.unwrap().is_empty());
    }
    // The pool is as good as it was.
    for number in 0..20 {
        Account::insert(account(number))
            .execute(pool)
            .await
            .unwrap();
    }
    assert_eq!(Account::query().fetch_all(pool).await.unwrap().len(), 20);

    // In a transaction, which goes with it.
    let mut transaction = pool.begin().await.unwrap();
    let endless = stream::iter((100..40_000).map(account)).chain(stream::pending());
    let copy = Account::copy_in().stream(endless).execute(&mut transaction);
    let late = tokio::time::timeout(Duration::from_millis(500), copy).await;
    assert!(late.is_err());
    drop(transaction);
    for _ in 0..20 {
        assert_eq!(Account::query().fetch_all(pool).await.unwrap().len(), 20);
    }
}

#[tokio::test]
async fn rows_are_asked_for_as_they_are_sent() {
    let db = database::writes().await;
    let pool = db.pool();
    let made = Arc::new(AtomicUsize::new(0));
    let counted = made.clone();
    // The server stops at a row, and takes no more than its buffers hold.
    sqlx::raw_sql(
        "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$; \
         CREATE TRIGGER stop BEFORE INSERT ON tags FOR EACH ROW \
         WHEN (NEW.name = 'tag 1000') EXECUTE FUNCTION stop()",
    )
    .execute(pool)
    .await
    .unwrap();
    let rows = (0..1_000_000).map(move |number| {
        counted.fetch_add(1, Ordering::Relaxed);
        NewTag {
            name: format!("tag {number}"),
        }
    });
    let copy = Tag::copy_in().rows(rows).execute(pool);
    let late = tokio::time::timeout(Duration::from_millis(1500), copy).await;
    assert!(late.is_err());
    let made = made.load(Ordering::Relaxed);
    assert!((1000..300_000).contains(&made), "{made}");
}
