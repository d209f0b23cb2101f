//! Inserts over keys that are taken.

use relata::codegen::sqlx;
use relata::excluded;

use crate::database;
use crate::writes::{
    Account, Draft, NewAccount, NewAccountWith, NewDraft, NewDraftWith, NewNoteTag, NoteTag,
    accounts, drafts, note_tags,
};

#[derive(Debug, PartialEq, relata::Load)]
#[load(accounts)]
struct Visits {
    handle: String,
    visits: i32,
    #[load(count(notes))]
    note_count: i64,
}

fn account(handle: &str) -> NewAccountWith {
    NewAccount {
        email: format!("{handle}@example.org"),
        handle: handle.to_owned(),
    }
    .visits(1)
}

fn handles(rows: &[Option<Account>]) -> Vec<Option<&str>> {
    let handles = rows.iter().map(|row| row.as_ref());
    handles
        .map(|row| row.map(|row| row.handle.as_str()))
        .collect()
}

#[tokio::test]
async fn one_row_is_inserted_passed_over_or_updated() {
    let db = database::writes().await;
    let pool = db.pool();
    let pass = || {
        Account::insert(account("ada"))
            .on_conflict(accounts::email)
            .do_nothing()
    };
    let made = pass().fetch_optional(pool).await.unwrap().unwrap();
    assert_eq!(pass().fetch_optional(pool).await.unwrap(), None);
    assert_eq!(pass().execute(pool).await.unwrap(), 0);

    let visit = || {
        Account::insert(account("ADA"))
            .on_conflict(accounts::email)
            .do_update(|row| {
                row.set(
                    accounts::visits,
                    accounts::visits + excluded(accounts::visits),
                )
            })
    };
    let visited = visit().fetch_one(pool).await.unwrap();
    assert_eq!(
        (visited.id, visited.visits, visited.revision),
        (made.id, 2, 2)
    );
    assert_eq!(visited.handle, "ada");
    let visits = visit().returning::<Visits>().fetch_one(pool).await.unwrap();
    assert_eq!((visits.visits, visits.note_count), (3, 0));

    let few = || visit_if(5).fetch_optional(pool);
    assert_eq!(few().await.unwrap().map(|row| row.visits), Some(4));
    assert_eq!(few().await.unwrap().map(|row| row.visits), Some(5));
    assert_eq!(few().await.unwrap(), None);

    // What sets nothing gives the row that is there.
    let get = Account::insert(account("Ada"))
        .on_conflict(accounts::email)
        .do_update(|row| row);
    let got = get.fetch_one(pool).await.unwrap();
    assert_eq!((got.id, got.visits, got.revision), (made.id, 5, 5));
}

fn visit_if(fewer: i32) -> relata::Insert<Account, relata::Perhaps> {
    Account::insert(account("ada"))
        .on_conflict(accounts::email)
        .do_update(|row| {
            row.set(
                accounts::visits,
                accounts::visits + excluded(accounts::visits),
            )
            .filter(accounts::visits.lt(fewer))
        })
}

#[tokio::test]
async fn many_rows_come_back_in_their_order() {
    let db = database::writes().await;
    let pool = db.pool();
    Account::insert_many(["b", "d"].map(account))
        .execute(pool)
        .await
        .unwrap();
    let all = || Account::insert_many(["a", "B", "c", "C", "d", "e"].map(account));

    let passed = all().on_conflict(accounts::email).do_nothing();
    let passed = passed.fetch_all(pool).await.unwrap();
    let expected = [Some("a"), None, Some("c"), None, None, Some("e")];
    assert_eq!(handles(&passed), expected);
    let passed = all().on_conflict(accounts::email).do_nothing();
    assert_eq!(passed.execute(pool).await.unwrap(), 0);

    // As a shape that reads more than the row.
    let mixed = ["d", "f", "a", "g"].map(account);
    let mixed = Account::insert_many(mixed)
        .on_conflict(accounts::email)
        .do_nothing();
    let mixed = mixed.returning::<Visits>().fetch_all(pool).await.unwrap();
    let found: Vec<_> = mixed
        .iter()
        .map(|row| row.as_ref().map(|row| row.handle.as_str()))
        .collect();
    assert_eq!(found, [None, Some("f"), None, Some("g")]);

    let updated = Account::insert_many(["g", "x", "a", "y"].map(account))
        .on_conflict(accounts::email)
        .do_update(|row| {
            row.set(
                accounts::visits,
                accounts::visits + excluded(accounts::visits),
            )
        })
        .fetch_all(pool)
        .await
        .unwrap();
    let updated: Vec<_> = updated
        .iter()
        .map(|row| (row.handle.as_str(), row.visits))
        .collect();
    assert_eq!(updated, [("g", 2), ("x", 1), ("a", 2), ("y", 1)]);

    // Only some of them.
    let some = Account::insert_many(["x", "a", "z", "y"].map(account))
        .on_conflict(accounts::email)
        .do_update(|row| row.set(accounts::visits, 9).filter(accounts::visits.lt(2)))
        .fetch_all(pool)
        .await
        .unwrap();
    assert_eq!(handles(&some), [Some("x"), None, Some("z"), Some("y")]);
}

#[tokio::test]
async fn one_key_twice_in_an_upsert_is_refused() {
    let db = database::writes().await;
    let pool = db.pool();
    let twice = Account::insert_many(["a", "A"].map(account))
        .on_conflict(accounts::email)
        .do_update(|row| row.set(accounts::visits, 2));
    let error = twice.fetch_all(pool).await.unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("21000"));
    assert!(
        error
            .to_string()
            .contains("two of the rows have the same key"),
        "{error}"
    );
    assert!(Account::query().fetch_all(pool).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_key_of_several_columns_has_a_constant() {
    let db = database::writes().await;
    let pool = db.pool();
    let same = |email: &str, realm: &str| {
        let new = NewAccount {
            email: email.into(),
            handle: "ada".into(),
        };
        new.realm(realm)
    };
    let key = accounts::accounts_realm_handle_key;
    let rows = [
        same("1@x", "m"),
        same("2@x", "m"),
        same("3@x", "n"),
        same("4@x", "m"),
    ];
    let made = Account::insert_many(rows).on_conflict(key).do_nothing();
    let made = made.fetch_all(pool).await.unwrap();
    let made: Vec<_> = made
        .iter()
        .map(|row| row.as_ref().map(|row| row.email.as_str()))
        .collect();
    assert_eq!(made, [Some("1@x"), None, Some("3@x"), None]);

    sqlx::raw_sql(
        "INSERT INTO tags (name) VALUES ('a'), ('b'); \
         INSERT INTO notes (account_id, body) SELECT id, 'x' FROM accounts",
    )
    .execute(pool)
    .await
    .unwrap();
    let join = |tag_id: i64| NewNoteTag { note_id: 1, tag_id };
    let put = |tags: Vec<i64>| {
        NoteTag::insert_many(tags.into_iter().map(join))
            .on_conflict(note_tags::note_tags_pkey)
            .do_update(|row| row.set(note_tags::weight, note_tags::weight + 1))
    };
    put(vec![1]).execute(pool).await.unwrap();
    let weights = put(vec![2, 1]).fetch_all(pool).await.unwrap();
    let weights: Vec<_> = weights.iter().map(|row| (row.tag_id, row.weight)).collect();
    assert_eq!(weights, [(2, 1), (1, 2)]);
}

#[tokio::test]
async fn a_key_of_some_rows_and_one_over_an_expression_have_constants() {
    let db = database::writes().await;
    let pool = db.pool();
    let nick = |handle: &str, nick: &str| account(handle).nick(nick.to_owned());
    let rows = [
        nick("a", "N"),
        nick("b", "N"),
        nick("c", "M"),
        nick("d", "M"),
    ];
    let made = Account::insert_many(rows)
        .on_conflict(accounts::accounts_nick_idx)
        .do_nothing();
    let made = made.fetch_all(pool).await.unwrap();
    assert_eq!(handles(&made), [Some("a"), None, Some("c"), None]);

    let named = |email: &str, handle: &str| NewAccount {
        email: email.into(),
        handle: handle.into(),
    };
    let rows = [named("x@x", "A"), named("y@x", "y"), named("z@x", "Y")];
    let made = Account::insert_many(rows)
        .on_conflict(accounts::accounts_lower_realm_idx)
        .do_nothing();
    let made = made.fetch_all(pool).await.unwrap();
    assert_eq!(handles(&made), [None, Some("y"), None]);
    let count = Account::insert(named("q@x", "C")).on_conflict(accounts::accounts_lower_realm_idx);
    let count = count.do_update(|row| row.set(accounts::visits, 7));
    assert_eq!(count.fetch_one(pool).await.unwrap().visits, 7);
}

#[tokio::test]
async fn rows_that_leave_out_the_key_or_have_null_in_it_are_told_apart() {
    let db = database::writes().await;
    let pool = db.pool();
    let draft = |title: &str| NewDraft {
        title: title.into(),
    };
    let words = |title: &str, words: &[&str]| {
        draft(title).words(words.iter().map(|word| (*word).to_owned()).collect())
    };
    // The key is the database's to fill in: no row is in the way of another.
    let rows = [words("a", &["x", "y"]), words("b", &[]), words("c", &["z"])];
    let made = Draft::insert_many(rows)
        .on_conflict(drafts::id)
        .do_nothing();
    let made = made.fetch_all(pool).await.unwrap();
    let made: Vec<_> = made
        .into_iter()
        .flatten()
        .map(|row| (row.title, row.words))
        .collect();
    let expected = [("a", vec!["x", "y"]), ("b", vec![]), ("c", vec!["z"])];
    let expected = expected.map(|(title, words)| {
        (
            title.to_owned(),
            words.into_iter().map(str::to_owned).collect::<Vec<_>>(),
        )
    });
    assert_eq!(made, expected);

    let ranked = |title: &str, rank: Option<i32>| -> NewDraftWith { draft(title).rank(rank) };
    let rows = [
        ranked("d", None),
        ranked("e", Some(1)),
        ranked("f", None),
        ranked("g", Some(1)),
        ranked("h", Some(2)),
        ranked("i", None),
    ];
    let made = Draft::insert_many(rows)
        .on_conflict(drafts::rank)
        .do_nothing();
    let made = made.fetch_all(pool).await.unwrap();
    let made: Vec<_> = made
        .iter()
        .map(|row| row.as_ref().map(|row| row.title.as_str()))
        .collect();
    assert_eq!(
        made,
        [Some("d"), Some("e"), Some("f"), None, Some("h"), Some("i")]
    );

    // Rows that give different columns are several statements, and one answer.
    let rows = [
        words("a", &[]),
        draft("j").into(),
        ranked("k", Some(1)),
        draft("b").into(),
        draft("l").into(),
    ];
    let made = Draft::insert_many(rows).on_any_conflict().do_nothing();
    let made = made.fetch_all(pool).await.unwrap();
    let made: Vec<_> = made
        .iter()
        .map(|row| row.as_ref().map(|row| row.title.as_str()))
        .collect();
    assert_eq!(made, [None, Some("j"), None, None, Some("l")]);
}
