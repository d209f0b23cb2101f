//! What can happen to a schema.

use super::column::Filled;
use super::dice::Dice;
use super::sequence::Counting;
use super::table::{How, Replica};
use super::types::{Kind, Ty, collation};
use super::{Id, Schema, comment};

impl Schema {
    pub(super) fn mutate(&mut self, dice: &mut Dice) {
        match dice.below(32) {
            0..=9 => self.mutate_column(dice),
            10..=15 => self.mutate_member(dice),
            16..=18 => self.mutate_table(dice),
            19..=20 => self.mutate_link(dice),
            21..=23 => self.mutate_type(dice),
            24..=26 => self.mutate_view(dice),
            27 => self.mutate_sequence(dice),
            28 => self.mutate_extension(dice),
            29 => self.move_something(dice),
            _ => self.mutate_comment(dice),
        }
    }

    fn mutate_column(&mut self, dice: &mut Dice) {
        let Some(at) = dice.place(&self.tables) else {
            return self.add_table(dice);
        };
        let table = self.tables[at].clone();
        let ids: Vec<Id> = self.columns(&table).iter().map(|it| it.id).collect();
        let has_own = table.link.as_ref().is_none_or(|it| it.bound.is_none());
        let Some(column) = dice.place(&table.columns) else {
            return self.mutate_member(dice);
        };
        let divides = self.divides(&table, table.columns[column].id);
        let kind = dice.below(16);
        if kind == 0 && has_own {
            let new = self.new_column(dice, &ids);
            let place = if dice.one_in(3) {
                dice.below(table.columns.len() + 1)
            } else {
                table.columns.len()
            };
            return self.tables[at].columns.insert(place, new);
        }
        if kind == 1 && !divides && table.columns.len() > 1 {
            self.tables[at].columns.remove(column);
            return;
        }
        let (ty, filled) = (self.ty(dice), self.filled(dice, &ids));
        let name = self.name(dice, "r");
        let not_null_kind = self.not_null_kind(dice);
        let it = &mut self.tables[at].columns[column];
        match kind {
            2 | 3 if !divides => it.ty = ty,
            4 if divides || matches!(it.ty, Ty::Plain(0..=2)) => it.ty = Ty::Plain(dice.below(3)),
            5 if matches!(it.ty, Ty::Plain(3..=7)) => it.ty = Ty::Plain(3 + dice.below(5)),
            5 if matches!(it.ty, Ty::Plain(8..=11)) => it.ty = Ty::Plain(8 + dice.below(4)),
            6 | 7 => it.not_null ^= true,
            8 | 9 if !divides => it.filled = filled,
            10 => it.filled = Filled::No,
            11 => {
                if let Filled::Identity {
                    always, counting, ..
                } = &mut it.filled
                {
                    *always ^= dice.one_in(2);
                    *counting = Counting::random(dice);
                } else if let Filled::Generated { kind, .. } = &mut it.filled {
                    *kind = dice.below(3);
                } else {
                    it.collation = collation(dice);
                }
            }
            12 => it.collation = collation(dice),
            13 => {
                it.statistics = dice.one_in(2).then(|| 100 + dice.below(400));
                it.distinct = dice.one_in(2).then(|| 10 + dice.below(90));
            }
            14 => {
                it.storage = dice.one_in(2).then(|| dice.pick(&["EXTERNAL", "MAIN"]));
                it.compressed ^= true;
            }
            15 if self.knows_more && dice.one_in(2) => it.not_null_kind = not_null_kind,
            15 if dice.one_in(2) => it.not_null_name = dice.one_in(2).then_some(name),
            _ => it.comment = comment(dice),
        }
    }

    fn mutate_member(&mut self, dice: &mut Dice) {
        let Some(at) = dice.place(&self.tables) else {
            return;
        };
        let kind = dice.below(14);
        let table = &mut self.tables[at];
        match kind {
            0 | 1 => {
                if let Some(it) = dice.place(&table.indexes) {
                    table.indexes.remove(it);
                }
            }
            2 => {
                if let Some(it) = dice.place(&table.indexes) {
                    let index = &mut table.indexes[it];
                    match dice.below(5) {
                        0 => index.options ^= true,
                        1 => index.elements[0].1 = dice.below(9),
                        2 => index.method = dice.below(5),
                        3 => index.unique ^= true,
                        _ => index.statistics ^= true,
                    }
                }
            }
            3 => {
                if let Some(it) = dice.place(&table.keys) {
                    table.keys.remove(it);
                }
            }
            4 => {
                if let Some(it) = dice.place(&table.keys) {
                    let key = &mut table.keys[it];
                    match dice.below(4) {
                        0 => key.deferrable = dice.below(3),
                        1 => key.nulls_distinct ^= true,
                        2 => key.fillfactor = Some(75),
                        _ => key.include.clear(),
                    }
                }
            }
            5 => {
                if let Some(it) = dice.place(&table.checks) {
                    table.checks.remove(it);
                }
            }
            6 => {
                if let Some(it) = dice.place(&table.checks) {
                    let check = &mut table.checks[it];
                    match dice.below(if self.knows_more { 4 } else { 3 }) {
                        0 => check.valid ^= true,
                        1 => check.no_inherit ^= true,
                        3 => check.enforced ^= true,
                        _ => check.kind = dice.below(3),
                    }
                }
            }
            7 => {
                if let Some(it) = dice.place(&table.foreign) {
                    table.foreign.remove(it);
                }
            }
            8 => {
                if let Some(it) = dice.place(&table.foreign) {
                    let foreign = &mut table.foreign[it];
                    match dice.below(if self.knows_more { 4 } else { 3 }) {
                        0 => foreign.valid ^= true,
                        1 => foreign.deferrable = dice.below(3),
                        3 => foreign.enforced ^= true,
                        _ => foreign.on_delete = dice.below(5),
                    }
                }
            }
            9 => {
                if let Some(it) = dice.place(&table.exclusions) {
                    if dice.one_in(2) {
                        table.exclusions[it].partial ^= true;
                    } else {
                        table.exclusions.remove(it);
                    }
                }
            }
            _ => self.add_member(dice, at),
        }
    }

    fn mutate_table(&mut self, dice: &mut Dice) {
        let Some(at) = dice.place(&self.tables) else {
            return;
        };
        let is_divided = self.is_divided(&self.tables[at]);
        if self.knows_more && dice.one_in(5) && self.tables[at].link.is_none() && !is_divided {
            let row_type = self.place(dice, "w");
            let table = &mut self.tables[at];
            table.row_type = match table.row_type {
                Some(_) => None,
                None => Some(row_type),
            };
            return;
        }
        let table = &mut self.tables[at];
        match dice.below(10) {
            0 => {
                self.tables.remove(at);
            }
            1 | 2 => self.add_table(dice),
            3 if !is_divided => table.unlogged ^= true,
            4 => table.fillfactor = dice.one_in(2).then(|| 50 + dice.below(50)),
            5 => table.vacuum = dice.one_in(2).then(|| dice.one_in(2)),
            6 => table.row_security = (dice.one_in(2), dice.one_in(2)),
            7 => {
                table.replica = dice.pick(&[
                    Replica::Usual,
                    Replica::Nothing,
                    Replica::Full,
                    Replica::PrimaryKey,
                ]);
            }
            8 => {
                let keys: Vec<Id> = table.keys.iter().map(|it| it.id).collect();
                table.cluster = dice.some(&keys);
            }
            _ => table.comment = comment(dice),
        }
    }

    /// Partitions and heirs come, go, and stand alone.
    fn mutate_link(&mut self, dice: &mut Dice) {
        let Some(at) = dice.place(&self.tables) else {
            return;
        };
        if self.tables[at].partition.is_some() && dice.one_in(2) {
            return self.add_partition(dice, at);
        }
        let second = self.some_parent(dice);
        if let Some(link) = &mut self.tables[at].link {
            if link.bound.is_none() && (second.is_some() || link.second.is_some()) {
                link.second = second;
                return;
            }
            link.how = match link.how {
                How::Made | How::Attached => How::Loose,
                How::Loose => How::Attached,
            };
        } else {
            self.add_heir(dice, at);
        }
    }

    fn mutate_type(&mut self, dice: &mut Dice) {
        let Some(at) = dice.place(&self.types).filter(|_| !dice.one_in(5)) else {
            return self.add_type(dice);
        };
        if dice.one_in(8) {
            self.types.remove(at);
            return;
        }
        let (label, check, attribute) = (
            self.label(dice),
            self.domain_check(dice),
            self.attribute(dice),
        );
        match &mut self.types[at].kind {
            Kind::Enum(labels) => match dice.below(4) {
                0 if labels.len() > 1 => {
                    let place = dice.below(labels.len());
                    labels.remove(place);
                }
                1 => labels.reverse(),
                _ => {
                    let place = dice.below(labels.len() + 1);
                    labels.insert(place, label);
                }
            },
            Kind::Domain(domain) => match dice.below(8) {
                0 => domain.base = Ty::Plain(dice.pick(&[0, 1, 3, 4, 8])),
                1 => domain.collation = collation(dice),
                2 => domain.not_null ^= true,
                3 => domain.default = dice.one_in(2).then(|| dice.below(3)),
                4 => domain.checks.push(check),
                5 => {
                    domain.checks.pop();
                }
                6 => {
                    for it in &mut domain.checks {
                        it.valid ^= true;
                    }
                }
                _ => {
                    for it in &mut domain.checks {
                        it.number += 1;
                    }
                }
            },
            Kind::Composite(attributes) => match dice.below(4) {
                0 if attributes.len() > 1 => {
                    let place = dice.below(attributes.len());
                    attributes.remove(place);
                }
                1 => {
                    let place = dice.below(attributes.len());
                    attributes[place].ty = attribute.ty;
                }
                2 => attributes.push(attribute),
                _ => {
                    let place = dice.below(attributes.len() + 1);
                    attributes.insert(place, attribute);
                }
            },
        }
    }

    fn mutate_view(&mut self, dice: &mut Dice) {
        let Some(at) = dice.place(&self.views).filter(|_| !dice.one_in(4)) else {
            return self.add_view(dice);
        };
        let ids: Vec<Id> = self.views[at].columns.iter().map(|it| it.id).collect();
        let index = (!ids.is_empty()).then(|| self.new_index(dice, &ids));
        let view = &mut self.views[at];
        match dice.below(10) {
            0 => {
                self.views.remove(at);
            }
            1 => view.materialized ^= true,
            2 => view.populated ^= true,
            3 => view.barrier ^= true,
            4 => view.condition ^= true,
            5 => {
                view.columns.pop();
            }
            6 => {
                if let Some(it) = dice.place(&view.columns) {
                    view.columns[it].kind = dice.below(6);
                }
            }
            7 => {
                if let Some(it) = dice.place(&view.columns) {
                    view.columns[it].default ^= true;
                }
            }
            8 => {
                if view.indexes.pop().is_none() {
                    view.indexes.extend(index);
                }
            }
            _ => view.indexes.extend(index),
        }
    }

    fn mutate_sequence(&mut self, dice: &mut Dice) {
        let owners: Vec<(Id, Id)> = self
            .tables
            .iter()
            .flat_map(|table| table.columns.iter().map(|it| (table.id, it.id)))
            .collect();
        let Some(at) = dice.place(&self.sequences).filter(|_| !dice.one_in(4)) else {
            return self.add_sequence(dice);
        };
        let sequence = &mut self.sequences[at];
        match dice.below(5) {
            0 => {
                self.sequences.remove(at);
            }
            1 => sequence.unlogged ^= true,
            2 => sequence.owner = dice.some(&owners).filter(|_| !dice.one_in(3)),
            3 => {
                sequence.ty = dice
                    .one_in(2)
                    .then(|| dice.pick(&["smallint", "integer", "bigint"]));
            }
            _ => sequence.counting = Counting::random(dice),
        }
    }

    fn mutate_extension(&mut self, dice: &mut Dice) {
        let namespace = self.some_namespace(dice);
        match dice.place(&self.extensions) {
            Some(at) if dice.one_in(3) => {
                self.extensions.remove(at);
            }
            Some(at) if dice.one_in(2) => self.extensions[at].namespace = namespace,
            _ => self.add_extension(dice),
        }
    }

    /// Into another namespace, which to a comparison is another object.
    fn move_something(&mut self, dice: &mut Dice) {
        if dice.one_in(3) || self.namespaces.is_empty() {
            return self.add_namespace(dice);
        }
        if dice.one_in(5) {
            let at = dice.below(self.namespaces.len());
            self.namespaces.remove(at);
            return;
        }
        let to = self.some_namespace(dice);
        let places = (0..4).map(|it| (it, dice.below(1 << 20)));
        for (kind, at) in places.collect::<Vec<_>>() {
            let place = match kind {
                0 if !self.types.is_empty() => {
                    let at = at % self.types.len();
                    &mut self.types[at].place
                }
                1 if !self.sequences.is_empty() => {
                    let at = at % self.sequences.len();
                    &mut self.sequences[at].place
                }
                2 if !self.tables.is_empty() => {
                    let at = at % self.tables.len();
                    &mut self.tables[at].place
                }
                3 if !self.views.is_empty() => {
                    let at = at % self.views.len();
                    &mut self.views[at].place
                }
                _ => continue,
            };
            if dice.one_in(2) {
                place.namespace = to;
            }
        }
    }

    fn mutate_comment(&mut self, dice: &mut Dice) {
        let said = [Some("another"), None, Some("an \u{e9}l\u{e9}phant's")];
        let said = dice.pick(&said).map(str::to_owned);
        let tables = self.tables.iter_mut();
        match dice.below(8) {
            0 => self
                .namespaces
                .iter_mut()
                .for_each(|it| it.comment.clone_from(&said)),
            1 => self
                .types
                .iter_mut()
                .for_each(|it| it.comment.clone_from(&said)),
            2 => self
                .sequences
                .iter_mut()
                .for_each(|it| it.comment.clone_from(&said)),
            3 => self
                .views
                .iter_mut()
                .for_each(|it| it.comment.clone_from(&said)),
            4 => tables
                .flat_map(|it| &mut it.keys)
                .for_each(|it| it.index_comment.clone_from(&said)),
            5 => tables
                .flat_map(|it| &mut it.checks)
                .for_each(|it| it.comment.clone_from(&said)),
            6 => tables
                .flat_map(|it| &mut it.indexes)
                .for_each(|it| it.comment.clone_from(&said)),
            _ => self
                .extensions
                .iter_mut()
                .for_each(|it| it.comment.clone_from(&said)),
        }
    }
}
