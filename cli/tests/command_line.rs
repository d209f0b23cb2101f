//! The commands as they are typed: what they print where, and how they end.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use expect_test::{Expect, expect};
use relata_emit::Features;
use relata_schema::diagnostic::Diagnostics;
use relata_schema::model::TableId;
use relata_schema::source::Source;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Two errors and no warning.
const WRONG: &str = "table users {
    id: bigint primary key identity,
    name: txet,
    name: text,
}
";

const RIGHT: &str = "table users { id: bigint primary key identity, name: text }\n";

/// A folder of a test's own, with these files in it.
fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// A call in a folder: the exit code, stdout and stderr.
fn relata(folder: &Path, arguments: &[&str], expected: &Expect) {
    call(env!("CARGO_BIN_EXE_relata"), folder, arguments, expected);
}

fn call(program: &str, folder: &Path, arguments: &[&str], expected: &Expect) {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    let printed = format!(
        "exit {}\n{}--- stderr\n{}",
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap()
    );
    // The help texts have blanks at the ends of lines, which an expectation cannot hold.
    let lines: Vec<&str> = printed.lines().map(str::trim_end).collect();
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

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
fn colours_are_for_terminals() {
    let folder = folder("colours", &[("a.relata", WRONG.as_bytes())]);
    let coloured = |name: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_relata"))
            .args(["check", "a.relata"])
            .current_dir(&folder)
            .env_remove("CLICOLOR_FORCE")
            .env_remove("NO_COLOR")
            .env(name, "1")
            .output()
            .unwrap();
        output.stdout.contains(&0x1b)
    };
    assert!(coloured("CLICOLOR_FORCE"));
    assert!(!coloured("NO_COLOR"));
    assert!(!coloured("OF_NO_MEANING"));
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

#[test]
fn ddl_goes_to_stdout() {
    let folder = folder("ddl", &[("a.relata", RIGHT.as_bytes())]);
    relata(
        &folder,
        &["ddl", "a.relata"],
        &expect![[r#"
        exit 0
        CREATE TABLE users (
            id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
            name text NOT NULL,
            CONSTRAINT users_pkey PRIMARY KEY (id)
        );
        --- stderr
    "#]],
    );
}

#[test]
fn ddl_of_a_wrong_schema_is_nothing() {
    let folder = folder("ddl_wrong", &[("a.relata", WRONG.as_bytes())]);
    relata(
        &folder,
        &["ddl", "a.relata"],
        &expect![[r#"
            exit 1
            --- stderr
            error[unknown_type]: there is no type `txet`
             --> a.relata:3:11
              |
            3 |     name: txet,
              |           ^^^^
              |
              = help: did you mean `text`?

            error[duplicate_name]: the column `name` is declared twice
             --> a.relata:4:5
              |
            3 |     name: txet,
              |     ---- it is declared here
            4 |     name: text,
              |     ^^^^
              |
              = help: rename one of them

            a.relata: 2 errors
        "#]],
    );
}

#[test]
fn show_prints_what_is_emitted() {
    let folder = folder("show", &[("schema/a.relata", RIGHT.as_bytes())]);
    let source = Source::one("schema/a.relata", RIGHT);
    let model = relata_schema::compile(&source, &mut Diagnostics::default()).unwrap();
    let place = &relata_emit::call_site;
    let whole = relata_emit::print(&relata_emit::schema(&model, place, Features::default()));
    let table = relata_emit::print(&relata_emit::table(
        &model,
        TableId(0),
        place,
        Features::default(),
    ));
    for (arguments, expected) in [
        (&["show"][..], &whole),
        (&["show", "schema"], &whole),
        (&["show", "users"], &table),
        (&["show", "schema", "users"], &table),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_relata"))
            .args(arguments)
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(output.status.success());
        assert_eq!(&String::from_utf8(output.stdout).unwrap(), expected);
    }
}

#[test]
fn show_names_the_table_that_was_meant() {
    let folder = folder("show_unknown", &[("schema/a.relata", RIGHT.as_bytes())]);
    relata(
        &folder,
        &["show", "user"],
        &expect![[r#"
        exit 2
        --- stderr
        error: there is no table `user`; did you mean `users`?
    "#]],
    );
    relata(
        &folder,
        &["show", "schema/", "films"],
        &expect![[r#"
        exit 2
        --- stderr
        error: there is no table `films`: there are users
    "#]],
    );
}

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

#[test]
fn a_call_that_is_no_call_ends_with_2() {
    let folder = folder("usage", &[]);
    relata(
        &folder,
        &["chek"],
        &expect![[r#"
        exit 2
        --- stderr
        error: unrecognized subcommand 'chek'

          tip: a similar subcommand exists: 'check'

        Usage: relata <COMMAND>

        For more information, try '--help'.
    "#]],
    );
    relata(
        &folder,
        &[],
        &expect![[r#"
            exit 2
            --- stderr
            Schema-first PostgreSQL for Rust

            Usage: relata <COMMAND>

            Commands:
              check    Check a schema against all rules
              fmt      Lay a schema out in the one style
              ddl      Print the SQL that creates the schema on an empty database
              show     Print the Rust code that the macro emits
              dev      Run a command on a throw-away PostgreSQL that has the schema
              diff     Print the SQL that makes one database of another
              pull     Print a live database as a schema
              migrate  Write, check and run migrations
              help     Print this message or the help of the given subcommand(s)

            Options:
              -h, --help     Print help (see more with '--help')
              -V, --version  Print version
        "#]],
    );
}

#[test]
fn help_says_what_can_be_done() {
    let folder = folder("help", &[]);
    relata(
        &folder,
        &["--help"],
        &expect![[r#"
            exit 0
            Schema-first PostgreSQL for Rust.

            Results go to stdout, everything else to stderr. Exit codes: 0 all is well, 1 there are problems, 2 the call or the environment is wrong.

            Usage: relata <COMMAND>

            Commands:
              check    Check a schema against all rules
              fmt      Lay a schema out in the one style
              ddl      Print the SQL that creates the schema on an empty database
              show     Print the Rust code that the macro emits
              dev      Run a command on a throw-away PostgreSQL that has the schema
              diff     Print the SQL that makes one database of another
              pull     Print a live database as a schema
              migrate  Write, check and run migrations
              help     Print this message or the help of the given subcommand(s)

            Options:
              -h, --help
                      Print help (see a summary with '-h')

              -V, --version
                      Print version
            --- stderr
        "#]],
    );
    relata(
        &folder,
        &["check", "--help"],
        &expect![[r#"
            exit 0
            Check a schema against all rules

            Prints every problem with its place, and what to write instead. Errors end with exit code 1; warnings alone do not.

            Usage: relata check [OPTIONS] [SCHEMA]

            Arguments:
              [SCHEMA]
                      A `.relata` file, a folder of them, or a `.rs` file with `schema! { … }`

                      By default the `schema = "…"` of the nearest `relata.toml`, in this folder or one above it; without one, `schema/`.

            Options:
                  --format <FORMAT>
                      How problems are printed

                      json: an array of {rule, severity, message, file, line, column, help}, with lines and columns from 1, severity "error" or "warning", and help null where there is none.

                      Possible values:
                      - text: For people: the line, a caret, and help
                      - json: For programs

                      [default: text]

                  --explain <RULE>
                      Print what the manual says about a rule, and check nothing

              -h, --help
                      Print help (see a summary with '-h')
            --- stderr
        "#]],
    );
    relata(
        &folder,
        &["show", "--help"],
        &expect![[r#"
            exit 0
            Print the Rust code that the macro emits

            Usage: relata show [SCHEMA] [TABLE]

            Arguments:
              [SCHEMA]
                      A `.relata` file, a folder of them, or a `.rs` file with `schema! { … }`
          
                      By default the `schema = "…"` of the nearest `relata.toml`, in this folder or one above it; without one, `schema/`.

              [TABLE]
                      The table to show: users, billing.invoices [default: all of the schema]
          
                      A single argument that is no path is taken for the table.

            Options:
              -h, --help
                      Print help (see a summary with '-h')
            --- stderr
        "#]],
    );
    relata(
        &folder,
        &["--version"],
        &expect![[r#"
        exit 0
        relata 0.1.0
        --- stderr
    "#]],
    );
}

#[test]
fn cargo_runs_it_too() {
    let folder = folder("cargo", &[("a.relata", RIGHT.as_bytes())]);
    let program = env!("CARGO_BIN_EXE_cargo-relata");
    call(
        program,
        &folder,
        &["relata", "check", "a.relata"],
        &expect![[r#"
            exit 0
            --- stderr
            a.relata: 1 table, no problems
        "#]],
    );
    call(
        program,
        &folder,
        &["relata", "show", "--unknown"],
        &expect![[r#"
            exit 2
            --- stderr
            error: unexpected argument '--unknown' found

              tip: to pass '--unknown' as a value, use '-- --unknown'

            Usage: cargo relata show [SCHEMA] [TABLE]

            For more information, try '--help'.
        "#]],
    );
}

#[test]
fn a_reader_that_stops_reading_is_no_failure() {
    let tables: String = (0..5000)
        .map(|at| format!("table t{at}s {{ id: bigint primary key identity }}\n"))
        .collect();
    let folder = folder("pipe", &[("a.relata", tables.as_bytes())]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_relata"))
        .args(["ddl", "a.relata"])
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 12];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"CREATE TABLE");
    drop(out);

    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.success());
}

/// Not laid out, and the same laid out.
const LOOSE: &str = "table users{id:bigint primary key identity, // counted\nname:text}\n";

#[test]
fn fmt_writes_what_changes_and_names_it() {
    let folder = folder(
        "fmt_writes",
        &[
            ("schema/a.relata", RIGHT.as_bytes()),
            ("schema/b/users.relata", LOOSE.as_bytes()),
            ("schema/notes.txt", b"table users{"),
        ],
    );
    relata(
        &folder,
        &["fmt"],
        &expect![[r#"
        exit 0
        --- stderr
        formatted schema/b/users.relata
    "#]],
    );
    let written = fs::read_to_string(folder.join("schema/b/users.relata")).unwrap();
    expect![[r#"
        table users {
            id: bigint primary key identity, // counted
            name: text,
        }
    "#]]
    .assert_eq(&written);
    relata(
        &folder,
        &["fmt"],
        &expect![[r#"
        exit 0
        --- stderr
    "#]],
    );
    let names: Vec<_> = fs::read_dir(folder.join("schema/b")).unwrap().collect();
    assert_eq!(names.len(), 1, "nothing is left behind");
}

#[test]
fn fmt_check_writes_nothing() {
    let folder = folder("fmt_check", &[("a.relata", LOOSE.as_bytes())]);
    relata(
        &folder,
        &["fmt", "--check", "a.relata"],
        &expect![[r#"
            exit 1
            --- a.relata
            +++ a.relata
            @@ -1,2 +1,4 @@
            -table users{id:bigint primary key identity, // counted
            -name:text}
            +table users {
            +    id: bigint primary key identity, // counted
            +    name: text,
            +}
            --- stderr
            1 file to format: `relata fmt` does
        "#]],
    );
    assert_eq!(fs::read_to_string(folder.join("a.relata")).unwrap(), LOOSE);
    relata(
        &folder,
        &["fmt", "a.relata"],
        &expect![[r#"
        exit 0
        --- stderr
        formatted a.relata
    "#]],
    );
    relata(
        &folder,
        &["fmt", "--check", "a.relata"],
        &expect![[r#"
        exit 0
        --- stderr
    "#]],
    );
}

#[test]
fn fmt_writes_nothing_if_a_file_cannot_be_read() {
    let folder = folder(
        "fmt_broken",
        &[
            ("a.relata", LOOSE.as_bytes()),
            ("b.relata", b"table posts {\n    id bigint,\n}\n"),
        ],
    );
    relata(
        &folder,
        &["fmt", "."],
        &expect![[r#"
        exit 1
        --- stderr
        error[syntax]: expected `:` after the column's name `id`
         --> ./b.relata:2:5
          |
        2 |     id bigint,
          |     ^^
          |
          = help: `id: bigint`
        nothing is formatted: what cannot be read is above
    "#]],
    );
    assert_eq!(fs::read_to_string(folder.join("a.relata")).unwrap(), LOOSE);
}

#[test]
fn fmt_does_not_ask_what_a_schema_means() {
    let folder = folder("fmt_wrong", &[("a.relata", WRONG.as_bytes())]);
    relata(
        &folder,
        &["fmt", "a.relata"],
        &expect![[r#"
        exit 0
        --- stderr
    "#]],
    );
}

#[test]
fn fmt_touches_only_the_schema_of_a_rust_file() {
    let rust = "//! Mine .\n\nmod  db {\n    relata::schema! {\n  // counted\n\
        table users{id:bigint primary key identity,\n        /// Who  it is.\n name:text = \"a\n  b\" check (name<>\"\")}\n    }\n}\n\n\
        mod other { fn  f( ) {} }\n";
    let folder = folder("fmt_rust", &[("a.rs", rust.as_bytes())]);
    relata(
        &folder,
        &["fmt", "--check", "a.rs"],
        &expect![[r#"
        exit 1
        --- a.rs
        +++ a.rs
        @@ -2,11 +2,13 @@

         mod  db {
             relata::schema! {
        -  // counted
        -table users{id:bigint primary key identity,
        -        /// Who  it is.
        - name:text = "a
        -  b" check (name<>"")}
        +        // counted
        +        table users {
        +            id: bigint primary key identity,
        +            /// Who  it is.
        +            name: text = "a
        +  b" check (name <> ""),
        +        }
             }
         }

        --- stderr
        1 file to format: `relata fmt` does
    "#]],
    );
    assert_eq!(fs::read_to_string(folder.join("a.rs")).unwrap(), rust);
    relata(
        &folder,
        &["fmt", "a.rs"],
        &expect![[r#"
        exit 0
        --- stderr
        formatted a.rs
    "#]],
    );
    expect![[r#"
        //! Mine .

        mod  db {
            relata::schema! {
                // counted
                table users {
                    id: bigint primary key identity,
                    /// Who  it is.
                    name: text = "a
          b" check (name <> ""),
                }
            }
        }

        mod other { fn  f( ) {} }
    "#]]
    .assert_eq(&fs::read_to_string(folder.join("a.rs")).unwrap());
    relata(
        &folder,
        &["fmt", "--check", "a.rs"],
        &expect![[r#"
        exit 0
        --- stderr
    "#]],
    );
}

#[test]
fn fmt_keeps_a_schema_on_the_macro_s_line_and_says_where_it_cannot_be_read() {
    let folder = folder(
        "fmt_rust_line",
        &[
            (
                "a.rs",
                b"schema! {table a{id:bigint primary key identity}}\r\nfn f() {}\r\n",
            ),
            ("b.rs", b"\nschema! { table a { id bigint } }\n"),
        ],
    );
    relata(
        &folder,
        &["fmt", "a.rs"],
        &expect![[r#"
        exit 0
        --- stderr
        formatted a.rs
    "#]],
    );
    assert_eq!(
        fs::read_to_string(folder.join("a.rs")).unwrap(),
        "schema! { table a { id: bigint primary key identity } }\r\nfn f() {}\r\n"
    );
    relata(
        &folder,
        &["fmt", "b.rs"],
        &expect![[r#"
        exit 1
        --- stderr
        error[syntax]: expected `:` after the column's name `id`
         --> b.rs:2:21
          |
        2 | schema! { table a { id bigint } }
          |                     ^^
          |
          = help: `id: bigint`
        nothing is formatted: what cannot be read is above
    "#]],
    );
}

#[test]
fn fmt_finds_the_files_that_a_rust_file_names() {
    let folder = folder(
        "fmt_path",
        &[
            ("Cargo.toml", b"[package]"),
            ("src/lib.rs", b"relata::schema!(\"schema\");"),
            ("schema/a.relata", LOOSE.as_bytes()),
        ],
    );
    relata(
        &folder,
        &["fmt", "src/lib.rs"],
        &expect![[r#"
        exit 0
        --- stderr
        formatted schema/a.relata
    "#]],
    );
}

#[test]
fn fmt_reads_stdin() {
    for (text, expected) in [
        (
            LOOSE,
            expect![[r#"
            exit 0
            table users {
                id: bigint primary key identity, // counted
                name: text,
            }
            --- stderr
        "#]],
        ),
        (
            "table",
            expect![[r#"
            exit 1
            --- stderr
            error[syntax]: expected the table's name, found the end of the file
             --> <stdin>:1:1
              |
            1 | table
              | ^^^^^
        "#]],
        ),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_relata"))
            .args(["fmt", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut stdin, text.as_bytes()).unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        expected.assert_eq(&format!(
            "exit {}\n{}--- stderr\n{}",
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap()
        ));
    }
}

#[cfg(unix)]
#[test]
fn fmt_follows_links_and_keeps_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(
        "fmt_links",
        &[
            ("real/a.relata", LOOSE.as_bytes()),
            ("closed.relata", LOOSE.as_bytes()),
        ],
    );
    let real = folder.join("real/a.relata");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/a.relata", folder.join("link.relata")).unwrap();
    relata(
        &folder,
        &["fmt", "link.relata"],
        &expect![[r#"
        exit 0
        --- stderr
        formatted link.relata
    "#]],
    );
    assert!(folder.join("link.relata").is_symlink());
    let mode = fs::metadata(&real).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_ne!(fs::read_to_string(&real).unwrap(), LOOSE);

    let closed = folder.join("closed.relata");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o444)).unwrap();
    relata(
        &folder,
        &["fmt", "closed.relata"],
        &expect![[r#"
        exit 2
        --- stderr
        error: `closed.relata` is read-only: it is not formatted
    "#]],
    );
    assert_eq!(fs::read_to_string(&closed).unwrap(), LOOSE);
}

#[test]
fn the_schemas_of_the_repository_are_laid_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for path in [
        "examples/blog/schema",
        "examples/lockfile/schema",
        "schema/tests/schemas",
        "tests/fixtures",
    ] {
        relata(
            &root,
            &["fmt", "--check", path],
            &expect![[r"
            exit 0
            --- stderr
        "]],
        );
    }
}

#[test]
fn editors_highlight_the_words_of_the_language() {
    let editors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../editors");
    let read = |path: &str| -> serde_json::Value {
        let text = fs::read_to_string(editors.join(path)).unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let grammar = read("relata.tmLanguage.json");
    let words = |list: &str| -> Vec<String> {
        let pattern = grammar["repository"][list]["match"].as_str().unwrap();
        let words = pattern
            .strip_prefix(r"\b(?:")
            .and_then(|words| words.strip_suffix(r")\b"));
        words.unwrap().split('|').map(str::to_owned).collect()
    };

    // As a type, which it also is.
    let mut highlighted = vec!["text".to_owned()];
    for list in [
        "words-item",
        "words-constant",
        "words-operator",
        "words-clause",
    ] {
        highlighted.extend(words(list));
    }
    highlighted.sort();
    assert_eq!(highlighted, relata_schema::syntax::words());

    for word in words("types") {
        let text = format!("table samples {{ id: bigint primary key identity, a: {word} }}");
        let mut found = Diagnostics::default();
        relata_schema::compile(&Source::one("a.relata", text), &mut found);
        let unknown = found.list.iter().any(|it| it.rule == "unknown_type");
        assert!(!unknown, "there is no type `{word}`");
    }

    let extension = read("vscode/package.json");
    assert_eq!(
        extension["contributes"]["grammars"][0]["scopeName"],
        grammar["scopeName"]
    );
    read("vscode/language-configuration.json");
}
