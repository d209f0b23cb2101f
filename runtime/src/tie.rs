//! Which of two rows comes first when an order says nothing of it.
//!
//! The key decides last, so that rows come in the same order each time and however they are
//! loaded. It is left out in one case: only the first few rows are wanted, and an index gives them
//! in the order as it was written. To order those by the key as well, PostgreSQL reads on to the
//! last row that is equal to them, which for an order by something coarse is all of them.

use crate::collection::Link;
use crate::order::{AnyOrder, By};
use crate::query::Question;
use crate::select::{AnyOptions, Facts};
use crate::table::Index;

impl AnyOptions {
    /// Makes the order of a collection's rows one that leaves nothing open, if that is cheap.
    pub(crate) fn decide(&mut self, table: &Facts, link: &Link) {
        let equal = match link {
            Link::Direct { child, .. } => *child,
            // The rows come by way of the join table, in no order of an index.
            Link::Through { .. } => &[],
        };
        let from_index = matches!(link, Link::Direct { .. });
        let stays = self.limit.is_some()
            && !self.order.is_empty()
            && from_index
            && is_served(table, equal, &self.order);
        if !stays {
            end_in_key(table, &mut self.order);
        }
    }
}

impl Question {
    /// The order of a query's rows, which the key ends unless that is dear. Rows in no order stay
    /// in none.
    pub(crate) fn decided(&self, table: &Facts) -> Vec<AnyOrder> {
        let mut order = self.order.clone();
        let served = || {
            let fixed = self.fixed();
            let equal: Vec<&str> = fixed.iter().map(|(column, _)| *column).collect();
            is_served(table, &equal, &self.order)
        };
        // Rows that are alike count once: what they are ordered by is theirs to say.
        let stays = order.is_empty() || self.distinct || (self.limit.is_some() && served());
        if !stays {
            end_in_key(table, &mut order);
        }
        order
    }
}

/// The key behind an order, as far as it is not in it.
fn end_in_key(table: &Facts, order: &mut Vec<AnyOrder>) {
    for key in table.key {
        let is_it = |by: &AnyOrder| matches!(by.by, By::Column(column) if column == *key);
        if !order.iter().any(is_it) {
            order.push(AnyOrder::ascending(By::Column(key)));
        }
    }
}

/// Whether an index gives rows in this order, where these columns are equal in all of them. An
/// index of some of the rows may serve; whether it does is the condition's to say.
fn is_served(table: &Facts, equal: &[&str], order: &[AnyOrder]) -> bool {
    table
        .indexes
        .iter()
        .any(|index| serves(index, equal, order))
}

pub(crate) fn serves(index: &Index, equal: &[&str], order: &[AnyOrder]) -> bool {
    let behind = index
        .keys
        .iter()
        .skip_while(|key| equal.contains(&key.column));
    let mut keys = behind;
    let mut backward = None;
    index.ordered
        && order.iter().all(|order| {
            let (By::Column(column), Some(key)) = (&order.by, keys.next()) else {
                return false;
            };
            // `NULL` counts as the highest value, unless the order says otherwise.
            let nulls_first = order.nulls_first.unwrap_or(order.descending);
            let turned = key.descending != order.descending;
            let nulls = !key.nullable || (key.nulls_first != nulls_first) == turned;
            *column == key.column && nulls && *backward.get_or_insert(turned) == turned
        })
}
