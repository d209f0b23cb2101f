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
        let column = format!("{}.{}", table.name, new.name);
        if old.ty != new.ty && !convert::is_safe(&old.ty, &new.ty) {
            let unless = format!("each {column} can be read as {}", new.ty);
            hazards.push(Hazard::MayFail { unless });
        } else if let Some(lost) = convert::lost(work, table, old, new) {
            let unless = format!("no {column} is {lost}");
            hazards.push(Hazard::MayFail { unless });
        }
        if let Some(why) = work
            .twins
            .refused
            .get(&(table.name.clone(), new.name.clone()))
        {
            let what = format!("no column can stand beside {column}: {why}");
            hazards.push(Hazard::Instead { what });
        }
    }
    if let Some(step) = draft.alter(&table.name, false, &actions) {
        step.phase = Phase::Contract;
        for hazard in hazards {
            step.with(hazard);
        }
    }
}
