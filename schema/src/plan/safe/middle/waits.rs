//! What is of the second half.

use super::Middle;
use crate::change::{Change, Delta};
use crate::database::{Object, QualifiedName};
use crate::plan::lookup::beside;
use crate::plan::safe::halfway::objects;
use crate::plan::safe::partition::is_absorbed;
use crate::plan::twin;
use crate::plan::work::{
    composite_in_place, index_in_place, is_extended, same_types, view_in_place,
};

impl Middle<'_> {
    /// Whether something is on a column that the release that is running uses until the second half.
    fn is_on_twin(&self, change: &Change) -> bool {
        let of = |table: &QualifiedName| -> Vec<&str> {
            let twins = self.twins.iter().filter(|it| it.table == *table);
            twins.map(|it| it.of.as_str()).collect()
        };
        match change {
            Change::Constraint { table, change } => {
                let from = change.from();
                from.is_some_and(|from| twin::is_on(from, table, of))
            }
            Change::Index { on, change } => {
                let from = change.from();
                from.is_some_and(|from| twin::is_index_on(from, &of(on)))
            }
            _ => false,
        }
    }

    /// Whether a change is of the second half: it takes something that the release that is running may use, or needs
    /// something that waits.
    pub(super) fn waits(&self, change: &Change) -> bool {
        if let Change::Constraint {
            table,
            change: Delta::Dropped(it),
        } = change
            && is_absorbed(&self.old, &self.new, table, it)
        {
            return false;
        }
        if objects(change).iter().any(|it| self.late.contains(it)) || self.is_on_twin(change) {
            return true;
        }
        let waits = match change {
            Change::Extension(it) => it.to().is_none(),
            Change::Namespace(it) => it.to().is_none(),
            Change::Script(it) => it.to().is_none(),
            Change::Sequence(it) => match it {
                Delta::Created(it) => self.is_taken(&it.name),
                Delta::Dropped(_) => true,
                Delta::Altered { .. } => false,
            },
            Change::Trigger { table, change } => {
                change.to().is_none() || self.unlinked.contains(table)
            }
            Change::ColumnOrder { .. } => true,
            Change::Enum(it) => {
                waits_unless(it, |from, to| is_extended(&from.labels, &to.labels))
                    || self.is_relation(it.to().map(|it| &it.name))
            }
            Change::Composite(it) => {
                waits_unless(it, |from, to| {
                    composite_in_place(from, to)
                        && same_types(from, to)
                        && from.attributes.len() <= to.attributes.len()
                }) || it.from().is_some_and(|it| self.is_of_late_table(&it.name))
            }
            Change::Domain(it) => waits_unless(it, |from, to| {
                from.base == to.base && from.collation == to.collation
            }),
            Change::Table(it) => {
                let from = it.from();
                waits_unless(it, |_, to| !self.unlinked.contains(&to.name))
                    || it.to().is_some_and(|it| {
                        self.is_in_the_way(it)
                            || self.is_kept_out(from, it)
                            || self.is_unready(from, it)
                            || self.lacks_column(from, it)
                            || self.is_typed_late(from, it)
                            || it
                                .part_of
                                .as_ref()
                                .is_some_and(|it| self.loses_part(&it.parent))
                    })
            }
            Change::View(it) => {
                waits_unless(it, view_in_place)
                    || matches!(it, Delta::Altered { from, to } if from.populated && !to.populated)
                    || matches!(it, Delta::Created(it) if self.is_taken(&it.name)
                        || self.old.types.contains_key(&it.name))
            }
            Change::Column { table, change } => self.column_waits(table, change),
            Change::Constraint { table, change } => self.constraint_waits(table, change),
            Change::Index { on, change } => {
                let whole = |it: Option<&crate::database::Index>| {
                    it.and_then(|it| it.part_of.as_ref())
                        .is_some_and(|it| self.is_late_index(it))
                };
                self.unlinked.contains(on)
                    || self.late.contains(&Object::View(on.clone()))
                    || whole(change.from())
                    || whole(change.to())
                    || match change {
                        Delta::Dropped(_) => true,
                        Delta::Created(it) => {
                            self.is_taken(&beside(on, &it.name))
                                || self.loses_part_below(on)
                                || it.part_of.as_ref().is_some_and(|it| self.has_part(on, it))
                        }
                        Delta::Altered { from, to } => {
                            let is_partition = self
                                .old
                                .table(on)
                                .is_some_and(|it| it.partition.is_some() || it.part_of.is_some());
                            let is_view = self.old.view(on).is_some();
                            !index_in_place(from, to) && (from.unique || is_partition || is_view)
                        }
                    }
            }
        };
        waits || self.needs_late(change)
    }
}

fn waits_unless<T>(delta: &Delta<T>, in_place: impl Fn(&T, &T) -> bool) -> bool {
    match delta {
        Delta::Created(_) => false,
        Delta::Dropped(_) => true,
        Delta::Altered { from, to } => !in_place(from, to),
    }
}
