//! The columns of tables and views, and the attributes of composite types.

use super::constraint;
use super::name::settings;
use super::sequence;
use relata_schema::database::{Column, Filled, Identity, NotNull, ViewColumn};
use relata_schema::name::postgres;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) relation: i64,
    pub(super) number: i32,
    pub(super) name: String,
    pub(super) ty: String,
    pub(super) collation: Option<String>,
    not_null: bool,
    /// `a` for always, `d` by default, nothing where it is no identity.
    identity: String,
    /// `s` where it is stored, `v` where it is virtual, nothing where it is not generated.
    generated: String,
    pub(super) default_oid: Option<i64>,
    default: Option<String>,
    local: bool,
    storage: Option<String>,
    compression: Option<String>,
    statistics: Option<i32>,
    options: Vec<String>,
    pub(super) comment: Option<String>,
}

impl Row {
    /// The column of a table. A partition's identity counts with its parent's sequence, and is the parent's alone.
    pub(super) fn column(
        &self,
        table: &str,
        sequence: Option<&sequence::Row>,
        not_null: Option<&constraint::Row>,
    ) -> Column {
        Column {
            name: self.name.clone(),
            ty: self.ty.clone(),
            collation: self.collation.clone(),
            not_null: self.not_null,
            not_null_constraint: not_null.and_then(|it| self.not_null(table, it)),
            filled: match (&self.default, self.generated.as_str(), sequence) {
                (_, _, Some(sequence)) => Filled::Identity(Identity {
                    always: self.identity == "a",
                    sequence: sequence.name.clone(),
                    counting: sequence.counting(),
                }),
                (Some(expression), "s", _) => Filled::Generated(expression.clone()),
                (Some(expression), "v", _) => Filled::Virtual(expression.clone()),
                (Some(expression), ..) => Filled::Default(expression.clone()),
                (None, ..) => Filled::No,
            },
            local: self.local,
            storage: self.storage.clone(),
            compression: self.compression.clone(),
            statistics: self.statistics,
            options: settings(&self.options),
            comment: self.comment.clone(),
        }
    }

    /// Nothing, for a constraint that is as `NOT NULL` alone makes it.
    fn not_null(&self, table: &str, row: &constraint::Row) -> Option<NotNull> {
        let usual = postgres::make(table, Some(&self.name), "not_null");
        let constraint = NotNull {
            name: (row.name != usual).then(|| row.name.clone()),
            no_inherit: row.no_inherit,
            valid: row.valid,
            local: row.local,
            comment: row.comment.clone(),
        };
        let plain = NotNull {
            name: None,
            no_inherit: false,
            valid: true,
            local: true,
            comment: None,
        };
        (constraint != plain).then_some(constraint)
    }

    pub(super) fn view_column(&self) -> ViewColumn {
        ViewColumn {
            name: self.name.clone(),
            ty: self.ty.clone(),
            default: self.default.clone(),
            comment: self.comment.clone(),
        }
    }
}
