//! Reading values in the order in which they were asked for.
//!
//! They come from a row, from a record in a nested collection, or from arrays that hold one value
//! a row each; and the rows of a collection from the parent's own, or from the answer of another
//! statement. A shape's code is the same for all of them.

use sqlx::postgres::PgRow;
use sqlx::{Row as _, ValueRef as _};

use crate::error::{Error, Result};
use crate::from_row::Plain;
use crate::level::Level;
use crate::load::Load;
use crate::rows::Rows;
use crate::slot::{Kind, Look, Slot};
use crate::tree::{Branch, Tree};
use crate::value::{Elements, Stored, Unfit, take_sized, take_u32};
use crate::widen::{is_ambiguous, trimmed};
use crate::wire::Type;

/// The next value of a row.
#[derive(Debug)]
pub struct Cursor<'a> {
    what: &'static str,
    slots: &'a [Slot],
    from: From<'a>,
    /// Where the rows of collections are that came by statements of their own.
    below: Option<Below<'a>>,
    /// The row of a tree that it reads, and the slots of the tree's rows.
    branch: Option<(Branch<'a>, &'a [Slot])>,
}

/// The levels of a batched load, and the number of the row that is being read in its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Below<'a> {
    pub(crate) levels: &'a [Level],
    pub(crate) rows: &'a [Rows],
    pub(crate) row: usize,
}

#[derive(Debug)]
pub(crate) enum From<'a> {
    Row {
        row: &'a PgRow,
        at: usize,
    },
    Record(&'a [u8]),
    /// A row of somebody else's query.
    Plain(&'a [Plain<'a>]),
    Arrays {
        arrays: Vec<Elements<'a>>,
        at: usize,
    },
}

impl<'a> Cursor<'a> {
    /// At the first value of a row.
    pub(crate) fn row(what: &'static str, slots: &'a [Slot], row: &'a PgRow) -> Self {
        Self {
            what,
            slots,
            from: From::Row { row, at: 0 },
            below: None,
            branch: None,
        }
    }

    /// At the first of these values.
    pub(crate) fn plain(what: &'static str, slots: &'a [Slot], values: &'a [Plain<'a>]) -> Self {
        Self {
            what,
            slots,
            from: From::Plain(values),
            below: None,
            branch: None,
        }
    }

    /// At the first value of a row of the root, in a batched load.
    pub(crate) fn batched(
        what: &'static str,
        slots: &'a [Slot],
        row: &'a PgRow,
        below: Below<'a>,
    ) -> Self {
        Self {
            below: Some(below),
            ..Self::row(what, slots, row)
        }
    }

    /// The next value, of a column or a count.
    ///
    /// # Errors
    ///
    /// It does not fit the field's type.
    #[inline]
    pub fn value<V: Stored>(&mut self) -> Result<V> {
        let slot = self.slot()?;
        let bytes = self.bytes(slot)?;
        V::load(bytes).map_err(|why| self.unfit(slot, why))
    }

    /// The next values, each of a column.
    ///
    /// # Errors
    ///
    /// As [`value`](Self::value).
    #[inline]
    pub fn values<V: Several>(&mut self) -> Result<V> {
        V::take(self)
    }

    /// Whether the row of a nullable reference is there; if not, its values are passed over.
    pub(crate) fn present(&mut self) -> Result<bool> {
        let slot = self.slot()?;
        let bytes = self.bytes(slot)?;
        let present = bool::load(bytes).map_err(|why| self.unfit(slot, why))?;
        if let Kind::Presence(items) = slot.kind
            && !present
        {
            for _ in 0..items {
                let slot = self.slot()?;
                for _ in 0..slot.width() {
                    self.bytes(slot)?;
                }
            }
        }
        Ok(present)
    }

    /// The rows of a collection.
    pub(crate) fn many<S: Load>(&mut self) -> Result<Vec<S>> {
        let slot = self.slot()?;
        match &slot.kind {
            Kind::Arrays(slots) => self.parallel(slot, slots),
            Kind::Records(slots) => self.records(slot, slots),
            Kind::Level(at) => self.level(*at),
            Kind::End => Ok(Vec::new()),
            Kind::Tree(slots, columns) => {
                let bytes = self.bytes(slot)?.unwrap_or_default();
                let tree = Tree::of(bytes, *columns).map_err(|why| self.unfit(slot, why))?;
                self.branches(&tree, tree.top(), slots, None)
            }
            Kind::Again => {
                let Some((branch, slots)) = self.branch else {
                    return Err(self.astray());
                };
                let below = branch.below().map_err(|why| self.unfit(slot, why))?;
                self.branches(branch.tree, below, slots, Some(&branch))
            }
            Kind::Value | Kind::Presence(_) => Err(self.astray()),
        }
    }

    /// Rows of a tree.
    fn branches<'b, S: Load>(
        &self,
        tree: &'b Tree<'b>,
        rows: &[usize],
        slots: &'b [Slot],
        above: Option<&'b Branch<'b>>,
    ) -> Result<Vec<S>> {
        let read = rows.iter().map(|row| {
            S::read(&mut Cursor {
                what: self.what,
                slots,
                from: From::Record(tree.record(*row)),
                below: None,
                branch: Some((
                    Branch {
                        tree,
                        row: *row,
                        above,
                    },
                    slots,
                )),
            })
        });
        read.collect()
    }

    /// The rows that another statement gave for this one.
    fn level<S: Load>(&mut self, at: usize) -> Result<Vec<S>> {
        let below = self.below.ok_or_else(|| self.astray())?;
        let (Some(level), Some(rows)) = (below.levels.get(at), below.rows.get(at)) else {
            return Err(self.astray());
        };
        let Some(mut run) = rows.of(below.row) else {
            return Ok(Vec::new());
        };
        let mut cursor = Cursor {
            what: self.what,
            slots: &level.slots,
            from: rows.open(&run).ok_or_else(|| self.astray())?,
            below: Some(Below {
                row: run.first,
                ..below
            }),
            branch: None,
        };
        let mut read = Vec::with_capacity(run.length);
        for number in 0..run.length {
            if number > 0 {
                cursor.slots = &level.slots;
                let number = run.first + number;
                rows.advance(&mut run, &mut cursor.from, number);
                if let Some(below) = &mut cursor.below {
                    below.row += 1;
                }
            }
            read.push(S::read(&mut cursor)?);
        }
        Ok(read)
    }

    fn parallel<S: Load>(&mut self, slot: &'a Slot, slots: &'a [Slot]) -> Result<Vec<S>> {
        let mut arrays = Vec::with_capacity(slots.len());
        let parts = slots.iter().filter(|part| part.width() > 0);
        for part in parts.clone() {
            if let Some(array) = self.bytes(part)? {
                arrays.push(Elements::new(array).map_err(|why| self.unfit(part, why))?);
            }
        }
        let length = arrays.first().map_or(0, |array| array.left);
        if length > 0
            && (arrays.len() != parts.count() || arrays.iter().any(|array| array.left != length))
        {
            return Err(self.unfit(slot, Unfit::new("came as arrays of unequal lengths")));
        }
        let mut rows = Vec::with_capacity(length);
        let mut cursor = Cursor {
            what: self.what,
            slots,
            from: From::Arrays { arrays, at: 0 },
            below: None,
            branch: None,
        };
        for _ in 0..length {
            rows.push(S::read(&mut cursor)?);
            cursor.slots = slots;
            if let From::Arrays { at, .. } = &mut cursor.from {
                *at = 0;
            }
        }
        Ok(rows)
    }

    fn records<S: Load>(&mut self, slot: &'a Slot, slots: &'a [Slot]) -> Result<Vec<S>> {
        let mut rows = Vec::new();
        let mut rest = self.bytes(slot)?.unwrap_or_default();
        while !rest.is_empty() {
            // The number of fields, of which each says its type and length.
            take_u32(&mut rest).map_err(|why| self.unfit(slot, why))?;
            let mut cursor = Cursor {
                what: self.what,
                slots,
                from: From::Record(rest),
                below: None,
                branch: None,
            };
            rows.push(S::read(&mut cursor)?);
            match cursor.from {
                From::Record(behind) => rest = behind,
                From::Row { .. } | From::Plain(_) | From::Arrays { .. } => {
                    return Err(self.astray());
                }
            }
        }
        Ok(rows)
    }

    fn slot(&mut self) -> Result<&'a Slot> {
        match self.slots.split_first() {
            Some((slot, rest)) => {
                self.slots = rest;
                Ok(slot)
            }
            None => Err(self.astray()),
        }
    }

    /// The bytes of the next value; `None` is `NULL`.
    #[inline]
    fn bytes(&mut self, slot: &'a Slot) -> Result<Option<&'a [u8]>> {
        match &mut self.from {
            From::Row { row, at } => {
                let value = row
                    .try_get_raw(*at)
                    .map_err(Error::database(self.what, "load"))?;
                *at += 1;
                match value.as_bytes() {
                    Ok(bytes) if slot.look != Look::Nothing => {
                        let of = || value.type_info().oid().map_or(0, |oid| oid.0);
                        self.looked_at(slot, bytes, of).map(Some)
                    }
                    Ok(bytes) => Ok(Some(bytes)),
                    // That is how sqlx says `NULL`.
                    Err(_) => Ok(None),
                }
            }
            From::Plain(values) => match values.split_first() {
                Some((value, rest)) => {
                    *values = rest;
                    Ok(value.as_deref())
                }
                None => Err(self.astray()),
            },
            From::Record(rest) => {
                let found = take_u32(rest);
                let taken = found.and_then(|found| Ok((found, take_sized(rest)?)));
                let (found, bytes) = taken.map_err(|why| self.unfit(slot, why))?;
                let expected = if slot.oid == 0 { found } else { slot.oid };
                if expected == found {
                    Ok(bytes)
                } else if slot.takes(expected, found) {
                    Ok(match is_ambiguous(expected, found) {
                        true => bytes.map(trimmed),
                        false => bytes,
                    })
                } else {
                    Err(Error::Type {
                        what: self.what,
                        column: slot.path.clone(),
                        expected: Type::name_of(expected),
                        found: Type::name_of(found),
                    })
                }
            }
            From::Arrays { arrays, at } => {
                let next = arrays.get_mut(*at).map(Elements::next);
                *at += 1;
                match next {
                    Some(Ok(Some(bytes))) if slot.look != Look::Nothing => {
                        let of = arrays.get(*at - 1).map_or(0, |array| array.of);
                        self.looked_at(slot, bytes, || of).map(Some)
                    }
                    Some(Ok(bytes)) => Ok(bytes),
                    Some(Err(why)) => Err(self.unfit(slot, why)),
                    None => Err(self.astray()),
                }
            }
        }
    }

    /// A value that came as the type of a number, and whose slot or type alone does not say what it is.
    fn looked_at(
        &self,
        slot: &Slot,
        bytes: &'a [u8],
        of: impl FnOnce() -> u32,
    ) -> Result<&'a [u8]> {
        match slot.look {
            Look::Elements(element) => self.sent(slot, element, bytes),
            Look::Bigint if bytes.len() == 8 && of() == Type::BIGINT.oid() => Ok(trimmed(bytes)),
            Look::Bigint | Look::Nothing => Ok(bytes),
        }
    }

    /// An array that came as bytes, which say what its elements are.
    fn sent(&self, slot: &Slot, element: u32, bytes: &'a [u8]) -> Result<&'a [u8]> {
        let mut header = bytes.get(8..).unwrap_or_default();
        let found = take_u32(&mut header).map_err(|why| self.unfit(slot, why))?;
        if Type::takes(element, found) && !is_ambiguous(element, found) {
            Ok(bytes)
        } else {
            Err(Error::Type {
                what: self.what,
                column: slot.path.clone(),
                expected: Type::name_of(Type::array_of(element)),
                found: Type::name_of(Type::array_of(found)),
            })
        }
    }

    fn unfit(&self, slot: &Slot, why: Unfit) -> Error {
        Error::Value {
            what: self.what,
            column: slot.path.clone(),
            why,
        }
    }

    /// A hand-written `Load` reads other values than it described.
    fn astray(&self) -> Error {
        let why = "`Load::read` takes other values than `Load::describe` asks for".to_owned();
        Error::Answer {
            what: self.what,
            why,
        }
    }
}

/// Values that are taken in one call: a `?` for each costs the compiler ten times what it costs here.
#[doc(hidden)]
pub trait Several: Sized {
    /// Takes them.
    ///
    /// # Errors
    ///
    /// One does not fit its field.
    fn take(cursor: &mut Cursor<'_>) -> Result<Self>;
}

macro_rules! several {
    ($first:ident $($rest:ident)*) => {
        impl<$first: Stored, $($rest: Stored),*> Several for ($first, $($rest,)*) {
            #[inline]
            fn take(cursor: &mut Cursor<'_>) -> Result<Self> {
                Ok((cursor.value::<$first>()?, $(cursor.value::<$rest>()?,)*))
            }
        }
        several!($($rest)*);
    };
    () => {};
}

several!(A B C D E F G H I J K L M N O P);
