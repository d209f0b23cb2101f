//! A migration as its runner takes it: cut into statements, each of which can be sent alone.

use super::statement::{self, Kind};
use super::{Backfill, LockTimeout, Migration, Probe, Step, statements};
use crate::database::{PUBLIC, QualifiedName};

/// What is run at once: a step, or a statement of one that has no transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runnable {
    /// What it does; empty where its file says no more than its name.
    pub summary: String,
    /// Its SQL, statement by statement, without `;`.
    pub statements: Vec<String>,
    /// Whether they run in one transaction.
    pub transactional: bool,
    /// How long they wait for locks.
    pub lock_timeout: LockTimeout,
    /// How to find out whether it was done.
    pub probe: Option<Probe>,
    /// The batches that are run in place of the statements.
    pub backfill: Option<Backfill>,
}

/// What is run of a migration, in order.
///
/// Where a file that runs in no transaction has several statements, each is one of its own, so that after a crash it is
/// known which are done; but not where they depend on each other, by transactions of their own or by settings. For those
/// whose SQL says what the catalogue can be asked, the probe needs no directive.
#[must_use]
pub fn runnable(migration: &Migration) -> Vec<Runnable> {
    let steps = migration.steps.iter();
    steps.flat_map(|step| of_step(migration, step)).collect()
}

fn of_step(migration: &Migration, step: &Step) -> Vec<Runnable> {
    let says_more = step.summary != migration.id.name.replace('_', " ");
    let whole = Runnable {
        summary: if says_more {
            step.summary.clone()
        } else {
            String::new()
        },
        statements: statements(&step.sql)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        transactional: migration.transactional,
        lock_timeout: step.lock_timeout,
        probe: step.probe.clone(),
        backfill: step.backfill.clone(),
    };
    let depend = |it: &String| statement::controls_transaction(it) || sets(it);
    if whole.transactional || whole.backfill.is_some() || whole.statements.iter().any(depend) {
        return vec![whole];
    }
    let is_one = whole.statements.len() == 1;
    let each = whole.statements.iter().map(|sql| Runnable {
        statements: vec![sql.clone()],
        lock_timeout: if waits_for_all(sql) {
            LockTimeout::None
        } else {
            whole.lock_timeout
        },
        probe: whole
            .probe
            .clone()
            .filter(|_| is_one)
            .or_else(|| probe(sql)),
        ..whole.clone()
    });
    each.collect()
}

fn sets(sql: &str) -> bool {
    let first = words(sql).into_iter().next().unwrap_or_default();
    matches!(&*first, "set" | "reset" | "discard")
}

/// Whether a statement waits for all transactions that are older, which a lock timeout would cut short.
fn waits_for_all(sql: &str) -> bool {
    words(sql).iter().take(8).any(|it| it == "concurrently")
}

/// What the catalogue can be asked of a statement.
fn probe(sql: &str) -> Option<Probe> {
    let words = words(sql);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (words, creates) = match *words {
        ["create", "unique", "index", "concurrently", ref rest @ ..]
        | ["create", "index", "concurrently", ref rest @ ..] => (rest, true),
        ["drop", "index", "concurrently", ref rest @ ..]
        | ["reindex", "index", "concurrently", ref rest @ ..] => (rest, false),
        ["alter", "table", ref rest @ ..] => return detach(rest),
        _ => return None,
    };
    let words = match *words {
        ["if", "not", "exists", ref rest @ ..] | ["if", "exists", ref rest @ ..] => rest,
        _ => words,
    };
    if creates {
        let [name, "on", rest @ ..] = words else {
            return None;
        };
        let rest = rest.strip_prefix(&["only"]).unwrap_or(rest);
        let (table, _) = qualified(rest)?;
        return Some(Probe::Index(QualifiedName {
            namespace: table.namespace,
            name: identifier(name)?,
        }));
    }
    let (index, rest) = qualified(words)?;
    let is_one = rest.first() != Some(&",");
    is_one.then_some(Probe::Index(index))
}

fn detach(words: &[&str]) -> Option<Probe> {
    let words = words.strip_prefix(&["if", "exists"]).unwrap_or(words);
    let words = words.strip_prefix(&["only"]).unwrap_or(words);
    let (parent, words) = qualified(words)?;
    let words = words.strip_prefix(&["detach", "partition"])?;
    let (partition, words) = qualified(words)?;
    (words == ["concurrently"]).then_some(Probe::Detach { parent, partition })
}

fn qualified<'a, 'b>(words: &'a [&'b str]) -> Option<(QualifiedName, &'a [&'b str])> {
    match words {
        [namespace, ".", name, rest @ ..] => {
            let (namespace, name) = (identifier(namespace)?, identifier(name)?);
            Some((QualifiedName { namespace, name }, rest))
        }
        [name, rest @ ..] => {
            let (namespace, name) = (PUBLIC.to_owned(), identifier(name)?);
            Some((QualifiedName { namespace, name }, rest))
        }
        [] => None,
    }
}

/// A name; nothing, where it is something else.
fn identifier(word: &str) -> Option<String> {
    if let Some(inner) = word.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        return Some(inner.replace("\"\"", "\""));
    }
    let first = word.chars().next()?;
    (first.is_alphabetic() || first == '_').then(|| word.to_owned())
}

/// All that is no comment, with names and keywords in small letters where they have no quotes.
fn words(sql: &str) -> Vec<String> {
    let pieces = statement::pieces(sql).unwrap_or_default();
    let pieces = pieces
        .iter()
        .filter(|it| !matches!(it.kind, Kind::Line | Kind::Block));
    let words = pieces.map(|it| {
        let text = &sql[it.range.clone()];
        match it.kind {
            Kind::Word => text.to_lowercase(),
            _ => text.to_owned(),
        }
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::{Id, read};

    fn all(text: &str) -> Vec<Runnable> {
        let file = "0007_by_hand.sql";
        runnable(&read(Id::parse(file).unwrap().unwrap(), file, text).unwrap())
    }

    #[test]
    fn a_statement_says_what_the_catalogue_can_be_asked() {
        for (sql, expected) in [
            ("CREATE INDEX CONCURRENTLY a ON b (c)", "index public.a"),
            (
                "create /* a */ unique index concurrently if not exists \"A b\" on only x.B(c)",
                "index x.A b",
            ),
            ("DROP INDEX CONCURRENTLY IF EXISTS x.a", "index x.a"),
            ("DROP INDEX CONCURRENTLY a, b", ""),
            ("REINDEX INDEX CONCURRENTLY a", "index public.a"),
            (
                "ALTER TABLE ONLY a DETACH PARTITION x.b CONCURRENTLY",
                "detach public.a x.b",
            ),
            ("ALTER TABLE a DETACH PARTITION b", ""),
            ("CREATE INDEX CONCURRENTLY ON b (c)", ""),
            ("VACUUM", ""),
        ] {
            let said = match probe(sql) {
                None => String::new(),
                Some(Probe::Index(it)) => format!("index {}.{}", it.namespace, it.name),
                Some(Probe::Detach { parent, partition }) => format!(
                    "detach {}.{} {}.{}",
                    parent.namespace, parent.name, partition.namespace, partition.name
                ),
                Some(Probe::Constraint { .. }) => "constraint".to_owned(),
            };
            assert_eq!(said, expected, "{sql}");
        }
    }

    #[test]
    fn statements_without_a_transaction_are_run_one_by_one() {
        let found = all(
            "-- no-transaction\nCREATE INDEX CONCURRENTLY a ON b (c); -- and\nDROP INDEX CONCURRENTLY d;\nVACUUM",
        );
        let probes: Vec<bool> = found.iter().map(|it| it.probe.is_some()).collect();
        assert_eq!(probes, [true, true, false]);
        let waits: Vec<bool> = found
            .iter()
            .map(|it| it.lock_timeout == LockTimeout::None)
            .collect();
        assert_eq!(waits, [true, true, false]);
        assert!(
            found
                .iter()
                .all(|it| !it.transactional && it.summary.is_empty())
        );
        assert_eq!(all("-- no-transaction\nSET a = 1;\nVACUUM;").len(), 1);
        assert_eq!(all("BEGIN;\nSELECT 1;\nCOMMIT;\nSELECT 2;").len(), 1);
        assert_eq!(
            all("SELECT 1;\nSELECT 2;")[0].statements,
            ["SELECT 1", "SELECT 2"]
        );
    }
}
