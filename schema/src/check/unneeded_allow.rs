//! What is allowed happens.
//!
//! An `allow` that nothing needs is left over from a schema that was different, and would hide the next
//! mistake.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     price: numeric(12, 2) allow float_money because "it was real",
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     price: numeric(12, 2),
//! }
//! ```

use super::findings::{Findings, Place};
use super::rules;
use crate::model::{Allow, Model};
use crate::resolve::suggest;

const RULE: &str = "unneeded_allow";

/// Reports `allow`s that let nothing pass, or name no rule.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for allow in all(model) {
        // What is allowed everywhere may be needed anywhere.
        let is_known = found.doubt().is_none() || !model.allows.contains(allow);
        let Some(rule) = rules::find(&allow.rule) else {
            let names = rules::RULES.iter().map(|rule| rule.name);
            let help = suggest::did_you_mean(&allow.rule, names);
            let diagnostic = found.report(
                "unknown_rule",
                Place::Schema,
                allow.span,
                format!("there is no rule `{}`", allow.rule),
            );
            if let Some(help) = help {
                diagnostic.help(help);
            }
            continue;
        };
        if !rule.can_be_allowed {
            found
                .report(
                    RULE,
                    Place::Schema,
                    allow.span,
                    format!("`{}` cannot be allowed", allow.rule),
                )
                .help("remove this");
        } else if is_known && !found.is_used(allow) {
            found
                .report(
                    RULE,
                    Place::Schema,
                    allow.span,
                    format!("nothing here breaks `{}`", allow.rule),
                )
                .help("remove this");
        }
    }
}

/// All `allow`s of the schema, each once; those of columns hold for their constraints too.
fn all(model: &Model) -> Vec<&Allow> {
    let mut all: Vec<&Allow> = model.allows.iter().collect();
    for domain in &model.domains {
        all.extend(&domain.allows);
    }
    for view in &model.views {
        all.extend(&view.allows);
        all.extend(view.columns.iter().flat_map(|column| &column.allows));
        all.extend(view.indexes.iter().flat_map(|index| &index.allows));
    }
    for table in &model.tables {
        all.extend(&table.allows);
        all.extend(table.columns.iter().flat_map(|column| &column.allows));
        all.extend(table.uniques.iter().flat_map(|unique| &unique.allows));
        all.extend(table.checks.iter().flat_map(|check| &check.allows));
        all.extend(table.indexes.iter().flat_map(|index| &index.allows));
        all.extend(table.references.iter().flat_map(|held| &held.allows));
        all.extend(table.exclusions.iter().flat_map(|held| &held.allows));
    }
    all.sort_by_key(|allow| allow.span);
    all.dedup_by_key(|allow| allow.span);
    all
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn what_is_allowed_happens() {
        check(
            r#"
                allow money_type because "it was so";
                allow no_on_delete because "why not";
                allow mony_type because "a slip";
                table things {
                    id: bigint primary key identity,
                    price: money allow money_type because "it is",
                    name: text allow bounded_text because "it was bounded",
                }
            "#,
            expect![[r#"
                error[unneeded_allow]: nothing here breaks `money_type`
                 --> schema.relata:2:23
                  |
                2 |                 allow money_type because "it was so";
                  |                       ^^^^^^^^^^
                  |
                  = help: remove this
                error[unneeded_allow]: `no_on_delete` cannot be allowed
                 --> schema.relata:3:23
                  |
                3 |                 allow no_on_delete because "why not";
                  |                       ^^^^^^^^^^^^
                  |
                  = help: remove this
                error[unknown_rule]: there is no rule `mony_type`
                 --> schema.relata:4:23
                  |
                4 |                 allow mony_type because "a slip";
                  |                       ^^^^^^^^^
                  |
                  = help: did you mean `money_type`?
                error[unneeded_allow]: nothing here breaks `bounded_text`
                 --> schema.relata:8:38
                  |
                8 |                     name: text allow bounded_text because "it was bounded",
                  |                                      ^^^^^^^^^^^^
                  |
                  = help: remove this
            "#]],
        );
    }
}
