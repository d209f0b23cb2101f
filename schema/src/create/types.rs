//! Enums, composite types and domains.

use super::order::Step;
use crate::database::{Attribute, CompositeType, Domain, DomainCheck, EnumType, Object};
use crate::sql;

pub(crate) fn enum_type(enum_: &EnumType) -> Step {
    let labels: Vec<String> = enum_
        .labels
        .iter()
        .map(|label| sql::literal(label))
        .collect();
    let text = format!(
        "CREATE TYPE {} AS ENUM ({})",
        sql::user_type(&enum_.name),
        labels.join(", ")
    );
    Step::new(Object::Type(enum_.name.clone()), text)
}

pub(crate) fn composite(composite: &CompositeType) -> Step {
    let attributes: Vec<String> = composite.attributes.iter().map(attribute).collect();
    let text = format!(
        "CREATE TYPE {} AS ({})",
        sql::user_type(&composite.name),
        attributes.join(", ")
    );
    Step::new(Object::Type(composite.name.clone()), text)
}

/// An attribute of a composite type: its name, type and collation.
pub(crate) fn attribute(attribute: &Attribute) -> String {
    let name = sql::identifier(&attribute.name);
    match &attribute.collation {
        Some(collation) => format!("{name} {} COLLATE {collation}", attribute.ty),
        None => format!("{name} {}", attribute.ty),
    }
}

/// A domain, and the checks that its values did not have to pass.
pub(crate) fn domain(domain: &Domain) -> Vec<Step> {
    let name = sql::user_type(&domain.name);
    let mut text = format!("CREATE DOMAIN {name} AS {}", domain.base);
    if let Some(collation) = &domain.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(default) = &domain.default {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if let Some(constraint) = &domain.not_null_name {
        text.push_str(&format!(" CONSTRAINT {}", sql::identifier(constraint)));
    }
    if domain.not_null {
        text.push_str(" NOT NULL");
    }
    for it in domain.checks.iter().filter(|it| it.valid) {
        text.push_str(&format!("\n    {}", check(it)));
    }
    let mut steps = vec![Step::new(Object::Type(domain.name.clone()), text)];
    for it in domain.checks.iter().filter(|it| !it.valid) {
        let object = Object::Constraint(domain.name.clone(), it.name.clone());
        let text = format!("ALTER DOMAIN {name}\n    ADD {} NOT VALID", check(it));
        steps.push(Step::new(object, text).needing([Object::Type(domain.name.clone())]));
    }
    steps
}

pub(crate) fn check(check: &DomainCheck) -> String {
    format!(
        "CONSTRAINT {} CHECK ({})",
        sql::identifier(&check.name),
        check.condition
    )
}
