//! Cutting the texts that PostgreSQL writes where they are not in quotes or parentheses.

/// The pieces of a text between these characters, as far as they stand outside of quotes and parentheses.
pub(super) fn outside(text: &str, at: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    let mut quote = None;
    for (place, char) in text.char_indices() {
        match quote {
            // A doubled quote mark ends and begins again.
            Some(mark) if char == mark => quote = None,
            Some(_) => {}
            None if char == at && depth == 0 => {
                pieces.push(&text[start..place]);
                start = place + char.len_utf8();
            }
            None => match char {
                '"' | '\'' => quote = Some(char),
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            },
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// What stands between the first parenthesis that is not in quotes and the one that closes it.
pub(super) fn parenthesized(text: &str) -> Option<&str> {
    let opened = outside(text, '(').first()?.len();
    let inner = text.get(opened + 1..)?;
    // The closing one is the first that is not matched.
    let mut depth = 0_usize;
    let mut quote = None;
    for (place, char) in inner.char_indices() {
        match quote {
            Some(mark) if char == mark => quote = None,
            Some(_) => {}
            None => match char {
                '"' | '\'' => quote = Some(char),
                '(' => depth += 1,
                ')' if depth == 0 => return Some(&inner[..place]),
                ')' => depth -= 1,
                _ => {}
            },
        }
    }
    None
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
