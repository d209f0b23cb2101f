//! What fills the columns that stay, and keeps them from being NULL.

use super::identity::fill_identity;
use super::not_null::{needs_not_null, require, unvalidated_not_null};
use super::property::{after_retype, properties};
use crate::create::setting::not_null_name;
use crate::database::{Column, Filled, Object, Table};
use crate::plan::draft::Draft;
use crate::plan::safe::backfill;
use crate::plan::work::Work;
use crate::plan::{Hazard, convert};
use crate::sql;

pub(super) fn fill(work: &Work<'_>, table: &Table, draft: &mut Draft) {
    let has_children = !work.new.children(&table.name).is_empty();
    let mut only = Vec::new();
    let mut all = Vec::new();
    let mut required = Vec::new();
    let mut hazards = Vec::new();
    for (old, new) in work.kept_columns(&table.name) {
        let name = sql::identifier(&new.name);
        if needs_not_null(work, table, old, new) {
            if convert::is_numbered(work, table, new) {
                draft
                    .run(convert::number(table, new))
                    .with(Hazard::Invents {
                        what: format!("rows of {} without {} are numbered", table.name, new.name),
                    });
            } else if let Some(value) = convert::for_null(work, table, new) {
                let invents = Hazard::Invents {
                    what: format!("rows of {} without {} get {value}", table.name, new.name),
                };
                if work.options.safe {
                    let set = vec![(new.name.clone(), value)];
                    backfill(work, &table.name, set, format!("{name} IS NULL"), draft);
                } else {
                    draft.run(format!(
                        "UPDATE {}\nSET {name} = {value}\nWHERE {name} IS NULL",
                        sql::qualified(&table.name)
                    ));
                }
                if let Some(statement) = draft.statements.last_mut() {
                    statement.with(invents);
                }
            }
            of_its_own(work, table, new, draft);
            if work.options.safe {
                required.push(new);
                only.extend(default(work, table, old, new));
                continue;
            }
            hazards.push(Hazard::MayFail {
                unless: format!("every {}.{} has a value", table.name, new.name),
            });
            all.push(match &new.not_null_constraint {
                Some(it) if it.valid && (it.name.is_some() || it.no_inherit) => {
                    let inherit = if it.no_inherit { " NO INHERIT" } else { "" };
                    let constraint = not_null_name(table, new);
                    format!(
                        "ADD CONSTRAINT {} NOT NULL {name}{inherit}",
                        sql::identifier(&constraint)
                    )
                }
                _ => format!("ALTER COLUMN {name} SET NOT NULL"),
            });
        }
        only.extend(default(work, table, old, new));
    }
    if !has_children {
        all.append(&mut only);
    }
    if let Some(step) = draft.alter(&table.name, false, &all) {
        for hazard in hazards {
            step.with(hazard);
        }
    }
    draft.alter(&table.name, true, &only);
    for column in required {
        require(work, table, column, draft);
    }
    for (old, new) in work.kept_columns(&table.name) {
        // What counts cannot be NULL, and that has to be known by then.
        unvalidated_not_null(work, &table.name, Some(old), new, draft);
        fill_identity(work, table, old, new, draft);
        let is_retyped = work
            .retyped
            .contains(&(table.name.clone(), new.name.clone()));
        if is_retyped {
            properties(&table.name, Some(&after_retype(old)), new, draft);
        } else {
            properties(&table.name, Some(old), new, draft);
        }
    }
}

/// A part or heir whose NOT NULL is its own, with a name of its own (which there is from 18 on), has it before the parent
/// has one, which is given to all that have none.
fn of_its_own(work: &Work<'_>, table: &Table, column: &Column, draft: &mut Draft) {
    if work.options.version < 18 {
        return;
    }
    let name = not_null_name(table, column);
    for child in work.new.children(&table.name) {
        let linked = work.linked(&child.name);
        let kept = work.kept_columns(&child.name);
        let pair = kept.into_iter().find(|(_, it)| it.name == column.name);
        let Some((old, new)) = pair.filter(|_| linked.iter().any(|it| it.name == table.name))
        else {
            continue;
        };
        of_its_own(work, child, new, draft);
        let constraint = new.not_null_constraint.as_ref();
        let own = not_null_name(child, new);
        let is_own = constraint.is_none_or(|it| it.local && it.valid)
            && (own != name || child.part_of.is_none());
        if old.not_null || !new.not_null || !is_own {
            continue;
        }
        if work.options.safe {
            require(work, child, new, draft);
        } else {
            draft.run(format!(
                "ALTER TABLE {}\n    ADD CONSTRAINT {} NOT NULL {}",
                sql::qualified(&child.name),
                sql::identifier(&own),
                sql::identifier(&new.name)
            ));
        }
    }
}

/// The default of a column, where it is another one or was taken away.
fn default(work: &Work<'_>, table: &Table, old: &Column, new: &Column) -> Option<String> {
    let Filled::Default(expr) = &new.filled else {
        return None;
    };
    let is_new = old.filled != new.filled
        || work.is_gone(&Object::Default(table.name.clone(), new.name.clone()))
        || work
            .retyped
            .contains(&(table.name.clone(), new.name.clone()));
    is_new.then(|| {
        format!(
            "ALTER COLUMN {} SET DEFAULT {expr}",
            sql::identifier(&new.name)
        )
    })
}
