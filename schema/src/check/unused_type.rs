//! A type is used.
//!
//! An enum or domain that no column has, and no expression names, is left over.
//!
//! ```relata,breaks
//! enum mood { good, bad }
//! table things {
//!     id: bigint primary key identity,
//!     name: text,
//! }
//! ```
//!
//! ```relata
//! enum mood { good, bad }
//! table things {
//!     id: bigint primary key identity,
//!     mood: mood,
//! }
//! ```

use std::collections::BTreeSet;

use super::findings::{Findings, Place};
use crate::model::expression::CastType;
use crate::model::{DomainId, EnumId, ExprKind, Model, Scalar};

const RULE: &str = "unused_type";

/// Reports enums and domains that nothing has.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    let mut enums = BTreeSet::new();
    let mut domains = BTreeSet::new();
    let mut see = |scalar| match scalar {
        Scalar::Enum(id) => {
            enums.insert(id);
        }
        Scalar::Domain(id) => {
            domains.insert(id);
        }
        _ => {}
    };
    let tables = model.tables.iter().map(|table| &table.columns);
    let views = model.views.iter().map(|view| &view.columns);
    for column in tables.chain(views).flatten() {
        see(column.ty.scalar);
    }
    for domain in &model.domains {
        see(domain.base.scalar);
    }
    for condition in found.conditions().iter() {
        for &expr in condition.parts() {
            match &expr.kind {
                ExprKind::Value(id, _) => see(Scalar::Enum(*id)),
                ExprKind::Cast(_, CastType::Known(ty)) => see(ty.scalar),
                _ => {}
            }
        }
    }

    for (number, declared) in model.enums.iter().enumerate() {
        if !enums.contains(&EnumId(number)) {
            report(
                Place::Schema,
                declared.span,
                &declared.name.to_string(),
                found,
            );
        }
    }
    for (number, declared) in model.domains.iter().enumerate() {
        let id = DomainId(number);
        if !domains.contains(&id) {
            report(
                Place::Domain(id),
                declared.span,
                &declared.name.to_string(),
                found,
            );
        }
    }
}

fn report(place: Place, at: crate::source::Span, name: &str, found: &mut Findings<'_>) {
    // A type that is not there may have been meant to be this one.
    if found.doubt().has_unknown_types() || found.doubt().mentions(name) {
        return;
    }
    found
        .report(RULE, place, at, format!("nothing is a `{name}`"))
        .help("remove it, or give a column this type");
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn nothing_is_a_mood() {
        check(
            r#"
                enum mood { happy, sad }
                enum state { open, closed }
                table things { id: bigint primary key identity, state: state = open }
            "#,
            expect![[r#"
                warning[unused_type]: nothing is a `mood`
                 --> schema.relata:2:22
                  |
                2 |                 enum mood { happy, sad }
                  |                      ^^^^
                  |
                  = help: remove it, or give a column this type
            "#]],
        );
    }
}
