//! Something in a plan that is worth changing.

use std::fmt;

use serde::Serialize;

/// Something in a plan that is worth changing, and how. Shown as sentences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of thing it is.
    pub kind: Kind,
    /// The statement, by its place among those that were explained: 0 is the first.
    pub statement: usize,
    /// The table, where it is about one; with its schema of the database, unless that is `public`.
    pub table: Option<String>,
    /// The columns that it is about.
    pub columns: Vec<String>,
    /// What is so, and what to do about it.
    pub sentence: String,
    /// The index that would serve, to be added to the table in the schema:
    /// `index (author_id, created_at desc)`.
    pub index: Option<String>,
}

/// The kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A big table is read from its first row to its last, for a few of its rows.
    SequentialScan,
    /// A table is read from its first row to its last again and again, once for each row of another.
    RepeatedScan,
    /// An index is read for many rows, most of which are thrown away.
    Filtered,
    /// Many rows are sorted for the first few of them, which an index could give in order.
    Sort,
    /// Many rows are read and thrown away to come to a page (`OFFSET`).
    Offset,
    /// All rows of a big table are counted.
    Count,
    /// A sort or a hash table did not fit into `work_mem`, and went through files.
    Spilled,
    /// A bitmap of rows did not fit into `work_mem`, so that whole pages were looked through.
    Lossy,
    /// A big table has no statistics.
    NeverAnalyzed,
    /// PostgreSQL expected ten times as many rows as came, or a tenth of them.
    Estimate,
    /// Compiling the plan to machine code took longer than it can have saved.
    Jit,
    /// A trigger took most of the time; checking a foreign key is one.
    Trigger,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)?;
        if let (Some(table), Some(index)) = (&self.table, &self.index) {
            write!(f, "\nadd to `table {table}`: {index}")?;
        }
        Ok(())
    }
}

/// A number as it is read: with its thousands apart, and without digits that say nothing.
pub(super) fn number(of: f64) -> String {
    let whole = format!("{:.0}", of.abs());
    let mut text = String::with_capacity(whole.len() + whole.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 row`, `2,000 rows`
pub(super) fn rows(of: f64) -> String {
    let text = number(of);
    let one = if text == "1" { "row" } else { "rows" };
    format!("{text} {one}")
}

/// Milliseconds.
pub(super) fn time(ms: f64) -> String {
    match ms {
        ms if ms >= 10_000.0 => format!("{:.1} s", ms / 1000.0),
        ms if ms >= 10.0 => format!("{} ms", number(ms)),
        ms => format!("{ms:.2} ms"),
    }
}

/// A size that is given in kB.
pub(super) fn size(kilobytes: f64) -> String {
    if kilobytes >= 10_240.0 {
        format!("{} MB", number(kilobytes / 1024.0))
    } else {
        format!("{} kB", number(kilobytes))
    }
}

/// `a`, `a and b`, `a, b and c`, each in back-quotes.
pub(super) fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => quoted.concat(),
    }
}
