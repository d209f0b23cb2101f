//! The name of a table or a type, and the one place where names are quoted.

use std::fmt;

/// The name of a table or a type, with its namespace if it stands in one.
///
/// Shown as SQL: quoted, `"billing"."invoices"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// The namespace (a schema, in PostgreSQL's word); the search path decides when there is none.
    pub namespace: Option<&'static str>,
    /// The name in it.
    pub name: &'static str,
}

impl Name {
    /// A name that the search path finds.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            namespace: None,
            name,
        }
    }

    /// A name in a namespace.
    #[must_use]
    pub const fn within(namespace: &'static str, name: &'static str) -> Self {
        Self {
            namespace: Some(namespace),
            name,
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(namespace) = self.namespace {
            write!(f, "{}.", Quoted(namespace))?;
        }
        Quoted(self.name).fmt(f)
    }
}

/// Appends an identifier in double quotes.
pub(crate) fn quote(name: &str, sql: &mut String) {
    sql.push('"');
    if name.contains('"') {
        sql.push_str(&name.replace('"', "\"\""));
    } else {
        sql.push_str(name);
    }
    sql.push('"');
}

/// An identifier, shown in double quotes.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut quoted = String::with_capacity(self.0.len() + 2);
        quote(self.0, &mut quoted);
        f.write_str(&quoted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_mark_in_a_name_is_doubled() {
        assert_eq!(
            Name::within("a\"b", "c d").to_string(),
            "\"a\"\"b\".\"c d\""
        );
    }
}
