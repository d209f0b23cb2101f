//! Each statement leaves an event, and so do those that are counted here.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

use relata::codegen::sqlx::PgPool;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::blog::{NewTag, Tag, tags};
use crate::database;

/// Collects the fields of relata's events, with the thread that they come from: it is the whole
/// process's, since which events are wanted is cached for all threads.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<(ThreadId, String)>>>);

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() != "elapsed" {
            self.0.push_str(&format!("{field}={value:?} "));
        }
    }
}

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "relata"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(String::new());
        event.record(&mut fields);
        self.0
            .lock()
            .unwrap()
            .push((thread::current().id(), fields.0));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

async fn statements(pool: &PgPool) {
    Tag::insert_many(["a", "b"].map(|name| NewTag { name: name.into() }))
        .execute(pool)
        .await
        .unwrap();
    Tag::query()
        .filter(tags::name.eq("a"))
        .fetch_all(pool)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_statement_leaves_an_event() {
    let db = database::blog().await;
    let collector = Collector::default();
    tracing::subscriber::set_global_default(collector.clone()).unwrap();
    statements(db.pool()).await;

    let mut events = collector.0.lock().unwrap();
    events.retain(|(thread, _)| *thread == thread::current().id());
    let events: Vec<_> = events.iter().map(|(_, event)| event).collect();
    let expected = [
        "message=statement shape=\"Tag\" sql=\"INSERT INTO \\\"tags\\\" AS t0 (\\\"name\\\") SELECT \
         r.c0 FROM unnest($1) WITH ORDINALITY AS r(c0, n) ORDER BY r.n\" rows=2 ",
        "message=statement shape=\"Tag\" sql=\"SELECT t0.\\\"id\\\", t0.\\\"name\\\" FROM \\\"tags\\\" \
         AS t0 WHERE t0.\\\"name\\\" = $1\" rows=1 ",
    ];
    assert_eq!(events, expected);
}
