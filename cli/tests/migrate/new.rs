//! `relata migrate new`: the plan from what the migrations lead to, to the schema.

use crate::folder::{FIRST, SECOND, check, ends, files, folder, text, write};
use expect_test::expect;

#[test]
fn migrations_follow_the_schema() {
    let folder = folder("follow", FIRST);
    check(
        &folder,
        &["migrate", "new", "create_users"],
        &expect![[r#"
        exit 0
        migrations/0001_create_users.sql
          create the schema
        --- stderr
    "#]],
    );
    check(
        &folder,
        &["migrate", "new", "nothing"],
        &expect![[r#"
        exit 0
        --- stderr
        nothing to do: the migrations lead to the schema
    "#]],
    );
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
        exit 0
        --- stderr
        migrations/: 1 migration, which lead to the schema
    "#]],
    );
    expect![[r#"
        -- step: create the schema
        CREATE TABLE users (
            id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
            name text NOT NULL,
            CONSTRAINT users_pkey PRIMARY KEY (id)
        );
    "#]]
    .assert_eq(&text(&folder, "0001_create_users.sql"));
    expect![[r#"
        -- The migrations, and the schema that they lead to. `relata migrate` writes this file; commit it with them.
        -- version 1
        -- migration 0001_create_users 770d56b2835ff03aef8fa0e2c58377da4e16fa47e39d167fd0ed0347d0f546f6
        -- checksum 8ddafa178d6fa067f7a9fc0fd4641ac25264d2de3d0f26f2a0ea68a2dd211c83

        CREATE TABLE users (
            id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
            name text NOT NULL,
            CONSTRAINT users_pkey PRIMARY KEY (id)
        );
    "#]].assert_eq(&text(&folder, "relata.lock"));

    write(&folder, SECOND);
    let (out, _) = ends(&folder, &["migrate", "verify"], 1);
    assert!(out.contains("CREATE TABLE posts"), "{out}");
    ends(&folder, &["migrate", "new", "add_posts", "--prove"], 0);
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
            exit 0
            --- stderr
            migrations/: 4 migrations, which lead to the schema
        "#]],
    );
    check(
        &folder,
        &["migrate", "new", "nothing"],
        &expect![[r#"
        exit 0
        --- stderr
        nothing to do: the migrations lead to the schema
    "#]],
    );
    check(
        &folder,
        &["diff", "--from", "migrations", "--to", "schema"],
        &expect![[r#"
        exit 0
        --- stderr
    "#]],
    );
    expect![[r#"
        [
            "0001_create_users.sql",
            "0002_add_posts.sql",
            "0003_add_posts.sql",
            "0004_add_posts.sql",
            "relata.lock",
        ]"#]]
    .assert_eq(&format!("{:#?}", files(&folder)));
}

#[test]
fn a_name_is_no_path() {
    let folder = folder("name", FIRST);
    for name in ["../x", "a/b", "Add email", "", ".", "1a", "a\nb"] {
        let (_, error) = ends(&folder, &["migrate", "new", name], 2);
        assert!(
            error.contains("a migration's name has small letters"),
            "{error}"
        );
    }
    assert!(!folder.join("migrations").exists());
}
