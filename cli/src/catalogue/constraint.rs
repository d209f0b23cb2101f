//! The constraints of tables and domains.

use super::Error;
use super::index;
use super::name::Name;
use relata_schema::database::{
    Action, Check, Constraint, ConstraintKind, Deferrable, Exclusion, ForeignKey, Key,
};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) oid: i64,
    pub(super) relation: i64,
    pub(super) domain: i64,
    pub(super) name: String,
    /// `p`, `u`, `x`, `c`, `f`, `n`
    pub(super) kind: String,
    pub(super) columns: Vec<String>,
    pub(super) condition: Option<String>,
    target: Option<Name>,
    target_columns: Vec<String>,
    on_delete: String,
    on_update: String,
    /// The columns that `on delete set null` is about, where that is not all.
    set_columns: Vec<String>,
    match_full: bool,
    deferrable: bool,
    deferred: bool,
    pub(super) valid: bool,
    pub(super) no_inherit: bool,
    pub(super) local: bool,
    enforced: bool,
    period: bool,
    pub(super) index: i64,
    operators: Vec<String>,
    pub(super) comment: Option<String>,
}

impl Row {
    /// The constraint of a table, with its index. A NOT NULL is its column's.
    pub(super) fn constraint(
        &self,
        index: Option<&index::Row>,
    ) -> Result<Option<Constraint>, Error> {
        let unclear = |reason: &str| Error::Answer {
            what: format!("the constraint `{}`", self.name),
            reason: reason.to_owned(),
        };
        let index = || index.ok_or_else(|| unclear("it has no index"));
        let kind = match self.kind.as_str() {
            "p" => ConstraintKind::PrimaryKey(self.key(index()?)),
            "u" => ConstraintKind::Unique(self.key(index()?)),
            "x" => ConstraintKind::Exclusion(self.exclusion(index()?)?),
            "c" => ConstraintKind::Check(Check {
                condition: self
                    .condition
                    .clone()
                    .ok_or_else(|| unclear("it has no condition"))?,
                no_inherit: self.no_inherit,
            }),
            "f" => ConstraintKind::ForeignKey(
                self.foreign_key()
                    .ok_or_else(|| unclear("it leads to no table"))?,
            ),
            _ => return Ok(None),
        };
        Ok(Some(Constraint {
            name: self.name.clone(),
            kind,
            valid: self.valid,
            enforced: self.enforced,
            local: self.local,
            comment: self.comment.clone(),
        }))
    }

    fn key(&self, index: &index::Row) -> Key {
        Key {
            columns: self.columns.clone(),
            include: index.include(),
            nulls_distinct: index.nulls_distinct,
            without_overlaps: self.period,
            deferrable: self.deferrable(),
            index: index.of_key(),
        }
    }

    fn exclusion(&self, index: &index::Row) -> Result<Exclusion, Error> {
        let elements = index.elements()?.into_iter();
        Ok(Exclusion {
            method: index.method.clone(),
            elements: elements.zip(self.operators.iter().cloned()).collect(),
            include: index.include(),
            predicate: index.predicate.clone(),
            deferrable: self.deferrable(),
            index: index.of_key(),
        })
    }

    fn foreign_key(&self) -> Option<ForeignKey> {
        Some(ForeignKey {
            columns: self.columns.clone(),
            target: self.target.clone()?.into(),
            target_columns: self.target_columns.clone(),
            on_delete: self.action(&self.on_delete, &self.set_columns),
            on_update: self.action(&self.on_update, &[]),
            match_full: self.match_full,
            period: self.period,
            deferrable: self.deferrable(),
        })
    }

    fn action(&self, code: &str, columns: &[String]) -> Action {
        match code {
            "r" => Action::Restrict,
            "c" => Action::Cascade,
            "n" => Action::SetNull(columns.to_vec()),
            "d" => Action::SetDefault(columns.to_vec()),
            _ => Action::NoAction,
        }
    }

    fn deferrable(&self) -> Deferrable {
        match (self.deferrable, self.deferred) {
            (_, true) => Deferrable::InitiallyDeferred,
            (true, false) => Deferrable::InitiallyImmediate,
            (false, false) => Deferrable::No,
        }
    }
}

/// Keys, exclusions, checks, foreign keys, each in the order of names.
pub(super) fn order(constraint: &Constraint) -> (u8, String) {
    let kind = match constraint.kind {
        ConstraintKind::PrimaryKey(_) => 0,
        ConstraintKind::Unique(_) => 1,
        ConstraintKind::Exclusion(_) => 2,
        ConstraintKind::Check(_) => 3,
        ConstraintKind::ForeignKey(_) => 4,
    };
    (kind, constraint.name.clone())
}
