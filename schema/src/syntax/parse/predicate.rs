//! Questions asked in words: `is`, `between`, `in`, `like`.

use super::expression::{Level, Node};
use super::{Parsed, Parser};
use crate::syntax::expression::{ExprKind, IsWhat, LikeKind};

impl Parser<'_> {
    /// `is null`, `is not distinct from b`, …
    pub(super) fn is(&mut self, left: Node) -> Parsed<Node> {
        let start = left.expr.span;
        let word = self.word();
        if word != "is" {
            let at = self.bump();
            let negated = word == "notnull";
            let what = if negated { "is not null" } else { "is null" };
            self.complain(at, format!("`{word}` is written in words"))
                .help(format!("write `{what}`"));
            return self.over(Level::Is, start, &[], left, |operand| ExprKind::Is {
                operand,
                negated,
                what: IsWhat::Null,
            });
        }
        self.take_word();
        let negated = self.eat_word("not").is_some();
        let what = match self.word() {
            "null" => IsWhat::Null,
            "true" => IsWhat::True,
            "false" => IsWhat::False,
            "unknown" => IsWhat::Unknown,
            "distinct" => {
                self.take_word();
                self.expect_word("from")?;
                let other = self.node_at(Level::Compare)?;
                let levels = [other.levels];
                let end = other.expr;
                return self.over(Level::Is, start, &levels, left, |operand| ExprKind::Is {
                    operand,
                    negated,
                    what: IsWhat::DistinctFrom(end),
                });
            }
            _ => {
                let words = "`null`, `true`, `false`, `unknown` or `distinct from`";
                return Err(self.unexpected(words));
            }
        };
        self.take_word();
        self.over(Level::Is, start, &[], left, |operand| ExprKind::Is {
            operand,
            negated,
            what,
        })
    }

    /// `between`, `in`, `like`, `ilike`, `similar to`, after their `not`.
    pub(super) fn range(&mut self, left: Node) -> Parsed<Node> {
        let start = left.expr.span;
        let negated = self.eat_word("not").is_some();
        let word = self.word();
        self.take_word();
        match word {
            "between" => {
                let low = self.node_at(Level::Other)?;
                self.expect_word("and")?;
                let high = self.node_at(Level::Other)?;
                let levels = [low.levels, high.levels];
                self.over(Level::Range, start, &levels, left, |operand| {
                    ExprKind::Between {
                        operand,
                        negated,
                        low: low.expr,
                        high: high.expr,
                    }
                })
            }
            "in" => {
                let open = self.expect("(", "`(` and a list of values")?;
                let (list, levels) = self.nodes(")", open)?;
                self.refuse_empty(&list, open.to(self.before()))?;
                self.over(Level::Range, start, &[levels], left, |operand| {
                    ExprKind::In {
                        operand,
                        negated,
                        list,
                    }
                })
            }
            _ => {
                let kind = match word {
                    "like" => LikeKind::Like,
                    "ilike" => LikeKind::ILike,
                    _ => {
                        self.expect_word("to")?;
                        LikeKind::SimilarTo
                    }
                };
                let pattern = self.node_at(Level::Other)?;
                let mut levels = [pattern.levels, 0];
                let mut escape = None;
                if self.eat_word("escape").is_some() {
                    let node = self.node_at(Level::Other)?;
                    levels[1] = node.levels;
                    escape = Some(node.expr);
                }
                self.over(Level::Range, start, &levels, left, |operand| {
                    ExprKind::Like {
                        operand,
                        negated,
                        kind,
                        pattern: pattern.expr,
                        escape,
                    }
                })
            }
        }
    }
}
