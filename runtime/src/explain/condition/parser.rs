//! From the words of a condition to what it says.

use super::Expression;
use super::token::{Token, tokens};

/// What a text says.
pub(super) fn parse(text: &str) -> Expression {
    let tokens = tokens(text);
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        depth: 0,
    };
    parser.expression()
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
