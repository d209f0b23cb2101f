//! A pair of schemas, and what became of it.

use relata::testing::Database;
use serde::Deserialize;
use std::fmt;
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Fills every table with up to three rows, the last one with as many NULLs as it can have.
pub(crate) const FILL: &str = include_str!("fill.sql");

/// A database that is there, and one that is to be.
#[derive(Clone, Deserialize)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) old: String,
    pub(crate) new: String,
}

impl Pair {
    /// There and back.
    pub(crate) fn both_ways(self) -> [Self; 2] {
        let back = Self {
            name: format!("{} (back)", self.name),
            old: self.new.clone(),
            new: self.old.clone(),
        };
        [self, back]
    }
}

/// Pairs that are written as `== name`, one schema, `---`, the other.
pub(crate) fn written(text: &str) -> Vec<Pair> {
    let blocks = text.split("== ").filter(|it| !it.trim().is_empty());
    let pair = |block: &str| {
        let (name, rest) = block.split_once('\n').unwrap();
        let (old, new) = rest.split_once("---\n").unwrap();
        Pair {
            name: name.to_owned(),
            old: old.to_owned(),
            new: new.to_owned(),
        }
    };
    blocks.map(pair).collect()
}

/// What came of a pair.
pub(crate) enum Outcome {
    /// The plan ran, `pg_dump` sees no difference, nothing is left to do, and the rows are there.
    Right,
    /// There is no plan, for a reason.
    Refused(String),
    /// The rows do not fit the target.
    Unfit(String),
    /// The pair itself cannot be created.
    NoPair(String),
    /// The plan does not run.
    Fails(String),
    /// The result is another one.
    Different(String),
    /// There is more to do afterwards.
    Unfinished(String),
    /// Rows are gone.
    LostRows(String),
}

impl Outcome {
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Refused(_) => "refused",
            Self::Unfit(_) => "rows do not fit",
            Self::NoPair(_) => "no pair",
            Self::Fails(_) => "fails",
            Self::Different(_) => "different",
            Self::Unfinished(_) => "unfinished",
            Self::LostRows(_) => "lost rows",
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Right => "",
            Self::Refused(it)
            | Self::Unfit(it)
            | Self::NoPair(it)
            | Self::Fails(it)
            | Self::Different(it)
            | Self::Unfinished(it)
            | Self::LostRows(it) => it,
        }
    }

    pub(crate) fn line(&self) -> String {
        let first = self.text().lines().next().unwrap_or_default();
        format!("{}: {first}", self.word())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.word(), self.text())
    }
}

/// Makes both databases, fills the old one, runs the plan, and looks at what came of it.
pub(crate) async fn run(pair: &Pair, safe: bool) -> Outcome {
    let mut databases = Vec::new();
    for sql in [&pair.old, &pair.new] {
        match Database::create(sql).await {
            Ok(database) => databases.push(database),
            Err(error) => return Outcome::NoPair(format!("{error}\n{sql}")),
        }
    }
    let urls: Vec<String> = databases.iter().map(|it| it.url().to_owned()).collect();
    let outcome = tokio::task::spawn_blocking(move || judged(&urls[0], &urls[1], safe))
        .await
        .unwrap();
    for database in databases {
        database.close().await.unwrap();
    }
    outcome
}

fn judged(old: &str, new: &str, safe: bool) -> Outcome {
    let filled = psql(old, FILL);
    assert!(filled.status.success(), "{}", error(&filled));
    let before = rows(old);

    let planned = diff(old, new, safe);
    let plan = String::from_utf8(planned.stdout.clone()).unwrap();
    match planned.status.code() {
        Some(0) if plan.is_empty() => {}
        Some(1) if !plan.is_empty() => {}
        Some(2) => return Outcome::Refused(error(&planned)),
        code => return Outcome::Fails(format!("exit {code:?}: {}\n{plan}", error(&planned))),
    }
    let ran = psql(old, &plan);
    if !ran.status.success() {
        let text = format!("{}\n{plan}", error(&ran));
        // Class 23: an integrity constraint; 22: a value.
        let unfit = text.contains("ERROR:  23") || text.contains("ERROR:  22");
        return if unfit {
            Outcome::Unfit(text)
        } else {
            Outcome::Fails(text)
        };
    }
    let (mut result, mut target) = (dump(old), dump(new));
    if safe {
        result = without_order(&result);
        target = without_order(&target);
    }
    if result != target {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let (result, target) = (lines(&result), lines(&target));
        let only = |a: &[String], b: &[String], sign: char| -> String {
            let lines = a.iter().filter(|it| !b.contains(it));
            lines.map(|it| format!("{sign} {it}\n")).collect()
        };
        return Outcome::Different(format!(
            "{}{}\n{plan}",
            only(&result, &target, '-'),
            only(&target, &result, '+')
        ));
    }
    let again = diff(old, new, safe);
    if again.status.code() != Some(0) || !again.stdout.is_empty() {
        let text = String::from_utf8_lossy(&again.stdout);
        return Outcome::Unfinished(format!("{text}{}\n--\n{plan}", error(&again)));
    }
    let after = rows(old);
    for (table, count) in before {
        let now = after.iter().find(|(name, _)| *name == table);
        if now.is_some_and(|(_, now)| *now != count) {
            return Outcome::LostRows(format!("{table}\n{plan}"));
        }
    }
    Outcome::Right
}

pub(crate) fn diff(old: &str, new: &str, safe: bool) -> Output {
    Command::new(env!("CARGO_BIN_EXE_relata"))
        .args(["diff", "--from", old, "--to", new, "--allow-loss", "all"])
        .arg(if safe { "--safe=yes" } else { "--safe=no" })
        .output()
        .unwrap()
}

pub(crate) fn psql(url: &str, sql: &str) -> Output {
    let mut child = Command::new("psql")
        .args([
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-v",
            "VERBOSITY=verbose",
            "-f",
            "-",
            url,
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(sql.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

pub(crate) fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// How many rows each table has by itself.
fn rows(url: &str) -> Vec<(String, String)> {
    let output = psql(url, COUNT);
    assert!(output.status.success(), "{}", error(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().filter_map(|it| it.trim().rsplit_once(' '));
    lines
        .map(|(table, count)| (table.to_owned(), count.to_owned()))
        .collect()
}

const COUNT: &str = r"
\pset tuples_only on
\pset format unaligned
SELECT c.oid::regclass || ' ' || (xpath('/row/n/text()', query_to_xml(
    format('SELECT count(*) AS n FROM ONLY %s', c.oid::regclass), false, true, '')))[1]
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
ORDER BY 1;
";

/// A dump in which the columns of a table stand in the order of their names: a safe plan leaves their order as it is.
fn without_order(dump: &str) -> String {
    let mut found = String::new();
    let mut lines = dump.lines();
    while let Some(line) = lines.next() {
        found.push_str(line);
        found.push('\n');
        if line.starts_with("CREATE ") && line.contains("TABLE ") && line.ends_with('(') {
            let inside = lines.by_ref().take_while(|it| !it.starts_with(')'));
            let mut inside: Vec<&str> = inside.map(|it| it.trim_end_matches(',')).collect();
            inside.sort_unstable();
            found.push_str(&inside.join("\n"));
            found.push('\n');
        }
    }
    found
}

/// What `pg_dump` sees, or, where it is older than the server, what relata reads.
fn dump(url: &str) -> String {
    let output = Command::new("pg_dump")
        .args(["-s", "--no-owner", url])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let reason = error(&output);
        assert!(reason.contains("version mismatch"), "{reason}");
        return String::new();
    }
    // `\restrict` holds a word that differs each time.
    let lines = text.lines().filter(|it| !it.starts_with('\\'));
    lines.map(|it| format!("{it}\n")).collect()
}
