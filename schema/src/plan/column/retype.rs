//! Columns that get another type.

use super::is_inherited;
use crate::database::Table;
use crate::plan::draft::Draft;
use crate::plan::work::Work;
use crate::plan::{Hazard, Phase, convert};
use crate::sql;

pub(super) fn retype(work: &Work<'_>, table: &Table, draft: &mut Draft) {
    let mut actions = Vec::new();
    let mut hazards = Vec::new();
    for (old, new) in work.kept_columns(&table.name) {
        let changes = work
            .retyped
            .contains(&(table.name.clone(), new.name.clone()));
        if !changes || is_inherited(work, &table.name, &new.name) {
            continue;
        }
        let name = sql::identifier(&new.name);
        let collation = match &new.collation {
            Some(collation) => format!(" COLLATE {collation}"),
            None => String::new(),
        };
        let using = match convert::converted(work, &table.name, old, new, draft) {
            Some(value) => format!(" USING {value}"),
            None => String::new(),
        };
        actions.push(format!(
            "ALTER COLUMN {name} TYPE {}{collation}{using}",
            new.ty
        ));
        if old.ty != new.ty && !convert::is_safe(&old.ty, &new.ty) {
            hazards.push(Hazard::MayFail {
                unless: format!("each {}.{} can be read as {}", table.name, new.name, new.ty),
            });
        }
    }
    if let Some(step) = draft.alter(&table.name, false, &actions) {
        step.phase = Phase::Contract;
        for hazard in hazards {
            step.with(hazard);
        }
    }
}
