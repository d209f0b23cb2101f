//! A schema declares something.
//!
//! A file without a declaration is one that was not saved, not written yet, or not the one that was meant.
//!
//! ```relata,breaks
//! // The tables follow.
//! ```
//!
//! ```relata
//! table users { id: bigint primary key identity, name: text }
//! ```

use super::findings::{Findings, Place};
use crate::model::Model;
use crate::source::Span;

const RULE: &str = "empty_schema";

/// Reports a schema without a declaration.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    let Model {
        docs: _,
        postgres: _,
        extensions,
        namespaces,
        enums,
        domains,
        tables,
        views,
        sql,
        allows: _,
    } = model;
    let declared = extensions.len()
        + namespaces.len()
        + enums.len()
        + domains.len()
        + tables.len()
        + views.len()
        + sql.len();
    if declared == 0 {
        found
            .report(
                RULE,
                Place::Schema,
                Span::default(),
                "this schema declares nothing",
            )
            .help("write `table users { id: bigint primary key identity }`");
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_schema_declares_something() {
        check(
            "",
            expect![[r#"
            error[empty_schema]: this schema declares nothing
             --> schema.relata:1:1
              |
            1 |
              | ^
              |
              = help: write `table users { id: bigint primary key identity }`
        "#]],
        );
        check(
            "//! Soon.\n",
            expect![[r#"
            error[empty_schema]: this schema declares nothing
             --> schema.relata:1:1
              |
            1 | //! Soon.
              | ^
              |
              = help: write `table users { id: bigint primary key identity }`
        "#]],
        );
        check("extension citext;", expect![]);
        check(
            r#"allow empty_schema because "the tables follow";"#,
            expect![],
        );
    }
}
