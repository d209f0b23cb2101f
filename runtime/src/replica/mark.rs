//! A place in what the primary has written.

use std::fmt;
use std::str::FromStr;

use sqlx::PgPool;

use crate::error::{Error, Result};

/// A place in what a primary has written; later ones are greater.
///
/// As text it is PostgreSQL's own `16/B374D848`, fit for a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(u64);

impl Mark {
    pub(super) async fn of(primary: &PgPool) -> Result<Self> {
        let asked = "SELECT pg_current_wal_insert_lsn()::text";
        let text: String = sqlx::query_scalar(asked)
            .fetch_one(primary)
            .await
            .map_err(Error::database("cluster", "ask where the primary is"))?;
        text.parse()
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:X}", self.0 >> 32, self.0 & 0xffff_ffff)
    }
}

impl FromStr for Mark {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let half = |text: &str| {
            let digits = (1..=8).contains(&text.len()) && !text.starts_with('+');
            digits.then(|| u64::from_str_radix(text, 16).ok()).flatten()
        };
        let halves = text.split_once('/');
        let read = halves.and_then(|(high, low)| Some((half(high)? << 32) | half(low)?));
        read.map(Self).ok_or_else(|| Error::Answer {
            what: "mark",
            why: "its text is not that of a mark, such as `16/B374D848`".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Mark;

    #[test]
    fn a_mark_is_text_and_back() {
        for text in ["0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF"] {
            assert_eq!(text.parse::<Mark>().unwrap().to_string(), text);
        }
        assert!("0/FF".parse::<Mark>().unwrap() < "1/0".parse().unwrap());
        for text in [
            "",
            "/",
            "1",
            "1/",
            "+1/1",
            "1/123456789",
            "x/1",
            "1/1; DROP TABLE t",
        ] {
            assert!(text.parse::<Mark>().is_err(), "{text}");
        }
    }
}
