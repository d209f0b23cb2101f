//! What is said of a change for which others wait: who does, why no column can stand beside the one that changes, and what
//! else one can do.

use super::tables::public;
use crate::database::{Database, Dependency, Object};
use crate::diagnostic::Diagnostics;
use crate::plan::{Options, plan};
use crate::source::Source;
use crate::{compile, diff, lower};
use expect_test::{Expect, expect};

fn database(text: &str) -> Database {
    let mut found = Diagnostics::default();
    let model = compile(&Source::one("test", text), &mut found);
    let mut database = lower(&model.unwrap_or_else(|| panic!("{found:?}")));
    // As it would be read.
    let mut needs = |of: Object, on: Object| database.dependencies.push(Dependency { of, on });
    let column = |name: &str| Object::Column(public("t"), name.to_owned());
    if text.contains("domain") {
        needs(column("a"), Object::Type(public("d")));
    }
    if text.contains("enum") {
        needs(column("a"), Object::Type(public("e")));
    }
    if text.contains("view v") {
        needs(Object::View(public("v")), column("a"));
    }
    database
}

/// What is said of all steps of a safe plan.
fn check(old: &str, new: &str, expected: Expect) {
    let (from, to) = (database(old), database(new));
    let options = Options {
        safe: true,
        version: 18,
        ..Options::default()
    };
    let plan = plan(&from, &to, &diff(&from, &to), &options).unwrap();
    let hazards = plan.steps.iter().flat_map(|it| &it.hazards);
    let lines: String = hazards.map(|it| format!("{it}\n")).collect();
    expected.assert_eq(&lines);
}

fn wider(old: &str, expected: Expect) {
    check(old, &old.replace("a: integer", "a: bigint"), expected);
}

#[test]
fn a_partitioned_table() {
    wider(
        "table t partition by range (id) { id: integer, a: integer, primary key (id) }",
        expect![[r#"
            nobody can use t while each row is written anew
            no column can stand beside t.a: t has partitions, and its columns are exchanged only together with those; a column of another name, that the application writes too and that is filled before this one goes, makes nobody wait
        "#]],
    );
}

#[test]
fn a_key_that_a_partitioned_table_refers_to() {
    wider(
        "table t { a: integer primary key }
         table p partition by range (id) { id: integer, t_a: references t on delete restrict allow unindexed_reference because \"x\", primary key (id) }",
        expect![[r#"
            nobody can use p while each row is written anew
            nobody can use t while each row is written anew
            no column can stand beside p.t_a: p has partitions, and its columns are exchanged only together with those; a column of another name, that the application writes too and that is filled before this one goes, makes nobody wait
            no column can stand beside t.a: the foreign key p_t_a_fkey of p leads to it, which has partitions; a column of another name, that the application writes too and that is filled before this one goes, makes nobody wait
            fails unless what the rows of p refer to by p_t_a_fkey is there
            reads or writes every row of p
            reads or writes every row of t
        "#]],
    );
}

#[test]
fn a_generated_column_that_reads_it() {
    wider(
        "table t { id: integer primary key, a: integer, b: bigint generated (a * 2) }",
        expect![[r#"
            nobody can use t while each row is written anew
            no column can stand beside t.a: b is computed from it and stored, for which PostgreSQL writes all rows; let b be a plain column a release before (DROP EXPRESSION takes an instant), which the application or a trigger fills
            PostgreSQL computes a stored column by writing all rows; a plain column that a trigger fills, or from 18 on a VIRTUAL one, is added without
        "#]],
    );
}

#[test]
fn an_exclusion_constraint_that_reads_it() {
    wider(
        "extension btree_gist; table t { id: integer primary key, a: integer, b: integer, exclude apart using gist (a with =, b with <>) }",
        expect![[r#"
            fails unless the rows of t satisfy apart
            nobody can use t while each row is written anew
            no column can stand beside t.a: the exclusion constraint apart reads it, whose index PostgreSQL builds only while nobody writes; choose a time for it, or begin a table that has the new column and move the rows
            PostgreSQL has no other way to add an exclusion constraint: choose a time for it, or begin a table that has it and move the rows
        "#]],
    );
}

#[test]
fn a_materialized_view_that_reads_it() {
    check(
        "table t { id: integer primary key, a: integer } materialized view v { a: integer } = sql \"SELECT a FROM t\";",
        "table t { id: integer primary key, a: bigint } materialized view v { a: bigint } = sql \"SELECT a FROM t\";",
        expect![[r#"
            nobody can use t while each row is written anew
            nobody can use v while each row of t is written anew
            no column can stand beside t.a: the materialized view v reads it, and is filled anew when the column is exchanged; drop it a release before, and create it a release later
        "#]],
    );
}

#[test]
fn a_domain_with_a_constraint() {
    let new = "domain d: bigint check (value > 0); table t { id: integer primary key, a: d }";
    check(
        "table t { id: integer primary key, a: integer }",
        new,
        expect![[r#"
            fails unless each t.a can be read as d
            nobody can use t while each row is written anew
            no column can stand beside t.a: the domain d has a constraint, for which a new column of it writes all rows; a column of bigint with a check of its own can stand there
        "#]],
    );
}

#[test]
fn a_column_that_becomes_an_identity_column() {
    check(
        "table t { id: integer primary key }",
        "table t { id: bigint primary key identity }",
        expect![[r#"
            nobody can use t while each row is written anew
            no column can stand beside t.id: id becomes an identity column with it; a release that gives it its type first, and counts a release later, makes nobody wait
        "#]],
    );
}

#[test]
fn an_enum_in_a_partitioned_table() {
    let old =
        "enum e { x, y } table t partition by range (id) { id: integer, a: e, primary key (id) }";
    check(
        old,
        &old.replace("x, y", "y"),
        expect![[r#"
            fails unless no t.a is 'x'
            nobody can use t while each row is written anew
            no column can stand beside t.a: t has partitions, and its columns are exchanged only together with those; a column of another name, that the application writes too and that is filled before this one goes, makes nobody wait
        "#]],
    );
}
