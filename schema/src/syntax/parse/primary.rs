//! What operators stand between: values, names, calls, `case`, and casts and subscripts of them.

use super::expression::{Level, Node};
use super::{Parsed, Parser, Reported};
use crate::source::Span;
use crate::syntax::Name;
use crate::syntax::expression::{Expr, ExprKind};
use crate::syntax::lexer::TokenKind;

/// Words that a column's name has to be written `r#…` for in an expression.
const RAW_ONLY: &[&str] = &[
    "and", "or", "not", "is", "in", "between", "like", "ilike", "similar", "collate", "when",
    "then", "else", "end", "where", "with", "include", "as", "on", "check", "unique", "case",
];

impl Parser<'_> {
    /// A value with the casts and subscripts after it.
    pub(super) fn postfix(&mut self) -> Parsed<Node> {
        let mut node = self.primary()?;
        loop {
            let start = node.expr.span;
            if self.eat("::").is_some() {
                let ty = self.cast_type()?;
                node = self.over(Level::Postfix, start, &[], node, |operand| {
                    ExprKind::Cast(operand, ty)
                })?;
            } else if let Some(open) = self.eat("[") {
                let index = self.node()?;
                self.close("]", open)?;
                let levels = [index.levels];
                node = self.over(Level::Postfix, start, &levels, node, |operand| {
                    ExprKind::Subscript(operand, index.expr)
                })?;
            } else {
                return Ok(node);
            }
        }
    }

    fn primary(&mut self) -> Parsed<Node> {
        let start = self.here();
        match &self.ahead(0).kind {
            TokenKind::Number(digits) => {
                let kind = ExprKind::Number(digits.clone());
                self.bump();
                Ok(self.leaf(start, kind, 1))
            }
            TokenKind::String(value) => {
                let kind = ExprKind::Text(value.clone());
                self.bump();
                Ok(self.leaf(start, kind, 1))
            }
            TokenKind::Sign("(") => self.in_parentheses(),
            TokenKind::Name { .. } if !self.at_column() => self.word_or_name(),
            _ => Err(self.unexpected("an expression")),
        }
    }

    /// An expression from `start` to the last token.
    fn leaf(&self, start: Span, kind: ExprKind, levels: usize) -> Node {
        Node {
            expr: Box::new(Expr {
                span: start.to(self.before()),
                kind,
            }),
            level: Level::Postfix,
            levels,
        }
    }

    fn in_parentheses(&mut self) -> Parsed<Node> {
        let open = self.bump();
        if self.is_sign(0, ")") {
            return Err(self.unexpected("an expression"));
        }
        let (mut list, levels) = self.nodes(")", open)?;
        let comma = matches!(self.tokens[self.at - 2].kind, TokenKind::Sign(","));
        let kind = match list.pop() {
            Some(only) if list.is_empty() && !comma => ExprKind::Parenthesized(Box::new(only)),
            last => {
                list.extend(last);
                ExprKind::Row(list)
            }
        };
        Ok(self.leaf(open, kind, levels + 1))
    }

    fn word_or_name(&mut self) -> Parsed<Node> {
        match self.word() {
            "case" if !self.ends_operand(1) => self.case(),
            "array" if self.is_sign(1, "[") => self.array(),
            "extract" if self.is_sign(1, "(") => self.extract(),
            "cast" if self.is_sign(1, "(") => self.cast_habit(),
            "sql" if self.is_string(1) => self.sql_text(),
            word if RAW_ONLY.contains(&word) => Err(self.raw_only(word)),
            "null" | "true" | "false" => self.constant(),
            _ => self.name_or_call(),
        }
    }

    fn array(&mut self) -> Parsed<Node> {
        let start = self.take_word();
        let open = self.bump();
        let (list, levels) = self.nodes("]", open)?;
        Ok(self.leaf(start, ExprKind::Array(list), levels + 1))
    }

    fn sql_text(&mut self) -> Parsed<Node> {
        let start = self.take_word();
        let text = self.string("SQL in quotes")?;
        Ok(self.leaf(start, ExprKind::Sql(text), 1))
    }

    /// `null`, `true`, `false`, also in capitals: they stand in the tree as names.
    fn constant(&mut self) -> Parsed<Node> {
        let text = self.word().to_owned();
        let span = self.take_word();
        let name = self.qualified_name_from(Name { text, span })?;
        Ok(self.leaf(span, ExprKind::Name(name), 1))
    }

    /// Says that a word has to be marked as a name.
    fn raw_only(&mut self, word: &str) -> Reported {
        let what = format!("expected an expression, found `{word}`");
        self.mistake(self.here(), what)
            .help(format!("a column called `{word}` is written `r#{word}`"));
        Reported
    }

    fn name_or_call(&mut self) -> Parsed<Node> {
        let start = self.here();
        let name = self.name("an expression")?;
        if self.is_string(0) {
            let text = self.string("a string")?;
            return Ok(self.leaf(start, ExprKind::Typed(name, text), 1));
        }
        let function = self.qualified_name_from(name)?;
        let Some(open) = self.eat("(") else {
            return Ok(self.leaf(start, ExprKind::Name(function), 1));
        };
        let (arguments, levels) = self.nodes(")", open)?;
        let kind = ExprKind::Call {
            function,
            arguments,
        };
        Ok(self.leaf(start, kind, levels + 1))
    }

    /// Whether what comes so many tokens after the next follows an operand, so that the word
    /// before it is one.
    fn ends_operand(&self, distance: usize) -> bool {
        match self.ahead(distance).kind {
            TokenKind::Sign(sign) => !matches!(sign, "(" | "-" | "+" | "~" | "@"),
            TokenKind::End => true,
            _ => matches!(
                self.tokens
                    .get(self.at + distance)
                    .map(|token| self.written(token.span)),
                Some("is" | "in" | "between" | "like" | "ilike" | "and" | "or")
            ),
        }
    }

    fn case(&mut self) -> Parsed<Node> {
        let start = self.take_word();
        let mut levels = 0;
        let mut operand = None;
        if self.word() != "when" {
            let node = self.node()?;
            levels = node.levels;
            operand = Some(node.expr);
        }
        let mut branches = Vec::new();
        while self.eat_word("when").is_some() {
            let when = self.node()?;
            self.expect_word("then")?;
            let then = self.node()?;
            levels = levels.max(when.levels).max(then.levels);
            branches.push((*when.expr, *then.expr));
        }
        if branches.is_empty() {
            return Err(self.unexpected("`when`"));
        }
        let mut otherwise = None;
        if self.eat_word("else").is_some() {
            let node = self.node()?;
            levels = levels.max(node.levels);
            otherwise = Some(node.expr);
        }
        if self.eat_word("end").is_none() {
            let what = if otherwise.is_some() {
                "`end`"
            } else {
                "`when`, `else` or `end`"
            };
            return Err(self.unexpected(what));
        }
        let kind = ExprKind::Case {
            operand,
            branches,
            otherwise,
        };
        Ok(self.leaf(start, kind, levels + 1))
    }

    fn extract(&mut self) -> Parsed<Node> {
        let start = self.take_word();
        let open = self.bump();
        let field = self.name("a field, such as `year`")?;
        self.expect_word("from")?;
        let node = self.node()?;
        self.close(")", open)?;
        let kind = ExprKind::Extract(field, node.expr);
        Ok(self.leaf(start, kind, node.levels + 1))
    }
}
