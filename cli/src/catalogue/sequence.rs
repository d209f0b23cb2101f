//! Sequences: those of identity columns, and the others.

use super::name::qualified;
use relata_schema::database::{Counting, QualifiedName, Sequence};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) oid: i64,
    namespace: String,
    pub(super) name: String,
    ty: String,
    start: i64,
    increment: i64,
    minimum: i64,
    maximum: i64,
    cache: i64,
    cycle: bool,
    unlogged: bool,
    /// The table and the number of the column with which it goes.
    pub(super) owner: Option<i64>,
    pub(super) owner_column: Option<i32>,
    pub(super) identity: bool,
    comment: Option<String>,
}

impl Row {
    pub(super) fn qualified(&self) -> QualifiedName {
        qualified(&self.namespace, &self.name)
    }

    pub(super) fn counting(&self) -> Counting {
        Counting {
            start: self.start,
            increment: self.increment,
            minimum: self.minimum,
            maximum: self.maximum,
            cache: self.cache,
            cycle: self.cycle,
        }
    }

    pub(super) fn sequence(&self, owned_by: Option<(QualifiedName, String)>) -> Sequence {
        Sequence {
            name: self.qualified(),
            ty: self.ty.clone(),
            counting: self.counting(),
            unlogged: self.unlogged,
            owned_by,
            comment: self.comment.clone(),
        }
    }
}
