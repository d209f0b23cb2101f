//! What a plan has to take down and to put up: the changes, and whatever stands in their way.
//!
//! PostgreSQL alters some things in place, and others only when nothing needs them. So what cannot be altered is dropped
//! and created, and with it everything that needs it, up to the views; a table that cannot be altered is made
//! anew beside the old one, and gets its rows.

use super::lookup::{
    Indexed, Lookup, Type, beside, constraint_columns, foreign_key, index_columns, key_index,
    parents,
};
use super::{Options, Refusal};
use crate::change::{Change, Delta};
use crate::database::{
    Column, Constraint, ConstraintKind, Database, EnumType, Filled, Index, IndexTerm, Object,
    OutsideKind, QualifiedName, Table, View,
};
use std::collections::{BTreeMap, BTreeSet};

/// What to take down and to put up.
pub(super) struct Work<'a> {
    pub(super) old: Lookup<'a>,
    pub(super) new: Lookup<'a>,
    pub(super) changes: &'a [Change],
    pub(super) options: &'a Options,
    /// What is dropped, or put aside until nothing needs it any more.
    pub(super) gone: BTreeSet<Object>,
    /// What is created.
    pub(super) made: BTreeSet<Object>,
    /// Columns whose type changes, or is made anew under the same name.
    pub(super) retyped: BTreeSet<(QualifiedName, String)>,
    /// Tables that are made anew.
    pub(super) remade: BTreeSet<QualifiedName>,
    /// What is not modelled, has to go for a while, and can be created again as it was.
    pub(super) lifted: BTreeSet<Object>,
    pub(super) refusals: Vec<Refusal>,
    /// What was just added and may have something that needs it.
    news: Vec<Object>,
}

impl<'a> Work<'a> {
    pub(super) fn new(
        from: &'a Database,
        to: &'a Database,
        changes: &'a [Change],
        options: &'a Options,
    ) -> Self {
        let mut work = Self {
            old: Lookup::new(from),
            new: Lookup::new(to),
            changes,
            options,
            gone: BTreeSet::new(),
            made: BTreeSet::new(),
            retyped: BTreeSet::new(),
            remade: BTreeSet::new(),
            lifted: BTreeSet::new(),
            refusals: Vec::new(),
            news: Vec::new(),
        };
        for change in changes {
            work.start(change);
        }
        work.spread();
        // What is made anew for its columns' order can make another generated column go, and so on.
        while work.remake() {
            work.spread();
        }
        work.check_needs();
        work.refusals.sort();
        work.refusals.dedup();
        work
    }

    pub(super) fn is_gone(&self, object: &Object) -> bool {
        self.gone.contains(object)
    }

    pub(super) fn is_made(&self, object: &Object) -> bool {
        self.made.contains(object)
    }

    /// Whether a table that both have stays the one that it is.
    pub(super) fn stays(&self, table: &QualifiedName) -> bool {
        self.old.tables.contains_key(table)
            && self.new.tables.contains_key(table)
            && !self.remade.contains(table)
    }

    /// Whether a table is dropped, for good or to be made anew.
    pub(super) fn falls(&self, table: &QualifiedName) -> bool {
        self.old.tables.contains_key(table) && !self.stays(table)
    }

    /// Whether a table is created.
    pub(super) fn rises(&self, table: &QualifiedName) -> bool {
        self.new.tables.contains_key(table) && !self.stays(table)
    }

    /// The parents that a table has all the time: what is done to them is done to it too.
    pub(super) fn linked(&self, child: &QualifiedName) -> Vec<&'a Table> {
        if !self.stays(child) {
            return Vec::new();
        }
        let (Some(old), Some(new)) = (self.old.table(child), self.new.table(child)) else {
            return Vec::new();
        };
        if !same_links(old, new) {
            return Vec::new();
        }
        parents(new)
            .filter(|parent| self.stays(parent))
            .filter_map(|parent| self.new.table(parent))
            .collect()
    }

    /// Whether a table loses the link to its parents, for good or for a while.
    pub(super) fn is_unlinked(&self, child: &Table) -> bool {
        let is_there = self.stays(&child.name) || self.remade.contains(&child.name);
        is_there
            && parents(child).next().is_some()
            && (self.remade.contains(&child.name)
                || self
                    .new
                    .table(&child.name)
                    .is_none_or(|new| !same_links(child, new))
                || parents(child).any(|parent| !self.stays(parent)))
    }

    /// Whether a table gets a link to its parents that it did not have or lost.
    pub(super) fn is_relinked(&self, child: &Table) -> bool {
        parents(child).next().is_some()
            && (!self.stays(&child.name)
                || self
                    .old
                    .table(&child.name)
                    .is_none_or(|old| !same_links(old, child))
                || parents(child).any(|parent| !self.stays(parent)))
    }

    fn refuse(&mut self, object: String, reason: impl Into<String>) {
        self.refusals.push(Refusal {
            object,
            reason: reason.into(),
        });
    }

    fn start(&mut self, change: &'a Change) {
        match change {
            Change::Extension(_)
            | Change::Namespace(_)
            | Change::Script(_)
            | Change::Trigger { .. } => {}
            Change::Enum(delta) => {
                let object = |it: &EnumType| Object::Type(it.name.clone());
                let in_place =
                    |from: &EnumType, to: &EnumType| is_extended(&from.labels, &to.labels);
                self.whole(delta, object, in_place);
            }
            Change::Composite(delta) => {
                let in_place =
                    |from: &crate::database::CompositeType, to: &crate::database::CompositeType| {
                        composite_in_place(from, to)
                    };
                let object = |it: &crate::database::CompositeType| Object::Type(it.name.clone());
                // An attribute's type cannot change while a column is of the composite type.
                let used = delta.from().is_some_and(|it| {
                    let object = Object::Type(it.name.clone());
                    !self.old.dependents(&object).is_empty()
                });
                self.whole(delta, object, |from, to| {
                    in_place(from, to) && (!used || same_types(from, to))
                });
            }
            Change::Domain(delta) => self.whole(
                delta,
                |it| Object::Type(it.name.clone()),
                |from, to| from.base == to.base && from.collation == to.collation,
            ),
            Change::Sequence(delta) => {
                self.whole(delta, |it| Object::Sequence(it.name.clone()), |_, _| true);
            }
            Change::Table(Delta::Created(table)) => {
                self.put_up(Object::Table(table.name.clone()));
                self.raise(&table.name);
            }
            Change::Table(Delta::Dropped(table)) => {
                self.take_down(Object::Table(table.name.clone()));
                self.fell(&table.name);
            }
            Change::Table(Delta::Altered { from, to }) => self.table(from, to),
            Change::Column { table, change } => self.column(table, change),
            Change::ColumnOrder { .. } => {}
            Change::Constraint { table, change } => {
                let object = |it: &Constraint| Object::Constraint(table.clone(), it.name.clone());
                let partitioned = self
                    .new
                    .table(table)
                    .is_some_and(|it| it.partition.is_some());
                self.whole(change, object, |from, to| {
                    constraint_in_place(from, to, partitioned)
                });
            }
            Change::Index { on, change } => {
                let object = |it: &Index| Object::Index(beside(on, &it.name));
                self.whole(change, object, index_in_place);
            }
            Change::View(delta) => {
                if let Delta::Created(view) = delta {
                    for index in &view.indexes {
                        self.put_up(Object::Index(beside(&view.name, &index.name)));
                    }
                }
                let object = |it: &View| Object::View(it.name.clone());
                self.whole(delta, object, view_in_place);
            }
        }
    }

    /// An object that is altered in place or dropped and created as a whole.
    fn whole<T>(
        &mut self,
        delta: &Delta<T>,
        object: impl Fn(&T) -> Object,
        in_place: impl Fn(&T, &T) -> bool,
    ) {
        match delta {
            Delta::Created(it) => self.put_up(object(it)),
            Delta::Dropped(it) => self.take_down(object(it)),
            Delta::Altered { from, to } if in_place(from, to) => {}
            Delta::Altered { from, .. } => self.rebuild(object(from)),
        }
    }

    fn table(&mut self, from: &Table, to: &Table) {
        let name = to.name.to_string();
        match (&from.partition, &to.partition) {
            (Some(old), Some(new)) if old != new => {
                self.refuse(name, format!(
                    "its rows are divided by {} ({}), and the target divides them by {} ({}): PostgreSQL cannot change \
                     how a table is partitioned; create another table and move the rows",
                    old.method, old.by.join(", "), new.method, new.by.join(", ")
                ));
            }
            (None, Some(_)) => self.refuse(
                name,
                "PostgreSQL cannot make a partitioned table of one that is not; create another table and move the rows",
            ),
            (Some(_), None) => self.refuse(
                name,
                "PostgreSQL cannot make a plain table of a partitioned one; create another table and move the rows",
            ),
            _ => {}
        }
    }

    fn column(&mut self, table: &QualifiedName, change: &Delta<Column>) {
        match change {
            Delta::Created(column) => {
                self.put_up(Object::Column(table.clone(), column.name.clone()));
            }
            Delta::Dropped(column) => {
                self.take_down(Object::Column(table.clone(), column.name.clone()));
            }
            Delta::Altered { from, to } => {
                if !filled_in_place(&from.filled, &to.filled) {
                    return self.rebuild(Object::Column(table.clone(), to.name.clone()));
                }
                if from.ty != to.ty || from.collation != to.collation {
                    self.retype(table, &to.name);
                }
            }
        }
    }

    /// A column's type changes: what reads it in an expression goes for a while.
    fn retype(&mut self, table: &QualifiedName, name: &str) {
        if self.retyped.insert((table.clone(), name.to_owned())) {
            self.news
                .push(Object::Column(table.clone(), name.to_owned()));
        }
    }

    fn take_down(&mut self, object: Object) {
        if self.gone.insert(object.clone()) {
            self.news.push(object);
        }
    }

    fn put_up(&mut self, object: Object) {
        self.made.insert(object);
    }

    /// Takes an object down, and puts it up again if the target has it.
    fn rebuild(&mut self, object: Object) {
        // A table, and what lies on it, is created as a whole.
        if self.new.has(&object) {
            self.put_up(object.clone());
        }
        self.take_down(object);
    }

    /// All members of a table that is dropped go with it.
    fn fell(&mut self, name: &QualifiedName) {
        let Some(table) = self.old.table(name) else {
            return;
        };
        for column in &table.columns {
            self.take_down(Object::Column(name.clone(), column.name.clone()));
        }
        for constraint in &table.constraints {
            self.take_down(Object::Constraint(name.clone(), constraint.name.clone()));
        }
        for index in &table.indexes {
            self.take_down(Object::Index(beside(name, &index.name)));
        }
    }

    /// All members of a table that is created are created.
    fn raise(&mut self, name: &QualifiedName) {
        let Some(table) = self.new.table(name) else {
            return;
        };
        for column in &table.columns {
            self.put_up(Object::Column(name.clone(), column.name.clone()));
        }
        for constraint in &table.constraints {
            self.put_up(Object::Constraint(name.clone(), constraint.name.clone()));
        }
        for index in &table.indexes {
            self.put_up(Object::Index(beside(name, &index.name)));
        }
    }

    /// Everything that needs what goes, goes too.
    fn spread(&mut self) {
        while let Some(object) = self.news.pop() {
            for dependent in self.old.dependents(&object).to_vec() {
                self.disturb(dependent, &object);
            }
            match &object {
                Object::Column(table, name) => self.column_goes(table, name),
                Object::Constraint(table, name) => self.constraint_goes(table, name),
                Object::Index(name) => self.index_goes(name),
                Object::View(name) => self.view_goes(name),
                Object::Table(name) => self.members_go(name),
                _ => {}
            }
        }
    }

    /// An object needs another one, which goes or changes its type.
    fn disturb(&mut self, dependent: &Object, on: &Object) {
        if self.is_gone(dependent) {
            return;
        }
        match dependent {
            Object::View(_) => self.rebuild(dependent.clone()),
            Object::Constraint(table, name) => {
                if self.old.types.contains_key(table) {
                    return self.rebuild(Object::Type(table.clone()));
                }
                if !self.survives(on, || {
                    self.old.constraint(table, name).is_some_and(is_plain_key)
                }) {
                    self.rebuild(dependent.clone());
                }
            }
            Object::Index(name) => {
                if !self.survives(on, || {
                    self.old
                        .index(name)
                        .is_some_and(|(_, it)| is_plain_index(it))
                }) {
                    self.rebuild(dependent.clone());
                }
            }
            Object::Default(table, name) => {
                let filled = self.old.column(table, name).map(|it| &it.filled);
                match filled {
                    // What is generated has no default that could be dropped.
                    Some(Filled::Generated(_) | Filled::Virtual(_)) => {
                        // Its own column is what it stands in.
                        if *on != Object::Column(table.clone(), name.clone()) {
                            self.rebuild(Object::Column(table.clone(), name.clone()));
                        }
                    }
                    _ => self.rebuild(dependent.clone()),
                }
            }
            Object::Column(table, name) => match on {
                Object::Type(_) if self.old.types.contains_key(table) => {
                    // An attribute of a composite type.
                    self.rebuild(Object::Type(table.clone()));
                }
                Object::Type(_) => {
                    let generated = self.old.column(table, name).is_some_and(|it| {
                        matches!(it.filled, Filled::Generated(_) | Filled::Virtual(_))
                    });
                    if generated {
                        self.rebuild(Object::Column(table.clone(), name.clone()));
                    } else if self.new.column(table, name).is_some() {
                        self.retype(table, name);
                    }
                }
                Object::Table(row) | Object::View(row)
                    if self.new.tables.contains_key(row) || self.new.views.contains_key(row) =>
                {
                    let column = self.new.column(table, name);
                    if column.is_some_and(|it| {
                        self.old
                            .column(table, name)
                            .is_some_and(|old| old.ty == it.ty)
                    }) {
                        self.refuse(
                            row.to_string(),
                            format!("it has to be made anew, and the column `{name}` of `{table}` is of its row type"),
                        );
                    }
                }
                _ => {}
            },
            Object::Type(name) => {
                if matches!(on, Object::Type(_)) && self.old.types.contains_key(name) {
                    self.rebuild(dependent.clone());
                }
            }
            Object::Table(name) => {
                let of_type = self.old.table(name).and_then(|it| it.of_type.as_ref());
                if let (Some(of), Object::Type(ty)) = (of_type, on)
                    && of == ty
                    && self
                        .new
                        .table(name)
                        .is_some_and(|it| it.of_type.as_ref() == Some(ty))
                {
                    self.refuse(
                        ty.to_string(),
                        format!("it has to be made anew, and `{name}` is a table of it"),
                    );
                }
            }
            Object::Sequence(_) => {}
            Object::Outside(kind, of, name) => self.lift(*kind, of.as_ref(), name, on),
        }
    }

    /// Whether an object outlives that a column of it changes its type: PostgreSQL builds it anew by itself.
    fn survives(&self, on: &Object, is_plain: impl Fn() -> bool) -> bool {
        match on {
            Object::Column(table, name) => {
                !self.is_gone(on)
                    && self.retyped.contains(&(table.clone(), name.clone()))
                    && is_plain()
            }
            Object::Type(_) => is_plain(),
            _ => false,
        }
    }

    /// Something that is not modelled needs what goes: it is created again as it was where PostgreSQL can tell how.
    fn lift(&mut self, kind: OutsideKind, of: Option<&QualifiedName>, name: &str, on: &Object) {
        let object = Object::Outside(kind, of.cloned(), name.to_owned());
        if self.lifted.contains(&object) {
            return;
        }
        // It goes with the table or view that it is on.
        if of
            .is_some_and(|of| !self.new.tables.contains_key(of) && !self.new.views.contains_key(of))
        {
            return;
        }
        let known = self
            .old
            .database
            .outside
            .iter()
            .find(|it| it.kind == kind && it.on.as_ref() == of && it.name == name);
        let can = matches!(
            kind,
            OutsideKind::Policy
                | OutsideKind::Trigger
                | OutsideKind::Rule
                | OutsideKind::Statistics
                | OutsideKind::Grant
        );
        // What it reads is there afterwards, too.
        let stays = self.new.has(&root(on));
        if can && stays && known.is_some_and(|it| it.definition.is_some()) {
            self.lifted.insert(object);
            return;
        }
        let place = of.map_or(String::new(), |of| format!(" on `{of}`"));
        self.refuse(
            describe(on),
            format!(
                "the {kind} `{name}`{place} needs it, which relata does not model and would not drop: drop it first, and \
                 create it again afterwards"
            ),
        );
    }

    fn column_goes(&mut self, table: &QualifiedName, name: &str) {
        let object = Object::Column(table.clone(), name.to_owned());
        let gone = self.is_gone(&object);
        let Some(it) = self.old.table(table) else {
            return;
        };
        for constraint in &it.constraints {
            let names = constraint_columns(constraint).contains(name);
            let reads = matches!(&constraint.kind, ConstraintKind::Check(check) if mentions(&check.condition, name))
                || matches!(&constraint.kind, ConstraintKind::Exclusion(it) if exclusion_mentions(it, name));
            if reads || (names && (gone || !is_plain_key(constraint))) {
                self.rebuild(Object::Constraint(table.clone(), constraint.name.clone()));
            }
        }
        for index in &it.indexes {
            let names = index_columns(index).contains(name);
            let reads = index
                .predicate
                .as_ref()
                .is_some_and(|it| mentions(it, name))
                || index.elements.iter().any(
                    |it| matches!(&it.term, IndexTerm::Expression(expr) if mentions(expr, name)),
                );
            if reads || (names && (gone || !is_plain_index(index))) {
                self.rebuild(Object::Index(beside(table, &index.name)));
            }
        }
        for (child, constraint) in self.old.references(table).to_vec() {
            if foreign_key(constraint)
                .is_some_and(|key| key.target_columns.iter().any(|it| it == name))
            {
                self.rebuild(Object::Constraint(
                    child.name.clone(),
                    constraint.name.clone(),
                ));
            }
        }
        for column in &it.columns {
            if let Filled::Generated(expr) | Filled::Virtual(expr) = &column.filled
                && column.name != name
                && mentions(expr, name)
            {
                self.rebuild(Object::Column(table.clone(), column.name.clone()));
            }
        }
    }

    fn constraint_goes(&mut self, table: &QualifiedName, name: &str) {
        let Some(constraint) = self.old.constraint(table, name) else {
            return;
        };
        if let ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) = &constraint.kind {
            self.key_goes(table, &key.columns);
        }
        if key_index(constraint).is_some() {
            self.parts_go(&beside(table, name));
        }
        // What a table has from its parent can only be dropped there.
        if let ConstraintKind::Check(_) = &constraint.kind {
            for parent in self.linked(table) {
                let inherited = self.old.constraint(&parent.name, name).is_some_and(
                    |it| matches!(&it.kind, ConstraintKind::Check(check) if !check.no_inherit),
                );
                if inherited {
                    self.rebuild(Object::Constraint(parent.name.clone(), name.to_owned()));
                }
            }
            if self.new.constraint(table, name).is_some() {
                for child in self.old.children(table).to_vec() {
                    if self.stays(&child.name) && self.old.constraint(&child.name, name).is_some() {
                        self.rebuild(Object::Constraint(child.name.clone(), name.to_owned()));
                    }
                }
            }
        }
    }

    fn index_goes(&mut self, name: &QualifiedName) {
        let Some((on, index)) = self.old.index(name) else {
            return;
        };
        if index.unique {
            let columns: Vec<String> = index_columns(index)
                .iter()
                .map(|it| (*it).to_owned())
                .collect();
            self.key_goes(on, &columns);
        }
        self.parts_go(name);
    }

    /// The foreign keys that lead to a key go with it.
    fn key_goes(&mut self, table: &QualifiedName, columns: &[String]) {
        let columns: BTreeSet<&String> = columns.iter().collect();
        for (child, constraint) in self.old.references(table).to_vec() {
            let leads_to = foreign_key(constraint)
                .is_some_and(|key| key.target_columns.iter().all(|it| columns.contains(it)));
            if leads_to {
                self.rebuild(Object::Constraint(
                    child.name.clone(),
                    constraint.name.clone(),
                ));
            }
        }
    }

    /// The parts of a partitioned index go with it, and a part cannot go alone.
    fn parts_go(&mut self, name: &QualifiedName) {
        let part_of = |indexed: &Indexed<'a>| match indexed {
            Indexed::Constraint(_, it) => key_index(it).and_then(|it| it.part_of.as_ref()),
            Indexed::Index(_, it) => it.part_of.as_ref(),
        };
        let parts: Vec<Object> = self
            .old
            .indexes
            .iter()
            .filter(|(_, it)| part_of(it) == Some(name))
            .map(|(name, it)| indexed_object(name, it))
            .collect();
        for part in parts {
            self.rebuild(part);
        }
        let Some(own) = self.old.indexes.get(name).copied() else {
            return;
        };
        let table = match own {
            Indexed::Constraint(table, _) => &table.name,
            Indexed::Index(on, _) => on,
        };
        if let Some(whole) = part_of(&own)
            && !self.linked(table).is_empty()
            && let Some(parent) = self.old.indexes.get(whole).copied()
        {
            self.rebuild(indexed_object(whole, &parent));
        }
    }

    fn view_goes(&mut self, name: &QualifiedName) {
        if let Some(view) = self.old.view(name) {
            for index in &view.indexes {
                self.gone.insert(Object::Index(beside(name, &index.name)));
            }
            // Other views read its columns.
            for column in &view.columns {
                self.take_down(Object::Column(name.clone(), column.name.clone()));
            }
        }
        if let Some(view) = self.new.view(name) {
            for index in &view.indexes {
                self.put_up(Object::Index(beside(name, &index.name)));
            }
        }
        self.members_go(name);
    }

    /// What is not modelled and lies on a table or view that is made anew.
    fn members_go(&mut self, name: &QualifiedName) {
        let members: Vec<(OutsideKind, String)> = self
            .old
            .database
            .outside
            .iter()
            .filter(|it| it.on.as_ref() == Some(name))
            .map(|it| (it.kind, it.name.clone()))
            .collect();
        for (kind, member) in members {
            let on = if self.old.views.contains_key(name) {
                Object::View(name.clone())
            } else {
                Object::Table(name.clone())
            };
            self.lift(kind, Some(name), &member, &on);
        }
    }

    /// The next tables that have to be made anew: whose columns would not come to stand in the target's order, or
    /// that would keep as their own what they shall have from a parent.
    fn remake(&mut self) -> bool {
        let tables: Vec<&Table> = self.touched_tables();
        let mut found = Vec::new();
        for new in tables {
            let name = &new.name;
            let Some(old) = self.old.table(name).filter(|_| self.stays(name)) else {
                continue;
            };
            let inherits = !new.inherits.is_empty() && self.is_relinked(new);
            let own = |it: &Column| it.local;
            if inherits && !new.columns.iter().all(own) {
                found.push(name.clone());
                continue;
            }
            if !self.options.column_order {
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
        let any = !found.is_empty();
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

    /// Whatever is created finds what it needs, unless that is not modelled and not there.
    fn check_needs(&mut self) {
        if self.new.database.outside.is_empty() {
            return;
        }
        let mut missing = Vec::new();
        for object in &self.made {
            for need in self.new.needs(object) {
                if let Object::Outside(kind, _, name) = need
                    && !self.old.has(need)
                {
                    missing.push((describe(object), *kind, name.clone()));
                }
            }
        }
        for change in self.changes {
            if let Change::Column {
                table,
                change: Delta::Altered { to, .. },
            } = change
            {
                for object in [
                    Object::Column(table.clone(), to.name.clone()),
                    Object::Default(table.clone(), to.name.clone()),
                ] {
                    for need in self.new.needs(&object) {
                        if let Object::Outside(kind, _, name) = need
                            && !self.old.has(need)
                        {
                            missing.push((describe(&object), *kind, name.clone()));
                        }
                    }
                }
            }
        }
        for (object, kind, name) in missing {
            self.refuse(
                object,
                format!(
                    "it needs the {kind} `{name}`, which relata does not model: create it first"
                ),
            );
        }
    }

    /// The columns of a table that both have, with what is known of both, which stay and are not made anew.
    pub(super) fn kept_columns(&self, name: &QualifiedName) -> Vec<(&'a Column, &'a Column)> {
        let (Some(old), Some(new)) = (self.old.table(name), self.new.table(name)) else {
            return Vec::new();
        };
        let gone = |it: &&Column| self.is_gone(&Object::Column(name.clone(), it.name.clone()));
        let by_name: BTreeMap<&str, &'a Column> = old
            .columns
            .iter()
            .map(|it| (it.name.as_str(), it))
            .collect();
        new.columns
            .iter()
            .filter(|it| !gone(it))
            .filter_map(|it| Some((*by_name.get(it.name.as_str())?, it)))
            .collect()
    }
}

/// Whether the links to the parents are the same.
fn same_links(old: &Table, new: &Table) -> bool {
    old.part_of == new.part_of && old.inherits == new.inherits
}

fn indexed_object(name: &QualifiedName, indexed: &Indexed<'_>) -> Object {
    match indexed {
        Indexed::Constraint(table, it) => Object::Constraint(table.name.clone(), it.name.clone()),
        Indexed::Index(..) => Object::Index(name.clone()),
    }
}

/// The table, view or other thing that an object is, or is in.
fn root(object: &Object) -> Object {
    match object {
        Object::Column(table, _) | Object::Constraint(table, _) | Object::Default(table, _) => {
            Object::Table(table.clone())
        }
        other => other.clone(),
    }
}

/// What to call an object in a message.
pub(super) fn describe(object: &Object) -> String {
    match object {
        Object::Type(name)
        | Object::Sequence(name)
        | Object::Table(name)
        | Object::View(name)
        | Object::Index(name) => name.to_string(),
        Object::Column(table, name)
        | Object::Default(table, name)
        | Object::Constraint(table, name) => {
            format!("{table}.{name}")
        }
        Object::Outside(_, _, name) => name.clone(),
    }
}

/// Whether a list only gets more, between and after what it has.
pub(super) fn is_extended(from: &[String], to: &[String]) -> bool {
    let mut rest = to.iter();
    from.iter().all(|it| rest.any(|other| other == it))
}

fn composite_in_place(
    from: &crate::database::CompositeType,
    to: &crate::database::CompositeType,
) -> bool {
    let has = |composite: &crate::database::CompositeType, name: &str| {
        composite.attributes.iter().any(|it| it.name == name)
    };
    let stay = from.attributes.iter().filter(|it| has(to, &it.name));
    let new = to.attributes.iter().filter(|it| !has(from, &it.name));
    stay.chain(new)
        .map(|it| &it.name)
        .eq(to.attributes.iter().map(|it| &it.name))
}

fn same_types(from: &crate::database::CompositeType, to: &crate::database::CompositeType) -> bool {
    to.attributes.iter().all(|it| {
        from.attributes
            .iter()
            .all(|old| old.name != it.name || (old.ty == it.ty && old.collation == it.collation))
    })
}

fn filled_in_place(from: &Filled, to: &Filled) -> bool {
    match (from, to) {
        (Filled::Generated(a), Filled::Generated(b)) | (Filled::Virtual(a), Filled::Virtual(b)) => {
            a == b
        }
        (Filled::Virtual(_), _) | (_, Filled::Generated(_) | Filled::Virtual(_)) => false,
        // `DROP EXPRESSION` leaves the values.
        (Filled::Generated(_), _) => true,
        _ => true,
    }
}

fn constraint_in_place(from: &Constraint, to: &Constraint, partitioned: bool) -> bool {
    let mut from = from.clone();
    // It can be validated, and nothing else.
    if to.valid && to.enforced && from.enforced && !from.valid {
        from.valid = true;
    }
    from.comment.clone_from(&to.comment);
    from.local = to.local;
    match (&mut from.kind, &to.kind) {
        (ConstraintKind::PrimaryKey(a), ConstraintKind::PrimaryKey(b))
        | (ConstraintKind::Unique(a), ConstraintKind::Unique(b)) => {
            key_index_in_place(&mut a.index, &b.index);
        }
        (ConstraintKind::Exclusion(a), ConstraintKind::Exclusion(b)) => {
            key_index_in_place(&mut a.index, &b.index);
        }
        (ConstraintKind::ForeignKey(a), ConstraintKind::ForeignKey(b)) if !partitioned => {
            a.deferrable = b.deferrable;
        }
        _ => {}
    }
    from == *to
}

fn key_index_in_place(from: &mut crate::database::KeyIndex, to: &crate::database::KeyIndex) {
    from.options.clone_from(&to.options);
    from.tablespace.clone_from(&to.tablespace);
    from.clustered = to.clustered;
    from.comment.clone_from(&to.comment);
    // A part that was alone is attached; its table's being attached does that, too.
    if from.part_of.is_none() || to.part_of.is_none() {
        from.part_of.clone_from(&to.part_of);
    }
}

fn index_in_place(from: &Index, to: &Index) -> bool {
    let mut from = from.clone();
    from.options.clone_from(&to.options);
    from.tablespace.clone_from(&to.tablespace);
    from.clustered = to.clustered;
    from.comment.clone_from(&to.comment);
    if from.part_of.is_none() || to.part_of.is_none() {
        from.part_of.clone_from(&to.part_of);
    }
    for (old, new) in from.elements.iter_mut().zip(&to.elements) {
        old.statistics = new.statistics;
    }
    from == *to
}

/// Whether a view can be altered, or replaced while others read it.
fn view_in_place(from: &View, to: &View) -> bool {
    if to.materialized {
        return from.query == to.query
            && names(from) == names(to)
            && from.access_method == to.access_method;
    }
    to.columns.len() >= from.columns.len()
        && from
            .columns
            .iter()
            .zip(&to.columns)
            .all(|(a, b)| a.name == b.name && a.ty == b.ty)
}

fn names(view: &View) -> Vec<&String> {
    view.columns.iter().map(|it| &it.name).collect()
}

/// Whether PostgreSQL can build a key anew by itself when the type of one of its columns changes.
fn is_plain_key(constraint: &Constraint) -> bool {
    matches!(
        constraint.kind,
        ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_)
    )
}

fn is_plain_index(index: &Index) -> bool {
    index.predicate.is_none()
        && index.method == "btree"
        && index.elements.iter().all(|it| {
            matches!(it.term, IndexTerm::Column(_)) && it.class.is_none() && it.collation.is_none()
        })
}

fn exclusion_mentions(exclusion: &crate::database::Exclusion, name: &str) -> bool {
    exclusion
        .predicate
        .as_ref()
        .is_some_and(|it| mentions(it, name))
        || exclusion
            .elements
            .iter()
            .any(|(element, _)| match &element.term {
                IndexTerm::Expression(expr) => mentions(expr, name),
                IndexTerm::Column(column) => column == name,
            })
}

/// Whether an expression may read a column: whether its name stands in there.
fn mentions(expression: &str, column: &str) -> bool {
    let name = crate::sql::identifier(column);
    expression.match_indices(&name).any(|(at, _)| {
        let is_word = |it: char| it.is_alphanumeric() || it == '_' || it == '"' || it == '$';
        let before = expression[..at].chars().next_back();
        let after = expression[at + name.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// The type that a column's type is, or is an array of.
pub(super) fn types_of<'a>(
    lookup: &Lookup<'a>,
    table: &QualifiedName,
    column: &str,
) -> Option<Type<'a>> {
    let object = Object::Column(table.clone(), column.to_owned());
    lookup.needs(&object).iter().find_map(|need| match need {
        Object::Type(name) => lookup.types.get(name).copied(),
        _ => None,
    })
}
