//! What `ADD COLUMN` does with the rows that are there.

use super::Judge;
use super::words::Word;
use crate::plan::lock::Effort;
use crate::plan::lookup::Type;

impl Judge<'_> {
    /// What adding a column costs, from its name on.
    pub(super) fn new_column(&self, definition: &[Word]) -> Effort {
        let at = |keyword: &str| definition.iter().position(|it| it.is(keyword));
        if let Some(at) = at("generated") {
            let is_virtual = definition[at..].iter().any(|it| it.is("virtual"));
            return if is_virtual {
                Effort::Instant
            } else {
                Effort::Rewrite
            };
        }
        if self.is_constrained(definition) {
            return Effort::Rewrite;
        }
        if let Some(at) = at("default") {
            let end = definition[at..]
                .windows(2)
                .position(|it| {
                    let ends = ["constraint", "check", "unique", "references"];
                    it[0].is("not") && it[1].is("null") || ends.iter().any(|end| it[0].is(end))
                })
                .map_or(definition.len(), |end| at + end);
            if is_volatile(&definition[at + 1..end]) {
                return Effort::Rewrite;
            }
        }
        if definition
            .iter()
            .any(|it| it.is("check") || it.is("unique") || it.is("references"))
        {
            return Effort::Scan;
        }
        Effort::Instant
    }

    /// Whether the type is a domain that not every value of its base is one of.
    pub(super) fn is_constrained(&self, definition: &[Word]) -> bool {
        let names: Vec<&str> = definition
            .iter()
            .skip(1)
            .take(3)
            .filter_map(Word::name)
            .collect();
        self.lookup.types.iter().any(|(name, ty)| {
            let Type::Domain(domain) = ty else {
                return false;
            };
            let is_it = names.first().is_some_and(|it| *it == name.name)
                || (names.get(1).is_some_and(|it| *it == name.name)
                    && names.first().is_some_and(|it| *it == name.namespace));
            is_it && (domain.not_null || !domain.checks.is_empty())
        })
    }
}

/// Whether an expression gives another value for each row: whether it calls what is not known not to.
pub(in crate::plan) fn gives_another_value(expression: &str) -> bool {
    is_volatile(&super::words::words(expression))
}

fn is_volatile(words: &[Word]) -> bool {
    words.windows(2).any(|it| {
        let is_call = it[1].is("(");
        let name = match &it[0] {
            Word::Name(name) | Word::Quoted(name) => name,
            Word::Other(_) => return false,
        };
        is_call && !NO_CALLS.contains(&name.as_str()) && !STEADY.contains(&name.as_str())
    })
}

/// Functions that give every row of a statement the same value for the same arguments: `provolatile` is not `v`.
const STEADY: [&str; 44] = [
    "now",
    "transaction_timestamp",
    "statement_timestamp",
    "coalesce",
    "nullif",
    "greatest",
    "least",
    "lower",
    "upper",
    "length",
    "concat",
    "concat_ws",
    "format",
    "left",
    "right",
    "substring",
    "replace",
    "trim",
    "btrim",
    "ltrim",
    "rtrim",
    "md5",
    "abs",
    "round",
    "floor",
    "ceil",
    "date_trunc",
    "date_part",
    "extract",
    "make_interval",
    "make_date",
    "to_char",
    "to_timestamp",
    "to_date",
    "array_fill",
    "jsonb_build_object",
    "jsonb_build_array",
    "json_build_object",
    "json_build_array",
    "row",
    "array",
    "cast",
    "timezone",
    "current_setting",
];

/// Words that stand before a parenthesis and call nothing.
const NO_CALLS: [&str; 24] = [
    "numeric",
    "decimal",
    "character",
    "varying",
    "varchar",
    "char",
    "bpchar",
    "bit",
    "varbit",
    "timestamp",
    "timestamptz",
    "time",
    "timetz",
    "interval",
    "in",
    "any",
    "all",
    "and",
    "or",
    "not",
    "current_timestamp",
    "localtimestamp",
    "current_time",
    "localtime",
];
