//! The rules, against what was measured on PostgreSQL 11 to 18.

mod measured;
mod tables;

use super::Judge;
use crate::database::Database;
use crate::plan::lock::{Effort, LockMode};
use measured::{MEASURED, NEVER_DONE, SAID_TO_BE_MORE};
use std::collections::{BTreeMap, BTreeSet};
use tables::database;

/// `t:AX r:SRX REWRITE(t,t_pkey) SCAN(t)`, as far as it is of tables and views, and stronger than what a reader takes.
fn measured(text: &str) -> BTreeMap<String, (LockMode, Effort)> {
    let mut found: BTreeMap<String, (LockMode, Effort)> = BTreeMap::new();
    for word in text.split(' ').filter(|it| it.contains(':')) {
        let (relation, mode) = word.split_once(':').unwrap();
        let mode = match mode {
            "AS" => LockMode::AccessShare,
            "RS" => LockMode::RowShare,
            "RX" => LockMode::RowExclusive,
            "SUX" => LockMode::ShareUpdateExclusive,
            "S" => LockMode::Share,
            "SRX" => LockMode::ShareRowExclusive,
            "X" => LockMode::Exclusive,
            "AX" => LockMode::AccessExclusive,
            other => panic!("{other}"),
        };
        let within = |word: &str| {
            text.split(' ')
                .find_map(|it| it.strip_prefix(word)?.strip_suffix(')'))
                .is_some_and(|it| it.split(',').any(|it| it == relation))
        };
        let effort = if within("REWRITE(") {
            Effort::Rewrite
        } else if within("SCAN(") {
            Effort::Scan
        } else {
            Effort::Instant
        };
        found.insert(relation.to_owned(), (mode, effort));
    }
    found
}

/// What is said of the last of these statements, which `;;` parts.
fn judged(database: &Database, sql: &str) -> BTreeMap<String, (LockMode, Effort)> {
    let mut judge = Judge::new(database);
    let said = sql.split(";;").map(|it| judge.locks(it));
    let last = said.last().unwrap_or_default().into_iter();
    last.map(|it| (it.relation.name, (it.mode, it.work)))
        .collect()
}

/// Whether nobody notices.
fn is_nothing((mode, effort): &(LockMode, Effort)) -> bool {
    *mode <= LockMode::RowExclusive && *effort == Effort::Instant
}

/// `RELATA_LOCK_MATRIX` names the file of the measurements: operation, version, what was locked.
#[test]
fn what_was_measured_is_within_what_is_said() {
    let Some(path) = std::env::var_os("RELATA_LOCK_MATRIX") else {
        eprintln!("RELATA_LOCK_MATRIX names no file of measurements");
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let matrix: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(&text).unwrap();
    let database = database();
    let exact = MEASURED
        .iter()
        .map(|(operation, sql)| (operation, sql, true));
    let more = SAID_TO_BE_MORE.iter();
    let more = more.map(|(operation, sql, _)| (operation, sql, false));
    let mut wrong = String::new();
    let mut seen = BTreeSet::new();
    for (operation, sql, has_to_be_exact) in exact.chain(more) {
        let Some(versions) = matrix.get(*operation) else {
            wrong.push_str(&format!("{operation}: it was not measured\n"));
            continue;
        };
        if !seen.insert(*operation) {
            wrong.push_str(&format!("{operation}: it is listed twice\n"));
        }
        let mut compared = 0;
        for version in 14..=18 {
            let text = &versions[&version.to_string()];
            if text == "n/a" || text.starts_with("ERR") {
                continue;
            }
            compared += 1;
            let (said, mut was) = (judged(&database, sql), measured(text));
            // Sequences are no relations that anybody waits for.
            was.retain(|relation, it| {
                !is_nothing(it) && !["sq", "t_a_seq"].contains(&relation.as_str())
            });
            // What is measured of a partitioned table is measured of its partitions alone.
            let is_within = was.iter().all(|(relation, (mode, effort))| {
                said.get(relation)
                    .is_some_and(|it| it.0 >= *mode && it.1 >= *effort)
            });
            let is_exact = said.iter().all(|(relation, (mode, effort))| {
                was.get(relation)
                    .is_some_and(|it| it.0 == *mode && it.1 == *effort)
                    || relation.starts_with('p')
                    || is_nothing(&(*mode, *effort))
            });
            if !is_within || !is_exact && has_to_be_exact {
                wrong.push_str(&format!("{operation} on {version}: {text}, not {said:?}\n"));
            }
        }
        if compared == 0 {
            wrong.push_str(&format!("{operation}: nothing was compared\n"));
        }
    }
    for (operation, _) in NEVER_DONE {
        if !matrix.contains_key(*operation) || !seen.insert(*operation) {
            wrong.push_str(&format!(
                "{operation}: it is listed twice, or was not measured\n"
            ));
        }
    }
    for operation in matrix.keys().filter(|it| !seen.contains(it.as_str())) {
        wrong.push_str(&format!(
            "{operation}: it was measured, and is neither compared nor said to be done by no plan\n"
        ));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_validated_check_spares_the_scan() {
    let database = database();
    let mut judge = Judge::new(&database);
    judge.locks("ALTER TABLE t ADD CONSTRAINT z CHECK (b IS NOT NULL) NOT VALID");
    judge.locks("ALTER TABLE t VALIDATE CONSTRAINT z");
    let locks = judge.locks("ALTER TABLE t ALTER COLUMN b SET NOT NULL");
    assert_eq!(locks[0].work, Effort::Instant);
}

#[test]
fn a_dropped_table_locks_what_its_foreign_keys_lead_to() {
    let said = judged(&database(), "DROP TABLE t");
    assert_eq!(said["r"].0, LockMode::AccessExclusive);
}

#[test]
fn what_is_new_locks_nothing() {
    let said = judged(
        &database(),
        "CREATE TABLE y (id bigint); CREATE INDEX y_id_idx ON y (id)",
    );
    assert_eq!(said, BTreeMap::new());
}
