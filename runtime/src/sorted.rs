//! The rows of a slice in the order of their collection, where the server leaves that to the client.
//!
//! The server gathers the rows of each parent in the order of an index, which is often the
//! collection's own: then nothing is to be done, and nothing was. Sorting on the server takes a
//! fifth of its time for a level.

use std::cmp::Ordering;

use sqlx::Row as _;
use sqlx::postgres::PgRow;

use crate::order::By;
use crate::ordinal::{is_ordered, ordinal};
use crate::rows::bytes;
use crate::select::{Child, What};
use crate::value::{Elements, Unfit, joined};
use crate::wire::Type;

/// What rows are ordered by, among the values that come.
#[derive(Debug)]
pub(crate) struct Sort {
    place: usize,
    sql_type: Type,
    descending: bool,
    nulls_first: bool,
}

/// What the statement of a level gave: a row, or the arrays of a slice that was sorted or came in
/// pieces.
#[derive(Debug)]
pub(crate) enum Came {
    Row(PgRow),
    /// The mark's first.
    Arrays(Vec<Vec<u8>>),
}

/// The order of a collection, if all that it goes by comes anyway and has an order that is known
/// here.
pub(crate) fn sorts(child: &Child) -> Option<Vec<Sort>> {
    let sent = || child.node.list.iter().filter(|item| item.what.is_sent());
    let sorts = child.options.order.iter().map(|order| {
        let By::Column(name) = order.by else {
            return None;
        };
        sent()
            .enumerate()
            .find_map(|(place, item)| match &item.what {
                What::Column { alias, column }
                    if *alias == child.node.alias
                        && column.name == name
                        && is_ordered(column.sql_type) =>
                {
                    Some(Sort {
                        place,
                        sql_type: column.sql_type,
                        descending: order.descending,
                        // `NULL` counts as the highest value, unless the order says otherwise.
                        nulls_first: order.nulls_first.unwrap_or(order.descending),
                    })
                }
                _ => None,
            })
    });
    sorts.collect()
}

impl Came {
    /// The bytes of a value, or of an array of them; `None` is `NULL`.
    pub(crate) fn bytes(&self, at: usize) -> Option<&[u8]> {
        match self {
            Self::Row(row) => bytes(row, at),
            Self::Arrays(arrays) => arrays.get(at).map(Vec::as_slice),
        }
    }

    /// How many arrays a slice has, the mark's among them; behind them comes the number of its
    /// piece.
    pub(crate) fn width(&self) -> usize {
        match self {
            Self::Row(row) => row.len().saturating_sub(1),
            Self::Arrays(arrays) => arrays.len(),
        }
    }

    /// The pieces of a slice as one.
    pub(crate) fn joined(pieces: Vec<Self>) -> Result<Self, Unfit> {
        let width = pieces.first().map_or(0, Self::width);
        let arrays = (0..width).map(|at| {
            let pieces = pieces
                .iter()
                .map(|piece| piece.bytes(at).unwrap_or_default());
            joined(&pieces.collect::<Vec<_>>())
        });
        arrays.collect::<Result<_, _>>().map(Self::Arrays)
    }

    /// The same slice with the rows of each mark in this order.
    pub(crate) fn sorted(self, by: &[Sort]) -> Result<Self, Unfit> {
        if is_sorted(std::slice::from_ref(&self), by)? {
            return Ok(self);
        }
        let arrays = (0..self.width()).map(|at| pieces(self.bytes(at).unwrap_or_default()));
        let arrays = arrays.collect::<Result<Vec<_>, _>>()?;
        let value = |array: usize, row: usize| arrays.get(array).and_then(|of| of.value(row));
        let compare = |one: &usize, other: &usize| {
            let orders = by.iter().map(|by| {
                let at = by.place + 1;
                by.compare(value(at, *one), value(at, *other))
            });
            orders.fold(Ordering::Equal, Ordering::then)
        };
        let length = arrays.first().map_or(0, |marks| marks.pieces.len());
        let mut rows: Vec<usize> = (0..length).collect();
        for run in rows.chunk_by_mut(|one, next| value(0, *one) == value(0, *next)) {
            run.sort_by(compare);
        }
        let sorted = arrays.iter().map(|array| array.in_order(&rows));
        Ok(Self::Arrays(sorted.collect()))
    }
}

/// Whether the rows of each mark are in this order, in the pieces of a slice as in each of them.
pub(crate) fn is_sorted(pieces: &[Came], by: &[Sort]) -> Result<bool, Unfit> {
    if by.is_empty() {
        return Ok(true);
    }
    let mut last = (None, vec![None; by.len()]);
    for piece in pieces {
        let array = |at: usize| piece.bytes(at).map(Elements::new).transpose();
        let Some(mut marks) = array(0)? else {
            continue;
        };
        let mut values = Vec::with_capacity(by.len());
        for by in by {
            values.extend(array(by.place + 1)?);
        }
        while marks.left > 0 {
            let mark = marks.next()?;
            let same = last.0 == mark;
            last.0 = mark;
            let mut order = Ordering::Equal;
            for ((by, values), last) in by.iter().zip(&mut values).zip(&mut last.1) {
                let value = values.next()?;
                if same && order.is_eq() {
                    order = by.compare(*last, value);
                }
                *last = value;
            }
            if order.is_gt() {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

impl Sort {
    fn compare(&self, one: Option<&[u8]>, other: Option<&[u8]>) -> Ordering {
        match (one, other) {
            (Some(one), Some(other)) => {
                let place = |value| ordinal(self.sql_type, value);
                let order = place(one).cmp(&place(other));
                if self.descending {
                    order.reverse()
                } else {
                    order
                }
            }
            (one, other) => {
                let order = one.is_none().cmp(&other.is_none());
                if self.nulls_first {
                    order.reverse()
                } else {
                    order
                }
            }
        }
    }
}

/// An array, taken apart.
struct Pieces<'a> {
    header: &'a [u8],
    /// Its elements, each behind its length.
    pieces: Vec<&'a [u8]>,
}

fn pieces(array: &[u8]) -> Result<Pieces<'_>, Unfit> {
    let mut elements = Elements::new(array)?;
    let header = array.len() - elements.bytes.len();
    let mut pieces = Vec::with_capacity(elements.left);
    while elements.left > 0 {
        let before = elements.bytes;
        elements.next()?;
        let length = before.len() - elements.bytes.len();
        pieces.extend(before.get(..length));
    }
    Ok(Pieces {
        header: array.get(..header).unwrap_or_default(),
        pieces,
    })
}

impl<'a> Pieces<'a> {
    /// An element; `None` is `NULL`, whose length is below zero.
    fn value(&self, row: usize) -> Option<&'a [u8]> {
        let (length, value) = self.pieces.get(row)?.split_first_chunk::<4>()?;
        (i32::from_be_bytes(*length) >= 0).then_some(value)
    }

    fn in_order(&self, rows: &[usize]) -> Vec<u8> {
        let pieces = rows.iter().filter_map(|row| self.pieces.get(*row));
        let parts = std::iter::once(&self.header).chain(pieces);
        parts.copied().collect::<Vec<_>>().concat()
    }
}
