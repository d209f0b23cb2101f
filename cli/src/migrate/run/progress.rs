//! What is seen of a run: a line for each step on stdout when it is done, the rest on stderr; and a bar while rows are
//! filled, if that is a terminal.

use crate::output;
use indicatif::{ProgressBar, ProgressStyle};
use relata::migrate::Event;
use std::io::IsTerminal as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often rows that are filled are told of without a terminal.
const AGAIN: Duration = Duration::from_secs(10);

/// What was told last.
#[derive(Clone, Default)]
pub(super) struct Progress(Arc<Mutex<Shown>>);

#[derive(Default)]
struct Shown {
    bar: Option<ProgressBar>,
    told: Option<Instant>,
}

impl Progress {
    pub(super) fn event(&self, event: &Event<'_>) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Filled { rows, of, .. } => shown.filled(event, *rows, *of),
            Event::Begins(_) => {
                shown.told = None;
                shown.say(&event.to_string());
            }
            Event::Done { .. } => {
                shown.clear();
                // If nobody reads it any more, the step is done all the same.
                let _ = output::print(&format!("{event}\n"));
            }
            _ => shown.say(&event.to_string()),
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

impl Shown {
    fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(text),
            None => output::note(text),
        }
    }

    fn filled(&mut self, event: &Event<'_>, rows: u64, of: Option<u64>) {
        if std::io::stderr().is_terminal() {
            let bar = self.bar.get_or_insert_with(|| bar(of));
            bar.set_length(of.unwrap_or(rows).max(rows));
            bar.set_position(rows);
        } else if self.told.is_none_or(|at| at.elapsed() >= AGAIN) {
            self.told = Some(Instant::now());
            output::note(&event.to_string());
        }
    }

    fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn bar(of: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::new(of.unwrap_or_default());
    let template = match of {
        Some(_) => "{bar:40} {human_pos} of about {human_len} rows, {per_sec}, {eta} left",
        None => "{spinner} {human_pos} rows, {per_sec}",
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
