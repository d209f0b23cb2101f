//! Types that cross as text in our statements, in the binary formats that other queries get.

use std::fmt::Write as _;

use super::{Elements, Unfit, put_header, put_sized, take, take_sized, take_u32, text_of};

/// A type with a binary format of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Foreign {
    /// A byte for the version of the format, then the text.
    Ltree,
    /// The number of pairs; of each, the sized key and value.
    Hstore,
    /// Microseconds since midnight, then seconds west of Greenwich.
    Timetz,
}

impl Foreign {
    /// The text, as PostgreSQL writes it.
    pub(crate) fn text(self, bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
        match self {
            Self::Ltree => match bytes.split_first() {
                Some((1, text)) => Ok(text.to_vec()),
                _ => Err(Unfit::malformed("is not ltree of version 1")),
            },
            Self::Hstore => hstore(bytes).map(String::into_bytes),
            Self::Timetz => timetz(bytes).map(String::into_bytes),
        }
    }

    /// An array with the text of each element.
    pub(crate) fn array(self, bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
        let mut elements = Elements::new(bytes)?;
        let mut array = Vec::with_capacity(bytes.len());
        put_header(elements.left, 0, &mut array)?;
        while elements.left > 0 {
            let text = elements
                .next()?
                .map(|element| self.text(element))
                .transpose()?;
            put_sized(text.as_ref(), &mut array)?;
        }
        Ok(array)
    }
}

/// `"a"=>"1", "b"=>NULL`
fn hstore(mut bytes: &[u8]) -> Result<String, Unfit> {
    let pairs = take_u32(&mut bytes)?;
    let mut text = String::new();
    for pair in 0..pairs {
        text.push_str(if pair == 0 { "" } else { ", " });
        let key = take_sized(&mut bytes)?.ok_or_else(|| Unfit::null("has a key that is NULL"))?;
        quoted(text_of(key)?, &mut text);
        text.push_str("=>");
        match take_sized(&mut bytes)? {
            Some(value) => quoted(text_of(value)?, &mut text),
            None => text.push_str("NULL"),
        }
    }
    Ok(text)
}

fn quoted(part: &str, text: &mut String) {
    text.push('"');
    for letter in part.chars() {
        if matches!(letter, '"' | '\\') {
            text.push('\\');
        }
        text.push(letter);
    }
    text.push('"');
}

/// `23:59:59.5+05:45`
fn timetz(mut bytes: &[u8]) -> Result<String, Unfit> {
    let microseconds = u64::from_be_bytes(take(&mut bytes)?);
    let west = i32::from_be_bytes(take(&mut bytes)?);
    let (seconds, rest) = (microseconds / 1_000_000, microseconds % 1_000_000);
    let mut text = String::new();
    clock(seconds, 3, &mut text);
    if rest > 0 {
        let digits = format!("{rest:06}");
        let _ = write!(text, ".{}", digits.trim_end_matches('0'));
    }
    text.push(if west <= 0 { '+' } else { '-' });
    let zone = u64::from(west.unsigned_abs());
    let parts = match (zone / 60 % 60, zone % 60) {
        (0, 0) => 1,
        (_, 0) => 2,
        _ => 3,
    };
    clock(zone, parts, &mut text);
    Ok(text)
}

/// Hours, minutes and seconds, as many of them as are wanted.
fn clock(seconds: u64, parts: usize, text: &mut String) {
    let all = [seconds / 3600, seconds / 60 % 60, seconds % 60];
    for (at, part) in all.iter().take(parts).enumerate() {
        let colon = if at == 0 { "" } else { ":" };
        let _ = write!(text, "{colon}{part:02}");
    }
}
