//! The texts.

/// Each can be stored, and is of a few bytes.
const SHORT: &[&str] = &[
    "",
    " ",
    "'",
    "''",
    "\"",
    "\\",
    "\\'\\\"\\\\ \\n \\0 E'\\x41' \\.",
    "%",
    "_",
    "*",
    ":*",
    "?",
    // SQL, and what ends it.
    "'; DROP TABLE things; --",
    "\" OR \"\"=\"",
    "true) OR (true",
    "-- comment\n/* another */",
    "/*",
    "$$ $tag$ $$",
    "$1",
    "$1 $2 ${3} :name ? %s %1$n {} {0} {table}",
    "NULL",
    "null",
    "DEFAULT",
    "now()",
    // What arrays, rows, ranges, pairs, documents, searches and copies are written in.
    "{}",
    "{a,b}",
    "{\"a\\\"b\",NULL}",
    "(1,\"a\"\"b\",)",
    "[1,2)",
    "empty",
    "\"a\"=>\"b\", c=>NULL",
    "a=>b",
    "& | !",
    "a <-> 'b':*A",
    "{\"a\":[\"b\\u0000\"]}",
    "\\N",
    "\\.",
    "a\tb\r\n\\.\r\n",
    // What is no escape here, and would be no UTF-8.
    "\\xC0\\x80 %C0%AF %00 \\ud800 &#0; \\u{110000}",
    "\u{FFFD}",
    // Characters that are seen otherwise than they are.
    "\u{1}\u{7f}\r\n\t\u{feff}",
    "\u{202E}abc\u{2066}def\u{2069}",
    "e\u{301}",
    "\u{130}\u{131}\u{df}\u{1E9E}\u{fb01}",
    "\u{1F980}\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}",
    "\u{FFFF}\u{10FFFF}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
];

/// Those of a few bytes.
pub(super) fn short() -> impl Iterator<Item = &'static str> {
    SHORT.iter().copied()
}

/// All, with one of more than a megabyte.
pub(super) fn texts() -> Vec<String> {
    let long = "x'\"\\\u{1F980}; --".repeat(96 * 1024);
    short().map(str::to_owned).chain([long]).collect()
}

/// What no text can hold.
pub(super) const NUL: &str = "a\0b";

/// What the server says of a value is never of the class in which it speaks of statements: syntax,
/// names and types.
#[track_caller]
pub(super) fn is_no_mistake_of_ours(error: &relata::Error) {
    let code = error.sqlstate().unwrap_or_default();
    assert!(!code.starts_with("42"), "{error}");
}
