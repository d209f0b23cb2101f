//! Tables as a whole.

use super::draft::Draft;
use super::lookup::{Lookup, parents};
use super::order::sorted;
use super::work::Work;
use super::{Hazard, convert, types};
use crate::change::{Change, Delta};
use crate::create::table::{definition, function, function_name, settings, statement, trigger};
use crate::create::{constraint, table::setting};
use crate::database::{
    Column, Constraint, ConstraintKind, Filled, NotNull, Object, QualifiedName, ReplicaIdentity,
    Table,
};
use crate::{create, sql};

/// What the author runs as it stands.
pub(super) fn scripts(work: &Work<'_>, draft: &mut Draft, before_tables: bool) {
    for change in work.changes {
        let Change::Script(delta) = change else {
            continue;
        };
        if delta
            .from()
            .or(delta.to())
            .is_some_and(|it| it.before_tables != before_tables)
        {
            continue;
        }
        if let Some(drop) = delta.from().and_then(|it| it.drop.as_ref()) {
            draft.take(drop.trim().trim_end_matches(';').to_owned());
        }
        if let Some(it) = delta.to() {
            let text = create::script(it);
            if !text.is_empty() {
                draft.run(text);
            }
        }
    }
}

/// Triggers that go or change.
pub(super) fn drop_triggers(work: &Work<'_>, draft: &mut Draft) {
    for change in work.changes {
        if let Change::Trigger { table, change } = change
            && let Some(trigger) = change.from()
            && let Some(old) = work.old.table(table)
        {
            draft.take(format!(
                "DROP TRIGGER {} ON {}",
                sql::identifier(&trigger.name),
                sql::qualified(table)
            ));
            draft.take(format!("DROP FUNCTION {}()", function_name(old, trigger)));
        }
    }
}

/// Triggers that are new or changed, and those of new tables.
pub(super) fn create_triggers(work: &Work<'_>, draft: &mut Draft) {
    for table in &work.new.database.tables {
        if work.rises(&table.name) {
            for step in create::table::triggers(table) {
                draft.run(step.text);
            }
        }
    }
    for change in work.changes {
        if let Change::Trigger { table, change } = change
            && work.stays(table)
            && let Some(it) = change.to()
            && let Some(new) = work.new.table(table)
        {
            draft.run(function(new, it));
            draft.run(trigger(new, it));
        }
    }
}

/// Partitions and inheriting tables that do not stay with their parents.
pub(super) fn unlink(work: &Work<'_>, draft: &mut Draft) {
    for child in &work.old.database.tables {
        if !work.is_unlinked(child) {
            continue;
        }
        let name = sql::qualified(&child.name);
        if let Some(part) = &child.part_of {
            draft.take(format!(
                "ALTER TABLE {} DETACH PARTITION {name}",
                sql::qualified(&part.parent)
            ));
        }
        for parent in &child.inherits {
            draft.take(format!(
                "ALTER TABLE {name} NO INHERIT {}",
                sql::qualified(parent)
            ));
        }
    }
}

/// A table that is made anew makes room for the new one.
pub(super) fn put_aside(work: &Work<'_>, draft: &mut Draft) {
    for name in &work.remade {
        let Some(table) = work.old.table(name) else {
            continue;
        };
        for column in &table.columns {
            if let Filled::Identity(identity) = &column.filled {
                let sequence = super::lookup::beside(name, &identity.sequence);
                rename(work, draft, "SEQUENCE", &sequence);
            }
        }
        rename(work, draft, "TABLE", name);
    }
}

fn rename(work: &Work<'_>, draft: &mut Draft, kind: &str, name: &QualifiedName) {
    let aside = draft.aside(name, |it| types::is_taken(work, it));
    draft.run(format!(
        "ALTER {kind} {} RENAME TO {}",
        sql::qualified(name),
        sql::identifier(&aside.name)
    ));
    draft.aside.insert(name.clone(), aside);
}

/// Tables that only the first has: those that refer to others before these, and partitions with their parents.
pub(super) fn drop(work: &Work<'_>, draft: &mut Draft) {
    for table in dropped(work) {
        let name = table.name.to_string();
        let with_parent = table
            .part_of
            .as_ref()
            .is_some_and(|it| is_dropped(work, &it.parent));
        if !with_parent {
            draft
                .take(format!("DROP TABLE {}", sql::qualified(&table.name)))
                .with(Hazard::Loses {
                    what: format!("the table {name} and its rows"),
                });
        }
        draft.loses(name, "the table is dropped, with its rows");
    }
}

fn is_dropped(work: &Work<'_>, name: &QualifiedName) -> bool {
    work.old.tables.contains_key(name) && !work.new.tables.contains_key(name)
}

/// The tables that are dropped for good, in the order in which they can be.
pub(super) fn dropped<'a>(work: &Work<'a>) -> Vec<&'a Table> {
    let tables: Vec<&Table> = work
        .old
        .database
        .tables
        .iter()
        .filter(|it| is_dropped(work, &it.name))
        .collect();
    // What is needed by others goes after them: the other way round than creating.
    let mut ordered = sorted(
        &tables,
        |it| it.name.clone(),
        |it| {
            let mut needs = relations_needed(&work.old, it);
            needs.extend(it.constraints.iter().filter_map(|it| match &it.kind {
                ConstraintKind::ForeignKey(key) => Some(key.target.clone()),
                _ => None,
            }));
            needs
        },
    );
    ordered.reverse();
    ordered
}

/// The tables and views that a table cannot be created without.
fn relations_needed(lookup: &Lookup<'_>, table: &Table) -> Vec<QualifiedName> {
    let mut needs: Vec<QualifiedName> = parents(table).cloned().collect();
    for column in &table.columns {
        let object = Object::Column(table.name.clone(), column.name.clone());
        for need in lookup.needs(&object) {
            if let Object::Table(name) | Object::View(name) = need
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
    let tables: Vec<&Table> = work
        .new
        .database
        .tables
        .iter()
        .filter(|it| work.rises(&it.name) && it.inherits.is_empty() != inheriting)
        .collect();
    for table in sorted(
        &tables,
        |it| it.name.clone(),
        |it| relations_needed(&work.new, it),
    ) {
        create_one(work, table, draft);
    }
}

/// What keeps a column of a table that is made anew from being NULL, with its name: that of the old table, which is still
/// there, has the one that PostgreSQL (from 18 on) would give. Older ones read the name and forget it.
fn own_not_null(table: &Table, column: &Column) -> Option<NotNull> {
    let said = column.not_null_constraint.clone();
    let said = said.or_else(|| {
        (column.not_null && column.local).then_some(NotNull {
            name: None,
            no_inherit: false,
            valid: true,
            local: true,
            comment: None,
        })
    });
    let name = create::setting::not_null_name(table, column);
    said.filter(|it| it.local).map(|it| NotNull {
        name: Some(name),
        ..it
    })
}

fn create_one(work: &Work<'_>, table: &Table, draft: &mut Draft) {
    let mut plain = table.clone();
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
        super::column::properties(&table.name, None, column, draft);
        super::column::unvalidated_not_null(&table.name, None, column, draft);
    }
}

/// What a table says differently of a column that it has from its parents.
fn inherited_column(work: &Work<'_>, table: &Table, column: &Column, draft: &mut Draft) {
    let parent = table
        .inherits
        .iter()
        .find_map(|it| work.new.column(it, &column.name));
    let Some(parent) = parent else {
        return;
    };
    let name = sql::identifier(&column.name);
    let mut actions = Vec::new();
    if column.not_null != parent.not_null {
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

/// The rows of tables that are made anew.
pub(super) fn copy(work: &Work<'_>, draft: &mut Draft) {
    for name in &work.remade {
        let (Some(old), Some(new)) = (work.old.table(name), work.new.table(name)) else {
            continue;
        };
        let Some(aside) = draft.aside.get(name).cloned() else {
            continue;
        };
        if new.partition.is_none() {
            copy_rows(work, old, new, &aside, draft);
        }
        draft.take(format!("DROP TABLE {}", sql::qualified(&aside)));
    }
}

fn copy_rows(work: &Work<'_>, old: &Table, new: &Table, aside: &QualifiedName, draft: &mut Draft) {
    let mut names = Vec::new();
    let mut values = Vec::new();
    let mut counters = Vec::new();
    for column in &new.columns {
        if matches!(column.filled, Filled::Generated(_) | Filled::Virtual(_)) {
            continue;
        }
        let Some(from) = super::lookup::column(old, &column.name) else {
            if column.filled == Filled::No
                && column.not_null
                && convert::is_numbered(work, new, column)
            {
                names.push(sql::identifier(&column.name));
                values.push("row_number() OVER ()".to_owned());
            } else if let Some(value) = convert::target_value(work, new, column)
                .filter(|_| convert::invented(work, new, column).is_some())
                .or_else(|| convert::invented(work, new, column))
            {
                names.push(sql::identifier(&column.name));
                values.push(value);
            }
            continue;
        };
        names.push(sql::identifier(&column.name));
        let value = convert::converted(work, &new.name, from, column, draft);
        let mut value = value.unwrap_or_else(|| sql::identifier(&column.name));
        if column.not_null && !from.not_null {
            if convert::is_numbered(work, new, column) {
                value = format!(
                    "coalesce({value}, row_number() OVER () + coalesce(max({value}) OVER (), 0))"
                );
            } else if let Some(other) = convert::for_null(work, new, column) {
                value = format!("coalesce({value}, {other})");
            }
        }
        values.push(value);
        if let Filled::Identity(to) = &column.filled {
            counters.push((from, column, to));
        }
    }
    let only = if work.old.children(&old.name).is_empty() {
        ""
    } else {
        "ONLY "
    };
    let target = sql::qualified(&new.name);
    let source = sql::qualified(aside);
    let text = if names.is_empty() {
        // A row without columns is a row all the same.
        format!("INSERT INTO {target} SELECT FROM {only}{source}")
    } else {
        format!(
            "INSERT INTO {target} ({})\nOVERRIDING SYSTEM VALUE\nSELECT {}\nFROM {only}{source}",
            names.join(", "),
            values.join(", ")
        )
    };
    draft.run(text).with(Hazard::Scans {
        table: new.name.clone(),
    });
    for (from, column, to) in counters {
        let sequence = super::lookup::beside(&new.name, &to.sequence);
        match &from.filled {
            Filled::Identity(before) => {
                let before = super::lookup::beside(&old.name, &before.sequence);
                let before = draft.aside.get(&before).cloned().unwrap_or(before);
                draft.run(format!(
                    "SELECT setval({}, greatest({}, least({}, last_value)), is_called)\nFROM {}",
                    sql::literal(&sql::qualified(&sequence)),
                    to.counting.minimum,
                    to.counting.maximum,
                    sql::qualified(&before)
                ));
            }
            _ => super::sequence::continue_after(
                &sequence,
                &new.name,
                &column.name,
                &to.counting,
                draft,
            ),
        }
    }
}

/// What is a table's own and can be altered.
pub(super) fn alter(work: &Work<'_>, draft: &mut Draft) {
    for change in work.changes {
        if let Change::Table(Delta::Altered { from, to }) = change
            && work.stays(&to.name)
        {
            own(from, to, draft);
        }
    }
}

fn own(from: &Table, to: &Table, draft: &mut Draft) {
    let mut actions = Vec::new();
    if from.of_type != to.of_type {
        actions.push(match &to.of_type {
            Some(ty) => format!("OF {}", sql::qualified(ty)),
            None => "NOT OF".to_owned(),
        });
    }
    if from.unlogged != to.unlogged {
        actions.push(
            if to.unlogged {
                "SET UNLOGGED"
            } else {
                "SET LOGGED"
            }
            .to_owned(),
        );
    }
    if from.access_method != to.access_method {
        let method = to.access_method.as_deref().unwrap_or("heap");
        actions.push(format!("SET ACCESS METHOD {}", sql::identifier(method)));
    }
    if from.tablespace != to.tablespace {
        let space = to.tablespace.as_deref().unwrap_or("pg_default");
        actions.push(format!("SET TABLESPACE {}", sql::identifier(space)));
    }
    actions.extend(options(&from.options, &to.options));
    draft.alter(&to.name, false, &actions);
}

/// `SET (…)` and `RESET (…)`, as far as storage parameters differ.
pub(super) fn options(from: &[(String, String)], to: &[(String, String)]) -> Vec<String> {
    let mut actions = Vec::new();
    // What is set again stands at the end: the first ones stay as far as they stand in the target's order.
    let stay = from.iter().filter(|it| to.contains(it));
    let kept = stay.zip(to).take_while(|(a, b)| a == b).count();
    let set: Vec<(String, String)> = to[kept..].to_vec();
    let reset: Vec<String> = from
        .iter()
        .filter(|(name, _)| !to.iter().any(|(other, _)| other == name))
        .map(|(name, _)| setting(name))
        .collect();
    if !reset.is_empty() {
        actions.push(format!("RESET ({})", reset.join(", ")));
    }
    if !set.is_empty() {
        actions.push(format!("SET ({})", settings(&set)));
    }
    actions
}

/// Row security and replica identity, when the indexes are there.
pub(super) fn identity(work: &Work<'_>, draft: &mut Draft) {
    for table in &work.new.database.tables {
        let old = work
            .old
            .table(&table.name)
            .filter(|_| work.stays(&table.name));
        let mut actions = Vec::new();
        let before = old.map_or_else(Default::default, |it| it.row_security);
        let after = table.row_security;
        if before.enabled != after.enabled {
            let what = if after.enabled { "ENABLE" } else { "DISABLE" };
            actions.push(format!("{what} ROW LEVEL SECURITY"));
        }
        if before.forced != after.forced {
            let what = if after.forced { "FORCE" } else { "NO FORCE" };
            actions.push(format!("{what} ROW LEVEL SECURITY"));
        }
        let identity = old.map_or_else(ReplicaIdentity::default, |it| it.replica_identity.clone());
        let is_rebuilt = matches!(&table.replica_identity, ReplicaIdentity::Index(index)
            if work.is_made(&Object::Index(super::lookup::beside(&table.name, index)))
                || work.is_made(&Object::Constraint(table.name.clone(), index.clone())));
        if identity != table.replica_identity || is_rebuilt {
            actions.push(match &table.replica_identity {
                ReplicaIdentity::PrimaryKey => "REPLICA IDENTITY DEFAULT".to_owned(),
                ReplicaIdentity::Nothing => "REPLICA IDENTITY NOTHING".to_owned(),
                ReplicaIdentity::Full => "REPLICA IDENTITY FULL".to_owned(),
                ReplicaIdentity::Index(index) => {
                    format!("REPLICA IDENTITY USING INDEX {}", sql::identifier(index))
                }
            });
        }
        draft.alter(&table.name, true, &actions);
    }
}

/// Gives a table the parents that it did not have or lost, when it has the columns and keys for it.
pub(super) fn link(work: &Work<'_>, child: &Table, draft: &mut Draft) {
    if !work.is_relinked(child) {
        return;
    }
    let name = sql::qualified(&child.name);
    if let Some(part) = &child.part_of {
        draft.run(format!(
            "ALTER TABLE {} ATTACH PARTITION {name} {}",
            sql::qualified(&part.parent),
            part.bound
        ));
    } else if work.stays(&child.name) {
        for parent in &child.inherits {
            draft.run(format!(
                "ALTER TABLE {name} INHERIT {}",
                sql::qualified(parent)
            ));
        }
    }
}
