//! One level of a shape as a statement of its own: the rows of a collection, of many parents.
//!
//! The parents' keys go as arrays, one a column of the key, so the number of parameters does not
//! depend on how many there are. The server takes them apart in slices of [`SLICE`], and gathers
//! the rows of each slice into one row of parallel arrays: a quarter of the work of reading them one
//! by one. With each row comes the number of its parent's key, in the order of the keys, so the rows
//! of a parent stand together, and it is the server that says which key is equal to which.
//!
//! How many rows a slice has is not known beforehand. When they exceed what PostgreSQL can put into
//! one value, the same rows are asked for one by one.

use crate::column::AnyColumn;
use crate::render::Text;
use crate::select::{Child, Item, Node, What};
use crate::slot::Slot;
use crate::statement::Parameter;
use crate::wire::write_to;

/// How many keys go into one row of arrays: enough for the cost of a row not to count, few enough
/// for it to be short of a gigabyte by far.
const SLICE: usize = 256;

/// The rows of a collection, and what they are asked with.
#[derive(Debug)]
pub(crate) struct Level {
    /// Where the parents are: 0 is the root, 1 the first level.
    pub(crate) parent: usize,
    /// The key of a parent: its columns, and their places in the parent's rows.
    pub(crate) keys: Vec<(AnyColumn, usize)>,
    /// Whether no key comes twice.
    pub(crate) distinct: bool,
    pub(crate) slots: Vec<Slot>,
    /// The statement that gives the rows as arrays, a slice a row.
    pub(crate) slices: String,
    /// The statement that gives them one by one.
    pub(crate) singly: String,
    /// The values of the shape's own filters, behind the keys.
    pub(crate) parameters: Vec<Parameter>,
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
                    slots: Vec::new(),
                    slices: String::new(),
                    singly: String::new(),
                    parameters: Vec::new(),
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

impl Level {
    fn render(&mut self, child: &Child) {
        self.slots = Slot::of_level(&child.node);

        let mut text = Text::behind(child.keys.len());
        write_to(
            &mut text.sql,
            format_args!(
                "SELECT a.* FROM generate_series(0, cardinality($1) - 1, {SLICE}) AS b(b) \
                 CROSS JOIN LATERAL (SELECT array_agg(r.n) AS n, "
            ),
        );
        text.arrays(&child.node);
        text.push(" FROM (");
        numbered(child, true, &mut text);
        text.push(") AS r) AS a");
        self.slices = text.sql;

        let mut text = Text::behind(child.keys.len());
        numbered(child, false, &mut text);
        self.singly = text.sql;
        self.parameters = text.parameters;
    }
}

/// The rows of all parents, or of a slice of them, each behind the number of its parent's key, from
/// 1, in the order of those numbers.
fn numbered(child: &Child, sliced: bool, text: &mut Text) {
    let number = if sliced { "(b.b + k.n)" } else { "k.n" };
    write_to(&mut text.sql, format_args!("SELECT {number}::int4 AS n, "));
    let names: Vec<String> = (0..child.keys.len()).map(|at| format!("k{at}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if child.options.limit.is_some() {
        // For each key by itself, so that an index in the collection's order is read as far as the
        // limit goes. Keys are looked up in their order, and nothing sorts the rows behind that.
        text.push("l.* FROM ");
        keys(child, sliced, text);
        text.push(" CROSS JOIN LATERAL (SELECT ");
        text.list(&child.node, true);
        text.rows(child, ("k", &names));
        text.push(") AS l");
    } else {
        text.list(&child.node, true);
        text.push(" FROM ");
        keys(child, sliced, text);
        text.push(" CROSS JOIN ");
        text.tables(child);
        let alias = child.node.alias.to_string();
        text.bound_to(child.link, &alias, ("k", &names));
        text.filtered(child);
        text.push(" ORDER BY k.n");
        text.order_behind(", ", &alias, &child.options.order);
    }
}

/// `unnest($1[…], …) WITH ORDINALITY AS k(k0, …, n)`
fn keys(child: &Child, sliced: bool, text: &mut Text) {
    text.push("unnest(");
    for (at, key) in child.keys.iter().enumerate() {
        text.push(if at == 0 { "" } else { ", " });
        let number = at + 1;
        let values = if sliced {
            format!("${number}[b.b + 1 : b.b + {SLICE}]")
        } else {
            format!("${number}")
        };
        key.sql_type.array().arrived(values, &mut text.sql);
    }
    text.push(") WITH ORDINALITY AS k(");
    for at in 0..child.keys.len() {
        write_to(&mut text.sql, format_args!("k{at}, "));
    }
    text.push("n)");
}
