//! Long values that come in pieces, a row each.
//!
//! All rows of a collection come as one value, or as one array a column. What a message holds is
//! read into a buffer that grows by being copied into one of twice the size, so that a message of many
//! megabytes would take four times as much at its highest. A row that is longer than [`LONG`] is
//! therefore cut by the server into [`PIECES`], which are put together here. A row that is not costs
//! the server one comparison.

use std::borrow::Cow;

use sqlx::Row as _;
use sqlx::postgres::PgRow;

use crate::cursor::Cursor;
use crate::error::{Error, Result};
use crate::from_row::Plain;
use crate::load::Load;
use crate::render::Text;
use crate::rows::{bytes, type_of};
use crate::select::{Child, Limit, Node, What};
use crate::shape::Shape;
use crate::value::{joined, take_i16};
use crate::widen::widened;
use crate::wire::write_to;

/// How many bytes a row may have that comes whole.
const LONG: usize = 1 << 20;
/// How many pieces a longer one comes in: few, since the server goes through an array from its
/// beginning for each.
const PIECES: i16 = 16;
/// So many rows of a collection, of each parent, are not many.
const FEW: u64 = 100;

/// How a value is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Not at all: it is in each of the rows.
    Whole,
    /// Between the elements of an array.
    Array,
    /// Anywhere.
    Bytes,
}

/// How the values of a shape's row are cut; nothing if it holds no more than a few rows of others.
pub(crate) fn cuts(node: &Node) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut long = false;
    for item in &node.list {
        match &item.what {
            What::Many(child) => {
                long |= is_long(child);
                if child.is_flat() {
                    cuts.extend((0..child.node.width()).map(|_| Cut::Array));
                } else {
                    cuts.push(Cut::Bytes);
                }
            }
            what if what.is_sent() => cuts.push(Cut::Whole),
            _ => {}
        }
    }
    if long { cuts } else { Vec::new() }
}

/// Whether there can be more than a few rows in a collection.
fn is_long(child: &Child) -> bool {
    let few = matches!(child.options.limit, Some(Limit::Declared(limit)) if limit <= FEW);
    let mut below = child.node.list.iter();
    !few || below.any(|item| matches!(&item.what, What::Many(child) if is_long(child)))
}

impl Text {
    /// What is read of the rows `s`, whose values are called `c0`, `c1` …: those values or the
    /// pieces of them, and behind them the number of the piece, which is 0 if there is but one.
    pub(crate) fn cut<'n>(&mut self, values: impl IntoIterator<Item = (&'n str, Cut)>) {
        for (name, cut) in values {
            let text = &mut self.sql;
            match cut {
                Cut::Whole => write_to(text, format_args!("s.{name}, ")),
                Cut::Array => write_to(
                    text,
                    format_args!(
                        "CASE WHEN s.p = 0 THEN s.{name} ELSE \
                         s.{name}[(cardinality(s.{name}) / {PIECES} + 1) * (s.p - 1) + 1 : \
                         (cardinality(s.{name}) / {PIECES} + 1) * s.p] END AS {name}, "
                    ),
                ),
                Cut::Bytes => write_to(
                    text,
                    format_args!(
                        "CASE WHEN s.p = 0 THEN s.{name} ELSE \
                         substr(s.{name}, (octet_length(s.{name}) / {PIECES} + 1) * (s.p - 1) + 1, \
                         octet_length(s.{name}) / {PIECES} + 1) END AS {name}, "
                    ),
                ),
            }
        }
        self.push("s.p");
    }

    /// The numbers of a row's pieces, by the length of these values.
    pub(crate) fn numbers<'n>(&mut self, long: impl IntoIterator<Item = &'n str>) {
        self.push(", unnest(CASE WHEN ");
        for (at, value) in long.into_iter().enumerate() {
            let plus = if at == 0 { "" } else { " + " };
            write_to(
                &mut self.sql,
                format_args!("{plus}coalesce(pg_column_size({value}), 0)"),
            );
        }
        // What only the process itself can say keeps this out of parallel workers, from which the pieces
        // of several rows would come mixed.
        write_to(
            &mut self.sql,
            format_args!(" > {LONG} AND pg_backend_pid() > 0 THEN '{{1"),
        );
        for piece in 2..=PIECES {
            write_to(&mut self.sql, format_args!(",{piece}"));
        }
        self.push("}'::int2[] ELSE '{0}'::int2[] END) AS p");
    }
}

/// Which piece a row is, if it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    Whole,
    First,
    Next,
    Last,
}

impl Piece {
    /// By the last of the row's values.
    pub(crate) fn of(what: &'static str, row: &PgRow) -> Result<Self> {
        let last = row.len().saturating_sub(1);
        let number = take_i16(&mut bytes(row, last).unwrap_or_default());
        match number {
            Ok(0) => Ok(Self::Whole),
            Ok(1) => Ok(Self::First),
            Ok(PIECES) => Ok(Self::Last),
            Ok(_) => Ok(Self::Next),
            Err(why) => Err(Error::Answer {
                what,
                why: format!("the number of a row's piece {why}"),
            }),
        }
    }
}

/// Puts the rows of a shape together, whose long ones come in pieces.
#[derive(Debug, Default)]
pub(crate) struct Whole {
    /// Whether they do.
    cut: bool,
    checked: bool,
    /// The pieces of each value of a row of which not all have come.
    values: Vec<Vec<Vec<u8>>>,
}

impl Whole {
    pub(crate) fn new(cut: bool) -> Self {
        Self {
            cut,
            ..Self::default()
        }
    }

    /// Takes what came, and gives the row if it is whole with it.
    pub(crate) fn take<S: Load>(&mut self, shape: &Shape, row: &PgRow) -> Result<Option<S>> {
        if !self.checked {
            shape.check_keyed(row, usize::from(self.cut))?;
            self.checked = true;
        }
        if !self.cut {
            return shape.read(row).map(Some);
        }
        let piece = Piece::of(shape.name, row)?;
        match piece {
            Piece::Whole => return shape.read(row).map(Some),
            Piece::First => self.values = vec![Vec::new(); shape.cuts.len()],
            Piece::Next | Piece::Last => {}
        }
        let expected = shape
            .slots
            .iter()
            .flat_map(|slot| std::iter::repeat_n(slot.oid, slot.width()));
        let values = shape.cuts.iter().zip(&mut self.values).zip(expected);
        for (at, ((cut, pieces), expected)) in values.enumerate() {
            // Of its own, so that the message is not kept with what it was read into.
            if *cut != Cut::Whole {
                pieces.extend(bytes(row, at).map(<[u8]>::to_vec));
            } else if let (Piece::First, Some(value)) = (piece, bytes(row, at)) {
                // Away from its row, nothing says any more of which type it came.
                let found = row.columns().get(at).map_or(expected, type_of);
                let value = widened(expected, found, value).map_err(|why| Error::Answer {
                    what: shape.name,
                    why: format!("a value came {why}"),
                })?;
                pieces.push(value.into_owned());
            }
        }
        if piece != Piece::Last {
            return Ok(None);
        }
        let values = std::mem::take(&mut self.values);
        let values: Result<Vec<Plain<'_>>> = shape
            .cuts
            .iter()
            .zip(values)
            .map(|(cut, pieces)| whole(shape.name, *cut, pieces))
            .collect();
        S::read(&mut Cursor::plain(shape.name, &shape.slots, &values?)).map(Some)
    }
}

fn whole<'a>(what: &'static str, cut: Cut, pieces: Vec<Vec<u8>>) -> Result<Plain<'a>> {
    if pieces.is_empty() {
        return Ok(None);
    }
    let value = match cut {
        Cut::Whole | Cut::Bytes => pieces.concat(),
        Cut::Array => joined(&pieces).map_err(|why| Error::Answer {
            what,
            why: format!("the rows of a collection came {why}"),
        })?,
    };
    Ok(Some(Cow::Owned(value)))
}
