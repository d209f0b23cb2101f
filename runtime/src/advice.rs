//! An index that is worth adding, in the words of the schema language.

use std::fmt;

/// An index to add, shown as `index (author_id, created_at desc)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Advice {
    /// Another method than a B-tree.
    pub(crate) method: Option<&'static str>,
    pub(crate) terms: Vec<Term>,
}

/// A column of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) column: String,
    /// The operator class, where the usual one does not serve.
    pub(crate) class: Option<&'static str>,
    pub(crate) descending: bool,
    /// Whether `NULL` comes first; nothing where that is not said.
    pub(crate) nulls_first: Option<bool>,
}

impl Term {
    pub(crate) fn of(column: &str) -> Self {
        Self {
            column: column.to_owned(),
            class: None,
            descending: false,
            nulls_first: None,
        }
    }
}

impl Advice {
    /// A B-tree over these.
    pub(crate) fn ordered(terms: Vec<Term>) -> Self {
        Self {
            method: None,
            terms,
        }
    }

    /// An index of this method over one column.
    pub(crate) fn of(method: &'static str, column: &str, class: Option<&'static str>) -> Self {
        Self {
            method: Some(method),
            terms: vec![Term {
                class,
                ..Term::of(column)
            }],
        }
    }

    /// The one by which a column of this type is asked what it holds; `None` where none is known.
    pub(crate) fn holding(column: &str, type_name: &str) -> Option<Self> {
        let (method, class) = match type_name {
            "jsonb" | "tsvector" | "hstore" => ("gin", None),
            "inet" | "cidr" => ("gist", Some("inet_ops")),
            "ltree" | "geometry" | "geography" | "point" | "box" => ("gist", None),
            name if name.ends_with("range") => ("gist", None),
            name if name.ends_with("[]") => ("gin", None),
            _ => return None,
        };
        Some(Self::of(method, column, class))
    }

    pub(crate) fn columns(&self) -> Vec<&str> {
        self.terms.iter().map(|term| term.column.as_str()).collect()
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("index ")?;
        if let Some(method) = self.method {
            write!(f, "using {method} ")?;
        }
        for (at, term) in self.terms.iter().enumerate() {
            write!(f, "{}{}", if at == 0 { "(" } else { ", " }, term.column)?;
            if let Some(class) = term.class {
                write!(f, " {class}")?;
            }
            if term.descending {
                f.write_str(" desc")?;
            }
            match term.nulls_first {
                Some(first) if first != term.descending => {
                    f.write_str(if first { " nulls first" } else { " nulls last" })?;
                }
                _ => {}
            }
        }
        f.write_str(")")
    }
}
