//! A statement as words.

use crate::sql::dollar_tag;

/// A word of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// A name or keyword, in lower case unless it stood in quotes.
    Name(String),
    /// A name in quotes, which is no keyword.
    Quoted(String),
    /// A string, a number or any other sign.
    Other(String),
}

impl Word {
    pub(super) fn is(&self, keyword: &str) -> bool {
        match self {
            Self::Name(it) | Self::Other(it) => it.eq_ignore_ascii_case(keyword),
            Self::Quoted(_) => false,
        }
    }

    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(it) | Self::Quoted(it) => Some(it),
            Self::Other(_) => None,
        }
    }
}

/// The words of a statement, without its comments.
pub(super) fn words(sql: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let (word, length) = if first.is_whitespace() {
            (None, first.len_utf8())
        } else if rest.starts_with("--") {
            (None, rest.find('\n').unwrap_or(rest.len()))
        } else if first == '"' {
            let (text, length) = quoted(rest, '"');
            (Some(Word::Quoted(text)), length)
        } else if first == '\'' {
            let (text, length) = quoted(rest, '\'');
            (Some(Word::Other(format!("'{text}'"))), length)
        } else if let Some(tag) = dollar_tag(rest) {
            let end = rest[tag.len()..].find(tag);
            let length = end.map_or(rest.len(), |it| it + 2 * tag.len());
            (Some(Word::Other(rest[..length].to_owned())), length)
        } else if is_word(first) {
            let length = rest.find(|it| !is_word(it)).unwrap_or(rest.len());
            let text = &rest[..length];
            let word = if first.is_ascii_digit() {
                Word::Other(text.to_owned())
            } else {
                Word::Name(text.to_lowercase())
            };
            (Some(word), length)
        } else {
            (Some(Word::Other(first.to_string())), first.len_utf8())
        };
        found.extend(word);
        rest = &rest[length..];
    }
    found
}

fn is_word(it: char) -> bool {
    it.is_alphanumeric() || it == '_' || it == '$'
}

/// What stands between two quote marks, and how long it is with them.
fn quoted(text: &str, mark: char) -> (String, usize) {
    let mut found = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, it)) = chars.next() {
        if it != mark {
            found.push(it);
        } else if chars.next_if(|(_, next)| *next == mark).is_some() {
            found.push(mark);
        } else {
            return (found, at + mark.len_utf8());
        }
    }
    (found, text.len())
}

/// Words in parts, at the commas outside of parentheses.
pub(super) fn parts(words: &[Word]) -> Vec<&[Word]> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, word) in words.iter().enumerate() {
        if word.is("(") {
            depth += 1;
        } else if word.is(")") {
            depth = depth.saturating_sub(1);
        } else if word.is(",") && depth == 0 {
            found.push(&words[start..at]);
            start = at + 1;
        }
    }
    found.push(&words[start..]);
    found
}

/// What all has to be true where a condition is: its parts at `AND`, without the parentheses around them.
pub(super) fn conjuncts(condition: &[Word]) -> Vec<&[Word]> {
    let inner = without_parentheses(condition);
    if has(inner, "or") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, word) in inner.iter().enumerate() {
        if word.is("(") {
            depth += 1;
        } else if word.is(")") {
            depth = depth.saturating_sub(1);
        } else if word.is("and") && depth == 0 {
            found.push(&inner[start..at]);
            start = at + 1;
        }
    }
    if start == 0 {
        return vec![inner];
    }
    found.push(&inner[start..]);
    found.into_iter().flat_map(conjuncts).collect()
}

/// Without those that are around all of it.
fn without_parentheses(words: &[Word]) -> &[Word] {
    let [first, inner @ .., last] = words else {
        return words;
    };
    if !first.is("(") || !last.is(")") {
        return words;
    }
    let mut depth = 0_i32;
    for word in inner {
        depth += i32::from(word.is("(")) - i32::from(word.is(")"));
        if depth < 0 {
            return words;
        }
    }
    without_parentheses(inner)
}

/// Whether these keywords stand there one after the other, outside of parentheses.
pub(super) fn has(words: &[Word], keywords: &str) -> bool {
    let keywords: Vec<&str> = keywords.split(' ').collect();
    let mut depth = 0_usize;
    for (at, word) in words.iter().enumerate() {
        if word.is("(") {
            depth += 1;
        } else if word.is(")") {
            depth = depth.saturating_sub(1);
        }
        if depth == 0
            && words.len() - at >= keywords.len()
            && keywords.iter().zip(&words[at..]).all(|(a, b)| b.is(a))
        {
            return true;
        }
    }
    false
}
