//! `--prove`: what a plan comes to on a database with rows.

use crate::folder::{check, ends, folder, write};
use expect_test::expect;

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
