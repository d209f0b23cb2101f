//! Values of many rows together, and columns of rows that are referred to.

use relata::rust_decimal::Decimal;

use crate::shop::{
    OrderStatus, carriers, customers, filled, labels, on, order_labels, orders, payments,
};

#[derive(Debug, PartialEq, relata::Load)]
#[load(orders)]
struct Paid {
    #[load(count(payments))]
    parts: i64,
    #[load(count(payments), filter(payments::tries.gt(1)))]
    tried: i64,
    #[load(exists(payments), filter(payments::points.is_not_null()))]
    has_points: bool,
    #[load(sum(payments.amount))]
    amount: Option<Decimal>,
    #[load(sum(payments.amount), or_zero, filter(payments::amount.gt(Decimal::from(5))))]
    large: Decimal,
    #[load(sum(payments.tries))]
    tries: Option<i64>,
    #[load(sum(payments.points), or_zero)]
    points: i64,
    #[load(sum(payments.fee))]
    fee: Option<Decimal>,
    #[load(sum(payments.ratio))]
    ratio: Option<f64>,
    #[load(avg(payments.tries))]
    mean_tries: Option<Decimal>,
    #[load(avg(payments.ratio))]
    mean_ratio: Option<f64>,
    #[load(min(payments.amount))]
    least: Option<Decimal>,
    #[load(max(payments.points))]
    most_points: Option<i32>,
    #[load(max(payments.fee))]
    highest_fee: Option<i64>,
    #[load(count(distinct payments.tries))]
    different: i64,
    #[load(count(labels))]
    label_count: i64,
    #[load(max(labels.rank))]
    rank: Option<i32>,
    #[load(min(labels.name), filter(labels::rank.lt(5)))]
    first_label: Option<String>,
}

#[tokio::test]
async fn aggregates_have_the_types_that_postgresql_gives_them() {
    let db = filled().await;
    let pool = db.pool();
    let found = Paid::query().order_by(orders::id.asc());
    let found = found.fetch_all(pool).await.unwrap();
    let first = Paid {
        parts: 2,
        tried: 1,
        has_points: true,
        amount: Some(Decimal::new(12_50, 2)),
        large: Decimal::new(10_00, 2),
        tries: Some(4),
        points: 8,
        fee: Some(Decimal::from(7)),
        ratio: Some(0.75),
        mean_tries: Some(Decimal::from(2)),
        mean_ratio: Some(0.375),
        least: Some(Decimal::new(2_50, 2)),
        most_points: Some(7),
        highest_fee: Some(5),
        different: 2,
        label_count: 2,
        rank: Some(5),
        first_label: Some("gift".into()),
    };
    assert_eq!(found[0], first);
    let nothing = Paid {
        parts: 0,
        tried: 0,
        has_points: false,
        amount: None,
        large: Decimal::ZERO,
        tries: None,
        points: 0,
        fee: None,
        ratio: None,
        mean_tries: None,
        mean_ratio: None,
        least: None,
        most_points: None,
        highest_fee: None,
        different: 0,
        label_count: 0,
        rank: None,
        first_label: None,
    };
    assert_eq!(found[2], nothing);

    // The shape's own values come first, then the query's; the page goes first under a limit.
    let page = Paid::query()
        .filter(orders::payments.sum(payments::amount).gt(Decimal::from(5)))
        .order_by(orders::payments.max(payments::amount).desc())
        .limit(1);
    assert_eq!(page.fetch_all(pool).await.unwrap(), [first]);
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(customers)]
struct Habit {
    name: String,
    #[load(max(orders.status))]
    furthest: Option<OrderStatus>,
    #[load(sum(orders.weight))]
    weight: Option<f32>,
    #[load(avg(orders.weight))]
    mean_weight: Option<f64>,
    orders: Vec<Sent>,
}

/// Inside a collection, flat and behind references that can be absent.
#[derive(Debug, PartialEq, relata::Load)]
#[load(orders)]
struct Sent {
    status: OrderStatus,
    #[load(carrier.name)]
    carrier: Option<String>,
    #[load(carrier.boss.name)]
    boss: Option<String>,
    #[load(carrier.boss.city)]
    boss_city: Option<String>,
    #[load(sum(payments.amount), or_zero)]
    paid: Decimal,
}

#[tokio::test]
async fn a_path_leads_through_references_to_a_column() {
    let db = filled().await;
    let pool = db.pool();
    let habits = Habit::query().order_by(customers::name.asc());
    let habits = habits.fetch_all(pool).await.unwrap();
    assert_eq!(habits[0].furthest, Some(OrderStatus::Shipped));
    assert_eq!(
        (habits[0].weight, habits[0].mean_weight),
        (Some(4.0), Some(4.0 / 3.0))
    );
    assert_eq!((habits[2].furthest, habits[2].weight), (None, None));
    let expected = [
        Sent {
            status: OrderStatus::Shipped,
            carrier: Some("Post".into()),
            boss: Some("Bob".into()),
            boss_city: Some("Basel".into()),
            paid: Decimal::new(12_50, 2),
        },
        Sent {
            status: OrderStatus::Paid,
            carrier: None,
            boss: None,
            boss_city: None,
            paid: Decimal::new(7_25, 2),
        },
    ];
    assert_eq!(habits[0].orders[..2], expected);
    assert_eq!(habits[2].orders, []);
    // Each table is joined once, however many columns are taken of it.
    assert_eq!(Sent::sql().matches("JOIN \"carriers\"").count(), 1);
    assert_eq!(Sent::sql().matches("JOIN \"customers\"").count(), 1);
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(carriers)]
struct Owner {
    name: String,
    #[load(boss.name)]
    boss: String,
    #[load(boss.city)]
    city: Option<String>,
}

#[tokio::test]
async fn a_required_reference_adds_no_option() {
    let db = filled().await;
    let owner = Owner::query().filter(carriers::name.eq("Post"));
    let owner = owner.fetch_one(db.pool()).await.unwrap();
    let expected = Owner {
        name: "Post".into(),
        boss: "Bob".into(),
        city: Some("Basel".into()),
    };
    assert_eq!(owner, expected);
}

/// A shape of the join table: its own columns, and those of the table behind it.
#[derive(Debug, PartialEq, relata::Load)]
#[load(order_labels)]
struct Labelled {
    since: relata::chrono::NaiveDate,
    #[load(label.name)]
    name: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(orders)]
struct WithLabels {
    id: i64,
    #[load(order_labels, order_by(since desc))]
    labels: Vec<Labelled>,
    #[load(payments, order_by(id), filter(payments::tries.eq(1)))]
    once: Vec<Tried>,
    #[load(payments, order_by(id), filter(payments::tries.gt(1)))]
    again: Vec<Tried>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(payments)]
struct Tried {
    tries: i16,
    amount: Decimal,
}

#[tokio::test]
async fn the_join_table_has_columns_of_its_own() {
    let db = filled().await;
    let found = WithLabels::query().order_by(orders::id.asc());
    let found = found.fetch_one(db.pool()).await.unwrap();
    let label = |name: &str, since| Labelled {
        since,
        name: name.into(),
    };
    assert_eq!(
        found.labels,
        [label("fragile", on(1, 7)), label("gift", on(1, 6))]
    );
    // Two fields of one collection, each with a filter of its own.
    assert_eq!((found.once.len(), found.again.len()), (1, 1));
    assert_eq!((found.once[0].tries, found.again[0].tries), (1, 3));
}

#[tokio::test]
async fn rows_are_filtered_and_ordered_by_aggregates() {
    let db = filled().await;
    let pool = db.pool();
    let names = |query: relata::Query<crate::shop::Customer>| async move {
        let found = query.fetch_all(pool).await.unwrap();
        found
            .into_iter()
            .map(|customer| customer.name)
            .collect::<Vec<_>>()
    };
    let all = crate::shop::Customer::query;
    let heavy = all().filter(customers::orders.sum(orders::weight).ge(4.0));
    assert_eq!(names(heavy).await, ["Ada"]);
    let shipped = all().filter(customers::orders.max(orders::status).eq(OrderStatus::Paid));
    assert_eq!(names(shipped).await, ["Bob"]);
    let kinds = all().filter(customers::orders.count_distinct(orders::status).gt(2));
    assert_eq!(names(kinds).await, ["Ada"]);
    let latest = all().order_by(customers::orders.max(orders::placed_at).desc().nulls_last());
    assert_eq!(names(latest).await, ["Bob", "Ada", "Cleo"]);
    let mean = all().order_by(customers::orders.avg(orders::weight).asc().nulls_first());
    assert_eq!(names(mean).await, ["Cleo", "Bob", "Ada"]);
    let _ = labels::name;
}
