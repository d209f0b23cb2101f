//! What may be one thing under two names, for each kind of object.

use super::likenesses;
use crate::database::Database;
use crate::diagnostic::Diagnostics;
use crate::model::Model;
use crate::source::Source;
use crate::{compile, diff, lower};
use expect_test::{Expect, expect};

fn compiled(text: &str) -> (Model, Source) {
    let source = Source::one("schema", text);
    let mut found = Diagnostics::default();
    let model = compile(&source, &mut found);
    (model.unwrap_or_else(|| panic!("{found:#?}")), source)
}

/// What is alike, a line each: what is dropped, and what the schema says if it is the same.
fn alike(from: &Database, new: &str) -> String {
    let (model, source) = compiled(new);
    let to = lower(&model);
    let found = likenesses(&diff(from, &to), from, &to, &source, &model);
    let lines = found.iter().flat_map(|it| {
        let like = it.like.iter();
        like.map(|like| {
            format!(
                "{} {} -> {}: {}\n",
                it.kind, it.dropped, like.added, like.line
            )
        })
    });
    lines.collect()
}

fn check(old: &str, new: &str, expected: Expect) {
    expected.assert_eq(&alike(&lower(&compiled(old).0), new));
}

#[test]
fn a_column_is_like_one_of_its_type() {
    let table = |columns: &str| format!("table users {{ id: bigint primary key, {columns} }}");
    check(
        &table("name: text"),
        &table(
            "age: integer?, full_name:  text? check (full_name <> \"\"), nick: text, mail: varchar(9)",
        ),
        expect![[r#"
            column users.name -> users.full_name: full_name: text? was name
            column users.name -> users.nick: nick: text was name
        "#]],
    );
    check(
        &table("type: numeric(12, 2)[]"),
        &table("kind: numeric(12,\n 2)[]"),
        expect![[r#"
            column users.type -> users.kind: kind: numeric(12, 2)[] was type
        "#]],
    );
    check(
        &table("name: text"),
        &table("name: text was nick, other: text"),
        expect![""],
    );
}

#[test]
fn a_column_is_like_one_that_is_filled_alike_and_leads_where_it_led() {
    let old = "
        table users { id: bigint primary key }
        table posts {
            id: bigint primary key,
            writer_id: references users on delete cascade,
            views: bigint = 0,
            twice: bigint generated (views * 2),
        }
    ";
    check(
        old,
        &old.replace("writer_id:", "author_id:")
            .replace("views", "hits")
            .replace("twice", "double"),
        expect![[r#"
            column posts.writer_id -> posts.author_id: author_id: references users was writer_id
            column posts.views -> posts.hits: hits: bigint was views
            column posts.twice -> posts.double: double: bigint was twice
        "#]],
    );
}

#[test]
fn a_table_is_like_one_of_its_columns() {
    let old = "table users { id: bigint primary key, name: text }";
    check(
        old,
        "namespace app; table app.people { name: text?, id: bigint primary key }
         table orders { id: bigint primary key, total: text }",
        expect![[r#"
            table users -> app.people: table app.people was users
        "#]],
    );
}

#[test]
fn an_enum_is_like_one_of_its_values_and_a_value_like_the_one_in_its_place() {
    let enum_ = |text: &str| format!("{text} table ts {{ id: bigint primary key }}");
    check(
        &enum_("enum mood { sad, ok }"),
        &enum_("enum feeling { sad, ok } enum state { sad, ok, fine }"),
        expect![[r#"
            enum mood -> feeling: enum feeling was mood
        "#]],
    );
    check(
        &enum_("enum state { open, waiting, done, \"in part\" }"),
        &enum_("enum state { open, closed, late, waiting, new, whole }"),
        expect![[r#"
            value state.done -> state.new: new was done
            value state.in part -> state.whole: whole was "in part"
        "#]],
    );
}

#[test]
fn a_domain_a_view_and_an_index_are_like_one_that_says_the_same() {
    let old = "
        domain mail: varchar(80) check (value like \"%@%\");
        table users { id: bigint primary key, name: text, index (name), }
        view names { name: text } = sql \"SELECT name FROM users\";
        materialized view kept { name: text, unique index (name) } = sql \"SELECT name FROM users\";
    ";
    check(
        old,
        &old.replace("domain mail", "domain email")
            .replace("view names", "view all_names")
            .replace("view kept", "view stored")
            .replace("index (name),", "index users_by_name\n(name),"),
        expect![[r#"
            domain mail -> email: domain email: varchar(80) was mail
            index users_name_idx -> users_by_name: index users_by_name (name) was users_name_idx
            view names -> all_names: view all_names was names
            view kept -> stored: materialized view stored was kept
        "#]],
    );
    // What a reference gets by itself has no line.
    check(
        "table a { id: bigint primary key } table b { id: bigint primary key, a_id: bigint, index b_of_a (a_id) }",
        "table a { id: bigint primary key } table b { id: bigint primary key, a_id: references a on delete cascade }",
        expect![""],
    );
}

#[test]
fn what_a_schema_cannot_write_is_not_asked_for() {
    let mut from = lower(&compiled("table ts { id: bigint primary key, name: text }").0);
    let new = "table ts { id: bigint primary key, called: text }";
    assert_ne!(alike(&from, new), "");
    from.tables[0].columns[1].name = "a name".to_owned();
    assert_eq!(alike(&from, new), "");
}
