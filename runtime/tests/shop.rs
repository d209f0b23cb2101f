//! The schema of the tests of aggregates, paths, reports and declared queries, with rows in it.

#![deny(warnings, missing_docs)]

relata::schema!("tests/shop.relata");

use relata::chrono::{NaiveDate, TimeZone as _, Utc};
use relata::rust_decimal::Decimal;
use relata::testing::Database;

/// Midnight in UTC.
pub(crate) fn at(month: u32, day: u32) -> relata::chrono::DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, month, day, 0, 0, 0).unwrap()
}

/// A day of that year.
pub(crate) fn on(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// Ada has three orders in two months, Bob one, Cleo none.
pub(crate) async fn filled() -> Database {
    let db = Database::create(DDL).await.unwrap();
    let pool = db.pool();
    let customer = |name: &str| NewCustomer { name: name.into() };
    let people = [
        customer("Ada").city("Bern".to_owned()),
        customer("Bob").city("Basel".to_owned()),
        customer("Cleo").into(),
    ];
    let people = Customer::insert_many(people).fetch_all(pool).await.unwrap();
    let carrier = NewCarrier {
        name: "Post".into(),
        boss_id: people[1].id,
    };
    let carrier = Carrier::insert(carrier).fetch_one(pool).await.unwrap();
    let order = |who: usize, placed_at| NewOrder {
        customer_id: people[who].id,
        placed_at,
    };
    let made = [
        order(0, at(1, 5))
            .status(OrderStatus::Shipped)
            .weight(1.5)
            .carrier_id(carrier.id),
        order(0, at(1, 20))
            .status(OrderStatus::Paid)
            .weight(2.5)
            .due_on(on(2, 1)),
        order(0, at(2, 3)).hidden(true),
        order(1, at(2, 9))
            .status(OrderStatus::Paid)
            .due_on(on(3, 1)),
    ];
    let made = Order::insert_many(made).fetch_all(pool).await.unwrap();
    let payment = |order: usize, amount: i64| NewPayment {
        order_id: made[order].id,
        amount: Decimal::new(amount, 2),
    };
    let paid = [
        payment(0, 10_00).tries(3).points(7).fee(5).ratio(0.5),
        payment(0, 2_50).points(1).fee(2).ratio(0.25),
        payment(1, 7_25).into(),
        payment(3, 99).tries(2),
    ];
    Payment::insert_many(paid).execute(pool).await.unwrap();
    let label = |name: &str, rank| NewLabel { name: name.into() }.rank(rank);
    let words = [label("gift", 3), label("fragile", 5), label("late", 1)];
    let words = Label::insert_many(words).fetch_all(pool).await.unwrap();
    let joined = [(0, 0, on(1, 6)), (0, 1, on(1, 7)), (3, 0, on(2, 9))];
    let joined = joined.map(|(order, label, since): (usize, usize, _)| NewOrderLabel {
        order_id: made[order].id,
        label_id: words[label].id,
        since,
    });
    OrderLabel::insert_many(joined).execute(pool).await.unwrap();
    db
}
