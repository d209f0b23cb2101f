//! The conditions of a plan, which PostgreSQL gives as SQL: which columns they compare, and how.
//!
//! What is understood is what PostgreSQL itself writes: each operator in parentheses, columns behind
//! the names of their tables. The rest is [`Expression::Other`], of which nothing is concluded.

mod parser;
mod token;

pub(super) use token::masked;

/// A condition, or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    /// A column, behind the name that the statement has for its table.
    Column {
        table: Option<String>,
        name: String,
    },
    /// A literal or a parameter; a literal's text.
    Value(Option<String>),
    /// An operator between two.
    Operator {
        left: Box<Expression>,
        operator: String,
        right: Box<Expression>,
    },
    And(Vec<Expression>),
    Or(Vec<Expression>),
    Null {
        of: Box<Expression>,
        is: bool,
    },
    /// Something as another type.
    Cast {
        of: Box<Expression>,
        to: String,
    },
    /// What is computed of these.
    Other(Vec<Expression>),
}

/// What a row is ordered by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SortKey {
    pub(super) by: Expression,
    pub(super) descending: bool,
    pub(super) nulls_first: bool,
}

impl Expression {
    pub(super) fn parse(text: &str) -> Self {
        parser::parse(text)
    }

    /// The parts that are all met.
    pub(super) fn conjuncts(&self) -> Vec<&Self> {
        match self {
            Self::And(all) => all.iter().flat_map(Self::conjuncts).collect(),
            one => vec![one],
        }
    }

    /// The column that it is, if need be as a text: a cast that indexes are used through.
    pub(super) fn column(&self) -> Option<(Option<&str>, &str)> {
        match self {
            Self::Column { table, name } => Some((table.as_deref(), name)),
            Self::Cast { of, to } if to == "text" => of.column(),
            _ => None,
        }
    }

    /// Whether a column of this table is part of it.
    pub(super) fn takes(&self, alias: &str) -> bool {
        match self {
            Self::Column { table, .. } => table.as_deref().is_none_or(|table| table == alias),
            Self::Value(_) => false,
            Self::Operator { left, right, .. } => left.takes(alias) || right.takes(alias),
            Self::And(all) | Self::Or(all) | Self::Other(all) => {
                all.iter().any(|of| of.takes(alias))
            }
            Self::Null { of, .. } | Self::Cast { of, .. } => of.takes(alias),
        }
    }

    /// Whether a column of another table is part of it.
    pub(super) fn takes_other(&self, alias: &str) -> bool {
        match self {
            Self::Column { table, .. } => table.as_deref().is_some_and(|table| table != alias),
            Self::Value(_) => false,
            Self::Operator { left, right, .. } => {
                left.takes_other(alias) || right.takes_other(alias)
            }
            Self::And(all) | Self::Or(all) | Self::Other(all) => {
                all.iter().any(|of| of.takes_other(alias))
            }
            Self::Null { of, .. } | Self::Cast { of, .. } => of.takes_other(alias),
        }
    }

    /// A literal's text.
    pub(super) fn literal(&self) -> Option<&str> {
        match self {
            Self::Value(text) => text.as_deref(),
            Self::Cast { of, .. } => of.literal(),
            _ => None,
        }
    }
}

impl SortKey {
    pub(super) fn parse(text: &str) -> Self {
        let mut rest = text.trim();
        let mut nulls = None;
        for (word, first) in [(" NULLS FIRST", true), (" NULLS LAST", false)] {
            if let Some(before) = rest.strip_suffix(word) {
                (rest, nulls) = (before, Some(first));
            }
        }
        let mut descending = false;
        if let Some(before) = rest.strip_suffix(" DESC") {
            (rest, descending) = (before, true);
        }
        Self {
            by: Expression::parse(rest),
            descending,
            nulls_first: nulls.unwrap_or(descending),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(table: &str, name: &str) -> Expression {
        Expression::Column {
            table: Some(table.to_owned()),
            name: name.to_owned(),
        }
    }

    #[test]
    fn values_are_masked() {
        let masked = [
            "(t0.author_id = '1'::bigint)",
            "((t0.votes > 5) AND (t0.status = 'it''s)'::order_status))",
            "((t0.email)::text = ANY ('{a,b}'::text[]))",
            "(t0.at >= '2024-01-01 00:00:00+00'::timestamp with time zone)",
            "((t0.\"order\" IS NOT NULL) OR (NOT (t0.shown)))",
            "(lower(t0.name) = $1)",
            "(t0.price < '-5.5'::numeric(12,2))",
        ]
        .map(masked);
        let expected = [
            "t0.author_id = …",
            "(t0.votes > …) AND (t0.status = …)",
            "(t0.email)::text = ANY (…)",
            "t0.at >= …",
            "(t0.\"order\" IS NOT NULL) OR (NOT (t0.shown))",
            "lower(t0.name) = …",
            "t0.price < …",
        ];
        assert_eq!(masked, expected);
    }

    #[test]
    fn comparisons_are_understood() {
        let parsed = Expression::parse(
            "((t0.author_id = '7'::bigint) AND (t0.title ~~ 'x%'::text) AND (t0.body IS NULL))",
        );
        let conjuncts = parsed.conjuncts();
        assert_eq!(conjuncts.len(), 3, "{parsed:?}");
        let Expression::Operator {
            left,
            operator,
            right,
        } = conjuncts[1]
        else {
            panic!("{parsed:?}");
        };
        assert_eq!((&**left, operator.as_str()), (&column("t0", "title"), "~~"));
        assert_eq!(right.literal(), Some("x%"));
        assert!(matches!(conjuncts[2], Expression::Null { is: true, .. }));
    }

    #[test]
    fn what_is_not_known_takes_what_stands_in_it() {
        for text in [
            "(lower(t0.name) = (t1.name)::text)",
            "(CASE WHEN (t0.a > 1) THEN t1.b ELSE 'x'::text END = 'x'::text)",
            "((t0.tags)[1] = t1.tag)",
            "(t0.a IS DISTINCT FROM t1.a)",
        ] {
            let parsed = Expression::parse(text);
            assert!(
                parsed.takes("t0") && parsed.takes_other("t0"),
                "{text}: {parsed:?}"
            );
        }
        for text in [
            "(SubPlan 1)",
            "(NOT (hashed SubPlan 2))",
            "((",
            "a.",
            "(1 = ",
            "CASE",
            ")",
        ] {
            let parsed = Expression::parse(text);
            assert!(!parsed.takes_other("t0"), "{text}: {parsed:?}");
        }
    }

    #[test]
    fn an_order_has_its_direction() {
        let key = SortKey::parse("t0.created_at DESC NULLS LAST");
        assert_eq!(key.by, column("t0", "created_at"));
        assert!(key.descending && !key.nulls_first);
        assert!(SortKey::parse("t0.id DESC").nulls_first);
        assert!(matches!(
            SortKey::parse("t0.name COLLATE \"C\"").by,
            Expression::Other(_)
        ));
    }
}
