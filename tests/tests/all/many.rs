//! More values than the 65,535 parameters that a statement can have.

use crate::emitted::values::{DDL, Mood, NewThing, Thing, things};
use relata::chrono::TimeDelta;
use relata::testing::Database;
use relata::types::{DateTime, Decimal, Uuid};

const ROWS: u16 = 30_000;

#[tokio::test]
async fn three_hundred_thousand_values_are_inserted() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    let new = (0..ROWS).map(|number| {
        let big = i64::from(number);
        let word = format!("Row {number}");
        NewThing {}
            .an_integer(i32::from(number))
            .a_bigint(-big)
            .a_boolean(number % 3 == 0)
            .a_double(f64::from(number) / 7.0)
            .a_numeric(Decimal::new(big, 4))
            .a_text(word.clone())
            .a_uuid(Uuid::from_u128(number.into()))
            .a_timestamptz(DateTime::UNIX_EPOCH + TimeDelta::microseconds(big))
            .a_mood(if number % 2 == 0 {
                Mood::Happy
            } else {
                Mood::SoSo
            })
            .texts(vec![Some(word); usize::from(number % 3)])
    });
    let made = Thing::insert_many(new).fetch_all(pool).await.unwrap();
    assert_eq!(made.len(), usize::from(ROWS));
    for (number, row) in (0..ROWS).zip(&made) {
        let big = i64::from(number);
        let word = format!("Row {number}");
        assert_eq!(row.an_integer, Some(i32::from(number)));
        assert_eq!(row.a_bigint, Some(-big));
        assert_eq!(row.a_boolean, Some(number % 3 == 0));
        assert_eq!(row.a_double, Some(f64::from(number) / 7.0));
        assert_eq!(
            row.a_numeric.map(|it| it.to_string()),
            Some(Decimal::new(big, 4).to_string())
        );
        assert_eq!(row.a_text.as_ref(), Some(&word));
        assert_eq!(row.a_uuid, Some(Uuid::from_u128(number.into())));
        let at = DateTime::UNIX_EPOCH + TimeDelta::microseconds(big);
        assert_eq!(row.a_timestamptz, Some(at));
        assert_eq!(
            row.a_mood,
            Some(if number % 2 == 0 {
                Mood::Happy
            } else {
                Mood::SoSo
            })
        );
        assert_eq!(row.texts, Some(vec![Some(word); usize::from(number % 3)]));
    }

    // Of 100,000 values in a list, those between the rows' numbers are there.
    let values = (0..100_000i64).map(|number| 5 - number);
    let found = Thing::query()
        .filter(things::a_bigint.in_(values))
        .order_by(things::an_integer.desc())
        .fetch_all(pool)
        .await
        .unwrap();
    assert_eq!(found.len(), usize::from(ROWS));
    assert!(found.iter().rev().eq(&made));
    let words = (0..100_000).map(|number| format!("Row {}", number * 2));
    let found = Thing::query()
        .filter(things::a_text.in_(words))
        .order_by(things::an_integer.asc())
        .fetch_all(pool)
        .await
        .unwrap();
    assert_eq!(found.len(), usize::from(ROWS) / 2);
    assert!(found.iter().eq(made.iter().step_by(2)));
    database.close().await.unwrap();
}
