//! Tables: plain, divided, parts and heirs.

use super::column::{Column, Filled};
use super::constraint::{Check, Exclusion, Foreign, Key};
use super::dice::Dice;
use super::index::Index;
use super::name::{Place, list};
use super::types::{Class, Ty, note};
use super::{Id, Schema, comment};

#[derive(Clone)]
pub(super) struct Table {
    pub(super) id: Id,
    pub(super) place: Place,
    /// Its own columns; not those of the parent.
    pub(super) columns: Vec<Column>,
    pub(super) keys: Vec<Key>,
    pub(super) checks: Vec<Check>,
    pub(super) exclusions: Vec<Exclusion>,
    pub(super) foreign: Vec<Foreign>,
    pub(super) indexes: Vec<Index>,
    /// The composite type that it is a table of.
    pub(super) row_type: Option<Place>,
    pub(super) partition: Option<Partition>,
    pub(super) link: Option<Link>,
    pub(super) unlogged: bool,
    pub(super) fillfactor: Option<usize>,
    pub(super) vacuum: Option<bool>,
    pub(super) row_security: (bool, bool),
    pub(super) replica: Replica,
    /// The key or index that sorts it.
    pub(super) cluster: Option<Id>,
    pub(super) comment: Option<String>,
}

#[derive(Clone, PartialEq)]
pub(super) enum Replica {
    Usual,
    Nothing,
    Full,
    PrimaryKey,
}

#[derive(Clone)]
pub(super) struct Partition {
    pub(super) method: Method,
    pub(super) column: Id,
    /// By what is computed of the column.
    pub(super) by_expression: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Method {
    List,
    Range,
    Hash,
}

/// What makes a table a partition or an heir.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) parent: Id,
    pub(super) how: How,
    /// Another table that it inherits from.
    pub(super) second: Option<Id>,
    /// Which rows a partition holds: the number of the bound, or all others.
    pub(super) bound: Option<Bound>,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Bound {
    Number(usize),
    Default,
}

/// How a table came by its parent.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum How {
    /// It was made of it.
    Made,
    /// It was there before.
    Attached,
    /// It has its columns, and is no part of it any more.
    Loose,
}

impl How {
    pub(super) fn is_linked(self) -> bool {
        self != Self::Loose
    }
}

impl Schema {
    pub(super) fn add_table(&mut self, dice: &mut Dice) {
        let mut table = self.bare_table(dice);
        let mut id = self.new_column(dice, &[]);
        if dice.one_in(2) {
            // Names of different tables may be the same.
            "id".clone_into(&mut id.name);
        }
        id.ty = Ty::Plain(dice.below(2));
        id.not_null = true;
        if !dice.one_in(4) {
            id.filled = Filled::No;
        }
        if matches!(id.filled, Filled::Generated { .. }) {
            id.filled = Filled::No;
        }
        let mut ids = vec![id.id];
        table.columns.push(id);
        for _ in 0..1 + dice.below(6) {
            let column = self.new_column(dice, &ids);
            ids.push(column.id);
            table.columns.push(column);
        }
        if dice.one_in(4) {
            table.partition = Some(Partition {
                method: dice.pick(&[Method::List, Method::Range, Method::Hash]),
                column: ids[0],
                by_expression: self.knows_more && dice.one_in(3),
            });
            table.columns[0].filled = Filled::No;
            table.unlogged = false;
        } else if self.knows_more && dice.one_in(4) {
            table.row_type = Some(self.place(dice, "w"));
        }
        if !dice.one_in(4) {
            let mut key = self.new_key(dice, &ids[..1]);
            key.primary = true;
            key.nulls_distinct = true;
            table.keys.push(key);
        }
        let place = self.tables.len();
        self.tables.push(table);
        for _ in 0..dice.below(6) {
            self.add_member(dice, place);
        }
        if self.tables[place].partition.is_some() {
            for _ in 0..1 + dice.below(3) {
                self.add_partition(dice, place);
            }
        } else if dice.one_in(4) {
            self.add_heir(dice, place);
        }
    }

    fn bare_table(&mut self, dice: &mut Dice) -> Table {
        Table {
            id: self.number(),
            place: self.place(dice, "t"),
            columns: Vec::new(),
            keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            foreign: Vec::new(),
            indexes: Vec::new(),
            row_type: None,
            partition: None,
            link: None,
            unlogged: dice.one_in(12),
            fillfactor: dice.one_in(6).then(|| 50 + dice.below(50)),
            vacuum: dice.one_in(8).then(|| dice.one_in(2)),
            row_security: (dice.one_in(10), dice.one_in(10)),
            replica: match dice.below(12) {
                0 => Replica::Nothing,
                1 => Replica::Full,
                2 => Replica::PrimaryKey,
                _ => Replica::Usual,
            },
            cluster: None,
            comment: comment(dice),
        }
    }

    /// A partition of the table at this place, which may be divided again.
    pub(super) fn add_partition(&mut self, dice: &mut Dice, of: usize) {
        let parent = self.tables[of].clone();
        let Some(partition) = &parent.partition else {
            return;
        };
        let siblings: Vec<Bound> = self
            .tables
            .iter()
            .filter_map(|it| it.link.as_ref().filter(|it| it.parent == parent.id)?.bound)
            .collect();
        let mut bound = Bound::Number(siblings.len() + 1);
        if partition.method == Method::Hash {
            let free = (0..4).find(|it| !siblings.contains(&Bound::Number(*it)));
            let Some(free) = free else { return };
            bound = Bound::Number(free);
        } else if dice.one_in(5) && !siblings.contains(&Bound::Default) {
            bound = Bound::Default;
        } else {
            while siblings.contains(&bound) {
                let Bound::Number(number) = &mut bound else {
                    break;
                };
                *number += 1;
            }
        }
        let mut table = self.bare_table(dice);
        table.unlogged = false;
        table.link = Some(Link {
            parent: parent.id,
            how: if dice.one_in(4) {
                How::Attached
            } else {
                How::Made
            },
            second: None,
            bound: Some(bound),
        });
        let columns: Vec<Id> = self
            .columns(&parent)
            .iter()
            .filter(|it| self.class(it.ty) == Class::Integer && matches!(it.filled, Filled::No))
            .map(|it| it.id)
            .collect();
        let is_below = parent.link.is_some();
        if dice.one_in(3)
            && !is_below
            && let Some(column) = dice.some(&columns)
        {
            table.partition = Some(Partition {
                method: dice.pick(&[Method::List, Method::Range, Method::Hash]),
                column,
                by_expression: self.knows_more && dice.one_in(3),
            });
        }
        let is_divided = table.partition.is_some();
        let place = self.tables.len();
        self.tables.push(table);
        if is_divided {
            for _ in 0..1 + dice.below(2) {
                self.add_partition(dice, place);
            }
        } else if dice.one_in(3) {
            self.add_member(dice, place);
        }
    }

    /// A table that inherits from the one at this place.
    pub(super) fn add_heir(&mut self, dice: &mut Dice, of: usize) {
        let parent = self.tables[of].id;
        if self.is_divided(&self.tables[of]) {
            return;
        }
        let mut table = self.bare_table(dice);
        table.link = Some(Link {
            parent,
            how: if dice.one_in(4) {
                How::Attached
            } else {
                How::Made
            },
            second: self.some_parent(dice),
            bound: None,
        });
        for _ in 0..dice.below(3) {
            let column = self.new_column(dice, &[]);
            table.columns.push(column);
        }
        let place = self.tables.len();
        self.tables.push(table);
        for _ in 0..dice.below(2) {
            self.add_member(dice, place);
        }
    }

    /// A table to inherit from beside another one.
    pub(super) fn some_parent(&self, dice: &mut Dice) -> Option<Id> {
        if !self.knows_more || !dice.one_in(2) {
            return None;
        }
        dice.place(&self.tables).map(|at| self.tables[at].id)
    }

    pub(super) fn table_sql(&self, table: &Table, text: &mut String, comments: &mut String) {
        let name = self.full(&table.place);
        let unlogged = if table.unlogged { "UNLOGGED " } else { "" };
        let row_type = table.row_type.as_ref().map(|it| self.full(it));
        if let Some(row_type) = &row_type {
            let columns = self.columns(table);
            let columns = columns.iter().filter_map(|it| self.attribute_sql(it));
            let columns = list(&columns.collect::<Vec<_>>());
            text.push_str(&format!("CREATE TYPE {row_type} AS ({columns});\n"));
        }
        text.push_str(&format!("CREATE {unlogged}TABLE {name}"));
        let link = table.link.as_ref();
        let parent = self.parent(table).map(|it| self.full(&it.place));
        let bound = link.and_then(|it| Some(self.bound_sql(it.parent, it.bound?)));
        let mut after = String::new();
        let lines = |columns: Vec<&Column>| {
            let lines = columns.into_iter();
            let lines = lines.filter_map(|it| self.column_sql(table, it));
            list(&lines.collect::<Vec<_>>())
        };
        let own = || table.columns.iter().collect();
        let parents: Vec<String> = self
            .parents(table)
            .iter()
            .map(|it| self.full(&it.place))
            .collect();
        let parents = list(&parents);
        match (link.map(|it| it.how), parent, bound) {
            (Some(How::Made), Some(parent), Some(bound)) => {
                text.push_str(&format!(" PARTITION OF {parent} {bound}"));
            }
            (Some(How::Attached), Some(parent), Some(bound)) => {
                text.push_str(&format!(" ({})", lines(self.columns(table))));
                after = format!("ALTER TABLE {parent} ATTACH PARTITION {name} {bound};\n");
            }
            (Some(How::Made), Some(_), None) => {
                text.push_str(&format!(" ({}) INHERITS ({parents})", lines(own())));
            }
            (Some(How::Attached), Some(_), None) => {
                // Of the parent's columns only the types are said again.
                let bare = |it: &&Column| Column {
                    filled: Filled::No,
                    not_null: false,
                    ..Column::clone(it)
                };
                let above = self.columns_above(table);
                let above: Vec<Column> = above.iter().map(bare).collect();
                let own = table.columns.iter();
                text.push_str(&format!(
                    " ({}) INHERITS ({parents})",
                    lines(above.iter().chain(own).collect())
                ));
            }
            _ => {
                let columns = lines(self.columns(table));
                match &row_type {
                    Some(row_type) if columns.is_empty() => {
                        text.push_str(&format!(" OF {row_type}"));
                    }
                    Some(row_type) => text.push_str(&format!(" OF {row_type} ({columns})")),
                    None => text.push_str(&format!(" ({columns})")),
                }
            }
        }
        if let Some(partition) = &table.partition
            && let Some(column) = self.column(table, partition.column)
        {
            let method = match partition.method {
                Method::List => "LIST",
                Method::Range => "RANGE",
                Method::Hash => "HASH",
            };
            let by = if partition.by_expression {
                format!("abs({})", column.quoted())
            } else {
                column.quoted()
            };
            text.push_str(&format!(" PARTITION BY {method} ({by})"));
        } else {
            let mut options = Vec::new();
            if let Some(it) = table.fillfactor {
                options.push(format!("fillfactor = {it}"));
            }
            if let Some(it) = table.vacuum {
                options.push(format!("autovacuum_enabled = {it}"));
                options.push("toast.autovacuum_enabled = false".to_owned());
            }
            if !options.is_empty() {
                text.push_str(&format!(" WITH ({})", options.join(", ")));
            }
        }
        text.push_str(";\n");
        text.push_str(&after);
        note(comments, "TABLE", &name, table.comment.as_ref());
        for column in &table.columns {
            if self.type_sql(column.ty).is_some() {
                let on = format!("{name}.{}", column.quoted());
                note(comments, "COLUMN", &on, column.comment.as_ref());
            }
        }
    }

    fn bound_sql(&self, parent: Id, bound: Bound) -> String {
        let method = self
            .table(parent)
            .and_then(|it| it.partition.as_ref())
            .map_or(Method::List, |it| it.method);
        match (method, bound) {
            (Method::Hash, Bound::Number(it)) => {
                format!("FOR VALUES WITH (MODULUS 4, REMAINDER {it})")
            }
            (_, Bound::Default) => "DEFAULT".to_owned(),
            (Method::List, Bound::Number(it)) => format!("FOR VALUES IN ({it})"),
            (Method::Range, Bound::Number(it)) => {
                format!("FOR VALUES FROM ({it}) TO ({})", it + 1)
            }
        }
    }

    /// What is said of a table when its keys are there.
    pub(super) fn settings_sql(&self, table: &Table, text: &mut String) {
        let name = self.full(&table.place);
        let mut alter = |action: &str| {
            text.push_str(&format!("ALTER TABLE ONLY {name} {action};\n"));
        };
        if table.row_security.0 {
            alter("ENABLE ROW LEVEL SECURITY");
        }
        if table.row_security.1 {
            alter("FORCE ROW LEVEL SECURITY");
        }
        match table.replica {
            Replica::Usual => {}
            Replica::Nothing => alter("REPLICA IDENTITY NOTHING"),
            Replica::Full => alter("REPLICA IDENTITY FULL"),
            Replica::PrimaryKey => {
                let key = table
                    .keys
                    .iter()
                    .find(|it| it.primary && it.deferrable == 0);
                if let Some(key) = key.filter(|it| self.key_columns(table, it).is_some()) {
                    alter(&format!("REPLICA IDENTITY USING INDEX {}", key.quoted()));
                }
            }
        }
        if let Some(id) = table.cluster
            && table.partition.is_none()
        {
            let key = table.keys.iter().find(|it| it.id == id);
            let key = key.filter(|it| self.key_columns(table, it).is_some());
            if let Some(key) = key {
                alter(&format!("CLUSTER ON {}", key.quoted()));
            }
        }
    }
}
