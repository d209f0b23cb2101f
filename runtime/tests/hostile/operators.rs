//! Whatever a value is, it is compared as it is or refused: in every operator that takes one.

use relata::{Error, Filter};
use serde_json::json;

use super::corpus::{self, NUL};
use crate::database;
use crate::queries::{NewOwner, NewThing, Owner, Thing, owners, things};

/// Each operator that takes a text, with whether a row that has the text in all its columns meets
/// it: for some that depends on the text.
pub(super) fn operators(text: &str) -> Vec<(&'static str, Filter<things>, Option<bool>)> {
    let part = json!({ text: text });
    let owned = text.to_owned();
    let mut all = vec![
        ("eq", things::name.eq(text), Some(true)),
        ("ne", things::name.ne(&owned), Some(false)),
        ("lt", things::name.lt(text), Some(false)),
        ("le", things::name.le(text), Some(true)),
        ("gt", things::name.gt(text), Some(false)),
        ("ge", things::name.ge(text), Some(true)),
        ("between", things::name.between(text, &owned), Some(true)),
        ("in_", things::name.in_([text, "other"]), Some(true)),
        ("not_in", things::name.not_in([text]), Some(false)),
        (
            "is_distinct_from",
            things::nick.is_distinct_from(text),
            Some(false),
        ),
        (
            "is_not_distinct_from",
            things::nick.is_not_distinct_from(owned.clone()),
            Some(true),
        ),
        ("like", things::name.like(text), None),
        ("ilike", things::name.ilike(text), None),
        ("starts_with", things::name.starts_with(text), Some(true)),
        ("ends_with", things::name.ends_with(text), Some(true)),
        (
            "contains_text",
            things::name.contains_text(text),
            Some(true),
        ),
        ("citext", things::nick.eq(text), Some(true)),
        ("a domain", things::shade.eq(text), None),
        ("array has", things::words.has(text), Some(true)),
        ("array contains", things::words.contains([text]), Some(true)),
        (
            "array contained_in",
            things::words.contained_in([text]),
            Some(true),
        ),
        (
            "array overlaps",
            things::words.overlaps([text, "other"]),
            Some(true),
        ),
        (
            "array eq",
            things::words.eq(vec![owned.clone()]),
            Some(true),
        ),
        ("document eq", things::data.eq(part.clone()), Some(true)),
        (
            "document contains",
            things::data.contains(&part),
            Some(true),
        ),
        (
            "document contained_in",
            things::data.contained_in(&part),
            Some(true),
        ),
        ("document has_key", things::data.has_key(text), Some(true)),
        (
            "document has_any_key",
            things::data.has_any_key([text]),
            Some(true),
        ),
        (
            "document has_all_keys",
            things::data.has_all_keys([text]),
            Some(true),
        ),
        ("document get", things::data.get(text).eq(text), Some(true)),
        (
            "document path",
            things::data.path([text]).eq(text),
            Some(true),
        ),
        (
            "document cast",
            things::data.get(text).cast::<i32>().eq(1),
            None,
        ),
        ("json get", things::raw.get(text).eq(text), Some(true)),
        ("hstore get", things::attributes.get(text).eq(text), None),
        ("hstore has_key", things::attributes.has_key(text), None),
        (
            "hstore contains",
            things::attributes.contains([(text, text)]),
            None,
        ),
        (
            "ltree descendant_of",
            things::place.descendant_of(text),
            None,
        ),
        ("ltree matches", things::place.matches(text), None),
        ("search matches", things::search.matches(text), None),
        (
            "search matches_phrase",
            things::search.matches_phrase(text),
            None,
        ),
        (
            "search matches_query",
            things::search.matches_query(text),
            None,
        ),
        ("search rank", things::search.rank(text).ge(0.0), None),
        (
            "a reference",
            things::owner.matches(owners::name.eq(text)),
            Some(true),
        ),
        (
            "a value of a reference",
            things::owner.get(owners::name).eq(text),
            Some(true),
        ),
        (
            "a collection",
            things::owner.matches(owners::things.any(things::name.eq(text))),
            Some(true),
        ),
        (
            "none of a collection",
            things::owner.matches(owners::things.none(things::name.eq(text))),
            Some(false),
        ),
    ];
    let every: Vec<_> = all
        .iter()
        .filter(|(_, _, met)| *met == Some(true))
        .collect();
    let every = Filter::all(every.into_iter().map(|(_, filter, _)| filter.clone()));
    all.push(("all at once", every, Some(true)));
    all
}

#[tokio::test]
async fn every_operator_takes_every_text() {
    let db = database::queries().await;
    let pool = &database::one_connection(&db).await;
    let corpus = corpus::texts();
    let texts_before = texts_of(&operators("plain"));
    for text in corpus.iter().map(String::as_str) {
        relata::sqlx::query("TRUNCATE things, owners, spots")
            .execute(pool)
            .await
            .unwrap();
        let owner = NewOwner {}.name(text.to_owned());
        let owner = Owner::insert(owner).fetch_one(pool).await.unwrap();
        let short = text.chars().take(8).collect::<String>();
        let new = NewThing {
            name: text.to_owned(),
            code: short.clone(),
        };
        let new = new
            .nick(text.to_owned())
            .words(vec![text.to_owned()])
            .data(json!({ text: text }))
            .raw(json!({ text: text }))
            .owner_id(owner.id);
        let made = Thing::insert(new).fetch_one(pool).await.unwrap();
        assert_eq!(made.name, text);
        assert_eq!(made.data, json!({ text: text }));

        let operators = operators(text);
        assert_eq!(
            texts_of(&operators),
            texts_before,
            "a text depends on `{short}`"
        );
        for (operator, filter, met) in operators {
            // The server takes minutes to take so many quotes apart.
            if text.len() > 1 << 20 && operator.starts_with("search") {
                continue;
            }
            match Thing::query().filter(filter).exists(pool).await {
                Ok(found) => {
                    if let Some(met) = met {
                        assert_eq!(found, met, "`{operator}` of `{short}`");
                    }
                }
                // What has a grammar of its own refuses what it can't read: a pattern, a number, a
                // path, pairs, a query; and a domain what is too long for it.
                Err(Error::Database { source, .. }) => {
                    let code = source
                        .as_database_error()
                        .and_then(relata::sqlx::error::DatabaseError::code);
                    let code = code.unwrap_or_default();
                    assert_eq!(met, None, "`{operator}` of `{short}`: {source}");
                    // The readers of paths and queries say so in the class of statements.
                    let read = ["ltree", "search matches_query"];
                    let allowed: &[&str] = match read.iter().any(|read| operator.starts_with(read))
                    {
                        true => &["42601", "42622", "54000", "22P02"],
                        false => &[
                            "22025", "22P02", "22003", "54000", "54001", "22026", "22023",
                        ],
                    };
                    assert!(
                        allowed.contains(&&*code),
                        "`{operator}` of `{short}`: {source}"
                    );
                    assert!(!source.to_string().contains("at or near"), "{source}");
                }
                Err(other) => panic!("`{operator}` of `{short}`: {other}"),
            }
        }
    }
    assert_eq!(
        Thing::query().count(pool).await.unwrap(),
        1,
        "the table is still there"
    );
}

/// The statements' texts, which no value is part of.
fn texts_of(operators: &[(&'static str, Filter<things>, Option<bool>)]) -> Vec<String> {
    let all = operators.iter();
    all.map(|(_, filter, _)| Thing::query().filter(filter.clone()).sql())
        .collect()
}

#[tokio::test]
async fn a_character_that_text_does_not_have_is_refused() {
    let db = database::queries().await;
    let pool = db.pool();
    for (operator, filter, _) in operators(NUL) {
        let error = Thing::query()
            .filter(filter)
            .fetch_all(pool)
            .await
            .unwrap_err();
        match error {
            Error::Value { ref why, .. } => {
                assert!(why.to_string().contains("U+0000"), "`{operator}`: {error}");
            }
            // JSON writes it as `\u0000`, which the server refuses.
            Error::Database { .. } => {
                assert!(operator.starts_with("document"), "`{operator}`: {error}");
                assert_eq!(
                    error.sqlstate().as_deref(),
                    Some("22P05"),
                    "`{operator}`: {error}"
                );
            }
            other => panic!("`{operator}`: {other}"),
        }
    }
}
