//! Who waits while a table becomes a partition, and while one leaves.

use crate::block::Change;

const WHOLE: &str = "
CREATE TABLE x (id integer PRIMARY KEY);
CREATE TABLE p (k integer NOT NULL, x integer REFERENCES x, PRIMARY KEY (k)) PARTITION BY RANGE (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10000);
";

const ROWS: &str = "
INSERT INTO x SELECT n FROM generate_series(0, 50) AS n;
INSERT INTO p SELECT n, n % 50 FROM generate_series(1, 3000) AS n;
";

/// What others do with the whole.
const OTHERS: &str = "
SELECT count(*) FROM p WHERE k < 20;
UPDATE p SET x = 2 WHERE k = 7;
INSERT INTO p (k, x) VALUES (0, 1);
DELETE FROM p WHERE k = 0;
UPDATE x SET id = id WHERE id = 7
";

#[tokio::test]
async fn nobody_waits_while_a_table_becomes_a_partition() {
    let change = Change {
        name: "a table becomes a partition",
        old: format!(
            "{WHOLE}{ROWS}
            CREATE TABLE pd PARTITION OF p DEFAULT;
            INSERT INTO pd SELECT n, 1 FROM generate_series(30001, 33000) AS n;
            CREATE TABLE p2 (k integer, x integer);
            INSERT INTO p2 SELECT n, 1 FROM generate_series(10000, 13000) AS n"
        ),
        new: format!(
            "{WHOLE}
            CREATE TABLE pd PARTITION OF p DEFAULT;
            CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10000) TO (20000)"
        ),
        work: &format!(
            "{OTHERS}; UPDATE pd SET x = 3 WHERE k = 30007; UPDATE p2 SET x = 3 WHERE k = 10007"
        ),
        read: "SELECT 1",
        direct: "
            ALTER TABLE p2 ALTER COLUMN k SET NOT NULL;
            ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10000) TO (20000)
        ",
    };
    change.keeps_nobody_waiting().await;
}

#[tokio::test]
async fn nobody_waits_while_a_new_partition_comes() {
    let change = Change {
        name: "a new partition",
        old: format!("{WHOLE}{ROWS}"),
        new: format!("{WHOLE}CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10000) TO (20000)"),
        work: OTHERS,
        read: "SELECT 1",
        direct: "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10000) TO (20000)",
    };
    change.keeps_nobody_waiting().await;
}

#[tokio::test]
async fn nobody_waits_while_a_partition_leaves() {
    let change = Change {
        name: "a partition leaves",
        old: format!(
            "{WHOLE}{ROWS}
            CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10000) TO (20000);
            INSERT INTO p SELECT n, 1 FROM generate_series(10000, 13000) AS n"
        ),
        new: format!("{WHOLE}CREATE TABLE p2 (k integer PRIMARY KEY, x integer)"),
        work: OTHERS,
        read: "SELECT count(*) FROM p",
        direct: "ALTER TABLE p DETACH PARTITION p2",
    };
    change.keeps_nobody_waiting().await;
}

#[tokio::test]
async fn nobody_waits_while_a_key_of_all_partitions_is_built_anew() {
    let keyed = |columns: &str| {
        format!(
            "CREATE TABLE x (id integer PRIMARY KEY);
            CREATE TABLE p (k integer NOT NULL, x integer NOT NULL, CONSTRAINT u UNIQUE ({columns})) PARTITION BY RANGE (k);
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10000);"
        )
    };
    let change = Change {
        name: "a key of all partitions",
        old: format!("{}{ROWS}", keyed("k, x")),
        new: keyed("x, k"),
        work: OTHERS,
        read: "SELECT 1",
        direct: "ALTER TABLE p DROP CONSTRAINT u; ALTER TABLE p ADD CONSTRAINT u UNIQUE (x, k)",
    };
    change.keeps_nobody_waiting().await;
}

#[tokio::test]
async fn a_materialized_view_is_read_while_its_successor_is_built() {
    let of = |condition: &str| {
        format!(
            "CREATE TABLE t (id integer PRIMARY KEY, a integer);
            INSERT INTO t SELECT n, n FROM generate_series(1, 3000) AS n;
            CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t WHERE {condition};
            CREATE UNIQUE INDEX m_id ON m (id);"
        )
    };
    let change = Change {
        name: "a materialized view",
        old: of("a > 5"),
        new: of("a > 50"),
        work: "SELECT count(*) FROM m; UPDATE t SET a = a WHERE id = 7",
        read: "SELECT 1",
        direct: "DROP MATERIALIZED VIEW m; CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t WHERE a > 50",
    };
    change.keeps_nobody_waiting().await;
}
