//! One level of a shape as a statement of its own: the rows of a collection, of many parents.
//!
//! The parents' keys go as arrays, one a column of the key, so the number of parameters does not
//! depend on how many there are. The server takes them apart in slices, and gathers the rows of
//! each slice into one row of parallel arrays: a quarter of the client's work for rows that come one
//! by one. The rows of a parent stand together, and each says whose it is (a [`Mark`]).
//!
//! How many rows a slice has is not known beforehand: a long one comes in [pieces](crate::pieces). When
//! they exceed what PostgreSQL can put into one value, the same rows are asked for one by one.
//!
//! Where the slices begin stands behind a sub-select, so that the server takes them to be ten, whatever
//! their number. If it knew, it would find a plan for this number cheaper than one for any number,
//! as long as there are few, and make a new plan for each load.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::column::AnyColumn;
use crate::ordinal;
use crate::pieces::Cut;
use crate::render::Text;
use crate::select::{Child, Item, Node, What};
use crate::slot::Slot;
use crate::sorted::{Sort, sorts};
use crate::statement::Parameter;
use crate::wire::{Type, write_to};

/// How many bytes a row of arrays is to have: enough for the cost of a row not to count, few enough
/// for them to stay in the processor's caches while the server copies them, which it does four
/// times, and for the client to work on one row while the server gathers the next.
const ENOUGH: usize = 64 << 10;
/// How many keys go into one row of arrays, as long as it is not known how much comes for each …
const FIRST: u32 = 64;
/// … and at most.
const MOST: usize = 1024;

/// What stands before a row of a level, to say which parent's key it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The key itself. It is one column of a type in which values are equal if their bytes are, and
    /// whose order is known here: the keys are sent in it. The server then finds the rows by
    /// `= ANY`, which is less work than a join.
    Key,
    /// The number of the key among those that were sent, from 1: it is the server that says which
    /// key is equal to which.
    Number,
}

/// The rows of a collection, and what they are asked with.
#[derive(Debug)]
pub(crate) struct Level {
    /// Where the parents are: 0 is the root, 1 the first level.
    pub(crate) parent: usize,
    /// The key of a parent: its columns, and their places in the parent's rows.
    pub(crate) keys: Vec<(AnyColumn, usize)>,
    /// Whether no key comes twice.
    pub(crate) distinct: bool,
    pub(crate) mark: Mark,
    pub(crate) slots: Vec<Slot>,
    /// What the rows of a slice are still to be sorted by.
    pub(crate) sorts: Vec<Sort>,
    /// The statement that gives the rows as arrays, a slice a row.
    pub(crate) slices: String,
    /// The statement that gives them one by one.
    pub(crate) singly: String,
    /// The values of the shape's own filters, behind the keys and, for slices, how they are cut.
    pub(crate) parameters: Vec<Parameter>,
    /// How many keys a slice is to have, as the last load would have had it.
    slice: AtomicU32,
}

/// Takes the collections out of a node: each becomes a level, parents before their children, and
/// what the children are found by is added to the node's values.
///
/// There is nothing if a link's columns are not among those of the parent's table, or hold arrays,
/// which `unnest` would flatten.
pub(crate) fn split(node: &Node) -> Option<(Node, Vec<Level>)> {
    let mut levels = Vec::new();
    let root = without_collections(node, 0, &mut levels)?;
    Some((root, levels))
}

fn without_collections(node: &Node, number: usize, levels: &mut Vec<Level>) -> Option<Node> {
    let mut split = Node {
        list: Vec::with_capacity(node.list.len()),
        ..node.clone()
    };
    let mut below = Vec::new();
    for item in &node.list {
        let what = match &item.what {
            // A tree comes as a whole, with the row that it hangs from.
            What::Many(child) if !child.options.recursive => {
                let at = levels.len();
                levels.push(Level {
                    parent: number,
                    keys: Vec::new(),
                    distinct: child.distinct,
                    mark: Mark::of(&child.keys),
                    slots: Vec::new(),
                    sorts: Vec::new(),
                    slices: String::new(),
                    singly: String::new(),
                    parameters: Vec::new(),
                    slice: AtomicU32::new(FIRST),
                });
                below.push((at, item, child));
                let inner = Child {
                    node: without_collections(&child.node, at + 1, levels)?,
                    ..Child::clone(child)
                };
                levels.get_mut(at)?.render(&inner);
                What::Level(at)
            }
            // The root's rows come one by one.
            What::Column { alias, column } if number > 0 && column.sql_type.is_array() => {
                What::Sent {
                    alias: *alias,
                    column: *column,
                }
            }
            what => what.clone(),
        };
        split.list.push(Item {
            path: item.path.clone(),
            what,
        });
    }

    for (at, item, child) in below {
        if child.keys.len() != child.link.parent().len() {
            return None;
        }
        for key in &child.keys {
            if key.sql_type.is_array() {
                return None;
            }
            let is_it = |item: &Item| {
                matches!(&item.what, What::Column { alias, column }
                    if *alias == child.parent && column == key)
            };
            if !split.list.iter().any(is_it) {
                split.list.push(Item {
                    path: format!("{} (by `{}`)", item.path, key.name),
                    what: What::Column {
                        alias: child.parent,
                        column: *key,
                    },
                });
            }
            let values = split.list.iter();
            let mut values = values.filter(|item| item.what.is_sent());
            let place = values.position(is_it)?;
            levels.get_mut(at)?.keys.push((*key, place));
        }
    }
    Some(split)
}

impl Mark {
    fn of(keys: &[AnyColumn]) -> Self {
        match keys {
            [key] if ordinal::is_ordered(key.sql_type) => Self::Key,
            _ => Self::Number,
        }
    }
}

impl Level {
    /// The type of what stands before each row.
    pub(crate) fn mark_type(&self) -> Type {
        match (self.mark, self.keys.as_slice()) {
            (Mark::Key, [(key, _)]) => key.sql_type,
            _ => Type::INTEGER,
        }
    }

    /// How so many keys are cut into slices, as parameters: where each begins, and how many keys one
    /// has behind its first.
    pub(crate) fn cut(&self, keys: usize) -> [Parameter; 2] {
        let column = AnyColumn {
            name: "slice",
            sql_type: Type::INTEGER,
        };
        let slice = self.slice.load(Ordering::Relaxed).cast_signed().max(1);
        let keys = i32::try_from(keys).unwrap_or(i32::MAX);
        let begin = (1..=keys).step_by(slice.unsigned_abs() as usize);
        [
            Parameter::array(column, begin),
            Parameter::new(column, Some(&(slice - 1))),
        ]
    }

    /// So many bytes came for so many keys.
    pub(crate) fn came(&self, bytes: usize, keys: usize) {
        let fit = (ENOUGH * keys).checked_div(bytes).unwrap_or(MOST);
        let fit = u32::try_from(fit.clamp(1, MOST)).unwrap_or(FIRST);
        self.slice.store(fit, Ordering::Relaxed);
    }

    fn render(&mut self, child: &Child) {
        self.slots = Slot::of_level(&child.node);
        if self.mark == Mark::Key && child.options.limit.is_none() {
            self.sorts = sorts(child).unwrap_or_default();
        }

        let begin = child.keys.len() + 1;
        let slice = begin + 1;
        let names: Vec<String> = (0..child.node.width()).map(|at| format!("c{at}")).collect();
        let names = || std::iter::once("n").chain(names.iter().map(String::as_str));
        let mut text = Text::behind(slice);
        text.push("SELECT ");
        text.cut(names().map(|name| (name, Cut::Array)));
        text.push(" FROM (SELECT a.*");
        let long: Vec<String> = names().map(|name| format!("a.{name}")).collect();
        text.numbers(long.iter().map(String::as_str));
        write_to(
            &mut text.sql,
            format_args!(
                " FROM unnest((SELECT ${begin}::int4[])) AS b(b) \
                 CROSS JOIN LATERAL (SELECT array_agg(r.n) AS n, "
            ),
        );
        text.arrays(&child.node);
        text.push(" FROM (");
        self.marked(child, Some(slice), &mut text);
        text.push(") AS r) AS a) AS s");
        self.slices = text.sql;

        let mut text = Text::behind(child.keys.len());
        self.marked(child, None, &mut text);
        self.singly = text.sql;
        self.parameters = text.parameters;
    }

    /// The rows of all parents, or of a slice of them, each behind its mark, in the order in which the
    /// keys were sent. How many keys a slice has behind its first is the parameter of this number.
    fn marked(&self, child: &Child, slice: Option<usize>, text: &mut Text) {
        let mark = match (self.mark, slice) {
            (Mark::Key, _) => "k.k0",
            (Mark::Number, None) => "k.n::int4",
            (Mark::Number, Some(_)) => "(b.b + k.n - 1)::int4",
        };
        let names = child.key_names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let alias = child.node.alias.to_string();
        if child.options.limit.is_some() {
            // For each key by itself, so that an index in the collection's order is read as far as
            // the limit goes. Keys are looked up in their order, and nothing sorts the rows behind
            // that.
            write_to(&mut text.sql, format_args!("SELECT {mark} AS n, l.* FROM "));
            keys(child, slice, text);
            text.push(" CROSS JOIN LATERAL (SELECT ");
            text.list(&child.node, true);
            text.rows(child, ("k", &names));
            text.push(") AS l");
        } else if let (Mark::Key, [key]) = (self.mark, child.keys.as_slice()) {
            let mut own = Text::default();
            own.bound_column(child.link, &alias);
            let own = own.sql;
            // The child's column may be a number of another size.
            let mark = key.sql_type;
            write_to(&mut text.sql, format_args!("SELECT {own}::{mark} AS n, "));
            text.list(&child.node, true);
            text.push(" FROM ");
            text.tables(child);
            write_to(&mut text.sql, format_args!(" WHERE {own} = ANY("));
            values(child, 0, slice, text);
            text.push(")");
            text.filtered(child);
            write_to(&mut text.sql, format_args!(" ORDER BY {own}"));
            if slice.is_none() || self.sorts.is_empty() {
                text.order_behind(", ", &alias, &child.options.order);
            }
        } else {
            write_to(&mut text.sql, format_args!("SELECT {mark} AS n, "));
            text.list(&child.node, true);
            text.push(" FROM ");
            keys(child, slice, text);
            text.push(" CROSS JOIN ");
            text.tables(child);
            text.bound_to(child.link, &alias, ("k", &names));
            text.filtered(child);
            text.push(" ORDER BY k.n");
            text.order_behind(", ", &alias, &child.options.order);
        }
    }
}

/// `unnest($1[…], …) WITH ORDINALITY AS k(k0, …, n)`
fn keys(child: &Child, slice: Option<usize>, text: &mut Text) {
    text.push("unnest(");
    for at in 0..child.keys.len() {
        text.push(if at == 0 { "" } else { ", " });
        values(child, at, slice, text);
    }
    text.push(") WITH ORDINALITY AS k(");
    for at in 0..child.keys.len() {
        write_to(&mut text.sql, format_args!("k{at}, "));
    }
    text.push("n)");
}

/// The values of a column of the key: all of them, or those of a slice.
fn values(child: &Child, at: usize, slice: Option<usize>, text: &mut Text) {
    let number = at + 1;
    let values = match slice {
        Some(slice) => format!("${number}[b.b : b.b + ${slice}]"),
        None => format!("${number}"),
    };
    if let Some(key) = child.keys.get(at) {
        key.sql_type.array().arrived(values, &mut text.sql);
    }
}
