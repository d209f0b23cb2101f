//! Every kind of call, through everything that a call can run on.

use futures_util::TryStreamExt as _;
use relata::sqlx::{self, Connection as _};
use relata::testing::Database;

use super::account;
use crate::Work;
use crate::contention::schema::{Account, DDL, accounts, jobs};

/// Every kind of call on this, an expression that lends it anew each time.
macro_rules! calls {
    ($on:expr) => {{
        let one = Account::insert(account("one"))
            .fetch_one($on)
            .await
            .unwrap();
        let many = Account::insert_many((0..4).map(|n| account(&format!("many {n}"))));
        assert_eq!(many.fetch_all($on).await.unwrap().len(), 4);
        let copied = (0..3).map(|n| account(&format!("copied {n}")));
        assert_eq!(
            Account::copy_in().rows(copied).execute($on).await.unwrap(),
            3
        );

        let query = || Account::query().order_by(accounts::id.asc());
        let all = query().fetch_all($on).await.unwrap();
        assert_eq!(all.len(), 8);
        assert_eq!(query().fetch_one($on).await.unwrap(), one);
        assert_eq!(query().offset(9).fetch_optional($on).await.unwrap(), None);
        assert_eq!(query().count($on).await.unwrap(), 8);
        assert!(query().exists($on).await.unwrap());
        let streamed: Vec<Account> = query().fetch($on).try_collect().await.unwrap();
        assert_eq!(streamed, all);
        let page = query().page(5).fetch($on).await.unwrap();
        let rest = query()
            .page(5)
            .after(page.next.as_deref())
            .fetch($on)
            .await
            .unwrap();
        assert_eq!((page.items.len(), rest.items.len()), (5, 3));
        assert_eq!(Account::find($on, one.id).await.unwrap().unwrap(), one);
        let found = Account::find_many($on, &[0, one.id]).await.unwrap();
        assert_eq!(found, [None, Some(one.clone())]);
        let raw = relata::query_as!(
            Account,
            "SELECT * FROM accounts WHERE owner LIKE $1",
            "many%"
        );
        assert_eq!(raw.fetch_all($on).await.unwrap().len(), 4);

        let update = Account::update()
            .set(accounts::balance, accounts::balance + 7)
            .all();
        assert_eq!(update.execute($on).await.unwrap(), 8);
        assert_eq!(
            Account::find($on, one.id).await.unwrap().unwrap().balance,
            7
        );

        let queue = relata::queue::<jobs>();
        queue.enqueue(Work { number: 1 }).send($on).await.unwrap();
        let claimed = queue.claim($on, 1).await.unwrap();
        claimed[0].complete($on).await.unwrap();
        relata::notify($on, "news", "x").await.unwrap();

        let delete = Account::delete().filter(accounts::id.ge(0));
        assert_eq!(delete.execute($on).await.unwrap(), 8);
    }};
}

/// The calls that need a transaction.
macro_rules! locks {
    ($on:expr) => {{
        let one = Account::insert(account("one"))
            .fetch_one($on)
            .await
            .unwrap();
        let query = Account::query().for_update();
        assert_eq!(query.fetch_all($on).await.unwrap().len(), 1);
        let locked = Account::lock_in_order($on, [one.id]).await.unwrap();
        assert_eq!(locked, [Some(one)]);
        relata::work("reports").lock($on).await.unwrap();
        assert!(relata::work("reports").try_lock($on).await.unwrap());
        Account::delete().all().execute($on).await.unwrap();
    }};
}

#[tokio::test]
async fn every_call_runs_on_everything() {
    let db = Database::create(DDL).await.unwrap();
    let pool = relata::pool(db.url()).connect().await.unwrap();
    // Of a job that a transaction enqueues itself, it does not know yet that it is due.
    let due = (0..20).map(|number| Work { number });
    let due = relata::queue::<jobs>().enqueue_many(due).send(&pool).await;
    assert_eq!(due.unwrap().len(), 20);
    calls!(&pool);
    calls!(db.pool());

    let mut connection = pool.acquire().await.unwrap();
    calls!(&mut *connection);
    let mut plain = sqlx::PgConnection::connect(db.url()).await.unwrap();
    calls!(&mut plain);

    let mut transaction = pool.begin().await.unwrap();
    calls!(&mut transaction);
    calls!(&mut *transaction);
    locks!(&mut transaction);
    transaction.rollback().await.unwrap();

    let mut tx = relata::begin(&pool).await.unwrap();
    calls!(&mut tx);
    locks!(&mut tx);
    tx.rollback().await.unwrap();
    relata::transaction(&pool)
        .run(async |tx| {
            calls!(&mut *tx);
            relata::Ok(())
        })
        .await
        .unwrap();

    // With no proxy and no replica there, they are plain pools.
    let proxied = relata::pool(db.url())
        .behind_pgbouncer()
        .connect()
        .await
        .unwrap();
    calls!(&proxied);
    let mut tx = proxied.begin().await.unwrap();
    calls!(&mut tx);
    locks!(&mut tx);
    let mut nested = tx.begin().await.unwrap();
    calls!(&mut nested);
    nested.commit().await.unwrap();
    tx.rollback().await.unwrap();
    let cluster = relata::cluster(pool.clone());
    calls!(&cluster.reads());
    calls!(&cluster.after(cluster.mark().await.unwrap()));

    let sql = "SELECT count(*) FROM accounts";
    let left: i64 = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
    assert_eq!(left, 0);
}
