//! What it costs to compile the same tables with relata, Diesel and SeaORM.
//!
//! For each number of tables it writes one crate a library, builds all that they depend on, and then
//! times `cargo check` of the crate alone, from nothing, the libraries one after the other in each
//! round. The figures are the processor's seconds, which a busy machine changes least, the seconds on
//! the clock, and the most memory that a process of the build had. Medians, and ratios to relata's.

mod library;
mod measure;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;

use library::{LIBRARIES, Library};
use measure::{Cost, median};

/// Times `cargo check` of the same tables in relata, Diesel and SeaORM.
#[derive(Parser)]
struct Arguments {
    /// How many tables, for each series.
    #[arg(long, value_delimiter = ',', default_value = "10,100,300")]
    tables: Vec<usize>,
    /// How often each library is timed.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Only these libraries.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Also times `relata check` of a schema with so many tables.
    #[arg(long, default_value_t = 1000)]
    check: usize,
    /// Runs a command, and prints what it cost: how the others are measured.
    #[arg(long, hide = true, num_args = 1.., allow_hyphen_values = true)]
    measure: Vec<String>,
}

fn main() -> Result<(), String> {
    let arguments = Arguments::parse();
    if !arguments.measure.is_empty() {
        return measure::report(&arguments.measure);
    }
    let root = root()?;
    let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
    let chosen: Vec<&Library> = LIBRARIES
        .iter()
        .filter(|library| {
            arguments.only.is_empty() || arguments.only.iter().any(|name| name == library.name)
        })
        .collect();

    println!("| tables | library | processor s | × | clock s | × | memory MB | × |");
    println!("|---:|---|---:|---:|---:|---:|---:|---:|");
    for &tables in &arguments.tables {
        series(&root, folder.path(), &chosen, tables, arguments.rounds)?;
    }
    if arguments.check > 0 {
        check(&root, folder.path(), arguments.check)?;
    }
    Ok(())
}

/// The repository's folder.
fn root() -> Result<PathBuf, String> {
    let bench = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = bench.ancestors().nth(2);
    root.map(Path::to_path_buf)
        .ok_or_else(|| "the benchmark has left its repository".to_owned())
}

/// Times all libraries with so many tables.
fn series(
    root: &Path,
    folder: &Path,
    libraries: &[&Library],
    tables: usize,
    rounds: usize,
) -> Result<(), String> {
    let target = folder.join("target");
    let mut crates = Vec::new();
    for library in libraries {
        let at = folder.join(format!("{}-{tables}", library.name));
        write(root, &at, library, tables)?;
        eprintln!("building what {} needs …", library.name);
        measure::cargo_check(&at, &target)?;
        crates.push((library, at, Vec::new()));
    }
    for round in 1..=rounds {
        for (library, at, costs) in &mut crates {
            eprintln!(
                "{tables} tables, round {round} of {rounds}: {} …",
                library.name
            );
            measure::touch(&at.join("src/lib.rs"))?;
            costs.push(measure::cargo_check(at, &target)?);
        }
    }
    let base = crates.first().map(|(_, _, costs)| median(costs));
    for (library, _, costs) in &crates {
        row(
            tables,
            library.name,
            median(costs),
            base.unwrap_or_default(),
        );
    }
    Ok(())
}

fn row(tables: usize, name: &str, cost: Cost, base: Cost) {
    println!(
        "| {tables} | {name} | {:.2} | {:.1} | {:.2} | {:.1} | {:.0} | {:.1} |",
        cost.processor,
        cost.processor / base.processor,
        cost.clock,
        cost.clock / base.clock,
        cost.memory,
        cost.memory / base.memory,
    );
}

/// Writes a library's crate.
fn write(root: &Path, at: &Path, library: &Library, tables: usize) -> Result<(), String> {
    let failed = |error| format!("cannot write {}: {error}", at.display());
    fs::create_dir_all(at.join("src")).map_err(failed)?;
    let lock = root.join("bench/Cargo.lock");
    fs::copy(lock, at.join("Cargo.lock")).map_err(failed)?;
    let manifest = library.manifest(&root.join("runtime"));
    fs::write(at.join("Cargo.toml"), manifest).map_err(failed)?;
    for (name, text) in (library.files)(tables) {
        fs::write(at.join(name), text).map_err(failed)?;
    }
    Ok(())
}

/// Times `relata check`.
fn check(root: &Path, folder: &Path, tables: usize) -> Result<(), String> {
    let schema = folder.join("check.relata");
    fs::write(&schema, table::relata(tables))
        .map_err(|error| format!("cannot write the schema: {error}"))?;
    eprintln!("building relata …");
    let relata = measure::build_relata(root, &folder.join("target"))?;
    let command = [relata.as_os_str(), "check".as_ref(), schema.as_os_str()];
    let costs = (0..21)
        .map(|_| measure::cost(&command, folder))
        .collect::<Result<Vec<_>, _>>()?;
    let cost = median(&costs);
    println!(
        "\n`relata check` of {tables} tables: {:.0} ms of the processor, {:.0} ms on the clock, {:.0} MB",
        cost.processor * 1e3,
        cost.clock * 1e3,
        cost.memory
    );
    Ok(())
}
