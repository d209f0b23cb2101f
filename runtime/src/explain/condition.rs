//! The conditions of a plan, which PostgreSQL gives as SQL: which columns they compare, and how.
//!
//! What is understood is what PostgreSQL itself writes: each operator in parentheses, columns behind
//! the names of their tables. The rest is [`Expression::Other`], of which nothing is concluded.

/// A condition, or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    /// A column, behind the name that the statement has for its table.
    Column {
        table: Option<String>,
        name: String,
    },
    /// A literal or a parameter; a literal's text.
    Value(Option<String>),
    /// An operator between two.
    Operator {
        left: Box<Expression>,
        operator: String,
        right: Box<Expression>,
    },
    And(Vec<Expression>),
    Or(Vec<Expression>),
    Null {
        of: Box<Expression>,
        is: bool,
    },
    /// Something as another type.
    Cast {
        of: Box<Expression>,
        to: String,
    },
    /// What is computed of these.
    Other(Vec<Expression>),
}

/// What a row is ordered by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SortKey {
    pub(super) by: Expression,
    pub(super) descending: bool,
    pub(super) nulls_first: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    /// A word in double quotes.
    Name(String),
    Literal(String),
    Operator(String),
    Mark(char),
    /// `::` and the type behind it.
    Cast(String),
}

impl Expression {
    pub(super) fn parse(text: &str) -> Self {
        let tokens = tokens(text);
        let mut parser = Parser {
            tokens: &tokens,
            at: 0,
            depth: 0,
        };
        parser.expression()
    }

    /// The parts that are all met.
    pub(super) fn conjuncts(&self) -> Vec<&Self> {
        match self {
            Self::And(all) => all.iter().flat_map(Self::conjuncts).collect(),
            one => vec![one],
        }
    }

    /// The column that it is, if need be as a text: a cast that indexes are used through.
    pub(super) fn column(&self) -> Option<(Option<&str>, &str)> {
        match self {
            Self::Column { table, name } => Some((table.as_deref(), name)),
            Self::Cast { of, to } if to == "text" => of.column(),
            _ => None,
        }
    }

    /// Whether a column of this table is part of it.
    pub(super) fn takes(&self, alias: &str) -> bool {
        match self {
            Self::Column { table, .. } => table.as_deref().is_none_or(|table| table == alias),
            Self::Value(_) => false,
            Self::Operator { left, right, .. } => left.takes(alias) || right.takes(alias),
            Self::And(all) | Self::Or(all) | Self::Other(all) => {
                all.iter().any(|of| of.takes(alias))
            }
            Self::Null { of, .. } | Self::Cast { of, .. } => of.takes(alias),
        }
    }

    /// Whether a column of another table is part of it.
    pub(super) fn takes_other(&self, alias: &str) -> bool {
        match self {
            Self::Column { table, .. } => table.as_deref().is_some_and(|table| table != alias),
            Self::Value(_) => false,
            Self::Operator { left, right, .. } => {
                left.takes_other(alias) || right.takes_other(alias)
            }
            Self::And(all) | Self::Or(all) | Self::Other(all) => {
                all.iter().any(|of| of.takes_other(alias))
            }
            Self::Null { of, .. } | Self::Cast { of, .. } => of.takes_other(alias),
        }
    }

    /// A literal's text.
    pub(super) fn literal(&self) -> Option<&str> {
        match self {
            Self::Value(text) => text.as_deref(),
            Self::Cast { of, .. } => of.literal(),
            _ => None,
        }
    }
}

impl SortKey {
    pub(super) fn parse(text: &str) -> Self {
        let mut rest = text.trim();
        let mut nulls = None;
        for (word, first) in [(" NULLS FIRST", true), (" NULLS LAST", false)] {
            if let Some(before) = rest.strip_suffix(word) {
                (rest, nulls) = (before, Some(first));
            }
        }
        let mut descending = false;
        if let Some(before) = rest.strip_suffix(" DESC") {
            (rest, descending) = (before, true);
        }
        Self {
            by: Expression::parse(rest),
            descending,
            nulls_first: nulls.unwrap_or(descending),
        }
    }
}

/// The text with `…` in the place of values, and without what says their types.
pub(super) fn masked(text: &str) -> String {
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

fn tokens(text: &str) -> Vec<Token> {
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

/// So deep in each other, conditions are not understood any more.
const DEEP: usize = 100;

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(there)) if there == word)
    }

    fn is_mark(&self, mark: char) -> bool {
        self.peek() == Some(&Token::Mark(mark))
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_it = self.is_word(word);
        self.at += usize::from(is_it);
        is_it
    }

    fn take_mark(&mut self, mark: char) -> bool {
        let is_it = self.is_mark(mark);
        self.at += usize::from(is_it);
        is_it
    }

    fn expression(&mut self) -> Expression {
        let mut left = self.operand();
        loop {
            if let Some(Token::Operator(operator)) = self.peek() {
                let mut operator = operator.clone();
                self.at += 1;
                for word in ["ANY", "ALL"] {
                    if self.take_word(word) {
                        operator = format!("{operator} {word}");
                    }
                }
                let right = self.operand();
                left = Expression::Operator {
                    left: Box::new(left),
                    operator,
                    right: Box::new(right),
                };
            } else if self.take_word("AND") {
                let right = self.operand();
                left = match left {
                    Expression::And(mut all) => {
                        all.push(right);
                        Expression::And(all)
                    }
                    first => Expression::And(vec![first, right]),
                };
            } else if self.take_word("OR") {
                let right = self.operand();
                left = match left {
                    Expression::Or(mut any) => {
                        any.push(right);
                        Expression::Or(any)
                    }
                    first => Expression::Or(vec![first, right]),
                };
            } else if self.take_word("IS") {
                let not = self.take_word("NOT");
                if self.take_word("NULL") {
                    left = Expression::Null {
                        of: Box::new(left),
                        is: !not,
                    };
                } else {
                    self.at += 1;
                    self.take_word("FROM");
                    let other = self.is_operand().then(|| self.operand());
                    left = Expression::Other([left].into_iter().chain(other).collect());
                }
            } else if self.take_word("COLLATE") {
                self.at += 1;
                self.dotted();
                left = Expression::Other(vec![left]);
            } else {
                return left;
            }
        }
    }

    fn is_operand(&self) -> bool {
        match self.peek() {
            None | Some(Token::Operator(_) | Token::Cast(_)) => false,
            Some(Token::Mark(mark)) => *mark == '(',
            Some(Token::Word(word)) => !["AND", "OR", "IS"].contains(&word.as_str()),
            Some(Token::Name(_) | Token::Literal(_)) => true,
        }
    }

    fn operand(&mut self) -> Expression {
        if self.depth == DEEP {
            self.at = self.tokens.len();
            return Expression::Other(Vec::new());
        }
        self.depth += 1;
        let operand = self.first();
        let operand = self.behind(operand);
        self.depth -= 1;
        operand
    }

    fn first(&mut self) -> Expression {
        match self.peek().cloned() {
            None => Expression::Other(Vec::new()),
            Some(Token::Mark('(')) => {
                self.at += 1;
                self.parts(')')
            }
            Some(Token::Literal(text)) => {
                self.at += 1;
                Expression::Value(Some(text))
            }
            Some(Token::Operator(_)) => {
                // A sign, or an operator with one side.
                self.at += 1;
                match self.operand() {
                    Expression::Value(text) => Expression::Value(text),
                    other => Expression::Other(vec![other]),
                }
            }
            Some(Token::Word(word)) => self.word(&word),
            Some(Token::Name(name)) => self.named(name),
            Some(Token::Mark(_) | Token::Cast(_)) => {
                self.at += 1;
                Expression::Other(Vec::new())
            }
        }
    }

    /// What casts and subscripts behind an operand make of it.
    fn behind(&mut self, mut operand: Expression) -> Expression {
        loop {
            if let Some(Token::Cast(to)) = self.peek() {
                let to = to.clone();
                self.at += 1;
                operand = match operand {
                    Expression::Value(text) => Expression::Value(text),
                    other => Expression::Cast {
                        of: Box::new(other),
                        to,
                    },
                };
            } else if self.take_mark('[') {
                let inner = self.parts(']');
                operand = Expression::Other(vec![operand, inner]);
            } else if self.is_mark('.') {
                self.dotted();
                operand = Expression::Other(vec![operand]);
            } else {
                return operand;
            }
        }
    }

    /// What stands up to a closing mark; one thing is that thing.
    fn parts(&mut self, close: char) -> Expression {
        let mut parts = Vec::new();
        while self.peek().is_some() && !self.is_mark(close) {
            let before = self.at;
            parts.push(self.expression());
            self.take_mark(',');
            if self.at == before {
                self.at += 1;
            }
        }
        self.take_mark(close);
        match parts.len() {
            1 => parts.swap_remove(0),
            _ => Expression::Other(parts),
        }
    }

    fn word(&mut self, word: &str) -> Expression {
        match word {
            "NOT" => {
                self.at += 1;
                let of = self.operand();
                Expression::Other(vec![of])
            }
            "NULL" | "true" | "false" | "CURRENT_DATE" | "CURRENT_TIMESTAMP" | "CURRENT_USER" => {
                self.at += 1;
                Expression::Value(None)
            }
            "CASE" => {
                let mut parts = Vec::new();
                self.at += 1;
                while self.peek().is_some() && !self.take_word("END") {
                    if self.is_operand() {
                        let before = self.at;
                        parts.push(self.expression());
                        if self.at > before {
                            continue;
                        }
                    }
                    self.at += 1;
                }
                Expression::Other(parts)
            }
            _ => self.named(word.to_owned()),
        }
    }

    /// A column, a call, or a word that means something else.
    fn named(&mut self, first: String) -> Expression {
        self.at += 1;
        let mut names = vec![first];
        while self.is_mark('.') {
            self.at += 1;
            match self.peek().cloned() {
                Some(Token::Word(name) | Token::Name(name)) => names.push(name),
                _ => return Expression::Other(Vec::new()),
            }
            self.at += 1;
        }
        if self.take_mark('(') {
            let arguments = self.parts(')');
            return Expression::Other(vec![arguments]);
        }
        if self.take_mark('[') {
            let elements = self.parts(']');
            return Expression::Other(vec![elements]);
        }
        // `hashed SubPlan 1`, `InitPlan 1 (returns $0)`
        if let Some(Token::Word(_) | Token::Literal(_)) = self.peek()
            && names.len() == 1
            && ["SubPlan", "InitPlan", "hashed", "PARTIAL"].contains(&names[0].as_str())
        {
            while matches!(self.peek(), Some(Token::Word(_) | Token::Literal(_))) {
                self.at += 1;
            }
            return Expression::Other(Vec::new());
        }
        let name = names.pop().unwrap_or_default();
        Expression::Column {
            table: names.pop(),
            name,
        }
    }

    fn dotted(&mut self) {
        while self.take_mark('.') {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(table: &str, name: &str) -> Expression {
        Expression::Column {
            table: Some(table.to_owned()),
            name: name.to_owned(),
        }
    }

    #[test]
    fn values_are_masked() {
        let masked = [
            "(t0.author_id = '1'::bigint)",
            "((t0.votes > 5) AND (t0.status = 'it''s)'::order_status))",
            "((t0.email)::text = ANY ('{a,b}'::text[]))",
            "(t0.at >= '2024-01-01 00:00:00+00'::timestamp with time zone)",
            "((t0.\"order\" IS NOT NULL) OR (NOT (t0.shown)))",
            "(lower(t0.name) = $1)",
            "(t0.price < '-5.5'::numeric(12,2))",
        ]
        .map(masked);
        let expected = [
            "t0.author_id = …",
            "(t0.votes > …) AND (t0.status = …)",
            "(t0.email)::text = ANY (…)",
            "t0.at >= …",
            "(t0.\"order\" IS NOT NULL) OR (NOT (t0.shown))",
            "lower(t0.name) = …",
            "t0.price < …",
        ];
        assert_eq!(masked, expected);
    }

    #[test]
    fn comparisons_are_understood() {
        let parsed = Expression::parse(
            "((t0.author_id = '7'::bigint) AND (t0.title ~~ 'x%'::text) AND (t0.body IS NULL))",
        );
        let conjuncts = parsed.conjuncts();
        assert_eq!(conjuncts.len(), 3, "{parsed:?}");
        let Expression::Operator {
            left,
            operator,
            right,
        } = conjuncts[1]
        else {
            panic!("{parsed:?}");
        };
        assert_eq!((&**left, operator.as_str()), (&column("t0", "title"), "~~"));
        assert_eq!(right.literal(), Some("x%"));
        assert!(matches!(conjuncts[2], Expression::Null { is: true, .. }));
    }

    #[test]
    fn what_is_not_known_takes_what_stands_in_it() {
        for text in [
            "(lower(t0.name) = (t1.name)::text)",
            "(CASE WHEN (t0.a > 1) THEN t1.b ELSE 'x'::text END = 'x'::text)",
            "((t0.tags)[1] = t1.tag)",
            "(t0.a IS DISTINCT FROM t1.a)",
        ] {
            let parsed = Expression::parse(text);
            assert!(
                parsed.takes("t0") && parsed.takes_other("t0"),
                "{text}: {parsed:?}"
            );
        }
        for text in [
            "(SubPlan 1)",
            "(NOT (hashed SubPlan 2))",
            "((",
            "a.",
            "(1 = ",
            "CASE",
            ")",
        ] {
            let parsed = Expression::parse(text);
            assert!(!parsed.takes_other("t0"), "{text}: {parsed:?}");
        }
    }

    #[test]
    fn an_order_has_its_direction() {
        let key = SortKey::parse("t0.created_at DESC NULLS LAST");
        assert_eq!(key.by, column("t0", "created_at"));
        assert!(key.descending && !key.nulls_first);
        assert!(SortKey::parse("t0.id DESC").nulls_first);
        assert!(matches!(
            SortKey::parse("t0.name COLLATE \"C\"").by,
            Expression::Other(_)
        ));
    }
}
