//! The rules, against what was measured on PostgreSQL 11 to 18.

mod instead;
mod measured;
mod tables;

use super::Judge;
use crate::database::Database;
use crate::plan::lock::{Effort, LockMode};
use measured::{MEASURED, NEVER_DONE, SAID_TO_BE_MORE};
use std::collections::{BTreeMap, BTreeSet};
use tables::{database, public};

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

#[test]
fn checks_of_the_bounds_spare_the_scans() {
    let mut database = database();
    let mut other = database
        .tables
        .iter()
        .find(|it| it.name.name == "p1")
        .unwrap()
        .clone();
    other.name = public("pd");
    other.part_of.as_mut().unwrap().bound = "DEFAULT".to_owned();
    database.tables.push(other);
    let attach = "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20)";
    let effort = |judge: &mut Judge<'_>, table: &str| {
        let locks = judge.locks(attach);
        locks
            .iter()
            .find(|it| it.relation == public(table))
            .unwrap()
            .work
    };
    let mut judge = Judge::new(&database);
    judge.proves_bounds(&public("p2"));
    assert_eq!(effort(&mut judge, "pd"), Effort::Scan);
    let mut judge = Judge::new(&database);
    judge.proves_bounds(&public("p2"));
    judge.proves_bounds(&public("pd"));
    assert_eq!(effort(&mut judge, "p2"), Effort::Instant);
    // What was proven is of one partition alone.
    assert_eq!(effort(&mut judge, "pd"), Effort::Scan);
    let locks = judge.locks("ALTER TABLE p ADD COLUMN z integer");
    assert!(locks.iter().any(|it| it.relation == public("p2")));
}

#[test]
fn what_a_detached_table_does_locks_nothing_else() {
    let database = database();
    let mut judge = Judge::new(&database);
    let detach = judge.locks("ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY");
    let of = |name: &str| {
        detach
            .iter()
            .find(|it| it.relation == public(name))
            .unwrap()
            .mode
    };
    assert_eq!(of("p"), LockMode::ShareUpdateExclusive);
    assert_eq!(of("p1"), LockMode::AccessExclusive);
    let locks = judge.locks("DROP TABLE p1");
    assert!(
        locks.iter().all(|it| it.relation != public("p")),
        "{locks:?}"
    );
}

#[test]
fn what_others_wait_for_says_what_else_one_can_do() {
    let database = database();
    let judge = Judge::new(&database);
    for (sql, word) in [
        ("ALTER DOMAIN positive ADD CHECK (VALUE > 1)", "each column"),
        ("ALTER DOMAIN positive SET NOT NULL", "each column"),
        (
            "ALTER TABLE t ADD CONSTRAINT z EXCLUDE (a WITH =)",
            "exclusion",
        ),
        ("ALTER TABLE t SET TABLESPACE z", "pg_repack"),
        ("ALTER TABLE t SET LOGGED", "move the rows"),
        ("ALTER TABLE t SET UNLOGGED", "move the rows"),
        ("ALTER TABLE t SET ACCESS METHOD z", "move the rows"),
        ("ALTER TABLE t ADD COLUMN z positive", "base type"),
        (
            "ALTER TABLE t ADD COLUMN z integer GENERATED ALWAYS AS (a + 1) STORED",
            "VIRTUAL",
        ),
    ] {
        let said = judge.instead(sql).unwrap_or_default();
        assert!(said.contains(word), "{sql}: {said}");
    }
    for sql in [
        "ALTER TABLE t ADD COLUMN z plain",
        "ALTER TABLE t ADD CONSTRAINT z CHECK (a > 0)",
        "DROP TABLE t",
    ] {
        assert_eq!(judge.instead(sql), None, "{sql}");
    }
}
