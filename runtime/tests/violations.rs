//! Constraints as values.

use std::ops::Bound;

use relata::chrono::TimeDelta;
use relata::codegen::sqlx;
use relata::types::{DateTime, PgRange};

use crate::database;
use crate::writes::{
    Account, AccountViolation, Booking, BookingViolation, NewAccount, NewAccountWith, NewBooking,
    NewNote, NewNoteTag, Note, NoteTag, NoteTagViolation, NoteViolation, accounts,
};

fn account(handle: &str) -> NewAccountWith {
    NewAccount {
        email: format!("{handle}@example.org"),
        handle: handle.to_owned(),
    }
    .into()
}

#[tokio::test]
async fn each_constraint_is_a_variant() {
    let db = database::writes().await;
    let pool = db.pool();
    let ada = Account::insert(account("ada").nick("A".to_owned()));
    let ada = ada.fetch_one(pool).await.unwrap();

    let violated = |new: NewAccountWith| async move {
        let error = Account::insert(new).execute(pool).await.unwrap_err();
        // Of another table it is none.
        assert_eq!(error.violation::<Note>(), None);
        let said = error.to_string();
        assert!(!said.contains("ada"), "{said}");
        (
            error.violation::<Account>(),
            error.constraint().map(str::to_owned),
        )
    };
    for (new, expected, constraint) in [
        (
            account("ADA").realm("x"),
            AccountViolation::EmailTaken,
            "accounts_email_key",
        ),
        (account("bob").age(3), AccountViolation::Adult, "adult"),
        (
            account("bob").visits(-1),
            AccountViolation::VisitsRefused,
            "accounts_visits_check",
        ),
        (
            account("bob").points(9_999_999),
            AccountViolation::PointsSane,
            "accounts_points_sane",
        ),
        (
            account("bob").amount(-1),
            AccountViolation::QuantityRefused,
            "quantity_check",
        ),
        (
            account("bob").nick("A".to_owned()),
            AccountViolation::NickTaken,
            "accounts_nick_idx",
        ),
    ] {
        let (variant, name) = violated(new).await;
        assert_eq!(
            (variant, name.as_deref()),
            (Some(expected), Some(constraint))
        );
    }
    let mut same = account("bob");
    same = same.realm("main");
    Account::insert(same.clone()).execute(pool).await.unwrap();
    let new: NewAccountWith = NewAccount {
        email: "x@x".into(),
        handle: "bob".into(),
    }
    .into();
    assert_eq!(
        violated(new).await.0,
        Some(AccountViolation::RealmHandleTaken)
    );
    let new: NewAccountWith = NewAccount {
        email: "x@x".into(),
        handle: "BOB".into(),
    }
    .into();
    assert_eq!(
        violated(new).await.0,
        Some(AccountViolation::LowerRealmTaken)
    );

    // A reference, from both sides.
    let new = NewNote {
        account_id: 99,
        body: String::new(),
    };
    let error = Note::insert(new).execute(pool).await.unwrap_err();
    assert_eq!(
        error.violation::<Note>(),
        Some(NoteViolation::AccountMissing)
    );
    let new = NewNote {
        account_id: same_id(pool).await,
        body: String::new(),
    };
    Note::insert(new.reviewer_id(ada.id))
        .execute(pool)
        .await
        .unwrap();
    let delete = Account::delete().filter(accounts::id.eq(ada.id));
    let error = delete.execute(pool).await.unwrap_err();
    assert_eq!(error.violation::<Account>(), None);
    assert_eq!(
        error.violation::<Note>(),
        Some(NoteViolation::ReviewerMissing)
    );

    // A key of several columns.
    sqlx::raw_sql("INSERT INTO tags (name) VALUES ('a')")
        .execute(pool)
        .await
        .unwrap();
    let join = || {
        NoteTag::insert_many([NewNoteTag {
            note_id: 2,
            tag_id: 1,
        }])
    };
    join().execute(pool).await.unwrap();
    let error = join().execute(pool).await.unwrap_err();
    assert_eq!(
        error.violation::<NoteTag>(),
        Some(NoteTagViolation::NoteIdTagIdTaken)
    );
}

async fn same_id(pool: &sqlx::PgPool) -> i64 {
    let bob = Account::query().filter(accounts::handle.eq("bob"));
    bob.fetch_one(pool).await.unwrap().id
}

#[tokio::test]
async fn an_exclusion_is_one_too() {
    let db = database::writes().await;
    let pool = db.pool();
    let hours = |from: i64, to: i64| PgRange {
        start: Bound::Included(DateTime::UNIX_EPOCH + TimeDelta::hours(from)),
        end: Bound::Excluded(DateTime::UNIX_EPOCH + TimeDelta::hours(to)),
    };
    let book = |from, to| {
        Booking::insert(NewBooking {
            room: 1,
            during: hours(from, to),
        })
    };
    book(1, 3).execute(pool).await.unwrap();
    book(3, 5).execute(pool).await.unwrap();
    let error = book(2, 4).execute(pool).await.unwrap_err();
    assert_eq!(
        error.violation::<Booking>(),
        Some(BookingViolation::RoomDuringOverlaps)
    );
    assert_eq!(error.sqlstate().as_deref(), Some("23P01"));
    let passed = book(2, 4).on_any_conflict().do_nothing();
    assert_eq!(passed.fetch_optional(pool).await.unwrap(), None);
    let passed = book(5, 6).on_any_conflict().do_nothing();
    assert!(passed.fetch_optional(pool).await.unwrap().is_some());
}

#[tokio::test]
async fn a_missing_value_names_its_column() {
    let db = database::writes().await;
    let pool = db.pool();
    let change = "ALTER TABLE accounts ALTER COLUMN age SET NOT NULL";
    sqlx::raw_sql(change).execute(pool).await.unwrap();
    let error = Account::insert(account("ada"))
        .execute(pool)
        .await
        .unwrap_err();
    assert_eq!(error.column(), Some("age"));
    assert_eq!(error.violation::<Account>(), None);
    assert_eq!(error.sqlstate().as_deref(), Some("23502"));
}
