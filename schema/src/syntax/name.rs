//! Words of a schema: names, texts and numbers, each with its place.

use crate::source::Span;

/// An identifier, as it is meant: `r#order` has the text `order`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Without `r#`.
    pub text: String,
    /// With `r#`.
    pub span: Span,
}

/// A string literal's value, the text of one documentation line, or a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// With escapes resolved.
    pub value: String,
    /// The literal as it was written.
    pub span: Span,
}

/// A name with an optional namespace: `billing.invoices`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualifiedName {
    /// `billing`
    pub namespace: Option<Name>,
    /// `invoices`
    pub name: Name,
}

impl QualifiedName {
    /// From the namespace to the name.
    #[must_use]
    pub fn span(&self) -> Span {
        self.namespace.as_ref().map_or(self.name.span, |namespace| {
            namespace.span.to(self.name.span)
        })
    }
}

/// A whole number with the place where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Integer {
    /// Its value.
    pub value: i64,
    /// Its digits, with the sign.
    pub span: Span,
}

/// A Rust path such as `crate::Settings` or `Vec<crate::Line>`, printed without blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustPath {
    /// `crate::Settings`
    pub text: String,
    /// The whole path.
    pub span: Span,
}
