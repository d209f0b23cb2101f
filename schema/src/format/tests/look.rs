//! What the style makes of a text.

use expect_test::{Expect, expect, expect_file};

use super::super::file;
use crate::diagnostic::render;
use crate::source::Source;

#[expect(clippy::needless_pass_by_value, reason = "as `expect![[…]]` gives it")]
fn check(text: &str, expected: Expect) {
    let formatted = file(text).expect("it is a schema");
    expected.assert_eq(&formatted);
    assert_eq!(file(&formatted), Ok(formatted.clone()));
}

#[test]
fn every_clause() {
    let formatted = file(include_str!("every.relata")).expect("it is a schema");
    expect_file!["every.formatted.relata"].assert_eq(&formatted);
}

#[test]
fn nothing_stays_nothing() {
    for text in ["", "\n", " \r\n\t", "\u{feff}"] {
        check(text, expect![""]);
    }
}

#[test]
fn an_entry_has_a_line_and_a_comma() {
    check(
        "table users{id:bigint primary key identity,\nname:text check(length(name)>0),unique(name)}",
        expect![[r#"
            table users { id: bigint primary key identity, name: text check (length(name) > 0), unique (name) }
        "#]],
    );
}

#[test]
fn a_table_stays_on_its_line_if_it_was_written_so() {
    check(
        "table tags { id: bigint primary key identity,name: text, }\ntable words {\n id: bigint primary key identity }",
        expect![[r#"
            table tags { id: bigint primary key identity, name: text }

            table words {
                id: bigint primary key identity,
            }
        "#]],
    );
}

#[test]
fn an_enum_is_joined_unless_it_is_documented_commented_or_long() {
    check(
        "enum a {\n  one,\n  two,\n}\nenum b { one,\n /// Two.\n two }\nenum c { one, two // Two.\n }
enum d { one_value_that_is_long, another_value_that_is_long, a_third_one_that_is_long_too, a_fourth }
enum e {\n // nothing\n}",
        expect![[r#"
            enum a { one, two }

            enum b {
                one,
                /// Two.
                two,
            }

            enum c {
                one,
                two, // Two.
            }

            enum d {
                one_value_that_is_long,
                another_value_that_is_long,
                a_third_one_that_is_long_too,
                a_fourth,
            }

            enum e {
                // nothing
            }
        "#]],
    );
}

#[test]
fn comments_stay_where_they_were() {
    check(
        r#"// A licence.


//! The shop.
// After it.

extension citext   // for mails
;
/* verbatim
     as it is */
/** Who buys.
 *
 *  In two paragraphs.
 */
// Between.
/// And more.
table /* here */ users { // the first
    // Before a column.

    id: bigint // after the type
        primary key,    /* a block */   // and a line

    /* before */ name: text /* after */ , // of name
    mail: text? // mail
    ,
    // own line
    balance: numeric(12, /* digits */ 2) = 0 check ( // why
        balance >= 0 // not below
        // nor above
        and balance < 10 // ten
    ),
    unique (
        name, // by name
        // and
        mail
        // the end
    )
    // The last.

} // after users
// Of nothing.
"#,
        expect![[r#"
            // A licence.

            //! The shop.
            // After it.

            extension citext; // for mails

            /* verbatim
                 as it is */
            /// Who buys.
            ///
            ///  In two paragraphs.
            // Between.
            /// And more.
            table /* here */ users { // the first
                // Before a column.

                id: bigint // after the type
                    primary key, /* a block */ // and a line

                /* before */ name: text /* after */, // of name
                mail: text?, // mail
                // own line
                balance: numeric(12, /* digits */ 2) = 0 check ( // why
                    balance >= 0 // not below
                    // nor above
                    and balance < 10 // ten
                ),
                unique (
                    name, // by name
                    // and
                    mail,
                    // the end
                ),
                // The last.
            } // after users

            // Of nothing.
        "#]],
    );
}

#[test]
fn blank_lines_are_one_at_most() {
    check(
        "\n\npostgres 15;\n\n\n\nextension citext;\nextension hstore;\ntable a {\n\n\n    id: bigint,\n\n\n    // x\n\n\n    b: text,\n\n}\nenum x { a }\nenum y { b }\n\n\n",
        expect![[r#"
            postgres 15;

            extension citext;
            extension hstore;

            table a {
                id: bigint,

                // x

                b: text,
            }

            enum x { a }
            enum y { b }
        "#]],
    );
}

#[test]
fn what_does_not_fit_is_continued() {
    check(
        r#"table posts {
    author_id: references users? on delete set null inverse the_posts_that_somebody_else_has_written deferrable initially deferred,
    summary: text = "" check summary_is_short (length(summary) between 1 and 200 and summary <> "nothing" and summary <> title),
    state: text check (state in ("draft", "in review", "published", "archived", "deleted", "restored", "lost")),
    kind: integer = case when title = "a long title, longer than most" then 1 when title = "another" then 2 else 3 end,
    search: tsvector generated (to_tsvector("english", coalesce(title, "") || " " || coalesce(summary, "") || " " || body)),
    index posts_by_something (lower(title) desc nulls last, coalesce(published_at, created_at) desc, author_id) where published_at is not null and state = "published",
}"#,
        expect![[r#"
            table posts {
                author_id: references users? on delete set null inverse the_posts_that_somebody_else_has_written
                    deferrable initially deferred,
                summary: text = "" check summary_is_short (
                    length(summary) between 1 and 200 and summary <> "nothing" and summary <> title
                ),
                state: text check (
                    state in ("draft", "in review", "published", "archived", "deleted", "restored", "lost")
                ),
                kind: integer = case
                    when title = "a long title, longer than most" then 1
                    when title = "another" then 2
                    else 3
                end,
                search: tsvector generated (
                    to_tsvector("english", coalesce(title, "") || " " || coalesce(summary, "") || " " || body)
                ),
                index posts_by_something (
                    lower(title) desc nulls last,
                    coalesce(published_at, created_at) desc,
                    author_id,
                ) where published_at is not null and state = "published",
            }
        "#]],
    );
}

#[test]
fn an_elements_clauses_have_postgresqls_order() {
    check(
        "table a { b: text, index (b nulls last desc text_pattern_ops, b desc /* down */ text_ops (x = 1)) }",
        expect![[r#"
            table a { b: text, index (b text_pattern_ops desc nulls last, b /* down */ text_ops (x = 1) desc) }
        "#]],
    );
}

#[test]
fn words_and_strings_stay_as_they_are_written() {
    check(
        "table a { r#b: text = r#\"a \"b\"\"#, c: integer = 1_000, d: text = \"x\\\n   y\r\n z\" }\r\n",
        expect![[r##"
            table a { r#b: text = r#"a "b""#, c: integer = 1_000, d: text = "x\
               y
             z" }
        "##]],
    );
}

#[test]
fn documentation_has_one_blank() {
    check(
        "//!The file.\n//!   More.\n///A table.\n///\ntable a {\n///   A column.   \nb: text }",
        expect![[r#"
            //! The file.
            //!   More.

            /// A table.
            ///
            table a {
                ///   A column.
                b: text,
            }
        "#]],
    );
}

#[test]
fn what_cannot_be_read_is_refused() {
    let text = "table users {\n    id bigint,\n}\n";
    let found = file(text).expect_err("a colon is missing");
    let source = Source::one("users.relata", text);
    expect![[r#"
        error[syntax]: expected `:` after the column's name `id`
         --> users.relata:2:5
          |
        2 |     id bigint,
          |     ^^
          |
          = help: `id: bigint`"#]]
    .assert_eq(&render(&found.list[0], &source, false));
}
