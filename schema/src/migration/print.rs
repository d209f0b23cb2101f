//! From steps to a file's text.

use super::directive::{self, Directive};
use super::read::NO_TRANSACTION;
use super::{LockTimeout, Migration, Phase};

/// The text of a migration's file. [`read`](super::read()) gives the same steps again.
#[must_use]
pub fn print(migration: &Migration) -> String {
    let mut lines = Vec::new();
    if !migration.transactional {
        lines.push(NO_TRANSACTION.to_owned());
    }
    if migration.phase != Phase::Expand {
        lines.push(directive::print(&Directive::Phase(migration.phase)));
    }
    for step in &migration.steps {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(directive::print(&Directive::Step(step.summary.clone())));
        let hazards = step.hazards.iter().cloned().map(Directive::Hazard);
        lines.extend(hazards.map(|it| directive::print(&it)));
        let timeout = (step.lock_timeout == LockTimeout::None).then_some(Directive::NoLockTimeout);
        let probe = step.probe.clone().map(Directive::Probe);
        let backfill = step.backfill.iter().flat_map(directive::of_backfill);
        let said = timeout.into_iter().chain(probe).chain(backfill);
        lines.extend(said.map(|it| directive::print(&it)));
        lines.push(ended(&step.sql));
    }
    lines.join("\n") + "\n"
}

/// With a `;` at the end, on a line of its own behind a comment.
fn ended(sql: &str) -> String {
    let sql = sql.trim_end();
    let last = super::statement::pieces(sql).ok();
    let last = last.as_ref().and_then(|it| it.last());
    match last.map(|it| it.kind) {
        Some(super::statement::Kind::End) => sql.to_owned(),
        Some(super::statement::Kind::Line) => format!("{sql}\n;"),
        _ => format!("{sql};"),
    }
}
