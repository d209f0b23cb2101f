//! Columns that get another name or type, and tables that get another name: both can be used until the contract.

use crate::folder::{FIRST, ends, files, folder, sql, text, write};
use relata::testing::Database;

/// A column that gets another name, and its key another type.
const RENAMED: &str = "
    table users { id: bigint primary key identity, full_name: text was name, unique (full_name) }
";

#[tokio::test(flavor = "multi_thread")]
async fn a_column_has_two_names_until_the_contract() {
    let before = FIRST.replace("name: text }", "name: text, unique (name) }");
    let folder = folder("renamed", &before.replace("bigint", "integer"));
    let database = Database::empty().await.unwrap();
    let run = ["migrate", "run", database.url()];
    ends(&folder, &["migrate", "new", "create_users"], 0);
    ends(&folder, &run, 0);
    sql(
        &database,
        "INSERT INTO users (name) VALUES ('Ada'), ('Bob')",
    );

    write(&folder, RENAMED);
    let new = ["migrate", "new", "rename_name", "--prove"];
    let (out, error) = ends(&folder, &new, 0);
    assert!(!out.contains("loses"), "{out}");
    assert!(!error.contains("left as it is"), "{error}");
    assert!(
        files(&folder).contains(&"0002_rename_name.sql".to_owned()),
        "{out}"
    );
    ends(&folder, &["migrate", "verify"], 0);
    ends(&folder, &run, 0);
    // Both releases, and what one writes the other reads.
    sql(&database, "INSERT INTO users (name) VALUES ('Eve')");
    sql(&database, "INSERT INTO users (full_name) VALUES ('Kim')");
    sql(
        &database,
        "UPDATE users SET full_name = 'Ada Lovelace' WHERE name = 'Ada'",
    );
    assert_eq!(
        sql(&database, "SELECT name, full_name FROM users ORDER BY id"),
        "Ada Lovelace|Ada Lovelace\nBob|Bob\nEve|Eve\nKim|Kim\n"
    );
    // What stands between is known to be relata's.
    let diff = ["diff", "--from", database.url(), "--to", "schema"];
    let (plan, error) = ends(&folder, &diff, 1);
    assert!(!error.contains("not modelled"), "{error}");
    assert!(!plan.contains("ADD COLUMN"), "{plan}");

    ends(
        &folder,
        &["migrate", "run", "--contract", database.url()],
        0,
    );
    assert_eq!(
        sql(
            &database,
            "INSERT INTO users (full_name) VALUES ('Zoe') RETURNING id"
        ),
        "5\n"
    );
    ends(&folder, &diff, 0);
    database.close().await.unwrap();
}

/// Texts that are to be numbers.
const CODES: &str = "
    table parts { id: bigint primary key identity, code: text, note: text? }
";

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_cannot_be_converted_is_named() {
    let folder = folder("codes", CODES);
    let database = Database::empty().await.unwrap();
    let run = ["migrate", "run", database.url()];
    ends(&folder, &["migrate", "new", "create_parts"], 0);
    ends(&folder, &run, 0);
    sql(
        &database,
        "INSERT INTO parts (code) SELECT CASE n WHEN 777 THEN 'x777' ELSE n::text END FROM generate_series(1, 1000) AS n",
    );
    write(&folder, &CODES.replace("code: text", "code: integer"));
    ends(&folder, &["migrate", "new", "number_parts"], 0);
    let (_, error) = ends(&folder, &run, 1);
    assert!(
        error
            .contains("the row of parts whose (id) is (777) can't have `code_new = code::integer`"),
        "{error}"
    );
    // The release that is running goes on, with the row as well.
    sql(
        &database,
        "UPDATE parts SET note = 'strange' WHERE id = 777",
    );
    sql(&database, "INSERT INTO parts (code) VALUES ('1001')");
    sql(&database, "UPDATE parts SET code = '777' WHERE id = 777");
    ends(
        &folder,
        &["migrate", "run", "--contract", database.url()],
        0,
    );
    assert_eq!(
        sql(&database, "SELECT count(*) FROM parts WHERE code = id"),
        "1001\n"
    );
    ends(
        &folder,
        &["diff", "--from", database.url(), "--to", "schema"],
        0,
    );
    database.close().await.unwrap();
}

#[test]
fn a_renamed_table_has_both_names_until_the_contract() {
    let folder = folder("renamed_table", FIRST);
    ends(&folder, &["migrate", "new", "create_users"], 0);
    write(
        &folder,
        "table people was users { id: bigint primary key identity, full_name: text was name, age: integer? }",
    );
    let (out, _) = ends(&folder, &["migrate", "new", "people", "--prove"], 0);
    assert!(
        out.contains("call users people, and leave a view of the old name"),
        "{out}"
    );
    assert_eq!(
        files(&folder),
        [
            "0001_create_users.sql",
            "0002_people.sql",
            "0003_people_contract.sql",
            "relata.lock"
        ]
    );
    let expand = text(&folder, "0002_people.sql");
    assert!(
        expand.contains("CREATE VIEW users (id, name) AS\nSELECT id, full_name\nFROM people;"),
        "{expand}"
    );
    assert!(expand.contains("ADD COLUMN age integer"), "{expand}");
    assert_eq!(
        text(&folder, "0003_people_contract.sql"),
        "-- relata: phase contract\n\n-- step: drop the view that is left of users\nDROP VIEW users;\n"
    );
}
