//! Inserts of one row and of many.

use relata::codegen::Decimal;

use crate::blog::{
    Everything, NewEverything, NewTag, NewUser, NewUserWith, Tag, User, UserStatus, users,
};
use crate::database;

#[tokio::test]
async fn what_is_not_given_the_database_fills_in() {
    let db = database::blog().await;
    let pool = db.pool();
    let new = NewUser {
        email: "a@example.org".into(),
        name: "A".into(),
    };
    let made = User::insert(new).fetch_one(pool).await.unwrap();
    assert_eq!(
        (made.status, made.balance.to_string().as_str()),
        (UserStatus::Active, "0.00")
    );
    let new = NewUser {
        email: "b@example.org".into(),
        name: "B".into(),
    };
    let count = User::insert(new.balance(Decimal::new(150, 2)))
        .execute(pool)
        .await
        .unwrap();
    assert_eq!(count, 1);
    let found = User::find_by_email(pool, "b@example.org")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.balance.to_string(), "1.50");
}

#[tokio::test]
async fn rows_that_give_different_columns_come_back_in_order() {
    let db = database::blog().await;
    let pool = db.pool();
    let new = (0..50).map(|number| {
        let new = NewUser {
            email: format!("{number}@example.org"),
            name: format!("{number}"),
        };
        match number % 3 {
            0 => NewUserWith::from(new),
            1 => new.status(UserStatus::Deleted),
            _ => new
                .status(UserStatus::Suspended)
                .balance(Decimal::from(number)),
        }
    });
    let made = User::insert_many(new).fetch_all(pool).await.unwrap();
    assert_eq!(made.len(), 50);
    for (number, user) in made.iter().enumerate() {
        assert_eq!(user.name, number.to_string());
        let expected = match number % 3 {
            0 => (UserStatus::Active, Decimal::ZERO),
            1 => (UserStatus::Deleted, Decimal::ZERO),
            _ => (UserStatus::Suspended, Decimal::from(number)),
        };
        assert_eq!((user.status, user.balance), expected);
    }
}

#[tokio::test]
async fn a_refused_row_leaves_none_of_them() {
    let db = database::blog().await;
    let pool = db.pool();
    let user = |email: &str| NewUser {
        email: email.into(),
        name: "A".into(),
    };
    let new = [
        user("a@example.org").into(),
        user("A@EXAMPLE.org").status(UserStatus::Active),
    ];
    let refused = User::insert_many(new).execute(pool).await.unwrap_err();
    assert_eq!(refused.sqlstate().as_deref(), Some("23505"));
    assert!(!refused.is_retryable());
    assert!(User::query().fetch_all(pool).await.unwrap().is_empty());

    // In the caller's transaction it is a savepoint: what came before stays.
    let mut transaction = pool.begin().await.unwrap();
    User::insert(user("b@example.org"))
        .execute(&mut transaction)
        .await
        .unwrap();
    let new = [
        user("a@example.org").into(),
        user("A@EXAMPLE.org").status(UserStatus::Active),
    ];
    User::insert_many(new)
        .execute(&mut transaction)
        .await
        .unwrap_err();
    transaction.commit().await.unwrap();
    let left = User::query().fetch_all(pool).await.unwrap();
    assert_eq!(left.len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_for_nothing() {
    let db = database::blog().await;
    let closed = db.pool().clone();
    closed.close().await;
    assert_eq!(Tag::insert_many([]).execute(&closed).await.unwrap(), 0);
    assert!(
        Tag::insert_many([])
            .fetch_all(&closed)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn more_values_than_parameters_can_be() {
    let db = database::blog().await;
    let pool = db.pool();
    let count = 70_000;
    let new = (0..count).map(|number| NewTag {
        name: format!("tag {number}"),
    });
    let made = Tag::insert_many(new).fetch_all(pool).await.unwrap();
    assert_eq!(made.len(), count);
    assert!(
        made.iter()
            .enumerate()
            .all(|(number, tag)| tag.name == format!("tag {number}"))
    );
}

#[tokio::test]
async fn arrays_keep_their_shape_in_bulk() {
    let db = database::blog().await;
    let pool = db.pool();
    let texts = |list: &[&str]| {
        list.iter()
            .map(|text| (*text).to_owned())
            .collect::<Vec<_>>()
    };
    let lists = [
        Some(texts(&["a", "b"])),
        None,
        Some(vec![]),
        Some(texts(&["", "NULL", "\"", "\\", "{}", ",", "\u{1F980}"])),
    ];
    let maybe = [
        None,
        Some(vec![None]),
        Some(vec![None, Some("x".to_owned())]),
        Some(vec![]),
    ];
    let new = lists.iter().zip(&maybe).map(|(list, maybe)| {
        let statuses = list
            .as_ref()
            .map(|list| vec![UserStatus::Deleted; list.len()]);
        NewEverything {}
            .texts(list.clone())
            .maybe_texts(maybe.clone())
            .statuses(statuses)
    });
    let made = Everything::insert_many(new).fetch_all(pool).await.unwrap();
    for (row, (list, maybe)) in made.iter().zip(lists.iter().zip(&maybe)) {
        assert_eq!((&row.texts, &row.maybe_texts), (list, maybe));
        assert_eq!(
            row.statuses.as_ref().map(Vec::len),
            list.as_ref().map(Vec::len)
        );
    }
}

#[tokio::test]
async fn rows_of_nothing_but_defaults_can_be_many() {
    let db = database::blog().await;
    let pool = db.pool();
    let new = (0..1500).map(|_| NewEverything {});
    assert_eq!(
        Everything::insert_many(new).execute(pool).await.unwrap(),
        1500
    );
    Everything::insert(NewEverything {})
        .execute(pool)
        .await
        .unwrap();
}

#[tokio::test]
async fn statements_run_in_spawned_tasks_and_on_every_executor() {
    let db = database::blog().await;
    let pool = db.pool().clone();
    let task = tokio::spawn(async move {
        let user = |name: &str| NewUser {
            email: format!("{name}@x"),
            name: name.into(),
        };
        User::insert(user("a")).execute(&pool).await?;
        let mut connection = pool.acquire().await.unwrap();
        User::insert_many([user("b")])
            .execute(&mut *connection)
            .await?;
        let mut transaction = pool.begin().await.unwrap();
        User::insert_many([user("c")])
            .fetch_all(&mut transaction)
            .await?;
        let found = User::find_by_email(&mut transaction, "c@x").await?;
        transaction.rollback().await.unwrap();
        let left = User::query()
            .order_by(users::name.asc())
            .fetch_all(&mut *connection)
            .await?;
        Ok::<_, relata::Error>((found.is_some(), left.len()))
    });
    assert_eq!(task.await.unwrap().unwrap(), (true, 2));
}
