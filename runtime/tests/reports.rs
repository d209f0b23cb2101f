//! Reports, and queries that a shape declares.

use relata::chrono::{DateTime, NaiveDate, Utc};
use relata::rust_decimal::Decimal;

use crate::shop::{OrderStatus, at, carriers, customers, filled, on, orders, payments};

#[derive(Debug, PartialEq, relata::Load)]
#[load(customers)]
struct Who {
    name: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(orders, group_by(customer, status))]
struct PerCustomer {
    customer: Who,
    #[load(customer.city)]
    city: Option<String>,
    status: OrderStatus,
    #[load(count)]
    orders: i64,
    #[load(count, filter(orders::hidden.eq(true)))]
    hidden: i64,
    #[load(sum(weight))]
    weight: Option<f32>,
    #[load(max(placed_at))]
    last: Option<DateTime<Utc>>,
    #[load(count(due_on))]
    due: i64,
}

#[tokio::test]
async fn rows_are_grouped_by_references_and_columns() {
    let db = filled().await;
    let pool = db.pool();
    let report = PerCustomer::query()
        .filter(orders::placed_at.lt(at(3, 1)))
        .order_by(PerCustomer::last.desc())
        .fetch_all(pool)
        .await
        .unwrap();
    let row = |name: &str, city: &str, status, hidden, weight, last, due| PerCustomer {
        customer: Who { name: name.into() },
        city: Some(city.into()),
        status,
        orders: 1,
        hidden,
        weight: Some(weight),
        last: Some(last),
        due,
    };
    let expected = [
        row("Bob", "Basel", OrderStatus::Paid, 0, 0.0, at(2, 9), 1),
        row("Ada", "Bern", OrderStatus::Open, 1, 0.0, at(2, 3), 0),
        row("Ada", "Bern", OrderStatus::Paid, 0, 2.5, at(1, 20), 1),
        row("Ada", "Bern", OrderStatus::Shipped, 0, 1.5, at(1, 5), 0),
    ];
    assert_eq!(report, expected);

    let heavy = PerCustomer::query()
        .filter(orders::hidden.eq(false))
        .having(PerCustomer::weight.gt(1.0).and(PerCustomer::orders.eq(1)))
        .order_by([orders::status.desc()])
        .limit(1)
        .fetch_all(pool)
        .await
        .unwrap();
    assert_eq!(heavy, expected[3..]);
    assert_eq!(PerCustomer::STATEMENTS, 1);

    let others = [
        ("weight", orders::weight.asc()),
        ("weight", (orders::weight + 1.0).asc()),
        ("id", orders::payments.count().desc()),
        ("carrier_id", orders::carrier.get(carriers::name).asc()),
    ];
    for (name, order) in others {
        let other = PerCustomer::query().order_by(order).fetch_all(pool).await;
        let expected = format!(
            "PerCustomer: the groups are ordered by `{name}`, which is not one value for all rows \
             of a group: order by a measure, or by what they are grouped by"
        );
        assert_eq!(other.unwrap_err().to_string(), expected);
    }
    let computed = PerCustomer::query().order_by((PerCustomer::orders * -1).asc());
    assert_eq!(computed.fetch_all(pool).await.unwrap()[0].orders, 1);
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(orders, group_by(month(placed_at), quarter(due_on)))]
struct Monthly {
    #[load(month(placed_at))]
    month: DateTime<Utc>,
    #[load(quarter(due_on))]
    due: Option<NaiveDate>,
    #[load(count(distinct customer_id))]
    customers: i64,
    #[load(sum(weight), or_zero)]
    weight: f32,
    #[load(avg(weight))]
    mean: Option<f64>,
    #[load(min(status))]
    status: Option<OrderStatus>,
}

#[tokio::test]
async fn rows_are_grouped_by_the_month_in_utc() {
    let db = filled().await;
    let mut connection = db.pool().acquire().await.unwrap();
    // The session's zone does not matter.
    relata::sqlx::query("SET TimeZone = 'Pacific/Auckland'")
        .execute(&mut *connection)
        .await
        .unwrap();
    let report = Monthly::query()
        .order_by(Monthly::month.asc())
        .order_by(Monthly::due.asc())
        .fetch_all(&mut *connection)
        .await
        .unwrap();
    let row = |month, due, weight, mean, status| Monthly {
        month,
        due,
        customers: 1,
        weight,
        mean: Some(mean),
        status: Some(status),
    };
    let expected = [
        row(at(1, 1), Some(on(1, 1)), 2.5, 2.5, OrderStatus::Paid),
        row(at(1, 1), None, 1.5, 1.5, OrderStatus::Shipped),
        row(at(2, 1), Some(on(1, 1)), 0.0, 0.0, OrderStatus::Paid),
        row(at(2, 1), None, 0.0, 0.0, OrderStatus::Open),
    ];
    assert_eq!(report, expected);
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(payments)]
struct Totals {
    #[load(count)]
    payments: i64,
    #[load(sum(amount), or_zero)]
    amount: Decimal,
    #[load(sum(points))]
    points: Option<i64>,
    #[load(sum(tries), filter(payments::tries.gt(1)))]
    tries: Option<i64>,
    #[load(avg(amount))]
    mean: Option<Decimal>,
}

#[tokio::test]
async fn a_report_without_groups_is_one_row() {
    let db = filled().await;
    let pool = db.pool();
    let all = Totals::query().fetch_one(pool).await.unwrap();
    let expected = Totals {
        payments: 4,
        amount: Decimal::new(20_74, 2),
        points: Some(8),
        tries: Some(5),
        mean: Some(Decimal::new(5_1850, 4)),
    };
    assert_eq!(all.payments, expected.payments);
    assert_eq!(all, expected);

    let none = Totals::query().filter(payments::amount.gt(Decimal::from(1000)));
    let none = none.fetch_all(pool).await.unwrap();
    let nothing = Totals {
        payments: 0,
        amount: Decimal::ZERO,
        points: None,
        tries: None,
        mean: None,
    };
    assert_eq!(none, [nothing]);
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(orders, group_by(carrier))]
struct PerCarrier {
    carrier: Option<Brings>,
    #[load(carrier.boss.name)]
    boss: Option<String>,
    #[load(count)]
    orders: i64,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(carriers)]
struct Brings {
    name: String,
    #[load(count(orders))]
    all: i64,
}

#[tokio::test]
async fn a_group_may_be_of_rows_without_a_reference() {
    let db = filled().await;
    let report = PerCarrier::query().order_by(PerCarrier::orders.asc());
    let report = report.fetch_all(db.pool()).await.unwrap();
    let expected = [
        PerCarrier {
            carrier: Some(Brings {
                name: "Post".into(),
                all: 1,
            }),
            boss: Some("Bob".into()),
            orders: 1,
        },
        PerCarrier {
            carrier: None,
            boss: None,
            orders: 3,
        },
    ];
    assert_eq!(report, expected);
    let _ = carriers::name;
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(orders, by(customer_id), order_by(placed_at desc, id desc), by(customer_id, placed_at),
    by(carrier_id), filter(orders::due_on.is_not_null()), order_by(due_on),
    by(weight), filter(orders::hidden.eq(false).and(orders::due_on.gt(on(1, 1)))),
    by(status), filter(orders::status.eq(OrderStatus::Open)), order_by(placed_at))]
struct Placed {
    placed_at: DateTime<Utc>,
}

#[tokio::test]
async fn a_declared_query_is_served_by_an_index() {
    let db = filled().await;
    let pool = db.pool();
    let ada = crate::shop::Customer::find_by_name(pool, "Ada")
        .await
        .unwrap()
        .unwrap();
    let latest = Placed::by_customer_id(ada.id)
        .limit(2)
        .fetch_all(pool)
        .await
        .unwrap();
    let times: Vec<_> = latest.into_iter().map(|order| order.placed_at).collect();
    assert_eq!(times, [at(2, 3), at(1, 20)]);
    let one = Placed::by_customer_id_and_placed_at(ada.id, at(1, 5));
    assert_eq!(one.fetch_all(pool).await.unwrap().len(), 1);
    let open = Placed::by_status(OrderStatus::Open)
        .fetch_all(pool)
        .await
        .unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(
        Placed::by_carrier_id(1)
            .fetch_all(pool)
            .await
            .unwrap()
            .len(),
        0
    );
    assert_eq!(
        Placed::by_weight(0.0).fetch_all(pool).await.unwrap().len(),
        1
    );
    let _ = customers::name;
}
