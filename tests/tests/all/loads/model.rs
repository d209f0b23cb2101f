//! All tables in memory, each in the order of its key, and the joins of them.

use std::cmp::Ordering;

use relata::types::{DateTime, Decimal, NaiveDate, Uuid};
use relata::{Filter, Load, Order, Query};
use sqlx::PgPool;

use super::Asked;
use super::library::{
    Author, Book, BookGenre, Genre, Keeper, Mood, NewAuthor, NewBook, NewBookGenre, NewGenre,
    NewKeeper, NewNote, NewPortrait, NewShelf, Note, Portrait, Shelf, authors, book_genres, books,
    genres, notes, portraits, shelves,
};

/// A shape that the model can make.
pub(super) trait Model:
    Load<Table = <Self::Row as Root>::Table> + PartialEq + std::fmt::Debug
{
    type Row: Root;

    /// All rows, with the values that the shape is given.
    fn begin() -> Query<Self>;

    fn of(world: &World, row: &Self::Row) -> Self;
}

/// A table that is queried.
pub(super) trait Root: Sized + 'static {
    type Table: relata::Table;

    fn all(world: &World) -> &[Self];

    /// The filters that can be asked for, by number.
    fn filter(number: usize) -> Filter<Self::Table>;

    fn meets(&self, world: &World, number: usize) -> bool;

    fn order(number: usize, descending: bool, nulls_first: bool) -> Order<Self::Table>;

    fn compare(&self, other: &Self, world: &World, by: (usize, bool, bool)) -> Ordering;

    fn query<S: Load<Table = Self::Table>>(mut query: Query<S>, asked: &Asked) -> Query<S> {
        if let Some(number) = asked.filter {
            query = query.filter(Self::filter(number));
        }
        for (number, descending, nulls_first) in &asked.order {
            query = query.order_by(Self::order(*number, *descending, *nulls_first));
        }
        if let Some(limit) = asked.limit {
            query = query.limit(limit);
        }
        if let Some(offset) = asked.offset {
            query = query.offset(offset);
        }
        query
    }
}

/// What a query gives.
pub(super) fn rows<S: Model>(world: &World, asked: &Asked) -> Vec<S> {
    let rows = S::Row::all(world).iter();
    let meets = |row: &&S::Row| asked.filter.is_none_or(|number| row.meets(world, number));
    let mut rows: Vec<&S::Row> = rows.filter(meets).collect();
    // The rows are in the order of their keys, which decide last.
    rows.sort_by(|a, b| {
        let orders = asked.order.iter();
        let orders = orders.map(|by| a.compare(b, world, *by));
        orders.fold(Ordering::Equal, Ordering::then)
    });
    let skip = usize::try_from(asked.offset.unwrap_or(0)).unwrap();
    let take = asked.limit.map(|limit| usize::try_from(limit).unwrap());
    let take = take.unwrap_or(usize::MAX);
    let rows = rows.into_iter().skip(skip).take(take);
    rows.map(|row| S::of(world, row)).collect()
}

/// The rows of a table that meet a condition.
pub(super) fn by<R>(rows: &[R], is: impl Fn(&R) -> bool) -> Vec<&R> {
    rows.iter().filter(|row| is(row)).collect()
}

pub(super) fn nulls_last<V>(
    a: Option<V>,
    b: Option<V>,
    compare: impl Fn(&V, &V) -> Ordering,
) -> Ordering {
    nulls(a, b, false, compare)
}

fn nulls<V>(
    a: Option<V>,
    b: Option<V>,
    first: bool,
    compare: impl Fn(&V, &V) -> Ordering,
) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => compare(&a, &b),
        (a, b) => {
            let order = a.is_none().cmp(&b.is_none());
            if first { order.reverse() } else { order }
        }
    }
}

fn turned(order: Ordering, descending: bool) -> Ordering {
    if descending { order.reverse() } else { order }
}

/// Everything there is.
pub(super) struct World {
    pub(super) authors: Vec<Author>,
    pub(super) portraits: Vec<Portrait>,
    pub(super) shelves: Vec<Shelf>,
    pub(super) books: Vec<Book>,
    pub(super) genres: Vec<Genre>,
    pub(super) book_genres: Vec<BookGenre>,
    pub(super) notes: Vec<Note>,
    keepers: Vec<Keeper>,
}

impl World {
    pub(super) fn author(&self, id: i64) -> &Author {
        self.authors.iter().find(|author| author.id == id).unwrap()
    }

    pub(super) fn book(&self, id: Uuid) -> &Book {
        self.books.iter().find(|book| book.id == id).unwrap()
    }

    /// By a name in letters of any case.
    pub(super) fn genre(&self, name: &str) -> &Genre {
        let is_it = |genre: &&Genre| same(&genre.name, name);
        self.genres.iter().find(is_it).unwrap()
    }

    pub(super) fn shelf_of(&self, book: &Book) -> Option<&Shelf> {
        let (floor, code) = (book.floor?, book.shelf_code.as_ref()?);
        let mut shelves = self.shelves.iter();
        shelves.find(|shelf| shelf.floor == floor && shelf.code == *code)
    }

    pub(super) fn genres_of(&self, book: &Book) -> Vec<&Genre> {
        by(&self.genres, |genre| {
            let is_it =
                |link: &BookGenre| link.book_id == book.id && same(&link.genre_name, &genre.name);
            self.book_genres.iter().any(is_it)
        })
    }

    pub(super) fn books_of(&self, genre: &Genre) -> Vec<&Book> {
        by(&self.books, |book| {
            let is_it =
                |link: &BookGenre| link.book_id == book.id && same(&link.genre_name, &genre.name);
            self.book_genres.iter().any(is_it)
        })
    }

    pub(super) fn keepers_of(&self, shelf: &Shelf) -> Vec<&Author> {
        by(&self.authors, |author| {
            self.keepers.iter().any(|keeper| {
                (keeper.floor, &keeper.shelf_code) == (shelf.floor, &shelf.code)
                    && keeper.author_id == author.id
            })
        })
    }

    pub(super) fn subgenres(&self, genre: &Genre) -> Vec<&Genre> {
        by(&self.genres, |sub| {
            let parent = sub.parent_name.as_ref();
            parent.is_some_and(|name| same(name, &genre.name))
        })
    }

    pub(super) fn notes_of(&self, book: &Book) -> Vec<&Note> {
        by(&self.notes, |note| note.book_id == book.id)
    }

    pub(super) fn answers(&self, note: &Note) -> Vec<&Note> {
        by(&self.notes, |answer| answer.parent_id == Some(note.id))
    }

    /// Fills the tables, and reads them back.
    pub(super) async fn filled(pool: &PgPool, size: (usize, bool), seed: u64) -> Self {
        let mut dice = Dice(seed | 1);
        insert(pool, size, &mut dice).await;
        Self {
            authors: all(pool, authors::id.asc()).await,
            portraits: all(pool, portraits::id.asc()).await,
            shelves: Query::new()
                .order_by([shelves::floor.asc(), shelves::code.asc()])
                .fetch_all(pool)
                .await
                .unwrap(),
            books: all(pool, books::id.asc()).await,
            genres: all(pool, genres::name.asc()).await,
            book_genres: Query::new()
                .order_by([book_genres::book_id.asc(), book_genres::genre_name.asc()])
                .fetch_all(pool)
                .await
                .unwrap(),
            notes: all(pool, notes::id.asc()).await,
            keepers: Query::new().fetch_all(pool).await.unwrap(),
        }
    }
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

async fn all<S: Load<Given = ()>>(pool: &PgPool, order: Order<S::Table>) -> Vec<S> {
    let query = Query::new().order_by(order);
    query.fetch_all(pool).await.unwrap()
}

/// So many authors, and more of the rest; notes that are long, if it says so.
async fn insert(pool: &PgPool, (size, long): (usize, bool), dice: &mut Dice) {
    let new = (0..size).map(|number| {
        NewAuthor {
            nick: format!("{}{number}", dice.pick(["Ada ", "bob ", "Cy \"\\,"])),
        }
        .mood(dice.mood())
        .born(dice.maybe(|dice| NaiveDate::from_ymd_opt(1900 + dice.number(3), 1, 2).unwrap()))
        .settings(serde_json::json!({ "n": dice.up_to(9), "s": "é\"" }))
    });
    let new: Vec<_> = new.collect();
    let people = Author::insert_many(new).fetch_all(pool).await.unwrap();

    let with = people
        .iter()
        .filter(|_| dice.chance())
        .map(|author| author.id);
    let with: Vec<i64> = with.collect();
    let new = with
        .into_iter()
        .map(|author_id| NewPortrait { author_id }.caption(dice.maybe(Dice::text)));
    let new: Vec<_> = new.collect();
    Portrait::insert_many(new).execute(pool).await.unwrap();

    let places: Vec<(i32, &str)> = vec![(1, "a"), (1, "b"), (2, "a"), (3, "")];
    let new = places.iter().map(|(floor, code)| {
        NewShelf {
            floor: *floor,
            code: (*code).to_owned(),
        }
        .capacity(dice.maybe(|dice| dice.up_to(100) as i64))
    });
    let new: Vec<_> = new.collect();
    Shelf::insert_many(new).execute(pool).await.unwrap();

    let new = places
        .iter()
        .flat_map(|place| people.iter().map(move |author| (place, author.id)));
    let new: Vec<_> = new
        .filter(|_| dice.chance())
        .map(|((floor, code), author_id)| NewKeeper {
            floor: *floor,
            shelf_code: (*code).to_owned(),
            author_id,
        })
        .collect();
    Keeper::insert_many(new).execute(pool).await.unwrap();

    let count = if people.is_empty() { 0 } else { size * 2 };
    let new = (0..count).map(|_| {
        let (floor, code) = dice.pick([
            (None, None),
            (Some(1), None),
            (Some(1), Some("a")),
            (Some(2), Some("a")),
            (Some(3), Some("")),
        ]);
        let editor = dice.maybe(|dice| people[dice.up_to(people.len())].id);
        NewBook {
            id: Uuid::from_u128(u128::from(dice.next()) << 64 | u128::from(dice.next())),
            author_id: people[dice.up_to(people.len())].id,
            title: dice.text(),
        }
        .editor_id(editor)
        .floor(floor)
        .shelf_code(code.map(str::to_owned))
        .price(dice.maybe(|dice| Decimal::new(dice.up_to(500) as i64, 2)))
        .grade(dice.maybe(|dice| Decimal::new(dice.up_to(50) as i64, 1)))
        .moods((0..dice.up_to(4)).filter_map(|_| dice.mood()).collect())
        .counts(dice.maybe(|dice| {
            let length = dice.up_to(4);
            (0..length)
                .map(|_| dice.maybe(|dice| dice.number(9)))
                .collect()
        }))
        .published_at(dice.maybe(|dice| {
            DateTime::from_timestamp_micros(dice.up_to(5) as i64 * 1_000_001).unwrap()
        }))
        .rank(dice.number(4))
    });
    let new: Vec<_> = new.collect();
    let written = Book::insert_many(new).fetch_all(pool).await.unwrap();

    for (name, parent) in [
        ("Drama", None),
        ("poetry", None),
        ("Ode", Some("POETRY")),
        ("elegy", Some("Poetry")),
    ] {
        let new = NewGenre {
            name: name.to_owned(),
        }
        .parent_name(parent.map(str::to_owned));
        Genre::insert(new).execute(pool).await.unwrap();
    }
    let new = written.iter().flat_map(|book| {
        let names = [["Drama", "DRAMA"], ["poetry", "Poetry"], ["Ode", "oDE"]];
        let mut links = Vec::new();
        for spellings in names {
            if dice.chance() {
                let link = NewBookGenre {
                    book_id: book.id,
                    genre_name: dice.pick(spellings).to_owned(),
                };
                links.push(link.weight(dice.maybe(|dice| dice.number(3))));
            }
        }
        links
    });
    let new: Vec<_> = new.collect();
    BookGenre::insert_many(new).execute(pool).await.unwrap();

    // Each answers one of a round before.
    let mut there: Vec<Note> = Vec::new();
    for round in 0..3 {
        let count = if written.is_empty() { 0 } else { size };
        let new = (0..count).map(|_| {
            let parent = dice.maybe(|dice| dice.up_to(there.len().max(1)));
            let parent = parent.and_then(|at| there.get(at)).filter(|_| round > 0);
            let by = dice.maybe(|dice| people[dice.up_to(people.len())].id);
            let book = if long { 0 } else { dice.up_to(written.len()) };
            let tail = if long { dice.up_to(400_000) } else { 0 };
            NewNote {
                book_id: written[book].id,
                body: dice.text() + &"…".repeat(tail / 3),
            }
            .parent_id(parent.map(|note| note.id))
            .by_id(by)
            .mood(dice.mood())
        });
        let new: Vec<_> = new.collect();
        there.extend(Note::insert_many(new).fetch_all(pool).await.unwrap());
    }
}

/// Numbers that a seed gives.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        // Xorshift, by Marsaglia.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn up_to(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end
    }

    fn number(&mut self, end: i32) -> i32 {
        (0..end)
            .nth(self.up_to(end.unsigned_abs() as usize))
            .unwrap()
    }

    fn chance(&mut self) -> bool {
        self.up_to(2) == 0
    }

    fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.up_to(3) > 0).then(|| value(self))
    }

    fn pick<T: Copy, const N: usize>(&mut self, from: [T; N]) -> T {
        from[self.up_to(N)]
    }

    fn mood(&mut self) -> Option<Mood> {
        self.maybe(|dice| dice.pick([Mood::Calm, Mood::Wild, Mood::Sad]))
    }

    fn text(&mut self) -> String {
        let word = self.pick(["", "a", "É", "{,}", "NULL", "\"q\"", "long "]);
        word.repeat(self.up_to(4))
    }
}

impl Root for Book {
    type Table = books;

    fn all(world: &World) -> &[Self] {
        &world.books
    }

    fn filter(number: usize) -> Filter<books> {
        match number {
            0 => books::rank.ge(2),
            1 => books::published_at.is_null(),
            2 => books::author.matches(authors::mood.eq(Mood::Calm)),
            _ => books::notes.any(notes::mood.eq(Mood::Wild)),
        }
    }

    fn meets(&self, world: &World, number: usize) -> bool {
        match number {
            0 => self.rank >= 2,
            1 => self.published_at.is_none(),
            2 => world.author(self.author_id).mood == Some(Mood::Calm),
            _ => world
                .notes_of(self)
                .iter()
                .any(|note| note.mood == Some(Mood::Wild)),
        }
    }

    fn order(number: usize, descending: bool, nulls_first: bool) -> Order<books> {
        let order = match (number, descending) {
            (0, false) => books::price.asc(),
            (0, true) => books::price.desc(),
            (1, false) => books::title.asc(),
            (1, true) => books::title.desc(),
            (2, false) => books::published_at.asc(),
            (2, true) => books::published_at.desc(),
            (3, false) => books::notes.count().asc(),
            (3, true) => books::notes.count().desc(),
            (_, false) => books::rank.asc(),
            (_, true) => books::rank.desc(),
        };
        if nulls_first {
            order.nulls_first()
        } else {
            order.nulls_last()
        }
    }

    fn compare(&self, other: &Self, world: &World, by: (usize, bool, bool)) -> Ordering {
        let (number, descending, first) = by;
        match number {
            0 => nulls(self.price, other.price, first, |a, b| {
                turned(a.cmp(b), descending)
            }),
            1 => turned(self.title.cmp(&other.title), descending),
            2 => nulls(self.published_at, other.published_at, first, |a, b| {
                turned(a.cmp(b), descending)
            }),
            3 => {
                let count = |book| world.notes_of(book).len();
                turned(count(self).cmp(&count(other)), descending)
            }
            _ => turned(self.rank.cmp(&other.rank), descending),
        }
    }
}

impl Root for Author {
    type Table = authors;

    fn all(world: &World) -> &[Self] {
        &world.authors
    }

    fn filter(number: usize) -> Filter<authors> {
        match number {
            0 => authors::mood.eq(Mood::Wild),
            1 => authors::books.none(books::rank.eq(0)),
            2 => authors::books.count().gt(1),
            _ => authors::born.is_not_null(),
        }
    }

    fn meets(&self, world: &World, number: usize) -> bool {
        let mut books = world.books.iter().filter(|book| book.author_id == self.id);
        match number {
            0 => self.mood == Some(Mood::Wild),
            1 => !books.any(|book| book.rank == 0),
            2 => books.count() > 1,
            _ => self.born.is_some(),
        }
    }

    fn order(number: usize, descending: bool, nulls_first: bool) -> Order<authors> {
        let order = match (number % 3, descending) {
            (0, false) => authors::mood.asc(),
            (0, true) => authors::mood.desc(),
            (1, false) => authors::nick.asc(),
            (1, true) => authors::nick.desc(),
            (_, false) => authors::born.asc(),
            (_, true) => authors::born.desc(),
        };
        if nulls_first {
            order.nulls_first()
        } else {
            order.nulls_last()
        }
    }

    fn compare(&self, other: &Self, _: &World, by: (usize, bool, bool)) -> Ordering {
        let (number, descending, first) = by;
        match number % 3 {
            0 => nulls(self.mood, other.mood, first, |a, b| {
                turned(a.cmp(b), descending)
            }),
            1 => {
                let order = self.nick.to_lowercase().cmp(&other.nick.to_lowercase());
                turned(order, descending)
            }
            _ => nulls(self.born, other.born, first, |a, b| {
                turned(a.cmp(b), descending)
            }),
        }
    }
}

impl Root for Shelf {
    type Table = shelves;

    fn all(world: &World) -> &[Self] {
        &world.shelves
    }

    fn filter(number: usize) -> Filter<shelves> {
        match number {
            0 => shelves::floor.eq(1),
            1 => shelves::code.in_(["a", "z"]),
            2 => shelves::capacity.is_null(),
            _ => shelves::floor.eq(1).and(shelves::code.eq("b")),
        }
    }

    fn meets(&self, _: &World, number: usize) -> bool {
        match number {
            0 => self.floor == 1,
            1 => self.code == "a",
            2 => self.capacity.is_none(),
            _ => self.floor == 1 && self.code == "b",
        }
    }

    fn order(number: usize, descending: bool, nulls_first: bool) -> Order<shelves> {
        let order = match (number % 2, descending) {
            (0, false) => shelves::capacity.asc(),
            (0, true) => shelves::capacity.desc(),
            (_, false) => shelves::code.asc(),
            (_, true) => shelves::code.desc(),
        };
        if nulls_first {
            order.nulls_first()
        } else {
            order.nulls_last()
        }
    }

    fn compare(&self, other: &Self, _: &World, by: (usize, bool, bool)) -> Ordering {
        let (number, descending, first) = by;
        match number % 2 {
            0 => nulls(self.capacity, other.capacity, first, |a, b| {
                turned(a.cmp(b), descending)
            }),
            _ => turned(self.code.cmp(&other.code), descending),
        }
    }
}

impl Root for Genre {
    type Table = genres;

    fn all(world: &World) -> &[Self] {
        &world.genres
    }

    fn filter(number: usize) -> Filter<genres> {
        match number {
            0 => genres::name.in_(["ODE", "Drama"]),
            1 => genres::parent_name.is_null(),
            2 => genres::books.any(books::rank.eq(3)),
            _ => genres::name.eq("DRAMA"),
        }
    }

    fn meets(&self, world: &World, number: usize) -> bool {
        match number {
            0 => same(&self.name, "ode") || same(&self.name, "drama"),
            1 => self.parent_name.is_none(),
            2 => world.books_of(self).iter().any(|book| book.rank == 3),
            _ => same(&self.name, "drama"),
        }
    }

    fn order(_: usize, descending: bool, _: bool) -> Order<genres> {
        // Not by what an index gives in order: of the first few, those that are equal by it come
        // in any.
        if descending {
            genres::books.count().desc()
        } else {
            genres::books.count().asc()
        }
    }

    fn compare(&self, other: &Self, world: &World, by: (usize, bool, bool)) -> Ordering {
        let count = |genre| world.books_of(genre).len();
        turned(count(self).cmp(&count(other)), by.1)
    }
}
