//! What was made for a twin takes the name of what it was made for, when that is gone.

use super::Twin;
use super::swap::sequence_aside;
use crate::create::constraint::deferrable;
use crate::database::{Column, Constraint, ConstraintKind, Filled, Object, QualifiedName, Table};
use crate::name::postgres;
use crate::plan::draft::Draft;
use crate::plan::lookup::beside;
use crate::plan::work::Work;
use crate::sql;

/// Gives a twin its name, and what fills it.
pub(in crate::plan) fn take_place(
    work: &Work<'_>,
    table: &Table,
    twin: &Twin,
    column: &Column,
    draft: &mut Draft,
) {
    let quoted = sql::qualified(&table.name);
    draft.run(format!(
        "ALTER TABLE {quoted}\n    RENAME COLUMN {} TO {}",
        sql::identifier(&twin.beside),
        sql::identifier(&twin.becomes)
    ));
    if let Filled::Default(text) = &column.filled {
        draft.run(format!(
            "ALTER TABLE {quoted}\n    ALTER COLUMN {} SET DEFAULT {text}",
            sql::identifier(&column.name)
        ));
    }
    if column.not_null {
        name_not_null(work, table, twin, column, draft);
    }
    name_sequence(work, table, twin, column, draft);
}

fn name_sequence(work: &Work<'_>, table: &Table, twin: &Twin, column: &Column, draft: &mut Draft) {
    let Filled::Identity(it) = &column.filled else {
        return;
    };
    let aside = sequence_aside(work, table, twin, it);
    if aside != it.sequence {
        draft.run(format!(
            "ALTER SEQUENCE {} RENAME TO {}",
            sql::qualified(&beside(&table.name, &aside)),
            sql::identifier(&it.sequence)
        ));
    }
}

/// From 18 on, what keeps a column from being NULL is a constraint, and was named after the twin.
fn name_not_null(work: &Work<'_>, table: &Table, twin: &Twin, column: &Column, draft: &mut Draft) {
    if (1..18).contains(&work.options.version) {
        return;
    }
    let usual = |column: &str| postgres::make(&table.name.name, Some(column), "not_null");
    let said = column.not_null_constraint.as_ref();
    let name = said.and_then(|it| it.name.clone());
    let rename = format!(
        "ALTER TABLE {}\n    RENAME CONSTRAINT {} TO {}",
        sql::qualified(&table.name),
        sql::identifier(&usual(&twin.beside)),
        sql::identifier(&name.unwrap_or_else(|| usual(&column.name)))
    );
    if work.options.version >= 18 {
        draft.run(rename);
        return;
    }
    let body = format!(
        "\nBEGIN\n    IF current_setting('server_version_num')::integer >= 180000 THEN\n        {};\n    END IF;\nEND\n",
        rename.replace("\n    ", " ")
    );
    draft.run(format!("DO {}", sql::dollar_quoted(&body)));
}

/// Whether a column that otherwise would be made to count does so already.
pub(in crate::plan) fn counts_already(
    work: &Work<'_>,
    table: &Table,
    column: &Column,
    draft: &mut Draft,
) -> bool {
    let Some(twin) = work.twins.taking(&table.name, &column.name) else {
        return false;
    };
    name_sequence(work, table, twin, column, draft);
    true
}

/// Whether a constraint was made ready, and now has its name.
pub(in crate::plan) fn adopt_constraint(
    work: &Work<'_>,
    table: &Table,
    it: &Constraint,
    draft: &mut Draft,
) -> bool {
    let object = Object::Constraint(table.name.clone(), it.name.clone());
    let Some(aside) = work.twins.ready(&object) else {
        return false;
    };
    let quoted = sql::qualified(&table.name);
    let (aside, name) = (sql::identifier(aside), sql::identifier(&it.name));
    draft.run(match &it.kind {
        ConstraintKind::PrimaryKey(key) => format!(
            "ALTER TABLE {quoted}\n    ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {aside}{}",
            deferrable(key.deferrable)
        ),
        _ => format!("ALTER TABLE {quoted}\n    RENAME CONSTRAINT {aside} TO {name}"),
    });
    true
}

/// Whether an index was made ready, and now has its name.
pub(in crate::plan) fn adopt_index(
    work: &Work<'_>,
    on: &QualifiedName,
    name: &str,
    draft: &mut Draft,
) -> bool {
    let full = beside(on, name);
    let Some(aside) = work.twins.ready(&Object::Index(full)) else {
        return false;
    };
    draft.run(format!(
        "ALTER INDEX {} RENAME TO {}",
        sql::qualified(&beside(on, aside)),
        sql::identifier(name)
    ));
    true
}
