//! The same statement many times in one span of `tracing`: probably one for each row of something
//! that was loaded before.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::panic::Location;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many make a burst.
const MANY: u32 = 10;
/// So far apart, they are none.
const APART: Duration = Duration::from_secs(1);
/// So many statements are remembered, of all spans.
const REMEMBERED: usize = 256;

/// A statement that was sent in a span.
struct Sent {
    span: u64,
    text: u64,
    times: u32,
    last: Instant,
}

static SENT: Mutex<Vec<Sent>> = Mutex::new(Vec::new());

/// Takes note of a statement; the one that makes a burst leaves a warning. Only where somebody
/// listens to `tracing`, and inside a span: without one, nothing says what belongs together.
pub(crate) fn note(what: &'static str, sql: &str, place: &Location<'_>) {
    let Some(span) = tracing::Span::current().id() else {
        return;
    };
    let mut hasher = DefaultHasher::new();
    sql.hash(&mut hasher);
    if times(span.into_u64(), hasher.finish()) == MANY {
        tracing::warn!(
            target: "relata",
            shape = what,
            sql,
            times = MANY,
            place = %place,
            "the same statement many times in one span, probably one for each row: load the rows as a \
             collection or a reference of the shape that leads to them, or all at once by their keys"
        );
    }
}

/// How many times the statement was sent in the span, this time included.
fn times(span: u64, text: u64) -> u32 {
    let now = Instant::now();
    let mut sent = SENT.lock().unwrap_or_else(PoisonError::into_inner);
    // A span's number is given again when it has ended.
    sent.retain(|sent| now.duration_since(sent.last) < APART);
    let is_it = |sent: &&mut Sent| sent.span == span && sent.text == text;
    if let Some(again) = sent.iter_mut().find(is_it) {
        again.times += 1;
        again.last = now;
        return again.times;
    }
    if sent.len() == REMEMBERED {
        sent.swap_remove(0);
    }
    sent.push(Sent {
        span,
        text,
        times: 1,
        last: now,
    });
    1
}
