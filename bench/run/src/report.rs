//! What was measured, as a table.

use std::fmt;
use std::time::Duration;

use crate::clock::Cost;
use crate::work::Work;

/// One kind of work, with all libraries.
pub(crate) struct Series {
    work: Work,
    /// The delay each way, in milliseconds.
    delay: f64,
    /// How many samples there are of each.
    samples: usize,
    /// The medians of each library that can do the work; relata is the first.
    pub(crate) medians: Vec<(&'static str, Cost)>,
}

impl Series {
    pub(crate) fn new(
        work: Work,
        delay: f64,
        costs: impl Iterator<Item = (&'static str, Vec<Cost>)>,
    ) -> Self {
        let mut samples = 0;
        let medians = costs
            .filter(|(_, costs)| !costs.is_empty())
            .map(|(name, costs)| {
                samples = costs.len();
                let of = |figure: fn(&Cost) -> Duration| {
                    let mut figures: Vec<Duration> = costs.iter().map(figure).collect();
                    figures.sort_unstable();
                    figures.get(figures.len() / 2).copied().unwrap_or_default()
                };
                let cost = Cost {
                    wall: of(|cost| cost.wall),
                    client: of(|cost| cost.client),
                    server: of(|cost| cost.server),
                };
                (name, cost)
            })
            .collect();
        Self {
            work,
            delay,
            samples,
            medians,
        }
    }
}

impl Series {
    /// The work, and the network's latency.
    pub(crate) fn title(&self) -> String {
        match self.delay {
            delay if delay > 0.0 => format!("{}, {} ms of latency", self.work, delay * 2.0),
            _ => self.work.to_string(),
        }
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n### {} (n = {})\n", self.title(), self.samples)?;
        writeln!(
            f,
            "| library | wall µs | relata ÷ it | client CPU µs | relata ÷ it | server CPU µs | relata ÷ it, both |"
        )?;
        writeln!(f, "|---|---:|---:|---:|---:|---:|---:|")?;
        let Some((_, base)) = self.medians.first() else {
            return Ok(());
        };
        for (name, cost) in &self.medians {
            writeln!(
                f,
                "| {name} | {:.0} | {:.2} | {:.0} | {:.2} | {:.0} | {:.2} |",
                micros(cost.wall),
                micros(base.wall) / micros(cost.wall),
                micros(cost.client),
                micros(base.client) / micros(cost.client),
                micros(cost.server),
                micros(base.client + base.server) / micros(cost.client + cost.server),
            )?;
        }
        Ok(())
    }
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}
