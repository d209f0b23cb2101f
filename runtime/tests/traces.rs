//! Each statement leaves an event, and so do those that are counted here.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::{self, ThreadId};

use relata::codegen::sqlx::PgPool;
use tracing::field::{Field, Visit};
use tracing::{Event, Instrument as _, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::blog::{NewTag, Tag, tags};
use crate::database;

/// Collects the fields of relata's events, with the thread that they come from: it is the whole
/// process's, since which events are wanted is cached for all threads.
#[derive(Clone, Default)]
pub(crate) struct Collector(Arc<Mutex<Vec<(ThreadId, String)>>>);

impl Collector {
    /// The one of the process, from the first call on.
    pub(crate) fn get() -> &'static Self {
        static COLLECTOR: OnceLock<Collector> = OnceLock::new();
        COLLECTOR.get_or_init(|| {
            let collector = Self::default();
            tracing_subscriber::registry()
                .with(collector.clone())
                .init();
            collector
        })
    }

    /// What this thread has left since the last look.
    pub(crate) fn take(&self) -> Vec<String> {
        let mut events = self.0.lock().unwrap();
        let here = thread::current().id();
        let (mine, others) = events.drain(..).partition(|(thread, _)| *thread == here);
        *events = others;
        let mine: Vec<(ThreadId, String)> = mine;
        mine.into_iter().map(|(_, event)| event).collect()
    }
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() != "elapsed" {
            self.0.push_str(&format!("{field}={value:?} "));
        }
    }
}

impl<S: Subscriber> Layer<S> for Collector {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "relata" {
            let mut fields = Fields(String::new());
            event.record(&mut fields);
            let mut events = self.0.lock().unwrap();
            events.push((thread::current().id(), fields.0));
        }
    }
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
    let collector = Collector::get();
    statements(db.pool()).await;

    let events = collector.take();
    let expected = [
        "message=statement shape=\"Tag\" sql=\"INSERT INTO \\\"tags\\\" AS t0 (\\\"name\\\") SELECT \
         r.c0 FROM unnest($1) WITH ORDINALITY AS r(c0, n) ORDER BY r.n\" rows=2 ",
        "message=statement shape=\"Tag\" sql=\"SELECT t0.\\\"id\\\", t0.\\\"name\\\" FROM \\\"tags\\\" \
         AS t0 WHERE t0.\\\"name\\\" = $1\" rows=1 ",
    ];
    assert_eq!(events, expected);
}

#[tokio::test]
async fn the_same_statement_for_each_row_leaves_a_warning() {
    let db = database::blog().await;
    let pool = db.pool();
    let collector = Collector::get();
    let by_name = |number: u32| async move {
        let named = Tag::query().filter(tags::name.eq(format!("{number}")));
        named.fetch_optional(pool).await.unwrap()
    };

    // Nothing says what belongs together.
    for number in 0..20 {
        by_name(number).await;
    }
    let warned = |event: &String| event.contains("probably one for each row");
    assert!(!collector.take().iter().any(warned));

    let request = tracing::info_span!(target: "relata", "request");
    let many = async {
        for number in 0..20 {
            by_name(number).await;
        }
    };
    many.instrument(request).await;
    let warnings: Vec<String> = collector.take().into_iter().filter(warned).collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("times=10"), "{warnings:?}");
    assert!(warnings[0].contains("tests/traces.rs:"), "{warnings:?}");
}
