//! Tables and views that are called otherwise: a release that knows the old names goes on until the contract half.

use relata::testing::Database;
use relata_cli::catalogue::read_url;
use relata_schema::database::QualifiedName;
use relata_schema::diff::{Rename, Renamed};
use relata_schema::plan::{Options, Phase, Plan, Step, after_renames};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};

const OLD: &str = "
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    age integer CHECK (age > 0),
    tries integer DEFAULT 3 NOT NULL
);
CREATE TABLE posts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE
);
INSERT INTO users (name, age) VALUES ('Ada', 36), ('Bob', 40);
INSERT INTO posts (user_id) VALUES (1);
";

const NEW: &str = "
    table people was users {
        id: bigint primary key identity,
        full_name: text unique was name,
        age: integer? check (age > 0),
        tries: integer = 3,
        email: text?,
    }
    table posts {
        id: bigint primary key identity,
        user_id: references people on delete cascade,
    }
";

/// A step of `relata diff --format json`.
#[derive(serde::Deserialize)]
struct Told {
    sql: String,
    transactional: bool,
    phase: String,
    hazards: Vec<String>,
}

fn told(url: &str, schema: &str) -> Vec<Told> {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_relata"))
        .args(["diff", "--from", url, "--to", schema, "--format", "json"])
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

async fn run(sql: &str, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql).execute(connection).await.map(drop)
}

async fn migrate(steps: &[Told], connection: &mut PgConnection) {
    for it in steps {
        let sql = if it.transactional {
            format!("BEGIN; {}; COMMIT", it.sql)
        } else {
            it.sql.clone()
        };
        run(&sql, connection).await.unwrap();
    }
}

/// What a release does, as its queries are emitted: with prepared statements, explicit columns and arrays.
async fn works(on: &mut PgConnection, table: &str, name: &str) -> Result<(), sqlx::Error> {
    let sql = |text: &str| AssertSqlSafe(text.replace("@t", table).replace("@n", name));
    let insert = "INSERT INTO @t (@n, age) VALUES ($1, $2) RETURNING id, tries";
    let (id, tries): (i64, i32) = sqlx::query_as(sql(insert))
        .bind(format!("{table} {name}"))
        .bind(5)
        .fetch_one(&mut *on)
        .await?;
    assert_eq!(tries, 3);
    let many = "INSERT INTO @t (@n, age) SELECT * FROM unnest($1::text[], $2::integer[]) \
        ON CONFLICT (@n) DO UPDATE SET age = excluded.age RETURNING id, @n, age";
    let rows: Vec<(i64, String, i32)> = sqlx::query_as(sql(many))
        .bind(vec!["Ada".to_owned(), format!("{table} 2")])
        .bind(vec![37, 1])
        .fetch_all(&mut *on)
        .await?;
    assert_eq!((rows.len(), rows[0].0, rows[0].2), (2, 1, 37));
    let again = "INSERT INTO @t (@n) VALUES ('Ada') ON CONFLICT DO NOTHING RETURNING id";
    let found: Option<(i64,)> = sqlx::query_as(sql(again)).fetch_optional(&mut *on).await?;
    assert_eq!(found, None);
    let update = "UPDATE @t AS t SET age = v.age FROM unnest($1::bigint[], $2::integer[]) AS v (id, age) \
        WHERE t.id = v.id RETURNING t.id, t.age";
    let updated: (i64, i32) = sqlx::query_as(sql(update))
        .bind(vec![id])
        .bind(vec![6])
        .fetch_one(&mut *on)
        .await?;
    assert_eq!(updated, (id, 6));
    let locked = "SELECT id, @n, age FROM @t WHERE id = ANY($1) ORDER BY id FOR UPDATE SKIP LOCKED";
    let locked: Vec<(i64, String, Option<i32>)> = sqlx::query_as(sql(locked))
        .bind(vec![1, id])
        .fetch_all(&mut *on)
        .await?;
    assert_eq!(locked.len(), 2);
    let joined = "SELECT u.@n FROM posts AS p JOIN @t AS u ON u.id = p.user_id WHERE p.id = $1";
    let joined: (String,) = sqlx::query_as(sql(joined))
        .bind(1_i64)
        .fetch_one(&mut *on)
        .await?;
    assert_eq!(joined.0, "Ada");
    sqlx::query(sql("INSERT INTO posts (user_id) VALUES ($1)"))
        .bind(id)
        .execute(&mut *on)
        .await?;
    let wrong = sqlx::query(sql("UPDATE @t SET age = -1 WHERE id = $1"))
        .bind(id)
        .execute(&mut *on)
        .await;
    let code = wrong
        .unwrap_err()
        .into_database_error()
        .and_then(|it| it.code().map(Into::into));
    assert_eq!(code, Some("23514".to_owned()));
    let gone: Vec<(i64,)> = sqlx::query_as(sql("DELETE FROM @t WHERE id = ANY($1) RETURNING id"))
        .bind(vec![id, rows[1].0])
        .fetch_all(&mut *on)
        .await?;
    assert_eq!(gone.len(), 2);
    Ok(())
}

fn code(error: sqlx::Error) -> String {
    let error = error.into_database_error().unwrap();
    error.code().unwrap().into_owned()
}

#[tokio::test]
async fn a_release_that_knows_the_old_names_goes_on_until_the_contract() {
    let database = Database::create(OLD).await.unwrap();
    let schema = std::env::temp_dir().join(format!("relata-people-{}.relata", std::process::id()));
    std::fs::write(&schema, NEW).unwrap();
    let (url, path) = (database.url().to_owned(), schema.clone());
    let plan = tokio::task::spawn_blocking(move || told(&url, path.to_str().unwrap()));
    let plan = plan.await.unwrap();
    std::fs::remove_file(&schema).unwrap();

    let mut own = PgConnection::connect(database.url()).await.unwrap();
    // Its statements are prepared on the table, and run on the view.
    let mut old = PgConnection::connect(database.url()).await.unwrap();
    let mut new = PgConnection::connect(database.url()).await.unwrap();
    works(&mut old, "users", "name").await.unwrap();

    let contract = plan.iter().position(|it| it.phase == "contract").unwrap();
    assert!(contract > 0 && plan[contract].sql == "DROP VIEW users");
    assert!(
        plan[0].hazards[0].contains("COPY, TRUNCATE"),
        "{:?}",
        plan[0].hazards
    );
    migrate(&plan[..contract], &mut own).await;
    for _ in 0..2 {
        works(&mut old, "users", "name").await.unwrap();
        works(&mut new, "people", "full_name").await.unwrap();
    }
    // What the plan says that it breaks.
    let truncated = run("TRUNCATE users CASCADE", &mut old).await;
    assert_eq!(code(truncated.unwrap_err()), "42809");
    let by_name = "INSERT INTO users (name) VALUES ('Ada') ON CONFLICT ON CONSTRAINT users_name_key DO NOTHING";
    assert_eq!(code(run(by_name, &mut old).await.unwrap_err()), "42704");

    migrate(&plan[contract..], &mut own).await;
    works(&mut new, "people", "full_name").await.unwrap();
    let gone = works(&mut old, "users", "name").await;
    assert_eq!(code(gone.unwrap_err()), "42P01");
    database.close().await.unwrap();
}

fn renamed(was: (&str, &str), now: (&str, &str), statements: &[&str]) -> Vec<Rename> {
    let name = |(namespace, name): (&str, &str)| QualifiedName {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    };
    vec![Rename {
        of: Renamed::Relation {
            was: name(was),
            now: name(now),
        },
        statements: statements.iter().map(|it| (*it).to_owned()).collect(),
    }]
}

async fn steps(database: &Database, renames: &[Rename], target: &str) -> Vec<Step> {
    let from = read_url(database.url()).await.unwrap();
    let to = Database::create(target).await.unwrap();
    let target = read_url(to.url()).await.unwrap();
    to.close().await.unwrap();
    let options = Options {
        safe: true,
        version: from.version,
        ..Options::default()
    };
    after_renames(
        Plan::default(),
        renames,
        &from.database,
        &target.database,
        &options,
    )
    .steps
}

async fn expand(steps: &[Step], pool: &PgPool) {
    for step in steps.iter().filter(|it| it.phase == Phase::Expand) {
        let sql = AssertSqlSafe(format!("BEGIN; {}; COMMIT", step.sql.join(";\n")));
        sqlx::raw_sql(sql).execute(pool).await.unwrap();
    }
}

/// A table that a role has some rights to, after it was renamed; its name and what its queries come to.
async fn as_reader(name: &str, rights: &str) -> (Phase, Vec<Result<i64, String>>) {
    let role = format!("relata_{name}_{}", std::process::id());
    let database = Database::create(
        "CREATE TABLE t (id integer, \"the Name\" text, secret text);
        INSERT INTO t VALUES (1, 'one', 'x'), (2, 'two', 'y')",
    )
    .await
    .unwrap();
    // Not in what the database is cloned from, which would keep the role.
    let rights = format!("CREATE ROLE {role}; {}", rights.replace('@', &role));
    let rights = AssertSqlSafe(rights);
    sqlx::raw_sql(rights)
        .execute(database.pool())
        .await
        .unwrap();
    let target = "CREATE SCHEMA s; CREATE TABLE s.u (id integer, \"the Name\" text, secret text)";
    let renames = renamed(
        ("public", "t"),
        ("s", "u"),
        &[
            "CREATE SCHEMA IF NOT EXISTS s",
            "ALTER TABLE t SET SCHEMA s",
            "ALTER TABLE s.t RENAME TO u",
        ],
    );
    let plan = steps(&database, &renames, target).await;
    expand(&plan, database.pool()).await;
    let mut reader = PgConnection::connect(database.url()).await.unwrap();
    run(&format!("SET ROLE {role}"), &mut reader).await.unwrap();
    let mut found = Vec::new();
    for sql in [
        "WITH seen AS (SELECT id, \"the Name\" FROM t) SELECT count(*) FROM seen",
        "WITH done AS (UPDATE t SET \"the Name\" = 'other' WHERE id > 0 RETURNING id) SELECT count(*) FROM done",
        "SELECT count(secret) FROM t",
        "WITH gone AS (DELETE FROM t WHERE id > 0 RETURNING id) SELECT count(*) FROM gone",
    ] {
        let done = sqlx::query_scalar(sql).fetch_one(&mut reader).await;
        found.push(done.map_err(code));
    }
    reader.close().await.unwrap();
    let drop = AssertSqlSafe(format!("DROP OWNED BY {role}; DROP ROLE {role}"));
    sqlx::raw_sql(drop).execute(database.pool()).await.unwrap();
    database.close().await.unwrap();
    (plan[0].phase, found)
}

#[tokio::test]
async fn who_has_rights_to_columns_has_them_to_those_of_the_view() {
    let rights = "GRANT SELECT (id, \"the Name\"), UPDATE (\"the Name\") ON t TO @";
    let (phase, found) = as_reader("columns", rights).await;
    let no = || Err("42501".to_owned());
    assert_eq!(phase, Phase::Expand);
    assert_eq!(found, [Ok(2), Ok(2), no(), no()]);
}

#[tokio::test]
async fn policies_are_asked_about_who_reads() {
    let rights = "GRANT SELECT, UPDATE ON t TO @; CREATE POLICY visible ON t USING (id = 1);
        ALTER TABLE t ENABLE ROW LEVEL SECURITY";
    let (phase, found) = as_reader("rows", rights).await;
    if phase == Phase::Contract {
        // A view of 14 would pass over the policies: the rename waits instead.
        assert!(
            found.iter().all(|it| *it == Ok(1) || it.is_err()),
            "{found:?}"
        );
        return;
    }
    assert_eq!(found, [Ok(1), Ok(1), Ok(1), Err("42501".to_owned())]);
}

#[tokio::test]
async fn a_name_that_something_else_gets_has_no_view() {
    let database = Database::create("CREATE TABLE t (id integer)")
        .await
        .unwrap();
    let renames = renamed(
        ("public", "t"),
        ("public", "u"),
        &["ALTER TABLE t RENAME TO u"],
    );
    let plan = steps(
        &database,
        &renames,
        "CREATE TABLE u (id integer); CREATE TABLE t (a text)",
    )
    .await;
    assert_eq!(plan.len(), 1);
    assert_eq!(plan[0].phase, Phase::Contract);
    assert_eq!(
        plan[0].hazards[0].to_string(),
        "breaks a release that reads or writes t"
    );
    assert_eq!(plan[0].locks[0].relation.to_string(), "t");
    database.close().await.unwrap();
}

#[tokio::test]
async fn views_leave_views_behind() {
    let database = Database::create(
        "CREATE TABLE t (id integer PRIMARY KEY, a text);
        INSERT INTO t VALUES (1, 'x');
        CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t",
    )
    .await
    .unwrap();
    let renames = renamed(
        ("public", "m"),
        ("public", "n"),
        &["ALTER MATERIALIZED VIEW m RENAME TO n"],
    );
    let target = "CREATE TABLE t (id integer PRIMARY KEY, a text); \
        CREATE MATERIALIZED VIEW n AS SELECT id, a FROM t";
    let plan = steps(&database, &renames, target).await;
    expand(&plan, database.pool()).await;
    let read: (i32, String) = sqlx::query_as("SELECT id, a FROM m")
        .fetch_one(database.pool())
        .await
        .unwrap();
    assert_eq!(read, (1, "x".to_owned()));
    database.close().await.unwrap();
}
