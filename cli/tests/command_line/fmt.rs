//! `relata fmt`: what it writes, and what it leaves alone.

use crate::{RIGHT, WRONG, folder, relata};
use expect_test::expect;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

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
