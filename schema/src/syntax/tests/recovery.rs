//! One mistake is one message, and what stands around it is read.

use expect_test::expect;

use super::{check, check_outline};

#[test]
fn a_missing_comma() {
    check_outline(
        "
table users {
    id: uuid primary key
    name: text unique
    unique (id, name)
    index (name)
}
table posts { id: uuid title: text }
enum mood { happy sad, calm }
",
        expect![[r#"
    error[syntax]: expected `,` after `key`
     --> schema.relata:3:22
      |
    3 |     id: uuid primary key
      |                      ^^^
      |
      = help: write `,` here

    error[syntax]: expected `,` after `unique`
     --> schema.relata:4:16
      |
    4 |     name: text unique
      |                ^^^^^^
      |
      = help: write `,` here

    error[syntax]: expected `,` after `)`
     --> schema.relata:5:21
      |
    5 |     unique (id, name)
      |                     ^
      |
      = help: write `,` here

    error[syntax]: expected `,` after `uuid`
     --> schema.relata:8:19
      |
    8 | table posts { id: uuid title: text }
      |                   ^^^^
      |
      = help: write `,` here

    error[syntax]: expected `,` after `happy`
     --> schema.relata:9:13
      |
    9 | enum mood { happy sad, calm }
      |             ^^^^^
      |
      = help: write `,` here

    users: id+1, name+1, (unique), (index)
    posts: id+0, title+0
    enum mood: happy, sad, calm"#]],
    );
}

#[test]
fn an_unclosed_parenthesis() {
    check_outline(
        "
table users {
    id: uuid primary key,
    name: text check (length(name) between 1 and 80,
    email: text = lower(\"A\" unique,
    age: integer check (age > (1 + 2),

    unique (id, name
    index (name),
    check (age > 1
}
table posts {
    id: uuid,
    index (lower(id)
}
table tags { id: uuid }
",
        expect![[r#"
            error[syntax]: this `(` is not closed
             --> schema.relata:4:22
              |
            4 |     name: text check (length(name) between 1 and 80,
              |                      ^
              |
              = help: write `)` where it ends

            error[syntax]: expected `)`, found `unique`
             --> schema.relata:5:29
              |
            5 |     email: text = lower("A" unique,
              |                        -    ^^^^^^
              |                        |
              |                        it would close this

            error[syntax]: this `(` is not closed
             --> schema.relata:6:24
              |
            6 |     age: integer check (age > (1 + 2),
              |                        ^
              |
              = help: write `)` where it ends

            error[syntax]: this `(` is not closed
             --> schema.relata:8:12
              |
            8 |     unique (id, name
              |            ^
              |
              = help: write `)` where it ends

            error[syntax]: this `(` is not closed
              --> schema.relata:10:11
               |
            10 |     check (age > 1
               |           ^
               |
               = help: write `)` where it ends

            error[syntax]: this `(` is not closed
              --> schema.relata:14:11
               |
            14 |     index (lower(id)
               |           ^
               |
               = help: write `)` where it ends

            users: id+1, name+0, email+0, age+0, (index)
            posts: id+0
            tags: id+0"#]],
    );
}

#[test]
fn a_closing_parenthesis_too_many() {
    check_outline(
        "
table users {
    id: uuid = (f()),
    name: text check (length(name) > 1)),
    age: integer = 1),
    index (age)),
    last: text,
}
",
        expect![[r#"
            error[syntax]: this `)` closes nothing
             --> schema.relata:4:40
              |
            4 |     name: text check (length(name) > 1)),
              |                                        ^
              |
              = help: remove it

            error[syntax]: this `)` closes nothing
             --> schema.relata:5:21
              |
            5 |     age: integer = 1),
              |                     ^
              |
              = help: remove it

            error[syntax]: this `)` closes nothing
             --> schema.relata:6:16
              |
            6 |     index (age)),
              |                ^
              |
              = help: remove it

            users: id+1, name+1, age+1, (index), last+0"#]],
    );
}

#[test]
fn a_missing_closing_brace() {
    check_outline(
        "
table users {
    id: uuid,

table posts {
    id: uuid
enum mood { happy
/// Tags.
table tags { id: uuid }
table labels { id: uuid, name: text
",
        expect![[r#"
            error[syntax]: `users` is not closed
             --> schema.relata:2:13
              |
            2 | table users {
              |             ^
            ...
            5 | table posts {
              | ----- the next item begins here
              |
              = help: write `}` after its last line

            error[syntax]: `posts` is not closed
             --> schema.relata:5:13
              |
            5 | table posts {
              |             ^
            6 |     id: uuid
            7 | enum mood { happy
              | ---- the next item begins here
              |
              = help: write `}` after its last line

            error[syntax]: `mood` is not closed
             --> schema.relata:7:11
              |
            7 | enum mood { happy
              |           ^
            8 | /// Tags.
            9 | table tags { id: uuid }
              | ----- the next item begins here
              |
              = help: write `}` after its last line

            error[syntax]: `labels` is not closed
              --> schema.relata:10:14
               |
            10 | table labels { id: uuid, name: text
               |              ^
               |
               = help: write `}` after its last line

            users: id+0
            posts: id+0
            enum mood: happy
            tags: id+0
            labels: id+0, name+0"#]],
    );
}

#[test]
fn a_missing_opening_brace() {
    check_outline(
        "
table users
    id: uuid,
    name: text,
}
table posts { id: uuid }
",
        expect![[r#"
    error[syntax]: expected `{` after `users`, found the column `id`
     --> schema.relata:3:5
      |
    3 |     id: uuid,
      |     ^^

    users: id+0, name+0
    posts: id+0"#]],
    );
}

#[test]
fn a_brace_too_many() {
    check_outline(
        "
table users {
    id: uuid,
}
}
table posts { id: uuid };
table tags { id: uuid }
",
        expect![[r#"
    error[syntax]: this `}` closes nothing
     --> schema.relata:5:1
      |
    5 | }
      | ^
      |
      = help: remove it

    error[syntax]: an item that ends in `}` has no `;`
     --> schema.relata:6:25
      |
    6 | table posts { id: uuid };
      |                         ^
      |
      = help: remove it

    users: id+0
    posts: id+0
    tags: id+0"#]],
    );
}

#[test]
fn a_missing_colon() {
    check_outline(
        "
table users {
    id uuid primary key,
    name text
    author_id references users on delete cascade,
    tags text[]? = \"{}\",
    age:: integer,
    email: text,
}
",
        expect![[r#"
            error[syntax]: expected `:` after the column's name `id`
             --> schema.relata:3:5
              |
            3 |     id uuid primary key,
              |     ^^
              |
              = help: `id: uuid`

            error[syntax]: expected `:` after the column's name `name`
             --> schema.relata:4:5
              |
            4 |     name text
              |     ^^^^
              |
              = help: `name: text`

            error[syntax]: expected `:` after the column's name `author_id`
             --> schema.relata:5:5
              |
            5 |     author_id references users on delete cascade,
              |     ^^^^^^^^^
              |
              = help: `author_id: references users`

            error[syntax]: expected `:` after the column's name `tags`
             --> schema.relata:6:5
              |
            6 |     tags text[]? = "{}",
              |     ^^^^
              |
              = help: `tags: text`

            error[syntax]: expected `:` after `age`, found `::`
             --> schema.relata:7:8
              |
            7 |     age:: integer,
              |        ^^
              |
              = help: write one `:`

            users: id+1, name+0, author_id+1, tags+1, age+0, email+0"#]],
    );
}

#[test]
fn a_missing_type() {
    check_outline(
        "
table users {
    id: primary key identity,
    name: = \"x\" unique,
    email:,
    age: integer,
}
",
        expect![[r#"
            error[syntax]: `id` has no type
             --> schema.relata:3:5
              |
            3 |     id: primary key identity,
              |     ^^
              |
              = help: `id: bigint`

            error[syntax]: `name` has no type
             --> schema.relata:4:5
              |
            4 |     name: = "x" unique,
              |     ^^^^
              |
              = help: `name: text`

            error[syntax]: `email` has no type
             --> schema.relata:5:5
              |
            5 |     email:,
              |     ^^^^^
              |
              = help: `email: text`

            users: id+2, name+2, email+0, age+0"#]],
    );
}

#[test]
fn a_line_of_garbage() {
    check_outline(
        "
table users {
    id: uuid,
    what is this supposed to be 123 = = ?,
    12 34 56,
    + - *
    name: text,
    ) ( ] [
    email: text,
}
what is this 12;
lorem ipsum { dolor sit amet }
table posts { id: uuid }
",
        expect![[r#"
    error[syntax]: expected `:` after the column's name `what`
     --> schema.relata:4:5
      |
    4 |     what is this supposed to be 123 = = ?,
      |     ^^^^
      |
      = help: `what: is`

    error[syntax]: expected a column, such as `name: text`, or a constraint, found `12`
     --> schema.relata:5:5
      |
    5 |     12 34 56,
      |     ^^

    error[syntax]: expected a column, such as `name: text`, or a constraint, found `+`
     --> schema.relata:6:5
      |
    6 |     + - *
      |     ^

    error[syntax]: expected a column, such as `name: text`, or a constraint, found `)`
     --> schema.relata:8:5
      |
    8 |     ) ( ] [
      |     ^

    error[syntax]: expected an item, such as `table users { … }`, found `what`
      --> schema.relata:11:1
       |
    11 | what is this 12;
       | ^^^^

    error[syntax]: expected an item, such as `table users { … }`, found `lorem`
      --> schema.relata:12:1
       |
    12 | lorem ipsum { dolor sit amet }
       | ^^^^^

    users: id+0, what+0, name+0, email+0
    posts: id+0"#]],
    );
}

#[test]
fn a_misspelled_word() {
    check_outline(
        "
tabel users {
    id: uuid primry key,
    name: text uniqe,
    email: text chek (email <> \"\"),
    editor_id: references users on delet cascade,
    author_id: references users on delete casade inverse posts,
}
enmu mood { happy }
vew recent { id: uuid } = sql \"SELECT 1\";
",
        expect![[r#"
            error[syntax]: `tabel` is nothing that a schema can declare
             --> schema.relata:2:1
              |
            2 | tabel users {
              | ^^^^^
              |
              = help: did you mean `table`?

            error[syntax]: `primry` is nothing that a column can have
             --> schema.relata:3:14
              |
            3 |     id: uuid primry key,
              |              ^^^^^^
              |
              = help: did you mean `primary`?

            error[syntax]: `uniqe` is nothing that a column can have
             --> schema.relata:4:16
              |
            4 |     name: text uniqe,
              |                ^^^^^
              |
              = help: did you mean `unique`?

            error[syntax]: `chek` is nothing that a column can have
             --> schema.relata:5:17
              |
            5 |     email: text chek (email <> ""),
              |                 ^^^^
              |
              = help: did you mean `check`?

            error[syntax]: `delet` has no meaning here
             --> schema.relata:6:36
              |
            6 |     editor_id: references users on delet cascade,
              |                                    ^^^^^
              |
              = help: did you mean `delete`?

            error[syntax]: `casade` has no meaning here
             --> schema.relata:7:43
              |
            7 |     author_id: references users on delete casade inverse posts,
              |                                           ^^^^^^
              |
              = help: did you mean `cascade`?

            error[syntax]: `enmu` is nothing that a schema can declare
             --> schema.relata:9:1
              |
            9 | enmu mood { happy }
              | ^^^^
              |
              = help: did you mean `enum`?

            error[syntax]: `vew` is nothing that a schema can declare
              --> schema.relata:10:1
               |
            10 | vew recent { id: uuid } = sql "SELECT 1";
               | ^^^
               |
               = help: did you mean `view`?

            users: id+1, name+1, email+1, editor_id+1, author_id+2
            enum mood: happy
            recent: id+0"#]],
    );
}

#[test]
fn a_missing_semicolon() {
    check_outline(
        "
postgres 15
extension citext
domain email: text check (value ~ \"@\")
sql touch \"SELECT 1\"
allow float_money because \"old\"
namespace billing
",
        expect![[r#"
    error[syntax]: expected `;` after `15`
     --> schema.relata:2:10
      |
    2 | postgres 15
      |          ^^
      |
      = help: write `;` here

    error[syntax]: expected `;` after `citext`
     --> schema.relata:3:11
      |
    3 | extension citext
      |           ^^^^^^
      |
      = help: write `;` here

    error[syntax]: expected `;` after `)`
     --> schema.relata:4:38
      |
    4 | domain email: text check (value ~ "@")
      |                                      ^
      |
      = help: write `;` here

    error[syntax]: expected `;` after `"SELECT 1"`
     --> schema.relata:5:11
      |
    5 | sql touch "SELECT 1"
      |           ^^^^^^^^^^
      |
      = help: write `;` here

    error[syntax]: expected `;` after `"old"`
     --> schema.relata:6:27
      |
    6 | allow float_money because "old"
      |                           ^^^^^
      |
      = help: write `;` here

    error[syntax]: expected `;` after `billing`
     --> schema.relata:7:11
      |
    7 | namespace billing
      |           ^^^^^^^
      |
      = help: write `;` here

    postgres
    extension
    domain
    sql
    allow
    namespace"#]],
    );
}

#[test]
fn something_missing_in_a_clause() {
    check_outline(
        "
table users {
    id: uuid primary,
    a: text newtype,
    b: text as,
    c: text allow snake_case,
    d: text check,
    e: text generated,
    f: text =,
    g: references on delete,
    h: references users on,
    i: text was
    j: text,
    primary (id),
    unique,
    index,
    foreign key (a) references,
    exclude using gist (a, b with =),
}
",
        expect![[r#"
            error[syntax]: expected `key`, found `,`
             --> schema.relata:3:21
              |
            3 |     id: uuid primary,
              |                     ^

            error[syntax]: expected the newtype's name, found `,`
             --> schema.relata:4:20
              |
            4 |     a: text newtype,
              |                    ^

            error[syntax]: expected the path of a Rust type, found `,`
             --> schema.relata:5:15
              |
            5 |     b: text as,
              |               ^

            error[syntax]: expected `because` and the reason, found `,`
             --> schema.relata:6:29
              |
            6 |     c: text allow snake_case,
              |                             ^
              |
              = help: `allow snake_case because "…"`

            error[syntax]: expected `(` and a condition, found `,`
             --> schema.relata:7:18
              |
            7 |     d: text check,
              |                  ^

            error[syntax]: expected `(` and an expression, found `,`
             --> schema.relata:8:22
              |
            8 |     e: text generated,
              |                      ^

            error[syntax]: expected an expression, found `,`
             --> schema.relata:9:14
              |
            9 |     f: text =,
              |              ^

            error[syntax]: expected the table that is referred to, found `on`
              --> schema.relata:10:19
               |
            10 |     g: references on delete,
               |                   ^^

            error[syntax]: expected `delete` or `update`, found `,`
              --> schema.relata:11:27
               |
            11 |     h: references users on,
               |                           ^

            error[syntax]: expected the name that it had, found the column `j`
              --> schema.relata:13:5
               |
            13 |     j: text,
               |     ^

            error[syntax]: expected `key`, found `(`
              --> schema.relata:14:13
               |
            14 |     primary (id),
               |             ^

            error[syntax]: expected `(` and the columns, found `,`
              --> schema.relata:15:11
               |
            15 |     unique,
               |           ^

            error[syntax]: expected `(` and what is indexed, found `,`
              --> schema.relata:16:10
               |
            16 |     index,
               |          ^

            error[syntax]: expected the table that is referred to, found `,`
              --> schema.relata:17:31
               |
            17 |     foreign key (a) references,
               |                               ^

            error[syntax]: expected `with`, found `,`
              --> schema.relata:18:26
               |
            18 |     exclude using gist (a, b with =),
               |                          ^

            users: id+0, a+0, b+0, c+0, d+0, e+0, f+0, g+0, h+0, i+0, j+0"#]],
    );
}

#[test]
fn nothing_in_parentheses() {
    check_outline(
        "
table users {
    id: numeric() primary key,
    a: text check (),
    b: text check (a in ()),
    c: uuid = f(),
    d: text[] = array[],
    primary key (),
    index (),
}
",
        expect![[r#"
            error[syntax]: nothing stands in these parentheses
             --> schema.relata:3:16
              |
            3 |     id: numeric() primary key,
              |                ^^
              |
              = help: write what belongs there, or leave them out

            error[syntax]: expected an expression, found `)`
             --> schema.relata:4:20
              |
            4 |     a: text check (),
              |                    ^

            error[syntax]: nothing stands in these parentheses
             --> schema.relata:5:25
              |
            5 |     b: text check (a in ()),
              |                         ^^
              |
              = help: write what belongs there, or leave them out

            error[syntax]: nothing stands in these parentheses
             --> schema.relata:8:17
              |
            8 |     primary key (),
              |                 ^^
              |
              = help: write what belongs there, or leave them out

            error[syntax]: nothing stands in these parentheses
             --> schema.relata:9:11
              |
            9 |     index (),
              |           ^^
              |
              = help: write what belongs there, or leave them out

            users: id+0, a+1, b+1, c+1, d+1"#]],
    );
}

#[test]
fn a_string_that_is_not_closed() {
    check_outline(
        "
table users {
    id: uuid,
    name: text = \"abc,
    email: text = \"x\",
    age: integer = 1,
}
",
        expect![[r#"
            error[syntax]: this string is not closed
             --> schema.relata:5:21
              |
            4 |     name: text = "abc,
              |                  - this string spans several lines: is it closed where you meant it?
            5 |     email: text = "x",
              |                     ^
              |
              = help: write `"` where it ends

            users: id+0, name+1"#]],
    );
    check(
        "table users { id: uuid } /* all of",
        expect![[r#"
        error[syntax]: this comment is not closed
         --> schema.relata:1:26
          |
        1 | table users { id: uuid } /* all of
          |                          ^^
          |
          = help: write `*/` where it ends"#]],
    );
    check(
        "table users { id: uuid = r#\"abc\" }",
        expect![[r##"
        error[syntax]: this string is not closed
         --> schema.relata:1:26
          |
        1 | table users { id: uuid = r#"abc" }
          |                          ^^^
          |
          = help: write `"#` where it ends"##]],
    );
}

#[test]
fn documentation_in_the_wrong_place() {
    check_outline(
        "
//! The shop.
/// All users.
table users {
    id: uuid,          /// the key
    name: text         /// how they are called
    age: integer, /** in years */
    /** these are */ email: text,
    //! what is this
    last: text,
    /// nothing
}
enum mood {
    happy, /// smiles
    /// cries
    sad
}
table posts { id: uuid = /// why
    1 }
/// the end
",
        expect![[r#"
    error[doc_after]: this documents what comes next, not what stands before it
     --> schema.relata:5:24
      |
    5 |     id: uuid,          /// the key
      |                        ^^^^^^^^^^^
      |
      = help: put it on the line above, or write `//`

    error[doc_after]: this documents what comes next, not what stands before it
     --> schema.relata:6:24
      |
    6 |     name: text         /// how they are called
      |                        ^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: put it on the line above, or write `//`

    error[doc_after]: this documents what comes next, not what stands before it
     --> schema.relata:7:19
      |
    7 |     age: integer, /** in years */
      |                   ^^^^^^^^^^^^
      |
      = help: put it on the line above, or write `//`

    error[syntax]: `//!` documents the file and stands at its beginning
     --> schema.relata:9:5
      |
    9 |     //! what is this
      |     ^^^^^^^^^^^^^^^^
      |
      = help: write `///`

    error[syntax]: this documents nothing
      --> schema.relata:11:5
       |
    11 |     /// nothing
       |     ^^^^^^^^^^^
       |
       = help: put it above a table, a column or a value, or write `//`

    error[doc_after]: this documents what comes next, not what stands before it
      --> schema.relata:14:12
       |
    14 |     happy, /// smiles
       |            ^^^^^^^^^^
       |
       = help: put it on the line above, or write `//`

    error[doc_after]: this documents what comes next, not what stands before it
      --> schema.relata:18:26
       |
    18 | table posts { id: uuid = /// why
       |                          ^^^^^^^
       |
       = help: put it on the line above, or write `//`

    error[syntax]: this documents nothing
      --> schema.relata:20:1
       |
    20 | /// the end
       | ^^^^^^^^^^^
       |
       = help: put it above a table, a column or a value, or write `//`

    users: id+0, name+0, age+0, email+0, last+0
    enum mood: happy, sad
    posts: id+1"#]],
    );
}
