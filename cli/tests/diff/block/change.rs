//! Changes of tables with rows that others read and write: one for each way in which a statement keeps others waiting.

/// What is there before a change. Rows come later, but the tables of partitions.
pub(crate) const TABLES: &str = "
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE r (id integer PRIMARY KEY, n integer);
CREATE TABLE t (
    id integer PRIMARY KEY, n integer, a integer NOT NULL, b integer, c integer NOT NULL, v varchar(20), m mood, gone text,
    w integer CONSTRAINT t_w CHECK (w > 0), f integer CONSTRAINT t_f REFERENCES r
);
CREATE INDEX t_c ON t (c);
CREATE TABLE child (id integer PRIMARY KEY, r_id integer REFERENCES r);
CREATE TABLE p (id integer, n integer) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10000000);
CREATE TABLE p2 (id integer, n integer);
CREATE MATERIALIZED VIEW m AS SELECT id, n FROM r WHERE id > 0;
CREATE TABLE control (id integer PRIMARY KEY, n integer);
";

/// So many rows, `ROWS`, in each table that is big.
pub(crate) const ROWS: &str = "
INSERT INTO r SELECT k, k FROM generate_series(1, 50) AS k;
INSERT INTO t SELECT k, k, k % 50 + 1, k, k, k, 'good', 'x', k, k % 50 + 1 FROM generate_series(1, ROWS) AS k;
INSERT INTO p SELECT k, k FROM generate_series(1, ROWS) AS k;
INSERT INTO p2 SELECT k, k FROM generate_series(10000001, 10000000 + ROWS) AS k;
INSERT INTO control SELECT k, k FROM generate_series(1, 50) AS k;
";

/// Who has to wait for the direct statement.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waits {
    /// Who reads, and who writes.
    Everybody,
    /// Who reads: nobody writes to it.
    Readers,
    /// Who writes.
    Writers,
    Nobody,
}

/// A change.
pub(crate) struct Change {
    pub(crate) name: &'static str,
    /// What is there beside the tables.
    pub(crate) before: &'static str,
    /// What makes the target of it, and changes it directly.
    pub(crate) direct: &'static str,
    pub(crate) waits: Waits,
    /// Whether the direct statement takes no time itself, but stands in the queue behind a report.
    pub(crate) queues: bool,
}

const fn change(
    name: &'static str,
    waits: Waits,
    queues: bool,
    before: &'static str,
    direct: &'static str,
) -> Change {
    Change {
        name,
        before,
        direct,
        waits,
        queues,
    }
}

use Waits::{Everybody, Nobody, Readers, Writers};

pub(crate) const CHANGES: &[Change] = &[
    change("an index", Writers, false, "", "CREATE INDEX t_b ON t (b)"),
    change(
        "an index of a partitioned table",
        Writers,
        false,
        "",
        "CREATE INDEX p_n ON p (n)",
    ),
    change(
        "another definition of an index",
        Everybody,
        false,
        "",
        "DROP INDEX t_c; CREATE INDEX t_c ON t (c, b)",
    ),
    change(
        "an index that is unique no more",
        Everybody,
        false,
        "CREATE UNIQUE INDEX t_x ON t (b)",
        "DROP INDEX t_x; CREATE INDEX t_x ON t (b)",
    ),
    change(
        "another index by which replicas know the rows",
        Everybody,
        false,
        "CREATE UNIQUE INDEX t_i ON t (c); ALTER TABLE t REPLICA IDENTITY USING INDEX t_i",
        "DROP INDEX t_i; CREATE UNIQUE INDEX t_i ON t (c, a); ALTER TABLE t REPLICA IDENTITY USING INDEX t_i",
    ),
    change("an index goes", Everybody, true, "", "DROP INDEX t_c"),
    change(
        "a unique constraint",
        Everybody,
        false,
        "",
        "ALTER TABLE t ADD CONSTRAINT t_u UNIQUE (b)",
    ),
    change(
        "a primary key",
        Everybody,
        false,
        "ALTER TABLE t DROP CONSTRAINT t_pkey; ALTER TABLE t ALTER id DROP NOT NULL; CREATE INDEX t_id ON t (id)",
        "ALTER TABLE t ADD PRIMARY KEY (id)",
    ),
    change(
        "NOT NULL",
        Everybody,
        false,
        "",
        "ALTER TABLE t ALTER COLUMN b SET NOT NULL",
    ),
    change(
        "a check",
        Everybody,
        false,
        "",
        "ALTER TABLE t ADD CONSTRAINT t_b_check CHECK (b > 0)",
    ),
    change(
        "another condition of a check",
        Everybody,
        false,
        "",
        "ALTER TABLE t DROP CONSTRAINT t_w, ADD CONSTRAINT t_w CHECK (w >= 0)",
    ),
    change(
        "a foreign key",
        Writers,
        false,
        "",
        "ALTER TABLE t ADD CONSTRAINT t_a FOREIGN KEY (a) REFERENCES r (id)",
    ),
    change(
        "a foreign key goes",
        Everybody,
        true,
        "",
        "ALTER TABLE t DROP CONSTRAINT t_f",
    ),
    change(
        "a table goes that has a foreign key",
        Everybody,
        true,
        "",
        "DROP TABLE child",
    ),
    change(
        "a column with one default for all rows",
        Everybody,
        true,
        "",
        "ALTER TABLE t ADD COLUMN d integer DEFAULT 1 NOT NULL",
    ),
    change(
        "a column whose default differs from row to row",
        Everybody,
        false,
        "",
        "ALTER TABLE t ADD COLUMN d uuid DEFAULT gen_random_uuid() NOT NULL",
    ),
    change(
        "an identity column",
        Everybody,
        false,
        "",
        "ALTER TABLE t ADD COLUMN d bigint GENERATED ALWAYS AS IDENTITY",
    ),
    change(
        "a column goes",
        Everybody,
        true,
        "",
        "ALTER TABLE t DROP COLUMN gone",
    ),
    change(
        "a type that stores the same",
        Everybody,
        true,
        "",
        "ALTER TABLE t ALTER COLUMN v TYPE text",
    ),
    change(
        "a partition is attached",
        Everybody,
        false,
        "",
        "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10000000) TO (90000000)",
    ),
    change(
        "a partition is attached beside one for all other rows",
        Everybody,
        false,
        "CREATE TABLE pd PARTITION OF p DEFAULT; INSERT INTO pd SELECT k, k FROM generate_series(90000001, 90003000) AS k; \
         ALTER TABLE p2 ALTER COLUMN id SET NOT NULL",
        "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10000000) TO (90000000)",
    ),
    change(
        "a new partition",
        Everybody,
        true,
        "",
        "CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (90000000) TO (99000000)",
    ),
    change(
        "a partition leaves",
        Everybody,
        true,
        "CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (90000000) TO (99000000); \
         INSERT INTO p SELECT k, k FROM generate_series(90000001, 90003000) AS k",
        "ALTER TABLE p DETACH PARTITION p3",
    ),
    change(
        "another key of all partitions",
        Everybody,
        false,
        "ALTER TABLE p ADD CONSTRAINT p_u UNIQUE (id, n)",
        "ALTER TABLE p DROP CONSTRAINT p_u; ALTER TABLE p ADD CONSTRAINT p_u UNIQUE (n, id)",
    ),
    change(
        "another query of a materialized view",
        Readers,
        false,
        "",
        "DROP MATERIALIZED VIEW m; CREATE MATERIALIZED VIEW m AS SELECT id, n FROM r WHERE id > 1",
    ),
    change(
        "a value of an enum",
        Nobody,
        true,
        "",
        "ALTER TYPE mood ADD VALUE 'middling'",
    ),
    change(
        "an enum loses a value",
        Everybody,
        false,
        "",
        "ALTER TYPE mood RENAME TO mood_old; CREATE TYPE mood AS ENUM ('good'); ALTER TABLE t ALTER COLUMN m TYPE mood USING \
         m::text::mood; DROP TYPE mood_old",
    ),
    change(
        "a type that stores otherwise",
        Everybody,
        false,
        "",
        "ALTER TABLE t ALTER COLUMN b TYPE bigint",
    ),
    change(
        "another type of a primary key",
        Everybody,
        false,
        "",
        "ALTER TABLE t ALTER COLUMN id TYPE bigint",
    ),
];
