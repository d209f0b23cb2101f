//! Rows, inserts, enums and wrappers of keys as JSON.

use crate::emitted::{blog, types};
use crate::inline::db;
use relata::types::{PgInterval, PgRange};
use serde_json::{from_str, from_value, json, to_value};
use std::ops::Bound;

#[test]
fn a_row_is_an_object_with_the_names_of_its_columns() {
    let object = json!({
        "id": 7,
        "author_id": "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "editor_id": null,
        "title": "First",
        "body": "…",
        "votes": 3,
        "labels": ["a"],
        "published_at": "2026-01-02T03:04:05Z",
        "slug": "first",
    });
    let post: blog::Post = from_value(object.clone()).unwrap();
    assert_eq!(post.title, "First");
    assert_eq!(to_value(&post).unwrap(), object);
}

#[test]
fn a_body_of_a_request_is_an_insert() {
    let new: blog::NewUser = from_str(r#"{"name": "Ada", "email": "ada@example.org"}"#).unwrap();
    assert_eq!(new.name, "Ada");
    assert_eq!(
        from_str::<blog::NewUser>(r#"{"name": "Ada"}"#)
            .unwrap_err()
            .to_string(),
        "missing field `email` at line 1 column 15"
    );
}

#[test]
fn an_enum_is_its_text_in_sql() {
    assert_eq!(to_value(db::Mood::SoSo).unwrap(), json!("so-so"));
    assert_eq!(
        from_value::<db::Mood>(json!("so-so")).unwrap(),
        db::Mood::SoSo
    );
    assert!(from_value::<db::Mood>(json!("SoSo")).is_err());
}

#[test]
fn a_wrapper_is_what_it_holds_and_a_keyword_a_name() {
    let text = json!("67e55044-10b1-426f-9247-bb680e5fe0c8");
    let id: db::billing::InvoiceId = from_value(text.clone()).unwrap();
    assert_eq!(to_value(id).unwrap(), text);

    let user = json!({"email": "a@b", "data": {}});
    let object = to_value(
        from_value::<db::NewUser>(user.clone()).unwrap_or_else(|why| {
            panic!("{why}: {user}");
        }),
    );
    assert!(object.unwrap().is_object());
}

#[test]
fn ranges_and_intervals_have_their_parts() {
    let mut row: types::Nullable =
        from_value(json!({"id": "67e55044-10b1-426f-9247-bb680e5fe0c8"})).unwrap();
    row.an_interval = Some(PgInterval {
        months: 14,
        days: -3,
        microseconds: 1,
    });
    row.an_int4range = Some(PgRange {
        start: Bound::Included(1),
        end: Bound::Unbounded,
    });
    row.a_size = Some(types::Size::Large);
    let object = to_value(&row).unwrap();
    assert_eq!(
        object["an_interval"],
        json!({"months": 14, "days": -3, "microseconds": 1})
    );
    assert_eq!(
        object["an_int4range"],
        json!({"start": {"Included": 1}, "end": "Unbounded"})
    );
    assert_eq!(from_value::<types::Nullable>(object).unwrap(), row);
}
