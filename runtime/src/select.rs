//! What a shape asks for, as data: tables, what is joined to them, and the list of values in the
//! order in which they are read.

use std::fmt;

use crate::aggregate::AnyAggregate;
use crate::collection::Link;
use crate::column::AnyColumn;
use crate::filter::Condition;
use crate::load::Load;
use crate::measure::{AnyMeasure, GroupKey, Key};
use crate::name::Name;
use crate::order::{AnyOrder, By};
use crate::path::{Ends, Leads, Through};
use crate::reference::AnyReference;
use crate::table::Table;

/// Collects what a shape asks for.
#[derive(Debug)]
pub struct Select {
    node: Node,
    aliases: usize,
    /// The table that is being described: a reference's shares the node of what refers to it.
    alias: Alias,
    /// Whether that table can be absent.
    optional: bool,
    /// The fields that lead to it.
    path: String,
}

/// A table in a statement, shown as `t0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Alias(pub(crate) usize);

impl fmt::Display for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "t{}", self.0)
    }
}

/// A table, and all that is read once for each of its rows.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) table: Name,
    pub(crate) alias: Alias,
    pub(crate) list: Vec<Item>,
    pub(crate) joins: Vec<Join>,
    /// What is read are not rows of the table, but of groups of them.
    pub(crate) groups: Option<Groups>,
}

/// What rows are grouped by, and what is computed of each group.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    pub(crate) keys: Vec<Key>,
    pub(crate) measures: Vec<(AnyMeasure, Option<Condition>)>,
}

/// A value to read.
#[derive(Debug)]
pub(crate) struct Item {
    /// The fields that lead to it, for messages.
    pub(crate) path: String,
    pub(crate) what: What,
}

/// What is read.
#[derive(Debug)]
pub(crate) enum What {
    Column {
        alias: Alias,
        column: AnyColumn,
    },
    /// Whether a reference leads to a row, by a column of its key; if not, the next `items` of
    /// the list are to be passed over.
    Presence {
        alias: Alias,
        key: &'static str,
        items: usize,
    },
    Aggregate {
        parent: Alias,
        of: Box<AnyAggregate>,
        filter: Option<Box<Condition>>,
    },
    Many(Box<Child>),
}

/// A table that is joined, one row at most.
#[derive(Debug)]
pub(crate) struct Join {
    pub(crate) table: Name,
    pub(crate) alias: Alias,
    pub(crate) from: Alias,
    pub(crate) on: AnyReference,
    pub(crate) optional: bool,
}

/// The rows of a collection.
#[derive(Debug)]
pub(crate) struct Child {
    pub(crate) node: Node,
    pub(crate) parent: Alias,
    pub(crate) link: &'static Link,
    pub(crate) options: AnyOptions,
}

/// Which rows of a collection, in which order.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct AnyOptions {
    pub(crate) filter: Option<Condition>,
    pub(crate) order: Vec<AnyOrder>,
    pub(crate) limit: Option<u64>,
}

impl Select {
    /// What the shape `S` asks for.
    pub(crate) fn of<S: Load>() -> Node {
        let mut select = Self {
            node: Node::new(S::Table::NAME, Alias(0)),
            aliases: 1,
            alias: Alias(0),
            optional: false,
            path: String::new(),
        };
        S::describe(&mut select);
        select.node
    }

    /// The value of a column, into this field.
    pub fn column(&mut self, field: &str, column: AnyColumn) {
        self.push(
            field,
            What::Column {
                alias: self.alias,
                column,
            },
        );
    }

    /// The values of columns, each into the field of its name.
    pub fn columns(&mut self, columns: &[AnyColumn]) {
        for column in columns {
            self.column(column.name, *column);
        }
    }

    pub(crate) fn reference<S: Load>(&mut self, field: &str, on: AnyReference, nullable: bool) {
        self.join(
            field,
            S::Table::NAME,
            S::Table::KEY,
            on,
            nullable,
            S::describe,
        );
    }

    pub(crate) fn collection<S: Load>(
        &mut self,
        field: &str,
        link: &'static Link,
        mut options: AnyOptions,
    ) {
        // The key decides between rows that are equal otherwise, so that the order is the same
        // each time. Not of the first few: an index that gives them in order would have to be
        // read on to the last that is equal to them.
        if options.order.is_empty() || options.limit.is_none() {
            for key in S::Table::KEY {
                let by = By::Column(key);
                let is_it = |by: &AnyOrder| matches!(by.by, By::Column(column) if column == *key);
                if !options.order.iter().any(is_it) {
                    options.order.push(AnyOrder::ascending(by));
                }
            }
        }
        self.many(field, S::Table::NAME, link, options, S::describe);
    }

    pub(crate) fn aggregate(&mut self, field: &str, of: AnyAggregate, filter: Option<Condition>) {
        let parent = self.alias;
        let of = Box::new(of);
        let filter = filter.map(Box::new);
        self.push(field, What::Aggregate { parent, of, filter });
    }

    /// The value at the end of a path, into this field.
    pub(crate) fn path<L: Leads, E: Ends>(&mut self, field: &str, path: Through<L, E>) {
        let optional = self.optional || Through::<L, E>::OPTIONAL;
        let alias = self.joined(Through::<L, E>::TABLE, path.by(), optional);
        let from = std::mem::replace(&mut self.alias, alias);
        let outer = std::mem::replace(&mut self.optional, optional);
        path.end(field, self);
        self.alias = from;
        self.optional = outer;
    }

    /// Groups the rows by these.
    pub fn group_by(&mut self, keys: Vec<GroupKey>) {
        let groups = self.node.groups.get_or_insert_default();
        for GroupKey(key) in keys {
            if !groups.keys.contains(&key) {
                groups.keys.push(key);
            }
        }
    }

    pub(crate) fn measure(&mut self, field: &str, any: AnyMeasure, filter: Option<Condition>) {
        let groups = self.node.groups.get_or_insert_default();
        groups.measures.push((any, filter));
        let column = AnyColumn {
            name: any.name,
            sql_type: any.sql_type(),
        };
        self.column(field, column);
    }

    /// A table joined to the one that is being described, once for each way to it.
    fn joined(&mut self, table: Name, on: AnyReference, optional: bool) -> Alias {
        let from = self.alias;
        let there = self.node.joins.iter();
        let mut there = there.filter(|join| join.from == from && join.table == table);
        if let Some(join) = there.find(|join| join.on == on) {
            return join.alias;
        }
        let alias = self.next_alias();
        self.node.joins.push(Join {
            table,
            alias,
            from,
            on,
            optional,
        });
        alias
    }

    fn join(
        &mut self,
        field: &str,
        table: Name,
        key: &'static [&'static str],
        on: AnyReference,
        nullable: bool,
        describe: fn(&mut Self),
    ) {
        let optional = self.optional || nullable;
        let alias = self.joined(table, on, optional);
        let presence = nullable.then_some(self.node.list.len());
        if nullable {
            let key = key.first().copied().unwrap_or_default();
            self.push(
                field,
                What::Presence {
                    alias,
                    key,
                    items: 0,
                },
            );
        }

        let path = self.path_of(field) + ".";
        let path = std::mem::replace(&mut self.path, path);
        let from = std::mem::replace(&mut self.alias, alias);
        let outer = std::mem::replace(&mut self.optional, optional);
        describe(self);
        self.path = path;
        self.alias = from;
        self.optional = outer;

        let length = self.node.list.len();
        if let Some(at) = presence
            && let Some(Item {
                what: What::Presence { items, .. },
                ..
            }) = self.node.list.get_mut(at)
        {
            *items = length - at - 1;
        }
    }

    fn many(
        &mut self,
        field: &str,
        table: Name,
        link: &'static Link,
        options: AnyOptions,
        describe: fn(&mut Self),
    ) {
        let alias = self.next_alias();
        let mut child = Self {
            node: Node::new(table, alias),
            aliases: self.aliases,
            alias,
            optional: false,
            path: self.path_of(field) + ".",
        };
        describe(&mut child);
        self.aliases = child.aliases;
        let child = Child {
            node: child.node,
            parent: self.alias,
            link,
            options,
        };
        self.push(field, What::Many(Box::new(child)));
    }

    fn push(&mut self, field: &str, what: What) {
        let path = self.path_of(field);
        self.node.list.push(Item { path, what });
    }

    fn path_of(&self, field: &str) -> String {
        format!("{}{field}", self.path)
    }

    fn next_alias(&mut self) -> Alias {
        let alias = Alias(self.aliases);
        self.aliases += 1;
        alias
    }
}

impl Node {
    fn new(table: Name, alias: Alias) -> Self {
        Self {
            table,
            alias,
            list: Vec::new(),
            joins: Vec::new(),
            groups: None,
        }
    }

    /// Whether its rows can be sent as one array a value: none of them is an array itself or
    /// holds rows of its own.
    pub(crate) fn is_flat(&self) -> bool {
        self.list.iter().all(|item| match &item.what {
            What::Column { column, .. } => !column.sql_type.is_array(),
            What::Presence { .. } => true,
            What::Aggregate { of, .. } => !of.value.sql_type.is_array(),
            What::Many(_) => false,
        })
    }

    /// Whether each row leads to more work than reading its columns.
    pub(crate) fn is_deep(&self) -> bool {
        self.list
            .iter()
            .any(|item| matches!(item.what, What::Aggregate { .. } | What::Many(_)))
    }
}
