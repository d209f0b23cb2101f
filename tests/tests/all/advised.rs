//! Every index that a warning advises is a line of the schema language as it stands, and PostgreSQL
//! uses it for the query.

use std::fmt;
use std::sync::{Arc, Mutex};

use relata::testing::Database;
use relata::types::IpNetwork;
use relata::{Load, Query};
use relata_schema::diagnostic::Diagnostics;
use relata_schema::source::Source;
use sqlx::PgConnection;
use sqlx::postgres::PgPoolOptions;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use schema::{Book, State, books, writers};

mod schema {
    #![allow(missing_docs)]

    relata::schema!("tests/all/advised.relata");
}

const SCHEMA: &str = include_str!("advised.relata");

/// The first of each writer's, of which nothing is read.
#[allow(dead_code)]
#[derive(Debug, Load)]
#[load(writers)]
struct Shelf {
    #[load(order_by(printed_at desc nulls last), limit = 2, filter(books::state.eq(State::InPrint)))]
    books: Vec<Title>,
}

#[allow(dead_code)]
#[derive(Debug, Load)]
#[load(books)]
struct Title {
    title: String,
}

/// The indexes that were advised since the last look.
#[derive(Clone, Default)]
struct Advised(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Advised {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut self.clone());
    }
}

impl Visit for Advised {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "index" {
            self.0.lock().unwrap().push(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

/// The statements that create a schema, with this line in the last of its tables.
fn ddl(line: &str) -> Vec<String> {
    let end = SCHEMA.rfind('}').unwrap();
    let text = format!("{}    {line}{}", &SCHEMA[..end], &SCHEMA[end..]);
    let mut found = Diagnostics::default();
    let model = relata_schema::compile(&Source::one("advised", text), &mut found);
    let model = model.unwrap_or_else(|| panic!("{line}: {found:?}"));
    let ddl = relata_schema::create(&relata_schema::lower(&model));
    ddl.split_inclusive(";\n").map(str::to_owned).collect()
}

/// The statement that creates an index, and its name.
fn create(line: &str) -> (String, String) {
    let before = ddl("");
    let new = ddl(line)
        .into_iter()
        .find(|statement| !before.contains(statement));
    let new = new.unwrap_or_else(|| panic!("{line} creates nothing"));
    let name = new
        .split("INDEX ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    let name = name.unwrap().trim_matches('"').to_owned();
    (new, name)
}

async fn run(on: &mut PgConnection, sql: impl Into<String>) {
    let sql = sqlx::AssertSqlSafe(sql.into());
    sqlx::raw_sql(sql).execute(on).await.unwrap();
}

/// The plans of a query name the index that was advised for it.
async fn is_used<S: Load>(on: &mut PgConnection, line: &str, query: Query<S>) {
    let (create, name) = create(line);
    run(on, create).await;
    let explained = query.explain(&mut *on).await.unwrap();
    let plans = serde_json::to_string(&explained.statements).unwrap();
    assert!(plans.contains(&name), "{line}\n{explained}");
    run(on, format!("DROP INDEX \"{name}\"")).await;
}

#[tokio::test]
async fn an_index_that_is_advised_is_written_as_it_stands_and_used() {
    let db = Database::create(schema::DDL).await.unwrap();
    let mut connection = db.pool().acquire().await.unwrap();
    let on = &mut *connection;
    let fill = "
        INSERT INTO writers (name) SELECT 'w' || n FROM generate_series(1, 100) AS n;
        INSERT INTO books (writer_id, title, code, nick, state, pages, printed_at, marks, extra, shelf, booked, home)
            SELECT n % 100 + 1, 'title ' || n, 'c' || n, 'n' || n, (ARRAY['draft', 'in_print', 'gone'])[n % 3 + 1]::state,
                n % 400, now() - n * interval '1 hour', ARRAY['m' || n], jsonb_build_object('n', n),
                ('top.n' || n)::ltree, int8range(n, n + 5), ('10.0.' || n % 250 || '.1')::inet
            FROM generate_series(1, 5000) AS n;
        ANALYZE;
        SET enable_seqscan = off;
        SET enable_sort = off";
    run(on, fill).await;

    let advised = Advised::default();
    let subscriber = tracing_subscriber::registry().with(advised.clone());
    let _listening = tracing::subscriber::set_default(subscriber);
    let nowhere = PgPoolOptions::new()
        .connect_lazy("postgres://localhost:1/nowhere")
        .unwrap();
    let all = Book::query;
    macro_rules! used {
        ($($query:expr => $line:literal;)*) => {$(
            drop(($query).fetch_all(&nowhere));
            let lines = std::mem::take(&mut *advised.0.lock().unwrap());
            assert_eq!(lines, [$line], "{}", stringify!($query));
            is_used(on, $line, $query).await;
            advised.0.lock().unwrap().clear();
        )*};
    }
    let home: IpNetwork = "10.0.3.0/24".parse().unwrap();
    used! {
        all().filter(books::title.eq("title 7")) => "index (title)";
        all().filter(books::state.eq(State::Gone).and(books::pages.ge(390))) => "index (state, pages)";
        all().filter(books::state.eq(State::Gone)).order_by(books::title.desc()).limit(3)
            => "index (state, title desc)";
        all().filter(books::pages.lt(2)) => "index (pages)";
        all().order_by(books::printed_at.desc().nulls_last()).limit(3)
            => "index (printed_at desc nulls last)";
        all().filter(books::title.starts_with("title 77")) => "index (title text_pattern_ops)";
        all().filter(books::code.starts_with("c77")) => "index (code varchar_pattern_ops)";
        all().filter(books::title.ilike("%tle 777%")) => "index using gin (title gin_trgm_ops)";
        all().filter(books::nick.eq("N7")) => "index (nick)";
        all().filter(books::marks.has("m7")) => "index using gin (marks)";
        all().filter(books::extra.contains(serde_json::json!({ "n": 7 }))) => "index using gin (extra)";
        all().filter(books::booked.contains(7_i64)) => "index using gist (booked)";
        all().filter(books::found.matches("77")) => "index using gin (found)";
        all().filter(books::shelf.descendant_of("top.n7")) => "index using gist (shelf)";
        all().filter(books::home.contained_in(home)) => "index using gist (home inet_ops)";
        Shelf::query().limit(5) => "index (writer_id, state, printed_at desc nulls last)";
    }
}
