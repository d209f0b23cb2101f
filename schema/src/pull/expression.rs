//! PostgreSQL's own text of an expression, in the words of the language.
//!
//! Both have the same grammar and the same precedence, so word for word is enough; what has no word is
//! passed through as `sql "…"`.

use super::word;
use crate::database::expression::with_between;
use crate::sql;

/// An expression of the schema that says what this text says.
pub(super) fn translated(text: &str) -> String {
    let text = with_between(text);
    words(without_parentheses(&text)).unwrap_or_else(|| passed_through(&text))
}

/// The same of a condition, which stands in parentheses in any case.
pub(super) fn condition(text: &str) -> String {
    words(without_parentheses(&with_between(text)))
        .unwrap_or_else(|| passed_through(without_parentheses(text)))
}

/// The text as it is.
pub(super) fn passed_through(text: &str) -> String {
    format!("sql {}", word::string(text))
}

/// The text without parentheses that are around all of it.
pub(super) fn without_parentheses(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
        if !is_balanced(inner) {
            break;
        }
        text = inner.trim();
    }
    text
}

/// Whether no parenthesis closes one that is not in the text.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0_i64;
    for (_, char) in sql::unquoted(text) {
        match char {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// One token of SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// Without quotes, as it is written: words of SQL are in capitals, names are not.
    Word(String),
    /// A name that was in quotes.
    Quoted(String),
    /// A string.
    Text(String),
    Number(String),
    Operator(String),
    /// `(`, `,` and the like.
    Mark(char),
}

fn words(text: &str) -> Option<String> {
    let tokens = with_fewer_parentheses(tokens(text)?);
    let mut written = String::new();
    let mut at = 0;
    while at < tokens.len() {
        at += next(
            &tokens[at..],
            at.checked_sub(1).map(|it| &tokens[it]),
            &mut written,
        )?;
    }
    Some(written.trim().to_owned())
}

/// Without the parentheses around what `AND` and `OR` join, as far as nothing changes: each binds less than anything in
/// them.
fn with_fewer_parentheses(mut tokens: Vec<Token>) -> Vec<Token> {
    let is_word = |token: &Token, words: &[&str]| matches!(token, Token::Word(word) if words.contains(&word.as_str()));
    // Its own `AND` joins no conditions.
    if tokens.iter().any(|it| is_word(it, &["BETWEEN"])) {
        return tokens;
    }
    let mut at = 0;
    while at < tokens.len() {
        let begins = at == 0
            || tokens[at - 1] == Token::Mark('(')
            || is_word(&tokens[at - 1], &["AND", "OR", "WHEN"]);
        let Some(end) = closing(&tokens, at).filter(|_| begins) else {
            at += 1;
            continue;
        };
        let ends = tokens
            .get(end + 1)
            .is_none_or(|it| *it == Token::Mark(')') || is_word(it, &["AND", "OR", "THEN"]));
        if ends && is_one_operand(&tokens[at + 1..end]) {
            tokens.remove(end);
            tokens.remove(at);
        } else {
            at += 1;
        }
    }
    tokens
}

/// Where the parenthesis ends that begins here.
fn closing(tokens: &[Token], start: usize) -> Option<usize> {
    if tokens[start] != Token::Mark('(') {
        return None;
    }
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match token {
            Token::Mark('(') => depth += 1,
            Token::Mark(')') if depth == 1 => return Some(at),
            Token::Mark(')') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether nothing in it joins as little as `AND` does.
fn is_one_operand(tokens: &[Token]) -> bool {
    let mut depth = 0_usize;
    for token in tokens {
        match token {
            Token::Mark('(' | '[') => depth += 1,
            Token::Mark(')' | ']') => depth = depth.saturating_sub(1),
            Token::Mark(',') if depth == 0 => return false,
            Token::Word(word) if depth == 0 && matches!(word.as_str(), "AND" | "OR") => {
                return false;
            }
            _ => {}
        }
    }
    !tokens.is_empty()
}

/// Writes one thing, and tells how many tokens it was.
fn next(tokens: &[Token], before: Option<&Token>, written: &mut String) -> Option<usize> {
    match &tokens[0] {
        Token::Text(text) => {
            put(written, &word::string(text));
            Some(1)
        }
        Token::Number(number) => {
            put(written, number);
            Some(1)
        }
        Token::Operator(operator) if operator == "::" => {
            cast(&tokens[1..], written).map(|it| it + 1)
        }
        Token::Operator(operator) => {
            let said = match operator.as_str() {
                "~~" => "like",
                "!~~" => "not like",
                "~~*" => "ilike",
                "!~~*" => "not ilike",
                other if OPERATORS.split_ascii_whitespace().any(|it| it == other) => other,
                _ => return None,
            };
            put(written, said);
            Some(1)
        }
        Token::Mark(mark) => {
            match mark {
                // A call's, or a subscript's.
                '(' | '[' if is_value(before) => written.push(*mark),
                '(' => put(written, "("),
                ')' | ']' | ',' => written.push(*mark),
                _ => return None,
            }
            Some(1)
        }
        Token::Quoted(_) => object(tokens, written),
        Token::Word(word) => match word.as_str() {
            "COLLATE" => {
                let (Token::Quoted(collation) | Token::Word(collation)) = tokens.get(1)? else {
                    return None;
                };
                let qualified = matches!(tokens.get(2), Some(Token::Operator(dot)) if dot == ".");
                put(written, &format!("collate {}", word::string(collation)));
                (!qualified).then_some(2)
            }
            // `ROW(a, b)` is `(a, b)`.
            "ROW" => Some(1),
            _ if KEYWORDS.split_ascii_whitespace().any(|it| it == word) => {
                put(written, &word.to_ascii_lowercase());
                Some(1)
            }
            // A form of SQL's that the language does not have.
            _ if word.chars().any(|it| it.is_ascii_uppercase()) => None,
            "true" | "false" => {
                put(written, word);
                Some(1)
            }
            _ => object(tokens, written),
        },
    }
}

/// A name, perhaps with its namespace.
fn object(tokens: &[Token], written: &mut String) -> Option<usize> {
    let named = |token: &Token| match token {
        Token::Word(text) | Token::Quoted(text) => word::name(text),
        _ => None,
    };
    let first = named(&tokens[0])?;
    if matches!(tokens.get(1), Some(Token::Operator(dot)) if dot == ".") {
        let second = named(tokens.get(2)?)?;
        put(written, &format!("{first}.{second}"));
        return Some(3);
    }
    put(written, &first);
    Some(1)
}

/// The type after `::`.
fn cast(tokens: &[Token], written: &mut String) -> Option<usize> {
    let words: Vec<&str> = tokens
        .iter()
        .map_while(|token| match token {
            Token::Word(word) => Some(word.as_str()),
            _ => None,
        })
        .collect();
    let (name, mut taken) = match words.as_slice() {
        ["character", "varying", ..] => ("varchar".to_owned(), 2),
        ["character", ..] => ("char".to_owned(), 1),
        ["double", "precision", ..] => ("double".to_owned(), 2),
        ["timestamp", "with", "time", "zone", ..] => ("timestamptz".to_owned(), 4),
        ["timestamp", "without", "time", "zone", ..] => ("timestamp".to_owned(), 4),
        ["time", "with", "time", "zone", ..] => ("timetz".to_owned(), 4),
        ["time", "without", "time", "zone", ..] => ("time".to_owned(), 4),
        // With digits in the middle, or fields after it.
        ["timestamp" | "time" | "bit", ..] => return None,
        ["interval", "day" | "year" | "hour" | "minute" | "month", ..] => return None,
        _ => {
            let mut name = String::new();
            let taken = object(tokens, &mut name)?;
            // `"char"` is not `char`.
            if matches!(&tokens[0], Token::Quoted(quoted) if quoted == "char") {
                return None;
            }
            (
                name.trim().trim_start_matches("r#interval").to_owned(),
                taken,
            )
        }
    };
    let name = if name.is_empty() {
        "interval".to_owned()
    } else {
        name
    };
    written.push_str("::");
    written.push_str(&name);
    if tokens.get(taken) == Some(&Token::Mark('(')) {
        let end = tokens[taken..]
            .iter()
            .position(|it| *it == Token::Mark(')'))?;
        let arguments: Option<Vec<&str>> = tokens[taken + 1..taken + end]
            .iter()
            .filter(|it| **it != Token::Mark(','))
            .map(|it| match it {
                Token::Number(number) => Some(number.as_str()),
                _ => None,
            })
            .collect();
        written.push_str(&format!("({})", arguments?.join(", ")));
        taken += end + 1;
    }
    if tokens.get(taken..taken + 2) == Some(&[Token::Mark('['), Token::Mark(']')]) {
        written.push_str("[]");
        taken += 2;
    }
    if tokens.get(taken..taken + 2) == Some(&[Token::Mark('['), Token::Mark(']')]) {
        return None;
    }
    Some(taken)
}

/// Whether a parenthesis or bracket after it belongs to it.
fn is_value(token: Option<&Token>) -> bool {
    match token {
        Some(Token::Word(word)) => !matches!(
            word.as_str(),
            "AND"
                | "OR"
                | "NOT"
                | "IN"
                | "CASE"
                | "WHEN"
                | "THEN"
                | "ELSE"
                | "FROM"
                | "IS"
                | "ZONE"
                | "ROW"
                | "BETWEEN"
                | "LIKE"
                | "ESCAPE"
        ),
        Some(Token::Quoted(_) | Token::Mark(')' | ']')) => true,
        _ => false,
    }
}

/// Puts a blank where two words would grow together.
fn put(written: &mut String, text: &str) {
    if !written.is_empty() && !written.ends_with(['(', '[', ' ']) {
        written.push(' ');
    }
    written.push_str(text);
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = if first.is_whitespace() {
            first.len_utf8()
        } else if first == '\'' || rest.starts_with("E'") {
            let escaped = first == 'E';
            let start = if escaped { 2 } else { 1 };
            let (content, taken) = quoted(&rest[start..], '\'', escaped)?;
            tokens.push(Token::Text(content));
            start + taken
        } else if first == '"' {
            let (content, taken) = quoted(&rest[1..], '"', false)?;
            tokens.push(Token::Quoted(content));
            1 + taken
        } else if first.is_ascii_digit() {
            let length = rest
                .find(|it: char| !(it.is_ascii_digit() || it == '.'))
                .unwrap_or(rest.len());
            tokens.push(Token::Number(rest[..length].to_owned()));
            length
        } else if first == '_' || first.is_alphabetic() {
            let length = rest
                .find(|it: char| !(it == '_' || it == '$' || it.is_alphanumeric()))
                .unwrap_or(rest.len());
            // `B'101'` and `X'1F'`.
            if rest[length..].starts_with('\'') {
                return None;
            }
            tokens.push(Token::Word(rest[..length].to_owned()));
            length
        } else if matches!(first, '(' | ')' | '[' | ']' | ',') {
            tokens.push(Token::Mark(first));
            1
        } else if rest.starts_with("::") {
            tokens.push(Token::Operator("::".to_owned()));
            2
        } else if first == '.' {
            tokens.push(Token::Operator(".".to_owned()));
            1
        } else {
            let length = rest
                .find(|it: char| !"+-*/<>=~!@#%^&|`?".contains(it))
                .unwrap_or(rest.len());
            if length == 0 {
                return None;
            }
            tokens.push(Token::Operator(rest[..length].to_owned()));
            length
        };
        rest = &rest[taken..];
    }
    Some(tokens)
}

/// What stands before the closing quote mark, and how long it is with it.
fn quoted(text: &str, mark: char, escaped: bool) -> Option<(String, usize)> {
    let mut content = String::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        if char == mark {
            if chars.peek().is_some_and(|(_, next)| *next == mark) {
                chars.next();
                content.push(mark);
                continue;
            }
            return Some((content, at + 1));
        }
        if escaped && char == '\\' {
            // PostgreSQL writes no other escape than the doubled one.
            let (_, next) = chars.next()?;
            if next != '\\' {
                return None;
            }
        }
        content.push(char);
    }
    None
}

/// The operators that both lexers know, but for `like`.
const OPERATORS: &str = "
    + - * / % ^ = < > <= >= <> != || -> ->> #> #>> #- @> <@ && ~ ~* !~ !~* @@ @? ? ?| ?& & | # << >> &< &> -|- <->
    <=> <#> <+> @
";

/// The words of SQL that are words of the language too.
const KEYWORDS: &str = "
    ALL AND ANY ARRAY AT BETWEEN CASE COALESCE CURRENT_DATE CURRENT_ROLE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER
    DISTINCT ELSE END ESCAPE EXTRACT FALSE FROM GREATEST IN IS LEAST LIKE LOCALTIME LOCALTIMESTAMP NOT NULL NULLIF OR
    SESSION_USER THEN TIME TRUE UNKNOWN VALUE WHEN ZONE
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_postgresql_writes_becomes_what_a_schema_says() {
        for (sql, said) in [
            ("(a > 0)", "a > 0"),
            (
                "((length(a) >= 1) AND (length(a) <= 9))",
                "length(a) between 1 and 9",
            ),
            ("((a > 0) OR (b IS NOT NULL))", "a > 0 or b is not null"),
            (
                "(((a > 0) AND (b > 0)) OR (NOT ((c = 1) AND d)))",
                "(a > 0 and b > 0) or not (c = 1 and d)",
            ),
            (
                "((f((a + 1)) = 2) AND ((b)::text = 'x'::text))",
                r#"f(a + 1) = 2 and (b)::text = "x"::text"#,
            ),
            ("((ROW(a, b) = ROW(1, 2)) AND c)", "(a, b) = (1, 2) and c"),
            (
                "((name)::text ~~ '%x'::text)",
                r#"(name)::text like "%x"::text"#,
            ),
            (
                "'2020-01-01 00:00:00+00'::timestamp with time zone",
                r#""2020-01-01 00:00:00+00"::timestamptz"#,
            ),
            (
                "lower((\"Name\")::character varying(9))",
                "lower((Name)::varchar(9))",
            ),
            ("(a = ANY (ARRAY[1, 2, 3]))", "a = any(array[1, 2, 3])"),
            ("COALESCE(a, '{}'::text[])", r#"coalesce(a, "{}"::text[])"#),
            ("E'a\\\\d'::text", r##"r#"a\d"#::text"##),
            (
                "nextval('billing.numbers'::regclass)",
                r#"nextval("billing.numbers"::regclass)"#,
            ),
            ("(tags)[1]", "(tags)[1]"),
            ("\"a b\" > 0", r##"sql r#""a b" > 0"#"##),
            (
                "SUBSTRING(a FROM 1 FOR 2)",
                r#"sql "SUBSTRING(a FROM 1 FOR 2)""#,
            ),
            (
                "(now() + '7 days'::interval)",
                r#"now() + "7 days"::interval"#,
            ),
            ("EXTRACT(year FROM at)", "extract(year from r#at)"),
            (
                "CASE WHEN (a > 1) THEN 'x'::text ELSE NULL::text END",
                r#"case when a > 1 then "x"::text else null::text end"#,
            ),
        ] {
            assert_eq!(translated(sql), said, "{sql}");
        }
    }
}
