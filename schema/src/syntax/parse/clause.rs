//! Clauses that several things have: `allow`, `check`, `nulls distinct`, `deferrable`.

use super::{Parsed, Parser, Reported};
use crate::syntax::{Allow, Check, Deferrable, Distinct, Expr, ExprKind};

/// Words that follow `check`, `unique` or `index` and are no name of it.
pub(super) const NOT_A_NAME: &[&str] = &[
    "using", "where", "with", "include", "as", "on", "nulls", "index",
];

impl Parser<'_> {
    /// `allow RULE because "…"`
    pub(super) fn allow(&mut self) -> Parsed<Allow> {
        let start = self.take_word();
        let rule = self.name("the rule's name")?;
        if self.word() != "because" {
            let what = format!("expected `because` and the reason, found {}", self.shown());
            self.mistake(self.here(), what)
                .help(format!("`allow {} because \"…\"`", rule.text));
            return Err(Reported);
        }
        self.take_word();
        let reason = self.string("the reason in quotes")?;
        let span = start.to(reason.span);
        Ok(Allow { rule, reason, span })
    }

    /// `check name (…)`
    pub(super) fn check(&mut self) -> Parsed<Check> {
        let start = self.take_word();
        let name = self.optional_name(NOT_A_NAME);
        let condition = self.parenthesized("`(` and a condition")?;
        Ok(Check {
            name,
            condition,
            span: start.to(self.before()),
        })
    }

    /// `(…)`: the expression without the parentheses. After a mistake inside, what follows the
    /// parentheses is read on.
    pub(super) fn parenthesized(&mut self, what: &str) -> Parsed<Expr> {
        let opening = self.at;
        let open = self.expect("(", what)?;
        let expr = self.expr().and_then(|expr| {
            self.close(")", open)?;
            Ok(expr)
        });
        expr.or_else(|reported| {
            let span = self.skip_brackets(opening).ok_or(reported)?;
            Ok(Expr {
                span,
                kind: ExprKind::Unreadable,
            })
        })
    }

    /// `nulls distinct`, `nulls not distinct`, if it comes next.
    pub(super) fn distinct(&mut self) -> Option<Distinct> {
        if let Some(span) = self.eat_words(&["nulls", "not", "distinct"]) {
            return Some(Distinct {
                distinct: false,
                span,
            });
        }
        let span = self.eat_words(&["nulls", "distinct"])?;
        Some(Distinct {
            distinct: true,
            span,
        })
    }

    /// `deferrable`, `deferrable initially deferred`
    pub(super) fn deferrable(&mut self) -> Deferrable {
        let start = self.take_word();
        let initially = self.eat_words(&["initially", "deferred"]);
        Deferrable {
            initially_deferred: initially.is_some(),
            span: start.to(initially.unwrap_or(start)),
        }
    }
}
