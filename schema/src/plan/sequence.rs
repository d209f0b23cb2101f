//! Sequences that are not those of identity columns.

use super::Phase;
use super::draft::Draft;
use super::work::Work;
use crate::change::{Change, Delta};
use crate::create;
use crate::database::{Counting, Filled, Object, QualifiedName, Sequence};
use crate::sql;

/// A sequence that outlives what it goes with is let go before that is dropped.
pub(super) fn release(work: &Work<'_>, draft: &mut Draft) {
    for sequence in &work.old.database.sequences {
        if is_released(work, sequence) {
            draft.run(format!(
                "ALTER SEQUENCE {} OWNED BY NONE",
                sql::qualified(&sequence.name)
            ));
        }
    }
}

fn is_released(work: &Work<'_>, sequence: &Sequence) -> bool {
    let Some(owner) = &sequence.owned_by else {
        return false;
    };
    let stays = work.new.sequences.get(&sequence.name);
    stays.is_some_and(|new| new.owned_by.as_ref() != Some(owner))
        || (stays.is_some() && owner_goes(work, owner))
}

fn owner_goes(work: &Work<'_>, owner: &(QualifiedName, String)) -> bool {
    work.falls(&owner.0) || work.is_gone(&Object::Column(owner.0.clone(), owner.1.clone()))
}

/// The sequences that do not go with a column or table.
pub(super) fn drop(work: &Work<'_>, draft: &mut Draft) {
    for sequence in &work.old.database.sequences {
        if !work.is_gone(&Object::Sequence(sequence.name.clone())) {
            continue;
        }
        let goes_along = sequence
            .owned_by
            .as_ref()
            .is_some_and(|owner| owner_goes(work, owner) && !work.remade.contains(&owner.0));
        if goes_along {
            continue;
        }
        draft.take(format!("DROP SEQUENCE {}", sql::qualified(&sequence.name)));
        if sequence.owned_by.is_none() {
            draft.loses(
                sequence.name.to_string(),
                "the sequence is dropped, and how far it counted",
            );
        }
    }
}

/// New sequences, and how those that stay count.
pub(super) fn make(work: &Work<'_>, draft: &mut Draft) {
    for sequence in &work.new.database.sequences {
        if work.is_made(&Object::Sequence(sequence.name.clone())) {
            draft.run(create::sequence::create(sequence).text);
        }
    }
    for change in work.changes {
        if let Change::Sequence(Delta::Altered { from, to }) = change {
            alter(from, to, draft);
        }
    }
}

fn alter(from: &Sequence, to: &Sequence, draft: &mut Draft) {
    let name = sql::qualified(&to.name);
    if from.ty != to.ty || from.counting != to.counting {
        clamp(&to.name, &from.counting, &to.counting, draft);
        let ty = if from.ty == to.ty {
            String::new()
        } else {
            format!("AS {} ", to.ty)
        };
        let restart = restart(&from.counting, &to.counting);
        let counting = create::sequence::all(&to.counting);
        draft.run(format!("ALTER SEQUENCE {name} {ty}{counting}{restart}"));
    }
    if from.unlogged != to.unlogged {
        let what = if to.unlogged { "UNLOGGED" } else { "LOGGED" };
        draft.run(format!("ALTER SEQUENCE {name} SET {what}"));
    }
}

/// Brings where a sequence is into the bounds that it is to have, as far as those that it has let it be there.
pub(super) fn clamp(name: &QualifiedName, from: &Counting, to: &Counting, draft: &mut Draft) {
    let narrower = to.minimum > from.minimum || to.maximum < from.maximum;
    if !narrower || !overlap(from, to) {
        return;
    }
    let low = from.minimum.max(to.minimum);
    let high = from.maximum.min(to.maximum);
    let sequence = sql::qualified(name);
    draft.run(format!(
        "SELECT setval({}, greatest({low}, least({high}, last_value)), is_called)\nFROM {sequence}\n\
         WHERE last_value NOT BETWEEN {low} AND {high}",
        sql::literal(&sequence)
    ));
}

/// ` RESTART …`, where the bounds have nothing in common.
pub(super) fn restart(from: &Counting, to: &Counting) -> String {
    if overlap(from, to) {
        String::new()
    } else {
        format!(" RESTART WITH {}", to.start)
    }
}

fn overlap(a: &Counting, b: &Counting) -> bool {
    a.minimum.max(b.minimum) <= a.maximum.min(b.maximum)
}

/// What a sequence goes with, once that is there; one that starts to fill a column goes on after the column's values.
pub(super) fn own(work: &Work<'_>, draft: &mut Draft) {
    for sequence in &work.new.database.sequences {
        let Some(owner) = &sequence.owned_by else {
            continue;
        };
        let old = work.old.sequences.get(&sequence.name);
        let is_made = work.is_made(&Object::Sequence(sequence.name.clone()));
        if is_made
            || old.is_none_or(|old| old.owned_by.as_ref() != Some(owner))
            || old.is_some_and(|old| is_released(work, old))
        {
            draft.run(format!(
                "ALTER SEQUENCE {} OWNED BY {}.{}",
                sql::qualified(&sequence.name),
                sql::qualified(&owner.0),
                sql::identifier(&owner.1)
            ));
        }
        let column = Object::Column(owner.0.clone(), owner.1.clone());
        let fills = work.new.column(&owner.0, &owner.1).is_some_and(
            |it| matches!(&it.filled, Filled::Default(expr) if expr.contains("nextval(")),
        );
        if is_made && fills && work.old.has(&column) && !work.is_made(&column) {
            continue_after(
                &sequence.name,
                &owner.0,
                &owner.1,
                &sequence.counting,
                draft,
            );
        }
    }
}

/// Lets a sequence count on after the values that a column has.
pub(super) fn continue_after(
    sequence: &QualifiedName,
    table: &QualifiedName,
    column: &str,
    counting: &Counting,
    draft: &mut Draft,
) {
    let column = sql::identifier(column);
    let furthest = if counting.increment < 0 { "min" } else { "max" };
    let step = draft.run(format!(
        "SELECT setval({}, greatest({}, least({}, {furthest}({column})))::bigint)\nFROM {}\nHAVING count({column}) > 0",
        sql::literal(&sql::qualified(sequence)),
        counting.minimum,
        counting.maximum,
        sql::qualified(table)
    ));
    step.phase = Phase::Expand;
}
