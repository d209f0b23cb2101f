//! What of a text stands in quotes or between dollars, and what outside of them.

/// The characters that stand outside of quotes (`'…'`, `E'…'`, `"…"`) and dollars (`$$…$$`, `$tag$…$tag$`), each with its
/// place. What is opened and not closed goes to the end.
pub fn unquoted(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        loop {
            let at = next;
            let first = text[at..].chars().next()?;
            match in_quotes(&text[..at], &text[at..]) {
                Some(length) => next += length,
                None => {
                    next += first.len_utf8();
                    return Some((at, first));
                }
            }
        }
    })
}

/// Of [`unquoted`], those that stand outside of parentheses and brackets too.
pub fn outermost(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut depth = 0_usize;
    unquoted(text).filter(move |(_, char)| {
        match char {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    })
}

/// Where the first parenthesis opens that is not in quotes.
#[must_use]
pub fn opening(text: &str) -> Option<usize> {
    let mut all = unquoted(text);
    all.find(|(_, char)| *char == '(').map(|(at, _)| at)
}

/// Where the parenthesis closes that opened before the text.
#[must_use]
pub fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, char) in unquoted(text) {
        match char {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The length of what begins here in quotes, with them; `None` where nothing does.
fn in_quotes(before: &str, text: &str) -> Option<usize> {
    let mut preceding = before.chars().rev();
    let last = preceding.next();
    let is_word =
        |char: Option<char>| char.is_some_and(|it| it.is_alphanumeric() || matches!(it, '_' | '$'));
    let length = match text.as_bytes().first()? {
        b'"' => quoted(text, false),
        b'\'' => {
            let escapes = matches!(last, Some('e' | 'E')) && !is_word(preceding.next());
            quoted(text, escapes)
        }
        b'$' if !is_word(last) => {
            let tag = dollar_tag(text)?;
            text[tag.len()..].find(tag).map(|it| it + 2 * tag.len())
        }
        _ => return None,
    };
    Some(length.unwrap_or(text.len()))
}

/// The length of what begins with a quote mark; a doubled mark does not end it. `None` where nothing does.
pub(crate) fn quoted(text: &str, escapes: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mark = *bytes.first()?;
    let mut at = 1;
    loop {
        match *bytes.get(at)? {
            b'\\' if escapes => at += 2,
            it if it == mark && bytes.get(at + 1) == Some(&mark) => at += 2,
            it if it == mark => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// `$$`, `$body$`: what a text between dollars begins with, if it does.
pub(crate) fn dollar_tag(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('$')?;
    let length = inner.find('$')?;
    let tag = &inner[..length];
    let is_name = tag
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || it == b'_' || !it.is_ascii())
        && !tag.starts_with(|it: char| it.is_ascii_digit());
    is_name.then(|| &text[..length + 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_quotes_is_left_out() {
        for (text, left) in [
            ("a 'it''s (' b", "a  b"),
            (r"a E'it\'s (' b", "a E b"),
            (r"a = e'\\' || b", "a = e || b"),
            (r"'a\' (", " ("),
            (r#"a "b ""(" c"#, "a  c"),
            ("a $$b ( ' $x$ $$ c", "a  c"),
            ("a $x$ b $$ ' $x$ c", "a  c"),
            // Neither a parameter nor a dollar in a name opens anything.
            ("$1 + a$b$ 'c'", "$1 + a$b$ "),
            ("é 'ü' ß", "é  ß"),
            ("a 'b", "a "),
        ] {
            let found: String = unquoted(text).map(|(_, char)| char).collect();
            assert_eq!(found, left, "{text}");
        }
    }

    #[test]
    fn places_are_those_of_the_whole_text() {
        let text = "é ')' f(a[1], ']', (b)) c";
        let found: Vec<(usize, char)> = outermost(text).filter(|(_, it)| *it != ' ').collect();
        assert_eq!(found, [(0, 'é'), (7, 'f'), (text.len() - 1, 'c')]);
        let opened = opening(text).unwrap();
        assert_eq!(opened, 8);
        assert_eq!(closing(&text[opened + 1..]), text[9..].rfind(')'));
    }
}
