//! Expressions: broken before operators, the weakest first.

use super::layout::{Doc, Layout};
use crate::syntax::expression::{Expr, ExprKind, IsWhat};

/// Operators of one strength, which stand in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chain {
    Or,
    And,
    Compare,
    Sum,
    Product,
    Power,
    Other,
}

impl Layout<'_> {
    /// An expression; one that has its lines for itself begins none of them further in.
    pub(super) fn expr(&mut self, expr: &Expr, alone: bool) -> Doc {
        let mut docs = Vec::new();
        match &expr.kind {
            ExprKind::Or(..) | ExprKind::And(..) | ExprKind::Binary { .. } => {
                return self.chain(expr, alone);
            }
            ExprKind::Not(operand) => {
                self.words_to(operand.span.start, &mut docs);
                docs.push(Doc::Space);
                docs.push(self.expr(operand, false));
            }
            ExprKind::Unary { operand, .. } => {
                docs.push(self.word());
                // `--` begins a comment in SQL.
                let minus = self.at.checked_sub(1).map(|at| &self.words.list[at]);
                if minus.is_some_and(|sign| sign.is_sign("-")) && self.is_sign("-") {
                    docs.push(Doc::Space);
                }
                docs.push(self.expr(operand, false));
            }
            ExprKind::Is { operand, what, .. } => {
                docs.push(self.expr(operand, false));
                docs.push(Doc::Space);
                if let IsWhat::DistinctFrom(other) = what {
                    self.words_to(other.span.start, &mut docs);
                    docs.push(Doc::Space);
                    docs.push(self.expr(other, false));
                } else {
                    self.words_to(expr.span.end, &mut docs);
                }
            }
            ExprKind::Between {
                operand, low, high, ..
            } => {
                let mut pieces = vec![vec![self.expr(operand, false)]];
                let mut piece = Vec::new();
                for bound in [low, high] {
                    if !piece.is_empty() {
                        piece.push(Doc::Space);
                    }
                    self.words_to(bound.span.start, &mut piece);
                    piece.push(Doc::Space);
                    piece.push(self.expr(bound, false));
                }
                pieces.push(piece);
                docs.push(Doc::Indent(vec![Doc::Fill(pieces)]));
            }
            ExprKind::In { operand, list, .. } => {
                docs.push(self.expr(operand, false));
                docs.push(Doc::Space);
                while self.is_before(expr.span.end) && !self.is_sign("(") {
                    docs.push(self.word());
                    docs.push(Doc::Space);
                }
                docs.push(self.list(list, true));
            }
            ExprKind::Like {
                operand,
                pattern,
                escape,
                ..
            } => {
                let mut pieces = vec![vec![self.expr(operand, false)]];
                for part in [Some(pattern), escape.as_ref()].into_iter().flatten() {
                    pieces.push(self.operation(part));
                }
                docs.push(Doc::Indent(vec![Doc::Fill(pieces)]));
            }
            ExprKind::AtTimeZone(operand, zone) => {
                docs.push(self.expr(operand, false));
                docs.push(Doc::Space);
                self.words_to(zone.span.start, &mut docs);
                docs.push(Doc::Space);
                docs.push(self.expr(zone, false));
            }
            ExprKind::Collate(operand, _) => {
                docs.push(self.expr(operand, false));
                docs.push(Doc::Space);
                self.words_to(expr.span.end, &mut docs);
            }
            ExprKind::Cast(operand, ty) => {
                docs.push(self.expr(operand, false));
                docs.push(self.word());
                docs.push(self.ty(ty.span.end));
            }
            ExprKind::Subscript(operand, index) => {
                docs.push(self.expr(operand, false));
                let open = self.word();
                let index = self.expr(index, true);
                docs.push(self.closed(open, vec![index], false));
            }
            ExprKind::Parenthesized(inner) => {
                let open = self.word();
                let inner = self.expr(inner, true);
                docs.push(self.closed(open, vec![inner], false));
            }
            ExprKind::Row(list) => docs.push(self.list(list, list.len() > 1)),
            ExprKind::Array(list) => {
                docs.push(self.word());
                docs.push(self.list(list, true));
            }
            ExprKind::Call { arguments, .. } => {
                while self.is_before(expr.span.end) && !self.is_sign("(") {
                    docs.push(self.word());
                }
                docs.push(self.list(arguments, true));
            }
            ExprKind::Extract(_, from) => {
                docs.push(self.word());
                let open = self.word();
                let mut inner = Vec::new();
                self.words_to(from.span.start, &mut inner);
                inner.push(Doc::Space);
                inner.push(self.expr(from, false));
                docs.push(self.closed(open, inner, false));
            }
            ExprKind::Case {
                operand,
                branches,
                otherwise,
            } => {
                docs.push(self.word());
                if let Some(operand) = operand {
                    docs.push(Doc::Space);
                    docs.push(self.expr(operand, false));
                }
                docs.push(Doc::Indent(self.branches(branches, otherwise.as_deref())));
                docs.push(Doc::Line);
                docs.push(self.word());
            }
            ExprKind::Name(_) => {
                while self.is_before(expr.span.end) {
                    docs.push(self.word());
                }
            }
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Sql(_)
            | ExprKind::Typed(..)
            | ExprKind::Unreadable => {
                docs.push(self.word());
            }
        }
        while self.is_before(expr.span.end) {
            docs.push(Doc::Space);
            docs.push(self.word());
        }
        Doc::Group(docs)
    }

    /// `a and b and c`, `a || b || c`
    fn chain(&mut self, expr: &Expr, alone: bool) -> Doc {
        let chain = chain_of(expr);
        let mut first = expr;
        let mut others = Vec::new();
        while let Some((left, right)) = operands(first)
            && chain_of(first) == chain
        {
            others.push(right);
            first = left;
        }
        let mut pieces = vec![vec![self.expr(first, false)]];
        for right in others.into_iter().rev() {
            pieces.push(self.operation(right));
        }
        if !matches!(chain, Some(Chain::Or | Chain::And)) {
            return Doc::Group(vec![Doc::Indent(vec![Doc::Fill(pieces)])]);
        }
        let mut docs = Vec::new();
        let mut rest = Vec::new();
        for piece in pieces {
            if docs.is_empty() {
                docs.extend(piece);
            } else {
                rest.push(Doc::Line);
                rest.extend(piece);
            }
        }
        if alone {
            docs.extend(rest);
        } else {
            docs.push(Doc::Indent(rest));
        }
        Doc::Group(docs)
    }

    /// An operator in signs or words, and what stands after it.
    fn operation(&mut self, right: &Expr) -> Vec<Doc> {
        let mut docs = Vec::new();
        self.words_to(right.span.start, &mut docs);
        docs.push(Doc::Space);
        docs.push(self.expr(right, false));
        docs
    }

    /// `when a then b else c`
    fn branches(&mut self, branches: &[(Expr, Expr)], otherwise: Option<&Expr>) -> Vec<Doc> {
        let mut docs = Vec::new();
        for (when, then) in branches {
            docs.push(Doc::Line);
            let mut branch = vec![self.word(), Doc::Space, self.expr(when, false)];
            let rest = vec![Doc::Line, self.word(), Doc::Space, self.expr(then, false)];
            branch.push(Doc::Indent(rest));
            docs.push(Doc::Group(branch));
        }
        if let Some(otherwise) = otherwise {
            docs.push(Doc::Line);
            docs.push(self.word());
            docs.push(Doc::Space);
            docs.push(self.expr(otherwise, false));
        }
        docs
    }

    /// `(a, b)`, `[a, b]`; a comma can end it if `is_list`.
    fn list(&mut self, list: &[Expr], is_list: bool) -> Doc {
        let open = self.word();
        let short = list.len() > 1 && list.iter().all(is_atom);
        let mut pieces = Vec::new();
        for item in list {
            let mut piece = vec![self.expr(item, true)];
            if self.is_sign(",") {
                piece.push(self.word());
            }
            pieces.push(piece);
        }
        let items = if short {
            vec![Doc::Fill(pieces)]
        } else {
            let mut items = Vec::new();
            for piece in pieces {
                if !items.is_empty() {
                    items.push(Doc::Line);
                }
                items.extend(piece);
            }
            items
        };
        self.closed(open, items, is_list)
    }
}

fn operands(expr: &Expr) -> Option<(&Expr, &Expr)> {
    match &expr.kind {
        ExprKind::Or(left, right)
        | ExprKind::And(left, right)
        | ExprKind::Binary { left, right, .. } => Some((left, right)),
        _ => None,
    }
}

fn chain_of(expr: &Expr) -> Option<Chain> {
    match &expr.kind {
        ExprKind::Or(..) => Some(Chain::Or),
        ExprKind::And(..) => Some(Chain::And),
        ExprKind::Binary { operator, .. } => Some(match operator.value.as_str() {
            "<" | ">" | "=" | "<=" | ">=" | "<>" | "!=" => Chain::Compare,
            "+" | "-" => Chain::Sum,
            "*" | "/" | "%" => Chain::Product,
            "^" => Chain::Power,
            _ => Chain::Other,
        }),
        _ => None,
    }
}

/// Whether an expression is a single word.
fn is_atom(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Name(_)
    )
}
