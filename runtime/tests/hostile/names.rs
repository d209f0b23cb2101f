//! Names that have to be quoted, in every kind of statement.

#[allow(non_snake_case, missing_docs)]
mod schema {
    relata::schema!("tests/names.relata");
}

use relata::testing::Database;
use relata::{Error, excluded};
use serde_json::json;

use schema::r#select::{
    Group, GroupIn, NewGroup, NewPurchase, Purchase, PurchaseChanges, PurchaseViolation, group,
    order,
};
pub(super) use schema::Über;
use schema::Über::User;
use schema::{
    Long, NewLong, a_table_whose_name_is_exactly_as_long_as_postgresql_allows_yes_ as long,
};

/// A new database with these names.
pub(super) async fn database() -> Database {
    Database::create(schema::DDL).await.unwrap()
}

/// Collections, references, counts and sums below names that have to be quoted.
#[derive(Debug, PartialEq, relata::Load)]
#[load(group)]
struct Whole {
    r#in: GroupIn,
    #[load(order_by(Größe desc))]
    orders: Vec<Part>,
    #[load(count(orders), filter(order::user.eq(User::Crab)))]
    crabs: i64,
    #[load(sum(orders.Größe), or_zero)]
    sum: i64,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(order)]
struct Part {
    r#where: String,
    user: User,
    users: Vec<User>,
    #[load(group.desc)]
    desc: Option<String>,
    all: Vec<Deep>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(long)]
struct Deep {
    日本語の名前が長いとバイトで切られる列: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(order, group_by(user))]
struct PerUser {
    user: User,
    #[load(max(Größe))]
    most: Option<i32>,
}

fn purchase(text: &str) -> NewPurchase {
    NewPurchase {
        r#where: text.to_owned(),
        from: text.to_owned(),
    }
}

#[tokio::test]
async fn every_statement_quotes_what_it_names() {
    let db = database().await;
    let pool = db.pool();
    let owner = NewGroup {
        r#in: GroupIn("in".into()),
    };
    let owner = Group::insert(owner.desc("x".to_owned()))
        .fetch_one(pool)
        .await
        .unwrap();

    // Each value of the enum, by each way to write.
    let new = |user: &User| {
        purchase(user.as_str())
            .user(*user)
            .users(vec![*user, User::Empty, User::Null])
            .references(owner.r#in.clone())
            .table(json!({ user.as_str(): user.as_str() }))
    };
    let made = Purchase::insert_many(User::ALL.iter().map(new));
    let made = made.fetch_all(pool).await.unwrap();
    for (user, row) in User::ALL.iter().zip(&made) {
        assert_eq!((row.user, row.users[0], row.version), (*user, *user, 1));
        let is_it = order::user.eq(*user);
        let found = Purchase::query().filter(is_it.and(order::users.has(*user)));
        assert_eq!(found.fetch_one(pool).await.unwrap().id, row.id);
        let key = order::table.has_key(user.as_str());
        let asked = Purchase::query().filter(key.and(order::user.in_([*user])));
        assert!(asked.exists(pool).await.unwrap());
        let found = Purchase::find_by_from(pool, user.as_str()).await.unwrap();
        assert_eq!(found.as_ref(), Some(row));
    }
    Purchase::delete().all().execute(pool).await.unwrap();
    let copied = Purchase::copy_in().rows(User::ALL.iter().map(new));
    assert_eq!(copied.execute(pool).await.unwrap(), 6);

    let written = Purchase::insert(purchase("").check(3))
        .on_conflict(order::from)
        .do_update(|row| {
            row.set(order::check, order::check + excluded(order::check))
                .set(order::Größe, 7)
        });
    let written = written.fetch_one(pool).await.unwrap();
    assert_eq!((written.check, written.Größe, written.version), (3, 7, 2));
    let nothing = Purchase::insert(purchase(""))
        .on_conflict(order::Loud_Name)
        .do_nothing();
    let error = nothing.execute(pool).await.unwrap_err();
    assert_eq!(
        error.violation::<Purchase>(),
        Some(PurchaseViolation::FromTaken)
    );

    let changes = PurchaseChanges {
        Größe: Some(9),
        ..PurchaseChanges::default()
    };
    let changed = Purchase::update_at(written.id, 2).changes(changes);
    assert_eq!(changed.fetch_one(pool).await.unwrap().Größe, 9);
    let stale = Purchase::update_at(written.id, 2).set(order::check, 1);
    assert!(matches!(
        stale.execute(pool).await,
        Err(Error::Stale { .. })
    ));

    let deep = NewLong {
        日本語の名前が長いとバイトで切られる列: "x".to_owned(),
        order_id: written.id,
    };
    Long::insert(deep)
        .returning::<Deep>()
        .fetch_one(pool)
        .await
        .unwrap();
    let crab = User::Crab.as_str();
    let found = Whole::query()
        .filter(
            group::r#in
                .eq(GroupIn("in".into()))
                .and(group::orders.any(order::all.count().gt(0))),
        )
        .order_by([group::desc.desc(), group::orders.count().asc()])
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!((found.crabs, found.sum, found.orders.len()), (1, 9, 6));
    assert_eq!(
        (found.orders[0].all.len(), found.orders[0].desc.as_deref()),
        (1, Some("x"))
    );
    assert!(found.orders.iter().any(|part| part.r#where == crab));
    let per = PerUser::query()
        .having(PerUser::most.ge(0))
        .order_by(PerUser::most.desc());
    assert_eq!(per.fetch_all(pool).await.unwrap().len(), 6);

    // Pages, locks, and a search in a column whose name is a word of SQL.
    let pages = || {
        Purchase::query()
            .order_by([order::Größe.desc(), order::user.asc()])
            .page(4)
    };
    let first = pages().fetch(pool).await.unwrap();
    let second = pages()
        .after(first.next.as_deref())
        .fetch(pool)
        .await
        .unwrap();
    assert_eq!((first.items.len(), second.items.len()), (4, 2));
    let searched = Purchase::query().filter(order::end.matches("null"));
    let searched = searched.order_by(order::end.rank("null").desc());
    assert_eq!(searched.fetch_all(pool).await.unwrap().len(), 1);
    let ids: Vec<i64> = first.items.iter().map(|row| row.id).collect();
    let locked = relata::transaction(pool)
        .run(async |tx| {
            Purchase::query()
                .for_update()
                .skip_locked()
                .in_key_order()
                .fetch_all(&mut *tx)
                .await?;
            tx.savepoint(async |tx| Purchase::lock_in_order(&mut *tx, ids.clone()).await)
                .await
        })
        .await;
    assert!(locked.unwrap().iter().all(Option::is_some));

    let gone = Group::delete().filter(group::orders.any(order::user.eq(User::AB)));
    assert_eq!(gone.execute(pool).await.unwrap(), 1);
    let left = Purchase::query()
        .filter(order::references.is_null())
        .count(pool);
    assert_eq!(left.await.unwrap(), 6);
}

#[tokio::test]
async fn an_enum_of_another_version_is_an_error_that_names_the_column() {
    let db = database().await;
    let pool = db.pool();
    Purchase::insert(purchase("a")).execute(pool).await.unwrap();
    for sql in [
        "ALTER TYPE \"Über\".\"user\" ADD VALUE 'new ''one'''",
        "UPDATE \"select\".\"order\" SET \"user\" = 'new ''one'''",
    ] {
        relata::sqlx::query(sql).execute(pool).await.unwrap();
    }
    let error = Purchase::query().fetch_all(pool).await.unwrap_err();
    assert_eq!(
        (error.what(), error.column()),
        ("Purchase", Some("user")),
        "{error}"
    );
}
