//! `--prove`: what a plan comes to on a database with rows.

use crate::folder::{call, check, ends, files, folder, write};
use expect_test::{Expect, expect};
use std::fs;

#[test]
fn a_proof_says_where_made_up_rows_do_not_fit() {
    let folder = folder(
        "proof",
        "table users { id: bigint primary key identity, name: text? }",
    );
    ends(&folder, &["migrate", "new", "create_users"], 0);
    write(
        &folder,
        "table users { id: bigint primary key identity, name: text }",
    );
    check(
        &folder,
        &["migrate", "new", "name_is_there", "--prove", "--safe=no"],
        &expect![[r#"
            exit 0
            migrations/0002_name_is_there.sql
              ALTER TABLE users ALTER COLUMN name SET NOT NULL
                fails unless every users.name has a value
                nobody can use users while each row is read
            --- stderr
            migrations/0002_name_is_there.sql: PostgreSQL refuses the step "ALTER TABLE users ALTER COLUMN name SET NOT NULL": column "name" of relation "users" contains null values; the rows are made up, and the step says of itself that it may fail: proven without rows
        "#]],
    );
    write(
        &folder,
        "table users { id: bigint primary key identity, name: text check (length(name) > 0) }",
    );
    check(
        &folder,
        &[
            "migrate",
            "new",
            "name_is_long",
            "--prove",
            "--format",
            "json",
        ],
        &expect![[r#"
            exit 0
            [
              {
                "file": "migrations/0003_name_is_long.sql",
                "phase": "expand",
                "transactional": true,
                "steps": [
                  {
                    "summary": "ALTER TABLE users ADD CONSTRAINT users_name_check CHECK ((length(name) > 0)) NOT VALID",
                    "sql": "ALTER TABLE users\n    ADD CONSTRAINT users_name_check CHECK ((length(name) > 0)) NOT VALID",
                    "hazards": []
                  },
                  {
                    "summary": "look whether the rows of users satisfy users_name_check",
                    "sql": "ALTER TABLE users\n    VALIDATE CONSTRAINT users_name_check",
                    "hazards": [
                      "fails unless the rows of users satisfy users_name_check",
                      "reads or writes every row of users"
                    ]
                  }
                ]
              }
            ]
            --- stderr
        "#]],
    );
    ends(&folder, &["migrate", "verify"], 0);
}

const USERS: &str = "
    table users { id: bigint primary key identity, name: text }
    table notes { id: bigint primary key identity, says: text }
";
const WITH_TOKEN: &str = "
    table users { id: bigint primary key identity, name: text, token: uuid = gen_random_uuid() }
    table notes { id: bigint primary key identity, says: text }
";

/// What a proof says of a plan that fills a column, where a trigger of somebody's does this for each row; and that nothing
/// was written, unless it is proven.
fn proof_beside_a_trigger(name: &str, does: &str, code: i32, expected: &Expect) {
    let folder = folder(&format!("proof_{name}"), USERS);
    ends(&folder, &["migrate", "new", "create_users"], 0);
    let trigger = format!(
        "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does}; RETURN NEW; END $$;
        CREATE TRIGGER meddle BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION meddle();"
    );
    fs::write(folder.join("migrations/0002_by_hand.sql"), trigger).unwrap();
    ends(&folder, &["migrate", "lock"], 0);
    let before = files(&folder);
    write(&folder, WITH_TOKEN);
    let output = call(&folder, &["migrate", "new", "add_token", "--prove"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{said}");
    expected.assert_eq(&said);
    assert_eq!(files(&folder) == before, code == 1);
}

#[test]
fn what_somebody_wrote_by_hand_is_no_difference() {
    proof_beside_a_trigger("harmless", "NULL", 0, &expect![[r#""#]]);
}

#[test]
fn a_step_that_locks_more_than_it_says_is_not_proven() {
    proof_beside_a_trigger(
        "lock",
        "LOCK TABLE notes IN SHARE ROW EXCLUSIVE MODE",
        1,
        &expect![[r#"
            not proven: migrations/0004_add_token_backfill.sql: the step "fill token of users, in batches" does more than it says: notes: SHARE ROW EXCLUSIVE; it says nothing of it
            nothing was written
        "#]],
    );
}

#[test]
fn rows_that_are_lost_are_not_proven() {
    proof_beside_a_trigger(
        "rows",
        "DELETE FROM notes WHERE id = 2",
        1,
        &expect![[r#"
            not proven: the table notes had 3 rows and has 2 now
            nothing was written
        "#]],
    );
}

#[test]
fn values_that_change_are_not_proven() {
    proof_beside_a_trigger(
        "values",
        "NEW.name := 'x'",
        1,
        &expect![[r#"
        not proven: values of the column users.name changed
        nothing was written
    "#]],
    );
}

#[test]
fn a_result_that_leaves_something_to_do_is_not_proven() {
    proof_beside_a_trigger(
        "again",
        "CREATE INDEX IF NOT EXISTS more ON notes (says)",
        1,
        &expect![[r#"
            not proven: migrations/0004_add_token_backfill.sql: the step "fill token of users, in batches" does more than it says: notes: SHARE, and each row is read; it says nothing of it
            not proven: the result is not what the schema creates; what is left is
            SET search_path = public;

            BEGIN;

            DROP INDEX more;

            COMMIT;

            not proven: pg_dump sees another result (-) than what the schema creates (+):
            - -- Name: more; Type: INDEX; Schema: public; Owner: -
            - CREATE INDEX more ON public.notes USING btree (says);

            nothing was written
        "#]],
    );
}

#[test]
fn a_result_that_only_pg_dump_sees_is_not_proven() {
    proof_beside_a_trigger(
        "dump",
        "CREATE OR REPLACE FUNCTION more() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        1,
        &expect![[r#"
            not proven: pg_dump sees another result (-) than what the schema creates (+):
            -     AS $$SELECT 1$$;
            -     LANGUAGE sql
            - -- Name: more(); Type: FUNCTION; Schema: public; Owner: -
            - CREATE FUNCTION public.more() RETURNS integer

            nothing was written
        "#]],
    );
}

#[test]
fn what_has_another_name_is_the_same_to_a_proof() {
    let folder = folder("proof_rename", USERS);
    ends(&folder, &["migrate", "new", "create_users"], 0);
    write(
        &folder,
        "table people was users { id: bigint primary key identity, full_name: text was name, age: integer? check (age > 0) }
        table notes { id: bigint primary key identity, says: text, author_id: references people on delete cascade }",
    );
    let (out, error) = ends(&folder, &["migrate", "new", "rename", "--prove"], 0);
    assert!(out.contains("call users people"), "{out}");
    assert!(!error.contains("not proven"), "{error}");
}
