//! An SQL expression with its names resolved.
//!
//! Parentheses are kept as they were written: the grammar's precedence is PostgreSQL's, so the
//! text that comes out means what the text that went in meant.

use super::{ColumnId, EnumId, Type};
use crate::source::Span;
pub use crate::syntax::expression::LikeKind;

/// An expression with the place where it is written.
///
/// Two are equal if they say the same, wherever they are written.
#[derive(Debug, Clone, Eq)]
pub struct Expr {
    /// The whole expression.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// What an expression is.
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
    /// An operator between two operands.
    Binary {
        /// The left operand.
        left: Box<Expr>,
        /// The operator.
        operator: String,
        /// The right operand.
        right: Box<Expr>,
    },
    /// An operator before its operand.
    Unary {
        /// The operator.
        operator: String,
        /// The operand.
        operand: Box<Expr>,
    },
    /// `a at time zone 'utc'`
    AtTimeZone(Box<Expr>, Box<Expr>),
    /// `a collate "C"`
    Collate(Box<Expr>, String),
    /// `a::integer[]`
    Cast(Box<Expr>, CastType),
    /// `a[1]`
    Subscript(Box<Expr>, Box<Expr>),
    /// The digits.
    Number(String),
    /// A string, without quotes.
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
    Extract(String, Box<Expr>),
    /// Passed through.
    Sql(String),
    /// `interval '7 days'`: a type's name, and the string.
    Typed(String, String),
    /// `lower(email)`
    Call {
        /// The function's namespace.
        namespace: Option<String>,
        /// The function.
        function: String,
        /// The arguments.
        arguments: Vec<Expr>,
    },
    /// A column of the table that the expression belongs to.
    Column(ColumnId),
    /// A value of an enum, by its label.
    Value(EnumId, String),
    /// A word of SQL that is no column: `null`, `true`, `current_date`, a domain's `value`.
    Word(String),
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

/// The type of a cast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CastType {
    /// One that a column can have.
    Known(Type),
    /// Any other, by its words: PostgreSQL says whether there is one.
    Other {
        /// Its namespace.
        namespace: Option<String>,
        /// Its name.
        name: String,
        /// What stands in parentheses.
        arguments: Vec<i64>,
        /// Whether it is an array.
        array: bool,
    },
}

impl Expr {
    /// The expressions that it is made of, in the order in which they stand.
    #[must_use]
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Or(left, right)
            | ExprKind::And(left, right)
            | ExprKind::AtTimeZone(left, right)
            | ExprKind::Subscript(left, right)
            | ExprKind::Binary { left, right, .. } => vec![left, right],
            ExprKind::Not(inner)
            | ExprKind::Unary { operand: inner, .. }
            | ExprKind::Collate(inner, _)
            | ExprKind::Cast(inner, _)
            | ExprKind::Parenthesized(inner)
            | ExprKind::Extract(_, inner) => vec![inner],
            ExprKind::Is { operand, what, .. } => match what {
                IsWhat::DistinctFrom(other) => vec![operand, other],
                IsWhat::Null | IsWhat::True | IsWhat::False | IsWhat::Unknown => vec![operand],
            },
            ExprKind::Between {
                operand, low, high, ..
            } => vec![operand, low, high],
            ExprKind::In { operand, list, .. } => std::iter::once(&**operand).chain(list).collect(),
            ExprKind::Like {
                operand,
                pattern,
                escape,
                ..
            } => [&**operand, &**pattern]
                .into_iter()
                .chain(escape.as_deref())
                .collect(),
            ExprKind::Row(list) | ExprKind::Array(list) => list.iter().collect(),
            ExprKind::Call { arguments, .. } => arguments.iter().collect(),
            ExprKind::Case {
                operand,
                branches,
                otherwise,
            } => operand
                .as_deref()
                .into_iter()
                .chain(branches.iter().flat_map(|(when, then)| [when, then]))
                .chain(otherwise.as_deref())
                .collect(),
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Sql(_)
            | ExprKind::Typed(..)
            | ExprKind::Column(_)
            | ExprKind::Value(..)
            | ExprKind::Word(_) => Vec::new(),
        }
    }

    /// The expression and all that it is made of, outermost first, in the order in which they stand.
    #[must_use]
    pub fn all(&self) -> Vec<&Expr> {
        let mut found = Vec::new();
        let mut waiting = vec![self];
        while let Some(expr) = waiting.pop() {
            found.push(expr);
            waiting.extend(expr.parts().into_iter().rev());
        }
        found
    }

    /// The columns that it reads, in the order in which they stand, repeated ones too.
    #[must_use]
    pub fn columns(&self) -> Vec<ColumnId> {
        self.all()
            .into_iter()
            .filter_map(|expr| match expr.kind {
                ExprKind::Column(column) => Some(column),
                _ => None,
            })
            .collect()
    }

    /// What stands in its parentheses, if it is nothing else.
    #[must_use]
    pub fn unparenthesized(&self) -> &Expr {
        let mut expr = self;
        while let ExprKind::Parenthesized(inner) = &expr.kind {
            expr = inner;
        }
        expr
    }
}
