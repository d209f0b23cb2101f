//! Keys of several columns, compared as a whole: in queries, updates, deletes and locks.

use crate::blog::{
    Item, NewItem, NewPost, NewShelf, NewUser, Post, Shelf, User, items, posts, shelves,
};
use crate::database;
use relata::codegen::sqlx::PgPool;

/// A shelf with what lies there.
#[derive(Debug, PartialEq, relata::Load)]
#[load(shelves)]
struct Full {
    label: String,
    #[load(order_by(id))]
    items: Vec<Thing>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(items)]
struct Thing {
    amount: i32,
}

const CODES: [(i32, &str); 4] = [(1, "a"), (1, "b"), (2, "a"), (2, "it's")];

async fn set_up(pool: &PgPool) {
    let shelf = |(warehouse_id, code): (i32, &str)| NewShelf {
        warehouse_id,
        code: code.to_owned(),
    };
    Shelf::insert_many(CODES.map(|key| shelf(key).label(format!("{} {}", key.0, key.1))))
        .execute(pool)
        .await
        .unwrap();
    let item = NewItem {
        warehouse_id: 2,
        shelf_code: "a".to_owned(),
    };
    Item::insert(item.amount(7)).execute(pool).await.unwrap();
}

#[tokio::test]
async fn rows_are_found_changed_and_deleted_by_whole_keys() {
    let db = database::blog().await;
    let pool = db.pool();
    set_up(pool).await;
    let key = shelves::shelves_pkey;

    let one = Full::query().filter(key.eq((2, "a")));
    let sql = one.sql();
    assert!(
        sql.contains(r#"t0."warehouse_id" = $1 AND t0."code" = $2"#),
        "{sql}"
    );
    let one = one.fetch_one(pool).await.unwrap();
    assert_eq!(
        (one.label.as_str(), one.items),
        ("2 a", vec![Thing { amount: 7 }])
    );

    // Pairs, and not each with each; what is not there is not found.
    let some = [(2, "it's"), (1, "b"), (3, "a"), (2, "b"), (1, "b")];
    let labels = |rows: Vec<Full>| rows.into_iter().map(|row| row.label).collect::<Vec<_>>();
    let query = Full::query()
        .filter(key.in_(some))
        .order_by(shelves::label.asc());
    let text = query.sql();
    assert_eq!(
        Full::query()
            .filter(key.in_([(1, "a")]))
            .order_by(shelves::label.asc())
            .sql(),
        text
    );
    let whole = query.clone().one_statement().fetch_all(pool).await.unwrap();
    assert_eq!(query.batched().fetch_all(pool).await.unwrap(), whole);
    assert_eq!(labels(whole), ["1 b", "2 it's"]);
    let none: [(i32, String); 0] = [];
    assert!(
        !Shelf::query()
            .filter(key.in_(none))
            .exists(pool)
            .await
            .unwrap()
    );

    // As they are kept: owned, and borrowed.
    let owned: Vec<(i32, String)> = vec![(1, "a".to_owned()), (2, "a".to_owned())];
    let updated = Shelf::update()
        .set(shelves::label, "found")
        .filter(key.in_(&owned))
        .execute(pool)
        .await
        .unwrap();
    assert_eq!(updated, 2);
    let rest = Shelf::query().filter(key.in_(owned.clone()).not());
    assert_eq!(rest.count(pool).await.unwrap(), 2);
    assert_eq!(
        Shelf::query()
            .filter(key.eq(&owned[0]))
            .count(pool)
            .await
            .unwrap(),
        1
    );
    // Through a reference.
    let there = items::shelf.matches(key.in_([(2, "a")]));
    assert_eq!(Item::query().filter(there).count(pool).await.unwrap(), 1);

    relata::transaction(pool)
        .run(async |tx| {
            let locked = Shelf::query()
                .filter(key.in_([(1, "b"), (1, "a")]))
                .for_update();
            assert_eq!(locked.in_key_order().fetch_all(&mut *tx).await?.len(), 2);
            let gone = Shelf::delete().filter(key.in_([(1, "b"), (2, "it's")]));
            assert_eq!(gone.execute(tx).await?, 2);
            relata::Ok(())
        })
        .await
        .unwrap();
    assert_eq!(Shelf::query().count(pool).await.unwrap(), 2);

    let error = Shelf::query()
        .filter(key.in_([(1, "NUL\0")]))
        .fetch_all(pool)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("`code`"), "{error}");
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_unique_key_is_compared_as_a_whole_too() {
    let db = database::blog().await;
    let pool = db.pool();
    let user = NewUser {
        email: "ada@example.org".to_owned(),
        name: "Ada".to_owned(),
    };
    let ada = User::insert(user).fetch_one(pool).await.unwrap().id;
    let post = |title: &str| NewPost {
        author_id: ada,
        title: title.to_owned(),
    };
    Post::insert_many(["a", "b"].map(post))
        .execute(pool)
        .await
        .unwrap();
    let key = posts::posts_author_id_title_key;
    let voted = Post::update().set(posts::votes, posts::votes + 1);
    let voted = voted
        .filter(key.eq((ada, "a")))
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!((voted.title.as_str(), voted.votes), ("a", 1));
    let many = Post::query().filter(key.in_([(ada, "a"), (ada, "c")]));
    assert_eq!(many.count(pool).await.unwrap(), 1);
    db.close().await.unwrap();
}
