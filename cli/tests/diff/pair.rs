//! A pair of schemas, and what became of it.

use super::generate::Server;
use relata::testing::Database;
use relata_cli::catalogue::read_url;
use serde::Deserialize;
use std::fmt;
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Fills every table with up to three rows, the last one with as many NULLs as it can have; or with what `fill.rows` says.
pub(crate) const FILL: &str = include_str!("../../src/migrate/prove/fill.sql");

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

/// Which rows there are before the plan.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Full ones, and one with as many NULLs as it can have.
    All,
    /// Those, but in the tables where they do not fit.
    Fewer,
    /// Full ones.
    Full,
    /// Ones with as many NULLs as they can have.
    Bare,
    /// None.
    No,
}

impl Rows {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::All | Self::Fewer => "all",
            Self::Full => "full",
            Self::Bare => "bare",
            Self::No => "none",
        }
    }
}

/// What came of a pair.
pub(crate) enum Outcome {
    /// The plan ran, `pg_dump` sees no difference, nothing is left to do, and the rows are there.
    Right(Rows),
    /// So it is when what relata does not model, and named, was created before and dropped after by somebody else.
    ByHand,
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
            Self::Right(Rows::All) => "right",
            Self::Right(Rows::Fewer) => "right with some tables empty",
            Self::Right(Rows::Full) => "right with full rows",
            Self::Right(Rows::Bare) => "right with NULLs",
            Self::Right(Rows::No) => "right without rows",
            Self::ByHand => "right with what is not modelled done by hand",
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
            Self::Right(_) | Self::ByHand => "",
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

/// Makes both databases, fills the old one, runs the plan, and looks at what came of it. Where the rows do not fit the
/// target, it begins again with others.
pub(crate) async fn run(pair: &Pair, safe: bool) -> Outcome {
    let mut unfit = String::new();
    let mut without: Vec<String> = Vec::new();
    let mut which = vec![Rows::No, Rows::Bare, Rows::Full, Rows::All];
    while let Some(rows) = which.pop() {
        let text = match run_with(pair, safe, rows, &without).await {
            Outcome::Unfit(text) => text,
            Outcome::Right(Rows::All) if !without.is_empty() => return Outcome::Right(Rows::Fewer),
            other => return other,
        };
        let error = text.lines().find(|it| it.contains("ERROR"));
        let error = error.unwrap_or_default();
        eprintln!("{} ({}): {error}", pair.name, rows.word());
        // The table whose rows do not fit is left empty.
        let table = text.lines().find_map(|it| it.strip_prefix("TABLE NAME:  "));
        if let Some(table) = table.filter(|it| !without.iter().any(|other| other == it)) {
            without.push(table.to_owned());
            which.push(rows);
        }
        unfit.push_str(&text);
    }
    Outcome::Unfit(unfit)
}

/// What relata does not model is created before the plan where only the target has it, and dropped after it where only the
/// old one had it.
pub(crate) async fn run_by_hand(pair: &Pair) -> Outcome {
    let old = Database::create(&pair.old).await.unwrap();
    let new = Database::create(&pair.new).await.unwrap();
    let urls = [old.url().to_owned(), new.url().to_owned()];
    let mut sides = Vec::new();
    for url in &urls {
        sides.push(read_url(url).await.unwrap().database);
    }
    let outside = relata_schema::diff::outside(&sides[0], &sides[1]);
    let (mut created, mut dropped) = (String::new(), String::new());
    for it in outside {
        match &it.definition {
            Some(definition) if sides[1].outside.contains(it) => {
                created.push_str(&format!("{definition};\n"));
            }
            _ => dropped.push_str(&format!("DROP {} {};\n", it.kind, it.name)),
        }
    }
    let outcome = tokio::task::spawn_blocking(move || {
        let made = psql(&urls[0], &created);
        assert!(made.status.success(), "{}\n{created}", error(&made));
        judged(&urls[0], &urls[1], false, FILL, &dropped, Rows::All)
    })
    .await
    .unwrap();
    old.close().await.unwrap();
    new.close().await.unwrap();
    match outcome {
        Outcome::Right(_) => Outcome::ByHand,
        other => other,
    }
}

async fn run_with(pair: &Pair, safe: bool, which: Rows, without: &[String]) -> Outcome {
    let without = without.join("\n").replace('\'', "''");
    let old = Database::empty().await.unwrap();
    let new = Database::empty().await.unwrap();
    let urls = [old.url().to_owned(), new.url().to_owned()];
    let pair = pair.clone();
    let outcome = tokio::task::spawn_blocking(move || {
        for (url, sql) in [(&urls[0], &pair.old), (&urls[1], &pair.new)] {
            let made = psql(url, sql);
            if !made.status.success() {
                return Outcome::NoPair(format!("{}\n{sql}", error(&made)));
            }
        }
        let fill = format!(
            "SET fill.rows = '{}';\nSET fill.without = '{without}';\n{FILL}",
            which.word()
        );
        judged(&urls[0], &urls[1], safe, &fill, "", which)
    })
    .await
    .unwrap();
    old.close().await.unwrap();
    new.close().await.unwrap();
    outcome
}

/// Fills the old one, plans, runs that and what somebody does `afterwards`, and compares.
fn judged(old: &str, new: &str, safe: bool, fill: &str, afterwards: &str, which: Rows) -> Outcome {
    let filled = psql(old, fill);
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
    let after = psql(old, afterwards);
    assert!(after.status.success(), "{}", error(&after));
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
    Outcome::Right(which)
}

pub(crate) fn diff(old: &str, new: &str, safe: bool) -> Output {
    // An older one can be judged, too.
    let relata = std::env::var_os("RELATA_BIN");
    Command::new(relata.unwrap_or_else(|| env!("CARGO_BIN_EXE_relata").into()))
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
    // It stops reading at the first error, which its output tells.
    let _ = child.stdin.take().unwrap().write_all(sql.as_bytes());
    child.wait_with_output().unwrap()
}

pub(crate) fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const ABILITIES: &str = r"
\pset tuples_only on
\pset format unaligned
SELECT current_setting('server_version_num')::integer / 10000;
SELECT name FROM pg_available_extensions;
";

/// What the server that the tests run on can do.
pub(crate) async fn server() -> Server {
    let database = Database::empty().await.unwrap();
    let url = database.url().to_owned();
    let told = tokio::task::spawn_blocking(move || psql(&url, ABILITIES))
        .await
        .unwrap();
    database.close().await.unwrap();
    assert!(told.status.success(), "{}", error(&told));
    let text = String::from_utf8(told.stdout).unwrap();
    let mut lines = text.lines().map(str::to_owned);
    Server {
        version: lines.next().unwrap().parse().unwrap(),
        extensions: lines.collect(),
    }
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

/// A dump in which the columns of a table, and what is said of each, stand in the order of their names: a safe plan leaves
/// their order as it is.
fn without_order(dump: &str) -> String {
    let is_table =
        |it: &str| it.starts_with("CREATE ") && it.contains("TABLE ") && it.ends_with('(');
    let ordered = |paragraph: &str| {
        let mut lines: Vec<&str> = paragraph.lines().collect();
        let start = lines.iter().position(|it| is_table(it));
        let end = lines.iter().position(|it| it.starts_with(')'));
        if let (Some(start), Some(end)) = (start, end) {
            for it in &mut lines[start + 1..end] {
                *it = it.trim_end_matches(',');
            }
            lines[start + 1..end].sort_unstable();
            // What is said of one column each.
            lines[end + 1..].sort_unstable();
        }
        lines.join("\n")
    };
    let mut paragraphs: Vec<String> = dump.split("\n\n").map(ordered).collect();
    paragraphs.sort_unstable();
    paragraphs.join("\n\n")
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
    let mut text: String = lines.map(|it| format!("{it}\n")).collect();
    // When a column gets another type, a part gets its parent's name for what keeps it from being NULL, and nobody can
    // rename that.
    let names = psql(url, INHERITED_NOT_NULL);
    for name in String::from_utf8_lossy(&names.stdout).lines() {
        text = text.replace(&format!(" CONSTRAINT {name} NOT NULL"), " NOT NULL");
    }
    text
}

/// What PostgreSQL calls by itself what keeps columns of parts and heirs from being NULL, as `pg_dump` writes it.
const INHERITED_NOT_NULL: &str = r"
\pset tuples_only on
\pset format unaligned
SELECT DISTINCT quote_ident(conname) FROM pg_constraint WHERE contype = 'n' AND coninhcount > 0;
";
