//! A column that comes to stand beside another one, has its values in another type or under another name, and at last
//! takes its place.
//!
//! While it stands beside it, a trigger writes into it whatever is written into the other one, and the rows that were there
//! are filled in batches. Everything that is to hang on the column (keys, indexes, checks, foreign keys from and to it) is
//! made for the twin by the ordinary safe statements. What is left for one short transaction is to drop the one and to
//! give its name to the other.

mod adopt;
mod called;
mod choose;
mod exchange;
mod fill;
mod found;
mod keeper;
mod mapped;
mod pair;
mod swap;
#[cfg(test)]
mod tests;
mod ty;
mod why;
mod widen;

pub(super) use adopt::{adopt_constraint, adopt_index, counts_already, take_place};
pub(super) use choose::{Refused, can_be_copied, choose, why_not_copied};
pub(super) use exchange::exchange;
pub(super) use fill::{fill, fill_again};
pub(crate) use found::is_kept;
pub(super) use found::{Found, found};
pub(super) use swap::{before_swap, groups, left_to_change, swapped};
pub(super) use ty::{
    TypeTwin, beside as beside_types, choose as choose_types, take_names as take_type_names,
};
pub(super) use widen::widen;

use crate::database::{Constraint, Filled, Index, Object, QualifiedName};
use crate::plan::lookup::foreign_key;
use std::collections::{BTreeMap, BTreeSet};

/// A column that stands beside another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Twin {
    pub(super) table: QualifiedName,
    /// The column whose place it takes.
    pub(super) of: String,
    /// What it is called until then.
    pub(super) beside: String,
    /// What it is called afterwards.
    pub(super) becomes: String,
    /// What fills it then.
    pub(super) filled: Filled,
    /// Whether it is there before the plan.
    pub(super) is_there: bool,
}

impl Twin {
    /// Whether it is what the next release calls the column, so that both names can be written.
    pub(super) fn is_rename(&self) -> bool {
        self.of != self.becomes
    }
}

/// The twins of a plan, and what is made for them under other names.
#[derive(Debug, Default)]
pub(super) struct Twins {
    pub(super) columns: Vec<Twin>,
    /// What constraints and indexes of the target are called until they take the place of what has their names.
    pub(super) aside: BTreeMap<Object, String>,
    /// The tables whose twins take their places now.
    pub(super) swapping: BTreeSet<QualifiedName>,
    /// The functions that the triggers call, each with its trigger.
    pub(super) functions: Vec<(QualifiedName, QualifiedName)>,
    /// The triggers of an earlier plan.
    pub(super) found: Vec<Found>,
    /// The enums that stand beside others.
    pub(super) types: Vec<TypeTwin>,
    /// What those whose place is taken now are called until they are dropped.
    pub(super) types_aside: Vec<QualifiedName>,
    /// Why other columns have none.
    pub(super) refused: Refused,
}

/// No twins.
pub(super) static NONE: Twins = Twins::none(Refused::new());

/// Whether a constraint is on one of these columns of its table or of the one that it leads to.
pub(super) fn is_on<'a>(
    it: &Constraint,
    table: &QualifiedName,
    columns: impl Fn(&QualifiedName) -> Vec<&'a str>,
) -> bool {
    mapped::touches(it, &columns(table))
        || foreign_key(it)
            .is_some_and(|key| mapped::leads_to(it, &key.target, &columns(&key.target)))
}

/// Whether an index is on one of these columns.
pub(super) fn is_index_on(it: &Index, columns: &[&str]) -> bool {
    mapped::indexes(it, columns)
}

/// What the transaction does in which twins take their places.
pub(super) fn summary(twins: &Twins) -> String {
    let swapped = twins
        .columns
        .iter()
        .filter(|it| twins.swapping.contains(&it.table));
    let each = swapped.map(|it| {
        let (table, of, beside) = (&it.table, &it.of, &it.beside);
        match it.is_rename() {
            true => format!("drop {table}.{of}, which is {beside} now"),
            false => format!("put {table}.{beside} in the place of {of}"),
        }
    });
    each.collect::<Vec<_>>().join("; ")
}

impl Twins {
    /// No twins, for these reasons.
    pub(super) const fn none(refused: Refused) -> Self {
        Self {
            columns: Vec::new(),
            aside: BTreeMap::new(),
            swapping: BTreeSet::new(),
            functions: Vec::new(),
            found: Vec::new(),
            types: Vec::new(),
            types_aside: Vec::new(),
            refused,
        }
    }

    pub(super) fn of_table(&self, table: &QualifiedName) -> impl Iterator<Item = &Twin> {
        self.columns.iter().filter(move |it| it.table == *table)
    }

    /// The tables that have twins, each once, in order.
    pub(super) fn tables(&self) -> BTreeSet<&QualifiedName> {
        self.columns.iter().map(|it| &it.table).collect()
    }

    /// The twin that comes to stand beside a column under this name.
    pub(super) fn coming(&self, table: &QualifiedName, column: &str) -> Option<&Twin> {
        let mut twins = self.of_table(table).filter(|_| self.swapping.is_empty());
        twins.find(|it| it.beside == column)
    }

    /// The twin that takes this name now.
    pub(super) fn taking(&self, table: &QualifiedName, column: &str) -> Option<&Twin> {
        let mut twins = self
            .of_table(table)
            .filter(|it| self.swapping.contains(&it.table));
        twins.find(|it| it.becomes == column)
    }

    /// The twin that takes this column's place now.
    pub(super) fn replacing(&self, table: &QualifiedName, column: &str) -> Option<&Twin> {
        let mut twins = self
            .of_table(table)
            .filter(|it| self.swapping.contains(&it.table));
        twins.find(|it| it.of == column)
    }

    /// What a constraint or index that is to be made now is called: it is there already.
    pub(super) fn ready(&self, object: &Object) -> Option<&String> {
        self.aside.get(object).filter(|_| !self.swapping.is_empty())
    }
}
