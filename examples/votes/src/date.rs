//! Moments, as the pages show them.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

/// `3 May 2026`, with the whole moment for machines and on hovering.
pub(crate) fn date(at: DateTime<Utc>) -> Markup {
    html! {
        time datetime=(at.to_rfc3339()) title=(at.format("%-d %B %Y, %H:%M UTC")) {
            (at.format("%-d %b %Y"))
        }
    }
}
