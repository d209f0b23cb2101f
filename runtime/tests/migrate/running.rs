//! What is run, and in which state everything is left.

use super::{Told, alone, database, index, ledger, migration, number, sql, step};
use relata::migrate::{Error, Phase, Resolution, State, resolve, run, status};
use std::time::Duration;

#[tokio::test]
async fn each_is_run_once_and_in_order() {
    let db = database().await;
    let pool = db.pool();
    let mut all = vec![
        migration(
            2,
            "fill",
            vec![step(&[
                "INSERT INTO t VALUES (1)",
                "INSERT INTO t VALUES (2)",
            ])],
        ),
        migration(
            1,
            "make",
            vec![
                step(&["CREATE TABLE t (id int)"]),
                step(&["COMMENT ON TABLE t IS 'x'"]),
            ],
        ),
        migration(
            3,
            "index",
            vec![alone(
                "CREATE INDEX CONCURRENTLY t_id_idx ON t (id)",
                index("t_id_idx"),
            )],
        ),
    ];
    let told = Told::default();
    let ran = told.by(run(pool, &all)).await.unwrap();
    assert_eq!((ran.migrations, ran.steps), (vec![1, 2, 3], 4));
    assert!(told.has("0001_make, step 2 of 2"));
    let again = run(pool, &all).await.unwrap();
    assert_eq!(again.steps, 0);
    assert_eq!(number(pool, "SELECT count(*) FROM t").await, 2);
    assert_eq!(
        ledger(pool).await,
        ["1.1 done", "1.2 done", "2.1 done", "3.1 done"]
    );

    all.push(migration(
        4,
        "more",
        vec![step(&["INSERT INTO t VALUES (3)"])],
    ));
    all.push(migration(
        5,
        "yet_more",
        vec![step(&["INSERT INTO t VALUES (4)"])],
    ));
    assert_eq!(run(pool, &all).to(4).planned().await.unwrap().len(), 1);
    assert_eq!(run(pool, &all).to(4).await.unwrap().migrations, [4]);
    assert_eq!(run(pool, &all).await.unwrap().migrations, [5]);
}

#[tokio::test]
async fn a_step_that_is_refused_leaves_nothing_and_says_where() {
    let db = database().await;
    let pool = db.pool();
    let mut all = vec![
        migration(
            1,
            "make",
            vec![
                step(&["CREATE TABLE t (id int)"]),
                step(&[
                    "CREATE TABLE u (id int)",
                    "CREATE TABLE v (\n  id int,\n  of nowhere\n)",
                ]),
            ],
        ),
        migration(2, "never", vec![step(&["CREATE TABLE w (id int)"])]),
    ];
    let said = run(pool, &all).await.unwrap_err().to_string();
    assert_eq!(
        said,
        "0001_make.sql, step 2 of 2: type \"nowhere\" does not exist (SQLSTATE 42704), at `of nowhere`"
    );
    assert_eq!(ledger(pool).await, ["1.1 done"]);
    assert_eq!(
        number(
            pool,
            "SELECT count(*) FROM pg_class WHERE relname IN ('u', 'v', 'w')"
        )
        .await,
        0
    );

    // What was not run may be edited.
    all[0] = migration(
        1,
        "make",
        vec![
            step(&["CREATE TABLE t (id int)"]),
            step(&["CREATE TABLE u (id int)"]),
        ],
    );
    assert_eq!(
        status(pool, &all).await.unwrap().migrations[0].state,
        State::Half
    );
    assert_eq!(run(pool, &all).await.unwrap().steps, 2);
    assert!(status(pool, &all).await.unwrap().is_done());
}

#[tokio::test]
async fn what_takes_away_waits_until_it_is_asked_for() {
    let db = database().await;
    let pool = db.pool();
    let mut all = vec![
        migration(1, "make", vec![step(&["CREATE TABLE t (id int, old int)"])]),
        migration(2, "drop", vec![step(&["ALTER TABLE t DROP COLUMN old"])]),
        migration(3, "next", vec![step(&["ALTER TABLE t ADD COLUMN new int"])]),
    ];
    all[1].phase = Phase::Contract;
    let ran = run(pool, &all).await.unwrap();
    assert_eq!((ran.migrations, ran.waiting), (vec![1, 3], vec![2]));
    let seen = status(pool, &all).await.unwrap();
    assert!(seen.is_done());
    assert_eq!(seen.migrations[1].state, State::Waits);

    // One that needs what waits says so.
    all.push(migration(
        4,
        "old",
        vec![step(&["ALTER TABLE t ADD COLUMN old text"])],
    ));
    let said = run(pool, &all).await.unwrap_err().to_string();
    assert!(
        said.contains("already exists") && said.contains("migration 2"),
        "{said}"
    );
    assert_eq!(run(pool, &all).contract().await.unwrap().migrations, [2, 4]);
}

#[tokio::test]
async fn nothing_that_a_step_sets_lasts_to_the_next() {
    let db = database().await;
    let pool = db.pool();
    sql(pool, "CREATE ROLE relata_nobody_1").await;
    let all = [migration(
        1,
        "make",
        vec![
            step(&[
                "CREATE SCHEMA other",
                "GRANT ALL ON SCHEMA other TO relata_nobody_1",
                "SET search_path = other",
                "SET statement_timeout = 1",
                "SET ROLE relata_nobody_1",
            ]),
            step(&["CREATE TABLE t (id int)", "SELECT pg_sleep(0.05)"]),
        ],
    )];
    let ran = run(pool, &all).await;
    let owner = "SELECT count(*) FROM pg_class WHERE oid = to_regclass('public.t') \
                 AND relowner <> 'relata_nobody_1'::regrole";
    let made = match &ran {
        Ok(_) => number(pool, owner).await,
        Err(_) => 0,
    };
    sql(
        pool,
        "DROP SCHEMA IF EXISTS other CASCADE; DROP ROLE relata_nobody_1",
    )
    .await;
    assert_eq!(ran.unwrap().steps, 2);
    assert_eq!(made, 1);
}

#[tokio::test]
async fn a_step_that_takes_too_long_is_ended() {
    let db = database().await;
    let all = [migration(1, "sleep", vec![step(&["SELECT pg_sleep(20)"])])];
    let ran = run(db.pool(), &all)
        .statement_timeout(Duration::from_millis(100))
        .await;
    let said = ran.unwrap_err().to_string();
    assert!(
        said.ends_with("it took longer than the statement timeout"),
        "{said}"
    );
}

#[tokio::test]
async fn what_a_person_has_done_is_recorded() {
    let db = database().await;
    let pool = db.pool();
    let all = [
        migration(
            1,
            "make",
            vec![
                step(&["CREATE TABLE t (id int)"]),
                step(&["CREATE TABLE u (id int)"]),
            ],
        ),
        migration(2, "more", vec![step(&["CREATE TABLE v (id int)"])]),
    ];
    sql(pool, "CREATE TABLE t (id int)").await;
    resolve(pool, &all, 1, Some(1), Resolution::Applied)
        .await
        .unwrap();
    assert_eq!(run(pool, &all).await.unwrap().steps, 2);
    sql(pool, "DROP TABLE v").await;
    resolve(pool, &all, 2, None, Resolution::RolledBack)
        .await
        .unwrap();
    assert_eq!(run(pool, &all).await.unwrap().migrations, [2]);

    let unknown = |number, step| async move {
        let all = [migration(1, "make", vec![step_of()])];
        let resolved = resolve(pool, &all, number, step, Resolution::Applied).await;
        resolved.unwrap_err().to_string()
    };
    assert_eq!(
        unknown(7, None).await,
        "there is no migration with the number 7"
    );
    assert_eq!(
        unknown(1, Some(2)).await,
        "0001_make.sql has no step 2: its steps are 1 to 1"
    );
    assert_eq!(
        unknown(1, Some(0)).await,
        "0001_make.sql has no step 0: its steps are 1 to 1"
    );
}

fn step_of() -> relata::migrate::Step {
    step(&["SELECT 1"])
}

#[tokio::test]
async fn two_of_one_number_are_refused() {
    let db = database().await;
    let all = [
        migration(7, "a", vec![step_of()]),
        migration(7, "b", vec![step_of()]),
    ];
    let refused = run(db.pool(), &all).await;
    assert!(matches!(refused, Err(Error::Twice { .. })), "{refused:?}");
}

#[tokio::test]
async fn rights_that_are_missing_are_named() {
    let db = database().await;
    let pool = db.pool();
    let name = db.name();
    let role = format!("{name}_small");
    sql(
        pool,
        &format!("REVOKE CREATE ON SCHEMA public FROM PUBLIC; CREATE ROLE \"{role}\" LOGIN"),
    )
    .await;
    let options = db.options().clone().username(&role);
    let small = relata::sqlx::postgres::PgPoolOptions::new().connect_lazy_with(options);
    let all = [migration(
        1,
        "make",
        vec![step(&["CREATE TABLE t (id int)"])],
    )];

    let none = run(&small, &all).await.unwrap_err().to_string();
    run(pool, &all).await.unwrap();
    let unreadable = run(&small, &all).await.unwrap_err().to_string();
    sql(
        pool,
        &format!("GRANT SELECT ON relata_migrations TO \"{role}\""),
    )
    .await;
    // Who may not write can see that nothing is left to do.
    let done = run(&small, &all).await;
    sql(
        pool,
        &format!("ALTER ROLE \"{role}\" SET default_transaction_read_only = on"),
    )
    .await;
    let more = [all[0].clone(), migration(2, "more", vec![step_of()])];
    let read_only = run(&small, &more).await.unwrap_err().to_string();
    small.close().await;
    sql(
        pool,
        &format!("DROP OWNED BY \"{role}\"; DROP ROLE \"{role}\""),
    )
    .await;

    assert!(
        none.contains(&format!(
            "GRANT CREATE, USAGE ON SCHEMA public TO \"{role}\""
        )),
        "{none}"
    );
    assert!(
        unreadable.contains("GRANT ALL ON public.relata_migrations"),
        "{unreadable}"
    );
    assert_eq!(done.unwrap().steps, 0);
    assert!(
        read_only.contains("its transactions are read-only"),
        "{read_only}"
    );
}

#[tokio::test]
async fn what_cannot_be_reached_is_said_without_the_password() {
    let db = database().await;
    let all = [migration(1, "make", vec![step_of()])];
    let pool = |options| relata::sqlx::postgres::PgPoolOptions::new().connect_lazy_with(options);
    let missing = db
        .options()
        .clone()
        .database("relata_no_such")
        .password("s3cret");
    let said = run(&pool(missing), &all).await.unwrap_err();
    assert!(said.to_string().contains("CREATE DATABASE"), "{said}");
    let nowhere = db.options().clone().port(1).password("s3cret");
    let refused = run(&pool(nowhere), &all).await.unwrap_err();
    assert!(
        refused.to_string().contains("is the server running"),
        "{refused}"
    );
    assert!(!format!("{said}{said:?}{refused}{refused:?}").contains("s3cret"));
}
