//! Updates and deletes.

use relata::Error;
use relata::codegen::sqlx;

use crate::database;
use crate::writes::{
    Account, AccountChanges, NewAccount, NewNote, NewNoteTag, NewTag, Note, NoteTag, Standing, Tag,
    accounts, note_tags, notes, tags,
};
use relata::testing::Database;

#[derive(Debug, PartialEq, relata::Load)]
#[load(notes)]
struct NoteCard {
    body: String,
    votes: i32,
    account: Who,
    reviewer: Option<Who>,
    answers: Vec<Line>,
    tags: Vec<TagName>,
    #[load(count(answers))]
    answer_count: i64,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(accounts)]
struct Who {
    handle: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(notes)]
struct Line {
    body: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(tags)]
struct TagName {
    name: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(accounts)]
struct Counts {
    visits: i32,
    points: i64,
}

fn account(handle: &str) -> NewAccount {
    NewAccount {
        email: format!("{handle}@example.org"),
        handle: handle.to_owned(),
    }
}

/// Ada with two notes, of which one has an answer and tags; Bob with none.
async fn filled() -> (Database, Vec<Account>, Vec<Note>) {
    let db = database::writes().await;
    let pool = db.pool();
    let new = [account("ada"), account("bob")];
    let made = Account::insert_many(new).fetch_all(pool).await.unwrap();
    let ada = made[0].id;
    let note = |body: &str| NewNote {
        account_id: ada,
        body: body.to_owned(),
    };
    let mut written = Note::insert_many([note("one"), note("two")]);
    let mut written = written_of(&mut written, pool).await;
    let answer = note("an answer").parent_id(written[0].id);
    written.push(Note::insert(answer).fetch_one(pool).await.unwrap());
    let tagged = ["x", "y"].map(|name| NewTag { name: name.into() });
    let tagged = Tag::insert_many(tagged).fetch_all(pool).await.unwrap();
    let joined = tagged.iter().map(|tag| NewNoteTag {
        note_id: written[0].id,
        tag_id: tag.id,
    });
    NoteTag::insert_many(joined).execute(pool).await.unwrap();
    (db, made, written)
}

async fn written_of(insert: &mut relata::InsertMany<Note>, pool: &sqlx::PgPool) -> Vec<Note> {
    let empty = Note::insert_many(Vec::<NewNote>::new());
    std::mem::replace(insert, empty)
        .fetch_all(pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn arithmetic_happens_in_the_database() {
    let (db, made, _) = filled().await;
    let pool = db.pool();
    let ada = || accounts::id.eq(made[0].id);
    let count = Account::update()
        .set(accounts::visits, accounts::visits + 1)
        .set(accounts::points, accounts::points * 2 + 10)
        .filter(ada())
        .execute(pool)
        .await;
    assert_eq!(count.unwrap(), 1);
    let counts = Account::update()
        .set(accounts::visits, accounts::visits + 1)
        .filter(ada())
        .returning::<Counts>()
        .fetch_one(pool)
        .await;
    let expected = Counts {
        visits: 2,
        points: 10,
    };
    assert_eq!(counts.unwrap(), expected);
    // A version is counted up by each of them; the other row is as it was.
    let all = Account::query().order_by(accounts::id.asc());
    let all = all.fetch_all(pool).await.unwrap();
    assert_eq!((all[0].revision, all[1].revision), (3, 1));
    assert_eq!(all[1], made[1]);
}

#[tokio::test]
async fn a_nullable_column_takes_a_value_an_option_or_another_column() {
    let (db, made, _) = filled().await;
    let pool = db.pool();
    let ada = || accounts::id.eq(made[0].id);
    let update = || Account::update().filter(ada());
    let set = update()
        .set(accounts::age, 20)
        .set(accounts::nick, "Countess");
    let row = set.fetch_one(pool).await.unwrap();
    assert_eq!((row.age, row.nick.as_deref()), (Some(20), Some("Countess")));
    let set = update()
        .set(accounts::age, Some(21))
        .set(accounts::nick, None);
    let row = set.fetch_one(pool).await.unwrap();
    assert_eq!((row.age, row.nick), (Some(21), None));
    let set = update().set(accounts::age, accounts::age + 1);
    let set = set.set(accounts::nick, accounts::handle);
    let row = set.fetch_one(pool).await.unwrap();
    assert_eq!((row.age, row.nick.as_deref()), (Some(22), Some("ada")));
    let set = update()
        .set(accounts::age, None)
        .set(accounts::nick, Some("x".to_owned()));
    let row = set.fetch_one(pool).await.unwrap();
    assert_eq!((row.age, row.nick.as_deref()), (None, Some("x")));
    let set = update()
        .set(accounts::standing, Standing::OnHold)
        .set(accounts::amount, 7);
    let row = set.set(accounts::amount, 8).fetch_one(pool).await.unwrap();
    assert_eq!((row.standing, row.amount), (Standing::OnHold, 8));
}

#[tokio::test]
async fn rows_are_chosen_through_references_and_collections() {
    let (db, made, written) = filled().await;
    let pool = db.pool();
    let by_ada = notes::account.matches(accounts::handle.eq("ada"));
    let update = Note::update().set(notes::votes, 5).filter(by_ada);
    assert_eq!(update.execute(pool).await.unwrap(), 3);
    let tagged = notes::tags.any(tags::name.eq("x"));
    let update = Note::update()
        .set(notes::reviewer_id, made[1].id)
        .filter(tagged);
    let changed = update.fetch_all(pool).await.unwrap();
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].id, written[0].id);
    let unread = notes::answers
        .none(notes::votes.gt(0))
        .and(notes::parent_id.is_null());
    let gone = Note::delete().filter(unread).returning::<Line>();
    let expected = [Line { body: "two".into() }];
    assert_eq!(gone.fetch_all(pool).await.unwrap(), expected);
    assert_eq!(Note::delete().all().execute(pool).await.unwrap(), 2);
    assert_eq!(
        NoteTag::delete()
            .filter(note_tags::weight.ge(0))
            .execute(pool)
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn a_changed_row_comes_back_with_what_belongs_to_it() {
    let (db, made, written) = filled().await;
    let pool = db.pool();
    let this = || notes::id.eq(written[0].id);
    let card = Note::update()
        .set(notes::votes, notes::votes + 1)
        .set(notes::reviewer_id, made[1].id)
        .filter(this())
        .returning::<NoteCard>()
        .fetch_one(pool)
        .await
        .unwrap();
    let name = |name: &str| TagName { name: name.into() };
    let who = |handle: &str| Who {
        handle: handle.into(),
    };
    let expected = NoteCard {
        body: "one".into(),
        votes: 1,
        account: who("ada"),
        reviewer: Some(who("bob")),
        answers: vec![Line {
            body: "an answer".into(),
        }],
        tags: vec![name("x"), name("y")],
        answer_count: 1,
    };
    assert_eq!(card, expected);
    let gone = Note::delete().filter(this()).returning::<NoteCard>();
    assert_eq!(gone.fetch_optional(pool).await.unwrap(), Some(expected));
    let gone = Note::delete().filter(this()).returning::<NoteCard>();
    assert_eq!(gone.fetch_optional(pool).await.unwrap(), None);
    let error = Note::delete()
        .filter(this())
        .fetch_one(pool)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::NotFound { what: "Note" }));
}

#[tokio::test]
async fn inserted_rows_come_back_as_a_shape_in_their_order() {
    let (db, made, _) = filled().await;
    let pool = db.pool();
    let new = (0..200).map(|number| NewNote {
        account_id: made[number % 2].id,
        body: format!("{number}"),
    });
    let insert = Note::insert_many(new.clone()).returning::<NoteCard>();
    let cards = insert.fetch_all(pool).await.unwrap();
    assert_eq!(cards.len(), 200);
    for (number, card) in cards.iter().enumerate() {
        assert_eq!(card.body, number.to_string());
        assert_eq!(card.account.handle, ["ada", "bob"][number % 2]);
    }
    let one = new.clone().next().unwrap();
    let card = Note::insert(one)
        .returning::<NoteCard>()
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(
        (card.body.as_str(), card.account.handle.as_str()),
        ("0", "ada")
    );
}

#[tokio::test]
async fn changes_set_what_they_give() {
    let (db, made, _) = filled().await;
    let pool = db.pool();
    let ada = || accounts::id.eq(made[0].id);
    let changes = AccountChanges {
        handle: Some("lovelace".into()),
        age: Some(Some(36)),
        ..AccountChanges::default()
    };
    let row = Account::update()
        .changes(changes)
        .filter(ada())
        .fetch_one(pool)
        .await
        .unwrap();
    let expected = Account {
        handle: "lovelace".into(),
        slug: "lovelace".into(),
        age: Some(36),
        revision: 2,
        ..made[0].clone()
    };
    assert_eq!(row, expected);

    // With nothing to change, nothing is sent, and the row is what it is.
    let none = || {
        Account::update()
            .changes(AccountChanges::default())
            .filter(ada())
    };
    assert_eq!(none().fetch_one(pool).await.unwrap(), expected);
    assert_eq!(none().sql(), "");
    let closed = pool.clone();
    closed.close().await;
    assert_eq!(none().execute(&closed).await.unwrap(), 0);
}

#[cfg(feature = "serde")]
#[test]
fn changes_in_json_tell_absent_from_null() {
    let read = |text: &str| serde_json::from_str::<AccountChanges>(text);
    assert_eq!(read("{}").unwrap(), AccountChanges::default());
    let changes = AccountChanges {
        handle: Some("ada".into()),
        nick: Some(None),
        age: Some(Some(3)),
        ..AccountChanges::default()
    };
    let text = r#"{"handle":"ada","nick":null,"age":3}"#;
    assert_eq!(read(text).unwrap(), changes);
    assert_eq!(serde_json::to_string(&changes).unwrap(), text);
    let error = read(r#"{"handle":null}"#).unwrap_err();
    assert!(error.to_string().contains("null"), "{error}");
    let ranges = crate::writes::ThingChanges {
        an_int4range: Some(None),
        an_interval: Some(Some(relata::types::PgInterval {
            months: 1,
            days: 2,
            microseconds: 3,
        })),
        ..crate::writes::ThingChanges::default()
    };
    let text = serde_json::to_string(&ranges).unwrap();
    assert_eq!(
        serde_json::from_str::<crate::writes::ThingChanges>(&text).unwrap(),
        ranges
    );
}

#[tokio::test]
async fn a_lost_race_is_stale() {
    let (db, made, _) = filled().await;
    let pool = db.pool();
    let Account { id, revision, .. } = made[0];
    let mine = Account::update_at(id, revision).set(accounts::visits, 1);
    let yours = Account::update_at(id, revision).set(accounts::visits, 2);
    assert_eq!(mine.execute(pool).await.unwrap(), 1);
    let error = yours.clone().execute(pool).await.unwrap_err();
    assert!(matches!(error, Error::Stale { what: "Account" }), "{error}");
    assert_eq!(
        error.to_string(),
        "Account: the row has been changed since it was read"
    );
    let error = yours
        .returning::<Counts>()
        .fetch_one(pool)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Stale { what: "Counts" }), "{error}");
    let error = Account::delete_at(id, revision)
        .execute(pool)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Stale { .. }), "{error}");

    let row = Account::find(pool, id).await.unwrap().unwrap();
    assert_eq!((row.visits, row.revision), (1, revision + 1));
    let again = Account::update_at(id, row.revision).set(accounts::visits, 2);
    assert_eq!(again.fetch_one(pool).await.unwrap().revision, revision + 2);
    let mut transaction = pool.begin().await.unwrap();
    let gone = Account::delete_at(id, revision + 2);
    assert_eq!(gone.execute(&mut transaction).await.unwrap(), 1);
    let gone = Account::delete_at(id, revision + 2)
        .execute(&mut transaction)
        .await;
    assert!(matches!(
        gone.unwrap_err(),
        Error::NotFound { what: "Account" }
    ));
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn no_vote_of_many_is_lost() {
    let (db, _, written) = filled().await;
    let (pool, id) = (db.pool().clone(), written[0].id);
    let votes = (0..100).map(|_| {
        let pool = pool.clone();
        tokio::spawn(async move {
            let vote = Note::update().set(notes::votes, notes::votes + 1);
            vote.filter(notes::id.eq(id)).execute(&pool).await
        })
    });
    for vote in votes.collect::<Vec<_>>() {
        assert_eq!(vote.await.unwrap().unwrap(), 1);
    }
    assert_eq!(Note::find(&pool, id).await.unwrap().unwrap().votes, 100);
}
