//! From a file's text to its steps.

use super::directive::{self, Directive};
use super::statement::{self, Kind, Piece};
use super::{Backfill, Id, LockTimeout, Migration, Mistake, Phase, Step, checksum, normalized};

/// How a file begins whose SQL cannot run in a transaction; sqlx looks for the same.
pub(super) const NO_TRANSACTION: &str = "-- no-transaction";

/// Reads a migration: the name of its file, and its text.
///
/// # Errors
///
/// The first mistake in it, with its line.
pub fn read(id: Id, file: &str, text: &str) -> Result<Migration, Mistake> {
    let text = normalized(text);
    let says_no_transaction = text.starts_with(NO_TRANSACTION);
    let pieces = statement::pieces(&text).map_err(|at| {
        Mistake::new(
            file,
            "a quote, a comment or a `$$` is opened here and not closed",
        )
        .at(line(&text, at))
    })?;
    let mut reader = Reader {
        file,
        text: &text,
        pieces: &pieces,
        phase: None,
        steps: Vec::new(),
    };
    reader.read()?;
    let (phase, mut steps) = (reader.phase.unwrap_or_default(), reader.steps);
    if let [step] = &mut *steps
        && step.summary.is_empty()
    {
        step.summary = id.name.replace('_', " ");
    }

    let mut transactional = !says_no_transaction;
    for step in &steps {
        for it in super::statements(&step.sql) {
            if transactional && statement::needs_no_transaction(it) {
                return Err(Mistake::new(
                    file,
                    format!("`{}` cannot run in a transaction", start(it)),
                )
                .at(step.line)
                .help(format!(
                    "let it stand alone in a file whose first line is `{NO_TRANSACTION}`"
                )));
            }
        }
    }
    let ends_transactions = |step: &Step| {
        let statements = super::statements(&step.sql);
        statements.into_iter().any(statement::controls_transaction)
    };
    if steps.iter().any(ends_transactions) {
        transactional = false;
    }
    if says_no_transaction && steps.len() > 1 {
        return Err(Mistake::new(file, "there are several steps, and none runs in a transaction")
            .at(steps[1].line)
            .help("write the second step to a file of its own: after a crash, each must be found done or not done"));
    }
    Ok(Migration {
        checksum: checksum(&text),
        id,
        file: file.to_owned(),
        phase,
        transactional,
        steps,
    })
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    pieces: &'a [Piece],
    phase: Option<Phase>,
    steps: Vec<Step>,
}

/// A step that is being read.
struct Open {
    step: Step,
    backfill: Option<Backfill>,
    /// Where its SQL begins, once there is some.
    sql: Option<usize>,
    /// Whether a `-- step:` began it.
    is_named: bool,
}

impl Open {
    fn new(summary: String, line: usize, is_named: bool) -> Self {
        Self {
            step: Step {
                summary,
                line,
                ..Step::default()
            },
            backfill: None,
            sql: None,
            is_named,
        }
    }
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Mistake> {
        let mut open = Open::new(String::new(), 1, false);
        for piece in self.pieces {
            let text = &self.text[piece.range.clone()];
            let begins_line = self.text[..piece.range.start]
                .rsplit('\n')
                .next()
                .is_none_or(|it| it.trim().is_empty());
            if piece.kind != Kind::Line || !begins_line {
                if !matches!(piece.kind, Kind::Line | Kind::Block) {
                    let at = piece.range.start;
                    if text == "\\" && begins_line {
                        return Err(self
                            .mistake(
                                at,
                                "a line that begins with `\\` is a command to psql, and no SQL",
                            )
                            .help("take it out"));
                    }
                    open.sql.get_or_insert(at);
                }
                continue;
            }
            let at = piece.range.start;
            match directive::parse(text) {
                None => {}
                Some(Err((message, help))) => return Err(self.mistake(at, message).help(help)),
                Some(Ok(Directive::Step(summary))) => {
                    let next = Open::new(summary, line(self.text, at), true);
                    self.close(std::mem::replace(&mut open, next), at)?;
                }
                Some(Ok(_)) if open.sql.is_some() => {
                    return Err(self
                        .mistake(
                            at,
                            "this says something of a step, and stands below its SQL",
                        )
                        .help("write it above the SQL, below its `-- step:`"));
                }
                Some(Ok(directive)) => self.note(&mut open, directive, at)?,
            }
        }
        self.close(open, self.text.len())?;
        if self.steps.is_empty() {
            return Err(self
                .mistake(self.text.len(), "there is no SQL in it")
                .help("write some, or remove the file"));
        }
        Ok(())
    }

    fn note(&mut self, open: &mut Open, directive: Directive, at: usize) -> Result<(), Mistake> {
        let twice = |is_there: bool, what: &str| {
            if is_there {
                return Err(self.mistake(at, format!("there are two {what}")));
            }
            Ok(())
        };
        match directive {
            Directive::Step(_) => {}
            Directive::Hazard(hazard) => open.step.hazards.push(hazard),
            Directive::NoLockTimeout => open.step.lock_timeout = LockTimeout::None,
            Directive::Phase(phase) => {
                if open.is_named && self.phase != Some(phase) {
                    return Err(self
                        .mistake(at, "a whole file has one phase")
                        .help("write it above the first `-- step:`"));
                }
                twice(self.phase.is_some_and(|it| it != phase), "phases")?;
                self.phase = Some(phase);
            }
            Directive::Probe(probe) => {
                twice(open.step.probe.is_some(), "probes of one step")?;
                open.step.probe = Some(probe);
            }
            Directive::Backfill { table, key } => {
                twice(open.backfill.is_some(), "backfills of one step")?;
                open.backfill = Some(Backfill {
                    table,
                    key,
                    set: String::new(),
                    filter: None,
                });
            }
            Directive::Set(set) => match &mut open.backfill {
                Some(it) => it.set = set,
                None => return Err(self.no_backfill(at)),
            },
            Directive::Where(filter) => match &mut open.backfill {
                Some(it) => it.filter = Some(filter),
                None => return Err(self.no_backfill(at)),
            },
        }
        Ok(())
    }

    /// A step goes as far as the next one, or to the end.
    fn close(&mut self, open: Open, end: usize) -> Result<(), Mistake> {
        let mut step = open.step;
        let place = step.line;
        let wrong = |message: &str| Mistake::new(self.file, message).at(place);
        let Some(start) = open.sql else {
            if open.is_named {
                return Err(wrong("this step has no SQL").help("write some, or take the step out"));
            }
            return Ok(());
        };
        if end < self.text.len() && !open.is_named {
            return Err(self
                .mistake(start, "there is SQL above the first `-- step:`")
                .help("write `-- step:` and what it does above it"));
        }
        if let Some(backfill) = &open.backfill
            && backfill.set.is_empty()
        {
            return Err(
                wrong("the backfill does not say what it sets").help("write `-- relata: set …`")
            );
        }
        if !open.is_named {
            step.line = line(self.text, start);
        }
        step.sql = self.text[start..end].trim_end().to_owned();
        step.backfill = open.backfill;
        self.steps.push(step);
        Ok(())
    }

    fn no_backfill(&self, at: usize) -> Mistake {
        self.mistake(at, "this is a part of a backfill, and there is none")
            .help("write `-- relata: backfill TABLE key COLUMN` above it")
    }

    fn mistake(&self, at: usize, message: impl Into<String>) -> Mistake {
        Mistake::new(self.file, message).at(line(self.text, at))
    }
}

/// The line of a byte, from 1.
fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The first words of a statement, for a message.
fn start(statement: &str) -> String {
    let words: Vec<&str> = statement.split_whitespace().take(4).collect();
    words.join(" ")
}
