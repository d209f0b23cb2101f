//! What relata does not model.

use super::name::qualified;
use relata_schema::database::{Outside, OutsideKind};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Row {
    kind: String,
    name: String,
    on_namespace: Option<String>,
    on_name: Option<String>,
    definition: Option<String>,
    comment: Option<String>,
    /// The catalogue that it stands in.
    pub(super) class: String,
    pub(super) oid: i64,
}

impl Row {
    pub(super) fn outside(&self) -> Option<Outside> {
        let kind = match self.kind.as_str() {
            "range type" => OutsideKind::RangeType,
            "base type" => OutsideKind::BaseType,
            words => *OutsideKind::ALL
                .iter()
                .find(|kind| kind.to_string() == words)?,
        };
        let definition = self
            .definition
            .as_deref()
            .map(|it| it.trim().trim_end_matches(';'));
        Some(Outside {
            kind,
            name: self.name.clone(),
            on: Option::zip(self.on_namespace.as_deref(), self.on_name.as_deref())
                .map(|(namespace, name)| qualified(namespace, name)),
            definition: definition.map(str::to_owned),
            comment: self.comment.clone(),
        })
    }
}
