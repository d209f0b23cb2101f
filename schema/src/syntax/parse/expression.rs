//! Expressions: operators by precedence (PostgreSQL's manual, 4.1.6).

use super::{Parsed, Parser, Reported};
use crate::source::Span;
use crate::syntax::Text;
use crate::syntax::expression::{Expr, ExprKind};
use crate::syntax::lexer::{TokenKind, is_operator};

/// How tightly an expression holds together, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    And,
    Not,
    Is,
    Compare,
    Range,
    Other,
    Sum,
    Product,
    Power,
    Zone,
    Collate,
    Sign,
    Postfix,
}

/// How many expressions an expression may stand in.
const MOST_NESTED: usize = 128;

/// How many levels a tree may have: `a + b + c` has three, `(a)` two.
const MOST_LEVELS: usize = 500;

/// An expression, how tightly it holds together, and how many levels it has.
pub(super) struct Node {
    /// In a box: what is nested deeply should need little of the stack.
    pub(super) expr: Box<Expr>,
    pub(super) level: Level,
    pub(super) levels: usize,
}

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        Ok(*self.node()?.expr)
    }

    pub(super) fn node(&mut self) -> Parsed<Node> {
        self.node_at(Level::Or)
    }

    /// An expression that holds together at least so tightly.
    pub(super) fn node_at(&mut self, least: Level) -> Parsed<Node> {
        if self.nesting >= MOST_NESTED {
            return Err(self.too_deep());
        }
        self.nesting += 1;
        let node = self
            .prefix(least)
            .and_then(|left| self.infixes(left, least));
        self.nesting -= 1;
        node
    }

    pub(super) fn too_deep(&mut self) -> Reported {
        let at = self.here();
        self.mistake(at, "this expression is nested too deeply".to_owned())
            .help("write it in several checks, or as `sql \"…\"`");
        Reported
    }

    fn prefix(&mut self, least: Level) -> Parsed<Node> {
        let start = self.here();
        if self.word() == "not" {
            if least > Level::Not {
                return Err(self.needs_parentheses(start, "not"));
            }
            self.take_word();
            let operand = self.node_at(Level::Not)?;
            return self.over(Level::Not, start, &[], operand, |operand| {
                ExprKind::Not(operand)
            });
        }
        let TokenKind::Sign(sign) = self.ahead(0).kind else {
            return self.postfix();
        };
        let (level, operand) = match sign {
            "-" | "+" => (Level::Sign, Level::Sign),
            "~" | "@" => (Level::Other, Level::Sum),
            _ => return self.postfix(),
        };
        if least > level {
            return Err(self.needs_parentheses(start, sign));
        }
        self.bump();
        let operator = Text {
            value: sign.to_owned(),
            span: start,
        };
        let operand = self.node_at(operand)?;
        self.over(level, start, &[], operand, |operand| ExprKind::Unary {
            operator,
            operand,
        })
    }

    fn needs_parentheses(&mut self, at: Span, word: &str) -> Reported {
        self.mistake(
            at,
            format!("`{word}` binds weaker than what stands before it"),
        )
        .help(format!("put parentheses around it: `({word} …)`"));
        Reported
    }

    /// What follows the first operand.
    fn infixes(&mut self, mut left: Node, least: Level) -> Parsed<Node> {
        while let Some(level) = self.infix_level() {
            if level < least {
                break;
            }
            left = self.infix(left, level)?;
        }
        Ok(left)
    }

    /// How tightly the operator that comes next holds its operands together.
    fn infix_level(&self) -> Option<Level> {
        if let TokenKind::Sign(sign) = self.ahead(0).kind {
            return match sign {
                "<" | ">" | "=" | "<=" | ">=" | "<>" | "!=" => Some(Level::Compare),
                "+" | "-" => Some(Level::Sum),
                "*" | "/" | "%" => Some(Level::Product),
                "^" => Some(Level::Power),
                _ if is_operator(sign) => Some(Level::Other),
                _ => None,
            };
        }
        match self.word() {
            "or" => Some(Level::Or),
            "and" => Some(Level::And),
            "is" | "isnull" | "notnull" => Some(Level::Is),
            "between" | "in" | "like" | "ilike" => Some(Level::Range),
            "similar" if self.second_word() == "to" => Some(Level::Range),
            "not" => {
                let range = match self.second_word() {
                    "between" | "in" | "like" | "ilike" => true,
                    "similar" => self.third_word() == "to",
                    _ => false,
                };
                range.then_some(Level::Range)
            }
            "at" if self.second_word() == "time" => Some(Level::Zone),
            "collate" => Some(Level::Collate),
            _ => None,
        }
    }

    fn infix(&mut self, left: Node, level: Level) -> Parsed<Node> {
        if left.level < level {
            return self.misplaced(left);
        }
        let chains = !matches!(level, Level::Is | Level::Compare | Level::Range);
        if left.level == level && !chains {
            return Err(self.no_chain(&left, level));
        }
        match level {
            Level::Or | Level::And => {
                self.take_word();
                let right = self.node_at(above(level))?;
                self.join(level, left, right, |left, right| match level {
                    Level::Or => ExprKind::Or(left, right),
                    _ => ExprKind::And(left, right),
                })
            }
            Level::Is => self.is(left),
            Level::Range => self.range(left),
            Level::Zone => {
                for word in ["at", "time", "zone"] {
                    self.expect_word(word)?;
                }
                let zone = self.node_at(Level::Collate)?;
                self.join(Level::Zone, left, zone, ExprKind::AtTimeZone)
            }
            Level::Collate => {
                self.take_word();
                let collation = self.string("the collation's name in quotes")?;
                let start = left.expr.span;
                self.over(level, start, &[], left, |operand| {
                    ExprKind::Collate(operand, collation)
                })
            }
            _ => self.binary(left, level),
        }
    }

    /// An operator that holds tighter than what stands before it, which cannot be its operand.
    fn misplaced(&mut self, left: Node) -> Parsed<Node> {
        let at = self.here();
        let word = match self.ahead(0).kind {
            TokenKind::Sign("&&") => "and",
            TokenKind::Sign("||") => "or",
            _ => {
                let written = self.quote(left.expr.span);
                let message = format!(
                    "`{}` binds tighter than what stands before it",
                    self.quote(at)
                );
                self.mistake(at, message)
                    .help(format!("put parentheses: `({written})`"));
                return Err(Reported);
            }
        };
        self.between_conditions(at, word);
        self.bump();
        let right = self.node_at(Level::Not)?;
        self.join(Level::And, left, right, ExprKind::And)
    }

    fn no_chain(&mut self, left: &Node, level: Level) -> Reported {
        // In `a > 1 && b > 2` the sign takes `1` and `b`.
        if let ExprKind::Binary { right, .. } = &left.expr.kind
            && let ExprKind::Binary { operator, .. } = &right.kind
            && let Some(word) = match operator.value.as_str() {
                "&&" => Some("and"),
                "||" => Some("or"),
                _ => None,
            }
        {
            self.between_conditions(operator.span, word);
            self.last_unexpected = Some(self.at);
            return Reported;
        }
        let at = self.here();
        let written = self.quote(left.expr.span);
        let (message, help) = match level {
            Level::Compare => (
                "comparisons do not chain".to_owned(),
                "write `a < b and b < c`".to_owned(),
            ),
            _ => (
                format!(
                    "`{}` cannot follow this without parentheses",
                    self.quote(at)
                ),
                format!("write `({written})`"),
            ),
        };
        self.mistake(at, message)
            .help(help)
            .because(left.expr.span, "this comes first");
        Reported
    }

    fn between_conditions(&mut self, at: Span, word: &str) {
        let sign = self.written(at);
        let what = if sign == "&&" {
            "`&&` asks whether arrays or ranges overlap"
        } else {
            "`||` joins texts"
        };
        self.complain(at, what)
            .help(format!("between conditions write `{word}`"));
    }

    fn binary(&mut self, left: Node, level: Level) -> Parsed<Node> {
        let TokenKind::Sign(sign) = self.ahead(0).kind else {
            return Err(self.unexpected("an operator"));
        };
        let operator = Text {
            value: sign.to_owned(),
            span: self.bump(),
        };
        if sign == "=" {
            self.eat_second_equals();
        }
        let right = self.node_at(above(level))?;
        self.join(level, left, right, |left, right| ExprKind::Binary {
            left,
            operator,
            right,
        })
    }

    /// The rest of a list of expressions, and how many levels the deepest has.
    pub(super) fn nodes(&mut self, close: &'static str, open: Span) -> Parsed<(Vec<Expr>, usize)> {
        let mut levels = 0;
        let (list, _) = self.list_until(close, open, |parser| {
            let node = parser.node()?;
            levels = levels.max(node.levels);
            Ok(*node.expr)
        })?;
        Ok((list, levels))
    }

    fn join(
        &mut self,
        level: Level,
        left: Node,
        right: Node,
        kind: impl FnOnce(Box<Expr>, Box<Expr>) -> ExprKind,
    ) -> Parsed<Node> {
        let start = left.expr.span;
        let levels = [right.levels];
        let right = right.expr;
        self.over(level, start, &levels, left, |left| kind(left, right))
    }

    /// The expression that stands over another one and reaches to the last token; `others` are
    /// the levels of its other parts.
    pub(super) fn over(
        &mut self,
        level: Level,
        start: Span,
        others: &[usize],
        operand: Node,
        kind: impl FnOnce(Box<Expr>) -> ExprKind,
    ) -> Parsed<Node> {
        let levels = others
            .iter()
            .fold(operand.levels, |most, &next| most.max(next))
            + 1;
        if levels > MOST_LEVELS {
            return Err(self.too_deep());
        }
        Ok(Node {
            expr: Box::new(Expr {
                span: start.to(self.before()),
                kind: kind(operand.expr),
            }),
            level,
            levels,
        })
    }
}

/// The next tighter level.
fn above(level: Level) -> Level {
    match level {
        Level::Or => Level::And,
        Level::And => Level::Not,
        Level::Not => Level::Is,
        Level::Is => Level::Compare,
        Level::Compare => Level::Range,
        Level::Range => Level::Other,
        Level::Other => Level::Sum,
        Level::Sum => Level::Product,
        Level::Product => Level::Power,
        Level::Power => Level::Zone,
        Level::Zone => Level::Collate,
        Level::Collate => Level::Sign,
        Level::Sign | Level::Postfix => Level::Postfix,
    }
}
