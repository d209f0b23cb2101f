//! Queries that are composed at run time, and that no index of the schema serves: a warning in debug
//! builds, once for each statement.
//!
//! What a shape declares is checked while it compiles, see [`served`](crate::served). Of what is composed
//! it is known only here; so it is of the collections of a shape, whose rows are found by their
//! parent's key. How large a table is, is known in neither place, so what may be fine stays
//! quiet: conditions that no index can serve, those on other tables, which may lead to few rows, and
//! orders of all rows.

mod wants;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::panic::Location;
use std::sync::{Mutex, PoisonError};

use wants::{Equal, Wants};

use crate::advice::Advice;
use crate::column::AnyColumn;
use crate::filter::Condition;
use crate::order::{AnyOrder, By};
use crate::select::{Facts, Node, What};
use crate::table::Index;
use crate::tie;

/// So many statements are remembered; an application has fewer.
const REMEMBERED: usize = 4096;

static SEEN: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());

/// What a statement asks of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'q> {
    pub(crate) what: &'static str,
    pub(crate) table: &'q Facts,
    pub(crate) filters: &'q [Condition],
    pub(crate) order: &'q [AnyOrder],
    /// Whether only the first rows are wanted.
    pub(crate) limited: bool,
    /// What a collection's rows have in common: the columns that name their parent.
    pub(crate) of: &'q [AnyColumn],
}

/// Warns of a statement that no index serves, the first time that it is made. Only where somebody
/// listens to `tracing`, and relata is compiled with debug assertions.
pub(crate) fn note(asked: Asked<'_>, sql: &str, place: &Location<'_>) {
    if !is_heard() {
        return;
    }
    if let Some(advice) = asked.advice() {
        warn(asked, None, &advice, sql, place);
    }
}

/// The same of the collections of a shape, at any depth, of which each is said once for a shape.
pub(crate) fn note_below(what: &'static str, node: &Node, place: &Location<'_>) {
    if !is_heard() {
        return;
    }
    for item in &node.list {
        let What::Many(child) = &item.what else {
            continue;
        };
        let by = child.link_columns();
        let asked = Asked {
            what,
            table: &child.node.facts,
            filters: child.options.filter.as_slice(),
            order: &child.options.order,
            limited: child.options.limit.is_some(),
            of: &by,
        };
        // Through a join table they are found by their own keys.
        if let Some(advice) = asked.advice().filter(|_| !by.is_empty()) {
            let once = format!("{what} {} {advice}", asked.table.name);
            warn(asked, Some(&item.path), &advice, &once, place);
        }
        note_below(what, &child.node, place);
    }
}

fn is_heard() -> bool {
    cfg!(debug_assertions) && tracing::enabled!(target: "relata", tracing::Level::WARN)
}

/// Warns, once for this text.
fn warn(
    asked: Asked<'_>,
    collection: Option<&str>,
    advice: &Advice,
    once: &str,
    place: &Location<'_>,
) {
    let mut hasher = DefaultHasher::new();
    once.hash(&mut hasher);
    let new = {
        let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
        seen.len() < REMEMBERED && seen.insert(hasher.finish())
    };
    if !new {
        return;
    }
    let (shape, table) = (asked.what, asked.table.name.name);
    let columns = advice.columns().join(", ");
    let index = advice.to_string();
    tracing::warn!(
        target: "relata",
        shape,
        collection,
        table,
        columns,
        index,
        place = %place,
        "no index of the schema serves this query: where the table is large, add the index to it; \
         `.explain(&db)` shows what is done without"
    );
}

impl<'q> Asked<'q> {
    /// Rows that meet conditions, in no order.
    pub(crate) fn rows(what: &'static str, table: &'q Facts, filters: &'q [Condition]) -> Self {
        Self {
            what,
            table,
            filters,
            order: &[],
            limited: false,
            of: &[],
        }
    }

    /// The index that is missing.
    fn advice(&self) -> Option<Advice> {
        // A view has none, and what is beneath it is not known.
        if self.table.indexes.is_empty() {
            return None;
        }
        let wants = Wants::of_rows(self.of, self.filters);
        let indexes = || {
            self.table
                .indexes
                .iter()
                .filter(|index| wants.implies(index))
        };
        let one_row = |index: &Index| {
            let mut keys = index.keys.iter();
            index.unique && !index.keys.is_empty() && keys.all(|key| wants.is_equal(key.column))
        };
        if indexes().any(one_row) {
            return None;
        }

        let order = self.limited.then(|| columns(self.order)).flatten();
        let order: Vec<&Ordered<'_>> = order.iter().flatten().collect();
        let order = wants.left(&order);
        let deciding = without_key(&order, self.table.key);
        let in_order = !order.is_empty() && {
            let deciding = deciding.iter();
            let order: Vec<AnyOrder> = deciding.map(|order| order.any.clone()).collect();
            let equal: Vec<&str> = wants.equal.iter().map(|equal| equal.column.name).collect();
            // An index of all rows in this order is not read from its beginning for each parent.
            let leads = |index: &Index| {
                let first = index.keys.first();
                self.of.is_empty() || first.is_some_and(|key| wants.is_equal(key.column))
            };
            indexes().any(|index| leads(index) && tie::serves(index, &equal, &order))
        };
        // A collection in an index's order is not ordered by its key as well.
        let order = if self.of.is_empty() {
            order.as_slice()
        } else {
            deciding
        };

        if let Some(any) = wants.any.iter().find(|any| !self.are_served(any)) {
            return if wants.leads || indexes().any(|index| wants.uses(index)) {
                None
            } else {
                any.iter().find(|one| !self.is_served(one))?.index(&[])
            };
        }
        if wants.leads || !wants.any.is_empty() {
            return None;
        }
        let strong = wants.equal.iter().any(Equal::is_strong);
        let loose = wants.equal.is_empty() && wants.has_others();
        let served = indexes().any(|index| wants.uses(index));
        if (strong || (loose && !in_order)) && !served {
            return wants.index(order);
        }
        // Behind several values of a column an index has no order, and behind a range neither.
        let settled = wants.has_others() || wants.equal.iter().any(|equal| equal.parts);
        if order.is_empty() || in_order || settled {
            return None;
        }
        wants.index(order)
    }

    fn are_served(&self, any: &[Wants<'_>]) -> bool {
        any.iter().all(|one| self.is_served(one))
    }

    /// Whether an index finds the rows of one side of an `OR`.
    fn is_served(&self, one: &Wants<'_>) -> bool {
        let mut indexes = self.table.indexes.iter();
        indexes.any(|index| one.implies(index) && one.uses(index))
    }
}

/// An order by a column.
struct Ordered<'q> {
    name: &'static str,
    any: &'q AnyOrder,
}

/// An order without what the key decides at its end, between few.
fn without_key<'o, 'q>(order: &'o [&'o Ordered<'q>], key: &[&str]) -> &'o [&'o Ordered<'q>] {
    match order {
        [before @ .., last] if !before.is_empty() && key.contains(&last.name) => {
            without_key(before, key)
        }
        order => order,
    }
}

/// The columns that rows are ordered by, if it is nothing but columns.
fn columns(order: &[AnyOrder]) -> Option<Vec<Ordered<'_>>> {
    let columns = order.iter().map(|any| match &any.by {
        By::Column(name) => Some(Ordered { name, any }),
        By::Term(_) | By::Page(_) => None,
    });
    columns.collect()
}
