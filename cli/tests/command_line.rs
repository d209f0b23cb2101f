//! The commands as they are typed: what they print where, and how they end.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "command_line/check.rs"]
mod check;
#[path = "command_line/fmt.rs"]
mod fmt;
#[path = "command_line/input.rs"]
mod input;
#[path = "command_line/print.rs"]
mod print;

use expect_test::{Expect, expect};
use relata_schema::diagnostic::Diagnostics;
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
