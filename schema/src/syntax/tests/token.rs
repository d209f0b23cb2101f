//! What rustc refuses is refused.

use expect_test::expect;

use crate::diagnostic::{Diagnostics, one_line};
use crate::source::Source;
use crate::syntax::lexer;

use super::check;

#[test]
fn strings() {
    check(
        r###"
sql a "\d+";
sql b "a\qb\dc";
sql c 'abc';
sql d 'it''s "x"';
sql e it's;
sql f "\u{110000} \x80";
sql g "\0";
sql h "abc"drop "x";
sql i b"abc";
sql j #"x"#;
sql k r"\d" drop r#x;
"###,
        expect![[r##"
            error[syntax]: `\d` is no escape in a string
             --> schema.relata:2:8
              |
            2 | sql a "\d+";
              |        ^^
              |
              = help: write it as a raw string: `r"\d+"`

            error[syntax]: `\q` is no escape in a string
             --> schema.relata:3:9
              |
            3 | sql b "a\qb\dc";
              |         ^^
              |
              = help: write it as a raw string: `r"a\qb\dc"`

            error[syntax]: text is written in double quotes
             --> schema.relata:4:7
              |
            4 | sql c 'abc';
              |       ^^^^^
              |
              = help: `"abc"`

            error[syntax]: text is written in double quotes
             --> schema.relata:5:7
              |
            5 | sql d 'it''s "x"';
              |       ^^^^^^^^^^^
              |
              = help: `"it's \"x\""`

            error[syntax]: expected the statement in quotes, found `it`
             --> schema.relata:6:7
              |
            6 | sql e it's;
              |       ^^

            error[syntax]: a `'` stands alone
             --> schema.relata:6:9
              |
            6 | sql e it's;
              |         ^
              |
              = help: write text in double quotes: `"…"`

            error[syntax]: `\u{110000}` does not name a character
             --> schema.relata:7:8
              |
            7 | sql f "\u{110000} \x80";
              |        ^^^^^^^^^^
              |
              = help: write `\x41` (to `\x7f`) or `\u{e9}`

            error[syntax]: PostgreSQL stores no NUL in text
             --> schema.relata:8:8
              |
            8 | sql g "\0";
              |        ^^
              |
              = help: remove it

            error[syntax]: a string and the word after it are one token in Rust
             --> schema.relata:9:11
              |
            9 | sql h "abc"drop "x";
              |           ^^
              |
              = help: put a space after the string

            error[syntax]: `b` before a string has no meaning here
              --> schema.relata:10:7
               |
            10 | sql i b"abc";
               |       ^
               |
               = help: write `"…"`

            error[syntax]: `#` directly before a string is reserved in Rust
              --> schema.relata:11:7
               |
            11 | sql j #"x"#;
               |       ^
               |
               = help: write `r#"…"#` for a string, or put a space after `#`

            error[syntax]: expected the statement that removes it, in quotes, found `r#x`
              --> schema.relata:12:18
               |
            12 | sql k r"\d" drop r#x;
               |                  ^^^"##]],
    );
}

#[test]
fn glued_words() {
    check(
        r###"
table t {
    a: text check (data#>>"{a}" = interval"7 days"),
    b: text check (k#x),
    c: text check (a ## b),
    d: integer = 2fast,
    e: integer = 1u8,
    f: integer = 0x1F,
    g: real = 1.,
    h: real = 1e,
    i: text = `a`,
    j: text = \a,
    r#self: text,
    r#crate: text,
    self: text,
    _: text,
    naïve: text,
    smile😀: text,
    k: text = “x”,
    l: text = $1,
}
"###,
        expect![[r#"
            error[syntax]: `data` and `#>>` are one token in Rust
             --> schema.relata:3:20
              |
            3 |     a: text check (data#>>"{a}" = interval"7 days"),
              |                    ^^^^^^^
              |
              = help: put a space before `#>>`: `data #>>`

            error[syntax]: `interval` and `"` are one token in Rust
             --> schema.relata:3:35
              |
            3 |     a: text check (data#>>"{a}" = interval"7 days"),
              |                                   ^^^^^^^^^
              |
              = help: put a space before `"`: `interval "…"`

            error[syntax]: `k` and `#` are one token in Rust
             --> schema.relata:4:20
              |
            4 |     b: text check (k#x),
              |                    ^^
              |
              = help: put a space before `#`: `k #`

            error[syntax]: `##` is one token in Rust
             --> schema.relata:5:22
              |
            5 |     c: text check (a ## b),
              |                      ^^
              |
              = help: put a space between the two

            error[syntax]: `2fast` is one token: a number has no suffix
             --> schema.relata:6:18
              |
            6 |     d: integer = 2fast,
              |                  ^^^^^
              |
              = help: write `2`, or `2 fast` with a space

            error[syntax]: `1u8` is one token: a number has no suffix
             --> schema.relata:7:18
              |
            7 |     e: integer = 1u8,
              |                  ^^^
              |
              = help: write `1`, or `1 u8` with a space

            error[syntax]: `0x1F` is not a decimal number
             --> schema.relata:8:18
              |
            8 |     f: integer = 0x1F,
              |                  ^^^^
              |
              = help: write `31`

            error[syntax]: `1.` ends in a point
             --> schema.relata:9:15
              |
            9 |     g: real = 1.,
              |               ^^
              |
              = help: write `1` or `1.0`

            error[syntax]: `1e` is one token: a number has no suffix
              --> schema.relata:10:15
               |
            10 |     h: real = 1e,
               |               ^^
               |
               = help: write `1`, or `1 e` with a space

            error[syntax]: there are no back-quotes here
              --> schema.relata:11:15
               |
            11 |     i: text = `a`,
               |               ^
               |
               = help: write the name as it is

            error[syntax]: there are no back-quotes here
              --> schema.relata:11:17
               |
            11 |     i: text = `a`,
               |                 ^
               |
               = help: write the name as it is

            error[syntax]: `\` stands in strings only
              --> schema.relata:12:15
               |
            12 |     j: text = \a,
               |               ^
               |
               = help: write `//` for a comment, `r"\d"` for a pattern

            error[syntax]: `r#self` is no name in Rust
              --> schema.relata:13:5
               |
            13 |     r#self: text,
               |     ^^^^^^
               |
               = help: give it another name

            error[syntax]: `r#crate` is no name in Rust
              --> schema.relata:14:5
               |
            14 |     r#crate: text,
               |     ^^^^^^^
               |
               = help: give it another name

            error[syntax]: nothing can be called `self`
              --> schema.relata:15:5
               |
            15 |     self: text,
               |     ^^^^
               |
               = help: give it another name

            error[syntax]: nothing can be called `_`
              --> schema.relata:16:5
               |
            16 |     _: text,
               |     ^
               |
               = help: give it another name

            error[syntax]: `😀` cannot stand in a name
              --> schema.relata:18:10
               |
            18 |     smile😀: text,
               |          ^^
               |
               = help: write it in a string, or use letters, digits and `_`

            error[syntax]: `“` is no quote mark
              --> schema.relata:19:15
               |
            19 |     k: text = “x”,
               |               ^
               |
               = help: write `"`

            error[syntax]: `”` is no quote mark
              --> schema.relata:19:17
               |
            19 |     k: text = “x”,
               |                 ^
               |
               = help: write `"`

            error[syntax]: there is no `$`
              --> schema.relata:20:15
               |
            20 |     l: text = $1,
               |               ^
               |
               = help: write the value or the name itself"#]],
    );
}

/// What is said of the tokens of a text alone.
fn refused(text: &str) -> Vec<String> {
    let source = Source::one("schema.relata", text);
    let mut found = Diagnostics::default();
    lexer::lex(&source.files[0], &mut found);
    found
        .list
        .iter()
        .map(|found| one_line(found, &source))
        .collect()
}

/// What rustc 1.95, edition 2024, refuses between the braces of a macro.
const REFUSED_BY_RUSTC: &[&str] = &[
    r#""\d""#,
    r#""\ ""#,
    r#""\x80""#,
    r#""\x4""#,
    r#""\u{110000}""#,
    r#""\u{d800}""#,
    r#""\u{}""#,
    r#""\u{_1}""#,
    r#""\u{1234567}""#,
    r#""\u1""#,
    r#""\u{12""#,
    "\"a\rb\"",
    "r\"a\rb\"",
    "'abc'",
    "''",
    "'",
    "`a`",
    "a \\ b",
    r#"data#>>"{a}""#,
    r#"interval"7 days""#,
    "k#x",
    "a#b",
    "k'x'",
    "x#",
    r##"#"x""##,
    "##",
    "a ## b",
    r###"#"x"#"###,
    "-- it's",
    "é#",
    "1e",
    "1e+",
    "1e_",
    "1em",
    "2else",
    "0x",
    "0b",
    "0o8",
    "0b2",
    "\"abc",
    "r\"abc",
    "r#\"abc\"",
    "r##abc",
    "r# a",
    "r#1",
    "/* a",
    "/* /* */",
    "/*/",
    "r#self",
    "r#Self",
    "r#super",
    "r#crate",
    "r#_",
    "😀",
    "a😀",
    "“a”",
    "×",
    "\u{feff} \u{feff}a",
    "/// a\rb",
    "/** a\rb */",
    "//! a\rb",
    "\0",
    "\u{1}",
    "\u{a0}a",
    "´",
    "…",
];

/// What rustc reads, but the language has no use for.
const NARROWER: &[&str] = &[
    "'a'",
    "'a",
    "'static",
    "b'a'",
    r#"b"a""#,
    r##"br#"a"#"##,
    r#"c"a""#,
    r##"cr#"a"#"##,
    "2fast",
    "1u8",
    "1.0f64",
    "1_u8",
    "0x1F",
    "0b1",
    "0o7",
    "1.",
    "1. ",
    "\"a\"b",
    "r\"a\"b",
    "\"\0\"",
    r#""\0""#,
    r#""\x00""#,
    r#""\u{0}""#,
    "a ! b",
    "!",
    "$",
    "a $ b",
    "--",
    "1 --1",
];

/// What both read.
const READ: &[&str] = &[
    "a",
    "_a",
    "_",
    "é",
    "日本",
    "r#order",
    "r#type",
    "r#async",
    "self",
    "crate",
    "async",
    "r#a\"x\"",
    "r#a#b",
    "1",
    "1_000",
    "1_",
    "1.5",
    "1.5e3",
    "1e5",
    "1E-5",
    "1e_5",
    "1e+5_",
    "1..2",
    "1.max",
    ".5",
    "1._5",
    "00",
    "1\"a\"",
    "\"a\"\"b\"",
    r#""\n\r\t\\\'\" \x7f \u{e9} \u{1_F}""#,
    "\"a\\\n   b\"",
    "\"a\\\r\n   b\"",
    "\"a\nb\"",
    "\"a\r\nb\"",
    r#"r"\d""#,
    r##"r#"a"b"#"##,
    r##"r"#""##,
    "// it's",
    "// a\rb",
    "/* it's \r */",
    "/* /* */ */",
    "/**/",
    "/***/",
    "////",
    "//",
    "a\u{85}b\u{200e}c\u{2028}d\u{b}\u{c}",
    "\r\n",
    "a\rb",
    "a # b",
    "a #> b",
    "(#- b)",
    "a #>> \"x\"",
    "a ->> b",
    "a <#> b -|- c !~* d ?| e @@ f",
    "r\"a\"\"b\"",
    "::",
    "a::b",
    ": :",
    "?=",
    "text[]?= 1",
    "a!=-1",
    "#a",
];

#[test]
fn what_rustc_refuses_is_refused() {
    for text in REFUSED_BY_RUSTC.iter().chain(NARROWER) {
        assert!(!refused(text).is_empty(), "{text:?}");
    }
    for text in READ {
        assert_eq!(refused(text), Vec::<String>::new(), "{text:?}");
    }
    // A byte order mark, at the beginning of a file only.
    assert!(refused("\u{feff}a").is_empty());
}
