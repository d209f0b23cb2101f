//! Tables that are made anew beside the old ones, and get their rows.

use crate::database::{Filled, QualifiedName, Table};
use crate::plan::draft::Draft;
use crate::plan::lookup::beside;
use crate::plan::work::Work;
use crate::plan::{Hazard, convert, lookup, sequence, types};
use crate::sql;

/// A table that is made anew makes room for the new one.
pub(in crate::plan) fn put_aside(work: &Work<'_>, draft: &mut Draft) {
    for name in &work.remade {
        let Some(table) = work.old.table(name) else {
            continue;
        };
        for column in &table.columns {
            if let Filled::Identity(identity) = &column.filled {
                let sequence = beside(name, &identity.sequence);
                rename(work, draft, "SEQUENCE", &sequence);
            }
        }
        rename(work, draft, "TABLE", name);
    }
}

fn rename(work: &Work<'_>, draft: &mut Draft, kind: &str, name: &QualifiedName) {
    let aside = draft.aside(name, |it| types::is_taken(work, it));
    draft.run(format!(
        "ALTER {kind} {} RENAME TO {}",
        sql::qualified(name),
        sql::identifier(&aside.name)
    ));
    draft.aside.insert(name.clone(), aside);
}

/// The rows of tables that are made anew.
pub(in crate::plan) fn copy(work: &Work<'_>, draft: &mut Draft) {
    for name in &work.remade {
        let (Some(old), Some(new)) = (work.old.table(name), work.new.table(name)) else {
            continue;
        };
        let Some(aside) = draft.aside.get(name).cloned() else {
            continue;
        };
        if new.partition.is_none() {
            copy_rows(work, old, new, &aside, draft);
        }
        let dropped = draft.take(format!("DROP TABLE {}", sql::qualified(&aside)));
        for column in &old.columns {
            if lookup::column(new, &column.name).is_none() {
                dropped.with(Hazard::Loses {
                    what: format!("the column {} of {name}", column.name),
                });
            }
        }
    }
}

fn copy_rows(work: &Work<'_>, old: &Table, new: &Table, aside: &QualifiedName, draft: &mut Draft) {
    let mut names = Vec::new();
    let mut values = Vec::new();
    let mut counters = Vec::new();
    for column in &new.columns {
        if matches!(column.filled, Filled::Generated(_) | Filled::Virtual(_)) {
            continue;
        }
        let Some(from) = lookup::column(old, &column.name) else {
            if column.filled == Filled::No
                && column.not_null
                && convert::is_numbered(work, new, column)
            {
                names.push(sql::identifier(&column.name));
                values.push("row_number() OVER ()".to_owned());
            } else if let Some(value) = convert::target_value(work, new, column)
                .filter(|_| convert::invented(work, new, column).is_some())
                .or_else(|| convert::invented(work, new, column))
            {
                names.push(sql::identifier(&column.name));
                values.push(value);
            }
            continue;
        };
        names.push(sql::identifier(&column.name));
        let value = convert::converted(work, &new.name, from, column, draft);
        let mut value = value.unwrap_or_else(|| sql::identifier(&column.name));
        if column.not_null && !from.not_null {
            if convert::is_numbered(work, new, column) {
                value = format!(
                    "coalesce({value}, row_number() OVER () + coalesce(max({value}) OVER (), 0))"
                );
            } else if let Some(other) = convert::for_null(work, new, column) {
                value = format!("coalesce({value}, {other})");
            }
        }
        values.push(value);
        if let Filled::Identity(to) = &column.filled {
            counters.push((from, column, to));
        }
    }
    let only = if work.old.children(&old.name).is_empty() {
        ""
    } else {
        "ONLY "
    };
    let target = sql::qualified(&new.name);
    let source = sql::qualified(aside);
    let text = if names.is_empty() {
        // A row without columns is a row all the same.
        format!("INSERT INTO {target} SELECT FROM {only}{source}")
    } else {
        format!(
            "INSERT INTO {target} ({})\nOVERRIDING SYSTEM VALUE\nSELECT {}\nFROM {only}{source}",
            names.join(", "),
            values.join(", ")
        )
    };
    draft.run(text);
    for (from, column, to) in counters {
        let sequence = beside(&new.name, &to.sequence);
        match &from.filled {
            Filled::Identity(before) => {
                let before = beside(&old.name, &before.sequence);
                let before = draft.aside.get(&before).cloned().unwrap_or(before);
                draft.run(format!(
                    "SELECT setval({}, greatest({}, least({}, last_value)), is_called)\nFROM {}",
                    sql::literal(&sql::qualified(&sequence)),
                    to.counting.minimum,
                    to.counting.maximum,
                    sql::qualified(&before)
                ));
            }
            _ => sequence::continue_after(&sequence, &new.name, &column.name, &to.counting, draft),
        }
    }
}
