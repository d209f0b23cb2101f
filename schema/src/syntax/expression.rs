//! An SQL expression as it was written.

use super::{Name, QualifiedName, Text};
use crate::source::Span;

/// An expression with the place where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// The whole expression.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// What an expression is; the groups are those of the grammar, weakest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExprKind {
    /// `a or b`
    Or(Box<Expr>, Box<Expr>),
    /// `a and b`
    And(Box<Expr>, Box<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `a is not null`
    Is {
        /// What is asked about.
        operand: Box<Expr>,
        /// Whether `not` stands.
        negated: bool,
        /// What it is asked to be.
        what: IsWhat,
    },
    /// `a between b and c`
    Between {
        /// What is asked about.
        operand: Box<Expr>,
        /// Whether `not` stands.
        negated: bool,
        /// The lower bound.
        low: Box<Expr>,
        /// The upper bound.
        high: Box<Expr>,
    },
    /// `a in (b, c)`
    In {
        /// What is asked about.
        operand: Box<Expr>,
        /// Whether `not` stands.
        negated: bool,
        /// The candidates.
        list: Vec<Expr>,
    },
    /// `a like b escape c`
    Like {
        /// What is asked about.
        operand: Box<Expr>,
        /// Whether `not` stands.
        negated: bool,
        /// Which of the three.
        kind: LikeKind,
        /// The pattern.
        pattern: Box<Expr>,
        /// The escape character.
        escape: Option<Box<Expr>>,
    },
    /// `a + b`, `a = b`, `a -> b`: every operator that stands between two operands.
    Binary {
        /// The left operand.
        left: Box<Expr>,
        /// The operator, from the closed list.
        operator: Text,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `-a`, `+a`, `~a`, `@a`
    Unary {
        /// The operator.
        operator: Text,
        /// The operand.
        operand: Box<Expr>,
    },
    /// `a at time zone "utc"`
    AtTimeZone(Box<Expr>, Box<Expr>),
    /// `a collate "C"`
    Collate(Box<Expr>, Text),
    /// `a::integer[]`
    Cast(Box<Expr>, CastType),
    /// `a[1]`
    Subscript(Box<Expr>, Box<Expr>),
    /// `12`, `1.5e3`: the digits, without `_`.
    Number(String),
    /// `"text"`
    Text(String),
    /// `(a)`
    Parenthesized(Box<Expr>),
    /// `(a, b)`
    Row(Vec<Expr>),
    /// `array[a, b]`
    Array(Vec<Expr>),
    /// `case a when b then c else d end`
    Case {
        /// `case a`
        operand: Option<Box<Expr>>,
        /// `when b then c`
        branches: Vec<(Expr, Expr)>,
        /// `else d`
        otherwise: Option<Box<Expr>>,
    },
    /// `extract(year from a)`
    Extract(Name, Box<Expr>),
    /// `sql "…"`: passed through.
    Sql(Text),
    /// `interval "7 days"`, `date "2026-01-01"`
    Typed(Name, Text),
    /// `lower(email)`
    Call {
        /// The function.
        function: QualifiedName,
        /// The arguments.
        arguments: Vec<Expr>,
    },
    /// `email`, `active`, `current_date`, `null`, `true`
    Name(QualifiedName),
    /// What could not be read; a diagnostic says why.
    Unreadable,
}

/// What an `is` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IsWhat {
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// `unknown`
    Unknown,
    /// `distinct from b`
    DistinctFrom(Box<Expr>),
}

/// Which way a pattern is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LikeKind {
    /// `like`
    Like,
    /// `ilike`
    ILike,
    /// `similar to`
    SimilarTo,
}

/// The type of a cast: `numeric(12, 2)[]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastType {
    /// `numeric`
    pub name: QualifiedName,
    /// `(12, 2)`
    pub arguments: Vec<i64>,
    /// `[]`
    pub array: bool,
    /// The whole type.
    pub span: Span,
}
