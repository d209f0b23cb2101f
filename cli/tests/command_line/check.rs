//! `relata check`: what is wrong with a schema, for people and for programs.

use crate::{RIGHT, WRONG, folder, relata};
use expect_test::{Expect, expect};

#[test]
fn check_says_where_and_what() {
    let folder = folder("check_text", &[("schema/users.relata", WRONG.as_bytes())]);
    relata(
        &folder,
        &["check"],
        &expect![[r#"
        exit 1
        error[unknown_type]: there is no type `txet`
         --> schema/users.relata:3:11
          |
        3 |     name: txet,
          |           ^^^^
          |
          = help: did you mean `text`?

        error[duplicate_name]: the column `name` is declared twice
         --> schema/users.relata:4:5
          |
        3 |     name: txet,
          |     ---- it is declared here
        4 |     name: text,
          |     ^^^^
          |
          = help: rename one of them

        --- stderr
        schema/: 2 errors
    "#]],
    );
}

#[test]
fn check_says_it_in_json() {
    let folder = folder("check_json", &[("schema/users.relata", WRONG.as_bytes())]);
    relata(
        &folder,
        &["check", "--format", "json"],
        &expect![[r#"
        exit 1
        [
          {
            "rule": "unknown_type",
            "severity": "error",
            "message": "there is no type `txet`",
            "file": "schema/users.relata",
            "line": 3,
            "column": 11,
            "help": "did you mean `text`?"
          },
          {
            "rule": "duplicate_name",
            "severity": "error",
            "message": "the column `name` is declared twice",
            "file": "schema/users.relata",
            "line": 4,
            "column": 5,
            "help": "rename one of them"
          }
        ]
        --- stderr
    "#]],
    );
}

#[test]
fn check_has_nothing_to_say_of_a_good_schema() {
    let folder = folder("check_fine", &[("a.relata", RIGHT.as_bytes())]);
    relata(
        &folder,
        &["check", "a.relata"],
        &expect![[r#"
        exit 0
        --- stderr
        a.relata: 1 table, no problems
    "#]],
    );
    relata(
        &folder,
        &["check", "a.relata", "--format=json"],
        &expect![[r#"
        exit 0
        []
        --- stderr
    "#]],
    );
}

#[test]
fn warnings_alone_are_no_failure() {
    let text =
        b"table users { id: bigint primary key identity, a: text, index (a), index (a, id) }";
    let folder = folder("check_warning", &[("a.relata", text)]);
    relata(
        &folder,
        &["check", "a.relata"],
        &expect![[r#"
            exit 0
            warning[redundant_index]: a longer index begins with this one
             --> a.relata:1:57
              |
            1 | table users { id: bigint primary key identity, a: text, index (a), index (a, id) }
              |                                                         ^^^^^^^^^  ------------- the other is here
              |
              = help: remove this one

            --- stderr
            a.relata: 1 warning
        "#]],
    );
    relata(
        &folder,
        &["check", "a.relata", "--format=json"],
        &expect![[r#"
        exit 0
        [
          {
            "rule": "redundant_index",
            "severity": "warning",
            "message": "a longer index begins with this one",
            "file": "a.relata",
            "line": 1,
            "column": 57,
            "help": "remove this one"
          }
        ]
        --- stderr
    "#]],
    );
}

#[test]
fn check_explains_a_rule() {
    let folder = folder("explain", &[]);
    let says = |rule: &str, expected: &Expect| {
        relata(&folder, &["check", "--explain", rule], expected);
    };
    says(
        "nullable_default",
        &expect![[r#"
        exit 0
        nullable_default: a warning, can be let pass: allow nullable_default because "…"

        A column with a default is not nullable too.

        With `?` and a default, a row has NULL only where somebody wrote NULL: most often nobody meant to, and all
        who read the column have to think of it.

        ```relata,breaks
        table posts { id: bigint primary key identity, votes: integer? = 0 }
        ```

        ```relata
        table posts { id: bigint primary key identity, votes: integer = 0 }
        ```

        What `on delete set null` empties may have both; of a boolean, `nullable_boolean` says it.
        --- stderr
    "#]],
    );
    says(
        "serial",
        &expect![[r#"
        exit 0
        serial: an error, cannot be allowed

        A column that counts is an `identity`.

        `serial` is a default that anyone can write over, on a sequence that belongs to the column in part. An identity is the
        standard's way, and refuses values that would clash later.

        ```relata,breaks
        table things { id: serial primary key }
        ```

        ```relata
        table things { id: bigint primary key identity }
        ```
        --- stderr
    "#]],
    );
    says(
        "nulable_default",
        &expect![[r#"
        exit 2
        --- stderr
        error: there is no rule `nulable_default`; did you mean `nullable_default`?
    "#]],
    );
    says(
        "what",
        &expect![[r#"
        exit 2
        --- stderr
        error: there is no rule `what`
    "#]],
    );
}

#[test]
fn an_empty_schema_is_no_schema() {
    let folder = folder("empty_schema", &[("a.relata", b"// nothing yet\n")]);
    relata(
        &folder,
        &["check", "a.relata"],
        &expect![[r#"
            exit 1
            error[empty_schema]: this schema declares nothing
             --> a.relata:1:1
              |
            1 | // nothing yet
              | ^
              |
              = help: write `table users { id: bigint primary key identity }`

            --- stderr
            a.relata: 1 error
        "#]],
    );
    relata(
        &folder,
        &["ddl", "a.relata"],
        &expect![[r#"
            exit 1
            --- stderr
            error[empty_schema]: this schema declares nothing
             --> a.relata:1:1
              |
            1 | // nothing yet
              | ^
              |
              = help: write `table users { id: bigint primary key identity }`

            a.relata: 1 error
        "#]],
    );
}
