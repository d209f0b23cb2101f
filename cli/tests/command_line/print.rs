//! `relata ddl` and `relata show`: what they print.

use crate::{RIGHT, WRONG, folder, relata};
use expect_test::expect;
use relata_emit::Features;
use relata_schema::diagnostic::Diagnostics;
use relata_schema::model::TableId;
use relata_schema::source::Source;
use std::process::Command;

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
