//! The types of expressions, and what their values depend on.
//!
//! Operators and functions are chosen as PostgreSQL chooses them, from its own tables. What the tables do not
//! know (a function of the schema, an extension's operators, `sql "…"`) has no type here, and nothing is said
//! about what it is part of: PostgreSQL has the last word.

mod catalogue;
mod kind;
mod operand;
mod select;
#[cfg(test)]
mod tests;

use self::catalogue::Context;
pub(crate) use self::catalogue::Volatility;
pub(crate) use self::kind::Kind;
use self::operand::Operands;
use self::select::{Selected, select};
use crate::model::expression::{CastType, IsWhat, LikeKind};
use crate::model::{Column, Expr, ExprKind, Model, Scalar, Type};
use crate::source::Span;

/// The type of an expression, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ty {
    /// Not known here.
    Unknown,
    /// A string or NULL: its context gives it a type.
    Untyped,
    /// A value.
    One(Kind),
    /// An array.
    Many(Kind),
}

/// What is known of an expression.
#[derive(Debug)]
pub(crate) struct Inferred {
    /// Its type.
    pub(crate) ty: Ty,
    /// What PostgreSQL would refuse.
    pub(crate) problems: Vec<Problem>,
    /// What depends on more than the row, in the order in which it stands.
    pub(crate) unstable: Vec<Unstable>,
}

/// What PostgreSQL would refuse.
#[derive(Debug)]
pub(crate) struct Problem {
    /// The rule that it breaks.
    pub(crate) rule: &'static str,
    /// The word.
    pub(crate) at: Span,
    /// What is wrong.
    pub(crate) message: String,
    /// What to write instead, where that is known.
    pub(crate) help: Option<String>,
}

/// A part of an expression that depends on more than the row.
#[derive(Debug)]
pub(crate) struct Unstable {
    /// The part.
    pub(crate) at: Span,
    /// The function, operator or conversion.
    pub(crate) what: String,
    /// On how much it depends.
    pub(crate) volatility: Volatility,
}

/// What a schema adds to PostgreSQL's operators and functions.
pub(crate) struct World<'a> {
    model: &'a Model,
    /// The texts of its `sql` items, in small letters.
    sql: String,
    /// Whether the operators of PostgreSQL's own types are PostgreSQL's own.
    is_closed: bool,
}

impl<'a> World<'a> {
    /// Of a schema.
    pub(crate) fn of(model: &'a Model) -> Self {
        let sql: String = model
            .sql
            .iter()
            .map(|item| item.create.to_lowercase() + "\n")
            .collect();
        // These add types, and no operators of others that would change what is refused.
        let adds_types = |name: &str| {
            matches!(
                name,
                "citext"
                    | "pgcrypto"
                    | "uuid-ossp"
                    | "btree_gin"
                    | "unaccent"
                    | "plpgsql"
                    | "pg_stat_statements"
            )
        };
        let is_closed = model.extensions.iter().all(|it| adds_types(&it.name))
            && ![
                "operator",
                "cast",
                "extension",
                "create type",
                "create domain",
            ]
            .iter()
            .any(|word| sql.contains(word));
        Self {
            model,
            sql,
            is_closed,
        }
    }

    /// Infers an expression over the columns of a table or view, or over a domain's value.
    pub(crate) fn infer(&self, expr: &Expr, columns: &[Column], value: Option<Type>) -> Inferred {
        let mut inference = Inference {
            world: self,
            columns,
            value,
            problems: Vec::new(),
            unstable: Vec::new(),
        };
        let ty = inference.expr(expr);
        Inferred {
            ty,
            problems: inference.problems,
            unstable: inference.unstable,
        }
    }

    /// The type of a column's values in an expression.
    pub(crate) fn ty(&self, ty: Type) -> Ty {
        let mut ty = ty;
        // A domain stands after what it is based on, so this ends.
        while let Scalar::Domain(id) = ty.scalar {
            if ty.array.is_some() {
                return Ty::Many(Kind::Foreign);
            }
            ty = self.model.domain(id).base;
        }
        let kind = match ty.scalar {
            Scalar::Enum(id) if !self.model.enum_(id).native => Some(Kind::TEXT),
            scalar => Some(Kind::of(scalar)),
        };
        match (kind, ty.array) {
            (None, _) => Ty::Unknown,
            (Some(kind), None) => Ty::One(kind),
            (Some(kind), Some(_)) => Ty::Many(kind),
        }
    }

    /// Whether a value can be put into a column, as far as that is known.
    pub(crate) fn fits(&self, value: Ty, column: Ty) -> bool {
        match (value, column) {
            _ if !self.is_closed => true,
            (Ty::Unknown | Ty::Untyped, _) | (_, Ty::Unknown | Ty::Untyped) => true,
            (Ty::One(from), Ty::One(to)) | (Ty::Many(from), Ty::Many(to)) => {
                select::converts(from, to, Context::Assignment)
            }
            (Ty::Many(_), Ty::One(to)) => to == Kind::Foreign || to.is_text(),
            (Ty::One(from), Ty::Many(_)) => from == Kind::Foreign,
        }
    }

    /// A type as messages call it.
    pub(crate) fn words(&self, ty: Ty) -> String {
        match ty {
            Ty::Unknown | Ty::Untyped => self.bare(ty),
            Ty::One(_) | Ty::Many(_) => format!("`{}`", self.bare(ty)),
        }
    }

    /// A type's name.
    fn bare(&self, ty: Ty) -> String {
        let word = |kind| match kind {
            Kind::Enum(id) => self.model.enum_(id).name.to_string(),
            Kind::Foreign => "value".to_owned(),
            Kind::Named(_) => kind.word().to_owned(),
        };
        match ty {
            Ty::Unknown => "a value".to_owned(),
            Ty::Untyped => "a string".to_owned(),
            Ty::One(kind) => word(kind),
            Ty::Many(kind) => format!("{}[]", word(kind)),
        }
    }

    /// Whether a function is PostgreSQL's, and not one that the schema might make.
    fn is_own(&self, function: &str) -> bool {
        self.sql.is_empty() || !self.sql.contains(&function.to_lowercase())
    }
}

impl Ty {
    pub(crate) fn boolean() -> Self {
        Self::One(Kind::BOOLEAN)
    }

    fn named(name: &str) -> Self {
        Kind::named(name).map_or(Self::Unknown, Self::One)
    }

    pub(crate) fn is_boolean(self) -> bool {
        self == Self::boolean()
    }

    fn element(self) -> Option<Self> {
        match self {
            Self::Many(kind) => Some(Self::One(kind)),
            _ => None,
        }
    }

    fn is_foreign(self) -> bool {
        matches!(self, Self::One(Kind::Foreign) | Self::Many(Kind::Foreign))
    }

    fn is(self, name: &str) -> bool {
        matches!(self, Self::One(kind) if kind.name() == name)
    }
}

struct Inference<'a> {
    world: &'a World<'a>,
    columns: &'a [Column],
    /// What `value` is, in a domain.
    value: Option<Type>,
    problems: Vec<Problem>,
    unstable: Vec<Unstable>,
}

impl Inference<'_> {
    fn expr(&mut self, expr: &Expr) -> Ty {
        match &expr.kind {
            ExprKind::Or(left, right) => {
                self.truth(left, "or");
                self.truth(right, "or");
                Ty::boolean()
            }
            ExprKind::And(left, right) => {
                self.truth(left, "and");
                self.truth(right, "and");
                Ty::boolean()
            }
            ExprKind::Not(inner) => {
                self.truth(inner, "not");
                Ty::boolean()
            }
            ExprKind::Is { operand, what, .. } => self.is(expr, operand, what),
            ExprKind::Between {
                operand, low, high, ..
            } => {
                let ty = self.expr(operand);
                for (bound, operator) in [(low, ">="), (high, "<=")] {
                    let other = self.expr(bound);
                    self.binary(
                        Operands::at(operand.span.to(bound.span)),
                        operator,
                        ty,
                        other,
                    );
                }
                Ty::boolean()
            }
            ExprKind::In { operand, list, .. } => {
                let ty = self.expr(operand);
                for item in list {
                    let other = self.expr(item);
                    self.binary(Operands::at(item.span), "=", ty, other);
                }
                Ty::boolean()
            }
            ExprKind::Like {
                operand,
                kind,
                pattern,
                escape,
                ..
            } => self.like(expr.span, operand, *kind, pattern, escape.as_deref()),
            ExprKind::Binary {
                left,
                operator,
                right,
            } => {
                let at = Operands {
                    whole: expr.span,
                    left: left.span,
                    right: right.span,
                };
                let left = self.expr(left);
                let right = self.right(right);
                self.binary(at, operator, left, right)
            }
            ExprKind::Unary { operator, operand } => self.unary(expr.span, operator, operand),
            ExprKind::AtTimeZone(time, zone) => {
                let arguments = [self.expr(zone), self.expr(time)];
                self.chosen(expr.span, "timezone", &arguments)
                    .unwrap_or_else(|| {
                        let time = self.world.words(arguments[1]);
                        self.refuse(expr.span, format!("{time} is in no time zone"), None)
                    })
            }
            ExprKind::Collate(inner, _) => match self.expr(inner) {
                Ty::Untyped => Ty::One(Kind::TEXT),
                ty => ty,
            },
            ExprKind::Cast(inner, ty) => self.cast(expr.span, inner, ty),
            ExprKind::Subscript(array, index) => {
                self.expr(index);
                match self.expr(array) {
                    Ty::Many(kind) => Ty::One(kind),
                    ty if ty.is("jsonb") => ty,
                    _ => Ty::Unknown,
                }
            }
            ExprKind::Number(digits) => number(digits),
            ExprKind::Text(_) => Ty::Untyped,
            ExprKind::Parenthesized(inner) => self.expr(inner),
            ExprKind::Row(list) => {
                for item in list {
                    self.expr(item);
                }
                Ty::Unknown
            }
            ExprKind::Array(list) => {
                let types: Vec<Ty> = list.iter().map(|item| self.expr(item)).collect();
                match self.common(list, &types) {
                    Ty::One(kind) | Ty::Many(kind) => Ty::Many(kind),
                    ty => ty,
                }
            }
            ExprKind::Case {
                operand,
                branches,
                otherwise,
            } => self.case(operand.as_deref(), branches, otherwise.as_deref()),
            ExprKind::Extract(_, inner) => {
                let arguments = [Ty::One(Kind::TEXT), self.expr(inner)];
                self.chosen(expr.span, "extract", &arguments)
                    .unwrap_or_else(|| {
                        let ty = self.world.words(arguments[1]);
                        self.refuse(inner.span, format!("nothing is extracted from {ty}"), None)
                    })
            }
            ExprKind::Typed(word, _) => match word.as_str() {
                "boolean" => Ty::boolean(),
                word => Kind::named(word).map_or(Ty::Unknown, Ty::One),
            },
            ExprKind::Call {
                namespace,
                function,
                arguments,
            } => self.call(expr.span, namespace.as_deref(), function, arguments),
            ExprKind::Column(id) => self
                .columns
                .get(id.0)
                .map_or(Ty::Unknown, |column| self.world.ty(column.ty)),
            ExprKind::Value(id, _) => {
                if self.world.model.enum_(*id).native {
                    Ty::One(Kind::Enum(*id))
                } else {
                    Ty::Untyped
                }
            }
            ExprKind::Word(word) => self.word(word, expr.span),
            ExprKind::Sql(_) => Ty::Unknown,
        }
    }

    fn word(&mut self, word: &str, at: Span) -> Ty {
        let name = match word {
            "null" => return Ty::Untyped,
            "true" | "false" => return Ty::boolean(),
            "value" => return self.value.map_or(Ty::Unknown, |ty| self.world.ty(ty)),
            "current_date" => "date",
            "current_time" => "timetz",
            "current_timestamp" => "timestamptz",
            "localtime" => "time",
            "localtimestamp" => "timestamp",
            _ => "name",
        };
        self.depends(at, || format!("`{word}`"), Volatility::Stable);
        Ty::named(name)
    }

    fn is(&mut self, expr: &Expr, operand: &Expr, what: &IsWhat) -> Ty {
        match what {
            IsWhat::Null => {
                self.expr(operand);
            }
            IsWhat::True | IsWhat::False | IsWhat::Unknown => self.truth(operand, "is"),
            IsWhat::DistinctFrom(other) => {
                let (left, right) = (self.expr(operand), self.expr(other));
                self.binary(Operands::at(expr.span), "=", left, right);
            }
        }
        Ty::boolean()
    }

    /// What has to be true or false.
    fn truth(&mut self, expr: &Expr, word: &str) {
        let ty = self.expr(expr);
        if !matches!(ty, Ty::Unknown | Ty::Untyped) && !ty.is_boolean() && !ty.is_foreign() {
            let message = format!(
                "`{word}` needs a boolean, and this is {}",
                self.world.words(ty)
            );
            self.refuse(expr.span, message, None);
        }
    }

    fn like(
        &mut self,
        at: Span,
        operand: &Expr,
        kind: LikeKind,
        pattern: &Expr,
        escape: Option<&Expr>,
    ) -> Ty {
        let (left, right) = (self.expr(operand), self.expr(pattern));
        if let Some(escape) = escape {
            self.expr(escape);
        }
        let operator = match kind {
            LikeKind::Like => "~~",
            LikeKind::ILike => "~~*",
            LikeKind::SimilarTo => "~",
        };
        if escape.is_none() || !(left.is("bytea") || right.is("bytea")) {
            self.binary(Operands::at(at), operator, left, right);
        }
        Ty::boolean()
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        branches: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
    ) -> Ty {
        let asked = operand.map(|operand| match self.expr(operand) {
            // By itself, a string is a text.
            Ty::Untyped => Ty::One(Kind::TEXT),
            ty => ty,
        });
        for (when, _) in branches {
            match asked {
                Some(asked) => {
                    let ty = self.expr(when);
                    self.binary(Operands::at(when.span), "=", asked, ty);
                }
                None => self.truth(when, "when"),
            }
        }
        // As PostgreSQL does it, and of two that are converted to each other the first one counts.
        let values: Vec<&Expr> = otherwise
            .into_iter()
            .chain(branches.iter().map(|(_, then)| then))
            .collect();
        let types: Vec<Ty> = values.iter().map(|value| self.expr(value)).collect();
        self.common(values, &types)
    }

    /// The type that several values have together.
    fn common<'e>(&mut self, values: impl IntoIterator<Item = &'e Expr>, types: &[Ty]) -> Ty {
        if let Some(ty) = select::common(types) {
            for (value, from) in values.into_iter().zip(types) {
                self.converts(value.span, *from, ty);
            }
            return match ty {
                Ty::Untyped => Ty::One(Kind::TEXT),
                ty => ty,
            };
        }
        if !self.world.is_closed {
            return Ty::Unknown;
        }
        let mut known = values
            .into_iter()
            .zip(types)
            .filter(|(_, ty)| **ty != Ty::Untyped);
        let Some((_, &first)) = known.next() else {
            return Ty::Unknown;
        };
        let other = known.find(|(_, ty)| select::common(&[first, **ty]).is_none());
        let Some((value, &ty)) = other else {
            return Ty::Unknown;
        };
        let (first, ty) = (self.world.words(first), self.world.words(ty));
        self.refuse(
            value.span,
            format!("this is {ty}, and another value here {first}"),
            None,
        )
    }

    fn cast(&mut self, at: Span, inner: &Expr, ty: &CastType) -> Ty {
        let from = self.expr(inner);
        let CastType::Known(to) = ty else {
            return Ty::Unknown;
        };
        let to = self.world.ty(*to);
        let kinds = match (from, to) {
            (Ty::One(from), Ty::One(to)) | (Ty::Many(from), Ty::Many(to)) => Some((from, to)),
            _ => None,
        };
        let is_text = |ty| matches!(ty, Ty::One(kind) if kind.is_text());
        if matches!(from, Ty::Many(_)) && is_text(to) || is_text(from) && matches!(to, Ty::Many(_))
        {
            self.depends(at, || "an array as text".to_owned(), Volatility::Stable);
        }
        if let Some((from, to)) = kinds.filter(|(from, to)| from != to) {
            let volatility = match catalogue::cast(from, to) {
                Some((_, volatility)) => volatility,
                None if from.is_text() => catalogue::reading(to),
                None => catalogue::writing(from),
            };
            let [from, to] = [from, to].map(|kind| self.world.bare(Ty::One(kind)));
            self.depends(at, || format!("`{from}::{to}`"), volatility);
        }
        to
    }

    /// Notes what a conversion that nobody wrote depends on.
    fn converts(&mut self, at: Span, from: Ty, to: Ty) {
        if let (Ty::One(source), Ty::One(target)) = (from, to)
            && let Some((_, volatility)) = catalogue::cast(source, target)
        {
            let [from, to] = [from, to].map(|ty| self.world.bare(ty));
            self.depends(at, || format!("`{from}::{to}`"), volatility);
        }
    }

    fn depends(&mut self, at: Span, what: impl FnOnce() -> String, volatility: Volatility) {
        if volatility > Volatility::Immutable {
            self.unstable.push(Unstable {
                at,
                what: what(),
                volatility,
            });
        }
    }

    /// Notes what PostgreSQL would refuse; its type is not known.
    fn refuse(&mut self, at: Span, message: String, help: Option<String>) -> Ty {
        self.problem("wrong_type", at, message, help);
        Ty::Unknown
    }

    fn problem(&mut self, rule: &'static str, at: Span, message: String, help: Option<String>) {
        self.problems.push(Problem {
            rule,
            at,
            message,
            help,
        });
    }

    /// The result of an overload; `None` if there is none for these arguments.
    fn chosen(&mut self, at: Span, function: &str, arguments: &[Ty]) -> Option<Ty> {
        if arguments
            .iter()
            .any(|ty| *ty == Ty::Unknown || ty.is_foreign())
        {
            return Some(Ty::Unknown);
        }
        match select(catalogue::functions(function), arguments, false) {
            Selected::One(ty, volatility) => {
                self.depends(at, || format!("`{function}`"), volatility);
                Some(ty)
            }
            Selected::Open => Some(Ty::Unknown),
            Selected::None if self.world.is_closed => None,
            Selected::None => Some(Ty::Unknown),
        }
    }
}

/// The type of a number as it is written.
fn number(digits: &str) -> Ty {
    if digits.contains(['.', 'e', 'E']) {
        return Ty::One(Kind::NUMERIC);
    }
    match digits.parse::<i64>() {
        Ok(number) if i32::try_from(number).is_ok() => Ty::One(Kind::INTEGER),
        Ok(_) => Ty::One(Kind::BIGINT),
        Err(_) => Ty::One(Kind::NUMERIC),
    }
}
