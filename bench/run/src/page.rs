//! What was measured, as a page with a picture.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use relata::sqlx::{self, PgConnection};

use crate::chart;
use crate::peer::{Failed, LIBRARIES};
use crate::report::Series;

/// Writes `benchmarks.md` and `benchmarks.svg` into a folder.
pub(crate) async fn write(
    folder: &Path,
    all: &[Series],
    admin: &mut PgConnection,
) -> Result<(), Failed> {
    let mut page = format!(
        "# Benchmarks\n\n{}\n\nThe same work with relata and its peers, one connection each, in interleaved rounds; how it is \
        measured is in [bench/](../bench/README.md). Medians of the time on the clock, of the processor's time in the \
        client, and in the server's process for the connection. Figures are for comparing the lines of a table \
        with each other.\n\n",
        circumstances(admin).await?
    );
    page.push_str(&overview(all));
    page.push_str("\n![Time on the clock of each library](benchmarks.svg)\n");
    for series in all {
        write!(page, "{series}")?;
    }
    fs::write(folder.join("benchmarks.md"), page)?;
    chart::draw(&folder.join("benchmarks.svg"), all)
}

/// A line for each kind of work: how many times relata's time on the clock each library takes.
pub(crate) fn overview(all: &[Series]) -> String {
    let names: Vec<&str> = LIBRARIES
        .iter()
        .map(|library| library.name)
        .filter(|name| {
            let mut took = all.iter().flat_map(|series| &series.medians);
            took.any(|(other, _)| other == name)
        })
        .collect();
    let mut table = format!(
        "| time on the clock, relata = 1 | {} |\n",
        names.join(" | ")
    );
    table.push_str(&format!("|---|{}\n", "---:|".repeat(names.len())));
    for series in all {
        let seconds = |name: &str| {
            let mut medians = series.medians.iter();
            let found = medians.find(|(other, _)| *other == name);
            found.map(|(_, cost)| cost.wall.as_secs_f64())
        };
        let base = series.medians.first().map(|(_, cost)| cost.wall);
        let base = base.map_or(1.0, |wall| wall.as_secs_f64());
        let cells = names.iter().map(|name| match seconds(name) {
            Some(seconds) => format!("{:.2}", seconds / base),
            None => "–".to_owned(),
        });
        let cells: Vec<String> = cells.collect();
        table.push_str(&format!("| {} | {} |\n", series.title(), cells.join(" | ")));
    }
    table
}

/// When, on what, and which versions.
async fn circumstances(admin: &mut PgConnection) -> Result<String, Failed> {
    let server: String = sqlx::query_scalar("SELECT current_setting('server_version')")
        .fetch_one(admin)
        .await?;
    let server = server.split(' ').next().unwrap_or_default();
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("a processor of unknown kind", |(_, name)| name);
    let cores = std::thread::available_parallelism()?;
    let packages = [
        "sqlx",
        "tokio-postgres",
        "diesel",
        "diesel-async",
        "sea-orm",
        "toasty",
    ];
    let versions = packages.map(|package| format!("{package} {}", version(package)));
    Ok(format!(
        "{}, {cores} cores of {processor}, PostgreSQL {server} on the same machine; {}.",
        chrono::Utc::now().format("%Y-%m-%d"),
        versions.join(", ")
    ))
}

/// The version that is locked.
fn version(package: &str) -> &'static str {
    let lock = include_str!("../../Cargo.lock");
    let name = format!("name = \"{package}\"\nversion = \"");
    lock.split_once(&name)
        .and_then(|(_, rest)| rest.split('"').next())
        .unwrap_or_default()
}
