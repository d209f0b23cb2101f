//! The manual: a page for each rule.
//!
//! A page is the documentation of the rule's own file; the rules of the parser and the resolver, which have no
//! file here, have theirs in `page/`. A page's examples are marked: what `breaks` the rule, and what is right.

/// What the manual says about a rule, in Markdown; `None` if there is no such rule.
#[must_use]
pub fn page(rule: &str) -> Option<String> {
    let (_, file) = PAGES.iter().find(|(name, _)| *name == rule)?;
    if !file.starts_with("//!") {
        return Some((*file).to_owned());
    }
    let lines = file.lines().map_while(|line| line.strip_prefix("//!"));
    Some(
        lines
            .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
            .collect(),
    )
}

/// Each rule with the file that its page is in, in the order of the rules.
const PAGES: &[(&str, &str)] = &[
    ("syntax", include_str!("page/syntax.md")),
    ("doc_after", include_str!("page/doc_after.md")),
    ("not_yet", include_str!("page/not_yet.md")),
    ("duplicate_name", include_str!("page/duplicate_name.md")),
    (
        "unknown_namespace",
        include_str!("page/unknown_namespace.md"),
    ),
    ("unknown_table", include_str!("page/unknown_table.md")),
    ("unknown_column", include_str!("page/unknown_column.md")),
    ("unknown_type", include_str!("page/unknown_type.md")),
    ("unknown_value", include_str!("page/unknown_value.md")),
    ("unknown_rule", include_str!("page/unknown_rule.md")),
    ("unknown_opclass", include_str!("unknown_opclass.rs")),
    ("ambiguous_name", include_str!("page/ambiguous_name.md")),
    (
        "conflicting_clauses",
        include_str!("page/conflicting_clauses.md"),
    ),
    ("wrong_setting", include_str!("page/wrong_setting.md")),
    ("empty_schema", include_str!("empty_schema.rs")),
    ("name_too_long", include_str!("name_too_long.rs")),
    ("name_taken", include_str!("name_taken.rs")),
    ("rust_name_taken", include_str!("rust_name_taken.rs")),
    ("rust_name_shadows", include_str!("rust_name_shadows.rs")),
    (
        "reference_name_taken",
        include_str!("reference_name_taken.rs"),
    ),
    ("inverse_needed", include_str!("inverse_needed.rs")),
    ("many_needed", include_str!("many_needed.rs")),
    ("wrong_type", include_str!("wrong_type.rs")),
    ("wrong_arity", include_str!("page/wrong_arity.md")),
    ("missing_extension", include_str!("missing_extension.rs")),
    ("too_new", include_str!("too_new.rs")),
    ("unneeded_allow", include_str!("unneeded_allow.rs")),
    ("no_primary_key", include_str!("no_primary_key.rs")),
    ("no_on_delete", include_str!("no_on_delete.rs")),
    ("reference_target", include_str!("page/reference_target.md")),
    ("reference_shape", include_str!("page/reference_shape.md")),
    ("set_null_required", include_str!("set_null_required.rs")),
    (
        "set_default_missing",
        include_str!("set_default_missing.rs"),
    ),
    (
        "generated_reference",
        include_str!("generated_reference.rs"),
    ),
    ("required_cycle", include_str!("required_cycle.rs")),
    ("join_table_key", include_str!("join_table_key.rs")),
    ("partial_match", include_str!("partial_match.rs")),
    ("redundant_unique", include_str!("redundant_unique.rs")),
    ("nullable_unique", include_str!("nullable_unique.rs")),
    ("partition_key", include_str!("partition_key.rs")),
    ("narrow_key", include_str!("narrow_key.rs")),
    (
        "unindexed_reference",
        include_str!("unindexed_reference.rs"),
    ),
    ("redundant_index", include_str!("redundant_index.rs")),
    ("index_method", include_str!("index_method.rs")),
    ("wide_key", include_str!("wide_key.rs")),
    ("boolean_index", include_str!("boolean_index.rs")),
    ("not_immutable", include_str!("not_immutable.rs")),
    ("clock_in_check", include_str!("clock_in_check.rs")),
    ("constant_condition", include_str!("constant_condition.rs")),
    ("null_comparison", include_str!("null_comparison.rs")),
    ("pointless_check", include_str!("pointless_check.rs")),
    ("float_money", include_str!("float_money.rs")),
    ("money_type", include_str!("money_type.rs")),
    ("zoneless_time", include_str!("zoneless_time.rs")),
    ("time_with_zone", include_str!("time_with_zone.rs")),
    ("bounded_text", include_str!("bounded_text.rs")),
    ("padded_text", include_str!("padded_text.rs")),
    ("plain_json", include_str!("plain_json.rs")),
    ("serial", include_str!("page/serial.md")),
    ("unbounded_numeric", include_str!("unbounded_numeric.rs")),
    ("wide_numeric", include_str!("wide_numeric.rs")),
    ("wrong_default", include_str!("wrong_default.rs")),
    ("never_filled", include_str!("never_filled.rs")),
    ("frozen_default", include_str!("frozen_default.rs")),
    (
        "default_reads_column",
        include_str!("default_reads_column.rs"),
    ),
    (
        "generated_reads_generated",
        include_str!("generated_reads_generated.rs"),
    ),
    ("nullable_default", include_str!("nullable_default.rs")),
    ("nullable_boolean", include_str!("nullable_boolean.rs")),
    ("reference_array", include_str!("reference_array.rs")),
    (
        "polymorphic_reference",
        include_str!("polymorphic_reference.rs"),
    ),
    ("dug_out_key", include_str!("dug_out_key.rs")),
    ("snake_case", include_str!("snake_case.rs")),
    ("singular_table", include_str!("singular_table.rs")),
    ("key_name", include_str!("key_name.rs")),
    ("reserved_name", include_str!("reserved_name.rs")),
    ("unused_type", include_str!("unused_type.rs")),
];

#[cfg(test)]
mod tests {
    use super::{PAGES, page};
    use crate::check::rules::RULES;
    use crate::compile;
    use crate::diagnostic::Diagnostics;
    use crate::source::Source;

    #[test]
    fn every_rule_has_a_page() {
        let rules: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        let pages: Vec<&str> = PAGES.iter().map(|(name, _)| *name).collect();
        assert_eq!(pages, rules);
        assert_eq!(page("no_such_rule"), None);
    }

    #[test]
    fn what_a_page_calls_broken_is_and_what_is_right_is() {
        let mut wrong = String::new();
        for rule in RULES {
            let page = page(rule.name).expect("every rule has a page");
            let title = page.lines().next().unwrap_or_default();
            assert!(title.ends_with('.'), "{}: {title}", rule.name);
            let examples = examples(&page);
            let (broken, right): (Vec<_>, Vec<_>) =
                examples.into_iter().partition(|(breaks, _)| *breaks);
            // Nothing is ever reported of this one.
            if broken.is_empty() && rule.name != "unindexed_reference" || right.is_empty() {
                wrong.push_str(&format!("{}: an example is missing\n", rule.name));
            }
            for (breaks, text) in broken.into_iter().chain(right) {
                let found = found(&text);
                let is_so = if breaks {
                    found.contains(&rule.name)
                } else {
                    found.is_empty()
                };
                if !is_so {
                    wrong.push_str(&format!("{}: {breaks} {found:?}\n{text}\n", rule.name));
                }
            }
        }
        assert_eq!(wrong, "");
    }

    /// The first finding of each page's first broken example stands at the word that is to blame, and
    /// its right example is as good as the same but for that: both are kept in `marks.txt`, as the
    /// word, and the lines that only one of the two has.
    #[test]
    fn each_rule_marks_its_word() {
        let mut marks = String::new();
        for rule in RULES {
            let examples = examples(&page(rule.name).expect("every rule has a page"));
            let Some((_, broken)) = examples.iter().find(|(breaks, _)| *breaks) else {
                continue;
            };
            let source = Source::one("schema.relata", broken.as_str());
            let mut all = Diagnostics::default();
            compile(&source, &mut all);
            let finding = all.list.iter().find(|it| it.rule == rule.name);
            let word = finding.map_or("nothing", |it| source.text(it.at));
            marks.push_str(&format!("{}: {word}\n", rule.name));
            let right = examples.iter().find(|(breaks, _)| !*breaks);
            let right = right.map_or("", |(_, text)| text.as_str());
            let only = |sign: char, one: &str, other: &str| {
                let lines = one
                    .lines()
                    .filter(|line| !other.lines().any(|it| it == *line));
                lines
                    .map(|line| format!("  {sign} {}\n", line.trim()))
                    .collect::<String>()
            };
            marks.push_str(&only('-', broken, right));
            marks.push_str(&only('+', right, broken));
        }
        expect_test::expect_file!["marks.txt"].assert_eq(&marks);
    }

    /// The examples of a page, and whether each breaks the rule.
    fn examples(page: &str) -> Vec<(bool, String)> {
        page.split("```relata")
            .skip(1)
            .filter_map(|rest| {
                let (mark, rest) = rest.split_once('\n')?;
                let (text, _) = rest.split_once("```")?;
                Some((mark == ",breaks", text.to_owned()))
            })
            .collect()
    }

    fn found(text: &str) -> Vec<&'static str> {
        let mut found = Diagnostics::default();
        compile(&Source::one("schema.relata", text), &mut found);
        found.list.iter().map(|it| it.rule).collect()
    }
}
