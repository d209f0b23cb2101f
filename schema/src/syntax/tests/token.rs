//! What rustc refuses is refused.

use expect_test::expect;

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
