//! Where a Rust file calls `schema!`.
//!
//! This reads Rust only as far as strings, characters and comments, so that nothing in them is taken for a call, and
//! the schema's own mistakes are left to the schema's own parser.

use std::ops::Range;

/// What stands between the delimiters.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum MacroBody {
    /// The schema itself: these bytes.
    Tokens(Range<usize>),
    /// The path of a file or folder.
    Path(String),
}

/// Why there is no one schema.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum MacroError {
    /// No call.
    None,
    /// More than one call, in these lines.
    Several(Vec<usize>),
    /// The call in this line has no end.
    Unfinished(usize),
}

/// The one call of `schema!` or `relata::schema!`.
pub(super) fn find(text: &str) -> Result<MacroBody, MacroError> {
    let tokens = tokens(text);
    let calls: Vec<usize> = (0..tokens.len())
        .filter(|&at| is_call(text, &tokens, at))
        .collect();
    match calls.as_slice() {
        [] => Err(MacroError::None),
        [call] => body(text, &tokens, *call),
        _ => Err(MacroError::Several(
            calls
                .iter()
                .map(|&at| line(text, tokens[at].range.start))
                .collect(),
        )),
    }
}

/// The text with all bytes outside the range blank, but for the ends of lines.
pub(super) fn blanked(text: &str, keep: Range<usize>) -> String {
    let blank = |text: &str| -> String {
        text.chars()
            .flat_map(|char| {
                let is_end = matches!(char, '\n' | '\r');
                let (with, times) = if is_end {
                    (char, 1)
                } else {
                    (' ', char.len_utf8())
                };
                std::iter::repeat_n(with, times)
            })
            .collect()
    };
    format!(
        "{}{}{}",
        blank(&text[..keep.start]),
        &text[keep.clone()],
        blank(&text[keep.end..])
    )
}

/// A piece of Rust that matters here.
struct Token {
    kind: TokenKind,
    range: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    Word,
    /// A string literal, with its quotes.
    Text,
    /// Any other character, and a character literal.
    Other,
}

fn is_call(text: &str, tokens: &[Token], at: usize) -> bool {
    let word = |at: usize| {
        tokens
            .get(at)
            .map_or("", |token| &text[token.range.clone()])
    };
    let opens = matches!(word(at + 2), "{" | "(" | "[");
    if word(at) != "schema" || word(at + 1) != "!" || !opens {
        return false;
    }
    // A macro of another crate that has the same name.
    let qualified = at >= 2 && word(at - 1) == ":" && word(at - 2) == ":";
    !qualified || (at >= 3 && word(at - 3) == "relata")
}

fn body(text: &str, tokens: &[Token], call: usize) -> Result<MacroBody, MacroError> {
    let open = &tokens[call + 2].range;
    let inside = &tokens[call + 3..];
    let close = close(text, inside).ok_or(MacroError::Unfinished(line(text, open.start)))?;
    let only_text = close == 1 && inside[0].kind == TokenKind::Text;
    if only_text {
        let literal = &text[inside[0].range.clone()];
        let path = literal.trim_start_matches(['r', '#']).trim_end_matches('#');
        return Ok(MacroBody::Path(path.trim_matches('"').to_owned()));
    }
    Ok(MacroBody::Tokens(open.end..inside[close].range.start))
}

/// The token that closes what is open before the first.
fn close(text: &str, tokens: &[Token]) -> Option<usize> {
    let mut depth = 1_usize;
    for (at, token) in tokens.iter().enumerate() {
        match &text[token.range.clone()] {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn line(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(char) = text[at..].chars().next() {
        let start = at;
        let rest = &text[at..];
        let (length, kind) = if let Some(length) = comment(rest) {
            (length, None)
        } else if let Some(length) = string(rest) {
            (length, Some(TokenKind::Text))
        } else if let Some(length) = character(rest) {
            (length, Some(TokenKind::Other))
        } else if char.is_whitespace() {
            (char.len_utf8(), None)
        } else if is_word(char) {
            let length = rest.find(|char| !is_word(char)).unwrap_or(rest.len());
            (length, Some(TokenKind::Word))
        } else {
            (char.len_utf8(), Some(TokenKind::Other))
        };
        at += length;
        if let Some(kind) = kind {
            let range = start..at;
            tokens.push(Token { kind, range });
        }
    }
    tokens
}

fn is_word(char: char) -> bool {
    char == '_' || char.is_alphanumeric()
}

/// The length of the comment that begins here; block comments nest.
fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += 1;
        }
    }
    Some(rest.len())
}

/// The length of the string that begins here, with its prefix.
fn string(rest: &str) -> Option<usize> {
    let raw = ["r", "br", "cr"].iter().find_map(|prefix| {
        let after = rest.strip_prefix(prefix)?;
        let hashes = after.len() - after.trim_start_matches('#').len();
        let text = after[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let length = text.find(&end).map_or(text.len(), |at| at + end.len());
        Some(prefix.len() + hashes + 1 + length)
    });
    if raw.is_some() {
        return raw;
    }
    let prefix = usize::from(rest.starts_with("b\"") || rest.starts_with("c\""));
    let text = rest[prefix..].strip_prefix('"')?;
    let mut escaped = false;
    for (at, char) in text.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(prefix + 1 + at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

/// The length of the character literal that begins here; a quote that begins a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let text = rest.strip_prefix('\'')?;
    let mut chars = text.char_indices();
    match chars.next()?.1 {
        '\\' => {
            let (escape, _) = chars.next()?;
            let after = escape + text[escape..].chars().next()?.len_utf8();
            text[after..].find('\'').map(|at| 1 + after + at + 1)
        }
        '\'' => None,
        _ => match chars.next()? {
            (at, '\'') => Some(1 + at + 1),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens_of(text: &str) -> &str {
        match find(text) {
            Ok(MacroBody::Tokens(range)) => &text[range],
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_schema_is_what_stands_between_the_braces() {
        let text = "mod db { relata::schema! { table a { b: text = \"}\" /* } */ } } }";
        assert_eq!(tokens_of(text), " table a { b: text = \"}\" /* } */ } ");
    }

    #[test]
    fn a_call_in_a_string_or_a_comment_is_none() {
        let text = r##"
            // schema! { a }
            /* schema! { /* b */ } */
            const A: &str = "schema! { \" }"; const B: &str = r#"schema! { " }"#;
            const C: (char, u8) = ('"', b'"'); fn f<'a>(a: &'a str) -> char { '\'' }
            other::schema! { no }
            macro_rules! schema { () => {} }
            schema! { yes }
        "##;
        assert_eq!(tokens_of(text), " yes ");
    }

    #[test]
    fn a_path_is_told_from_a_schema() {
        let path = |text| find(text);
        let expected = || Ok(MacroBody::Path("schema/blog.relata".to_owned()));
        assert_eq!(path(r#"schema!("schema/blog.relata");"#), expected());
        assert_eq!(path(r##"schema![r#"schema/blog.relata"#];"##), expected());
    }

    #[test]
    fn none_several_and_half_a_call_are_told_apart() {
        assert_eq!(find("fn main() {}"), Err(MacroError::None));
        assert_eq!(find("schema! { table"), Err(MacroError::Unfinished(1)));
        assert_eq!(
            find("schema! {}\n\nschema! {}"),
            Err(MacroError::Several(vec![1, 3]))
        );
    }

    #[test]
    fn blanking_keeps_every_byte_where_it_was() {
        let text = "é\r\nschema! { a: ü }\n";
        let Ok(MacroBody::Tokens(range)) = find(text) else {
            panic!()
        };
        let blank = blanked(text, range.clone());
        assert_eq!(blank, "  \r\n          a: ü  \n");
        assert_eq!(blank.len(), text.len());
        assert_eq!(blank[range.clone()], text[range]);
    }
}
