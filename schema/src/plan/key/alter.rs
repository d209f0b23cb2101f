//! Constraints and indexes that are altered in place.

use crate::create::constraint::deferrable;
use crate::database::{Constraint, ConstraintKind, Index, KeyIndex, QualifiedName};
use crate::plan::Hazard;
use crate::plan::draft::Draft;
use crate::plan::lookup::{beside, key_index};
use crate::plan::table::options;
use crate::sql;

pub(super) fn alter_constraint(
    table: &QualifiedName,
    from: &Constraint,
    to: &Constraint,
    draft: &mut Draft,
) {
    let name = sql::identifier(&to.name);
    let mut actions = Vec::new();
    if let (ConstraintKind::ForeignKey(a), ConstraintKind::ForeignKey(b)) = (&from.kind, &to.kind)
        && a.deferrable != b.deferrable
    {
        let when = match deferrable(b.deferrable) {
            "" => " NOT DEFERRABLE",
            when => when,
        };
        actions.push(format!("ALTER CONSTRAINT {name}{when}"));
    }
    draft.alter(table, false, &actions);
    if to.valid && !from.valid {
        draft
            .run(format!(
                "ALTER TABLE {} VALIDATE CONSTRAINT {name}",
                sql::qualified(table)
            ))
            .with(Hazard::MayFail {
                unless: format!("the rows of {table} satisfy {}", to.name),
            });
    }
    if let (Some(a), Some(b)) = (key_index(from), key_index(to)) {
        let stored = |it: &KeyIndex| (it.options.clone(), it.tablespace.clone());
        let (a, b) = (stored(a), stored(b));
        alter_stored(
            &beside(table, &to.name),
            (&a.0, a.1.as_ref()),
            (&b.0, b.1.as_ref()),
            draft,
        );
    }
}

pub(super) fn alter_index(on: &QualifiedName, from: &Index, to: &Index, draft: &mut Draft) {
    let name = beside(on, &to.name);
    alter_stored(
        &name,
        (&from.options, from.tablespace.as_ref()),
        (&to.options, to.tablespace.as_ref()),
        draft,
    );
    for (at, (a, b)) in from.elements.iter().zip(&to.elements).enumerate() {
        if a.statistics != b.statistics {
            draft.run(format!(
                "ALTER INDEX {} ALTER COLUMN {} SET STATISTICS {}",
                sql::qualified(&name),
                at + 1,
                b.statistics.unwrap_or(-1)
            ));
        }
    }
}

type Stored<'a> = (&'a [(String, String)], Option<&'a String>);

fn alter_stored(name: &QualifiedName, from: Stored<'_>, to: Stored<'_>, draft: &mut Draft) {
    let name = sql::qualified(name);
    for action in options(from.0, to.0) {
        draft.run(format!("ALTER INDEX {name} {action}"));
    }
    if from.1 != to.1 {
        let space = to.1.map_or("pg_default", String::as_str);
        draft.run(format!(
            "ALTER INDEX {name} SET TABLESPACE {}",
            sql::identifier(space)
        ));
    }
}
