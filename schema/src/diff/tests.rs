//! The laws of differences, for the schemas of all fixtures and none.

use super::diff;
use crate::database::Database;
use crate::diagnostic::Diagnostics;
use crate::plan::{AllowLoss, NoPlan, Options, plan, print};
use crate::source::Source;
use crate::{compile, lower};
use expect_test::{Expect, expect};
use std::path::Path;

fn database(name: &str, text: &str) -> Database {
    let mut found = Diagnostics::default();
    let model = compile(&Source::one(name, text), &mut found);
    lower(&model.unwrap_or_else(|| panic!("{name} has errors")))
}

/// Every database of the fixtures, and the empty one.
fn databases() -> Vec<Database> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path().join("schema.relata"))
        .filter(|it| it.exists())
        .collect();
    paths.sort();
    let read = |it: &std::path::PathBuf| {
        let text = std::fs::read_to_string(it).unwrap();
        database(&it.to_string_lossy(), &text)
    };
    let mut databases: Vec<Database> = paths.iter().map(read).collect();
    databases.push(Database::default());
    databases
}

/// The lists in the order of names, which is no part of a database.
fn sorted(mut database: Database) -> Database {
    database.extensions.sort_by(|a, b| a.name.cmp(&b.name));
    database.namespaces.sort_by(|a, b| a.name.cmp(&b.name));
    database.enums.sort_by(|a, b| a.name.cmp(&b.name));
    database.domains.sort_by(|a, b| a.name.cmp(&b.name));
    database.scripts.sort_by(|a, b| a.name.cmp(&b.name));
    database.tables.sort_by(|a, b| a.name.cmp(&b.name));
    database.views.sort_by(|a, b| a.name.cmp(&b.name));
    for table in &mut database.tables {
        table.constraints.sort_by(|a, b| a.name.cmp(&b.name));
        table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    }
    for view in &mut database.views {
        view.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    }
    database
}

#[test]
fn a_database_does_not_differ_from_itself() {
    for database in databases() {
        assert_eq!(diff(&database, &database), []);
    }
}

#[test]
fn all_changes_make_one_of_the_other() {
    let databases = databases();
    for from in &databases {
        for to in &databases {
            let mut changed = from.clone();
            for change in diff(from, to) {
                change.apply(&mut changed);
            }
            assert_eq!(sorted(changed), sorted(to.clone()));
        }
    }
}

fn planned(old: &str, new: &str, options: &Options) -> String {
    let (from, to) = (database("old", old), database("new", new));
    match plan(&from, &to, &diff(&from, &to), options) {
        Ok(plan) => print(&plan),
        Err(NoPlan::Impossible(refusals)) => format!("impossible: {refusals:#?}"),
        Err(NoPlan::Loss(refusals)) => format!("loss: {refusals:#?}"),
    }
}

fn check(old: &str, new: &str, options: &Options, expected: Expect) {
    expected.assert_eq(&planned(old, new, options));
}

const OLD: &str = "
    table users { id: bigint primary key, email: text unique, age: integer?, }
    table posts { id: bigint primary key, title: text, }
";

const NEW: &str = "
    table users { id: bigint primary key, email: text unique, age: bigint, index (age), }
    table posts {
        id: bigint primary key, title: text, author_id: references users on delete cascade, index (author_id),
    }
";

#[test]
fn a_dropped_column_is_a_loss() {
    let gone = OLD.replace("title: text,", "");
    check(
        OLD,
        &gone,
        &Options::default(),
        expect![[r#"
            loss: [
                Refusal {
                    object: "posts.title",
                    reason: "the column is dropped",
                },
            ]"#]],
    );
    let allowed = Options {
        allow_loss: AllowLoss::Objects(vec!["posts.title".to_owned()]),
        ..Options::default()
    };
    check(
        OLD,
        &gone,
        &allowed,
        expect![[r#"
            SET search_path = public;

            -- loses the column title of posts
            BEGIN;

            ALTER TABLE posts
                DROP COLUMN title;

            COMMIT;
        "#]],
    );
}

#[test]
fn the_shortest_plan_is_one_transaction() {
    check(
        OLD,
        NEW,
        &Options::default(),
        expect![[r#"
            SET search_path = public;

            -- fails unless posts is empty: its new column author_id cannot be NULL and has no default
            -- fails unless every users.age has a value
            -- fails unless what the rows of posts refer to by posts_author_id_fkey is there
            -- nobody can use posts while each row is read
            -- nobody can use users while each row is written anew
            BEGIN;

            ALTER TABLE posts
                ADD COLUMN author_id bigint NOT NULL;

            ALTER TABLE users
                ALTER COLUMN age TYPE bigint;

            ALTER TABLE users
                ALTER COLUMN age SET NOT NULL;

            CREATE INDEX posts_author_id_idx ON posts (author_id);

            CREATE INDEX users_age_idx ON users (age);

            ALTER TABLE posts
                ADD CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE;

            COMMIT;
        "#]],
    );
}

#[test]
fn a_safe_plan_builds_and_validates_outside() {
    let safe = Options {
        safe: true,
        ..Options::default()
    };
    check(
        OLD,
        NEW,
        &safe,
        expect![[r#"
            SET search_path = public;

            SET lock_timeout = '3s';

            BEGIN;

            ALTER TABLE posts
                ADD COLUMN author_id bigint;

            COMMIT;

            BEGIN;

            ALTER TABLE users
                ADD COLUMN age_new bigint;

            CREATE FUNCTION zz_relata_twin_users() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'INSERT' OR NEW.age IS DISTINCT FROM OLD.age THEN
                    NEW.age_new := NEW.age;
                END IF;
                RETURN NEW;
            END
            $$;

            CREATE TRIGGER zz_relata_twin_users BEFORE INSERT OR UPDATE ON users
                FOR EACH ROW EXECUTE FUNCTION zz_relata_twin_users();

            COMMIT;

            -- reads or writes every row of users
            DO $$
            DECLARE
                relata_this_0 bigint;
                relata_next_0 bigint;
                relata_more boolean;
            BEGIN
                SELECT id INTO relata_this_0 FROM users ORDER BY id LIMIT 1;
                relata_more := FOUND;
                WHILE relata_more LOOP
                    SELECT id INTO relata_next_0 FROM users
                    WHERE (id) >= (relata_this_0) ORDER BY id OFFSET 1000 LIMIT 1;
                    relata_more := FOUND;
                    IF relata_more THEN
                        UPDATE users SET age_new = age
                        WHERE (id) >= (relata_this_0) AND (id) < (relata_next_0) AND (age_new IS NULL AND age IS NOT NULL);
                    ELSE
                        UPDATE users SET age_new = age
                        WHERE (id) >= (relata_this_0) AND (age_new IS NULL AND age IS NOT NULL);
                    END IF;
                    COMMIT;
                    relata_this_0 := relata_next_0;
                END LOOP;
            END
            $$;

            SET lock_timeout = '0';

            BEGIN;

            ANALYZE users (age_new);

            COMMIT;

            SET lock_timeout = '3s';

            BEGIN;

            ALTER TABLE users
                ADD CONSTRAINT users_age_new_filled CHECK (age_new IS NOT NULL) NOT VALID;

            COMMIT;

            SET lock_timeout = '0';

            -- fails unless every users.age_new has a value
            -- reads or writes every row of users
            BEGIN;

            ALTER TABLE users
                VALIDATE CONSTRAINT users_age_new_filled;

            COMMIT;

            SET lock_timeout = '3s';

            BEGIN;

            ALTER TABLE users
                ALTER COLUMN age_new SET NOT NULL;

            ALTER TABLE users
                DROP CONSTRAINT users_age_new_filled;

            COMMIT;

            SET lock_timeout = '0';

            -- reads or writes every row of posts
            CREATE INDEX CONCURRENTLY posts_author_id_idx ON posts (author_id);

            -- reads or writes every row of users
            CREATE INDEX CONCURRENTLY users_age_idx ON users (age_new);

            SET lock_timeout = '3s';

            BEGIN;

            ALTER TABLE posts
                ADD CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID;

            COMMIT;

            SET lock_timeout = '0';

            -- fails unless the rows of posts satisfy posts_author_id_fkey
            -- reads or writes every row of posts
            -- reads or writes every row of users
            BEGIN;

            ALTER TABLE posts
                VALIDATE CONSTRAINT posts_author_id_fkey;

            COMMIT;

            SET lock_timeout = '3s';

            BEGIN;

            DROP TRIGGER zz_relata_twin_users ON users;

            DROP FUNCTION zz_relata_twin_users();

            ALTER TABLE users
                DROP COLUMN age;

            ALTER TABLE users
                RENAME COLUMN age_new TO age;

            DO $$
            BEGIN
                IF current_setting('server_version_num')::integer >= 180000 THEN
                    ALTER TABLE users RENAME CONSTRAINT users_age_new_not_null TO users_age_not_null;
                END IF;
            END
            $$;

            COMMIT;

            BEGIN;

            ALTER TABLE posts
                ADD CONSTRAINT posts_author_id_filled CHECK (author_id IS NOT NULL) NOT VALID;

            COMMIT;

            SET lock_timeout = '0';

            -- fails unless every posts.author_id has a value
            -- reads or writes every row of posts
            BEGIN;

            ALTER TABLE posts
                VALIDATE CONSTRAINT posts_author_id_filled;

            COMMIT;

            SET lock_timeout = '3s';

            BEGIN;

            ALTER TABLE posts
                ALTER COLUMN author_id SET NOT NULL;

            ALTER TABLE posts
                DROP CONSTRAINT posts_author_id_filled;

            COMMIT;
        "#]],
    );
}

/// A thousand tables of ten columns, each with an index; every tenth differs in `changed`.
fn thousand(changed: bool) -> Database {
    let mut text = String::new();
    for at in 0..1000 {
        text.push_str(&format!("table t{at} {{ id: bigint primary key identity, "));
        for column in 0..8 {
            let ty = if changed && at % 10 == 0 && column == 3 {
                "bigint"
            } else {
                "text"
            };
            text.push_str(&format!("c{column}: {ty}, "));
        }
        text.push_str("c8: integer = 0, index (c1), }\n");
    }
    database("thousand", &text)
}

#[test]
fn a_thousand_tables_are_compared_at_once() {
    let (from, to) = (thousand(false), thousand(true));
    let started = std::time::Instant::now();
    let changes = diff(&from, &to);
    let plan = plan(&from, &to, &changes, &Options::default()).unwrap();
    let taken = started.elapsed();
    eprintln!("{} steps in {taken:?}", plan.steps.len());
    assert_eq!(changes.len(), 100);
    assert!(taken.as_secs() < 10, "{taken:?}");
}
