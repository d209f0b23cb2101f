//! Tables and their parents: which columns a table has in the end, and how rows are divided.

use super::column::Column;
use super::table::{Link, Table};
use super::{Id, Schema};

impl Schema {
    pub(super) fn table(&self, id: Id) -> Option<&Table> {
        self.tables.iter().find(|it| it.id == id)
    }

    /// The parent of a table that is linked to one, or has its columns.
    pub(super) fn parent(&self, table: &Table) -> Option<&Table> {
        let at = self.tables.iter().position(|it| it.id == table.id)?;
        let link = table.link.as_ref()?;
        // What is made comes after what it is made of.
        let parents = self.tables[..at].iter();
        parents.into_iter().find(|it| it.id == link.parent)
    }

    /// The parents of a table: a second one where their columns do not contradict each other.
    pub(super) fn parents(&self, table: &Table) -> Vec<&Table> {
        let Some(first) = self.parent(table) else {
            return Vec::new();
        };
        let ours = self.columns(first);
        let is_fit = |second: &&Table| {
            self.columns(second).iter().all(|it| {
                ours.iter()
                    .all(|other| other.name != it.name || other.merges_with(it))
            })
        };
        let second = self.second(table).filter(is_fit);
        [Some(first), second].into_iter().flatten().collect()
    }

    fn second(&self, table: &Table) -> Option<&Table> {
        let at = self.tables.iter().position(|it| it.id == table.id)?;
        let link = table.link.as_ref().filter(|it| it.bound.is_none())?;
        let other = |it: &&Table| Some(it.id) == link.second && it.id != link.parent;
        let found = self.tables[..at].iter().find(other)?;
        (self.is_there(found) && !self.is_divided(found)).then_some(found)
    }

    /// Whether a table is there: a partition is not without its parent.
    pub(super) fn is_there(&self, table: &Table) -> bool {
        table.link.is_none() || self.parent(table).is_some_and(|it| self.is_there(it))
    }

    /// The columns that a table has, whoever says so.
    pub(super) fn columns<'a>(&'a self, table: &'a Table) -> Vec<&'a Column> {
        let mut found = self.columns_above(table);
        let own = table.columns.iter();
        found.extend(own.filter(|it| self.type_sql(it.ty).is_some()));
        found
    }

    /// The columns that a table has from its parents.
    pub(super) fn columns_above<'a>(&'a self, table: &Table) -> Vec<&'a Column> {
        let mut found: Vec<&Column> = Vec::new();
        for column in self
            .parents(table)
            .into_iter()
            .flat_map(|it| self.columns(it))
        {
            if found.iter().all(|it| it.name != column.name) {
                found.push(column);
            }
        }
        found
    }

    pub(super) fn column<'a>(&'a self, table: &'a Table, id: Id) -> Option<&'a Column> {
        self.columns(table).into_iter().find(|it| it.id == id)
    }

    pub(super) fn is_partition(&self, table: &Table) -> bool {
        matches!(&table.link, Some(Link { bound: Some(_), how, .. }) if how.is_linked())
    }

    /// The table at the top of what a table is a part of.
    pub(super) fn root<'a>(&'a self, table: &'a Table) -> &'a Table {
        match self.parent(table) {
            Some(parent) if self.is_partition(table) => self.root(parent),
            _ => table,
        }
    }

    /// Whether a table is divided, or part of one that is.
    pub(super) fn is_divided(&self, table: &Table) -> bool {
        table.partition.is_some() || table.link.as_ref().is_some_and(|it| it.bound.is_some())
    }

    /// The columns by which a table or what is in it is divided.
    pub(super) fn dividing(&self, table: &Table) -> Vec<Id> {
        let root = self.root(table);
        let mut found = Vec::new();
        for it in &self.tables {
            if let Some(partition) = &it.partition
                && self.root(it).id == root.id
                && !found.contains(&partition.column)
            {
                found.push(partition.column);
            }
        }
        found
    }

    /// Whether a table or what is in it is divided by an expression, so that no key can hold across the parts.
    pub(super) fn is_divided_by_expression(&self, table: &Table) -> bool {
        let root = self.root(table).id;
        self.tables.iter().any(|it| {
            it.partition.as_ref().is_some_and(|it| it.by_expression) && self.root(it).id == root
        })
    }

    /// Whether rows are divided by a column, in this table or one that has it from this one.
    pub(super) fn divides(&self, table: &Table, column: Id) -> bool {
        let _ = table;
        self.tables
            .iter()
            .any(|it| it.partition.as_ref().is_some_and(|it| it.column == column))
    }
}
