//! Tables as a whole.

mod alter;
mod copy;
mod link;

pub(super) use alter::{alter, identity, options, retype, untype};
pub(super) use copy::{copy, put_aside};
pub(super) use link::{drop_left, link, unlink};

use crate::create;
use crate::create::constraint;
use crate::create::table::{as_said, definition, statement};
use crate::database::{
    Column, Constraint, ConstraintKind, Filled, NotNull, Object, QualifiedName, Table,
};
use crate::plan::draft::Draft;
use crate::plan::lookup::{Lookup, parents};
use crate::plan::order::sorted;
use crate::plan::work::Work;
use crate::plan::{Hazard, column, types};
use crate::sql;

/// Tables that only the first has: those that refer to others before these, and partitions with their parents.
pub(super) fn drop(work: &Work<'_>, draft: &mut Draft) {
    for item in falling(work) {
        let table = match item {
            Item::Table(it) => it,
            Item::Type(it) => {
                types::drop_one(work, it, draft);
                continue;
            }
        };
        let name = table.name.to_string();
        let with_parent = *dropped_with(work, &table.name) != table.name;
        if !with_parent {
            if let Some(part) = &table.part_of
                && is_referred_to(work, &part.parent)
                && !draft.ahead.left.contains(&table.name)
            {
                // A partition of what foreign keys lead to cannot be dropped.
                // The parent may stand aside by now.
                let parent = draft.aside.get(&part.parent).unwrap_or(&part.parent);
                draft.take(format!(
                    "ALTER TABLE {} DETACH PARTITION {}",
                    sql::qualified(parent),
                    sql::qualified(&table.name)
                ));
            }
            draft
                .take(format!("DROP TABLE {}", sql::qualified(&table.name)))
                .with(Hazard::Loses {
                    what: format!("the table {name} and its rows"),
                });
        }
        draft.loses(name, "the table is dropped, with its rows");
    }
}

/// Whether foreign keys lead to a table, or to one that it is a part of.
fn is_referred_to(work: &Work<'_>, name: &QualifiedName) -> bool {
    let whole = work.old.table(name).and_then(|it| it.part_of.as_ref());
    !work.old.references(name).is_empty()
        || whole.is_some_and(|it| is_referred_to(work, &it.parent))
}

/// The table with which another one is dropped: what it is a partition of, as far up as that goes, or itself.
pub(super) fn dropped_with<'a>(work: &Work<'a>, name: &'a QualifiedName) -> &'a QualifiedName {
    let table = work.old.table(name);
    match table.and_then(|it| it.part_of.as_ref()) {
        Some(part) if is_dropped(work, &part.parent) => dropped_with(work, &part.parent),
        _ => name,
    }
}

pub(super) fn is_dropped(work: &Work<'_>, name: &QualifiedName) -> bool {
    work.old.tables.contains_key(name) && !work.new.tables.contains_key(name)
}

/// The tables that are dropped for good, in the order in which they can be.
pub(super) fn dropped<'a>(work: &Work<'a>) -> Vec<&'a Table> {
    let all = falling(work).into_iter();
    let tables = all.filter_map(|it| match it {
        Item::Table(it) => Some(it),
        Item::Type(_) => None,
    });
    tables.collect()
}

/// The same, with the types that are made of their rows.
fn falling<'a>(work: &Work<'a>) -> Vec<Item<'a>> {
    let tables = work.old.database.tables.iter();
    let gone = tables.filter(|it| is_dropped(work, &it.name));
    let types = types::dropped_with_tables(work).into_iter();
    let all: Vec<Item<'_>> = gone.map(Item::Table).chain(types.map(Item::Type)).collect();
    // What is needed by others goes after them: the other way round than creating.
    let mut ordered = sorted(&all, Item::name, |it| {
        let mut needs = it.needs(&work.old);
        if let Item::Table(table) = it {
            needs.extend(table.constraints.iter().filter_map(|it| match &it.kind {
                ConstraintKind::ForeignKey(key) => Some(key.target.clone()),
                _ => None,
            }));
            needs.extend(read_by_members(&work.old, table));
        }
        needs
    });
    ordered.reverse();
    ordered
}

/// The tables and views that the policies, rules and triggers of a table read.
fn read_by_members(lookup: &Lookup<'_>, table: &Table) -> Vec<QualifiedName> {
    let outside = lookup.database.outside.iter();
    let members = outside.filter(|it| it.on.as_ref() == Some(&table.name));
    let needs = members.flat_map(|it| {
        let object = Object::Outside(it.kind, it.on.clone(), it.name.clone());
        lookup.needs(&object).to_vec()
    });
    let relations = needs.filter_map(|it| match it {
        Object::Table(name) | Object::View(name) | Object::Column(name, _) => Some(name.clone()),
        _ => None,
    });
    relations.collect()
}

/// The tables, views and types that a table cannot be created without.
fn relations_needed(lookup: &Lookup<'_>, table: &Table) -> Vec<QualifiedName> {
    let mut needs: Vec<QualifiedName> = parents(table).cloned().collect();
    for column in &table.columns {
        let object = Object::Column(table.name.clone(), column.name.clone());
        for need in lookup.needs(&object) {
            if let Object::Table(name) | Object::View(name) | Object::Type(name) = need
                && *name != table.name
            {
                needs.push(name.clone());
            }
        }
    }
    needs
}

/// New tables, and those that are made anew: those that inherit, when their parents are as they are to be.
pub(super) fn make(work: &Work<'_>, draft: &mut Draft, inheriting: bool) {
    let tables = work.new.database.tables.iter();
    let rising = tables.filter(|it| work.rises(&it.name));
    let mut all: Vec<Item<'_>> = rising
        .filter(|it| it.inherits.is_empty() != inheriting)
        .map(Item::Table)
        .collect();
    if !inheriting {
        let types = types::made_with_tables(work);
        all.extend(types.into_iter().map(Item::Type));
    }
    for item in sorted(&all, Item::name, |it| it.needs(&work.new)) {
        match item {
            Item::Table(table) => create_one(work, table, draft),
            Item::Type(name) => types::create(&work.new.types[name], draft),
        }
    }
}

/// A table, or a type that is made of the rows of one.
#[derive(Clone, Copy)]
enum Item<'a> {
    Table(&'a Table),
    Type(&'a QualifiedName),
}

impl Item<'_> {
    fn name(self) -> QualifiedName {
        match self {
            Self::Table(it) => it.name.clone(),
            Self::Type(it) => it.clone(),
        }
    }

    /// What it cannot be created without.
    fn needs(self, lookup: &Lookup<'_>) -> Vec<QualifiedName> {
        match self {
            Self::Table(it) => relations_needed(lookup, it),
            Self::Type(it) => {
                let needs = types::needed(lookup, it).into_iter();
                let needs = needs.filter_map(|it| match it {
                    Object::Type(it) | Object::Table(it) => Some(it.clone()),
                    _ => None,
                });
                needs.collect()
            }
        }
    }
}

/// What keeps a column from being NULL, with its name: that of another table, such as the old one of a table that is made
/// anew, has the one that PostgreSQL (from 18 on) would give. Older ones read the name and forget it.
pub(super) fn own_not_null(table: &Table, column: &Column) -> Option<NotNull> {
    let said = column.not_null_constraint.clone();
    let said = said.or_else(|| {
        let is_own = column.local || table.part_of.is_some();
        (column.not_null && is_own).then_some(NotNull {
            name: None,
            no_inherit: false,
            valid: true,
            local: true,
            comment: None,
        })
    });
    let name = create::setting::not_null_name(table, column);
    // One that comes from a parent has the parent's name.
    said.map(|it| match it.local || table.part_of.is_some() {
        true => NotNull {
            name: Some(name),
            ..it
        },
        false => it,
    })
}

fn create_one(work: &Work<'_>, table: &Table, draft: &mut Draft) {
    let mut plain = as_said(table, |parent, name| work.new.column(parent, name));
    if work.remade.contains(&table.name) {
        for column in &mut plain.columns {
            column.not_null_constraint = own_not_null(table, column);
        }
    }
    let inherited = |it: &&Column| !it.local && !table.inherits.is_empty();
    let columns = plain.columns.iter().filter(|it| !inherited(it));
    let columns = columns.filter_map(|it| definition(&plain, it, false));
    let constraints = inside(table).into_iter().map(constraint::named);
    let lines: Vec<String> = columns
        .chain(constraints)
        .map(|it| format!("    {it}"))
        .collect();
    draft.run(statement(&plain, &lines));
    for column in plain.columns.iter().filter(inherited) {
        inherited_column(work, table, column, draft);
    }
    for column in &table.columns {
        let parent = table
            .inherits
            .iter()
            .find_map(|it| work.new.column(it, &column.name));
        let comes_with = parent.map(column::from_parent);
        column::properties(&table.name, comes_with.as_ref(), column, draft);
        column::unvalidated_not_null(work, &table.name, None, column, draft);
    }
}

/// What a table says differently of a column that it has from its parents.
fn inherited_column(work: &Work<'_>, table: &Table, column: &Column, draft: &mut Draft) {
    let parents = || {
        let parents = table.inherits.iter();
        parents.filter_map(|it| work.new.column(it, &column.name))
    };
    let Some(parent) = parents().next() else {
        return;
    };
    let name = sql::identifier(&column.name);
    let mut actions = Vec::new();
    if column.not_null != parents().any(|it| it.not_null) {
        let what = if column.not_null { "SET" } else { "DROP" };
        actions.push(format!("ALTER COLUMN {name} {what} NOT NULL"));
    }
    if column.filled != parent.filled {
        match &column.filled {
            Filled::Default(expr) => {
                actions.push(format!("ALTER COLUMN {name} SET DEFAULT {expr}"));
            }
            Filled::No => actions.push(format!("ALTER COLUMN {name} DROP DEFAULT")),
            Filled::Identity(_) | Filled::Generated(_) | Filled::Virtual(_) => {}
        }
    }
    draft.alter(&table.name, true, &actions);
}

/// The constraints that stand in a `CREATE TABLE`: where nothing has to be attached, keys too.
pub(super) fn inside(table: &Table) -> Vec<&Constraint> {
    let stands_alone = table.partition.is_none() && table.part_of.is_none();
    constraint::standing_inside(table)
        .filter(|it| match &it.kind {
            ConstraintKind::Check(_) => {
                it.valid && it.enforced && (it.local || table.inherits.is_empty())
            }
            _ => stands_alone,
        })
        .collect()
}
