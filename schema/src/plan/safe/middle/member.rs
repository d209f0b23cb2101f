//! Columns and constraints that are of the second half.

use super::Middle;
use crate::change::Delta;
use crate::database::{Column, Constraint, ConstraintKind, Filled, Object, QualifiedName, Table};
use crate::diff::column_order;
use crate::plan::lookup::{Lookup, beside, foreign_key, key_index, parents};
use crate::plan::work::{constraint_in_place, filled_in_place};

impl Middle<'_> {
    pub(super) fn column_waits(&self, table: &QualifiedName, change: &Delta<Column>) -> bool {
        if self.unlinked.contains(table) || self.is_of_late_type(table) || self.is_made_anew(table)
        {
            return true;
        }
        match change {
            Delta::Dropped(_) => true,
            Delta::Created(it) => {
                (!it.local && self.is_late_above(&self.new, table, &it.name))
                    || match &it.filled {
                        Filled::Identity(it) => self.is_taken(&beside(table, &it.sequence)),
                        Filled::Generated(expr) | Filled::Virtual(expr) => {
                            self.reads_late(table, expr)
                        }
                        _ => false,
                    }
            }
            Delta::Altered { from, to } => {
                from.ty != to.ty
                    || self.is_renamed_late(table, from, to)
                    || from.collation != to.collation
                    || !filled_in_place(&from.filled, &to.filled)
                    || matches!((&from.filled, &to.filled), (before, Filled::Identity(it))
                        if !matches!(before, Filled::Identity(_))
                            && self.is_taken(&beside(table, &it.sequence)))
                    || matches!((&from.filled, &to.filled), (Filled::Identity(_), it) if !matches!(it, Filled::Identity(_)))
                    || matches!((&from.filled, &to.filled), (Filled::Generated(a), Filled::Generated(b)) if a == b)
                        && matches!(&to.filled, Filled::Generated(expr) if self.reads_late(table, expr))
                    || self.needs_late_type(table, from)
            }
        }
    }

    /// Whether a column needs a type that waits and is not its own: that is of its expression.
    fn needs_late_type(&self, table: &QualifiedName, column: &Column) -> bool {
        let object = Object::Column(table.clone(), column.name.clone());
        let mut needs = self.old.needs(&object).iter();
        needs.any(|it| {
            matches!(it, Object::Type(ty) if self.late.contains(*it)
                && !self.old.is_of_type(table, &column.name, ty))
        })
    }

    /// Whether what keeps a column from being NULL gets another name with that of a parent, in the second half.
    fn is_renamed_late(&self, table: &QualifiedName, from: &Column, to: &Column) -> bool {
        let name = |it: &Column| {
            it.not_null_constraint
                .as_ref()
                .and_then(|it| it.name.clone())
        };
        let is_late_above = |lookup| self.is_late_above(lookup, table, &from.name);
        name(from) != name(to) && (is_late_above(&self.old) || is_late_above(&self.new))
    }

    /// Whether the column of a parent waits.
    fn is_late_above(&self, lookup: &Lookup<'_>, table: &QualifiedName, column: &str) -> bool {
        let mut above = lookup.table(table).into_iter().flat_map(parents);
        above.any(|it| self.late_columns(it).any(|late| late == column))
    }

    /// The columns of a table that wait.
    pub(super) fn late_columns(&self, table: &QualifiedName) -> impl Iterator<Item = &str> {
        self.late.iter().filter_map(move |it| match it {
            Object::Column(of, name) if of == table => Some(name.as_str()),
            _ => None,
        })
    }

    /// Whether a table is made anew, since it becomes one of a type in whose order its columns would not come to stand.
    fn is_made_anew(&self, table: &QualifiedName) -> bool {
        let tables = (self.old.table(table), self.new.table(table));
        matches!(tables, (Some(old), Some(new))
            if new.of_type.is_some() && column_order(old, new).is_some())
    }

    /// Whether a type is that of a table whose columns wait: both change together.
    pub(super) fn is_of_late_table(&self, ty: &QualifiedName) -> bool {
        let tables = [&self.old, &self.new].map(|it| it.database.tables.iter());
        let mut tables = tables.into_iter().flatten();
        tables.any(|it| it.of_type.as_ref() == Some(ty) && self.has_late_columns(&it.name))
    }

    pub(super) fn has_late_columns(&self, table: &QualifiedName) -> bool {
        self.late_columns(table).next().is_some()
    }

    /// Whether a table becomes one of a type for which it has the columns only in the second half.
    pub(super) fn is_typed_late(&self, from: Option<&Table>, to: &Table) -> bool {
        to.of_type.is_some()
            && from.is_some_and(|from| from.of_type != to.of_type)
            && (self.has_late_columns(&to.name)
                || self.is_of_late_type(&to.name)
                || self.is_made_anew(&to.name))
    }

    /// Whether a table is or becomes one of a type that waits: it has that type's columns, in its order.
    fn is_of_late_type(&self, table: &QualifiedName) -> bool {
        let tables = [self.old.table(table), self.new.table(table)];
        let mut types = tables
            .into_iter()
            .flatten()
            .filter_map(|it| it.of_type.as_ref());
        types.any(|it| self.late.contains(&Object::Type(it.clone())))
    }

    pub(super) fn constraint_waits(
        &self,
        table: &QualifiedName,
        change: &Delta<Constraint>,
    ) -> bool {
        if self.unlinked.contains(table) {
            return true;
        }
        let is_check = |it: &Constraint| matches!(it.kind, ConstraintKind::Check(_));
        let whole = |it: Option<&Constraint>| {
            it.and_then(key_index)
                .and_then(|it| it.part_of.as_ref())
                .is_some_and(|it| self.is_late_index(it))
        };
        if whole(change.from()) || whole(change.to()) {
            return true;
        }
        match change {
            // Nobody relies on a check's not letting something in.
            Delta::Dropped(it) => {
                !is_check(it) && !matches!(it.kind, ConstraintKind::Exclusion(_))
                    || self.new.table(table).is_none()
                    || self.is_kept_below(table, &it.name)
            }
            Delta::Created(it) => {
                let has_primary = matches!(it.kind, ConstraintKind::PrimaryKey(_))
                    && self.old.table(table).is_some_and(|table| {
                        let mut keys = table.constraints.iter();
                        keys.any(|it| matches!(it.kind, ConstraintKind::PrimaryKey(_)))
                    });
                let key = key_index(it);
                has_primary
                    || key.is_some()
                        && (self.is_taken(&beside(table, &it.name)) || self.loses_part_below(table))
                    || key
                        .and_then(|it| it.part_of.as_ref())
                        .is_some_and(|it| self.has_part(table, it))
                    || foreign_key(it).is_some() && self.unlinks_below(table)
            }
            Delta::Altered { from, to } => {
                let partitioned = self
                    .new
                    .table(table)
                    .is_some_and(|it| it.partition.is_some() || it.part_of.is_some());
                let is_above = |lookup: &Lookup<'_>| !lookup.children(table).is_empty();
                let inherits = self
                    .new
                    .table(table)
                    .is_some_and(|it| !it.inherits.is_empty())
                    || is_above(&self.old)
                    || is_above(&self.new);
                !constraint_in_place(from, to, partitioned)
                    && (!is_check(from) || !is_check(to) || partitioned || inherits)
            }
        }
    }

    /// Whether a table that leaves this one keeps a check that it has from it.
    fn is_kept_below(&self, table: &QualifiedName, check: &str) -> bool {
        self.old.children(table).iter().any(|child| {
            let kept = self.new.constraint(&child.name, check).is_some();
            let is_inherited = self
                .old
                .constraint(&child.name, check)
                .is_some_and(|it| !it.local);
            is_inherited
                && (kept && self.unlinked.contains(&child.name)
                    || self.is_kept_below(&child.name, check))
        })
    }
}
