//! Twins in tables that refer to each other in a circle: what a foreign key does when a row goes is seen by every name and at
//! every step.

use crate::twin::{connect, execute, left, number, planned, run};
use relata::testing::Database;
use relata_schema::plan::Phase;

const OLD: &str = "
CREATE TABLE a (id integer PRIMARY KEY, b integer);
CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a ON DELETE CASCADE ON UPDATE CASCADE);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b ON DELETE SET NULL;
";
const ROWS: &str = "
INSERT INTO a SELECT n, NULL FROM generate_series(1, 20) AS n;
INSERT INTO b SELECT n, n FROM generate_series(1, 20) AS n;
UPDATE a SET b = 21 - id;
";

#[tokio::test]
async fn rows_that_go_take_others_with_them_at_every_step() {
    let new = Database::create(&OLD.replace("integer", "bigint"))
        .await
        .unwrap();
    let database = Database::create(&format!("{OLD}{ROWS}")).await.unwrap();
    let mut own = connect(database.url()).await;
    let plan = planned(database.url(), new.url(), &[]).await;
    let mut contracts = 0;
    for (at, step) in plan.steps.iter().enumerate() {
        execute(std::slice::from_ref(step), &mut own).await;
        if step.phase != Phase::Contract {
            continue;
        }
        contracts += 1;
        // Rows that no step before this one took: `b` sets NULL, `a` takes along, and its key is carried over.
        let (gone, taken, moved) = (contracts, 20 - contracts, 10 + contracts);
        for statement in [
            format!("DELETE FROM b WHERE id = {gone}"),
            format!("UPDATE a SET b = NULL WHERE b = {taken}; DELETE FROM a WHERE id = {taken}"),
            format!("UPDATE a SET id = 1000 + id WHERE id = {moved}"),
        ] {
            run(&statement, &mut own).await.unwrap();
        }
        for wrong in [
            format!("SELECT count(*) FROM a WHERE b = {gone}"),
            format!("SELECT count(*) FROM b WHERE a = {taken}"),
            format!("SELECT count(*) FROM b WHERE a = {moved}"),
            "SELECT count(*) FROM a WHERE b NOT IN (SELECT id FROM b)".to_owned(),
            "SELECT count(*) FROM b WHERE a NOT IN (SELECT id FROM a)".to_owned(),
        ] {
            assert_eq!(
                number(&wrong, &mut own).await,
                0,
                "{wrong} after step {at}: {}",
                step.summary
            );
        }
    }
    assert!(contracts > 0);
    assert_eq!(left(database.url(), new.url()).await, "");
    for it in [database, new] {
        it.close().await.unwrap();
    }
}
