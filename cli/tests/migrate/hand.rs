//! Migrations that somebody wrote.

use crate::folder::{FIRST, check, ends, folder, text};
use expect_test::expect;
use std::fs;

#[test]
fn what_is_written_by_hand_is_kept() {
    let folder = folder("hand", FIRST);
    ends(&folder, &["migrate", "new", "create_users"], 0);
    check(
        &folder,
        &["migrate", "new", "add_function", "--empty"],
        &expect![[r#"
            exit 0
            migrations/0002_add_function.sql
            --- stderr
        "#]],
    );
    check(
        &folder,
        &["migrate", "new", "nothing"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/0002_add_function.sql:2: there is no SQL in it; write some, or remove the file
    "#]],
    );
    fs::write(
        folder.join("migrations/0002_add_function.sql"),
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;\nGRANT SELECT ON users TO some_reader;\n",
    )
    .unwrap();
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
            exit 1
            --- stderr
            migrations/0002_add_function.sql: it is not in the lock file
        "#]],
    );
    check(
        &folder,
        &["migrate", "new", "nothing"],
        &expect![[r#"
            exit 0
            --- stderr
            migrations/0002_add_function.sql: it is not in the lock file: it is run on a throw-away database
            migrations/relata.lock: noted what is new in the folder; beyond that there is nothing to do
        "#]],
    );
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
            exit 0
            --- stderr
            migrations/: 2 migrations, which lead to the schema
        "#]],
    );
    assert!(text(&folder, "relata.lock").contains("FUNCTION public.one()"));

    fs::write(
        folder.join("migrations/0003_wrong.sql"),
        "SELECT 1;\n\nALTER TABLE persons ADD a int;\n",
    )
    .unwrap();
    check(
        &folder,
        &["migrate", "lock"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/0003_wrong.sql:1: PostgreSQL refuses the step "wrong": relation "persons" does not exist
    "#]],
    );
    // A schema on which the hand-written SQL has something that the schema lacks.
    fs::write(
        folder.join("migrations/0003_wrong.sql"),
        "ALTER TABLE users ADD extra int;\n",
    )
    .unwrap();
    ends(&folder, &["migrate", "lock"], 0);
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
            exit 1
            SET search_path = public;

            -- loses the column extra of users
            BEGIN;

            ALTER TABLE users
                DROP COLUMN extra;

            COMMIT;
            --- stderr
            migrations/: the migrations do not lead to the schema; what is printed leads there
        "#]],
    );
    check(
        &folder,
        &["migrate", "verify", "--format", "json"],
        &expect![[r#"
            exit 1
            {
              "mistakes": [],
              "steps": [
                {
                  "hazards": [
                    "loses the column extra of users"
                  ],
                  "phase": "contract",
                  "sql": "ALTER TABLE users\n    DROP COLUMN extra",
                  "transactional": true
                }
              ]
            }
            --- stderr
            migrations/: the migrations do not lead to the schema; what is printed leads there
        "#]],
    );
}
