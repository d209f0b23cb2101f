//! The rows of a level, as they came, and which of them belong to which row of the level above.

use sqlx::postgres::{PgColumn, PgRow};
use sqlx::{Column as _, Row as _};

use crate::cursor::From;
use crate::error::{Error, Result};
use crate::level::{Level, Mark};
use crate::parents::{Parents, Places};
use crate::pieces::Piece;
use crate::slot::{Form, Slot};
use crate::sorted::{Came, Sort, is_sorted};
use crate::value::{Elements, Unfit, take_u32};
use crate::wire::Type;

/// The rows of a level.
#[derive(Debug)]
pub(crate) struct Rows {
    /// The number of the key of each row of the level above.
    pub(crate) places: Places,
    /// The rows of each key.
    runs: Vec<Range>,
    form: Form,
    mark: Mark,
    /// What came: the rows, or the slices that hold them as arrays, or pieces of those.
    came: Vec<Came>,
    /// Pieces of a slice of which not all have come.
    pieces: Vec<Came>,
    /// Where the values of a key's first row begin in each of the arrays: as many numbers for
    /// each key as there are arrays.
    begin: Vec<u32>,
    arrays: usize,
    /// The types that came, of the elements where they are arrays, if any is narrower than the schema says.
    types: Vec<u32>,
    /// How many rows there are.
    length: usize,
    /// The key of the last row.
    last: usize,
    /// How many bytes came.
    bytes: usize,
}

/// Takes some values of a row.
pub(crate) type Take<'t, 'a> = &'t mut dyn FnMut(&[Option<&'a [u8]>]);

/// Rows that stand together.
#[derive(Debug, Clone, Copy, Default)]
struct Range {
    slice: u32,
    first: u32,
    length: u32,
}

/// The rows of one parent.
#[derive(Debug)]
pub(crate) struct Run {
    key: usize,
    /// What holds the row that is read.
    slice: usize,
    /// The number of the first of them among all rows of the level.
    pub(crate) first: usize,
    pub(crate) length: usize,
}

impl Rows {
    /// No rows yet, of so many keys.
    pub(crate) fn new(form: Form, keys: usize, mark: Mark) -> Self {
        Self {
            places: Places::Same,
            runs: vec![Range::default(); keys],
            form,
            mark,
            came: Vec::new(),
            pieces: Vec::new(),
            begin: Vec::new(),
            arrays: 0,
            types: Vec::new(),
            length: 0,
            last: 0,
            bytes: 0,
        }
    }

    /// Takes what the level's statement gives.
    pub(crate) fn take(
        &mut self,
        what: &'static str,
        level: &Level,
        parents: &Parents,
        row: PgRow,
    ) -> Result<()> {
        if self.came.is_empty() && self.pieces.is_empty() {
            let mark = match self.form {
                Form::Single => level.mark_type(),
                Form::Arrays => level.mark_type().array(),
            };
            let behind = usize::from(self.form == Form::Arrays);
            if !Slot::check(what, &level.slots, self.form, (&[mark.oid()], behind), &row)? {
                let types = row.columns().iter().map(type_of);
                self.types = match self.form {
                    Form::Single => types.collect(),
                    Form::Arrays => types.map(Type::element_of).collect(),
                };
            }
        }
        let placed = match self.form {
            Form::Single => self.take_one(parents, row),
            Form::Arrays => match Piece::of(what, &row)? {
                Piece::Whole => Came::Row(row)
                    .sorted(&level.sorts)
                    .and_then(|slice| self.take_slice(parents, slice)),
                piece => self.take_piece(parents, &level.sorts, piece, &row),
            },
        };
        placed.map_err(|why| Error::Answer {
            what,
            why: format!("the rows of a collection came {why}"),
        })
    }

    fn take_one(&mut self, parents: &Parents, row: PgRow) -> Result<(), Unfit> {
        let values = (0..row.len()).filter_map(|at| bytes(&row, at));
        self.bytes += values.map(<[u8]>::len).sum::<usize>();
        self.place(parents, bytes(&row, 0).unwrap_or_default())?;
        self.came.push(Came::Row(row));
        Ok(())
    }

    /// Keeps a piece of a slice, until all of it are there.
    fn take_piece(
        &mut self,
        parents: &Parents,
        sorts: &[Sort],
        piece: Piece,
        row: &PgRow,
    ) -> Result<(), Unfit> {
        // Of its own, so that the message is not kept with what it was read into.
        let arrays = (0..row.len().saturating_sub(1)).map(|at| bytes(row, at).unwrap_or_default());
        self.pieces
            .push(Came::Arrays(arrays.map(<[u8]>::to_vec).collect()));
        if piece != Piece::Last {
            return Ok(());
        }
        let mut pieces = std::mem::take(&mut self.pieces);
        if !is_sorted(&pieces, sorts)? {
            pieces = vec![Came::joined(pieces)?.sorted(sorts)?];
        }
        pieces
            .into_iter()
            .try_for_each(|piece| self.take_slice(parents, piece))
    }

    /// Finds where the rows of each key begin.
    fn take_slice(&mut self, parents: &Parents, row: Came) -> Result<(), Unfit> {
        let Some(marks) = row.bytes(0) else {
            // None of the slice's keys has rows.
            return Ok(());
        };
        self.bytes += marks.len();
        let mut marks = Elements::new(marks)?;
        let mut arrays = Vec::with_capacity(row.width());
        for at in 1..row.width() {
            let array = row.bytes(at).unwrap_or_default();
            self.bytes += array.len();
            let elements = Elements::new(array)?;
            if elements.left != marks.left {
                return Err(Unfit::new("as arrays of unequal lengths"));
            }
            arrays.push((elements, array.len()));
        }
        self.arrays = arrays.len();
        self.begin.resize(self.runs.len() * self.arrays, 0);
        for _ in 0..marks.left {
            self.place(parents, marks.next()?.unwrap_or_default())?;
            let is_first = self.runs.get(self.last).is_some_and(|run| run.length == 1);
            for (at, (elements, length)) in arrays.iter_mut().enumerate() {
                if is_first && let Some(begin) = self.begin.get_mut(self.last * self.arrays + at) {
                    *begin = short(*length - elements.bytes.len())?;
                }
                elements.next()?;
            }
        }
        self.came.push(row);
        Ok(())
    }

    /// Puts the next row to those of the key that its mark says.
    fn place(&mut self, parents: &Parents, mut mark: &[u8]) -> Result<(), Unfit> {
        let key = match self.mark {
            Mark::Number => (take_u32(&mut mark)? as usize).wrapping_sub(1),
            Mark::Key => {
                let mut rest = self.last..parents.length;
                let found = rest.find(|key| parents.key(*key) == Some(mark));
                found.unwrap_or(usize::MAX)
            }
        };
        let (slice, first) = (short(self.came.len())?, short(self.length)?);
        let in_order = key >= self.last;
        let Some(run) = self.runs.get_mut(key).filter(|_| in_order) else {
            return Err(Unfit::new("in another order than was asked for"));
        };
        if run.length == 0 {
            *run = Range {
                slice,
                first,
                length: 0,
            };
        }
        run.length += 1;
        self.length += 1;
        self.last = key;
        Ok(())
    }

    /// The rows that belong to this row of the level above, if there are any.
    pub(crate) fn of(&self, row: usize) -> Option<Run> {
        let key = match &self.places {
            Places::Same => row,
            Places::Listed(places) => (*places.get(row)?)? as usize,
        };
        let run = self.runs.get(key).filter(|run| run.length > 0)?;
        Some(Run {
            key,
            slice: run.slice as usize,
            first: run.first as usize,
            length: run.length as usize,
        })
    }

    /// The values of the first of these rows.
    pub(crate) fn open(&self, run: &Run) -> Option<From<'_>> {
        if self.form == Form::Single {
            return self.single(run.first);
        }
        let row = self.came.get(run.slice)?;
        let begin = self.begin.get(run.key * self.arrays..)?;
        let arrays = begin.iter().take(self.arrays).enumerate();
        let arrays = arrays.map(|(at, begin)| Elements {
            left: run.length,
            bytes: row
                .bytes(at + 1)
                .and_then(|array| array.get(*begin as usize..))
                .unwrap_or_default(),
            of: self.types.get(at + 1).copied().unwrap_or_default(),
        });
        Some(From::Arrays {
            arrays: arrays.collect(),
            at: 0,
        })
    }

    /// Goes on to the next row, which is of this number.
    pub(crate) fn advance<'a>(&'a self, run: &mut Run, from: &mut From<'a>, number: usize) {
        if let From::Arrays { arrays, at } = from {
            *at = 0;
            // Behind the last of a piece comes the first of the next.
            if arrays.first().is_some_and(|array| array.bytes.is_empty()) {
                run.slice += 1;
                let next = self.came.get(run.slice);
                for (at, array) in arrays.iter_mut().enumerate() {
                    let bytes = next.and_then(|row| row.bytes(at + 1));
                    if let Some(Ok(next)) = bytes.map(Elements::new) {
                        *array = next;
                    }
                }
            }
        } else if let Some(row) = self.single(number) {
            *from = row;
        }
    }

    /// The values of the row of this number, where each came by itself.
    fn single(&self, number: usize) -> Option<From<'_>> {
        match self.came.get(number)? {
            Came::Row(row) => Some(From::Row { row, at: 1 }),
            Came::Arrays(_) => None,
        }
    }

    /// The types of the values at these places, if any is narrower than the schema says.
    pub(crate) fn types(&self, places: &[usize]) -> Vec<u32> {
        let types = places.iter().map(|place| self.types.get(place + 1));
        types.map_while(Option::<&u32>::copied).collect()
    }

    /// How many bytes came.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many rows there are.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// Hands on the values at these places, row by row.
    pub(crate) fn each<'a>(&'a self, places: &[usize], take: Take<'_, 'a>) -> Result<(), Unfit> {
        if self.form == Form::Single {
            let rows = self.came.iter();
            each_row(rows, |row, place| row.bytes(place + 1), places, take);
            return Ok(());
        }
        let mut values = vec![None; places.len()];
        for row in &self.came {
            let arrays = places.iter().filter_map(|place| row.bytes(place + 1));
            let mut arrays = arrays.map(Elements::new).collect::<Result<Vec<_>, _>>()?;
            for _ in 0..arrays.first().map_or(0, |array| array.left) {
                for (array, value) in arrays.iter_mut().zip(&mut values) {
                    *value = array.next()?;
                }
                take(&values);
            }
        }
        Ok(())
    }
}

/// The same, of rows that came one by one.
pub(crate) fn each_row<'a, R: 'a>(
    rows: impl Iterator<Item = &'a R>,
    value: impl Fn(&'a R, usize) -> Option<&'a [u8]>,
    places: &[usize],
    take: Take<'_, 'a>,
) {
    let mut values = vec![None; places.len()];
    for row in rows {
        for (place, into) in places.iter().zip(&mut values) {
            *into = value(row, *place);
        }
        take(&values);
    }
}

/// The bytes of a value; `None` is `NULL`.
pub(crate) fn bytes(row: &PgRow, at: usize) -> Option<&[u8]> {
    row.try_get_raw(at).ok()?.as_bytes().ok()
}

/// The number of a column's type.
pub(crate) fn type_of(column: &PgColumn) -> u32 {
    column.type_info().oid().map_or(0, |oid| oid.0)
}

fn short(number: usize) -> Result<u32, Unfit> {
    u32::try_from(number).map_err(|_| Unfit::new("in too large a number"))
}
