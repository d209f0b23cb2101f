//! Expressions as SQL.
//!
//! The grammar's precedence is PostgreSQL's and parentheses are kept as they were written, so an expression is
//! printed in the order in which it stands.

use super::{name, types};
use crate::model::expression::{CastType, IsWhat, LikeKind};
use crate::model::{Column, ColumnId, EnumId, Expr, ExprKind, Model};
use crate::sql;

/// What the names in an expression stand for.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    model: &'a Model,
    columns: &'a [Column],
}

impl<'a> Scope<'a> {
    /// Expressions of a table or view with these columns.
    pub(super) fn of(model: &'a Model, columns: &'a [Column]) -> Self {
        Self { model, columns }
    }

    /// Expressions of a domain.
    pub(super) fn without_columns(model: &'a Model) -> Self {
        Self::of(model, &[])
    }

    /// A column's name, without quotes.
    pub(super) fn column(self, id: ColumnId) -> &'a str {
        &self.columns[id.0].name
    }

    /// An expression that stands alone: in parentheses, or between clauses that cannot be read as part of it.
    pub(super) fn print(self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Sql(text) => ended(text),
            _ => {
                let mut out = String::new();
                self.write(expr, &mut out);
                out
            }
        }
    }

    /// An expression where SQL wants a column, a call, or anything else in parentheses.
    pub(super) fn print_term(self, expr: &Expr) -> String {
        match expr.kind {
            ExprKind::Column(_) | ExprKind::Call { .. } | ExprKind::Parenthesized(_) => {
                self.print(expr)
            }
            _ => format!("({})", self.print(expr)),
        }
    }

    /// An expression after `DEFAULT`, where SQL reads none of its weaker operators outside parentheses.
    pub(super) fn print_default(self, expr: &Expr) -> String {
        if stands_as_default(expr) {
            self.print(expr)
        } else {
            format!("({})", self.print(expr))
        }
    }

    fn write(self, expr: &Expr, out: &mut String) {
        match &expr.kind {
            ExprKind::Or(left, right) => self.infix(left, "OR", right, out),
            ExprKind::And(left, right) => self.infix(left, "AND", right, out),
            ExprKind::Not(operand) => {
                out.push_str("NOT ");
                self.write(operand, out);
            }
            ExprKind::Is {
                operand,
                negated,
                what,
            } => {
                self.write(operand, out);
                out.push_str(if *negated { " IS NOT " } else { " IS " });
                self.is(what, out);
            }
            ExprKind::Between {
                operand,
                negated,
                low,
                high,
            } => {
                self.predicate(operand, *negated, "BETWEEN", out);
                self.infix(low, "AND", high, out);
            }
            ExprKind::In {
                operand,
                negated,
                list,
            } => {
                self.predicate(operand, *negated, "IN", out);
                self.list("(", list, ")", out);
            }
            ExprKind::Like {
                operand,
                negated,
                kind,
                pattern,
                escape,
            } => {
                self.predicate(operand, *negated, like(*kind), out);
                self.write(pattern, out);
                if let Some(escape) = escape {
                    out.push_str(" ESCAPE ");
                    self.write(escape, out);
                }
            }
            ExprKind::Binary {
                left,
                operator,
                right,
            } => self.infix(left, operator, right, out),
            ExprKind::Unary { operator, operand } => self.unary(operator, operand, out),
            ExprKind::AtTimeZone(left, right) => self.infix(left, "AT TIME ZONE", right, out),
            ExprKind::Collate(operand, collation) => {
                self.write(operand, out);
                out.push_str(" COLLATE ");
                out.push_str(&sql::identifier(collation));
            }
            ExprKind::Cast(operand, ty) => {
                self.write(operand, out);
                out.push_str("::");
                out.push_str(&self.cast_type(ty));
            }
            ExprKind::Subscript(operand, at) => self.subscript(operand, at, out),
            ExprKind::Number(digits) => out.push_str(digits),
            ExprKind::Text(text) => out.push_str(&sql::literal(text)),
            ExprKind::Parenthesized(inner) => {
                out.push('(');
                self.write(inner, out);
                out.push(')');
            }
            ExprKind::Row(fields) => self.list("ROW(", fields, ")", out),
            ExprKind::Array(elements) => self.list("ARRAY[", elements, "]", out),
            ExprKind::Case {
                operand,
                branches,
                otherwise,
            } => self.case(operand.as_deref(), branches, otherwise.as_deref(), out),
            ExprKind::Extract(field, from) => {
                out.push_str("EXTRACT(");
                out.push_str(&sql::identifier(field));
                out.push_str(" FROM ");
                self.write(from, out);
                out.push(')');
            }
            ExprKind::Sql(text) => {
                out.push('(');
                out.push_str(&ended(text));
                out.push(')');
            }
            ExprKind::Typed(ty, text) => {
                out.push_str(&sql::type_name(None, ty));
                out.push(' ');
                out.push_str(&sql::literal(text));
            }
            ExprKind::Call {
                namespace,
                function,
                arguments,
            } => {
                out.push_str(&sql::function(namespace.as_deref(), function));
                self.list("(", arguments, ")", out);
            }
            ExprKind::Column(id) => out.push_str(&sql::identifier(self.column(*id))),
            ExprKind::Value(id, label) => self.value(*id, label, out),
            ExprKind::Word(word) => out.push_str(&spelt(word)),
        }
    }

    fn infix(self, left: &Expr, operator: &str, right: &Expr, out: &mut String) {
        self.write(left, out);
        out.push(' ');
        out.push_str(operator);
        out.push(' ');
        self.write(right, out);
    }

    fn predicate(self, operand: &Expr, negated: bool, word: &str, out: &mut String) {
        self.write(operand, out);
        out.push_str(if negated { " NOT " } else { " " });
        out.push_str(word);
        out.push(' ');
    }

    fn list(self, open: &str, items: &[Expr], close: &str, out: &mut String) {
        out.push_str(open);
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                out.push_str(", ");
            }
            self.write(item, out);
        }
        out.push_str(close);
    }

    fn is(self, what: &IsWhat, out: &mut String) {
        match what {
            IsWhat::Null => out.push_str("NULL"),
            IsWhat::True => out.push_str("TRUE"),
            IsWhat::False => out.push_str("FALSE"),
            IsWhat::Unknown => out.push_str("UNKNOWN"),
            IsWhat::DistinctFrom(other) => {
                out.push_str("DISTINCT FROM ");
                self.write(other, out);
            }
        }
    }

    /// Two operators next to each other would be read as one, two minus signs as a comment.
    fn unary(self, operator: &str, operand: &Expr, out: &mut String) {
        out.push_str(operator);
        if matches!(operand.kind, ExprKind::Unary { .. }) {
            out.push(' ');
        }
        self.write(operand, out);
    }

    /// Only a column and a parenthesis can be followed by a bracket.
    fn subscript(self, operand: &Expr, at: &Expr, out: &mut String) {
        let direct = matches!(
            operand.kind,
            ExprKind::Column(_) | ExprKind::Parenthesized(_) | ExprKind::Subscript(..)
        );
        if direct {
            self.write(operand, out);
        } else {
            out.push('(');
            self.write(operand, out);
            out.push(')');
        }
        out.push('[');
        self.write(at, out);
        out.push(']');
    }

    fn case(
        self,
        operand: Option<&Expr>,
        branches: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
        out: &mut String,
    ) {
        out.push_str("CASE");
        if let Some(operand) = operand {
            out.push(' ');
            self.write(operand, out);
        }
        for (when, then) in branches {
            out.push_str(" WHEN ");
            self.write(when, out);
            out.push_str(" THEN ");
            self.write(then, out);
        }
        if let Some(otherwise) = otherwise {
            out.push_str(" ELSE ");
            self.write(otherwise, out);
        }
        out.push_str(" END");
    }

    /// With its type: in a `case`, for one, PostgreSQL would take a bare string for text.
    fn value(self, id: EnumId, label: &str, out: &mut String) {
        let enum_ = self.model.enum_(id);
        out.push_str(&sql::literal(label));
        if enum_.native {
            out.push_str("::");
            out.push_str(&sql::user_type(&name(&enum_.name)));
        }
    }

    fn cast_type(self, ty: &CastType) -> String {
        match ty {
            CastType::Known(ty) => types::name(self.model, *ty),
            CastType::Other {
                namespace,
                name,
                arguments,
                array,
            } => {
                let mut out = sql::type_name(namespace.as_deref(), name);
                if !arguments.is_empty() {
                    let arguments: Vec<String> =
                        arguments.iter().map(ToString::to_string).collect();
                    out.push_str(&format!("({})", arguments.join(",")));
                }
                if *array {
                    out.push_str("[]");
                }
                out
            }
        }
    }
}

fn stands_as_default(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Parenthesized(_)
        | ExprKind::Array(_)
        | ExprKind::Extract(..)
        | ExprKind::Typed(..)
        | ExprKind::Call { .. }
        | ExprKind::Column(_)
        | ExprKind::Value(..)
        | ExprKind::Word(_) => true,
        ExprKind::Cast(operand, _) => stands_as_default(operand),
        ExprKind::Unary { operand, .. } => matches!(operand.kind, ExprKind::Number(_)),
        _ => false,
    }
}

/// SQL of the author's, which ends so that a comment in it swallows nothing that follows.
fn ended(text: &str) -> String {
    let text = text.trim();
    if text.contains("--") {
        format!("{text}\n")
    } else {
        text.to_owned()
    }
}

fn like(kind: LikeKind) -> &'static str {
    match kind {
        LikeKind::Like => "LIKE",
        LikeKind::ILike => "ILIKE",
        LikeKind::SimilarTo => "SIMILAR TO",
    }
}

/// A word of SQL, as PostgreSQL writes it.
fn spelt(word: &str) -> String {
    match word {
        "true" | "false" => word.to_owned(),
        _ => word.to_ascii_uppercase(),
    }
}
