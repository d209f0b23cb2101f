//! The work that each library does.

use std::fmt;

/// One kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// One user by its key.
    ByKey,
    /// So many users: key, name and colour of hair, in the order of the keys.
    Plain(i64),
    /// 10,000 posts, each with the name of its author.
    Join,
    /// One user with its ten posts and their fifty comments.
    SmallTree,
    /// 300 users with 3,000 posts and their 15,000 comments.
    LargeTree,
    /// The fifty newest posts with author, tags and the number of comments.
    Page,
    /// The newest three comments of each of a hundred posts, which have 5,000 each.
    Newest,
    /// Inserts so many rows.
    Insert(usize),
}

impl Work {
    pub(crate) const ALL: &[Self] = &[
        Self::ByKey,
        Self::Plain(1),
        Self::Plain(100),
        Self::Plain(10_000),
        Self::Join,
        Self::SmallTree,
        Self::LargeTree,
        Self::Page,
        Self::Newest,
        Self::Insert(1),
        Self::Insert(100),
        Self::Insert(1_000),
        Self::Insert(10_000),
        Self::Insert(100_000),
    ];

    /// How often it is done for one sample, so that a sample is long enough for the clocks.
    pub(crate) fn repeated(self) -> usize {
        match self {
            Self::ByKey | Self::Plain(1) | Self::Insert(1) => 50,
            Self::Plain(100) | Self::SmallTree => 20,
            Self::Page | Self::Newest | Self::Insert(100) => 5,
            _ => 1,
        }
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByKey => f.write_str("one row by key"),
            Self::Plain(1) => f.write_str("1 plain row"),
            Self::Plain(rows) => write!(f, "{} plain rows", thousands(*rows)),
            Self::Join => f.write_str("a join of 10,000"),
            Self::SmallTree => f.write_str("tree of one user: 1 → 10 → 50"),
            Self::LargeTree => f.write_str("tree of 300 → 3,000 → 15,000"),
            Self::Page => f.write_str("page of 50: author, tags, count"),
            Self::Newest => f.write_str("newest 3 comments of 100 posts"),
            Self::Insert(1) => f.write_str("insert 1 row"),
            Self::Insert(rows) => {
                let rows = i64::try_from(*rows).unwrap_or(i64::MAX);
                write!(f, "insert {} rows", thousands(rows))
            }
        }
    }
}

/// `10,000`
fn thousands(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What was loaded, in a number that is the same for all libraries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Digest(u64);

impl Digest {
    pub(crate) fn id(&mut self, id: i64) {
        self.add(id.unsigned_abs());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.add(text.len() as u64);
    }

    fn add(&mut self, number: u64) {
        self.0 = self.0.wrapping_mul(0x0100_0000_01b3) ^ number;
    }
}

/// A row to insert.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub(crate) id: uuid::Uuid,
    pub(crate) name: String,
    pub(crate) amount: rust_decimal::Decimal,
    pub(crate) count: i32,
    pub(crate) at: chrono::DateTime<chrono::Utc>,
}

/// Rows to insert.
pub(crate) fn readings(rows: usize) -> Vec<Reading> {
    let at = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap_or_default();
    (0..rows)
        .map(|row| Reading {
            id: uuid::Uuid::new_v4(),
            name: format!("reading number {row}"),
            amount: rust_decimal::Decimal::new(row as i64 * 37 % 1_000_000, 2),
            count: (row % 1000) as i32,
            at: at + chrono::Duration::seconds(row as i64),
        })
        .collect()
}
