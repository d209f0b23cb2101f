//! The rules, against what was measured on PostgreSQL 11 to 18.

use super::Judge;
use crate::database::{
    Check, Column, Constraint, ConstraintKind, Database, Dependency, Domain, DomainCheck, Filled,
    Object, Part, QualifiedName, View,
};
use crate::diagnostic::Diagnostics;
use crate::plan::lock::{Effort, LockMode};
use crate::source::Source;
use crate::{compile, lower};
use std::collections::BTreeMap;

/// The tables of the measurements, as far as a schema says them in a few words.
const SCHEMA: &str = "
    table r { id: integer primary key }
    table t {
        id: integer primary key,
        a: integer,
        b: integer?,
        v: varchar(20)?,
        x: text?,
        n: numeric(10, 2)?,
        f_id: integer?,
        w: varchar(20)?,
        e: varchar(20)?,
        c: varchar(20)?,
        index ti (a),
        index te (lower(e)),
        foreign key f_key (f_id) references r (id) on delete cascade,
    }
";

fn public(name: &str) -> QualifiedName {
    QualifiedName {
        namespace: "public".to_owned(),
        name: name.to_owned(),
    }
}

fn database() -> Database {
    let mut found = Diagnostics::default();
    let model = compile(&Source::one("measured", SCHEMA), &mut found);
    let mut database = lower(&model.unwrap_or_else(|| panic!("{found:?}")));
    let t = database
        .tables
        .iter_mut()
        .find(|it| it.name.name == "t")
        .unwrap();
    let check = |name: &str, condition: &str| {
        Constraint::new(
            name,
            ConstraintKind::Check(Check {
                condition: condition.to_owned(),
                no_inherit: false,
            }),
        )
    };
    t.constraints.push(check("c_check", "c <> ''::text"));
    let plain = t.clone();
    // A partitioned table, a partition, the one for all others, and one that is to be a partition.
    for (name, bound) in [
        ("p", None),
        ("p1", Some("FOR VALUES FROM (0) TO (10)")),
        ("p2", None),
    ] {
        let mut table = plain.clone();
        table.name = public(name);
        table.constraints.clear();
        table.indexes.clear();
        table.part_of = bound.map(|bound| Part {
            parent: public("p"),
            bound: bound.to_owned(),
            condition: None,
            foreign_keys: Vec::new(),
        });
        database.tables.push(table);
    }
    database.domains = vec![
        domain("plain", Vec::new()),
        domain(
            "positive",
            vec![DomainCheck {
                name: "positive_check".to_owned(),
                condition: "VALUE > 0".to_owned(),
                valid: true,
                comment: None,
            }],
        ),
    ];
    database.views.push(View {
        name: public("v"),
        materialized: false,
        populated: true,
        columns: Vec::new(),
        query: "SELECT id FROM t".to_owned(),
        options: Vec::new(),
        access_method: None,
        tablespace: None,
        indexes: Vec::new(),
        comment: None,
    });
    let t = database
        .tables
        .iter_mut()
        .find(|it| it.name.name == "t")
        .unwrap();
    let d = Column {
        name: "d".to_owned(),
        ty: "positive".to_owned(),
        filled: Filled::No,
        ..t.columns[2].clone()
    };
    t.columns.push(d);
    database.dependencies.push(Dependency {
        of: Object::Column(public("t"), "d".to_owned()),
        on: Object::Type(public("positive")),
    });
    database
}

fn domain(name: &str, checks: Vec<DomainCheck>) -> Domain {
    Domain {
        name: public(name),
        base: "integer".to_owned(),
        collation: None,
        not_null: false,
        not_null_name: None,
        default: None,
        checks,
        comment: None,
    }
}

/// Operations of the measurements, and statements that are such operations on these tables.
const MEASURED: &[(&str, &str)] = &[
    ("ADD COLUMN int null", "ALTER TABLE t ADD COLUMN z integer"),
    (
        "ADD COLUMN int NOT NULL DEFAULT 1",
        "ALTER TABLE t ADD COLUMN z integer DEFAULT 1 NOT NULL",
    ),
    (
        "ADD COLUMN timestamptz DEFAULT now()",
        "ALTER TABLE t ADD COLUMN z timestamptz DEFAULT now()",
    ),
    (
        "ADD COLUMN timestamptz DEFAULT clock_timestamp()",
        "ALTER TABLE t ADD COLUMN z timestamptz DEFAULT clock_timestamp()",
    ),
    (
        "ADD COLUMN float DEFAULT random()",
        "ALTER TABLE t ADD COLUMN z float DEFAULT random()",
    ),
    (
        "ADD COLUMN uuid DEFAULT gen_random_uuid()",
        "ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid() NOT NULL",
    ),
    (
        "ADD COLUMN bigint IDENTITY",
        "ALTER TABLE t ADD COLUMN z bigint GENERATED ALWAYS AS IDENTITY",
    ),
    (
        "ADD COLUMN GENERATED STORED",
        "ALTER TABLE t ADD COLUMN z integer GENERATED ALWAYS AS (a + 1) STORED",
    ),
    (
        "ADD COLUMN GENERATED VIRTUAL",
        "ALTER TABLE t ADD COLUMN z integer GENERATED ALWAYS AS (a + 1) VIRTUAL",
    ),
    (
        "ADD COLUMN int CHECK (c>0)",
        "ALTER TABLE t ADD COLUMN z integer CHECK (z > 0)",
    ),
    (
        "ADD COLUMN int UNIQUE",
        "ALTER TABLE t ADD COLUMN z integer UNIQUE",
    ),
    (
        "ADD COLUMN plain domain DEFAULT 1",
        "ALTER TABLE t ADD COLUMN z plain DEFAULT 1",
    ),
    (
        "ADD COLUMN constrained domain null",
        "ALTER TABLE t ADD COLUMN z positive",
    ),
    (
        "ADD COLUMN text[] DEFAULT '{}'",
        "ALTER TABLE t ADD COLUMN z text[] DEFAULT '{}'::text[]",
    ),
    (
        "ADD COLUMN jsonb default '{}'",
        "ALTER TABLE t ADD COLUMN z jsonb DEFAULT '{}'",
    ),
    (
        "ADD COLUMN text default md5(random())",
        "ALTER TABLE t ADD COLUMN z text DEFAULT md5(random()::text)",
    ),
    (
        "ADD COLUMN date default current_date",
        "ALTER TABLE t ADD COLUMN z date DEFAULT CURRENT_DATE",
    ),
    (
        "ADD COLUMN on partitioned [p,p1]",
        "ALTER TABLE p ADD COLUMN z integer",
    ),
    ("DROP COLUMN", "ALTER TABLE t DROP COLUMN b"),
    ("RENAME COLUMN", "ALTER TABLE t RENAME COLUMN b TO z"),
    ("SET DEFAULT", "ALTER TABLE t ALTER COLUMN b SET DEFAULT 1"),
    ("SET NOT NULL", "ALTER TABLE t ALTER COLUMN b SET NOT NULL"),
    (
        "SET NOT NULL with NOT VALID CHECK",
        "ALTER TABLE t ADD CONSTRAINT z CHECK (b IS NOT NULL) NOT VALID, ALTER COLUMN b SET NOT NULL",
    ),
    (
        "SET NOT NULL on col that is already NOT NULL",
        "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
    ),
    (
        "SET NOT NULL on partitioned parent [p,p1]",
        "ALTER TABLE p ALTER COLUMN b SET NOT NULL",
    ),
    (
        "DROP NOT NULL",
        "ALTER TABLE t ALTER COLUMN a DROP NOT NULL",
    ),
    (
        "ADD CONSTRAINT NOT NULL b",
        "ALTER TABLE t ADD CONSTRAINT z NOT NULL b",
    ),
    (
        "ADD CONSTRAINT NOT NULL b NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT z NOT NULL b NOT VALID",
    ),
    (
        "TYPE varchar(20)->varchar(40)",
        "ALTER TABLE t ALTER COLUMN v TYPE character varying(40)",
    ),
    (
        "TYPE varchar(20)->varchar(10)",
        "ALTER TABLE t ALTER COLUMN v TYPE character varying(10)",
    ),
    (
        "TYPE varchar(20)->text",
        "ALTER TABLE t ALTER COLUMN v TYPE text",
    ),
    (
        "TYPE text->varchar",
        "ALTER TABLE t ALTER COLUMN x TYPE character varying",
    ),
    (
        "TYPE text->varchar(50)",
        "ALTER TABLE t ALTER COLUMN x TYPE character varying(50)",
    ),
    (
        "TYPE text COLLATE change",
        "ALTER TABLE t ALTER COLUMN x TYPE text COLLATE \"C\"",
    ),
    (
        "TYPE int->bigint",
        "ALTER TABLE t ALTER COLUMN b TYPE bigint",
    ),
    (
        "TYPE int->bigint indexed",
        "ALTER TABLE t ALTER COLUMN a TYPE bigint",
    ),
    (
        "TYPE numeric(10,2)->numeric(12,2)",
        "ALTER TABLE t ALTER COLUMN n TYPE numeric(12,2)",
    ),
    (
        "TYPE numeric(10,2)->numeric(8,2)",
        "ALTER TABLE t ALTER COLUMN n TYPE numeric(8,2)",
    ),
    (
        "TYPE numeric(10,2)->numeric(12,4)",
        "ALTER TABLE t ALTER COLUMN n TYPE numeric(12,4)",
    ),
    (
        "TYPE numeric(10,2)->numeric",
        "ALTER TABLE t ALTER COLUMN n TYPE numeric",
    ),
    (
        "TYPE int->plain domain",
        "ALTER TABLE t ALTER COLUMN b TYPE plain",
    ),
    (
        "TYPE int->constrained domain",
        "ALTER TABLE t ALTER COLUMN b TYPE positive",
    ),
    (
        "TYPE constrained domain->int",
        "ALTER TABLE t ALTER COLUMN d TYPE integer",
    ),
    (
        "TYPE varchar(20)->text, CHECK on col",
        "ALTER TABLE t ALTER COLUMN c TYPE text",
    ),
    (
        "TYPE varchar->text with expression index",
        "ALTER TABLE t ALTER COLUMN e TYPE text",
    ),
    (
        "SET STATISTICS",
        "ALTER TABLE t ALTER COLUMN b SET STATISTICS 5",
    ),
    (
        "SET STORAGE",
        "ALTER TABLE t ALTER COLUMN x SET STORAGE external",
    ),
    ("ADD CHECK", "ALTER TABLE t ADD CONSTRAINT z CHECK (b > 0)"),
    (
        "ADD CHECK NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT z CHECK (b > 0) NOT VALID",
    ),
    (
        "VALIDATE CHECK",
        "ALTER TABLE t VALIDATE CONSTRAINT c_check",
    ),
    (
        "ADD FOREIGN KEY",
        "ALTER TABLE t ADD CONSTRAINT z FOREIGN KEY (b) REFERENCES r (id)",
    ),
    (
        "ADD FOREIGN KEY NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT z FOREIGN KEY (b) REFERENCES r (id) NOT VALID",
    ),
    (
        "VALIDATE FOREIGN KEY",
        "ALTER TABLE t VALIDATE CONSTRAINT f_key",
    ),
    ("DROP FOREIGN KEY", "ALTER TABLE t DROP CONSTRAINT f_key"),
    (
        "ALTER FK ENFORCED",
        "ALTER TABLE t ALTER CONSTRAINT f_key ENFORCED",
    ),
    ("ADD UNIQUE", "ALTER TABLE t ADD CONSTRAINT z UNIQUE (b)"),
    (
        "ADD UNIQUE USING INDEX",
        "ALTER TABLE t ADD CONSTRAINT z UNIQUE USING INDEX z",
    ),
    (
        "ADD EXCLUDE (int4range)",
        "ALTER TABLE t ADD CONSTRAINT z EXCLUDE USING gist (b WITH =)",
    ),
    ("DROP CHECK", "ALTER TABLE t DROP CONSTRAINT c_check"),
    (
        "RENAME CONSTRAINT",
        "ALTER TABLE t RENAME CONSTRAINT c_check TO z",
    ),
    ("CREATE INDEX", "CREATE INDEX z ON t (b)"),
    ("CREATE UNIQUE INDEX", "CREATE UNIQUE INDEX z ON t (b)"),
    ("DROP INDEX", "DROP INDEX ti"),
    ("ALTER INDEX RENAME", "ALTER INDEX ti RENAME TO z"),
    (
        "CREATE INDEX ON partitioned parent [p,p1]",
        "CREATE INDEX z ON p (b)",
    ),
    (
        "CREATE INDEX ON ONLY parent [p,p1]",
        "CREATE INDEX z ON ONLY p (b)",
    ),
    ("RENAME TABLE", "ALTER TABLE t RENAME TO z"),
    ("SET SCHEMA", "ALTER TABLE t SET SCHEMA z"),
    ("SET (fillfactor)", "ALTER TABLE t SET (fillfactor = 50)"),
    ("SET UNLOGGED", "ALTER TABLE t SET UNLOGGED"),
    (
        "REPLICA IDENTITY FULL",
        "ALTER TABLE t REPLICA IDENTITY FULL",
    ),
    (
        "ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    ),
    ("CREATE POLICY", "CREATE POLICY z ON t USING (true)"),
    (
        "CREATE TRIGGER",
        "CREATE TRIGGER z BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION z()",
    ),
    ("DROP TRIGGER", "DROP TRIGGER z ON t"),
    ("COMMENT ON TABLE", "COMMENT ON TABLE t IS 'x'"),
    ("COMMENT ON COLUMN", "COMMENT ON COLUMN t.b IS 'x'"),
    ("DROP VIEW", "DROP VIEW v"),
    (
        "ALTER DOMAIN ADD CHECK",
        "ALTER DOMAIN positive ADD CONSTRAINT z CHECK (VALUE > 1)",
    ),
    (
        "ALTER DOMAIN ADD CHECK NOT VALID",
        "ALTER DOMAIN positive ADD CONSTRAINT z CHECK (VALUE > 1) NOT VALID",
    ),
    (
        "ALTER DOMAIN VALIDATE",
        "ALTER DOMAIN positive VALIDATE CONSTRAINT z",
    ),
    (
        "ALTER DOMAIN SET NOT NULL",
        "ALTER DOMAIN positive SET NOT NULL",
    ),
    (
        "ALTER TYPE ADD VALUE (in txn)",
        "ALTER TYPE mood ADD VALUE 'x'",
    ),
    ("CREATE STATISTICS", "CREATE STATISTICS z ON a, b FROM t"),
    (
        "CREATE TABLE PARTITION OF [p]",
        "CREATE TABLE z PARTITION OF p FOR VALUES FROM (20) TO (30)",
    ),
    (
        "ATTACH PARTITION no CHECK [p,p2]",
        "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20)",
    ),
    (
        "DETACH PARTITION [p,p1]",
        "ALTER TABLE p DETACH PARTITION p1",
    ),
    ("DROP TABLE partition [p]", "DROP TABLE p1"),
];

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

fn judged(database: &Database, sql: &str) -> BTreeMap<String, (LockMode, Effort)> {
    let locks = Judge::new(database).locks(sql);
    locks
        .into_iter()
        .map(|it| (it.relation.name, (it.mode, it.work)))
        .collect()
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
    let mut wrong = String::new();
    for (operation, sql) in MEASURED {
        let versions = matrix
            .get(*operation)
            .unwrap_or_else(|| panic!("{operation}"));
        for version in 14..=18 {
            let text = &versions[&version.to_string()];
            if text == "n/a" || text.starts_with("ERR") {
                continue;
            }
            let (said, was) = (judged(&database, sql), measured(text));
            // What is measured of a partitioned table is measured of its partitions alone.
            let is_within = was.iter().all(|(relation, (mode, effort))| {
                said.get(relation)
                    .is_some_and(|it| it.0 >= *mode && it.1 >= *effort)
            });
            let is_exact = said.iter().all(|(relation, (mode, effort))| {
                was.get(relation)
                    .is_some_and(|it| it.0 == *mode && it.1 == *effort)
                    || relation.starts_with('p')
                    || *mode <= LockMode::RowShare
            });
            if !is_within || !is_exact {
                wrong.push_str(&format!("{operation} on {version}: {text}, not {said:?}\n"));
            }
        }
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
        "CREATE TABLE z (id bigint); CREATE INDEX z_id_idx ON z (id)",
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
        (
            "ALTER TABLE t ADD CONSTRAINT z EXCLUDE (a WITH =)",
            "exclusion",
        ),
        ("ALTER TABLE t SET TABLESPACE z", "pg_repack"),
        ("ALTER TABLE t SET LOGGED", "move the rows"),
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
