//! Reading values in the order in which they were asked for.
//!
//! They come from a row, from a record in a nested collection, or from arrays that hold one value
//! a row each; and the rows of a collection from the parent's own, or from the answer of another
//! statement. A shape's code is the same for all of them.

use sqlx::Row as _;
use sqlx::postgres::PgRow;

use crate::error::{Error, Result};
use crate::level::Level;
use crate::load::Load;
use crate::rows::Rows;
use crate::select::{Node, What};
use crate::tree::{Branch, Tree};
use crate::value::{Elements, Stored, Unfit, take_sized, take_u32};
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
    Arrays {
        arrays: Vec<Elements<'a>>,
        at: usize,
    },
}

/// A value that is expected.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The fields that lead to it, for messages.
    path: String,
    /// The number of the type that comes: of arrays, where each value is an element of one.
    oid: u32,
    /// The number of the elements' type of an array that comes as bytes; else 0.
    element: u32,
    /// Whether it can come in an array of the values of many rows.
    gathered: bool,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Value,
    /// The row of a reference is there, or this many slots are to be passed over.
    Presence(usize),
    /// Rows, as one array a slot.
    Arrays(Vec<Slot>),
    /// Rows, as records one behind the other.
    Records(Vec<Slot>),
    /// Rows, in the answer of this level's statement.
    Level(usize),
    /// No rows.
    End,
    /// A tree, as records one behind the other, with keys of so many columns.
    Tree(Vec<Slot>, usize),
    /// The rows below this one in its tree.
    Again,
}

/// How the values of a row come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Each by itself.
    Single,
    /// Each as an element of an array.
    Arrays,
}

impl Slot {
    /// The slots of a node's list.
    pub(crate) fn of(node: &Node) -> Vec<Self> {
        let slots = node.list.iter().map(|item| {
            let mut element = 0;
            let (oid, kind) = match &item.what {
                What::Sent { column, .. } => {
                    element = column.sql_type.element_oid();
                    (Type::BYTEA.oid(), Kind::Value)
                }
                What::Level(at) => (0, Kind::Level(*at)),
                What::End => (0, Kind::End),
                What::Again => (0, Kind::Again),
                What::Column { column, .. } => (column.sql_type.oid(), Kind::Value),
                What::Presence { items, .. } => (Type::BOOLEAN.oid(), Kind::Presence(*items)),
                What::Count { .. } => (Type::BIGINT.oid(), Kind::Value),
                What::Many(child) if child.options.recursive => {
                    let slots = Self::of(&child.node);
                    (Type::BYTEA.oid(), Kind::Tree(slots, child.keys.len()))
                }
                What::Many(child) if child.node.is_flat() => {
                    let mut slots = Self::of(&child.node);
                    for slot in &mut slots {
                        slot.oid = Type::array_of(slot.oid);
                        slot.gathered = true;
                    }
                    (0, Kind::Arrays(slots))
                }
                What::Many(child) => (Type::BYTEA.oid(), Kind::Records(Self::of(&child.node))),
            };
            Self {
                path: item.path.clone(),
                oid,
                element,
                gathered: false,
                kind,
            }
        });
        slots.collect()
    }

    /// The slots of a level, whose rows come in arrays if they can.
    pub(crate) fn of_level(node: &Node) -> Vec<Self> {
        let mut slots = Self::of(node);
        for slot in &mut slots {
            slot.gathered = true;
        }
        slots
    }

    /// How many values of the row it takes.
    fn width(&self) -> usize {
        match &self.kind {
            Kind::Arrays(slots) => slots.iter().map(Self::width).sum(),
            Kind::Value | Kind::Presence(_) | Kind::Records(_) | Kind::Tree(..) => 1,
            Kind::Level(_) | Kind::End | Kind::Again => 0,
        }
    }

    /// Whether a row that has a column a slot has the types that are expected. Almost all do, and
    /// one row alone is asked for most of all.
    fn is_as_expected(slots: &[Self], others: usize, row: &PgRow) -> bool {
        let columns = row.columns();
        columns.len() == slots.len() + others
            && slots.iter().zip(columns).all(|(slot, column)| {
                let found = sqlx::Column::type_info(column).oid();
                matches!(slot.kind, Kind::Value | Kind::Presence(_))
                    && found.is_some_and(|found| found.0 == slot.oid)
            })
    }

    /// Compares the types of an answer's columns with those that are expected: behind columns of
    /// these types, before so many others.
    pub(crate) fn check(
        what: &'static str,
        slots: &[Self],
        form: Form,
        (before, behind): (&[u32], usize),
        row: &PgRow,
    ) -> Result<()> {
        if form == Form::Single && before.is_empty() && Self::is_as_expected(slots, behind, row) {
            return Ok(());
        }
        let belong: usize = before.len() + slots.iter().map(Self::width).sum::<usize>();
        let columns = row.columns();
        let came = columns.len() - behind.min(columns.len());
        if came != belong {
            let why = format!("{came} columns came, {belong} belong");
            return Err(Error::Answer { what, why });
        }
        let first = before.iter().map(|oid| (*oid, None));
        let values = slots.iter().flat_map(|slot| match &slot.kind {
            Kind::Arrays(slots) => slots.as_slice(),
            Kind::Value | Kind::Presence(_) | Kind::Records(_) | Kind::Tree(..) => {
                std::slice::from_ref(slot)
            }
            Kind::Level(_) | Kind::End | Kind::Again => &[],
        });
        let values = values.filter(|slot| slot.width() > 0);
        let values = values.map(|slot| match form {
            Form::Single => (slot.oid, Some(slot)),
            Form::Arrays => (Type::array_of(slot.oid), Some(slot)),
        });
        for ((expected, slot), column) in first.chain(values).zip(columns) {
            let info = sqlx::Column::type_info(column);
            let found = info.oid().map_or(0, |oid| oid.0);
            if !Type::takes(expected, found) {
                let (expected, found) = (Type::name_of(expected), info.to_string().to_lowercase());
                // Where values are gathered in arrays, both are arrays of what the column is.
                let column_is = |name: String| match name.strip_suffix("[]") {
                    Some(element) if slot.is_some_and(|slot| slot.gathered) => element.to_owned(),
                    _ => name,
                };
                return Err(Error::Type {
                    what,
                    column: slot.map_or_else(String::new, |slot| slot.path.clone()),
                    expected: column_is(expected),
                    found: column_is(found),
                });
            }
        }
        Ok(())
    }
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
        let Some(run) = rows.of(below.row) else {
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
                rows.advance(&mut cursor.from, run.first + number);
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
                From::Row { .. } | From::Arrays { .. } => return Err(self.astray()),
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
                    Ok(bytes) if slot.element != 0 => self.sent(slot, bytes).map(Some),
                    Ok(bytes) => Ok(Some(bytes)),
                    // That is how sqlx says `NULL`.
                    Err(_) => Ok(None),
                }
            }
            From::Record(rest) => {
                let found = take_u32(rest);
                let taken = found.and_then(|found| Ok((found, take_sized(rest)?)));
                let (found, bytes) = taken.map_err(|why| self.unfit(slot, why))?;
                let expected = if slot.oid == 0 { found } else { slot.oid };
                if Type::takes(expected, found) {
                    Ok(bytes)
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
                    Some(Ok(Some(bytes))) if slot.element != 0 => self.sent(slot, bytes).map(Some),
                    Some(Ok(bytes)) => Ok(bytes),
                    Some(Err(why)) => Err(self.unfit(slot, why)),
                    None => Err(self.astray()),
                }
            }
        }
    }

    /// An array that came as bytes, which say what its elements are.
    fn sent(&self, slot: &Slot, bytes: &'a [u8]) -> Result<&'a [u8]> {
        let mut header = bytes.get(8..).unwrap_or_default();
        let found = take_u32(&mut header).map_err(|why| self.unfit(slot, why))?;
        if Type::takes(slot.element, found) {
            Ok(bytes)
        } else {
            Err(Error::Type {
                what: self.what,
                column: slot.path.clone(),
                expected: Type::name_of(Type::array_of(slot.element)),
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
