//! A plan for a database in use: what expands first, and what contracts last.
//!
//! Between the two halves stands a database that the release that is running and the next one can both live with: all
//! that is new is there, and nothing is gone yet that somebody may use. Each half is a plan of its own.

mod ahead;
mod backfill;
mod halfway;
mod middle;
mod new_column;
mod partition;
mod stages;

pub(super) use ahead::{
    Ahead, build, can_be_built, look, look_later, take_index_name, take_view_name,
};
pub(super) use backfill::backfill;
pub(super) use halfway::has;
pub(super) use new_column::{add as add_then_fill, is_filled_later};
pub(super) use partition::{add_to_partitions, attach, is_absorbed};

use super::draft::Draft;
use super::twin::{self, Found, Refused, Twin, Twins};
use super::work::Work;
use super::{NoPlan, Options, Phase, Plan, Refusal, key, statement, write};
use crate::change::Change;
use crate::database::Database;
use std::borrow::Cow;

/// The statements that make `from` into `to`, in two halves.
pub(super) fn plan(
    from: &Database,
    to: &Database,
    changes: &[Change],
    options: &Options,
) -> Result<Plan, NoPlan> {
    let found = twin::found(from);
    let mut refused = Refused::new();
    let types = twin::choose_types(from, to, changes, options, &mut refused);
    let beside = twin::beside_types(from, to, &types);
    let changes = if types.is_empty() {
        Cow::Borrowed(changes)
    } else {
        Cow::Owned(crate::diff(from, &beside))
    };
    let columns = twin::choose(from, &beside, &changes, options, &types, &mut refused);
    let mut middle = middle::between(from, &beside, &changes, &columns);
    let mut twins = twin::widen(&mut middle, from, &beside, columns);
    twins.found.clone_from(&found);
    twins.types = types;
    let none = Twins::none(refused);
    let expand = half(from, &middle, options, Phase::Expand, &twins)?;
    twins.functions = match expand.statements.is_empty() {
        // All is there.
        true => found.iter().flat_map(Found::functions).collect(),
        false => expand.left.clone(),
    };

    let mut drafts = vec![expand];
    drafts.extend(given_up(&found, &twins));
    let with_twins = swap(&middle, (from, to), options, twins, &mut drafts)?;
    let settled = middle::settled(&with_twins, to);
    let mut before = &with_twins;
    let stages = stages::stages(&settled, to, options);
    for after in std::iter::once(&settled).chain(&stages) {
        drafts.push(half(before, after, options, Phase::Contract, &none)?);
        before = after;
    }
    let lost: Vec<Refusal> = drafts
        .iter()
        .flat_map(|it| it.losses_but(&options.allow_loss))
        .filter(|lost| was_there(from, &lost.object))
        .filter(|lost| {
            let mut columns = found.iter().filter_map(|it| {
                let column = lost.object.strip_prefix(&it.table.to_string())?;
                Some((it, column.strip_prefix('.')?))
            });
            !columns.any(|(it, column)| it.writes(column))
        })
        .collect();
    if !lost.is_empty() {
        return Err(NoPlan::Loss(lost));
    }
    let statements = drafts.into_iter().flat_map(|it| it.statements).collect();
    Ok(Plan {
        steps: statement::steps(statements, from, to, options),
    })
}

/// Whether an object of which something is lost was there before; a column may be of the plan's own making.
fn was_there(from: &Database, object: &str) -> bool {
    let column = from.tables.iter().find_map(|table| {
        let name = object.strip_prefix(&table.name.to_string())?;
        Some((table, name.strip_prefix('.')?))
    });
    column.is_none_or(|(table, name)| table.columns.iter().any(|it| it.name == name))
}

/// What kept twins that the target no longer wants.
fn given_up(found: &[Found], twins: &Twins) -> Option<Draft> {
    let mut draft = Draft::default();
    let wanted = twins.tables();
    for it in found.iter().filter(|it| !wanted.contains(&it.table)) {
        let start = draft.statements.len();
        it.drop(&mut draft);
        draft.together(
            start,
            format!("keep no columns of {} like others", it.table),
        );
    }
    (!draft.statements.is_empty()).then_some(draft)
}

/// The twins take the places of the columns that they stand beside, in as many transactions as there can be, and types with
/// their columns. Gives the database after it.
fn swap(
    middle: &Database,
    (from, to): (&Database, &Database),
    options: &Options,
    mut twins: Twins,
    drafts: &mut Vec<Draft>,
) -> Result<Database, NoPlan> {
    if twins.columns.is_empty() {
        return Ok(middle.clone());
    }
    let mut exchanged = Draft::default();
    // The target, but for the types that still stand beside others.
    let mut target = twin::beside_types(from, to, &twins.types);
    let mut database = twin::exchange(middle, &target, &twins, &mut exchanged);
    drafts.push(exchanged);
    let direct = Options {
        safe: false,
        column_order: false,
        ..options.clone()
    };
    let mut left: Vec<Twin> = twins.columns.clone();
    for tables in twin::groups(&database, &twins) {
        let before = left.clone();
        let before: Vec<&Twin> = before.iter().collect();
        left.retain(|it| !tables.contains(&it.table));
        let mut draft = Draft::default();
        let types = twins.types_going(&database, &tables);
        twins.types.retain(|it| !types.contains(it));
        twins.types_aside.clear();
        let asides = &mut twins.types_aside;
        let named = twin::take_type_names(&database, to, &types, asides, &mut draft);
        target = twin::beside_types(from, to, &twins.types);
        twins.swapping = tables;
        let left: Vec<&Twin> = left.iter().collect();
        let after = twin::swapped(&named, &target, &twins, &left);
        database = named;
        let changes = crate::diff(&database, &after).into_iter();
        let changes = changes.filter_map(|it| twin::left_to_change(it, &twins, &before));
        let changes: Vec<Change> = changes.collect();
        let work = Work::new(&database, &after, &changes, &direct, &twins);
        if !work.refusals.is_empty() {
            return Err(NoPlan::Impossible(work.refusals));
        }
        twin::before_swap(&work, &mut draft);
        write(&work, &mut draft);
        if !draft.refusals.is_empty() {
            return Err(NoPlan::Impossible(draft.refusals));
        }
        for statement in &mut draft.statements {
            statement.phase = Phase::Contract;
        }
        draft.together(0, twin::summary(&twins));
        drafts.push(draft);
        database = after;
    }
    Ok(database)
}

/// One half, all of whose statements are of one phase; but for backfills, which have their own.
fn half(
    from: &Database,
    to: &Database,
    options: &Options,
    phase: Phase,
    twins: &Twins,
) -> Result<Draft, NoPlan> {
    let mut changes = crate::diff(from, to);
    changes.retain(|it| !matches!(it, Change::ColumnOrder { .. }));
    if changes.is_empty() {
        return Ok(Draft::default());
    }
    let options = Options {
        column_order: false,
        ..options.clone()
    };
    let mut work = Work::new(from, to, &changes, &options, twins);
    if !work.refusals.is_empty() {
        return Err(NoPlan::Impossible(work.refusals));
    }
    let direct = Options {
        safe: false,
        ..options.clone()
    };
    let mut draft = Draft::default();
    if phase == Phase::Contract {
        partition::leave_first(&work, &mut draft);
        key::replace_indexes(&mut work, &mut draft);
    }
    // What is taken down to be put up again is missed meanwhile: that is one transaction.
    let is_whole = phase == Phase::Contract && is_rebuilding(&work);
    if is_whole {
        ahead::prepare(&work, &mut draft);
        key::drop_indexes_first(&mut work, &mut draft);
        work.options = &direct;
    }
    let start = draft.statements.len();
    write(&work, &mut draft);
    ahead::finish(&mut draft);
    if !draft.refusals.is_empty() {
        return Err(NoPlan::Impossible(draft.refusals));
    }
    if is_whole {
        draft.whole(start);
    }
    for statement in &mut draft.statements {
        statement.joins &= statement.transactional && !statement.apart;
        if statement.phase != Phase::Backfill || phase == Phase::Contract {
            statement.phase = phase;
        }
    }
    Ok(draft)
}

/// Whether something is dropped only to be created again.
fn is_rebuilding(work: &Work<'_>) -> bool {
    work.gone.iter().any(|it| work.is_made(it))
        || !work.lifted.is_empty()
        || !work.remade.is_empty()
        || !work.retyped.is_empty()
        || !partition::moved(work).is_empty()
}
