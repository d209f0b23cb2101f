//! Texts that harm whoever pastes them into something, through everything that writes.

use relata::{Error, excluded};

use super::corpus::{NUL, texts};
use crate::database;
use crate::writes::{
    Account, AccountChanges, Draft, NewAccount, NewDraft, NewThing, Standing, Thing, accounts,
    drafts, things,
};

fn account(number: usize) -> NewAccount {
    NewAccount {
        email: format!("{number}@example.org"),
        handle: format!("{number}"),
    }
}

#[tokio::test]
async fn a_text_is_stored_as_it_is_by_each_way_to_write_it() {
    let db = database::writes().await;
    let pool = db.pool();
    let texts = texts();

    // One by one, and each is found by itself.
    for (number, text) in texts.iter().enumerate() {
        let new = account(number).motto(text).standing(Standing::OnHold);
        let made = Account::insert(new).fetch_one(pool).await.unwrap();
        assert_eq!(&made.motto, text);
        let found = Account::query().filter(accounts::motto.eq(text));
        assert_eq!(found.fetch_all(pool).await.unwrap(), [made]);
    }

    // Set, from a value and from changes.
    for (number, text) in texts.iter().enumerate() {
        let this = || accounts::handle.eq(number.to_string());
        let set = Account::update().set(accounts::motto, "");
        let set = set.set(accounts::bio, text).filter(this());
        assert_eq!(set.fetch_one(pool).await.unwrap().bio.as_ref(), Some(text));
        let changes = AccountChanges {
            motto: Some(text.clone()),
            bio: Some(None),
            ..AccountChanges::default()
        };
        let set = Account::update().changes(changes).filter(this());
        let changed = set.fetch_one(pool).await.unwrap();
        assert_eq!((&changed.motto, &changed.bio), (text, &None));
    }

    // Many at once, again over what is there, and by the array.
    let new = |text: &String| NewThing {}.a_text(text.clone()).a_citext(text.clone());
    let arrays = |text: &String| {
        let many = vec![Some(text.clone()), None, Some(text.clone())];
        new(text)
            .texts(many)
            .a_jsonb(serde_json::json!({ "text": text, text.as_str(): [text] }))
    };
    let made = Thing::insert_many(texts.iter().map(arrays));
    let made = made.fetch_all(pool).await.unwrap();
    assert!(
        made.iter()
            .map(|thing| thing.a_text.as_ref())
            .eq(texts.iter().map(Some))
    );
    Thing::delete().all().execute(pool).await.unwrap();
    let count = Thing::copy_in()
        .rows(texts.iter().map(arrays))
        .execute(pool)
        .await;
    assert_eq!(count.unwrap(), texts.len() as u64);
    let copied = Thing::query()
        .order_by(things::id.asc())
        .fetch_all(pool)
        .await
        .unwrap();
    for (made, copied) in made.iter().zip(&copied) {
        let same = Thing {
            id: made.id,
            ..copied.clone()
        };
        assert_eq!(made, &same);
    }
    assert_eq!(copied.len(), texts.len());

    // Over a conflict, as a value and as the excluded one.
    let short = texts.iter().filter(|text| text.len() < 1000);
    for text in short {
        let new = || {
            NewDraft {
                title: text.clone(),
            }
            .words(vec![text.clone()])
        };
        for _ in 0..2 {
            let written = Draft::insert(new())
                .on_conflict(drafts::title)
                .do_update(|draft| {
                    draft
                        .set(drafts::words, excluded(drafts::words))
                        .set(drafts::title, text)
                });
            let written = written.fetch_one(pool).await.unwrap();
            assert_eq!(
                (&written.title, &written.words),
                (text, &vec![text.clone()])
            );
        }
    }
}

#[tokio::test]
async fn what_no_text_can_hold_is_refused_before_it_is_sent() {
    let db = database::writes().await;
    let pool = db.pool();
    let text = NUL;
    let new = || account(1).realm(text);
    let refused = |result: Result<u64, Error>, column: &str| {
        let error = result.unwrap_err();
        assert_eq!(error.column(), Some(column), "{error}");
        assert!(error.to_string().contains("U+0000"), "{error}");
        assert!(!error.to_string().contains(NUL));
    };
    refused(Account::insert(new()).execute(pool).await, "realm");
    refused(Account::insert_many([new()]).execute(pool).await, "realm");
    refused(
        Account::copy_in().rows([new()]).execute(pool).await,
        "realm",
    );
    let set = Account::update().set(accounts::nick, text).all();
    refused(set.execute(pool).await, "nick");
    let changes = AccountChanges {
        nick: Some(Some(text.to_owned())),
        ..AccountChanges::default()
    };
    refused(
        Account::update().changes(changes).all().execute(pool).await,
        "nick",
    );
    let upsert = Account::insert(account(1)).on_conflict(accounts::email);
    let upsert = upsert.do_update(|row| row.set(accounts::nick, text));
    refused(upsert.execute(pool).await, "nick");
    let filter = Account::delete().filter(accounts::realm.eq(text));
    refused(filter.execute(pool).await, "realm");
    assert!(Account::query().fetch_all(pool).await.unwrap().is_empty());
}
