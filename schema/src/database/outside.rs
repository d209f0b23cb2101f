//! What is in a database and is not modelled: recognised and named, so that nobody takes it for absent.

use super::QualifiedName;
use std::fmt;

/// An object that relata does not model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// What it is.
    pub kind: OutsideKind,
    /// What to call it, as `DROP` would: `add(integer, integer)`, `billing.area`; a member of a table or view (a
    /// trigger, policy or rule) by its own name alone. A grant is called by what it grants and to whom.
    pub name: String,
    /// The table or view that it is a member of.
    pub on: Option<QualifiedName>,
    /// The statements that create it, without the last `;`, where PostgreSQL can tell them.
    pub definition: Option<String>,
    /// `COMMENT ON`
    pub comment: Option<String>,
}

/// The kinds of objects that relata does not model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is called as PostgreSQL calls it")]
pub enum OutsideKind {
    AccessMethod,
    Aggregate,
    BaseType,
    Cast,
    Collation,
    Conversion,
    DefaultPrivileges,
    EventTrigger,
    ForeignDataWrapper,
    ForeignTable,
    Function,
    Grant,
    Language,
    Operator,
    OperatorClass,
    OperatorFamily,
    Policy,
    Procedure,
    Publication,
    RangeType,
    Rule,
    SecurityLabel,
    Server,
    Statistics,
    Subscription,
    TextSearchConfiguration,
    TextSearchDictionary,
    TextSearchParser,
    TextSearchTemplate,
    Transform,
    Trigger,
    UserMapping,
}

impl OutsideKind {
    /// All of them, in order.
    pub const ALL: [Self; 32] = [
        Self::AccessMethod,
        Self::Aggregate,
        Self::BaseType,
        Self::Cast,
        Self::Collation,
        Self::Conversion,
        Self::DefaultPrivileges,
        Self::EventTrigger,
        Self::ForeignDataWrapper,
        Self::ForeignTable,
        Self::Function,
        Self::Grant,
        Self::Language,
        Self::Operator,
        Self::OperatorClass,
        Self::OperatorFamily,
        Self::Policy,
        Self::Procedure,
        Self::Publication,
        Self::RangeType,
        Self::Rule,
        Self::SecurityLabel,
        Self::Server,
        Self::Statistics,
        Self::Subscription,
        Self::TextSearchConfiguration,
        Self::TextSearchDictionary,
        Self::TextSearchParser,
        Self::TextSearchTemplate,
        Self::Transform,
        Self::Trigger,
        Self::UserMapping,
    ];
}

impl fmt::Display for OutsideKind {
    /// The words of `DROP`, in lower case: `foreign table`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessMethod => "access method",
            Self::Aggregate => "aggregate",
            Self::BaseType | Self::RangeType => "type",
            Self::Cast => "cast",
            Self::Collation => "collation",
            Self::Conversion => "conversion",
            Self::DefaultPrivileges => "default privileges",
            Self::EventTrigger => "event trigger",
            Self::ForeignDataWrapper => "foreign data wrapper",
            Self::ForeignTable => "foreign table",
            Self::Function => "function",
            Self::Grant => "grant",
            Self::Language => "language",
            Self::Operator => "operator",
            Self::OperatorClass => "operator class",
            Self::OperatorFamily => "operator family",
            Self::Policy => "policy",
            Self::Procedure => "procedure",
            Self::Publication => "publication",
            Self::Rule => "rule",
            Self::SecurityLabel => "security label",
            Self::Server => "server",
            Self::Statistics => "statistics",
            Self::Subscription => "subscription",
            Self::TextSearchConfiguration => "text search configuration",
            Self::TextSearchDictionary => "text search dictionary",
            Self::TextSearchParser => "text search parser",
            Self::TextSearchTemplate => "text search template",
            Self::Transform => "transform",
            Self::Trigger => "trigger",
            Self::UserMapping => "user mapping",
        })
    }
}
