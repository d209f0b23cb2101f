//! Views, and what is not modelled and has to go for a while.

use super::Hazard;
use super::draft::Draft;
use super::key;
use super::lookup::{Lookup, beside};
use super::order::sorted;
use super::safe::take_view_name;
use super::table::options;
use super::work::Work;
use crate::change::{Change, Delta};
use crate::create::view as create;
use crate::database::{Object, Outside, OutsideKind, QualifiedName, View};
use crate::sql;

/// Takes down policies and their like that would stand in the way.
pub(super) fn lift(work: &Work<'_>, draft: &mut Draft) {
    for it in lifted(work) {
        let Some(on) = &it.on else {
            continue;
        };
        // What lies on something that is dropped goes with it.
        if work.falls(on) || work.is_gone(&Object::View(on.clone())) {
            continue;
        }
        let text = match it.kind {
            OutsideKind::Statistics => format!("DROP STATISTICS {}", it.name),
            OutsideKind::Policy | OutsideKind::Trigger | OutsideKind::Rule => {
                let kind = it.kind.to_string().to_uppercase();
                format!("DROP {kind} {} ON {}", it.name, sql::qualified(on))
            }
            _ => continue,
        };
        draft.take(text);
    }
}

/// Puts up again what was taken down, as it was.
pub(super) fn restore(work: &Work<'_>, draft: &mut Draft) {
    for it in lifted(work) {
        if let Some(definition) = &it.definition {
            draft.run(definition.clone());
        }
        if let (Some(comment), Some(on)) = (&it.comment, &it.on) {
            let kind = it.kind.to_string().to_uppercase();
            let of = match it.kind {
                OutsideKind::Statistics => it.name.clone(),
                _ => format!("{} ON {}", it.name, sql::qualified(on)),
            };
            draft.run(format!(
                "COMMENT ON {kind} {of} IS {}",
                sql::literal(comment)
            ));
        }
    }
}

fn lifted<'a>(work: &Work<'a>) -> Vec<&'a Outside> {
    let is_lifted = |it: &&Outside| {
        work.lifted
            .contains(&Object::Outside(it.kind, it.on.clone(), it.name.clone()))
    };
    work.old.database.outside.iter().filter(is_lifted).collect()
}

/// Views that go, each after those that read it.
pub(super) fn drop(work: &Work<'_>, draft: &mut Draft) {
    let views: Vec<&View> = work.old.database.views.iter().collect();
    let ordered = sorted(
        &views,
        |it| it.name.clone(),
        |it| needed(&work.old, &it.name),
    );
    for view in ordered.into_iter().rev() {
        if work.is_gone(&Object::View(view.name.clone())) {
            draft.take(format!(
                "DROP {} {}",
                kind(view),
                sql::qualified(&view.name)
            ));
        }
    }
}

fn kind(view: &View) -> &'static str {
    if view.materialized {
        "MATERIALIZED VIEW"
    } else {
        "VIEW"
    }
}

/// The views that a view reads.
fn needed(lookup: &Lookup<'_>, name: &QualifiedName) -> Vec<QualifiedName> {
    lookup
        .needs(&Object::View(name.clone()))
        .iter()
        .filter_map(|need| match need {
            Object::View(other) | Object::Column(other, _) if other != name => Some(other.clone()),
            _ => None,
        })
        .collect()
}

/// Views that are new, come again, or change.
pub(super) fn make(work: &Work<'_>, draft: &mut Draft) {
    let views: Vec<&View> = work.new.database.views.iter().collect();
    let ordered = sorted(
        &views,
        |it| it.name.clone(),
        |it| needed(&work.new, &it.name),
    );
    for view in ordered {
        if work.is_made(&Object::View(view.name.clone())) {
            if !take_view_name(&view.name, draft) {
                for step in create::create(view) {
                    draft.run(step.text);
                }
            }
        } else if let Some((from, to)) = altered(work, &view.name) {
            alter(from, to, draft);
        }
        for index in &view.indexes {
            key::create_index(work, &view.name, false, index, draft);
        }
        let old = work
            .old
            .view(&view.name)
            .filter(|_| !work.is_gone(&Object::View(view.name.clone())));
        let by = |view: &View| {
            view.indexes
                .iter()
                .find(|it| it.clustered)
                .map(|it| it.name.clone())
        };
        let (from, to) = (old.and_then(by), by(view));
        let is_made = to
            .as_ref()
            .is_some_and(|name| work.is_made(&Object::Index(beside(&view.name, name))));
        if from != to || is_made {
            let action = match &to {
                Some(index) => format!("CLUSTER ON {}", sql::identifier(index)),
                None => "SET WITHOUT CLUSTER".to_owned(),
            };
            draft.run(format!(
                "ALTER {} {} {action}",
                kind(view),
                sql::qualified(&view.name)
            ));
        }
    }
}

fn altered<'a>(work: &Work<'a>, name: &QualifiedName) -> Option<(&'a View, &'a View)> {
    work.changes.iter().find_map(|change| match change {
        Change::View(Delta::Altered { from, to }) if to.name == *name => Some((&**from, &**to)),
        _ => None,
    })
}

fn alter(from: &View, to: &View, draft: &mut Draft) {
    let name = sql::qualified(&to.name);
    let names = |view: &View| {
        view.columns
            .iter()
            .map(|it| it.name.clone())
            .collect::<Vec<_>>()
    };
    if (from.query != to.query || names(from) != names(to))
        && let Some(step) = create::create(to).into_iter().next()
    {
        let text = step
            .text
            .replacen("CREATE VIEW", "CREATE OR REPLACE VIEW", 1);
        draft.run(text);
    }
    let kind = kind(to);
    for action in options(&from.options, &to.options) {
        draft.run(format!("ALTER {kind} {name} {action}"));
    }
    if from.tablespace != to.tablespace {
        let space = to.tablespace.as_deref().unwrap_or("pg_default");
        draft.run(format!(
            "ALTER {kind} {name} SET TABLESPACE {}",
            sql::identifier(space)
        ));
    }
    for column in &to.columns {
        let old = from.columns.iter().find(|it| it.name == column.name);
        let before = old.and_then(|it| it.default.as_ref());
        if before != column.default.as_ref() {
            set_default(to, &column.name, column.default.as_ref(), draft);
        }
    }
    if to.materialized && to.populated && !from.populated {
        draft.run(format!("REFRESH MATERIALIZED VIEW {name}"));
    }
    if to.materialized && from.populated && !to.populated {
        draft
            .take(format!("REFRESH MATERIALIZED VIEW {name} WITH NO DATA"))
            .with(Hazard::Breaks {
                what: format!("whoever reads {}, until somebody refreshes it", to.name),
            });
    }
}

fn set_default(view: &View, column: &str, default: Option<&String>, draft: &mut Draft) {
    let action = match default {
        Some(default) => format!("SET DEFAULT {default}"),
        None => "DROP DEFAULT".to_owned(),
    };
    draft.run(format!(
        "ALTER VIEW {} ALTER COLUMN {} {action}",
        sql::qualified(&view.name),
        sql::identifier(column)
    ));
}
