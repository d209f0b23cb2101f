//! What a command costs.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Instant, SystemTime};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;
use serde::{Deserialize, Serialize};

/// What a command cost, with all that it started.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// Seconds of the processor.
    pub(crate) processor: f64,
    /// Seconds on the clock.
    pub(crate) clock: f64,
    /// Megabytes that the largest process had in memory.
    pub(crate) memory: f64,
}

/// The median of each figure.
pub(crate) fn median(costs: &[Cost]) -> Cost {
    let of = |figure: fn(&Cost) -> f64| {
        let mut figures: Vec<f64> = costs.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().unwrap_or_default()
    };
    Cost {
        processor: of(|cost| cost.processor),
        clock: of(|cost| cost.clock),
        memory: of(|cost| cost.memory),
    }
}

/// Runs a command and prints what it cost, as JSON.
///
/// The kernel keeps one sum, and one maximum, for all children of a process: so each command is
/// measured by a process of its own.
pub(crate) fn report(command: &[String]) -> Result<(), String> {
    let Some((program, arguments)) = command.split_first() else {
        return Err("no command".to_owned());
    };
    let begun = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("cannot run {program}: {error}"))?;
    let clock = begun.elapsed().as_secs_f64();
    if !status.success() {
        return Err(format!("{program} failed: {status}"));
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    let microseconds = (usage.user_time() + usage.system_time()).num_microseconds();
    let cost = Cost {
        processor: microseconds as f64 / 1e6,
        clock,
        memory: usage.max_rss() as f64 / 1e3,
    };
    let text = serde_json::to_string(&cost).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(())
}

/// What a command costs.
pub(crate) fn cost(command: &[&OsStr], folder: &Path) -> Result<Cost, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(own)
        .arg("--measure")
        .args(command)
        .current_dir(folder)
        .env("CARGO_INCREMENTAL", "0")
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("{command:?} failed"));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

/// What `cargo check` of a crate costs.
pub(crate) fn cargo_check(at: &Path, target: &Path) -> Result<Cost, String> {
    let command = ["cargo", "check", "--quiet", "--target-dir"];
    let mut command: Vec<&OsStr> = command.iter().map(OsStr::new).collect();
    command.push(target.as_os_str());
    cost(&command, at)
}

/// Makes cargo compile a file again.
pub(crate) fn touch(file: &Path) -> Result<(), String> {
    let file = File::options().append(true).open(file);
    file.and_then(|file| file.set_modified(SystemTime::now()))
        .map_err(|error| error.to_string())
}

/// Builds the command line, and says where it is.
pub(crate) fn build_relata(root: &Path, target: &Path) -> Result<PathBuf, String> {
    let arguments = [
        "cargo",
        "build",
        "--quiet",
        "--release",
        "--package",
        "relata-cli",
    ];
    let mut command: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
    command.extend(["--target-dir".as_ref(), target.as_os_str()]);
    cost(&command, root)?;
    let relata = target.join("release/relata");
    fs::canonicalize(relata).map_err(|error| error.to_string())
}
