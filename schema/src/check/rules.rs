//! All rules by name: how bad it is to break one, and whether a schema may.

use crate::diagnostic::Severity;

/// What is known of a rule beside its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// What `allow` and the messages call it.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Whether `allow` can let it pass.
    pub can_be_allowed: bool,
    /// What it asks for, in one line.
    pub summary: &'static str,
}

/// The rule of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// All rules, in the order of the manual.
pub const RULES: &[Rule] = &[
    never("syntax", "the text follows the grammar"),
    never("doc_after", "documentation stands above what it documents"),
    never("not_yet", "what relata cannot do yet is not used"),
    never(
        "duplicate_name",
        "a name is declared once: tables, views, enums and domains share names",
    ),
    never("unknown_namespace", "a namespace that is named is declared"),
    never("unknown_table", "a table that is named is declared"),
    never("unknown_column", "a column that is named is declared"),
    never(
        "unknown_type",
        "a type is one of PostgreSQL's, an enum or a domain",
    ),
    never("unknown_value", "a value of an enum is declared"),
    never("unknown_rule", "a rule that is allowed exists"),
    never("unknown_opclass", "an operator class exists for the method"),
    never("ambiguous_name", "a name has one meaning"),
    never(
        "conflicting_clauses",
        "clauses go together, and each stands once",
    ),
    never(
        "wrong_setting",
        "the settings of an identity are those of a sequence",
    ),
    error("empty_schema", "a schema declares something"),
    never("name_too_long", "a name has at most 63 bytes"),
    never("name_taken", "no two constraints or indexes have one name"),
    never("rust_name_taken", "no two types have one name in Rust"),
    error("rust_name_shadows", "no type hides one of Rust's prelude"),
    never("reference_name_taken", "a reference has a name of its own"),
    never("inverse_needed", "a collection has a name of its own"),
    never(
        "many_needed",
        "a collection through a join table has a name of its own",
    ),
    never(
        "wrong_type",
        "an expression has the type that its place needs",
    ),
    never(
        "wrong_arity",
        "a type or function has the arguments that it takes",
    ),
    never(
        "missing_extension",
        "an extension whose types or functions are used is named",
    ),
    never("too_new", "the oldest server knows all that is used"),
    never("unneeded_allow", "what is allowed happens"),
    error("no_primary_key", "a table has a primary key"),
    never(
        "no_on_delete",
        "a reference says what happens when its row is deleted",
    ),
    never("reference_target", "a reference leads to a key"),
    never(
        "reference_shape",
        "a reference has the columns and types of its key",
    ),
    never("set_null_required", "what becomes NULL can be NULL"),
    never("set_default_missing", "what gets its default has one"),
    never(
        "generated_reference",
        "a computed column is not set by a reference",
    ),
    error(
        "required_cycle",
        "tables that need each other can have a first row",
    ),
    error("join_table_key", "a join table holds a pair once"),
    warning(
        "partial_match",
        "a reference of several nullable columns is checked whole",
    ),
    warning(
        "redundant_unique",
        "what is unique already is not made unique again",
    ),
    warning(
        "nullable_unique",
        "a unique of several columns says what NULLs in it mean",
    ),
    never(
        "partition_key",
        "a partitioned table's keys hold the partition's columns",
    ),
    warning("narrow_key", "a key that counts has room to count"),
    warning(
        "unindexed_reference",
        "a reference has an index; allowed, none is made for it",
    ),
    warning("redundant_index", "an index finds what no other does"),
    never("index_method", "an index's method can index its columns"),
    warning("wide_key", "a btree's rows stay under 2,704 bytes"),
    warning("boolean_index", "an index tells rows apart"),
    never(
        "not_immutable",
        "what is stored or indexed depends on the row alone",
    ),
    error("clock_in_check", "a check depends on the row alone"),
    error(
        "constant_condition",
        "a condition can be true and can be false",
    ),
    error("null_comparison", "NULL is asked for with `is null`"),
    warning("pointless_check", "a check can fail"),
    error("float_money", "money is counted exactly"),
    error("money_type", "money is `numeric`"),
    error("zoneless_time", "a point in time is `timestamptz`"),
    error("time_with_zone", "a time of day has no zone"),
    warning("bounded_text", "text is bounded by a check"),
    error("padded_text", "text is not padded"),
    warning("plain_json", "JSON is `jsonb`"),
    never("serial", "a column that counts is an `identity`"),
    error("unbounded_numeric", "`numeric` says its digits"),
    error("wide_numeric", "`numeric` fits `Decimal`"),
    never("wrong_default", "a default is a value of its column's type"),
    error("never_filled", "a required column can be given a value"),
    error("frozen_default", "a default of now is read at each insert"),
    never("default_reads_column", "a default reads no column"),
    never(
        "generated_reads_generated",
        "a computed column reads no computed column",
    ),
    warning(
        "nullable_default",
        "a column with a default is not nullable too",
    ),
    warning("nullable_boolean", "a boolean has two values"),
    warning("reference_array", "references are rows, not arrays"),
    warning("polymorphic_reference", "a reference leads to one table"),
    warning(
        "dug_out_key",
        "what is looked up often in a document is a column",
    ),
    warning("snake_case", "names are snake_case"),
    warning("singular_table", "a table's name is a plural"),
    warning("key_name", "a key of one column is `id`"),
    warning(
        "reserved_name",
        "a name can be written in SQL without quotes",
    ),
    warning("unused_type", "a type is used"),
];

/// An error that nothing allows.
const fn never(name: &'static str, summary: &'static str) -> Rule {
    Rule {
        name,
        severity: Severity::Error,
        can_be_allowed: false,
        summary,
    }
}

/// An error that can be allowed.
const fn error(name: &'static str, summary: &'static str) -> Rule {
    Rule {
        can_be_allowed: true,
        ..never(name, summary)
    }
}

/// A warning.
const fn warning(name: &'static str, summary: &'static str) -> Rule {
    Rule {
        severity: Severity::Warning,
        ..error(name, summary)
    }
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn a_rule_has_one_entry() {
        for (position, rule) in RULES.iter().enumerate() {
            assert!(
                RULES[..position]
                    .iter()
                    .all(|other| other.name != rule.name),
                "{}",
                rule.name
            );
        }
    }
}
