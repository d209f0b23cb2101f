//! Pages of a query that are found by where the one before ended, not by counting rows.

use std::marker::PhantomData;

use sqlx::postgres::PgRow;

use crate::choice::Chosen;
use crate::error::Result;
use crate::executor::Executor;
use crate::explain::Explain;
use crate::future::OnePage;
use crate::keyset::{self, Keyset, Side};
use crate::load::Load;
use crate::query::Question;
use crate::shape::Shape;
use crate::statement::{Statement, Take, pump};

/// Rows of the shape `S` page by page, in the query's order, which always ends in the primary key:
/// rows that come and go between two pages make none appear twice, and none is passed over.
///
/// A page costs the same wherever it is, when an index has the order. Where all goes in one
/// direction and nothing can be `NULL`, the statement compares rows, `(votes, id) < ($1, $2)`,
/// which the index answers by itself. So the key goes in the direction of what stands before it.
///
/// The cursors are text that is fit for a URL. They hold the values that the rows are ordered by,
/// readable by who wants to, and are no secret and no protection: what rows there are, the query's
/// filters say alone. A cursor is for one table and order, whatever the filters are.
#[must_use = "a page does nothing until it is fetched"]
pub struct Pages<S> {
    question: Question,
    rows: u64,
    from: Option<(Side, String)>,
    of: PhantomData<fn() -> S>,
}

/// One page of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<S> {
    /// The rows, in order.
    pub items: Vec<S>,
    /// The cursor to go on with, for [`Pages::after`]; none when these are the last rows.
    pub next: Option<String>,
    /// The cursor to go back with, for [`Pages::before`]; none when these are the first rows.
    pub previous: Option<String>,
}

impl<S: Load> Pages<S> {
    pub(crate) fn of(question: Question, rows: u64) -> Self {
        Self {
            question,
            rows: rows.max(1),
            from: None,
            of: PhantomData,
        }
    }

    /// The rows behind those of the page that gave this cursor as [`Page::next`]; without one,
    /// those of the first page. It replaces a [`before`](Self::before).
    pub fn after<'c>(self, cursor: impl Into<Option<&'c str>>) -> Self {
        self.from(Side::After, cursor.into())
    }

    /// The rows before those of the page that gave this cursor as [`Page::previous`], as many as a
    /// page has. Without one, nothing changes.
    pub fn before<'c>(self, cursor: impl Into<Option<&'c str>>) -> Self {
        self.from(Side::Before, cursor.into())
    }

    fn from(mut self, side: Side, cursor: Option<&str>) -> Self {
        if let Some(cursor) = cursor {
            self.from = Some((side, cursor.to_owned()));
        }
        self
    }

    /// The statement that [`fetch`](Self::fetch) sends. Values are not part of the text.
    ///
    /// # Errors
    ///
    /// [`Error::Cursor`](crate::Error::Cursor), as there.
    pub fn sql(&self) -> Result<String> {
        let (question, _) = self.question()?;
        Ok(Chosen::of::<S>(&question)?.render(&question).sql)
    }

    /// The page. Sends one statement, which asks for one row more than the page has, to know whether
    /// there is another.
    ///
    /// # Errors
    ///
    /// [`Error::Cursor`](crate::Error::Cursor) if the cursor is damaged, or belongs to another table or order,
    /// and those of [`Query::fetch_all`](crate::Query::fetch_all).
    #[track_caller]
    pub fn fetch<'e>(self, on: impl Executor<'e>) -> OnePage<'e, S> {
        let (source, asked) = (on.source(), self.statement());
        OnePage::new(Box::pin(async move {
            let (shape, statement, keyset) = asked?;
            let side = self.from.as_ref().map(|(side, _)| *side);
            let mut taken = Taken::<S>::new(self.rows, &keyset);
            let mut sink = |row: &_| taken.take(&shape, row);
            let pumped = pump(source, statement, Take::All, &mut sink).await;
            pumped.map_err(|error| keyset.refused(side, error))?;
            Ok(taken.page(side))
        }))
    }

    /// What PostgreSQL does for the statement that [`fetch`](Self::fetch) sends, in plain words: see
    /// [`explain`](mod@crate::explain).
    ///
    /// # Errors
    ///
    /// Those of [`fetch`](Self::fetch), but none about the rows.
    #[track_caller]
    pub fn explain<'e>(self, on: impl Executor<'e>) -> Explain<'e> {
        Explain::new(
            on,
            self.statement().map(|(_, statement, _)| statement.into()),
        )
    }

    /// The statement, with what reads its rows.
    #[track_caller]
    fn statement(&self) -> Result<(Chosen, Statement, Keyset)> {
        let (question, keyset) = self.question()?;
        let shape = Chosen::of::<S>(&question)?;
        let statement = shape.statement(&question)?;
        Ok((shape, statement, keyset))
    }

    /// The query of the page, and the order that it has when it is read forwards.
    fn question(&self) -> Result<(Question, Keyset)> {
        let keyset = Keyset::of::<S::Table>(S::NAME, &self.question.order);
        let mut question = self.question.clone();
        question.distinct = false;
        question.keyed = true;
        question.offset = None;
        question.limit = Some(self.rows.saturating_add(1));
        question.order.clone_from(&keyset.order);
        if let Some((side, cursor)) = &self.from {
            let values = keyset.read(cursor)?;
            question.filters.push(keyset.condition(*side, values));
            if *side == Side::Before {
                question.order = keyset::reversed(&keyset.order);
            }
        }
        Ok((question, keyset))
    }
}

/// The rows that came for a page.
struct Taken<'k, S> {
    items: Vec<S>,
    /// How many belong on the page.
    rows: u64,
    /// Whether there was another.
    more: bool,
    keyset: &'k Keyset,
    /// The cursors of the first and the last row that came for the page.
    ends: Option<(String, String)>,
}

impl<'k, S: Load> Taken<'k, S> {
    fn new(rows: u64, keyset: &'k Keyset) -> Self {
        Self {
            items: Vec::new(),
            rows,
            more: false,
            keyset,
            ends: None,
        }
    }

    fn take(&mut self, shape: &Shape, row: &PgRow) -> Result<()> {
        let place = self.items.len() as u64;
        if place == self.rows {
            self.more = true;
            return Ok(());
        }
        if place == 0 {
            shape.check_keyed(row, self.keyset.order.len())?;
        }
        self.items.push(shape.read(row)?);
        if place == 0 {
            let cursor = self.keyset.write(row)?;
            self.ends = Some((cursor.clone(), cursor));
        } else if place + 1 == self.rows
            && let Some((_, last)) = &mut self.ends
        {
            *last = self.keyset.write(row)?;
        }
        Ok(())
    }

    fn page(self, from: Option<Side>) -> Page<S> {
        let Self {
            mut items,
            more,
            ends,
            ..
        } = self;
        let (first, last) = match ends {
            Some((first, last)) => (Some(first), Some(last)),
            None => (None, None),
        };
        let last = last.filter(|_| more);
        match from {
            None => Page {
                items,
                next: last,
                previous: None,
            },
            Some(Side::After) => Page {
                items,
                next: last,
                previous: first,
            },
            Some(Side::Before) => {
                items.reverse();
                Page {
                    items,
                    next: first,
                    previous: last,
                }
            }
        }
    }
}

impl<S> Clone for Pages<S> {
    fn clone(&self) -> Self {
        Self {
            question: self.question.clone(),
            rows: self.rows,
            from: self.from.clone(),
            of: PhantomData,
        }
    }
}

impl<S> std::fmt::Debug for Pages<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages")
            .field("question", &self.question)
            .field("rows", &self.rows)
            .field("from", &self.from)
            .finish()
    }
}
