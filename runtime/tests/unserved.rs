//! Debug builds warn of queries that no index of the schema serves, and of no others.

use relata::sqlx::PgPool;
use relata::sqlx::postgres::PgPoolOptions;

use crate::traces::Collector;

relata::schema! {
    extension citext;
    extension ltree;

    enum state { draft, in_print, gone }

    table writers {
        id: bigint primary key identity,
        email: citext unique,
        name: text,
        code: text,
    }

    table books {
        id: bigint primary key identity,
        writer_id: references writers on delete cascade,
        title: text,
        code: text,
        state: state = draft,
        pages: integer,
        sold: bigint = 0,
        free: boolean = false,
        deleted_at: timestamptz?,
        printed_at: timestamptz?,
        tags: text[],
        marks: text[],
        extra: jsonb,
        more: jsonb,
        shelf: ltree,
        shown: int8range,
        booked: int8range,
        found: tsvector generated (to_tsvector("english", title)),
        sought: tsvector generated (to_tsvector("english", title)),

        unique (code, pages),
        index (writer_id, printed_at desc),
        index (sold desc, id desc),
        index (printed_at) where state = in_print,
        index (pages) where deleted_at is null,
        index using gin (tags),
        index using gin (extra),
        index using gist (shown),
        index using gin (found),
        index (title text_pattern_ops),
    }

    table reviews {
        id: bigint primary key identity,
        book_id: references books on delete cascade,
        stars: integer,
        body: text,

        index (book_id, stars desc),
    }

    view shelves {
        id: bigint,
        title: text,
    } = sql "SELECT id, title FROM books";
}

/// What is loaded, of which these tests read nothing.
#[allow(dead_code)]
mod shapes {
    use super::{Review, books, reviews, writers};

    #[derive(Debug, relata::Load)]
    #[load(writers)]
    pub(super) struct Newest {
        name: String,
        #[load(order_by(printed_at desc), limit = 3)]
        books: Vec<Named>,
    }

    #[derive(Debug, relata::Load)]
    #[load(books)]
    pub(super) struct Named {
        title: String,
    }

    #[derive(Debug, relata::Load)]
    #[load(writers)]
    pub(super) struct Longest {
        #[load(order_by(pages desc), limit = 3)]
        books: Vec<Discussed>,
    }

    #[derive(Debug, relata::Load)]
    #[load(books)]
    pub(super) struct Discussed {
        title: String,
        #[load(order_by(body), limit = 1, filter(reviews::stars.eq(5)))]
        reviews: Vec<Review>,
    }

    #[derive(Debug, relata::Load)]
    #[load(reviews)]
    pub(super) struct Said {
        body: String,
        book: Known,
    }

    #[derive(Debug, relata::Load)]
    #[load(books)]
    pub(super) struct Known {
        title: String,
        #[load(filter(reviews::body.eq("a")))]
        reviews: Vec<Review>,
    }
}

use shapes::{Known, Longest, Newest, Said};

/// The indexes that were warned to be missing since the last look.
fn missing() -> Vec<String> {
    let events = Collector::get().take();
    let warned = events
        .iter()
        .filter(|event| event.contains("no index of the schema serves"));
    let indexes = warned.map(|event| {
        let (_, behind) = event.split_once(" index=\"").unwrap();
        behind[..behind.find("\" ").unwrap()].to_owned()
    });
    indexes.collect()
}

/// A pool that no statement of these tests comes to.
fn nowhere() -> PgPool {
    PgPoolOptions::new()
        .connect_lazy("postgres://localhost:1/nowhere")
        .unwrap()
}

macro_rules! asked {
    ($pool:ident: $($query:expr => $expected:expr;)*) => {$(
        drop(($query).fetch_all(&$pool));
        let expected: Option<&str> = $expected;
        assert_eq!(missing(), expected.as_slice(), stringify!($query));
    )*};
}

#[tokio::test]
async fn what_no_index_serves_is_warned_of() {
    let (pool, _) = (nowhere(), Collector::get());
    missing();
    let all = Book::query;
    asked! { pool:
        all().filter(books::sold.eq(1).and(books::pages.gt(3))) => None;
        all().filter(books::state.eq(State::Gone)) => Some("index (state)");
        all().filter(books::state.eq(State::Draft).and(books::pages.ge(3))) => Some("index (state, pages)");
        all().filter(books::state.eq(State::Gone)).order_by(books::title.desc()).limit(3)
            => Some("index (state, title desc)");
        all().filter(books::state.in_([State::Gone])).order_by(books::title.desc()).limit(3)
            => Some("index (state)");
        all().filter(books::writer_id.eq(3)).order_by(books::pages.asc()).limit(3)
            => Some("index (writer_id, pages)");
        all().order_by(books::printed_at.desc().nulls_last()).limit(3)
            => Some("index (printed_at desc nulls last)");
        all().filter(books::pages.lt(3)) => Some("index (pages)");
        all().filter(books::writer_id.eq(3).or(books::sold.eq(2)).or(books::state.eq(State::Gone)))
            => Some("index (state)");
        all().filter(books::marks.has("a")) => Some("index using gin (marks)");
        all().filter(books::more.contains(true)) => Some("index using gin (more)");
        all().filter(books::booked.contains(3_i64)) => Some("index using gist (booked)");
        all().filter(books::sought.matches("a")) => Some("index using gin (sought)");
        all().filter(books::shelf.descendant_of("a")) => Some("index using gist (shelf)");
        all().filter(books::title.ilike("%a%")) => Some("index using gin (title gin_trgm_ops)");
        Writer::query().filter(writers::name.starts_with("A")) => Some("index (name text_pattern_ops)");
        Book::update().set(books::free, true).filter(books::state.eq(State::Gone)) => Some("index (state)");
        Book::delete().filter(books::state.eq(State::Gone)) => Some("index (state)");
    }
    // Once for each statement, whatever its values are.
    drop(all().filter(books::state.eq(State::Draft)).fetch_all(&pool));
    assert!(missing().is_empty());
    drop(all().filter(books::state.eq(State::Gone)).count(&pool));
    assert_eq!(missing(), ["index (state)"]);
    drop(all().order_by(books::title.asc()).page(3).fetch(&pool));
    assert_eq!(missing(), ["index (title, id)"]);
}

#[tokio::test]
async fn collections_that_no_index_serves_are_warned_of() {
    let (pool, collector) = (nowhere(), Collector::get());
    missing();
    asked! { pool:
        Newest::query() => None;
        Newest::query().limit(3) => None;
        Known::query() => None;
        Said::query() => None;
        Newest::query().with(writers::books, |of| of.filter(books::title.eq("a"))) => None;
        Newest::query().with(writers::books, |of| of.order_by(books::sold.asc()))
            => Some("index (writer_id, sold)");
        Newest::query().with(writers::books, |of| of.order_by(books::code.asc()).filter(books::state.eq(State::Gone)))
            => Some("index (writer_id, state, code)");
    }
    // One for each collection, however it is loaded.
    let line = line!() + 1;
    drop(Longest::query().fetch_all(&pool));
    let events = collector.take();
    let warned = events
        .iter()
        .filter(|event| event.contains("no index of the schema serves"));
    let warned: Vec<_> = warned.collect();
    let parts = [
        "collection=\"books\" table=\"books\" columns=\"writer_id, pages\" index=\"index (writer_id, pages desc)\"",
        "collection=\"books.reviews\" table=\"reviews\" columns=\"book_id, stars, body\" \
         index=\"index (book_id, stars, body)\"",
    ];
    assert_eq!(warned.len(), parts.len(), "{warned:#?}");
    for (warned, part) in warned.iter().zip(parts) {
        assert!(warned.contains(part), "{warned}");
        let place = format!("tests/unserved.rs:{line}:");
        assert!(warned.contains(&place), "{warned}");
    }
    drop(Longest::query().limit(1).fetch_all(&pool));
    assert!(missing().is_empty());
    // The shape of a query's own choice, as a stream.
    let longest = Longest::query().with(writers::books, |of| of.order_by(books::code.desc()));
    drop(longest.fetch(&pool));
    assert_eq!(missing(), ["index (writer_id, code desc)"]);
}

#[tokio::test]
async fn what_an_index_serves_stays_quiet() {
    let (pool, _) = (nowhere(), Collector::get());
    missing();
    let all = Book::query;
    asked! { pool:
        // Unique keys, in any order of the rows.
        all().filter(books::id.eq(1)).order_by(books::title.asc()).limit(2) => None;
        all().filter(books::code.eq("a").and(books::pages.eq(1))).order_by(books::title.asc()).limit(3) => None;
        Writer::query().filter(writers::email.eq("a")) => None;
        // A longer index, and the order as a whole, forward and reversed.
        all().filter(books::writer_id.eq(3)) => None;
        all().filter(books::writer_id.eq(3)).order_by(books::printed_at.desc()).limit(3) => None;
        all().filter(books::writer_id.eq(3)).order_by(books::printed_at.asc()).limit(4) => None;
        all().order_by([books::sold.desc(), books::id.desc()]).limit(3) => None;
        all().order_by([books::sold.asc(), books::id.asc()]).limit(3) => None;
        all().order_by([books::sold.desc(), books::id.asc()]).limit(3) => None;
        all().filter(books::sold.gt(7)).order_by(books::sold.desc()).limit(3) => None;
        // A partial index whose condition the query asks for.
        all().filter(books::deleted_at.is_null().and(books::pages.eq(3))) => None;
        all().filter(books::state.eq(State::InPrint)).order_by(books::printed_at.asc()).limit(3) => None;
        all().filter(books::state.eq(State::InPrint)) => None;
        // What all rows are read for anyway, or nothing can serve.
        all() => None;
        all().order_by(books::title.asc()) => None;
        all().filter(books::title.ne("a")) => None;
        all().filter(books::deleted_at.is_null()) => None;
        all().filter(books::deleted_at.is_not_null()) => None;
        all().filter(books::free.eq(true)) => None;
        all().filter(books::title.not_in(["a"])) => None;
        all().filter(!books::title.eq("a")) => None;
        all().filter((books::pages + 1).gt(3)) => None;
        all().filter(books::title.eq(books::code)) => None;
        all().filter(books::extra.get("a").eq("b")) => None;
        all().filter(books::title.eq("a").or(books::title.ne("b"))) => None;
        all().order_by(books::writer.get(writers::name).asc()).limit(3) => None;
        all().filter(books::writer.matches(writers::id.eq(3)).and(books::title.eq("b"))) => None;
        // Each side of an OR by itself.
        all().filter(books::writer_id.eq(3).or(books::sold.eq(2))) => None;
        // Other methods than a B-tree.
        all().filter(books::tags.has("a")) => None;
        all().filter(books::extra.contains(true)) => None;
        all().filter(books::extra.has_key("a")) => None;
        all().filter(books::shown.contains(3_i64)) => None;
        all().filter(books::shown.overlaps(relata::types::PgRange::from(1_i64..3))) => None;
        all().filter(books::found.matches("a")).order_by(books::found.rank("a").desc()).limit(3) => None;
        all().filter(books::title.starts_with("a")) => None;
        // A condition that an index serves decides for the others.
        all().filter(books::tags.has("a").and(books::title.eq("x"))) => None;
        // Nothing is known of what is beneath a view.
        Shelf::query().filter(shelves::title.eq("a")).order_by(shelves::id.asc()).limit(2) => None;
        Book::update().set(books::free, true).all() => None;
    }
}

#[tokio::test]
async fn a_warning_says_where_the_query_is_asked() {
    let (pool, collector) = (nowhere(), Collector::get());
    collector.take();
    let line = line!() + 2;
    let wanted = Writer::query().filter(writers::code.eq("a"));
    drop(wanted.fetch_optional(&pool));
    let events = collector.take();
    let warned = events
        .iter()
        .find(|event| event.contains("no index of the schema serves"));
    let warned = warned.unwrap();
    for part in [
        "shape=\"Writer\" table=\"writers\" columns=\"code\" index=\"index (code)\"",
        &format!("tests/unserved.rs:{line}:"),
    ] {
        assert!(warned.contains(part), "{warned}");
    }
}
