//! Cursors that no page gave.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use relata::sqlx::PgPool;
use relata::{Error, Order, Pages};

use super::corpus::{NUL, is_no_mistake_of_ours, texts};
use crate::database;
use crate::queries::{NewThing, Thing, things};

#[derive(Debug, PartialEq, relata::Load)]
#[load(things)]
struct Name {
    name: String,
}

/// Orders by values of each width and kind.
fn orders() -> Vec<Vec<Order<things>>> {
    vec![
        vec![],
        vec![things::name.asc()],
        vec![things::size.desc(), things::name.asc()],
        vec![things::at.asc().nulls_first(), things::price.desc()],
        vec![things::mood.asc(), things::nick.desc().nulls_last()],
        vec![things::weight.asc(), things::id.desc()],
        vec![things::owner.get(crate::queries::owners::name).asc()],
    ]
}

fn pages(order: usize) -> Pages<Thing> {
    let order = orders().swap_remove(order);
    Thing::query().order_by(order).page(2)
}

async fn filled() -> relata::testing::Database {
    let db = database::queries().await;
    let new = (0..5).map(|n| {
        let name = format!("{n}");
        NewThing {
            name: name.clone(),
            code: name.clone(),
        }
        .nick(name)
        .size(n)
        .weight(f64::from(n))
        .price(relata::types::Decimal::from(n))
        .at(relata::types::Utc::now())
    });
    Thing::insert_many(new).execute(db.pool()).await.unwrap();
    db
}

/// A cursor that was changed gives rows, or is refused as such; nothing else.
async fn given_or_refused(pool: &PgPool, order: usize, cursor: &str) -> Result<(), TestCaseError> {
    for page in [pages(order).after(cursor), pages(order).before(cursor)] {
        if let Err(error) = page.fetch(pool).await {
            is_no_mistake_of_ours(&error);
            // A value that its type does not have is refused as in any filter: an enum's, a time.
            let code = error.sqlstate().unwrap_or_default();
            let refused = matches!(error, Error::Cursor { what: "Thing", .. });
            prop_assert!(refused || ["22P02", "22008"].contains(&&*code), "{error}");
        }
    }
    Ok(())
}

/// The last eight bytes are a sum that anyone can compute.
fn signed(mut bytes: Vec<u8>) -> String {
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    bytes.extend(sum.to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is done to the bytes of a cursor.
#[derive(Debug, Clone)]
enum Harm {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Add(Vec<u8>),
    /// Another first value, of any length.
    Value(Vec<u8>),
    /// Values that are all absent.
    Nulls(u8),
}

fn harms() -> impl Strategy<Value = Harm> {
    prop_oneof![
        (any::<prop::sample::Index>(), 0..8u8).prop_map(|(at, bit)| Harm::Flip(at, bit)),
        any::<prop::sample::Index>().prop_map(Harm::Cut),
        prop::collection::vec(any::<u8>(), 1..20).prop_map(Harm::Add),
        prop::collection::vec(any::<u8>(), 0..24).prop_map(Harm::Value),
        (0..5u8).prop_map(Harm::Nulls),
    ]
}

impl Harm {
    fn done(&self, cursor: &[u8]) -> Vec<u8> {
        let mut bytes = cursor.to_vec();
        match self {
            Self::Flip(at, bit) => {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
            }
            Self::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Self::Add(more) => bytes.extend(more),
            // Behind the version and the mark stands the length of the first, and one.
            Self::Value(value) => {
                let length = bytes[9..17]
                    .iter()
                    .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
                let rest = bytes.split_off(17 + length.saturating_sub(1));
                bytes.truncate(9);
                bytes.extend((value.len() as u64 + 1).to_be_bytes());
                bytes.extend(value);
                bytes.extend(rest);
            }
            Self::Nulls(count) => {
                bytes.truncate(9);
                bytes.resize(9 + 8 * usize::from(*count), 0);
            }
        }
        bytes
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_is_refused_or_a_place_in_the_order() {
    let db = filled().await;
    let pool = db.pool();
    let mut cursors = Vec::new();
    for order in 0..orders().len() {
        let next = pages(order).fetch(pool).await.unwrap().next.unwrap();
        let mut bytes = URL_SAFE_NO_PAD.decode(next).unwrap();
        bytes.truncate(bytes.len() - 8);
        cursors.push(bytes);
    }
    let handle = tokio::runtime::Handle::current();
    let mut runner = TestRunner::new(ProptestConfig::with_cases(200));
    let cases = (0..cursors.len(), harms(), any::<bool>());
    let law = |(order, harm, is_signed): (usize, Harm, bool)| {
        let bytes = harm.done(&cursors[order]);
        let cursor = match is_signed {
            true => signed(bytes),
            false => URL_SAFE_NO_PAD.encode(bytes),
        };
        let checked = given_or_refused(pool, order, &cursor);
        tokio::task::block_in_place(|| handle.block_on(checked))
    };
    runner.run(&cases, law).unwrap();

    // The connection that a forged one was refused on goes on, and cursors that were given do.
    for (order, bytes) in cursors.iter().enumerate() {
        let cursor = signed(bytes.clone());
        let page = pages(order)
            .after(cursor.as_str())
            .fetch(pool)
            .await
            .unwrap();
        assert_eq!(page.items.len(), 2);
    }
}

#[tokio::test]
async fn no_text_is_a_cursor() {
    let db = filled().await;
    for text in texts().iter().map(String::as_str).chain([NUL]) {
        for order in 0..orders().len() {
            let page = pages(order).after(text);
            assert!(matches!(page.sql(), Err(Error::Cursor { .. })));
            let error = page.fetch(db.pool()).await.unwrap_err();
            assert!(error.to_string().len() < 200, "{error}");
        }
    }
}

/// A value that is no text, of the width that the other types have, and as long as a message can be.
#[tokio::test]
async fn a_forged_value_is_refused_as_a_cursor() {
    let db = filled().await;
    let pool = db.pool();
    let next = pages(2).fetch(pool).await.unwrap().next.unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(next).unwrap();
    let bytes = &bytes[..bytes.len() - 8];
    for value in [vec![], vec![0xff; 3], vec![0; 8], vec![b'\''; 1 << 20]] {
        let forged = signed(Harm::Value(value).done(bytes));
        let error = pages(2)
            .after(forged.as_str())
            .fetch(pool)
            .await
            .unwrap_err();
        let said = "Thing: the cursor is damaged: its text is not the one that a page gave";
        assert_eq!(error.to_string(), said);
    }
    // One more value than the order has, and a length that is greater than what follows it.
    for more in [&[0; 8][..], &[0xff; 8][..], &[0, 0, 0, 0, 0, 0, 0, 9][..]] {
        let forged = signed([bytes, more].concat());
        let error = pages(2)
            .before(forged.as_str())
            .fetch(pool)
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Cursor { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_cursor_stands_for_every_text() {
    let db = database::queries().await;
    let pool = db.pool();
    let texts = texts();
    let new = texts.iter().map(|text| NewThing {
        name: text.clone(),
        code: String::new(),
    });
    Thing::insert_many(new).execute(pool).await.unwrap();
    let by_name = || Name::query().order_by(things::name.desc());
    let mut walked = Vec::new();
    let mut next = None;
    loop {
        let page = by_name()
            .page(7)
            .after(next.as_deref())
            .fetch(pool)
            .await
            .unwrap();
        if let Some(previous) = &page.previous {
            let back = by_name()
                .page(7)
                .before(previous.as_str())
                .fetch(pool)
                .await
                .unwrap();
            assert_eq!(back.items, walked[walked.len() - 7..]);
        }
        walked.extend(page.items);
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    let all = by_name()
        .order_by(things::id.desc())
        .fetch_all(pool)
        .await
        .unwrap();
    assert_eq!(walked.len(), texts.len());
    assert_eq!(walked, all);
}
