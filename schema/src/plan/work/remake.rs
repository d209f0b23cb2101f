//! The tables that cannot be altered, and are made anew beside the old ones.

use super::mention::mentions;
use crate::change::{Change, Delta};
use crate::database::{Column, ConstraintKind, Filled, Object, QualifiedName, Table};
use crate::plan::Refusal;
use crate::plan::work::Work;
use std::collections::BTreeSet;

impl<'a> Work<'a> {
    /// The next tables that have to be made anew: whose columns would not come to stand in the target's order, or
    /// that would keep as their own what they shall have from a parent.
    pub(super) fn remake(&mut self) -> bool {
        let tables: Vec<&Table> = self.touched_tables();
        let mut found = Vec::new();
        for new in tables {
            let name = &new.name;
            let Some(old) = self.old.table(name).filter(|_| self.stays(name)) else {
                continue;
            };
            let inherits = !new.inherits.is_empty() && self.is_relinked(new);
            let own = |it: &Column| it.local;
            let is_own_otherwise = |it: &Column| {
                let before = self.old.column(name, &it.name);
                before.is_some_and(|before| before.local != it.local)
            };
            let inherits_still = !new.inherits.is_empty() && !self.is_relinked(new);
            if inherits && !(new.columns.iter().all(own) && has_own(new))
                || inherits_still && new.columns.iter().any(is_own_otherwise)
            {
                found.push(name.clone());
                continue;
            }
            // A type's columns stand in its order.
            if !self.options.column_order && new.of_type.is_none() {
                continue;
            }
            // Nobody sees where a column stands that a table has from its parents: a copy of it has it there first.
            let is_seen = |column: &&Column| column.local || new.inherits.is_empty();
            let is_kept = |column: &&Column| {
                !self.is_gone(&Object::Column(name.clone(), column.name.clone()))
            };
            let kept: Vec<&str> = old
                .columns
                .iter()
                .filter(is_kept)
                .filter(is_seen)
                .map(|it| it.name.as_str())
                .collect();
            let seen = new
                .columns
                .iter()
                .filter(is_seen)
                .map(|it| it.name.as_str());
            let added = seen.clone().filter(|it| !kept.contains(it));
            let order: Vec<&str> = kept.iter().copied().chain(added).collect();
            let wanted: Vec<&str> = seen.collect();
            if order == wanted {
                continue;
            }
            let moved = wanted
                .iter()
                .copied()
                .filter(|it| kept.contains(it))
                .ne(kept.iter().copied());
            if moved {
                let refusal = Refusal {
                    object: name.to_string(),
                    reason: format!(
                        "its columns stand in the order {}, and in the target in the order {}: PostgreSQL cannot move a \
                         column that is there",
                        kept.join(", "),
                        wanted.join(", ")
                    ),
                };
                if !self.refusals.contains(&refusal) {
                    self.refusals.push(refusal);
                }
                continue;
            }
            found.push(name.clone());
        }
        for (table, column) in &self.retyped {
            let divides = self
                .old
                .table(table)
                .and_then(|it| it.partition.as_ref())
                .is_some_and(|it| it.by.iter().any(|by| mentions(by, column)));
            if divides {
                self.with_partitions(table, &mut found);
            }
        }
        let mut any = !found.is_empty();
        for name in self.kept_from_dropping_expressions() {
            let is_part = self.old.table(&name).is_some_and(|it| it.part_of.is_some());
            if is_part {
                any |= self.loosened.insert(name);
            } else if !found.contains(&name) {
                any = true;
                found.push(name);
            }
        }
        for name in found {
            self.remade.insert(name.clone());
            self.gone.insert(Object::Table(name.clone()));
            self.news.push(Object::Table(name.clone()));
            self.put_up(Object::Table(name.clone()));
            self.fell(&name);
            self.raise(&name);
        }
        any
    }

    /// The tables between others whose generated column becomes a plain one: PostgreSQL drops an expression from a table
    /// and those right below it, and no further.
    fn kept_from_dropping_expressions(&self) -> Vec<QualifiedName> {
        let mut found = Vec::new();
        for change in self.changes {
            let Change::Column {
                table,
                change: Delta::Altered { from, to },
            } = change
            else {
                continue;
            };
            if !matches!(from.filled, Filled::Generated(_)) || from.filled == to.filled {
                continue;
            }
            let children = self.old.children(table).iter();
            let between = children.filter(|it| {
                let below = self.old.children(&it.name);
                !self.linked(&it.name).is_empty()
                    && below.iter().any(|it| !self.linked(&it.name).is_empty())
            });
            found.extend(between.map(|it| it.name.clone()));
        }
        found
    }

    /// A table that stays, and all below it that do.
    fn with_partitions(&self, table: &QualifiedName, found: &mut Vec<QualifiedName>) {
        if self.stays(table) && !found.contains(table) {
            found.push(table.clone());
            for child in self.old.children(table) {
                self.with_partitions(&child.name, found);
            }
        }
    }

    /// The tables that both have and whose columns or parents change.
    fn touched_tables(&self) -> Vec<&'a Table> {
        let mut names: BTreeSet<&QualifiedName> = BTreeSet::new();
        for change in self.changes {
            match change {
                Change::Column { table, .. } | Change::ColumnOrder { table, .. } => {
                    names.insert(table);
                }
                Change::Table(delta) => names.extend(delta.to().map(|it| &it.name)),
                _ => {}
            }
        }
        for object in &self.gone {
            if let Object::Column(table, _) = object {
                names.insert(table);
            }
        }
        for name in &self.remade {
            names.extend(self.new.children(name).iter().map(|it| &it.name));
        }
        names
            .iter()
            .filter_map(|name| self.new.table(name))
            .collect()
    }
}

/// Whether all that keeps the rows of a table true is its own. What it says itself stays its own when it comes to inherit.
fn has_own(table: &Table) -> bool {
    let is_check = |it: &ConstraintKind| matches!(it, ConstraintKind::Check(_));
    let mut not_null = table
        .columns
        .iter()
        .filter_map(|it| it.not_null_constraint.as_ref());
    let mut checks = table.constraints.iter().filter(|it| is_check(&it.kind));
    not_null.all(|it| it.local) && checks.all(|it| it.local)
}
