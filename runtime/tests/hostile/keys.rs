//! Rows by keys that are texts, and texts that are parsed.

use relata::{Error, Value as _};

use super::corpus::{NUL, is_no_mistake_of_ours, short, texts};
use crate::blog::{NewShelf, NewTag, NewUser, Shelf, Tag, User, UserStatus};
use crate::database;
use crate::queries::{Brand, BrandCode, NewBrand};

#[tokio::test]
async fn rows_are_found_by_keys_of_every_text() {
    let db = database::queries().await;
    let pool = db.pool();
    // An index takes no key of a megabyte.
    let codes: Vec<BrandCode> = short().map(|text| BrandCode(text.to_owned())).collect();
    let brand = |code: &BrandCode| NewBrand {
        code: code.clone(),
        name: code.0.clone(),
    };
    let made = Brand::insert_many(codes.iter().map(brand));
    assert_eq!(made.execute(pool).await.unwrap(), codes.len() as u64);
    for code in &codes {
        let found = Brand::find(pool, code.clone()).await.unwrap().unwrap();
        assert_eq!((&found.code, &found.name), (code, &code.0));
    }
    let backwards = codes.iter().rev().cloned();
    let many = Brand::find_many(pool, backwards.clone()).await.unwrap();
    let many = many.into_iter().map(|brand| brand.unwrap().code);
    assert!(many.eq(backwards.clone()));
    let locked = relata::transaction(pool)
        .run(async |tx| Brand::lock_in_order(&mut *tx, codes.iter().cloned()).await)
        .await
        .unwrap();
    assert!(locked.iter().all(Option::is_some));

    // What is too long for an index is said, and what no text can hold.
    let long = brand(&BrandCode(texts().pop().unwrap()));
    let error = Brand::insert(long).execute(pool).await.unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("54000"), "{error}");
    assert!(error.to_string().len() < 300, "{error}");
    let nul = || BrandCode(NUL.to_owned());
    let refused = [
        Brand::find(pool, nul()).await.unwrap_err(),
        Brand::find_many(pool, [codes[0].clone(), nul()])
            .await
            .unwrap_err(),
    ];
    for error in refused {
        let said = error.to_string();
        assert!(
            said.starts_with("Brand: `code` has a character U+0000"),
            "{said}"
        );
    }
}

#[tokio::test]
async fn rows_are_found_by_keys_of_two_columns_and_by_unique_ones() {
    let db = database::blog().await;
    let pool = db.pool();
    let shelf = |code: &str| NewShelf {
        warehouse_id: 1,
        code: code.to_owned(),
    };
    Shelf::insert_many(short().map(shelf))
        .execute(pool)
        .await
        .unwrap();
    let tag = |name: &str| NewTag {
        name: name.to_owned(),
    };
    Tag::insert_many(short().map(tag))
        .execute(pool)
        .await
        .unwrap();
    for text in short() {
        let shelf = Shelf::find(pool, 1, text).await.unwrap().unwrap();
        assert_eq!(shelf.code, text);
        assert_eq!(Shelf::find(pool, 2, text).await.unwrap(), None);
        let tag = Tag::find_by_name(pool, text).await.unwrap().unwrap();
        assert_eq!(tag.name, text);
        // `citext`, which some of these are equal in to others.
        let user = NewUser {
            email: text.to_owned(),
            name: "A".to_owned(),
        };
        let made = User::insert(user).on_any_conflict().do_nothing();
        made.execute(pool).await.unwrap();
        assert!(User::find_by_email(pool, text).await.unwrap().is_some());
    }
    let pairs: Vec<(i32, &str)> = short().map(|text| (1, text)).collect();
    let found = Shelf::find_many(pool, &pairs).await.unwrap();
    assert!(
        found
            .iter()
            .flatten()
            .map(|shelf| shelf.code.as_str())
            .eq(short())
    );
    let error = Tag::find_by_name(pool, NUL).await.unwrap_err();
    assert_eq!(error.column(), Some("name"), "{error}");
    is_no_mistake_of_ours(&error);
}

#[test]
fn what_is_parsed_is_read_or_refused() {
    for text in texts().iter().map(String::as_str).chain([NUL]) {
        let unfit = text.parse::<UserStatus>().unwrap_err().to_string();
        assert!(unfit.len() < 600, "{unfit}");
        assert!(text.parse::<crate::writes::Standing>().is_err());
        assert_eq!(text.parse::<BrandCode>().unwrap().0, text);
    }
    for status in UserStatus::ALL {
        assert_eq!(status.as_str().parse::<UserStatus>().unwrap(), *status);
        assert!(
            status
                .as_str()
                .to_uppercase()
                .parse::<UserStatus>()
                .is_err()
        );
        assert!(format!("{status} ").parse::<UserStatus>().is_err());
    }
    let unfit = "a\u{1F980}'".parse::<UserStatus>().unwrap_err().to_string();
    assert_eq!(
        unfit,
        "is `a\u{1F980}'`, which is none of `active`, `suspended`, `deleted`"
    );
    // What crosses as text is compared as bytes, of which not all are a text.
    assert!(UserStatus::decode(b"\xff\xfe").is_err());
    assert!(String::decode(b"\xc0\x80").is_err());
    // A key of another length than it has.
    for length in [0, 1, 8, 15, 17, 36] {
        let error = relata::types::Uuid::decode(&vec![b'0'; length]).unwrap_err();
        assert!(!error.to_string().is_empty());
    }
}

#[tokio::test]
async fn a_key_that_is_no_uuid_is_refused_where_it_is_parsed() {
    let db = database::blog().await;
    for text in [
        "",
        "0",
        "'; --",
        "0123456789abcdef0123456789abcdef0",
        "00000000-0000-0000-0000-00000000000g",
    ] {
        assert!(text.parse::<relata::types::Uuid>().is_err());
        // In a document, it is the server that parses.
        let id = crate::blog::users::settings.get("id");
        let id = id
            .cast::<relata::types::Uuid>()
            .eq(relata::types::Uuid::nil());
        let user = NewUser {
            email: format!("{text}@x"),
            name: "A".to_owned(),
        };
        let user = User::insert(user).fetch_one(db.pool()).await.unwrap();
        relata::sqlx::query("UPDATE users SET settings = jsonb_build_object('id', $1::text)")
            .bind(text)
            .execute(db.pool())
            .await
            .unwrap();
        let error = User::query()
            .filter(id)
            .fetch_all(db.pool())
            .await
            .unwrap_err();
        assert!(
            matches!(error, Error::Database { what: "User", .. }),
            "{error}"
        );
        assert_eq!(error.sqlstate().as_deref(), Some("22P02"), "{error}");
        User::delete()
            .filter(crate::blog::users::id.eq(user.id))
            .execute(db.pool())
            .await
            .unwrap();
    }
}
