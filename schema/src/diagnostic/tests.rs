use expect_test::{Expect, expect};

use super::{Diagnostics, one_line, render};
use crate::source::{Source, Span};

/// Two files, the second of which holds the place that explains.
fn source(text: &str) -> Source {
    let mut source = Source::one("schema/posts.relata", text);
    source.add("schema/users.relata", "table users {\n    name: text,\n}\n");
    source
}

#[expect(clippy::needless_pass_by_value, reason = "as `expect![[…]]` gives it")]
fn check(text: &str, at: &str, expected: Expect) {
    let source = source(text);
    let start = text.find(at).unwrap();
    let mut found = Diagnostics::default();
    found
        .error(
            "no_on_delete",
            Span::new(start, start + at.len()),
            "`author_id` does not say",
        )
        .help("`on delete cascade`");
    expected.assert_eq(&render(&found.list[0], &source, false));
}

#[test]
fn a_place_in_a_line() {
    check(
        "table posts {\n    author_id: references users,\n}\n",
        "author_id",
        expect![[r#"
            error[no_on_delete]: `author_id` does not say
             --> schema/posts.relata:2:5
              |
            2 |     author_id: references users,
              |     ^^^^^^^^^
              |
              = help: `on delete cascade`"#]],
    );
}

#[test]
fn tabs_and_wide_characters() {
    check(
        "table posts {\n\t\"日本é\"\t: author_id,\n}\n",
        "author_id",
        expect![[r#"
            error[no_on_delete]: `author_id` does not say
             --> schema/posts.relata:2:10
              |
            2 |     "日本é"    : author_id,
              |                  ^^^^^^^^^
              |
              = help: `on delete cascade`"#]],
    );
}

#[test]
fn carriage_returns() {
    check(
        "table posts {\r\n    author_id: text,\r\n}\r\n",
        "author_id",
        expect![[r#"
            error[no_on_delete]: `author_id` does not say
             --> schema/posts.relata:2:5
              |
            2 |     author_id: text,
              |     ^^^^^^^^^
              |
              = help: `on delete cascade`"#]],
    );
    check(
        "table posts {\r\n    author_id: text,\r\n}\r\n",
        "text,\r\n",
        expect![[r#"
            error[no_on_delete]: `author_id` does not say
             --> schema/posts.relata:2:16
              |
            2 |       author_id: text,
              |  ________________^
            3 | | }
              | |_^
              |
              = help: `on delete cascade`"#]],
    );
}

#[test]
fn the_end_of_a_file() {
    check(
        "table posts {\n",
        "",
        expect![[r#"
        error[no_on_delete]: `author_id` does not say
         --> schema/posts.relata:1:1
          |
        1 | table posts {
          | ^
          |
          = help: `on delete cascade`"#]],
    );
    check(
        "",
        "",
        expect![[r#"
        error[no_on_delete]: `author_id` does not say
         --> schema/posts.relata:1:1
          |
        1 |
          | ^
          |
          = help: `on delete cascade`"#]],
    );
    let source = Source::one("schema.relata", "table posts {\n    id: uuid");
    let mut found = Diagnostics::default();
    found.error("syntax", Span::new(26, 26), "expected `}`");
    expect![[r#"
        error[syntax]: expected `}`
         --> schema.relata:2:13
          |
        2 |     id: uuid
          |             ^"#]]
    .assert_eq(&render(&found.list[0], &source, false));
    found.error("syntax", Span::new(500, 900), "expected `}`");
    expect![[r#"
        error[syntax]: expected `}`
         --> schema.relata:2:13
          |
        2 |     id: uuid
          |             ^"#]]
    .assert_eq(&render(&found.list[1], &source, false));
    expect!["error[syntax]: expected `}`"].assert_eq(&render(
        &found.list[0],
        &Source::default(),
        false,
    ));
}

#[test]
fn several_lines() {
    check(
        "table posts {\n    id: uuid,\n}\n",
        "{\n    id: uuid,\n}",
        expect![[r#"
            error[no_on_delete]: `author_id` does not say
             --> schema/posts.relata:1:13
              |
            1 |   table posts {
              |  _____________^
            2 | |     id: uuid,
            3 | | }
              | |_^
              |
              = help: `on delete cascade`"#]],
    );
}

#[test]
fn places_in_two_files() {
    let source = source("table posts {\n    author_id: references users,\n    a: text,\n}\n");
    let mut found = Diagnostics::default();
    let users = source.files[1].start;
    found
        .warning(
            "inverse_needed",
            Span::new(18, 27),
            "`author_id` and `editor_id` meet",
        )
        .because(Span::new(50, 51), "the first")
        .because(Span::new(users + 6, users + 11), "would both be here")
        .help("`inverse edited_posts`");
    expect![[r#"
        warning[inverse_needed]: `author_id` and `editor_id` meet
         --> schema/posts.relata:2:5
          |
        2 |     author_id: references users,
          |     ^^^^^^^^^
        3 |     a: text,
          |    - the first
          |
         ::: schema/users.relata:1:7
          |
        1 | table users {
          |       ----- would both be here
          |
          = help: `inverse edited_posts`"#]]
    .assert_eq(&render(&found.list[0], &source, false));
    let coloured = render(&found.list[0], &source, true);
    assert!(coloured.contains("\u{1b}["));
    expect!["schema/posts.relata:2:5: warning[inverse_needed]: `author_id` and `editor_id` meet (`inverse edited_posts`)"].assert_eq(&one_line(&found.list[0], &source));
}
