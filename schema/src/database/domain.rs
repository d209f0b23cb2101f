//! A domain.

use super::QualifiedName;

/// A domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Its name.
    pub name: QualifiedName,
    /// What it is based on, as `format_type` writes it.
    pub base: String,
    /// Its collation, where it is not its base's, as `regcollation` writes it: `\"C\"`.
    pub collation: Option<String>,
    /// Whether NULL is no value of it.
    pub not_null: bool,
    /// The name of the constraint that says so, where PostgreSQL has one (17) and would call it otherwise.
    pub not_null_name: Option<String>,
    /// Its default.
    pub default: Option<String>,
    /// Its checks.
    pub checks: Vec<DomainCheck>,
    /// `COMMENT ON DOMAIN`
    pub comment: Option<String>,
}

/// A check of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainCheck {
    /// Its name.
    pub name: String,
    /// What must not be false of `VALUE`.
    pub condition: String,
    /// Whether the values that were there are known to pass; otherwise `NOT VALID`.
    pub valid: bool,
    /// `COMMENT ON CONSTRAINT`
    pub comment: Option<String>,
}
