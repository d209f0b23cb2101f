//! Twins take the places of the columns that they stand beside: the database after it, and what it begins with.

use super::choose::readers;
use super::exchange::{can_go_first, writes};
use super::keeper;
use super::mapped::{indexes, leads_to, touches, until};
use super::ty::{TypeTwin, of_column};
use super::widen::{in_middle, plain, plain_index};
use super::{Twin, Twins, mapped};
use crate::change::{Change, Delta};
use crate::create::table::identity;
use crate::database::{
    Column, Constraint, ConstraintKind, Database, Filled, ForeignKey, Identity, Index, Object,
    QualifiedName, Table, View,
};
use crate::plan::draft::Draft;
use crate::plan::lookup::{Lookup, beside, column, foreign_key, key_index, keys, target_columns};
use crate::plan::order::sorted;
use crate::plan::safe::has;
use crate::plan::work::Work;
use crate::sql;
use std::collections::BTreeSet;

/// The tables whose twins take their places, in an order in which they can: those that a view reads together, or that have
/// columns of a type that goes, at once.
pub(in crate::plan) fn groups(middle: &Database, twins: &Twins) -> Vec<BTreeSet<QualifiedName>> {
    let lookup = Lookup::new(middle);
    let mut groups: Vec<(BTreeSet<QualifiedName>, BTreeSet<QualifiedName>)> = Vec::new();
    for table in in_order(&lookup, twins) {
        let columns = twins.of_table(&table);
        let columns = columns.map(|it| Object::Column(table.clone(), it.of.clone()));
        let types = twins.types_of(&lookup, &table);
        let going = types.iter().map(|it| Object::Type(it.name.clone()));
        let mut views = readers(&lookup, columns.chain(going));
        // Columns of a type go with it together; no view has its name.
        views.extend(types.iter().map(|it| it.beside.clone()));
        let mut tables = BTreeSet::from([table]);
        // They stand where the first of them does.
        let mut at = groups.len();
        let mut rest = Vec::new();
        for (place, (others, theirs)) in groups.into_iter().enumerate() {
            if theirs.is_disjoint(&views) {
                rest.push((others, theirs));
            } else {
                at = at.min(place).min(rest.len());
                tables.extend(others);
                views.extend(theirs);
            }
        }
        at = at.min(rest.len());
        rest.insert(at, (tables, views));
        groups = rest;
    }
    let groups = groups.into_iter().map(|(tables, _)| tables).collect();
    in_circles(&lookup, twins, groups)
}

/// Tables that lead to each other in a circle, with foreign keys that write, take their places at once: what a key does to a
/// twin alone would not reach the column that is read until then.
fn in_circles(
    lookup: &Lookup<'_>,
    twins: &Twins,
    mut groups: Vec<BTreeSet<QualifiedName>>,
) -> Vec<BTreeSet<QualifiedName>> {
    let leads_back = |groups: &[BTreeSet<QualifiedName>]| {
        let all = groups.iter().enumerate();
        let mut tables = all.flat_map(|(at, tables)| tables.iter().map(move |it| (at, it)));
        tables.find_map(|(at, name)| {
            let mut constraints = lookup.table(name)?.constraints.iter();
            constraints.find_map(|it| {
                let key = foreign_key(it).filter(|_| !can_go_first(it, name, twins))?;
                let before = groups[..at]
                    .iter()
                    .position(|it| it.contains(&key.target))?;
                Some((before, at))
            })
        })
    };
    while let Some((before, at)) = leads_back(&groups) {
        let tables = groups.remove(at);
        groups[before].extend(tables);
    }
    groups
}

impl Twins {
    /// The types beside which others stand that columns of a table are of.
    fn types_of(&self, middle: &Lookup<'_>, table: &QualifiedName) -> Vec<&TypeTwin> {
        let twins = self.of_table(table);
        let of_twin =
            twins.filter_map(|it| of_column(&self.types, middle.column(table, &it.beside)?));
        let mut found: Vec<&TypeTwin> = Vec::new();
        for it in of_twin {
            if !found.contains(&it) {
                found.push(it);
            }
        }
        found
    }

    /// The types of these tables' columns whose place others take with them.
    pub(in crate::plan) fn types_going(
        &self,
        middle: &Database,
        tables: &BTreeSet<QualifiedName>,
    ) -> Vec<TypeTwin> {
        let lookup = Lookup::new(middle);
        let of_tables = |it: &&TypeTwin| {
            let mut types = tables
                .iter()
                .flat_map(|table| self.types_of(&lookup, table));
            types.any(|of| of == *it)
        };
        self.types.iter().filter(of_tables).cloned().collect()
    }
}

/// A table goes before those that it leads to with a foreign key that goes with its column.
fn in_order(lookup: &Lookup<'_>, twins: &Twins) -> Vec<QualifiedName> {
    let tables: Vec<&QualifiedName> = twins.tables().into_iter().collect();
    let ordered = sorted(&tables, Clone::clone, |name| {
        let references = lookup.references(name).iter();
        let with = references.filter(|(_, it)| foreign_key(it).is_some_and(writes));
        with.map(|(child, _)| child.name.clone())
            .filter(|it| it != name)
            .collect()
    });
    ordered.into_iter().cloned().collect()
}

/// The database when the twins of these tables are in their places; `left` are those that still stand beside.
pub(in crate::plan) fn swapped(
    before: &Database,
    to: &Database,
    twins: &Twins,
    left: &[&Twin],
) -> Database {
    let (old, new) = (Lookup::new(before), Lookup::new(to));
    let mut database = before.clone();
    let columns = twins
        .columns
        .iter()
        .filter(|it| twins.swapping.contains(&it.table));
    let columns = columns.map(|it| Object::Column(it.table.clone(), it.of.clone()));
    let going = twins.types_aside.iter().cloned().map(Object::Type);
    let views = with_needed(readers(&old, columns.chain(going)), &old, &new);
    for table in &mut database.tables {
        if twins.swapping.contains(&table.name)
            && let Some(target) = new.table(&table.name)
        {
            swap_table(table, target, twins, left);
        }
        lead_to_swapped(table, &new, twins, left);
    }
    drop_what_leads_nowhere(&mut database, (&old, &new), twins);
    let with_place = |name: &QualifiedName| views.contains(name);
    let target = |it: &View| to.views.iter().find(|new| new.name == it.name).cloned();
    database.views = before
        .views
        .iter()
        .filter_map(|it| match with_place(&it.name) {
            true => target(it),
            false => Some(it.clone()),
        })
        .chain(
            to.views
                .iter()
                .filter(|it| with_place(&it.name) && old.view(&it.name).is_none())
                .cloned(),
        )
        .collect();
    for sequence in &mut database.sequences {
        if let Some((table, column)) = &sequence.owned_by
            && twins.replacing(table, column).is_some()
            && let Some(target) = new.sequences.get(&sequence.name)
        {
            sequence.owned_by.clone_from(&target.owned_by);
        }
    }
    dependencies(&mut database, to, twins, &views);
    database
}

/// Views that come in their new form, with those that they read then and that are not there before.
fn with_needed(
    mut views: BTreeSet<QualifiedName>,
    old: &Lookup<'_>,
    new: &Lookup<'_>,
) -> BTreeSet<QualifiedName> {
    let mut left: Vec<QualifiedName> = views.iter().cloned().collect();
    while let Some(name) = left.pop() {
        for need in new.needs(&Object::View(name)) {
            if let Object::View(read) | Object::Column(read, _) = need
                && new.view(read).is_some()
                && old.view(read).is_none()
                && views.insert(read.clone())
            {
                left.push(read.clone());
            }
        }
    }
    views
}

/// What needs what afterwards.
fn dependencies(
    database: &mut Database,
    to: &Database,
    twins: &Twins,
    views: &BTreeSet<QualifiedName>,
) {
    let snapshot = database.clone();
    let there = Lookup::new(&snapshot);
    let target = Lookup::new(to);
    // What still is as it was needs what it needed.
    let is_swapped = |object: &Object| match object {
        Object::View(name) | Object::Column(name, _) | Object::Default(name, _)
            if views.contains(name) =>
        {
            true
        }
        Object::Column(table, name) | Object::Default(table, name) => {
            twins.swapping.contains(table)
                && there.column(table, name) == target.column(table, name)
        }
        Object::Constraint(table, name) => {
            let now = there.constraint(table, name);
            let is_foreign = now.is_some_and(|it| foreign_key(it).is_some());
            twins.swapping.contains(table) && (is_foreign || now == target.constraint(table, name))
        }
        Object::Table(table) => twins.swapping.contains(table),
        Object::Index(name) => there.index(name).is_some_and(|(on, it)| {
            let after = target.index(name).map(|(_, it)| it);
            twins.swapping.contains(on) && after == Some(it)
        }),
        _ => false,
    };
    let kept = database
        .dependencies
        .iter()
        .filter(|it| !is_swapped(&it.of) && has(&there, &it.of) && has(&there, &it.on));
    // A foreign key may still lead to a twin: what it needs is in itself.
    let is_foreign_key = |object: &Object| {
        matches!(object, Object::Constraint(table, name)
        if there.constraint(table, name).is_some_and(|it| foreign_key(it).is_some()))
    };
    let new = to.dependencies.iter().filter(|it| {
        is_swapped(&it.of) && !is_foreign_key(&it.of) && has(&there, &it.of) && has(&there, &it.on)
    });
    let mut all: Vec<_> = kept.chain(new).cloned().collect();
    all.sort();
    all.dedup();
    database.dependencies = all;
}

fn swap_table(table: &mut Table, target: &Table, twins: &Twins, left: &[&Twin]) {
    let own: Vec<&Twin> = twins.of_table(&target.name).collect();
    let gone: Vec<&str> = own.iter().map(|it| it.of.as_str()).collect();
    let comes: Vec<&str> = own.iter().map(|it| it.becomes.as_str()).collect();
    let beside: Vec<&str> = own.iter().map(|it| it.beside.as_str()).collect();
    let is_aside = |name: &str| twins.aside.values().any(|it| it == name);

    table
        .constraints
        .retain(|it| !(touches(it, &gone) || is_aside(&it.name) && touches(it, &beside)));
    table
        .indexes
        .retain(|it| !(indexes(it, &gone) || is_aside(&it.name) && indexes(it, &beside)));
    for it in target.constraints.iter().filter(|it| touches(it, &comes)) {
        let is_primary = |it: &Constraint| matches!(it.kind, ConstraintKind::PrimaryKey(_));
        // There is one, whatever its name.
        table
            .constraints
            .retain(|old| old.name != it.name && !(is_primary(old) && is_primary(it)));
        table
            .constraints
            .push(in_middle(it, left, &until(left, &target.name)));
    }
    for it in target.indexes.iter().filter(|it| indexes(it, &comes)) {
        table.indexes.retain(|old| old.name != it.name);
        table.indexes.push(it.clone());
    }
    for twin in &own {
        let Some(to) = column(target, &twin.becomes) else {
            continue;
        };
        table
            .columns
            .retain(|it| it.name != twin.beside && it.name != twin.of);
        table.columns.push(to.clone());
    }
    if target.replica_identity == table.replica_identity {
        return;
    }
    if let crate::database::ReplicaIdentity::Index(name) = &table.replica_identity
        && !table.indexes.iter().any(|it| it.name == *name)
        && !table.constraints.iter().any(|it| it.name == *name)
    {
        table.replica_identity = target.replica_identity.clone();
    }
}

/// Foreign keys of other tables follow the columns that they lead to; those that are left go with them.
fn lead_to_swapped(table: &mut Table, new: &Lookup<'_>, twins: &Twins, left: &[&Twin]) {
    let name = table.name.clone();
    let target = new.table(&name);
    let is_aside = |name: &str| twins.aside.values().any(|it| it == name);
    let mut kept = Vec::new();
    for it in std::mem::take(&mut table.constraints) {
        let Some(key) = foreign_key(&it).filter(|it| twins.swapping.contains(&it.target)) else {
            kept.push(it);
            continue;
        };
        let own: Vec<&Twin> = twins.of_table(&key.target).collect();
        let comes: Vec<&str> = own.iter().map(|it| it.becomes.as_str()).collect();
        let wanted = target
            .and_then(|table| table.constraints.iter().find(|new| new.name == it.name))
            .filter(|new| leads_to(new, &key.target, &comes));
        match wanted {
            Some(wanted) => kept.push(in_middle(wanted, left, &until(left, &name))),
            None => {
                let gone: Vec<&str> = own.iter().map(|it| it.of.as_str()).collect();
                if !leads_to(&it, &key.target, &gone) && !is_aside(&it.name) {
                    kept.push(it);
                }
            }
        }
    }
    table.constraints = kept;
}

/// Foreign keys to a primary key in whose place another one comes go with it.
fn drop_what_leads_nowhere(
    database: &mut Database,
    (old, new): (&Lookup<'_>, &Lookup<'_>),
    twins: &Twins,
) {
    let snapshot = database.clone();
    let there = Lookup::new(&snapshot);
    let has_key = |lookup: &Lookup<'_>, key: &ForeignKey| {
        let mut all = lookup.table(&key.target).into_iter().flat_map(keys);
        all.any(|(_, columns)| columns == target_columns(key))
    };
    for table in &mut database.tables {
        let name = &table.name;
        table.constraints.retain(|it| {
            let Some(key) = foreign_key(it).filter(|it| twins.swapping.contains(&it.target)) else {
                return true;
            };
            let is_wanted =
                new.constraint(name, &it.name).is_some() || is_aside(twins, name, &it.name);
            is_wanted || !has_key(old, key) || has_key(&there, key)
        });
    }
}

/// A change between the two databases, if it is one: what is aside is none, and of what only follows a column to its name
/// there may be left what is said of it.
pub(in crate::plan) fn left_to_change(
    change: Change,
    twins: &Twins,
    before: &[&Twin],
) -> Option<Change> {
    match change {
        Change::ColumnOrder { .. } => None,
        Change::Column {
            ref table,
            change: Delta::Dropped(ref it),
        } if twins
            .of_table(table)
            .any(|twin| twin.beside == it.name && !twin.is_rename()) =>
        {
            None
        }
        Change::Constraint {
            ref table,
            change: Delta::Dropped(ref it),
        } if is_aside(twins, table, &it.name) => None,
        Change::Index {
            ref on,
            change: Delta::Dropped(ref it),
        } if is_aside(twins, on, &it.name) => None,
        Change::Constraint {
            table,
            change: Delta::Altered { mut from, to },
        } => {
            let follows = in_middle(&to, before, &until(before, &table));
            if plain(follows) == plain(Constraint::clone(&from)) {
                from.kind = with_saying_of(&from, &to);
            }
            let change = Delta::Altered { from, to };
            (change.from() != change.to()).then_some(Change::Constraint { table, change })
        }
        Change::Index {
            on,
            change: Delta::Altered { mut from, to },
        } => {
            let follows: Index = mapped::index(&to, &until(before, &on));
            if plain_index(&follows) == plain_index(&from) {
                *from = Index {
                    comment: from.comment.clone(),
                    clustered: from.clustered,
                    ..Index::clone(&to)
                };
            }
            let change = Delta::Altered { from, to };
            (change.from() != change.to()).then_some(Change::Index { on, change })
        }
        other => Some(other),
    }
}

/// A constraint over the columns of another one, of which the same is said as before.
fn with_saying_of(from: &Constraint, to: &Constraint) -> ConstraintKind {
    let mut kind = to.kind.clone();
    if let ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) = &mut kind
        && let Some(was) = key_index(from)
    {
        key.index.comment.clone_from(&was.comment);
        key.index.clustered = was.clustered;
    }
    kind
}

fn is_aside(twins: &Twins, on: &QualifiedName, name: &str) -> bool {
    twins.aside.iter().any(|(object, aside)| {
        let is_on = match object {
            Object::Constraint(table, _) => table == on,
            Object::Index(index) => index.namespace == on.namespace,
            _ => false,
        };
        is_on && aside == name
    })
}

/// What comes before the columns go: nothing keeps the twins any more, and they count on where the others are.
pub(in crate::plan) fn before_swap(work: &Work<'_>, draft: &mut Draft) {
    for name in &work.twins.swapping {
        let Some(table) = work.old.table(name) else {
            continue;
        };
        let trigger = keeper::name(&work.old, table);
        let quoted = sql::qualified(&trigger);
        draft.take(format!(
            "DROP TRIGGER {} ON {}",
            sql::identifier(&trigger.name),
            sql::qualified(name)
        ));
        draft.take(format!("DROP FUNCTION {quoted}()"));
        for (_, function) in work.twins.functions.iter().filter(|it| it.0 == trigger) {
            draft.take(format!("DROP FUNCTION {}", sql::qualified(function)));
        }
        for twin in work.twins.of_table(name) {
            count_on(work, table, twin, draft);
        }
    }
}

/// Lets a twin count with a sequence of its own, which goes on where the other column's is.
fn count_on(work: &Work<'_>, table: &Table, twin: &Twin, draft: &mut Draft) {
    let (Some(from), Some(to)) = (
        column(table, &twin.of),
        work.new.column(&table.name, &twin.becomes),
    ) else {
        return;
    };
    let (Filled::Identity(was), Filled::Identity(it)) = (&from.filled, &to.filled) else {
        return;
    };
    let aside = Identity {
        sequence: sequence_aside(work, table, twin, it),
        ..it.clone()
    };
    let stands = Column {
        name: twin.beside.clone(),
        ..to.clone()
    };
    draft.run(format!(
        "ALTER TABLE {}\n    ALTER COLUMN {} ADD{}",
        sql::qualified(&table.name),
        sql::identifier(&twin.beside),
        identity(table, &stands, &aside)
    ));
    let own = sql::literal(&sql::qualified(&beside(&table.name, &aside.sequence)));
    let value = if was.counting == it.counting {
        "last_value".to_owned()
    } else {
        format!(
            "greatest({}, least({}, last_value))",
            it.counting.minimum, it.counting.maximum
        )
    };
    draft.run(format!(
        "SELECT setval({own}, {value}, is_called)\nFROM {}",
        sql::qualified(&beside(&table.name, &was.sequence))
    ));
}

/// What the sequence of a twin is called until the other one is gone.
pub(super) fn sequence_aside(work: &Work<'_>, table: &Table, twin: &Twin, it: &Identity) -> String {
    let counts = |name: &str| {
        let columns = work
            .old
            .table(&table.name)
            .map_or(&[][..], |it| &it.columns);
        columns
            .iter()
            .any(|it| matches!(&it.filled, Filled::Identity(it) if it.sequence == name))
    };
    if !counts(&it.sequence) {
        return it.sequence.clone();
    }
    let aside = crate::name::postgres::sequence(&table.name.name, &twin.beside);
    if counts(&aside) || twin.is_rename() {
        return crate::name::postgres::make(&table.name.name, Some(&twin.beside), "new_seq");
    }
    aside
}
