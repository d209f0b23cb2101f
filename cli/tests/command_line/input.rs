//! Which schema a call is about, and what is said of one that cannot be read.

use crate::{RIGHT, WRONG, folder, relata};
use expect_test::expect;

#[test]
fn what_cannot_be_read_is_said_in_a_line() {
    let folder = folder(
        "unreadable",
        &[
            ("bad.relata", b"table users {\n    id: \xff }\n"),
            ("schema.sql", b"SELECT 1"),
            ("empty/.hidden.relata", b""),
            ("main.rs", b"fn main() {}"),
            ("two.rs", b"relata::schema! {}\nrelata::schema! {}\n"),
            ("half.rs", b"relata::schema! {\n"),
        ],
    );
    for (schema, expected) in [
        (
            "none.relata",
            expect![[r#"
            exit 2
            --- stderr
            error: `none.relata` does not exist
        "#]],
        ),
        (
            "bad.relata",
            expect![[r#"
            exit 2
            --- stderr
            error: `bad.relata` is not UTF-8: byte 22, in line 2, is 0xff; save the file as UTF-8
        "#]],
        ),
        (
            "schema.sql",
            expect![[r#"
            exit 2
            --- stderr
            error: `schema.sql` is no schema: name a `.relata` file, a folder of them, or a `.rs` file with `schema! { … }`
        "#]],
        ),
        (
            "empty",
            expect![[r#"
            exit 2
            --- stderr
            error: the folder `empty` holds no schema: its files end in `.relata`
        "#]],
        ),
        (
            "main.rs",
            expect![[r#"
            exit 2
            --- stderr
            error: `main.rs` has no `schema! { … }`: name the file that has it
        "#]],
        ),
        (
            "two.rs",
            expect![[r#"
            exit 2
            --- stderr
            error: `two.rs` has several schemas, in lines 1, 2: write each into a `.relata` file, and name that
        "#]],
        ),
        (
            "half.rs",
            expect![[r#"
            exit 2
            --- stderr
            error: `half.rs` opens `schema!` in line 1 and does not close it
        "#]],
        ),
    ] {
        relata(&folder, &["check", schema], &expected);
    }
    relata(
        &folder,
        &["ddl"],
        &expect![[r#"
        exit 2
        --- stderr
        error: there is no schema at `schema/`: name one, or write `schema = "…"` into `relata.toml`
    "#]],
    );
}

#[test]
fn a_schema_in_a_rust_file_has_the_places_of_that_file() {
    let text =
        format!("//! Not schema! {{ this }}.\nmod db {{\n    relata::schema! {{\n{WRONG}}}\n}}\n");
    let folder = folder("rust_file", &[("src/main.rs", text.as_bytes())]);
    relata(
        &folder,
        &["check", "src/main.rs"],
        &expect![[r#"
        exit 1
        error[unknown_type]: there is no type `txet`
         --> src/main.rs:6:11
          |
        6 |     name: txet,
          |           ^^^^
          |
          = help: did you mean `text`?

        error[duplicate_name]: the column `name` is declared twice
         --> src/main.rs:7:5
          |
        6 |     name: txet,
          |     ---- it is declared here
        7 |     name: text,
          |     ^^^^
          |
          = help: rename one of them

        --- stderr
        src/main.rs: 2 errors
    "#]],
    );
}

#[test]
fn a_rust_file_that_names_itself_ends() {
    let text = b"mod db { relata::schema!(\"src/main.rs\"); }";
    let folder = folder("rust_itself", &[("Cargo.toml", b""), ("src/main.rs", text)]);
    relata(
        &folder,
        &["check", "src/main.rs"],
        &expect![[r#"
        exit 2
        --- stderr
        error: `src/main.rs` calls `schema!("src/main.rs")`, which is Rust: write the path of a `.relata` file or of a folder of them
    "#]],
    );
}

#[test]
fn a_path_in_a_rust_file_starts_at_its_crate() {
    let folder = folder(
        "rust_path",
        &[
            ("Cargo.toml", b""),
            (
                "src/main.rs",
                b"mod db { relata::schema!(\"schema/blog.relata\"); }",
            ),
            ("schema/blog.relata", WRONG.as_bytes()),
        ],
    );
    relata(
        &folder,
        &["check", "src/main.rs"],
        &expect![[r#"
            exit 1
            error[unknown_type]: there is no type `txet`
             --> schema/blog.relata:3:11
              |
            3 |     name: txet,
              |           ^^^^
              |
              = help: did you mean `text`?

            error[duplicate_name]: the column `name` is declared twice
             --> schema/blog.relata:4:5
              |
            3 |     name: txet,
              |     ---- it is declared here
            4 |     name: text,
              |     ^^^^
              |
              = help: rename one of them

            --- stderr
            src/main.rs: 2 errors
        "#]],
    );
    relata(
        &folder.join("src"),
        &["check", "main.rs"],
        &expect![[r#"
            exit 1
            error[unknown_type]: there is no type `txet`
             --> ../schema/blog.relata:3:11
              |
            3 |     name: txet,
              |           ^^^^
              |
              = help: did you mean `text`?

            error[duplicate_name]: the column `name` is declared twice
             --> ../schema/blog.relata:4:5
              |
            3 |     name: txet,
              |     ---- it is declared here
            4 |     name: text,
              |     ^^^^
              |
              = help: rename one of them

            --- stderr
            main.rs: 2 errors
        "#]],
    );
}

#[test]
fn the_nearest_config_names_the_schema() {
    let folder = folder(
        "config",
        &[
            ("relata.toml", b"schema = \"db\"\n"),
            ("db/b.relata", RIGHT.as_bytes()),
            (
                "db/deeper/a.relata",
                b"table posts { id: bigint primary key identity }",
            ),
            ("crates/web/main.rs", b""),
            ("wrong/relata.toml", b"\nshema = \"db\"\n"),
        ],
    );
    relata(
        &folder,
        &["check"],
        &expect![[r#"
        exit 0
        --- stderr
        db: 2 tables, no problems
    "#]],
    );
    relata(
        &folder.join("crates/web"),
        &["check"],
        &expect![[r#"
        exit 0
        --- stderr
        ../../db: 2 tables, no problems
    "#]],
    );
    relata(
        &folder.join("wrong"),
        &["check"],
        &expect![[r#"
            exit 2
            --- stderr
            error: `relata.toml`, line 2: unknown field `shema`, expected one of `schema`, `migrations`, `database`
        "#]],
    );
}
