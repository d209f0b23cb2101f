//! Pairs of databases: the plan that `relata diff` prints makes one of the other, as `pg_dump` sees it, and keeps rows.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "diff/block.rs"]
mod block;
#[path = "diff/circle.rs"]
mod circle;
#[path = "diff/instead.rs"]
mod instead;
#[path = "diff/label.rs"]
mod label;
#[path = "diff/likeness.rs"]
mod likeness;
#[path = "diff/observe.rs"]
mod observe;
#[path = "diff/refused.rs"]
mod refused;
#[path = "diff/renamed.rs"]
mod renamed;
#[path = "diff/stages.rs"]
mod stages;
#[path = "diff/twin.rs"]
mod twin;
#[path = "catalogue/version.rs"]
mod version;
mod diff {
    pub(crate) mod generate;
    pub(crate) mod pair;
}

use diff::generate;
use diff::pair::{self, Outcome, Pair, Rows};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The pairs that are written by hand, by what they are about.
const WRITTEN: [&str; 16] = [
    include_str!("diff/attached.sql"),
    include_str!("diff/columns.sql"),
    include_str!("diff/constraints.sql"),
    include_str!("diff/enums.sql"),
    include_str!("diff/extensions.sql"),
    include_str!("diff/generated.sql"),
    include_str!("diff/identity.sql"),
    include_str!("diff/indexes.sql"),
    include_str!("diff/inheritance.sql"),
    include_str!("diff/names.sql"),
    include_str!("diff/partitions.sql"),
    include_str!("diff/sequences.sql"),
    include_str!("diff/tables.sql"),
    include_str!("diff/twins.sql"),
    include_str!("diff/types.sql"),
    include_str!("diff/views.sql"),
];

/// Those in which most of a safe plan lies.
const BY_DEFAULT: [&str; 4] = [
    include_str!("diff/attached.sql"),
    include_str!("diff/constraints.sql"),
    include_str!("diff/enums.sql"),
    include_str!("diff/twins.sql"),
];

/// How many pairs run at a time.
fn at_once() -> usize {
    let said = std::env::var("RELATA_DIFF_AT_ONCE").ok();
    said.and_then(|it| it.parse().ok()).unwrap_or(3)
}

/// Whether `RELATA_DIFF_SAFE` asks for safe plans, where both are tried, and for all of what runs in part by default.
fn is_safe_asked_for() -> bool {
    std::env::var_os("RELATA_DIFF_SAFE").is_some()
}

/// Runs pairs, some at a time; what each came to, in their order.
async fn run(pairs: Vec<Pair>, safe: bool) -> Vec<(Pair, Outcome)> {
    let places = Arc::new(Semaphore::new(at_once()));
    let mut running = Vec::new();
    for pair in pairs {
        let places = places.clone();
        running.push(tokio::spawn(async move {
            let _place = places.acquire().await.unwrap();
            let outcome = pair::run(&pair, safe).await;
            if !matches!(outcome, Outcome::Right(_)) {
                eprintln!("{}: {}", pair.name, outcome.line());
            }
            (pair, outcome)
        }));
    }
    let mut outcomes = Vec::new();
    for it in running {
        outcomes.push(it.await.unwrap());
    }
    outcomes
}

/// Prints what went wrong and how many came to what; whether anything is worse than what `may_be` allows.
fn summary(outcomes: &[(Pair, Outcome)], may_be: impl Fn(&Pair, &Outcome) -> bool) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = String::new();
    for (pair, outcome) in outcomes {
        *counts.entry(outcome.word()).or_default() += 1;
        if !may_be(pair, outcome) {
            wrong.push_str(&format!("== {}: {outcome}\n", pair.name));
        }
    }
    eprintln!("{counts:?}");
    wrong
}

#[tokio::test]
async fn written_pairs_become_each_other() {
    let wanted = std::env::var("RELATA_PAIR").unwrap_or_default();
    let version = version::version().await;
    let pairs: Vec<Pair> = WRITTEN
        .iter()
        .flat_map(|text| pair::written(&version::for_version(text, version)))
        .flat_map(Pair::both_ways)
        .filter(|it| it.name.contains(&wanted))
        .collect();
    let outcomes = run(pairs, false).await;
    let wrong = summary(&outcomes, |_, it| matches!(it, Outcome::Right(Rows::All)));
    assert!(wrong.is_empty(), "{wrong}");
}

#[tokio::test]
async fn safe_plans_come_to_the_same() {
    // All of them where it is asked for.
    let texts = match is_safe_asked_for() {
        true => &WRITTEN[..],
        false => &BY_DEFAULT[..],
    };
    let version = version::version().await;
    let wanted = std::env::var("RELATA_PAIR").unwrap_or_default();
    let pairs = texts
        .iter()
        .flat_map(|text| pair::written(&version::for_version(text, version)))
        .flat_map(Pair::both_ways)
        .filter(|it| it.name.contains(&wanted))
        .collect();
    let outcomes = run(pairs, true).await;
    let wrong = summary(&outcomes, |_, it| matches!(it, Outcome::Right(Rows::All)));
    assert!(wrong.is_empty(), "{wrong}");
}

/// What the server says of each step while it runs: locks, files and scans. By default of one file of pairs; with
/// `RELATA_DIFF_SAFE`, of all, and of those that `RELATA_SCHEMA_PAIRS` names. Needs neither `psql` nor `pg_dump`.
#[tokio::test]
async fn steps_do_no_more_than_they_say() {
    let version = version::version().await;
    let all = is_safe_asked_for();
    let texts = if all { &WRITTEN[..] } else { &BY_DEFAULT[..] };
    let wanted = std::env::var("RELATA_PAIR").unwrap_or_default();
    let mut pairs: Vec<Pair> = texts
        .iter()
        .flat_map(|text| pair::written(&version::for_version(text, version)))
        .collect();
    if all {
        pairs.extend(given());
    }
    let pairs = pairs.into_iter().flat_map(Pair::both_ways);
    let pairs: Vec<Pair> = pairs.filter(|it| it.name.contains(&wanted)).collect();
    let count = pairs.len();
    let places = Arc::new(Semaphore::new(at_once()));
    let running = pairs.into_iter().map(|pair| {
        let places = places.clone();
        tokio::spawn(async move {
            let _place = places.acquire().await.unwrap();
            observe::observed(&pair).await
        })
    });
    let running: Vec<_> = running.collect();
    let mut total = observe::Figures::default();
    let mut wrong = String::new();
    for it in running {
        match it.await.unwrap() {
            Ok(figures) => total.add(figures),
            Err(error) => wrong.push_str(&format!("== {error}\n")),
        }
    }
    eprintln!("PostgreSQL {version}, {count} pairs: {total}");
    assert!(
        wrong.is_empty() && total.beyond.is_empty(),
        "{}{wrong}",
        total.beyond
    );
}

/// The pairs of the file that `RELATA_SCHEMA_PAIRS` names: a list of `{name, old, new}`.
fn given() -> Vec<Pair> {
    let Some(path) = std::env::var_os("RELATA_SCHEMA_PAIRS") else {
        eprintln!("RELATA_SCHEMA_PAIRS names no file of pairs");
        return Vec::new();
    };
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The pairs that are given. Those that need a function, which relata does not model, are compared again with that created
/// or dropped by hand, as they are told to be.
#[tokio::test]
async fn given_pairs_become_each_other() {
    let safe = is_safe_asked_for();
    let pairs = given().into_iter().flat_map(Pair::both_ways).collect();
    let mut outcomes = run(pairs, safe).await;
    for (pair, outcome) in &mut outcomes {
        let is_left = matches!(outcome, Outcome::Refused(_) | Outcome::Different(_));
        if is_left && pair.name.contains("UDF") {
            *outcome = pair::run_by_hand(pair).await;
        }
    }
    let wrong = summary(&outcomes, |_, it| {
        matches!(it, Outcome::Right(_) | Outcome::ByHand)
    });
    assert!(wrong.is_empty(), "{wrong}");
}

/// Databases as others have them, and what their next release made of them.
#[tokio::test]
async fn what_others_have_becomes_what_it_became() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalogue/found");
    let wanted = std::env::var("RELATA_PAIR").unwrap_or_default();
    let pair = |name: &str| {
        let read = |end| std::fs::read_to_string(folder.join(name).with_extension(end)).unwrap();
        let old = read("sql");
        let new = format!("{old}{}", read("next.sql"));
        let name = name.to_owned();
        Pair { name, old, new }
    };
    let names = ["employees", "events", "forum", "ledger", "tracker", "world"];
    let pairs: Vec<Pair> = names
        .into_iter()
        .map(pair)
        .flat_map(Pair::both_ways)
        .filter(|it| it.name.contains(&wanted))
        .collect();
    let safe = is_safe_asked_for();
    let outcomes = run(pairs, safe).await;
    let wrong = summary(&outcomes, |_, it| matches!(it, Outcome::Right(Rows::All)));
    assert!(wrong.is_empty(), "{wrong}");
}

/// `RELATA_DIFF_SEEDS=100..200` runs those seeds. Those whose rows do not fit the target run with others.
#[tokio::test]
async fn generated_pairs_become_each_other() {
    let seeds = std::env::var("RELATA_DIFF_SEEDS").unwrap_or_else(|_| "0..20".to_owned());
    let (first, last) = seeds.split_once("..").unwrap();
    let seeds = first.parse::<u64>().unwrap()..last.parse::<u64>().unwrap();
    let server = pair::server().await;
    let pairs: Vec<Pair> = seeds
        .map(|seed| generate::pair(seed, &server))
        .flat_map(Pair::both_ways)
        .collect();
    if std::env::var_os("RELATA_DIFF_SHOW").is_some() {
        for it in &pairs {
            eprintln!("== {}\n{}---\n{}", it.name, it.old, it.new);
        }
    }
    let safe = is_safe_asked_for();
    let outcomes = run(pairs, safe).await;
    // Few are none that PostgreSQL would create.
    let none = outcomes
        .iter()
        .filter(|(_, it)| matches!(it, Outcome::NoPair(_)));
    let is_rare = none.count() * 100 <= outcomes.len();
    let wrong = summary(&outcomes, |_, it| {
        matches!(it, Outcome::Right(_)) || is_rare && matches!(it, Outcome::NoPair(_))
    });
    assert!(wrong.is_empty(), "{wrong}");
}

const RENAMED: &str = "
    table people was users {
        id: bigint primary key identity,
        full_name: text unique was name,
        age: integer? check (age > 0),
    }
";

#[tokio::test]
async fn a_declared_rename_keeps_the_rows() {
    let database = relata::testing::Database::create(
        "CREATE TABLE users (
            id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
            name text NOT NULL UNIQUE,
            age integer CHECK (age > 0)
        );
        CREATE VIEW names AS SELECT name FROM users;
        INSERT INTO users (name) VALUES ('Ada')",
    )
    .await
    .unwrap();
    let schema = std::env::temp_dir().join(format!("relata-renamed-{}.relata", std::process::id()));
    std::fs::write(&schema, RENAMED).unwrap();
    let path = schema.to_str().unwrap().to_owned();
    let url = database.url().to_owned();
    let (plan, again, people) = tokio::task::spawn_blocking(move || {
        let plan = pair::diff(&url, &path, false);
        let text = String::from_utf8(plan.stdout).unwrap();
        let ran = pair::psql(&url, &text);
        assert!(ran.status.success(), "{}\n{text}", pair::error(&ran));
        let again = pair::diff(&url, &path, false);
        let people = pair::psql(&url, "SELECT full_name FROM people");
        (text, again, people)
    })
    .await
    .unwrap();
    std::fs::remove_file(&schema).unwrap();
    assert!(
        plan.contains("ALTER TABLE users RENAME TO people"),
        "{plan}"
    );
    assert!(
        plan.contains("RENAME CONSTRAINT users_name_key TO people_full_name_key"),
        "{plan}"
    );
    assert!(!plan.contains("DROP COLUMN"), "{plan}");
    assert_eq!(
        again.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&again.stdout)
    );
    assert!(String::from_utf8_lossy(&people.stdout).contains("Ada"));
    database.close().await.unwrap();
}

#[tokio::test]
async fn a_loss_is_refused_with_the_words_that_allow_it() {
    let old = relata::testing::Database::create(
        "CREATE TABLE users (id bigint, \"E mail\" text); CREATE TABLE gone ()",
    )
    .await
    .unwrap();
    let new = relata::testing::Database::create("CREATE TABLE users (id bigint)")
        .await
        .unwrap();
    let (from, to) = (old.url().to_owned(), new.url().to_owned());
    let run = move |allowed: &'static [&'static str]| {
        let mut call = std::process::Command::new(env!("CARGO_BIN_EXE_relata"));
        call.args(["diff", "--safe=no", "--from", &from, "--to", &to]);
        for it in allowed {
            call.args(["--allow-loss", it]);
        }
        call.output().unwrap()
    };
    let (refused, some, all) = tokio::task::spawn_blocking(move || {
        (run(&[]), run(&["gone"]), run(&["gone", "users.E mail"]))
    })
    .await
    .unwrap();
    let text = pair::error(&refused);
    assert_eq!(refused.status.code(), Some(2), "{text}");
    assert!(refused.stdout.is_empty());
    assert!(
        text.contains("--allow-loss 'users.E mail' --allow-loss gone"),
        "{text}"
    );
    assert_eq!(some.status.code(), Some(2));
    assert!(
        !pair::error(&some).contains("gone"),
        "{}",
        pair::error(&some)
    );
    assert_eq!(all.status.code(), Some(1), "{}", pair::error(&all));
    old.close().await.unwrap();
    new.close().await.unwrap();
}
