//! Cutting the texts that PostgreSQL writes where they are not in quotes or parentheses.

use relata_schema::sql;

/// The pieces of a text between these characters, as far as they stand outside of quotes and parentheses.
pub(super) fn outside(text: &str, at: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (place, char) in sql::outermost(text).filter(|(_, char)| *char == at) {
        pieces.push(&text[start..place]);
        start = place + char.len_utf8();
    }
    pieces.push(&text[start..]);
    pieces
}

/// What stands between the first parenthesis that is not in quotes and the one that closes it.
pub(super) fn parenthesized(text: &str) -> Option<&str> {
    let inner = &text[sql::opening(text)? + 1..];
    Some(&inner[..sql::closing(inner)?])
}

/// The pieces of a list, without blanks around them.
pub(super) fn list(text: &str) -> Vec<&str> {
    outside(text, ',').into_iter().map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_quotes_or_parentheses_is_one_piece() {
        assert_eq!(
            list("a, \"b, (\" DESC, f(c, 'd)''') x, (e)"),
            ["a", "\"b, (\" DESC", "f(c, 'd)''') x", "(e)"]
        );
        assert_eq!(
            parenthesized("CREATE INDEX \"a (b\" ON t USING btree (c, f(d, ')')) WHERE (e)"),
            Some("c, f(d, ')')")
        );
    }
}
