//! Rows that are inserted unless they are there, and come back in any case.

use std::collections::BTreeSet;

use relata::codegen::sqlx;
use relata::testing::assert_statements;
use relata::{Error, Isolation};

use crate::database;
use crate::writes::{
    Account, NewAccount, NewAccountWith, NewDraft, NewNote, NewNoteTag, NewTag, Note, NoteTag, Tag,
    accounts, drafts, note_tags, tags,
};

#[derive(Debug, PartialEq, relata::Load)]
#[load(accounts)]
struct Known {
    handle: String,
    revision: i32,
    #[load(count(notes))]
    note_count: i64,
    notes: Vec<Text>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(notes)]
struct Text {
    body: String,
}

use crate::writes::notes;

fn account(handle: &str) -> NewAccountWith {
    NewAccount {
        email: format!("{handle}@example.org"),
        handle: handle.to_owned(),
    }
    .visits(1)
}

fn tag(name: &str) -> NewTag {
    NewTag {
        name: name.to_owned(),
    }
}

#[tokio::test]
async fn one_row_comes_back_whether_it_was_there_or_not() {
    let db = database::writes().await;
    let pool = db.pool();
    let find = |handle: &str| {
        Account::insert(account(handle))
            .on_conflict(accounts::email)
            .or_find()
    };
    let made = assert_statements!(pool, 1, { find("ada").fetch_one(pool).await.unwrap() });
    // As the key compares, and not a byte of the row that is there is changed.
    let version = || async {
        let xmin = "SELECT xmin::text || ctid::text FROM accounts";
        sqlx::query_scalar::<_, String>(xmin).fetch_one(pool).await
    };
    let before = version().await.unwrap();
    let found = assert_statements!(pool, 1, { find("ADA").fetch_one(pool).await.unwrap() });
    assert_eq!(found, made);
    assert_eq!(version().await.unwrap(), before);
    // No number was taken for a row that is not inserted.
    let next = find("bob").fetch_one(pool).await.unwrap();
    assert_eq!(next.id, made.id + 1);

    let note = NewNote {
        account_id: made.id,
        body: "hello".to_owned(),
    };
    Note::insert(note).execute(pool).await.unwrap();
    let known = find("ada").returning::<Known>();
    let known = known.fetch_one(pool).await.unwrap();
    let text = Text {
        body: "hello".to_owned(),
    };
    assert_eq!((known.note_count, known.notes), (1, vec![text]));
    let new = find("eve").returning::<Known>();
    let new = new.fetch_one(pool).await.unwrap();
    assert_eq!((new.handle.as_str(), new.note_count), ("eve", 0));
    assert_eq!(find("eve").execute(pool).await.unwrap(), 0);
    db.close().await.unwrap();
}

#[tokio::test]
async fn many_rows_come_back_in_their_order_and_each_for_itself() {
    let db = database::writes().await;
    let pool = db.pool();
    let find = |names: &[&str]| {
        let names: Vec<NewTag> = names.iter().map(|name| tag(name)).collect();
        Tag::insert_many(names).on_conflict(tags::name).or_find()
    };
    let first = find(&["rust", "sql"]).fetch_all(pool).await.unwrap();
    let all = ["web", "sql", "async", "web", "rust"];
    let both = assert_statements!(pool, 1, { find(&all).fetch_all(pool).await.unwrap() });
    let names: Vec<&str> = both.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, all);
    assert_eq!((&both[4], &both[1]), (&first[0], &first[1]));
    assert_eq!(both[0], both[3]);
    assert_eq!(find(&[]).fetch_all(pool).await.unwrap(), []);
    assert_eq!(Tag::query().count(pool).await.unwrap(), 4);

    // A key of several columns, of rows that give different columns.
    let note = NewNote {
        account_id: Account::insert(account("ada"))
            .fetch_one(pool)
            .await
            .unwrap()
            .id,
        body: String::new(),
    };
    let note = Note::insert(note).fetch_one(pool).await.unwrap().id;
    let joined = |tag_id| NewNoteTag {
        note_id: note,
        tag_id,
    };
    let rows = [
        joined(both[0].id).weight(5),
        joined(both[1].id).into(),
        joined(both[0].id).weight(7),
    ];
    let rows = NoteTag::insert_many(rows).on_conflict(note_tags::note_tags_pkey);
    let rows = rows.or_find().fetch_all(pool).await.unwrap();
    let weights: Vec<i32> = rows.iter().map(|row| row.weight).collect();
    assert_eq!(weights, [5, 1, 5]);
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_key_by_which_no_row_is_found_is_an_error_and_nothing_is_sent() {
    let db = database::writes().await;
    let pool = db.pool();
    let refused = async |insert: relata::Insert<Account, relata::OrFound>| {
        let sent = insert.fetch_one(pool).await.unwrap_err();
        let Error::Value { column, why, .. } = sent else {
            panic!("{sent}")
        };
        format!("{column} {why}")
    };
    let realm = Account::insert(account("ada")).on_conflict(accounts::accounts_realm_handle_key);
    assert_eq!(
        refused(realm.or_find()).await,
        "realm is part of the key that is looked for, and has to be given"
    );
    let nick = Account::insert(account("ada")).on_conflict(accounts::accounts_nick_idx);
    let message = refused(nick.or_find()).await;
    assert!(message.starts_with("nick is a key over an expression or of some rows only"));

    let draft = |rank| {
        let new = NewDraft {
            title: "a".to_owned(),
        };
        new.rank(rank)
    };
    let null = crate::writes::Draft::insert_many([draft(Some(1)), draft(None)]);
    let null = null.on_conflict(drafts::rank).or_find();
    let error = null.fetch_all(pool).await.unwrap_err().to_string();
    assert!(
        error.contains("`rank` is NULL and part of the key"),
        "{error}"
    );
    assert_eq!(Account::query().count(pool).await.unwrap(), 0);
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_trigger_that_keeps_a_row_out_is_an_error_and_no_endless_loop() {
    let db = database::writes().await;
    let pool = db.pool();
    let trigger = "CREATE FUNCTION keep_out() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; \
                   CREATE TRIGGER keep_out BEFORE INSERT ON tags FOR EACH ROW EXECUTE FUNCTION keep_out()";
    sqlx::raw_sql(trigger).execute(pool).await.unwrap();
    let find = Tag::insert(tag("rust")).on_conflict(tags::name).or_find();
    let error = find.fetch_one(pool).await.unwrap_err();
    assert!(matches!(&error, Error::Answer { why, .. } if why.contains("trigger")));
    db.close().await.unwrap();
}

/// Sixteen who find or insert the same rows, in different orders, while another deletes them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_inserters_get_one_row_a_key() {
    let db = database::writes().await;
    let pool = db.pool().clone();
    let mut tasks = tokio::task::JoinSet::new();
    for worker in 0..16_usize {
        let pool = pool.clone();
        tasks.spawn(async move {
            let mut seen = Vec::new();
            for round in 0..20_usize {
                let mut names: Vec<String> = (0..8)
                    .map(|at| format!("{round}-{}", (at + worker) % 8))
                    .collect();
                if worker % 2 == 0 {
                    names.reverse();
                }
                let rows = Tag::insert_many(names.iter().map(|name| tag(name)));
                let rows = rows.on_conflict(tags::name).or_find();
                let rows = rows.fetch_all(&pool).await.unwrap();
                let found: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
                assert_eq!(found, names);
                seen.extend(rows.into_iter().map(|row| (row.name, row.id)));
                let one = Tag::insert(tag(&format!("one {round}")));
                let one = one.on_conflict(tags::name).or_find();
                let one = one.fetch_one(&pool).await.unwrap();
                seen.push((one.name, one.id));
            }
            seen
        });
    }
    let mut seen = BTreeSet::new();
    while let Some(found) = tasks.join_next().await {
        seen.extend(found.unwrap());
    }
    // One number a name, whoever asked.
    assert_eq!(seen.len(), 20 * 9);

    // Rows that come and go: each call gives the row that it asked for.
    for worker in 0..8_usize {
        let pool = pool.clone();
        tasks.spawn(async move {
            for _ in 0..40 {
                if worker == 0 {
                    let gone = Tag::delete().filter(tags::name.starts_with("going"));
                    gone.execute(&pool).await.unwrap();
                    continue;
                }
                let one = Tag::insert(tag("going")).on_conflict(tags::name).or_find();
                assert_eq!(one.fetch_one(&pool).await.unwrap().name, "going");
            }
            Vec::new()
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    db.close().await.unwrap();
}

#[tokio::test]
async fn another_s_commit_is_waited_for_and_its_row_found() {
    let db = database::writes().await;
    let pool = db.pool();
    let mut other = relata::begin(pool).await.unwrap();
    let theirs = Tag::insert(tag("rust"))
        .fetch_one(&mut other)
        .await
        .unwrap();
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move {
            let find = Tag::insert(tag("rust")).on_conflict(tags::name).or_find();
            find.fetch_one(&pool).await
        }
    });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert!(!waiting.is_finished());
    other.commit().await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap(), theirs);

    // Where one state of the data is seen all along, it is an error that a retry answers.
    let tries = std::sync::atomic::AtomicU32::new(0);
    let found = relata::transaction(pool)
        .isolation(Isolation::RepeatableRead)
        .retry(3)
        .run(async |tx| {
            let count = Tag::query().count(&mut *tx).await?;
            if tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0 {
                assert_eq!(count, 1);
                Tag::insert(tag("late")).execute(pool).await?;
            }
            let find = Tag::insert(tag("late")).on_conflict(tags::name).or_find();
            find.fetch_one(tx).await
        })
        .await
        .unwrap();
    assert_eq!(found.name, "late");
    assert_eq!(tries.load(std::sync::atomic::Ordering::Relaxed), 2);
    db.close().await.unwrap();
}
