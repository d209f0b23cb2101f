//! The values that an answer is expected to have, and the types that they come as.

use sqlx::Row as _;
use sqlx::postgres::PgRow;

use crate::error::{Error, Result};
use crate::select::{Node, What};
use crate::widen::is_wider_gathered;
use crate::wire::Type;

/// A value that is expected.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The fields that lead to it, for messages.
    pub(crate) path: String,
    /// The number of the type that comes: of arrays, where each value is an element of one.
    pub(crate) oid: u32,
    /// Whether what came is looked at once more.
    pub(crate) look: Look,
    /// Whether it can come in an array of the values of many rows.
    gathered: bool,
    pub(crate) kind: Kind,
}

/// What is still to be looked at when a value comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Nothing,
    /// Of an array that comes as bytes, whether its elements are of the type of this number.
    Elements(u32),
    /// Of a number whose length does not say it, whether it is a `bigint`.
    Bigint,
}

/// How a value comes.
#[derive(Debug)]
pub(crate) enum Kind {
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
            let mut look = Look::Nothing;
            let (oid, kind) = match &item.what {
                What::Sent { column, .. } => {
                    look = Look::Elements(column.sql_type.element_oid());
                    (Type::BYTEA.oid(), Kind::Value)
                }
                What::Level(at) => (0, Kind::Level(*at)),
                What::End => (0, Kind::End),
                What::Again => (0, Kind::Again),
                What::Column { column, .. } => (column.sql_type.oid(), Kind::Value),
                What::Presence { items, .. } => (Type::BOOLEAN.oid(), Kind::Presence(*items)),
                What::Aggregate { of, .. } => (of.value.sql_type.oid(), Kind::Value),
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
            if oid == Type::NUMERIC.oid() {
                look = Look::Bigint;
            }
            Self {
                path: item.path.clone(),
                oid,
                look,
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

    /// Whether what comes as the type of one number is read as that of the other.
    pub(crate) fn takes(&self, expected: u32, found: u32) -> bool {
        match self.gathered {
            true => expected == found || is_wider_gathered(expected, found),
            false => Type::takes(expected, found),
        }
    }

    /// How many values of the row it takes.
    pub(crate) fn width(&self) -> usize {
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
    /// these types, before so many others. Gives whether they are the same; else some are narrower.
    pub(crate) fn check(
        what: &'static str,
        slots: &[Self],
        form: Form,
        (before, behind): (&[u32], usize),
        row: &PgRow,
    ) -> Result<bool> {
        if form == Form::Single && before.is_empty() && Self::is_as_expected(slots, behind, row) {
            return Ok(true);
        }
        let mut same = true;
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
            same &= expected == found;
            let takes = match slot {
                Some(slot) => slot.takes(expected, found),
                None => expected == found,
            };
            if !takes {
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
        Ok(same)
    }
}
