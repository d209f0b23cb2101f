//! What a shape asks for, as data: tables, what is joined to them, and the list of values in the
//! order in which they are read.

use std::any::TypeId;
use std::fmt;

use crate::aggregate::AnyAggregate;
use crate::collection::Link;
use crate::column::AnyColumn;
use crate::filter::Condition;
use crate::given::{GivenValues as _, Later};
use crate::load::Load;
use crate::measure::{AnyMeasure, GroupKey, Key};
use crate::name::Name;
use crate::order::AnyOrder;
use crate::path::{Ends, Leads, Through};
use crate::reference::AnyReference;
use crate::table::{Index, Table};

/// Collects what a shape asks for.
#[derive(Debug)]
pub struct Select {
    node: Node,
    aliases: usize,
    /// The table that is being described: a reference's shares the node of what refers to it.
    alias: Alias,
    /// What is known of it.
    facts: Facts,
    /// Whether that table can be absent.
    optional: bool,
    /// The fields that lead to it.
    path: String,
    /// The shapes that contain themselves, once for each time that they were entered.
    entered: Vec<TypeId>,
    /// Which of the query's values the shape that is being described is given, in its own order.
    given: Vec<usize>,
    /// The same for the shape of the field that comes next.
    gives: Vec<usize>,
}

/// What a statement has to know of a table that is not in the handles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) name: Name,
    pub(crate) key: &'static [&'static str],
    pub(crate) columns: &'static [AnyColumn],
    pub(crate) indexes: &'static [Index],
}

impl Facts {
    pub(crate) const fn of<T: Table>() -> Self {
        Self {
            name: T::NAME,
            key: T::KEY,
            columns: T::COLUMNS,
            indexes: T::INDEXES,
        }
    }

    /// The column of this name.
    pub(crate) fn column(&self, name: &str) -> Option<AnyColumn> {
        self.columns
            .iter()
            .find(|column| column.name == name)
            .copied()
    }
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
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) facts: Facts,
    pub(crate) alias: Alias,
    /// Whether no row of the table comes twice among all the rows of a load.
    pub(crate) once: bool,
    pub(crate) list: Vec<Item>,
    pub(crate) joins: Vec<Join>,
    /// What is read are not rows of the table, but of groups of them.
    pub(crate) groups: Option<Groups>,
}

/// What rows are grouped by, and what is computed of each group.
#[derive(Debug, Clone, Default)]
pub(crate) struct Groups {
    pub(crate) keys: Vec<Key>,
    pub(crate) measures: Vec<(AnyMeasure, Option<Condition>)>,
}

/// A value to read.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// The fields that lead to it, for messages.
    pub(crate) path: String,
    pub(crate) what: What,
}

/// What is read.
#[derive(Debug, Clone)]
pub(crate) enum What {
    Column {
        alias: Alias,
        column: AnyColumn,
    },
    /// Whether a reference leads to a row, by a column that it is found by; if not, the next `items` of
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
    /// An array as the bytes that PostgreSQL would send, since arrays of unequal length have no
    /// array of their own.
    Sent {
        alias: Alias,
        column: AnyColumn,
    },
    /// The rows of a collection, which the statement of this level gives.
    Level(usize),
    /// No rows: the shape contains itself, and this is as deep as it goes.
    End,
    /// The rows below this one in the tree that it is part of.
    Again,
}

impl What {
    /// Whether the row's own statement gives something for it.
    pub(crate) fn is_sent(&self) -> bool {
        !matches!(self, Self::Level(_) | Self::End | Self::Again)
    }
}

/// A table that is joined, one row at most.
#[derive(Debug, Clone)]
pub(crate) struct Join {
    pub(crate) table: Name,
    pub(crate) alias: Alias,
    pub(crate) from: Alias,
    pub(crate) on: AnyReference,
    pub(crate) optional: bool,
}

/// The rows of a collection.
#[derive(Debug, Clone)]
pub(crate) struct Child {
    pub(crate) node: Node,
    pub(crate) parent: Alias,
    pub(crate) link: &'static Link,
    /// The parent's columns that the link names.
    pub(crate) keys: Vec<AnyColumn>,
    /// Whether they differ from one of the parent's rows to the next.
    pub(crate) distinct: bool,
    pub(crate) options: AnyOptions,
}

/// How many rows of a collection for each parent, at most.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    /// What the shape says is a part of its statement's text: the server then knows it when it plans.
    Declared(u64),
    /// What a query says is a parameter, so that the text is the same for every number.
    Asked(u64),
}

/// Which rows of a collection, in which order.
#[doc(hidden)]
#[derive(Debug, Clone, Default)]
pub struct AnyOptions {
    pub(crate) filter: Option<Condition>,
    pub(crate) order: Vec<AnyOrder>,
    pub(crate) limit: Option<Limit>,
    /// How many times the shape contains itself.
    pub(crate) depth: Option<usize>,
    /// Whether it contains itself as often as there are rows below rows.
    pub(crate) recursive: bool,
}

impl Select {
    /// What the shape `S` asks for.
    pub(crate) fn of<S: Load>() -> Node {
        let mut select = Self {
            node: Node::new(Facts::of::<S::Table>(), Alias(0), true),
            aliases: 1,
            alias: Alias(0),
            facts: Facts::of::<S::Table>(),
            optional: false,
            path: String::new(),
            entered: Vec::new(),
            given: (0..S::Given::COUNT).collect(),
            gives: Vec::new(),
        };
        S::describe(&mut select);
        select.node
    }

    /// The place of a value that the shape is given: the first, the second …
    #[must_use]
    pub fn later<V>(&self, place: usize, name: &'static str) -> Later<V> {
        let number = self.given.get(place).copied();
        Later::new(number.unwrap_or(usize::MAX), name)
    }

    /// Gives the shape of the next field these of the query's values.
    pub(crate) fn give(&mut self, numbers: Vec<usize>) {
        self.gives = numbers;
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
        self.join(field, Facts::of::<S::Table>(), on, nullable, S::describe);
    }

    pub(crate) fn collection<S: Load>(
        &mut self,
        field: &str,
        link: &'static Link,
        options: AnyOptions,
    ) {
        let shape = TypeId::of::<S>();
        let entered = self.entered.iter();
        let times = entered.filter(|entered| **entered == shape).count();
        if options.depth.is_some_and(|depth| times >= depth) {
            self.push(field, What::End);
            return;
        }
        if options.recursive && times > 0 {
            self.push(field, What::Again);
            return;
        }
        let within = self.entered.len();
        if options.recursive || options.depth.is_some() {
            self.entered.push(shape);
        }
        self.many(field, Facts::of::<S::Table>(), link, options, S::describe);
        self.entered.truncate(within);
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
        facts: Facts,
        on: AnyReference,
        nullable: bool,
        describe: fn(&mut Self),
    ) {
        let optional = self.optional || nullable;
        let alias = self.joined(facts.name, on, optional);
        let presence = nullable.then_some(self.node.list.len());
        if nullable {
            // What is joined is equal to something, and so not NULL.
            let key = on.there.first().copied().unwrap_or_default();
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
        let gives = std::mem::take(&mut self.gives);
        let given = std::mem::replace(&mut self.given, gives);
        let from = std::mem::replace(&mut self.alias, alias);
        let beside = std::mem::replace(&mut self.facts, facts);
        let outer = std::mem::replace(&mut self.optional, optional);
        describe(self);
        self.path = path;
        self.given = given;
        self.alias = from;
        self.facts = beside;
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
        facts: Facts,
        link: &'static Link,
        mut options: AnyOptions,
        describe: fn(&mut Self),
    ) {
        let alias = self.next_alias();
        // A row that is reached by a reference of its own belongs to one parent, and one parent
        // is asked for once.
        let once = matches!(link, Link::Direct { .. });
        let mut child = Self {
            node: Node::new(facts, alias, once),
            aliases: self.aliases,
            alias,
            facts,
            optional: false,
            path: self.path_of(field) + ".",
            entered: self.entered.clone(),
            given: std::mem::take(&mut self.gives),
            gives: Vec::new(),
        };
        describe(&mut child);
        self.aliases = child.aliases;
        options.decide(&facts, link);
        let named = link.parent();
        let is_key = named.len() == self.facts.key.len()
            && named.iter().all(|name| self.facts.key.contains(name));
        let child = Child {
            node: child.node,
            parent: self.alias,
            link,
            keys: named
                .iter()
                .filter_map(|name| self.facts.column(name))
                .collect(),
            distinct: self.node.once && self.alias == self.node.alias && is_key,
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

impl Child {
    /// The columns of its table that name the parent; nothing where a join table does.
    pub(crate) fn link_columns(&self) -> Vec<AnyColumn> {
        let columns = match self.link {
            Link::Direct { child, .. } => *child,
            Link::Through { .. } => &[],
        };
        let columns = columns.iter();
        columns
            .filter_map(|name| self.node.facts.column(name))
            .collect()
    }

    /// What the columns of the parent's key are called beside the rows: `k0`, `k1` …
    pub(crate) fn key_names(&self) -> Vec<String> {
        let key = 0..self.link.parent().len();
        key.map(|at| format!("k{at}")).collect()
    }

    /// Whether the rows of all parents in a page of this node's rows are gathered at once: through a
    /// join table, and if no two parents are the same. A view's key is only said to be one.
    pub(crate) fn is_gathered_at_once(&self, node: &Node) -> bool {
        matches!(self.link, Link::Through { .. })
            && self.distinct
            && self.parent == node.alias
            && !node.facts.indexes.is_empty()
            && self.options.limit.is_none()
            && self.is_flat()
    }

    /// Whether its rows are sent as arrays.
    pub(crate) fn is_flat(&self) -> bool {
        self.node.is_flat() && !self.options.recursive
    }
}

impl Node {
    fn new(facts: Facts, alias: Alias, once: bool) -> Self {
        Self {
            facts,
            alias,
            once,
            list: Vec::new(),
            joins: Vec::new(),
            groups: None,
        }
    }

    /// How many values it has, when it is flat.
    pub(crate) fn width(&self) -> usize {
        let values = self.list.iter();
        values.filter(|item| item.what.is_sent()).count()
    }

    /// Whether its rows can be sent as one array a value: none of them is an array itself or
    /// holds rows of its own.
    pub(crate) fn is_flat(&self) -> bool {
        self.list.iter().all(|item| match &item.what {
            What::Column { column, .. } => !column.sql_type.is_array(),
            What::Presence { .. }
            | What::Sent { .. }
            | What::Level(_)
            | What::End
            | What::Again => true,
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
