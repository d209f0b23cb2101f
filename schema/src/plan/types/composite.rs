//! Composite types that get other attributes.

use crate::create::types as create;
use crate::database::{Attribute, CompositeType};
use crate::plan::draft::Draft;
use crate::plan::{Hazard, Phase};
use crate::sql;

/// What makes of one the other.
pub(super) fn alter(from: &CompositeType, to: &CompositeType, draft: &mut Draft) {
    let find = |composite: &CompositeType, name: &str| -> Option<Attribute> {
        composite
            .attributes
            .iter()
            .find(|it| it.name == name)
            .cloned()
    };
    let mut actions = Vec::new();
    let mut lost = Vec::new();
    for old in &from.attributes {
        if find(to, &old.name).is_none() {
            actions.push(format!("DROP ATTRIBUTE {}", sql::identifier(&old.name)));
            lost.push(old.name.clone());
        }
    }
    for new in &to.attributes {
        match find(from, &new.name) {
            None => actions.push(format!("ADD ATTRIBUTE {}", create::attribute(new))),
            Some(old) if old.ty != new.ty || old.collation != new.collation => {
                let collation = match &new.collation {
                    Some(collation) => format!(" COLLATE {collation}"),
                    None => String::new(),
                };
                actions.push(format!(
                    "ALTER ATTRIBUTE {} TYPE {}{collation}",
                    sql::identifier(&new.name),
                    new.ty
                ));
            }
            Some(_) => {}
        }
    }
    if actions.is_empty() {
        return;
    }
    let step = draft.run(format!(
        "ALTER TYPE {}\n    {}",
        sql::user_type(&to.name),
        actions.join(",\n    ")
    ));
    for attribute in &lost {
        step.with(Hazard::Loses {
            what: format!("the attribute {attribute} of every {}", to.name),
        });
        step.phase = Phase::Contract;
    }
    for attribute in lost {
        draft.loses(
            format!("{}.{attribute}", to.name),
            "the attribute is dropped",
        );
    }
}
