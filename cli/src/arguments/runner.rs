//! `relata migrate run`, `status` and `resolve`

use super::{Format, MigrationsArgument};
use clap::Args;
use std::time::Duration;

#[derive(Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) database: DatabaseArgument,

    #[command(flatten)]
    pub(crate) folder: MigrationsArgument,

    /// Run also those that take away what an older release may still use
    #[arg(long)]
    pub(crate) contract: bool,

    /// Run none after this one
    #[arg(long, value_name = "NUMBER")]
    pub(crate) to: Option<i64>,

    /// Print the SQL that would be run, and run nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// How long a step waits for a lock before it gives up those that it has, and tries again after a pause: 500ms, 2s
    ///
    /// Everybody who wants the table waits behind it meanwhile. Steps that hold nobody up wait as long as it takes.
    #[arg(long, value_name = "TIME", default_value = "700ms", value_parser = time)]
    pub(crate) lock_timeout: Duration,

    /// How long a step tries to get its locks: 30s, 10min
    #[arg(long, value_name = "TIME", default_value = "10min", value_parser = time)]
    pub(crate) patience: Duration,

    /// End a statement that takes longer [default: no limit]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) statement_timeout: Option<Duration>,

    /// Run also those that were not run while later ones were, as after a merge of two branches
    #[arg(long)]
    pub(crate) out_of_order: bool,
}

#[derive(Args)]
pub(crate) struct Status {
    #[command(flatten)]
    pub(crate) database: DatabaseArgument,

    #[command(flatten)]
    pub(crate) folder: MigrationsArgument,

    /// How it is printed
    ///
    /// json: {"migrations": [{number, name, state, phase, done, steps, started_at, finished_at, run_by, reason}], "running"},
    /// with state "done", "pending", "waits" (for --contract), "half", "ahead" (a later release ran it) or "wrong" (the
    /// reason says why), times in UTC, and running null or {pid, application, user, from}.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Args)]
#[command(group(clap::ArgGroup::new("resolution").required(true).args(["applied", "rolled_back"])))]
pub(crate) struct Resolve {
    /// The migration, and perhaps one of its steps: 7, 7.2
    #[arg(value_name = "NUMBER[.STEP]", value_parser = place)]
    pub(crate) place: Place,

    #[command(flatten)]
    pub(crate) database: DatabaseArgument,

    #[command(flatten)]
    pub(crate) folder: MigrationsArgument,

    /// It is done, as its file says now
    #[arg(long)]
    pub(crate) applied: bool,

    /// Nothing of it is there: it is to run again
    #[arg(long)]
    pub(crate) rolled_back: bool,
}

#[derive(Args)]
pub(crate) struct DatabaseArgument {
    /// The database: postgres://user:password@host:5432/database
    ///
    /// By default that of `DATABASE_URL`; without it, the `database = "…"` of the nearest `relata.toml`.
    #[arg(value_name = "URL")]
    pub(crate) url: Option<String>,
}

/// A migration, and perhaps one of its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) number: i64,
    pub(crate) step: Option<i32>,
}

/// `7`, `0007`, `7.2`
fn place(text: &str) -> Result<Place, String> {
    let (number, step) = match text.split_once('.') {
        Some((number, step)) => (number, Some(step)),
        None => (text, None),
    };
    let wrong = |_| "write the number of a migration, and perhaps of a step: `7`, `7.2`".to_owned();
    Ok(Place {
        number: number.parse().map_err(wrong)?,
        step: step.map(|step| step.parse().map_err(wrong)).transpose()?,
    })
}

/// `500ms`, `2s`, `10min`, `1h`
fn time(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|it: char| it.is_ascii_alphabetic());
    let number: u64 = digits.trim().parse().map_err(|_| wrong_time())?;
    let unit = match &text[digits.len()..] {
        "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        _ => return Err(wrong_time()),
    };
    number
        .checked_mul(unit)
        .map(Duration::from_millis)
        .ok_or_else(wrong_time)
}

fn wrong_time() -> String {
    "write a number and `ms`, `s`, `min` or `h`: `500ms`".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        assert_eq!(time("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(time("2 min"), Ok(Duration::from_secs(120)));
        for wrong in [
            "5",
            "s",
            "",
            "-1s",
            "99999999999999999999h",
            "18446744073709551615h",
            "é",
            "1d",
        ] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_place_has_a_number_and_perhaps_a_step() {
        let place_of = |number, step| Ok(Place { number, step });
        assert_eq!(place("0007"), place_of(7, None));
        assert_eq!(place("7.2"), place_of(7, Some(2)));
        for wrong in ["", "a", "7.", ".2", "7.2.3", "0007_x"] {
            assert!(place(wrong).is_err(), "{wrong}");
        }
    }
}
