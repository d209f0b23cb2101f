//! How the files stand to what was run: which are done, half done, still to run, or not what was run.

use std::collections::BTreeMap;

use super::error::Wrong;
use super::ledger::{Row, checksum, number};
use super::migration::{Migration, Phase, file};
use super::past::Past;

/// How a migration stands in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// Its phase, if its file is there.
    pub phase: Option<Phase>,
    /// How it stands.
    pub state: State,
    /// How many of its steps are done.
    pub done: i32,
    /// How many steps it has.
    pub steps: i32,
    /// When its first step was begun, in UTC: `2026-01-31T23:59:59Z`.
    pub started_at: Option<String>,
    /// When its last step was finished, in UTC.
    pub finished_at: Option<String>,
    /// The role that ran it; `sqlx`, if sqlx did.
    pub run_by: Option<String>,
}

/// How a migration stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// It was run.
    Done,
    /// It will be run.
    Pending,
    /// It takes away what a release may still use, and waits to be asked for.
    Waits,
    /// Some of its steps were run; the next run goes on with the others.
    Half,
    /// It was run by a later release: its number is higher than those of the files.
    Ahead,
    /// Its file and what was run do not fit, so that nothing is run.
    Wrong(Wrong),
}

/// How each migration stands, in the order of the numbers: of the files, and of what was run without one.
pub(super) fn compare(
    migrations: &[Migration],
    rows: &[Row],
    past: &[Past],
    out_of_order: bool,
) -> Vec<Standing> {
    let mut run: BTreeMap<i64, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        run.entry(row.number).or_default().push(row);
    }
    let past: BTreeMap<i64, &Past> = past.iter().map(|it| (it.number, it)).collect();
    let newest = migrations
        .iter()
        .map(|it| it.number)
        .max()
        .unwrap_or_default();
    let last_run = last_run(&run, &past);
    let mut standings = BTreeMap::new();

    for migration in migrations {
        let rows = run.remove(&migration.number).unwrap_or_default();
        let standing = match past.get(&migration.number) {
            Some(past) if rows.is_empty() => of_past(migration, past),
            _ => of_rows(migration, &rows),
        };
        standings.insert(migration.number, standing);
    }
    for (number, rows) in run {
        if let Some(row) = rows.first() {
            let standing = without_file(number, &row.name, newest);
            let times = times(&rows);
            standings.insert(
                number,
                Standing {
                    ..with(standing, times)
                },
            );
        }
    }
    for past in past.values() {
        let standing = || without_file(past.number, &past.name, newest);
        standings.entry(past.number).or_insert_with(standing);
    }

    let mut standings: Vec<Standing> = standings.into_values().collect();
    if let Some((last, name)) = last_run.filter(|_| !out_of_order) {
        for it in &mut standings {
            if it.state == State::Pending && it.number < last {
                it.state = State::Wrong(Wrong::Late {
                    file: file(it.number, &it.name),
                    after: file(last, &name),
                });
            }
        }
    }
    standings
}

/// The highest number that was run.
fn last_run(run: &BTreeMap<i64, Vec<&Row>>, past: &BTreeMap<i64, &Past>) -> Option<(i64, String)> {
    let of_ledger = run
        .last_key_value()
        .and_then(|(number, rows)| Some((*number, rows.first()?.name.clone())));
    let of_past = past
        .last_key_value()
        .map(|(number, past)| (*number, past.name.clone()));
    of_ledger.max(of_past)
}

fn of_rows(migration: &Migration, rows: &[&Row]) -> Standing {
    let standing = Standing {
        number: migration.number,
        name: migration.name.to_string(),
        phase: Some(migration.phase),
        state: State::Pending,
        done: count(rows.iter().filter(|it| it.is_done).count()),
        steps: count(migration.steps.len()),
        started_at: None,
        finished_at: None,
        run_by: None,
    };
    let Some(last) = rows.last() else {
        let state = match migration.phase {
            Phase::Contract => State::Waits,
            Phase::Expand | Phase::Backfill => State::Pending,
        };
        return Standing { state, ..standing };
    };
    let edited = |step| {
        State::Wrong(Wrong::Edited {
            file: migration.file(),
            number: migration.number,
            step,
        })
    };
    let differs = rows.iter().find(|row| {
        let step = usize::try_from(row.step - 1).ok();
        let step = step.and_then(|index| migration.steps.get(index));
        step.is_none_or(|step| checksum(step) != row.step_checksum)
    });
    let is_whole = last.checksum == migration.checksum;
    let is_finished = count(rows.len()) == last.steps && rows.iter().all(|it| it.is_done);
    let state = if is_whole && is_finished {
        State::Done
    } else if !is_whole && last.name != migration.name {
        State::Wrong(Wrong::Other {
            file: migration.file(),
            run: file(last.number, &last.name),
        })
    } else if is_finished && (differs.is_some() || last.steps != standing.steps) {
        edited(None)
    } else if let Some(row) = differs {
        edited(Some(row.step))
    } else if is_finished {
        // Nothing but comments is another.
        State::Done
    } else {
        State::Half
    };
    with(Standing { state, ..standing }, times(rows))
}

fn of_past(migration: &Migration, past: &Past) -> Standing {
    let is_same =
        migration.of_sqlx.is_empty() || migration.of_sqlx.iter().any(|it| **it == past.checksum);
    let (state, done) = if !past.success {
        let number = past.number;
        (State::Wrong(Wrong::Failed { number }), 0)
    } else if is_same {
        (State::Done, count(migration.steps.len()))
    } else {
        let edited = Wrong::Edited {
            file: migration.file(),
            number: migration.number,
            step: None,
        };
        (State::Wrong(edited), count(migration.steps.len()))
    };
    Standing {
        number: migration.number,
        name: migration.name.to_string(),
        phase: Some(migration.phase),
        state,
        done,
        steps: count(migration.steps.len()),
        started_at: Some(past.at.clone()),
        finished_at: past.success.then(|| past.at.clone()),
        run_by: Some("sqlx".to_owned()),
    }
}

fn without_file(number: i64, name: &str, newest: i64) -> Standing {
    let state = if number > newest {
        State::Ahead
    } else {
        State::Wrong(Wrong::Missing {
            file: file(number, name),
        })
    };
    Standing {
        number,
        name: name.to_owned(),
        phase: None,
        state,
        done: 0,
        steps: 0,
        started_at: None,
        finished_at: None,
        run_by: None,
    }
}

/// When the first was begun, when the last was finished, by whom, how many are done, and how many there were.
type Times = (Option<String>, Option<String>, Option<String>, i32, i32);

fn times(rows: &[&Row]) -> Times {
    let done = rows.iter().filter(|it| it.is_done);
    (
        rows.iter().map(|it| it.started_at.clone()).min(),
        done.clone().filter_map(|it| it.finished_at.clone()).max(),
        rows.last().map(|it| it.run_by.clone()),
        count(done.count()),
        rows.last().map_or(0, |it| it.steps),
    )
}

fn with(standing: Standing, (started_at, finished_at, run_by, done, steps): Times) -> Standing {
    Standing {
        started_at,
        // Of a migration that is half done, the last of the steps that are.
        finished_at,
        run_by,
        done,
        steps: if standing.phase.is_some() {
            standing.steps
        } else {
            steps
        },
        ..standing
    }
}

fn count(steps: usize) -> i32 {
    number(steps) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::{LockWait, Step};
    use std::borrow::Cow;

    fn step(sql: &'static str) -> Step {
        Step {
            does: "".into(),
            statements: vec![Cow::Borrowed(sql)].into(),
            transactional: true,
            locks: LockWait::Short,
            probe: None,
            backfill: None,
        }
    }

    fn migration(number: i64, phase: Phase, steps: &[&'static str]) -> Migration {
        Migration {
            number,
            name: format!("m{number}").into(),
            checksum: steps.concat().into(),
            of_sqlx: vec![Cow::Owned(steps.concat())].into(),
            phase,
            steps: steps.iter().map(|sql| step(sql)).collect::<Vec<_>>().into(),
        }
    }

    fn row(of: &Migration, index: usize, is_done: bool) -> Row {
        Row {
            number: of.number,
            step: number(index),
            steps: count(of.steps.len()),
            name: of.name.to_string(),
            checksum: of.checksum.to_string(),
            step_checksum: checksum(&of.steps[index]),
            is_done,
            position: None,
            rows: 0,
            started_at: "2026-01-01T00:00:00Z".to_owned(),
            finished_at: None,
            run_by: "me".to_owned(),
        }
    }

    fn past(number: i64, checksum: &str, success: bool) -> Past {
        Past {
            number,
            name: format!("m{number}"),
            checksum: checksum.to_owned(),
            success,
            at: String::new(),
        }
    }

    fn states(migrations: &[Migration], rows: &[Row], past: &[Past]) -> Vec<String> {
        let standings = compare(migrations, rows, past, false);
        let states = standings.iter().map(|it| match &it.state {
            State::Wrong(wrong) => {
                let said = wrong.to_string();
                let end = said.find(':').unwrap_or(said.len());
                said[..end].to_owned()
            }
            state => format!("{} {state:?}", it.number),
        });
        states.collect()
    }

    #[test]
    fn what_was_run_is_done_and_the_rest_is_not() {
        let one = migration(1, Phase::Expand, &["a", "b"]);
        let two = migration(2, Phase::Contract, &["c"]);
        let three = migration(3, Phase::Expand, &["d", "e"]);
        let four = migration(4, Phase::Expand, &["f"]);
        let rows = [row(&one, 0, true), row(&one, 1, true), row(&three, 0, true)];
        assert_eq!(
            states(&[one, two, three, four], &rows, &[]),
            ["1 Done", "2 Waits", "3 Half", "4 Pending"]
        );
    }

    #[test]
    fn a_step_that_was_run_cannot_be_edited_and_others_can() {
        let old = migration(1, Phase::Expand, &["a", "b"]);
        let whole = [row(&old, 0, true), row(&old, 1, true)];
        let edited = migration(1, Phase::Expand, &["a", "c"]);
        let longer = migration(1, Phase::Expand, &["a", "b", "c"]);
        let said = ["0001_m1.sql was edited after it was run"];
        assert_eq!(states(std::slice::from_ref(&edited), &whole, &[]), said);
        assert_eq!(states(std::slice::from_ref(&longer), &whole, &[]), said);
        assert_eq!(states(&[edited], &whole[..1], &[]), ["1 Half"]);
        assert_eq!(states(&[longer], &whole[..1], &[]), ["1 Half"]);
        let first = migration(1, Phase::Expand, &["z", "b"]);
        assert_eq!(
            states(&[first], &whole[..1], &[]),
            ["0001_m1.sql was edited after its step 1 was run"]
        );
        let commented = Migration {
            checksum: "another".into(),
            ..old
        };
        assert_eq!(states(&[commented], &whole, &[]), ["1 Done"]);
    }

    #[test]
    fn what_comes_late_or_is_missing_is_told() {
        let [one, two, three] = [1, 2, 3].map(|it| migration(it, Phase::Expand, &["a"]));
        let rows = [row(&one, 0, true), row(&three, 0, true)];
        assert_eq!(
            states(&[one.clone(), two.clone(), three.clone()], &rows, &[]),
            [
                "1 Done",
                "0002_m2.sql has not been run, and 0003_m3.sql has",
                "3 Done"
            ]
        );
        assert_eq!(
            states(&[two.clone(), three], &[row(&one, 0, true)], &[]),
            [
                "0001_m1.sql was run here, and the file is not there",
                "2 Pending",
                "3 Pending"
            ]
        );
        assert_eq!(
            states(std::slice::from_ref(&one), &rows, &[]),
            ["1 Done", "3 Ahead"]
        );
        let other = Migration {
            name: "other".into(),
            checksum: "x".into(),
            ..one
        };
        assert_eq!(
            states(&[other], &rows[..1], &[]),
            ["0001_other.sql has the number of 0001_m1.sql, which was run here"]
        );
    }

    #[test]
    fn what_sqlx_has_run_counts() {
        let [one, two, three] = [1, 2, 3].map(|it| migration(it, Phase::Expand, &["a"]));
        let all = [one, two, three];
        assert_eq!(
            states(&all, &[], &[past(1, "a", true), past(2, "b", true)]),
            [
                "1 Done",
                "0002_m2.sql was edited after it was run",
                "3 Pending"
            ]
        );
        assert_eq!(
            states(&all[..1], &[], &[past(1, "a", false)]),
            ["sqlx began migration 1 and did not finish"]
        );
        assert_eq!(
            states(&all[1..], &[], &[past(1, "a", true), past(2, "a", true)]),
            [
                "0001_m1.sql was run here, and the file is not there",
                "2 Done",
                "3 Pending"
            ]
        );
    }
}
