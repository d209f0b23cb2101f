//! The comments that say of a step what its SQL does not: `-- relata: probe index users_email_idx`.

use super::{Backfill, Phase, Probe};
use crate::database::{PUBLIC, QualifiedName};
use crate::sql;

/// One comment line that is more than a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Directive {
    /// `-- step: add the column users.email`
    Step(String),
    /// `-- hazard: locks users against everybody`
    Hazard(String),
    /// `-- relata: phase contract`
    Phase(Phase),
    /// `-- relata: lock-timeout none`
    NoLockTimeout,
    /// `-- relata: probe constraint users users_email_check`
    Probe(Probe),
    /// `-- relata: backfill users key id`
    Backfill {
        table: QualifiedName,
        key: Vec<String>,
    },
    /// `-- relata: set email = lower(name)`
    Set(String),
    /// `-- relata: where email IS NULL`
    Where(String),
}

/// All that can stand behind `-- relata:`.
const KNOWN: &str = "`phase`, `lock-timeout`, `probe`, `backfill`, `set` and `where`";

/// What a comment line says; nothing, where it is a comment like any other.
///
/// # Errors
///
/// What is wrong, and what to write.
pub(super) fn parse(comment: &str) -> Option<Result<Directive, (String, String)>> {
    let text = comment.trim_start_matches('-').trim();
    if let Some(summary) = text.strip_prefix("step:") {
        return Some(Ok(Directive::Step(unescaped(summary.trim()))));
    }
    if let Some(hazard) = text.strip_prefix("hazard:") {
        return Some(Ok(Directive::Hazard(unescaped(hazard.trim()))));
    }
    let said = unescaped(text.strip_prefix("relata:")?.trim());
    let (key, value) = said.split_once(char::is_whitespace).unwrap_or((&said, ""));
    Some(of(key, value.trim()))
}

fn of(key: &str, value: &str) -> Result<Directive, (String, String)> {
    let wrong = |write: &str| {
        Err((
            format!("`{value}` is nothing that `{key}` can be"),
            format!("write `-- relata: {key} {write}`"),
        ))
    };
    match key {
        "phase" => match value {
            "expand" => Ok(Directive::Phase(Phase::Expand)),
            "backfill" => Ok(Directive::Phase(Phase::Backfill)),
            "contract" => Ok(Directive::Phase(Phase::Contract)),
            _ => wrong("expand`, `backfill` or `contract"),
        },
        "lock-timeout" => match value {
            "none" => Ok(Directive::NoLockTimeout),
            _ => wrong("none"),
        },
        "probe" => probe(value).map_or_else(
            || {
                wrong(
                    "index NAME`, `probe constraint TABLE NAME` or `probe detach PARENT PARTITION",
                )
            },
            |it| Ok(Directive::Probe(it)),
        ),
        "backfill" => backfill(value).map_or_else(|| wrong("TABLE key COLUMN, …"), Ok),
        "set" | "where" if value.is_empty() => wrong("…"),
        "set" => Ok(Directive::Set(value.to_owned())),
        "where" => Ok(Directive::Where(value.to_owned())),
        _ => Err((
            format!("there is no directive `{key}`"),
            format!("this version of relata knows {KNOWN}; a newer one may have written the file"),
        )),
    }
}

fn probe(value: &str) -> Option<Probe> {
    let (kind, rest) = value.split_once(char::is_whitespace)?;
    let (first, rest) = qualified(rest.trim())?;
    let probe = match kind {
        "index" if rest.is_empty() => return Some(Probe::Index(first)),
        "constraint" => {
            let (name, rest) = identifier(rest)?;
            (Probe::Constraint { table: first, name }, rest)
        }
        "detach" => {
            let (partition, rest) = qualified(rest)?;
            let parent = first;
            (Probe::Detach { parent, partition }, rest)
        }
        _ => return None,
    };
    probe.1.is_empty().then_some(probe.0)
}

fn backfill(value: &str) -> Option<Directive> {
    let (table, rest) = qualified(value)?;
    let mut rest = rest.strip_prefix("key")?.trim_start();
    let mut key = Vec::new();
    loop {
        let (column, after) = identifier(rest)?;
        key.push(column);
        match after.strip_prefix(',') {
            Some(after) => rest = after.trim_start(),
            None if after.is_empty() => return Some(Directive::Backfill { table, key }),
            None => return None,
        }
    }
}

/// A name as SQL writes it, and what follows it.
fn qualified(text: &str) -> Option<(QualifiedName, &str)> {
    let (first, rest) = identifier(text)?;
    let (namespace, name, rest) = match rest.strip_prefix('.') {
        Some(rest) => {
            let (name, rest) = identifier(rest)?;
            (first, name, rest)
        }
        None => (PUBLIC.to_owned(), first, rest),
    };
    Some((QualifiedName { namespace, name }, rest))
}

fn identifier(text: &str) -> Option<(String, &str)> {
    let Some(inner) = text.strip_prefix('"') else {
        let is_end = |it: char| it.is_whitespace() || it == '.' || it == ',';
        let end = text.find(is_end).unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].to_owned(), text[end..].trim_start()));
    };
    let mut name = String::new();
    let mut chars = inner.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        if char != '"' {
            name.push(char);
        } else if chars.next_if(|(_, next)| *next == '"').is_some() {
            name.push('"');
        } else {
            return Some((name, inner[at + 1..].trim_start()));
        }
    }
    None
}

/// A directive as a comment line, without its end.
pub(super) fn print(directive: &Directive) -> String {
    let said = match directive {
        Directive::Step(summary) => return format!("-- step: {}", escaped(summary)),
        Directive::Hazard(hazard) => return format!("-- hazard: {}", escaped(hazard)),
        Directive::Phase(phase) => {
            let phase = match phase {
                Phase::Expand => "expand",
                Phase::Backfill => "backfill",
                Phase::Contract => "contract",
            };
            format!("phase {phase}")
        }
        Directive::NoLockTimeout => "lock-timeout none".to_owned(),
        Directive::Probe(Probe::Index(index)) => format!("probe index {}", sql::qualified(index)),
        Directive::Probe(Probe::Constraint { table, name }) => {
            format!(
                "probe constraint {} {}",
                sql::qualified(table),
                sql::identifier(name)
            )
        }
        Directive::Probe(Probe::Detach { parent, partition }) => {
            format!(
                "probe detach {} {}",
                sql::qualified(parent),
                sql::qualified(partition)
            )
        }
        Directive::Backfill { table, key } => {
            format!("backfill {} key {}", sql::qualified(table), sql::list(key))
        }
        Directive::Set(set) => format!("set {set}"),
        Directive::Where(filter) => format!("where {filter}"),
    };
    format!("-- relata: {}", escaped(&said))
}

/// All directives of a backfill.
pub(super) fn of_backfill(backfill: &Backfill) -> Vec<Directive> {
    let mut all = vec![
        Directive::Backfill {
            table: backfill.table.clone(),
            key: backfill.key.clone(),
        },
        Directive::Set(backfill.set.clone()),
    ];
    all.extend(backfill.filter.clone().map(Directive::Where));
    all
}

/// A text in one line. An expression that PostgreSQL writes can have several.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\r', "\\r")
        .replace('\n', "\\n")
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let next = chars.peek().copied().filter(|_| char == '\\');
        let meant = match next {
            Some('n') => '\n',
            Some('r') => '\r',
            Some('\\') => '\\',
            // Somebody wrote it by hand.
            _ => {
                plain.push(char);
                continue;
            }
        };
        chars.next();
        plain.push(meant);
    }
    plain
}
