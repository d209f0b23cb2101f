//! The words that a condition is made of.

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Word(String),
    /// A word in double quotes.
    Name(String),
    Literal(String),
    Operator(String),
    Mark(char),
    /// `::` and the type behind it.
    Cast(String),
}

/// The text with `…` in the place of values, and without what says their types.
pub(in crate::explain) fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut value = false;
    for token in tokens(text) {
        let is_open = |text: &String| text.is_empty() || text.ends_with(['(', '[', '.']);
        let (text, tight) = match &token {
            Token::Cast(_) if value => continue,
            Token::Cast(to) => (format!("::{to}"), true),
            Token::Literal(_) => ("…".to_owned(), false),
            Token::Word(word) => (word.clone(), false),
            Token::Name(name) => (format!("\"{name}\""), false),
            Token::Operator(operator) => (operator.clone(), false),
            Token::Mark(mark @ ('(' | '[')) => {
                let word = masked.chars().next_back();
                let call = word.is_some_and(|last| last.is_alphanumeric() || last == '"');
                let call = call
                    && !["AND", "OR", "NOT", "ANY", "ALL"]
                        .iter()
                        .any(|word| masked.ends_with(word));
                (mark.to_string(), call)
            }
            Token::Mark(mark) => (mark.to_string(), true),
        };
        if !tight && !is_open(&masked) {
            masked.push(' ');
        }
        masked.push_str(&text);
        value = matches!(token, Token::Literal(_));
    }
    // PostgreSQL puts the whole into parentheses.
    match masked
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
    {
        Some(inner) if is_balanced(inner) => inner.to_owned(),
        _ => masked,
    }
}

fn is_balanced(text: &str) -> bool {
    let mut depth = 0_usize;
    for character in text.chars() {
        match character {
            '(' => depth += 1,
            ')' if depth == 0 => return false,
            ')' => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(character) = characters.get(at).copied() {
        let next = characters.get(at + 1).copied();
        match character {
            ' ' => at += 1,
            '\'' => tokens.push(Token::Literal(quoted(&characters, &mut at, '\''))),
            'E' | 'B' | 'X' if next == Some('\'') => {
                at += 1;
                tokens.push(Token::Literal(quoted(&characters, &mut at, '\'')));
            }
            '"' => tokens.push(Token::Name(quoted(&characters, &mut at, '"'))),
            ':' if next == Some(':') => {
                at += 2;
                tokens.push(Token::Cast(type_name(&characters, &mut at)));
            }
            '$' => {
                at += 1;
                run(&characters, &mut at, char::is_alphanumeric);
                tokens.push(Token::Literal(String::new()));
            }
            '0'..='9' => {
                let digits = run(&characters, &mut at, |digit| {
                    digit.is_alphanumeric() || digit == '.'
                });
                tokens.push(Token::Literal(digits));
            }
            _ if character.is_alphabetic() || character == '_' => {
                let word = run(&characters, &mut at, |letter| {
                    letter.is_alphanumeric() || letter == '_' || letter == '$'
                });
                tokens.push(Token::Word(word));
            }
            _ if "+-*/<>=~!@#%^&|`?".contains(character) => {
                let operator = run(&characters, &mut at, |part| {
                    "+-*/<>=~!@#%^&|`?".contains(part)
                });
                tokens.push(Token::Operator(operator));
            }
            _ => {
                tokens.push(Token::Mark(character));
                at += 1;
            }
        }
    }
    tokens
}

fn run(characters: &[char], at: &mut usize, belongs: impl Fn(char) -> bool) -> String {
    let rest = characters.get(*at..).unwrap_or_default();
    let text: String = rest
        .iter()
        .copied()
        .take_while(|one| belongs(*one))
        .collect();
    *at += text.chars().count();
    text
}

/// What stands between two marks; a mark in it is doubled.
fn quoted(characters: &[char], at: &mut usize, mark: char) -> String {
    let mut text = String::new();
    *at += 1;
    while let Some(character) = characters.get(*at).copied() {
        *at += 1;
        if character == mark {
            if characters.get(*at) != Some(&mark) {
                break;
            }
            *at += 1;
        }
        text.push(character);
    }
    text
}

/// `timestamp with time zone`, `numeric(12,2)[]`, `"billing".state`
fn type_name(characters: &[char], at: &mut usize) -> String {
    let mut name = String::new();
    loop {
        if characters.get(*at) == Some(&'"') {
            name.push_str(&quoted(characters, at, '"'));
        } else {
            name.push_str(&run(characters, at, |letter| {
                letter.is_alphanumeric() || letter == '_'
            }));
        }
        if characters.get(*at) != Some(&'.') {
            break;
        }
        name.push('.');
        *at += 1;
    }
    let rest: String = characters.get(*at..).unwrap_or_default().iter().collect();
    let more = [
        " with time zone",
        " without time zone",
        " varying",
        " precision",
    ];
    if let Some(more) = more.iter().find(|more| rest.starts_with(**more)) {
        name.push_str(more);
        *at += more.len();
    }
    for (open, close) in [('(', ')'), ('[', ']')] {
        while characters.get(*at) == Some(&open) {
            let inner = run(characters, at, |character| character != close);
            *at += 1;
            if open == '[' {
                name.push_str(&inner);
                name.push(close);
            }
        }
    }
    name
}
