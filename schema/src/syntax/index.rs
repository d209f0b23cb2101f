//! An index, its elements and its options.

use crate::source::Span;
use crate::syntax::{Allow, Distinct, Expr, Name, Text};

/// `index name using gin (…) …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// The word `unique`, where it stands.
    pub unique: Option<Span>,
    /// Its name, where one is given.
    pub name: Option<Name>,
    /// `using gin`
    pub method: Option<Name>,
    /// The columns and expressions, in order.
    pub elements: Vec<IndexElement>,
    /// All of them, with their parentheses.
    pub elements_span: Span,
    /// What follows, in order.
    pub clauses: Vec<IndexClause>,
}

/// One column or expression of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexElement {
    /// The column or expression.
    pub expr: Expr,
    /// What follows, in order.
    pub clauses: Vec<ElementClause>,
    /// The whole element.
    pub span: Span,
}

/// What can follow an index's element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElementClause {
    /// `asc`
    Asc(Span),
    /// `desc`
    Desc(Span),
    /// `nulls first`
    NullsFirst(Span),
    /// `nulls last`
    NullsLast(Span),
    /// `gin_trgm_ops`, `gist_trgm_ops (siglen = 32)`
    OperatorClass {
        /// The class.
        name: Name,
        /// Its options.
        options: Options,
    },
}

/// What can follow an index's elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexClause {
    /// `include (a)`
    Include(Vec<Name>),
    /// `nulls not distinct`
    Distinct(Distinct),
    /// `where …`
    Where(Expr),
    /// `with (fillfactor = 70)`
    With(Options),
    /// `was old_name`
    Was(Name),
    /// `allow …`
    Allow(Allow),
}

/// `(fillfactor = 70, fastupdate = off)`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// The settings, in order.
    pub list: Vec<(Name, OptionValue)>,
}

/// The value of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionValue {
    /// Digits, with the sign.
    Number(Text),
    /// A string.
    Text(Text),
    /// A word.
    Name(Name),
}
