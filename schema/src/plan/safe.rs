//! A plan for a database in use: what expands first, and what contracts last.
//!
//! Between the two halves stands a database that the release that is running and the next one can both live with: all
//! that is new is there, and nothing is gone yet that somebody may use. Each half is a plan of its own.

mod ahead;
mod backfill;
mod middle;
mod new_column;
mod partition;

pub(super) use ahead::{Ahead, look_later, take_index_name, take_view_name};
pub(super) use backfill::backfill;
pub(super) use new_column::{add as add_then_fill, is_filled_later};
pub(super) use partition::{add_to_partitions, attach, is_absorbed};

use super::draft::Draft;
use super::work::Work;
use super::{NoPlan, Options, Phase, Plan, Refusal, statement, write};
use crate::change::Change;
use crate::database::Database;

/// The statements that make `from` into `to`, in two halves.
pub(super) fn plan(
    from: &Database,
    to: &Database,
    changes: &[Change],
    options: &Options,
) -> Result<Plan, NoPlan> {
    let middle = middle::between(from, to, changes);
    let mut expand = half(from, &middle, options, Phase::Expand)?;
    let settled = middle::settled(&middle, to);
    let mut settle = half(&middle, &settled, options, Phase::Contract)?;
    let mut contract = half(&settled, to, options, Phase::Contract)?;
    let lost: Vec<Refusal> = [&expand, &settle, &contract]
        .into_iter()
        .flat_map(|it| it.losses_but(&options.allow_loss))
        .collect();
    if !lost.is_empty() {
        return Err(NoPlan::Loss(lost));
    }
    let mut statements = std::mem::take(&mut expand.statements);
    statements.append(&mut settle.statements);
    statements.append(&mut contract.statements);
    Ok(Plan {
        steps: statement::steps(statements, from, options),
    })
}

/// One half, all of whose statements are of one phase; but for backfills, which have their own.
fn half(from: &Database, to: &Database, options: &Options, phase: Phase) -> Result<Draft, NoPlan> {
    let mut changes = crate::diff(from, to);
    changes.retain(|it| !matches!(it, Change::ColumnOrder { .. }));
    if changes.is_empty() {
        return Ok(Draft::default());
    }
    let options = Options {
        column_order: false,
        ..options.clone()
    };
    let mut work = Work::new(from, to, &changes, &options);
    if !work.refusals.is_empty() {
        return Err(NoPlan::Impossible(work.refusals));
    }
    // What is taken down to be put up again is missed meanwhile: that is one transaction.
    let is_whole = phase == Phase::Contract && is_rebuilding(&work);
    let direct = Options {
        safe: false,
        ..options.clone()
    };
    let mut draft = Draft::default();
    if phase == Phase::Contract {
        partition::leave_first(&work, &mut draft);
    }
    if is_whole {
        ahead::prepare(&work, &mut draft);
        super::key::drop_indexes_first(&mut work, &mut draft);
        work.options = &direct;
    }
    write(&work, &mut draft);
    ahead::finish(&mut draft);
    if !draft.refusals.is_empty() {
        return Err(NoPlan::Impossible(draft.refusals));
    }
    for statement in &mut draft.statements {
        statement.joins |= is_whole;
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
        || partition::moves(work)
}
