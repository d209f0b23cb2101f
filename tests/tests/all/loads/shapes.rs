//! Shapes of every kind, and what the model says of them.

use relata::Query;
use relata::types::{DateTime, Decimal, NaiveDate, Utc};
use serde_json::Value;

use super::library::{
    Author, Book, Genre, Mood, Note, Portrait, Shelf, authors, book_genres, books, dialogues,
    genres, notes, portraits, shelves,
};
use super::model::{Model, World, by, nulls_last};

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(authors)]
pub(super) struct Person {
    nick: String,
    mood: Option<Mood>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(shelves)]
struct Place {
    code: String,
    capacity: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(genres)]
struct Kind {
    name: String,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(notes)]
struct Line {
    body: String,
    mood: Option<Mood>,
}

/// References of each kind, one by a key of two columns that may be absent in part; a collection
/// through a join table; arrays; counts.
#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(books)]
pub(super) struct BookCard {
    title: String,
    price: Option<Decimal>,
    grade: Option<Decimal>,
    moods: Vec<Mood>,
    counts: Option<Vec<Option<i32>>>,
    published_at: Option<DateTime<Utc>>,
    author: Person,
    editor: Option<Person>,
    shelf: Option<Place>,
    genres: Vec<Kind>,
    #[load(order_by(mood desc nulls last, body))]
    notes: Vec<Line>,
    #[load(count(notes), filter(notes::mood.is_not_null()))]
    moody: i64,
}

/// One to one, from the side that does not hold the key; two collections of one table; six levels.
#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(authors)]
pub(super) struct AuthorTree {
    nick: String,
    born: Option<NaiveDate>,
    settings: Value,
    portrait: Option<Picture>,
    books: Vec<BookTree>,
    #[load(order_by(title desc))]
    edited_books: Vec<Edited>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(portraits)]
struct Picture {
    caption: Option<String>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(books)]
struct Edited {
    title: String,
    moods: Vec<Mood>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(books)]
struct BookTree {
    counts: Option<Vec<Option<i32>>>,
    /// The join table's own column, with what is behind it.
    #[load(book_genres, order_by(weight desc nulls last), filter(book_genres::weight.is_not_null()))]
    weighed: Vec<Weighed>,
    #[load(filter(notes::parent_id.is_null()))]
    notes: Vec<Thread>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(book_genres)]
struct Weighed {
    weight: Option<i32>,
    genre: Branch,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(genres)]
struct Branch {
    name: String,
    parent: Option<Kind>,
    subgenres: Vec<Kind>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(notes)]
struct Thread {
    body: String,
    by: Option<Writer>,
    answers: Vec<Answer>,
}

/// Below a reference that may be absent.
#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(authors)]
struct Writer {
    nick: String,
    #[load(order_by(rank desc, title), limit = 2)]
    books: Vec<Ranked>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(books)]
struct Ranked {
    rank: i32,
    title: String,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(notes)]
struct Answer {
    body: String,
    book: Genred,
    answers: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(books)]
struct Genred {
    genres: Vec<Kind>,
}

/// A collection in an index's order, of which nothing more is said.
#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(authors)]
pub(super) struct Owner {
    #[load(order_by(rank desc), limit = 3)]
    books: Vec<Rank>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(books)]
struct Rank {
    rank: i32,
}

/// By a key of two columns, also through a join table.
#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(shelves)]
pub(super) struct ShelfContents {
    floor: i32,
    #[load(filter(authors::mood.is_not_null()), order_by(mood desc))]
    authors: Vec<Person>,
    #[load(order_by(rank), limit = 2)]
    books: Vec<Edited>,
    #[load(count(books))]
    many: i64,
}

/// By a key whose values can be equal and look different; a limit through a join table.
#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(genres)]
pub(super) struct GenreTop {
    name: String,
    #[load(order_by(price desc nulls last), limit = 3, filter(books::rank.ge(1)))]
    books: Vec<Priced>,
    subgenres: Vec<Subgenre>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(books)]
struct Priced {
    title: String,
    price: Option<Decimal>,
    author: Person,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(genres)]
struct Subgenre {
    name: String,
    parent: Option<Kind>,
    books: Vec<Edited>,
}

/// All rows through a join table, and values of the query before and behind them.
#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(genres, given(least: i32, below: i32))]
pub(super) struct GenreBooks {
    #[load(count(books), filter(books::rank.lt(below)))]
    low: i64,
    #[load(filter(books::rank.ge(least)), order_by(price desc nulls last))]
    books: Vec<Titled>,
    name: String,
    subgenres: Vec<Kind>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(books)]
struct Titled {
    title: String,
    price: Option<Decimal>,
    shelf: Option<Place>,
    #[load(count(notes))]
    notes: i64,
}

/// Whole trees below a collection; the rows of a view, and what they lead to.
#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(books)]
pub(super) struct BookTalk {
    title: String,
    #[load(filter(notes::parent_id.is_null()), order_by(mood desc nulls last))]
    notes: Vec<Talk>,
    #[load(order_by(note_id desc), limit = 5)]
    dialogues: Vec<Answered>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(dialogues)]
struct Answered {
    answers: i64,
    note: Line,
    #[load(book.title)]
    title: String,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(notes)]
struct Talk {
    body: String,
    by: Option<Person>,
    #[load(recursive, order_by(mood))]
    answers: Vec<Talk>,
}

/// Values of the query, in counts and collections.
#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(authors, given(least: i32, mood: Option<Mood>))]
pub(super) struct Seen {
    nick: String,
    #[load(count(books), filter(books::rank.ge(least)))]
    ranked: i64,
    #[load(filter(books::rank.ge(least)), order_by(rank desc, title), limit = 2, given(mood))]
    books: Vec<SeenBook>,
}

#[derive(Debug, Clone, PartialEq, relata::Load)]
#[load(books, given(felt: Option<Mood>))]
struct SeenBook {
    title: String,
    #[load(filter(notes::mood.eq(felt)))]
    notes: Vec<Line>,
}

fn person(author: &Author) -> Person {
    Person {
        nick: author.nick.clone(),
        mood: author.mood,
    }
}

fn kind(genre: &Genre) -> Kind {
    Kind {
        name: genre.name.clone(),
    }
}

fn kinds(genres: Vec<&Genre>) -> Vec<Kind> {
    genres.into_iter().map(kind).collect()
}

fn place(shelf: &Shelf) -> Place {
    Place {
        code: shelf.code.clone(),
        capacity: shelf.capacity,
    }
}

fn line(note: &Note) -> Line {
    Line {
        body: note.body.clone(),
        mood: note.mood,
    }
}

fn edited(book: &Book) -> Edited {
    Edited {
        title: book.title.clone(),
        moods: book.moods.clone(),
    }
}

impl Model for BookCard {
    type Row = Book;

    fn begin() -> Query<Self> {
        Query::new()
    }

    fn of(world: &World, book: &Book) -> Self {
        let mut notes = world.notes_of(book);
        notes.sort_by(|a, b| {
            nulls_last(a.mood, b.mood, |a, b| b.cmp(a)).then_with(|| a.body.cmp(&b.body))
        });
        Self {
            title: book.title.clone(),
            price: book.price,
            grade: book.grade,
            moods: book.moods.clone(),
            counts: book.counts.clone(),
            published_at: book.published_at,
            author: person(world.author(book.author_id)),
            editor: book.editor_id.map(|id| person(world.author(id))),
            shelf: world.shelf_of(book).map(place),
            genres: kinds(world.genres_of(book)),
            moody: notes.iter().filter(|note| note.mood.is_some()).count() as i64,
            notes: notes.into_iter().map(line).collect(),
        }
    }
}

impl Model for AuthorTree {
    type Row = Author;

    fn begin() -> Query<Self> {
        Query::new()
    }

    fn of(world: &World, author: &Author) -> Self {
        let portrait = |portrait: &Portrait| Picture {
            caption: portrait.caption.clone(),
        };
        let mut by_them = by(&world.books, |book| book.editor_id == Some(author.id));
        by_them.sort_by(|a, b| b.title.cmp(&a.title));
        Self {
            nick: author.nick.clone(),
            born: author.born,
            settings: author.settings.clone(),
            portrait: by(&world.portraits, |of| of.author_id == author.id)
                .first()
                .map(|of| portrait(of)),
            books: by(&world.books, |book| book.author_id == author.id)
                .into_iter()
                .map(|book| tree(world, book))
                .collect(),
            edited_books: by_them.into_iter().map(edited).collect(),
        }
    }
}

fn tree(world: &World, book: &Book) -> BookTree {
    let mut links = by(&world.book_genres, |link| {
        link.book_id == book.id && link.weight.is_some()
    });
    links.sort_by_key(|link| std::cmp::Reverse(link.weight));
    let weighed = links.into_iter().map(|link| {
        let genre = world.genre(&link.genre_name);
        Weighed {
            weight: link.weight,
            genre: Branch {
                name: genre.name.clone(),
                parent: genre
                    .parent_name
                    .as_ref()
                    .map(|name| kind(world.genre(name))),
                subgenres: kinds(world.subgenres(genre)),
            },
        }
    });
    let notes = world.notes_of(book).into_iter();
    let notes = notes.filter(|note| note.parent_id.is_none());
    BookTree {
        counts: book.counts.clone(),
        weighed: weighed.collect(),
        notes: notes.map(|note| thread(world, note)).collect(),
    }
}

fn thread(world: &World, note: &Note) -> Thread {
    let writer = note.by_id.map(|id| {
        let mut books = by(&world.books, |book| book.author_id == id);
        books.sort_by(|a, b| b.rank.cmp(&a.rank).then_with(|| a.title.cmp(&b.title)));
        let ranked = |book: &Book| Ranked {
            rank: book.rank,
            title: book.title.clone(),
        };
        Writer {
            nick: world.author(id).nick.clone(),
            books: books.into_iter().take(2).map(ranked).collect(),
        }
    });
    let answers = world.answers(note).into_iter().map(|answer| Answer {
        body: answer.body.clone(),
        book: Genred {
            genres: kinds(world.genres_of(world.book(answer.book_id))),
        },
        answers: world.answers(answer).into_iter().map(line).collect(),
    });
    Thread {
        body: note.body.clone(),
        by: writer,
        answers: answers.collect(),
    }
}

impl Model for Owner {
    type Row = Author;

    fn begin() -> Query<Self> {
        Query::new()
    }

    fn of(world: &World, author: &Author) -> Self {
        let mut books = by(&world.books, |book| book.author_id == author.id);
        books.sort_by_key(|book| -book.rank);
        let ranks = books.into_iter().take(3);
        Self {
            books: ranks.map(|book| Rank { rank: book.rank }).collect(),
        }
    }
}

impl Model for ShelfContents {
    type Row = Shelf;

    fn begin() -> Query<Self> {
        Query::new()
    }

    fn of(world: &World, shelf: &Shelf) -> Self {
        let is_here = |book: &Book| {
            book.floor == Some(shelf.floor) && book.shelf_code.as_ref() == Some(&shelf.code)
        };
        let mut books = by(&world.books, is_here);
        books.sort_by_key(|book| book.rank);
        let mut keepers = world.keepers_of(shelf);
        keepers.retain(|author| author.mood.is_some());
        keepers.sort_by_key(|author| std::cmp::Reverse(author.mood));
        Self {
            floor: shelf.floor,
            authors: keepers.into_iter().map(person).collect(),
            many: books.len() as i64,
            books: books.into_iter().take(2).map(edited).collect(),
        }
    }
}

impl Model for GenreTop {
    type Row = Genre;

    fn begin() -> Query<Self> {
        Query::new()
    }

    fn of(world: &World, genre: &Genre) -> Self {
        let mut books = world.books_of(genre);
        books.retain(|book| book.rank >= 1);
        books.sort_by(|a, b| nulls_last(a.price, b.price, |a, b| b.cmp(a)));
        let priced = |book: &Book| Priced {
            title: book.title.clone(),
            price: book.price,
            author: person(world.author(book.author_id)),
        };
        let subgenre = |genre: &Genre| Subgenre {
            name: genre.name.clone(),
            parent: genre
                .parent_name
                .as_ref()
                .map(|name| kind(world.genre(name))),
            books: world.books_of(genre).into_iter().map(edited).collect(),
        };
        Self {
            name: genre.name.clone(),
            books: books.into_iter().take(3).map(priced).collect(),
            subgenres: world.subgenres(genre).into_iter().map(subgenre).collect(),
        }
    }
}

impl Model for GenreBooks {
    type Row = Genre;

    fn begin() -> Query<Self> {
        Query::given((1, 2))
    }

    fn of(world: &World, genre: &Genre) -> Self {
        let mut books = world.books_of(genre);
        let low = books.iter().filter(|book| book.rank < 2).count() as i64;
        books.retain(|book| book.rank >= 1);
        books.sort_by(|a, b| nulls_last(a.price, b.price, |a, b| b.cmp(a)));
        let titled = |book: &Book| Titled {
            title: book.title.clone(),
            price: book.price,
            shelf: world.shelf_of(book).map(place),
            notes: world.notes_of(book).len() as i64,
        };
        Self {
            low,
            books: books.into_iter().map(titled).collect(),
            name: genre.name.clone(),
            subgenres: kinds(world.subgenres(genre)),
        }
    }
}

impl Model for BookTalk {
    type Row = Book;

    fn begin() -> Query<Self> {
        Query::new()
    }

    fn of(world: &World, book: &Book) -> Self {
        let mut notes = world.notes_of(book);
        let answered = |note: &Note| Answered {
            answers: world.answers(note).len() as i64,
            note: line(note),
            title: book.title.clone(),
        };
        let dialogues = notes.iter().rev().take(5);
        let dialogues = dialogues.map(|note| answered(note)).collect();
        notes.retain(|note| note.parent_id.is_none());
        notes.sort_by(|a, b| nulls_last(a.mood, b.mood, |a, b| b.cmp(a)));
        Self {
            title: book.title.clone(),
            notes: notes.into_iter().map(|note| talk(world, note)).collect(),
            dialogues,
        }
    }
}

fn talk(world: &World, note: &Note) -> Talk {
    let mut answers = world.answers(note);
    answers.sort_by(|a, b| nulls_last(a.mood, b.mood, Ord::cmp));
    Talk {
        body: note.body.clone(),
        by: note.by_id.map(|id| person(world.author(id))),
        answers: answers.into_iter().map(|note| talk(world, note)).collect(),
    }
}

impl Model for Seen {
    type Row = Author;

    fn begin() -> Query<Self> {
        Query::given((2, Some(Mood::Wild)))
    }

    fn of(world: &World, author: &Author) -> Self {
        let mut books = by(&world.books, |book| {
            book.author_id == author.id && book.rank >= 2
        });
        books.sort_by(|a, b| b.rank.cmp(&a.rank).then_with(|| a.title.cmp(&b.title)));
        let seen = |book: &Book| SeenBook {
            title: book.title.clone(),
            notes: world
                .notes_of(book)
                .into_iter()
                .filter(|note| note.mood == Some(Mood::Wild))
                .map(line)
                .collect(),
        };
        Self {
            nick: author.nick.clone(),
            ranked: books.len() as i64,
            books: books.into_iter().take(2).map(seen).collect(),
        }
    }
}
