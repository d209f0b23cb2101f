//! Adding twins, and giving them their values.

use super::keeper::{self, Kept};
use crate::create::table::definition;
use crate::database::{Column, Filled, Table};
use crate::plan::Hazard;
use crate::plan::column::{properties, require};
use crate::plan::convert::{self, Conversion};
use crate::plan::draft::Draft;
use crate::plan::safe::backfill;
use crate::plan::work::Work;
use crate::sql;

/// Adds the twins of a table together with the trigger that keeps them, so that no row is written that only the one has;
/// then fills the rows that were there.
pub(in crate::plan) fn fill(work: &Work<'_>, table: &Table, draft: &mut Draft) {
    let columns = of_table(work, table);
    let start = draft.statements.len();
    let name = keeper::name(&work.old, table);
    for it in work.twins.found.iter().filter(|it| it.table == table.name) {
        it.drop(draft);
    }
    let mut actions = Vec::new();
    let mut defaults = Vec::new();
    let is_there = |it: &Column| {
        work.twins
            .coming(&table.name, &it.name)
            .is_some_and(|it| it.is_there)
    };
    for column in columns.iter().filter(|it| !is_there(it)) {
        let plain = Column {
            filled: Filled::No,
            not_null: false,
            not_null_constraint: None,
            ..(*column).clone()
        };
        actions.extend(definition(table, &plain, false).map(|it| format!("ADD COLUMN {it}")));
        if let Filled::Default(text) = &column.filled {
            let name = sql::identifier(&column.name);
            defaults.push(format!("ALTER COLUMN {name} SET DEFAULT {text}"));
        }
    }
    draft.alter(&table.name, false, &actions);
    // Not what the rows that are there get.
    draft.alter(&table.name, false, &defaults);
    draft.functions_of = Some(name.clone());
    let kept: Vec<Kept<'_>> = columns
        .iter()
        .filter_map(|column| kept(work, table, column, draft))
        .collect();
    draft.functions_of = None;
    draft.run(keeper::function(&name, &kept));
    draft.run(keeper::trigger(&name, &table.name));
    for column in columns.iter().filter(|it| !is_there(it)) {
        properties(&table.name, None, column, draft);
    }
    draft.together(start, summary(table, &kept));
    values(work, table, &kept, draft);
    for column in columns.iter().filter(|it| it.not_null && !is_there(it)) {
        require(work, table, column, draft);
    }
}

/// Fills the twins of tables to which none is added, but which have some from an earlier plan.
pub(in crate::plan) fn fill_again(work: &Work<'_>, draft: &mut Draft) {
    for name in work.twins.tables() {
        let twins = || {
            work.twins
                .of_table(name)
                .filter(|it| work.twins.coming(name, &it.beside).is_some())
        };
        if twins().next().is_none() || twins().any(|it| !it.is_there) {
            continue;
        }
        if let Some(table) = work.new.table(name) {
            fill(work, table, draft);
        }
    }
}

/// The twins that a table is to have.
fn of_table<'a>(work: &Work<'_>, table: &'a Table) -> Vec<&'a Column> {
    let columns = table.columns.iter();
    columns
        .filter(|it| work.twins.coming(&table.name, &it.name).is_some())
        .collect()
}

fn kept<'a>(
    work: &Work<'a>,
    table: &Table,
    beside: &'a Column,
    draft: &mut Draft,
) -> Option<Kept<'a>> {
    let twin = work.twins.coming(&table.name, &beside.name)?;
    let of = work.old.column(&table.name, &twin.of)?;
    let wanted = Column {
        filled: twin.filled.clone(),
        ..beside.clone()
    };
    let there = Conversion::new(work, table, of, &wanted, draft);
    let back = twin
        .is_rename()
        .then(|| Conversion::new(work, table, beside, of, draft));
    Some(Kept {
        twin,
        of,
        beside,
        wanted,
        there,
        back,
    })
}

fn summary(table: &Table, kept: &[Kept<'_>]) -> String {
    let pairs: Vec<String> = kept
        .iter()
        .map(|it| {
            let (beside, of) = (&it.beside.name, &it.of.name);
            let what = match it.there.lost.as_str() {
                _ if it.there.is_safe => return format!("{beside} like {of}"),
                "" => format!("that cannot be read as {}", it.beside.ty),
                lost => format!("that is {lost}"),
            };
            format!("{beside} like {of} (of which nothing can be written any more {what})")
        })
        .collect();
    format!("add to {} and keep {}", table.name, pairs.join(", "))
}

/// The values of the rows that were there.
fn values(work: &Work<'_>, table: &Table, kept: &[Kept<'_>], draft: &mut Draft) {
    let mut set = Vec::new();
    let mut todo = Vec::new();
    let mut hazards = Vec::new();
    for it in kept {
        let (of, beside) = (
            sql::identifier(&it.of.name),
            sql::identifier(&it.beside.name),
        );
        let mut value = it.there.of(&of);
        let mut is_todo = format!("{beside} IS NULL AND {of} IS NOT NULL");
        if it.beside.not_null
            && !it.of.not_null
            && let Some(other) = convert::for_null(work, table, &it.wanted)
        {
            hazards.push(Hazard::Invents {
                what: format!("rows of {} without {} get {other}", table.name, it.of.name),
            });
            value = format!("coalesce({value}, {other})");
            is_todo = format!("{beside} IS NULL");
        }
        let column = format!("{}.{}", table.name, it.of.name);
        if let Some(unless) = it.there.unless(&column, &it.beside.ty) {
            hazards.push(Hazard::MayFail { unless });
        }
        set.push((it.beside.name.clone(), value));
        todo.push(is_todo);
    }
    let todo = match todo.as_slice() {
        [one] => one.clone(),
        all => format!("({})", all.join(") OR (")),
    };
    backfill(work, &table.name, set, todo, draft);
    if let Some(statement) = draft.statements.last_mut() {
        for hazard in hazards {
            statement.with(hazard);
        }
    }
    let names: Vec<String> = kept.iter().map(|it| it.beside.name.clone()).collect();
    draft
        .apart(format!(
            "ANALYZE {} ({})",
            sql::qualified(&table.name),
            sql::list(&names)
        ))
        .called(format!(
            "look at some rows of {}, for the planner to know {}",
            table.name,
            names.join(", ")
        ))
        .patient(None);
}
