//! NOT NULL, which is a constraint of its own from PostgreSQL 18 on.

use crate::database::{Column, NotNull, QualifiedName, Table};
use crate::name::postgres;
use crate::plan::Hazard;
use crate::plan::draft::Draft;
use crate::plan::work::Work;
use crate::sql;
use std::collections::BTreeSet;

pub(in crate::plan) fn not_null_goes(from: &Column, to: &Column) -> bool {
    let (old, new) = (&from.not_null_constraint, &to.not_null_constraint);
    let is_other = |a: &NotNull, b: &NotNull| a.no_inherit != b.no_inherit || (a.valid && !b.valid);
    from.not_null && !to.not_null
        || old.is_some() && (!to.not_null && new.is_none())
        || matches!((old, new), (Some(a), Some(b)) if is_other(a, b))
        || matches!((old, new), (None, Some(b)) if from.not_null && (!b.valid || b.no_inherit))
        || matches!((old, new), (Some(a), None) if a.no_inherit)
}

/// Whether a column's NOT NULL goes with that of a linked parent.
pub(super) fn is_inherited_not_null(
    work: &Work<'_>,
    table: &QualifiedName,
    column: &Column,
) -> bool {
    // From 18 on, an heir keeps what is its own.
    let is_part = work.old.table(table).is_some_and(|it| it.part_of.is_some());
    let constraint = column.not_null_constraint.as_ref();
    if work.options.version >= 18 && !is_part && constraint.is_none_or(|it| it.local) {
        return false;
    }
    work.linked(table).iter().any(|parent| {
        let old = work.old.column(&parent.name, &column.name);
        let new = work.new.column(&parent.name, &column.name);
        matches!((old, new), (Some(old), Some(new)) if old.not_null && not_null_goes(old, new))
    })
}

/// Whether a column that stays has to be kept from being NULL, by itself or again after its parent's change.
pub(super) fn needs_not_null(work: &Work<'_>, table: &Table, old: &Column, new: &Column) -> bool {
    if !new.not_null || new.not_null_constraint.as_ref().is_some_and(|it| !it.valid) {
        return false;
    }
    let parents = work.linked(&table.name);
    let of_parent = |name: &QualifiedName| {
        (
            work.old.column(name, &new.name),
            work.new.column(name, &new.name),
        )
    };
    let comes = parents.iter().any(|it| {
        matches!(of_parent(&it.name), (Some(a), Some(b)) if b.not_null && (!a.not_null || not_null_goes(a, b)))
    });
    if comes {
        return false;
    }
    let went = parents
        .iter()
        .any(|it| matches!(of_parent(&it.name), (Some(a), Some(b)) if a.not_null && !b.not_null));
    !old.not_null || not_null_goes(old, new) || went
}

/// Keeps a column from being NULL without anybody waiting while its rows are read: they are read under a lock that
/// keeps nobody waiting, and only then it is said of the column.
pub(in crate::plan) fn require(work: &Work<'_>, table: &Table, column: &Column, draft: &mut Draft) {
    let name = sql::qualified(&table.name);
    let quoted = sql::identifier(&column.name);
    let constraint = column.not_null_constraint.as_ref();
    let is_alone = table.partition.is_none() && work.new.children(&table.name).is_empty();
    if work.options.version >= 18 && is_alone || constraint.is_some_and(|it| it.name.is_some()) {
        let usual = postgres::make(&table.name.name, Some(&column.name), "not_null");
        let said = constraint.and_then(|it| it.name.clone()).unwrap_or(usual);
        let said = sql::identifier(&said);
        let inherit = match constraint {
            Some(it) if it.no_inherit => " NO INHERIT",
            _ => "",
        };
        draft.run(format!(
            "ALTER TABLE {name}\n    ADD CONSTRAINT {said} NOT NULL {quoted}{inherit} NOT VALID"
        ));
        validate(&said, table, column, draft);
        return;
    }
    let check = check_name(work, table, column);
    let check = sql::identifier(&check);
    draft.run(format!(
        "ALTER TABLE {name}\n    ADD CONSTRAINT {check} CHECK ({quoted} IS NOT NULL) NOT VALID"
    ));
    validate(&check, table, column, draft);
    draft.run(format!(
        "ALTER TABLE {name}\n    ALTER COLUMN {quoted} SET NOT NULL"
    ));
    draft.run(format!("ALTER TABLE {name}\n    DROP CONSTRAINT {check}"));
}

/// Reads the rows for a constraint that says that a column is not NULL.
fn validate(constraint: &str, table: &Table, column: &Column, draft: &mut Draft) {
    let filled = format!("every {}.{} has a value", table.name, column.name);
    draft
        .apart(format!(
            "ALTER TABLE {}\n    VALIDATE CONSTRAINT {constraint}",
            sql::qualified(&table.name)
        ))
        .patient(None)
        .called(format!("look whether {filled}"))
        .with(Hazard::MayFail { unless: filled });
}

fn check_name(work: &Work<'_>, table: &Table, column: &Column) -> String {
    let mut number = 0_u32;
    loop {
        let label = if number == 0 {
            "filled".to_owned()
        } else {
            format!("filled{number}")
        };
        let name = postgres::make(&table.name.name, Some(&column.name), &label);
        if work.old.constraint(&table.name, &name).is_none()
            && work.new.constraint(&table.name, &name).is_none()
        {
            return name;
        }
        number += 1;
    }
}

/// A NOT NULL that is not validated, validated late, or called otherwise.
pub(in crate::plan) fn unvalidated_not_null(
    work: &Work<'_>,
    table: &QualifiedName,
    old: Option<&Column>,
    new: &Column,
    draft: &mut Draft,
) {
    let usual = postgres::make(&table.name, Some(&new.name), "not_null");
    let name_of = |it: Option<&NotNull>| {
        it.and_then(|it| it.name.clone())
            .unwrap_or_else(|| usual.clone())
    };
    let after = new.not_null_constraint.as_ref();
    // It comes from the parents.
    if after.is_some_and(|it| !it.local) {
        return;
    }
    let before = old.and_then(|it| it.not_null_constraint.as_ref());
    let stays =
        old.is_some_and(|old| (old.not_null || before.is_some()) && !not_null_goes(old, new));
    let table_name = sql::qualified(table);
    let mut run = |text: String| {
        draft.run(format!("ALTER TABLE {table_name}\n    {text}"));
    };
    if stays && (new.not_null || after.is_some()) {
        let (was, is) = (name_of(before), name_of(after));
        if was != is && !is_called_above(work, table, &new.name) {
            let rename = format!(
                "RENAME CONSTRAINT {} TO {}",
                sql::identifier(&was),
                sql::identifier(&is)
            );
            // PostgreSQL renames nothing of a table while it is of a type.
            let typed = work.old.table(table).filter(|it| !work.loses_type(it));
            match typed.and_then(|it| it.of_type.as_ref()) {
                Some(ty) => {
                    run("NOT OF".to_owned());
                    run(rename);
                    run(format!("OF {}", sql::user_type(ty)));
                }
                None => run(rename),
            }
        }
        if before.is_some_and(|it| !it.valid) && after.is_none_or(|it| it.valid) {
            run(format!("VALIDATE CONSTRAINT {}", sql::identifier(&is)));
        }
    } else if let Some(it) = after
        && !it.valid
    {
        run(format!(
            "ADD CONSTRAINT {} NOT NULL {} NOT VALID",
            sql::identifier(&name_of(after)),
            sql::identifier(&new.name)
        ));
    }
}

/// Whether a linked parent's column is never NULL, before and afterwards: PostgreSQL renames what says so of this table's
/// with that of the parent, or not at all.
fn is_called_above(work: &Work<'_>, table: &QualifiedName, column: &str) -> bool {
    let is_not_null = |it: Option<&Column>| it.is_some_and(|it| it.not_null);
    work.linked(table).iter().any(|parent| {
        is_not_null(work.old.column(&parent.name, column))
            && is_not_null(work.new.column(&parent.name, column))
    })
}

/// What is not proven of a parent's column is not of an heir's, if the heir was there before it was said; one that comes
/// later has it proven. So it is said again when the new heirs are there.
pub(in crate::plan) fn say_again(work: &Work<'_>, draft: &mut Draft) {
    let mut said = BTreeSet::new();
    let is_new = |it: &&Table| work.rises(&it.name) && !it.inherits.is_empty();
    for heir in work.new.database.tables.iter().filter(is_new) {
        for column in &heir.columns {
            let constraint = column.not_null_constraint.as_ref();
            if constraint.is_some_and(|it| !it.local && !it.valid) {
                sources(work, heir, &column.name, &mut said);
            }
        }
    }
    for (name, column) in said {
        let Some((table, constraint)) = work.new.table(name).and_then(|table| {
            let it = crate::plan::lookup::column(table, column)?;
            Some((table, it.not_null_constraint.as_ref()?))
        }) else {
            continue;
        };
        let usual = postgres::make(&table.name.name, Some(column), "not_null");
        let called = sql::identifier(constraint.name.as_ref().unwrap_or(&usual));
        let quoted = sql::identifier(column);
        let (on, column) = (sql::qualified(name), column);
        draft.run(format!(
            "ALTER TABLE {on}\n    DROP CONSTRAINT {called},\n    ADD CONSTRAINT {called} NOT NULL {quoted} NOT VALID"
        ));
        // Where it is new, all comments come later.
        let before = work
            .old
            .column(name, column)
            .filter(|_| work.stays(name))
            .and_then(|it| it.not_null_constraint.as_ref());
        if let Some(comment) = &constraint.comment
            && before.is_some_and(|it| it.comment.as_ref() == Some(comment))
        {
            let comment = sql::literal(comment);
            draft.run(format!(
                "COMMENT ON CONSTRAINT {called} ON {on} IS {comment}"
            ));
        }
        prove_below(work, name, column, &called, draft);
    }
}

/// The tables that say themselves what is not proven of an heir's column.
fn sources<'a>(
    work: &Work<'a>,
    heir: &'a Table,
    column: &'a str,
    found: &mut BTreeSet<(&'a QualifiedName, &'a str)>,
) {
    for parent in &heir.inherits {
        let Some(table) = work.new.table(parent) else {
            continue;
        };
        let above = work.new.column(parent, column);
        let constraint = above.and_then(|it| it.not_null_constraint.as_ref());
        if constraint.is_some_and(|it| it.local && !it.valid) {
            found.insert((&table.name, column));
        }
        sources(work, table, column, found);
    }
}

/// The heirs that have it proven by themselves.
fn prove_below(
    work: &Work<'_>,
    name: &QualifiedName,
    column: &str,
    called: &str,
    draft: &mut Draft,
) {
    for child in work.new.children(name) {
        let constraint = work.new.column(&child.name, column);
        let constraint = constraint.and_then(|it| it.not_null_constraint.as_ref());
        if constraint.is_some_and(|it| !it.local && it.valid) {
            draft.run(format!(
                "ALTER TABLE {}\n    VALIDATE CONSTRAINT {called}",
                sql::qualified(&child.name)
            ));
        } else {
            prove_below(work, &child.name, column, called, draft);
        }
    }
}
