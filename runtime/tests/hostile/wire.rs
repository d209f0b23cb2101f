//! Values cross as parameters and as rows of a copy, never in a statement's text: everything that
//! relata sends, with values that are known again.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use relata::excluded;
use relata::sqlx::PgPool;
use relata::types::{DateTime, Decimal, PgRange, Utc};
use serde_json::json;

use super::names::Über::Analyse;
use super::operators::operators;
use crate::database;
use crate::queries::{
    Brand, BrandCode, Mood, NewBrand, NewOwner, NewThing, NewThingWith, Owner, Spot, Thing, owners,
    spots, things,
};
use crate::shop;
use crate::tap::{Message, tapped};
use crate::writes::{Account, AccountChanges, Draft, NewAccount, NewDraft, accounts, drafts};

/// Values that occur nowhere else.
struct Marked {
    text: String,
    number: i32,
    /// Rows, and values of a list.
    many: i32,
}

impl Marked {
    fn texts(&self) -> impl Iterator<Item = String> + '_ {
        (0..self.many).map(|n| format!("{} {n}", self.text))
    }

    fn numbers(&self) -> impl Iterator<Item = i32> {
        self.number..self.number + self.many
    }

    fn decimal(&self) -> Decimal {
        Decimal::new(i64::from(self.number), 2)
    }

    fn time(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::from_secs(self.number.unsigned_abs().into())
    }

    /// Whether one of them stands in a text.
    fn is_in(&self, text: &str) -> bool {
        let numbers = [
            self.number.to_string(),
            self.decimal().to_string(),
            self.time().timestamp_micros().to_string(),
        ];
        let is_it = |value: &String| text.contains(value.as_str());
        text.contains("mArKeR") || numbers.iter().any(is_it)
    }
}

async fn operate(pool: &PgPool, marked: &Marked) {
    for (_, filter, _) in operators(&marked.text) {
        // What is no path or query is refused, on the way on which all others go.
        let _ = Thing::query().filter(filter).fetch_all(pool).await;
    }
    let span = PgRange::from(marked.number..marked.number + 1);
    let numbers = [
        things::size.eq(marked.number),
        things::size.in_(marked.numbers()),
        things::size.not_in(marked.numbers()),
        things::name.in_(marked.texts()),
        things::words.overlaps(marked.texts()),
        things::data.has_any_key(marked.texts()),
        things::data.path(marked.texts()).is_null(),
        (things::size * 2 - marked.number).lt(marked.number),
        things::price.gt(marked.decimal()),
        things::at.between(marked.time(), marked.time()),
        things::span.contains(marked.number),
        things::span.overlaps(span),
        things::numbers.has(marked.number),
        things::mood.eq(Mood::Sad),
    ];
    for filter in numbers {
        let query = Thing::query().filter(filter);
        query.clone().fetch_all(pool).await.unwrap();
        query.count(pool).await.unwrap();
    }
}

fn thing(marked: &Marked, name: String) -> NewThingWith {
    NewThing {
        name: name.clone(),
        code: name.clone(),
    }
    .nick(name.clone())
    .size(marked.number)
    .price(marked.decimal())
    .data(json!({ name.clone(): [name.clone(), marked.number] }))
    .words(vec![name])
    .at(marked.time())
}

async fn query(pool: &PgPool, marked: &Marked) {
    let owner = Owner::insert(NewOwner {}.name(marked.text.clone()))
        .fetch_one(pool)
        .await
        .unwrap();
    let one = thing(marked, marked.text.clone()).owner_id(owner.id);
    Thing::insert(one).fetch_one(pool).await.unwrap();
    let rows = || marked.texts().map(|text| thing(marked, text));
    Thing::insert_many(rows()).fetch_all(pool).await.unwrap();
    Thing::copy_in().rows(rows()).execute(pool).await.unwrap();

    let orders = [
        vec![things::name.asc()],
        vec![things::price.desc(), things::at.asc(), things::size.asc()],
        vec![things::search.rank(&marked.text).desc()],
        vec![
            (things::size + marked.number).asc(),
            things::owner.get(owners::name).desc(),
        ],
    ];
    for order in orders {
        let query = Thing::query().order_by(order);
        query
            .clone()
            .limit(2)
            .offset(1)
            .fetch_all(pool)
            .await
            .unwrap();
        let page = query.clone().page(1).fetch(pool).await.unwrap();
        let page = query
            .clone()
            .page(1)
            .after(page.next.as_deref())
            .fetch(pool)
            .await
            .unwrap();
        query
            .page(1)
            .before(page.previous.as_deref())
            .fetch(pool)
            .await
            .unwrap();
    }
    Thing::query()
        .fetch(pool)
        .try_collect::<Vec<_>>()
        .await
        .unwrap();
    Spot::query()
        .filter(spots::b.eq(&marked.text))
        .distinct()
        .fetch_all(pool)
        .await
        .unwrap();
    Spot::find(pool, marked.number, marked.number)
        .await
        .unwrap();
    let pairs: Vec<_> = marked.numbers().map(|number| (number, number)).collect();
    Spot::find_many(pool, &pairs).await.unwrap();

    let codes = || marked.texts().map(BrandCode);
    let brand = |code: BrandCode| NewBrand {
        name: code.0.clone(),
        code,
    };
    Brand::insert_many(codes().map(brand))
        .execute(pool)
        .await
        .unwrap();
    Brand::find(pool, BrandCode(marked.text.clone()))
        .await
        .unwrap();
    Brand::find_many(pool, codes()).await.unwrap();
    relata::transaction(pool)
        .statement_timeout(Duration::from_secs(20))
        .run(async |tx| {
            Brand::lock_in_order(&mut *tx, codes()).await?;
            let locked = Thing::query()
                .filter(things::name.eq(&marked.text))
                .for_update();
            tx.savepoint(async |tx| locked.skip_locked().fetch_all(&mut *tx).await)
                .await?;
            relata::work(&marked.text).lock(&mut *tx).await?;
            relata::notify(&mut *tx, "channel", &marked.text).await
        })
        .await
        .unwrap();
    relata::work(&marked.text)
        .hold(pool)
        .await
        .unwrap()
        .release()
        .await
        .unwrap();
}

async fn write(pool: &PgPool, marked: &Marked) {
    let account = |text: String| {
        NewAccount {
            email: text.clone(),
            handle: text.clone(),
        }
        .motto(text.clone())
        .nick(text)
    };
    let made = Account::insert(account(marked.text.clone()))
        .fetch_one(pool)
        .await
        .unwrap();
    let rows = || marked.texts().map(account);
    Account::insert_many(rows()).fetch_all(pool).await.unwrap();
    let again = Account::insert_many(rows())
        .on_conflict(accounts::email)
        .do_nothing();
    again.fetch_all(pool).await.unwrap();
    let again = Account::insert_many(rows())
        .on_conflict(accounts::email)
        .do_update(|row| {
            row.set(accounts::motto, &marked.text)
                .set(accounts::visits, excluded(accounts::visits))
                .filter(accounts::motto.ne(&marked.text))
        });
    again.fetch_all(pool).await.unwrap();
    let draft = |title: String| {
        NewDraft { title }
            .rank(marked.number)
            .words(marked.texts().collect())
    };
    for _ in 0..2 {
        let draft = Draft::insert(draft(marked.text.clone())).on_conflict(drafts::title);
        draft
            .do_update(|row| row.set(drafts::rank, marked.number))
            .fetch_one(pool)
            .await
            .unwrap();
    }

    let this = || accounts::email.eq(&marked.text);
    let set = Account::update().set(accounts::bio, &marked.text);
    let set = set.set(accounts::visits, accounts::visits + marked.number);
    set.filter(this()).fetch_one(pool).await.unwrap();
    let changes = AccountChanges {
        motto: Some(marked.text.clone()),
        age: Some(Some(marked.number)),
        ..AccountChanges::default()
    };
    let set = Account::update_at(made.id, made.revision + 1).changes(changes);
    set.execute(pool).await.unwrap();
    let gone = Account::delete().filter(this().or(accounts::handle.in_(marked.texts())));
    gone.fetch_all(pool).await.unwrap();
}

async fn report(pool: &PgPool, marked: &Marked) {
    let query = shop_report::PerName::query()
        .filter(shop::customers::name.in_(marked.texts()))
        .having(shop_report::PerName::count.gt(i64::from(marked.number)))
        .order_by(shop_report::PerName::count.desc())
        .limit(marked.number.unsigned_abs().into());
    query.fetch_all(pool).await.unwrap();
    shop_report::Customer::query()
        .filter(shop::customers::orders.count().ge(i64::from(marked.number)))
        .fetch_all(pool)
        .await
        .unwrap();
}

mod shop_report {
    use crate::shop::{customers, orders};

    #[derive(Debug, relata::Load)]
    #[load(customers, group_by(name))]
    #[expect(dead_code, reason = "no row is there")]
    pub(super) struct PerName {
        name: String,
        #[load(count)]
        pub(super) count: i64,
    }

    #[derive(Debug, relata::Load)]
    #[load(customers)]
    #[expect(dead_code, reason = "no row is there")]
    pub(super) struct Customer {
        #[load(count(orders), filter(orders::weight.gt(2.5)))]
        heavy: i64,
        orders: Vec<Order>,
    }

    #[derive(Debug, relata::Load)]
    #[load(orders)]
    #[expect(dead_code, reason = "no row is there")]
    pub(super) struct Order {
        id: i64,
    }
}

async fn enqueue(pool: &PgPool, marked: &Marked) {
    let queue =
        relata::queue::<Analyse>().lease(Duration::from_secs(marked.number.unsigned_abs().into()));
    let payload = |text: String| json!({ "number": marked.number, "text": text });
    let one = queue
        .enqueue(payload(marked.text.clone()))
        .priority(3)
        .dedup_key(&marked.text);
    one.run_at(marked.time()).send(pool).await.unwrap();
    queue
        .enqueue_many(marked.texts().map(payload))
        .send(pool)
        .await
        .unwrap();
    for job in queue
        .claim(pool, 1 + marked.many.unsigned_abs())
        .await
        .unwrap()
    {
        job.extend(pool).await.unwrap();
        match job.id % 3 {
            0 => job.complete(pool).await.unwrap(),
            1 => drop(job.fail(pool, &marked.text).await.unwrap()),
            _ => job.release(pool).await.unwrap(),
        }
    }
    queue.revive(pool, marked.number.into()).await.unwrap();
}

/// The texts of all statements that are sent with these values.
async fn texts(marked: &Marked) -> BTreeSet<String> {
    let queries = database::queries().await;
    let writes = database::writes().await;
    let shop = relata::testing::Database::create(shop::DDL).await.unwrap();
    let names = super::names::database().await;
    let mut messages: Vec<Message> = Vec::new();

    let (pool, sent) = tapped(&queries, 1).await;
    query(&pool, marked).await;
    operate(&pool, marked).await;
    messages.extend(sent.take());
    let (pool, sent) = tapped(&writes, 1).await;
    write(&pool, marked).await;
    messages.extend(sent.take());
    let (pool, sent) = tapped(&shop, 1).await;
    report(&pool, marked).await;
    messages.extend(sent.take());
    let (pool, sent) = tapped(&names, 1).await;
    enqueue(&pool, marked).await;
    messages.extend(sent.take());

    // They did cross: as parameters, and as rows of a copy.
    for letter in [b'B', b'd'] {
        let crossed = messages.iter().filter(|message| message.letter == letter);
        let mut crossed = crossed.map(|message| String::from_utf8_lossy(&message.body));
        assert!(crossed.any(|body| body.contains("mArKeR")));
    }
    // And all other messages hold none of them.
    for message in &messages {
        if !b"Bd".contains(&message.letter) {
            let body = String::from_utf8_lossy(&message.body);
            assert!(!marked.is_in(&body), "{body}");
        }
    }
    let mut texts: BTreeSet<_> = messages.iter().filter_map(Message::text).collect();
    // Asked when a statement of the process has failed, as those of other tests do.
    texts.remove("SAVEPOINT asked");
    texts
}

#[tokio::test]
async fn values_are_parameters_and_no_text_depends_on_them() {
    let some = Marked {
        text: "mArKeR".to_owned(),
        number: 70_123_457,
        many: 2,
    };
    let texts_of_some = texts(&some).await;
    assert!(texts_of_some.len() > 100, "{}", texts_of_some.len());
    let others = Marked {
        text: "mArKeR '\"\\; DROP TABLE things -- {a,b} $1 ".repeat(20),
        number: 980_123_459,
        many: 300,
    };
    let texts_of_others = texts(&others).await;
    let differ: Vec<_> = texts_of_some
        .symmetric_difference(&texts_of_others)
        .collect();
    assert!(differ.is_empty(), "{differ:#?}");
}

#[tokio::test]
async fn a_value_in_a_text_would_be_seen() {
    let db = super::names::database().await;
    let (pool, sent) = tapped(&db, 1).await;
    let marked = Marked {
        text: "mArKeR".to_owned(),
        number: 70_123_457,
        many: 1,
    };
    for sql in ["SELECT 'mArKeR'", "SELECT 70123457", "SELECT 701234.57"] {
        relata::sqlx::raw_sql(sql).execute(&pool).await.unwrap();
        relata::sqlx::query(sql).execute(&pool).await.unwrap();
        let texts = sent.texts();
        assert_eq!(texts, [sql, sql]);
        assert!(texts.iter().all(|text| marked.is_in(text)));
    }
}
