//! Enums, composite types and domains.

use super::column;
use super::constraint;
use super::name::qualified;
use relata_schema::database::{
    Attribute, CompositeType, Domain, DomainCheck, EnumType, QualifiedName,
};
use relata_schema::name::postgres;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) oid: i64,
    /// The type of its arrays.
    pub(super) array: i64,
    namespace: String,
    name: String,
    /// `e`, `d` or `c`
    pub(super) kind: String,
    /// What holds the attributes of a composite type.
    pub(super) relation: i64,
    labels: Vec<String>,
    base: Option<String>,
    collation: Option<String>,
    not_null: bool,
    default: Option<String>,
    comment: Option<String>,
}

impl Row {
    pub(super) fn qualified(&self) -> QualifiedName {
        qualified(&self.namespace, &self.name)
    }

    pub(super) fn enum_type(&self) -> EnumType {
        EnumType {
            name: self.qualified(),
            labels: self.labels.clone(),
            comment: self.comment.clone(),
        }
    }

    pub(super) fn composite(&self, attributes: &[column::Row]) -> CompositeType {
        CompositeType {
            name: self.qualified(),
            attributes: attributes
                .iter()
                .map(|it| Attribute {
                    name: it.name.clone(),
                    ty: it.ty.clone(),
                    collation: it.collation.clone(),
                    comment: it.comment.clone(),
                })
                .collect(),
            comment: self.comment.clone(),
        }
    }

    pub(super) fn domain(&self, constraints: &[constraint::Row]) -> Domain {
        let mut checks: Vec<DomainCheck> = constraints
            .iter()
            .filter_map(|it| {
                Some(DomainCheck {
                    name: it.name.clone(),
                    condition: it.condition.clone()?,
                    valid: it.valid,
                    comment: it.comment.clone(),
                })
            })
            .collect();
        checks.sort_by(|a, b| a.name.cmp(&b.name));
        let usual = postgres::make(&self.name, None, "not_null");
        Domain {
            name: self.qualified(),
            base: self.base.clone().unwrap_or_default(),
            collation: self.collation.clone(),
            not_null: self.not_null,
            not_null_name: constraints
                .iter()
                .find(|it| it.kind == "n" && it.name != usual)
                .map(|it| it.name.clone()),
            default: self.default.clone(),
            checks,
            comment: self.comment.clone(),
        }
    }
}
