//! `jsonb`: a byte for the version of the format, then the text. It is sent for `json` too.

use std::sync::LazyLock;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::types::Json;

use super::text::shortened;
use super::{Unfit, Value};

impl Value for serde_json::Value {
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        let text = text(bytes)?;
        keeps_numbers(text)?;
        parse(text)
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        print(self, into)
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> Value for Json<T> {
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        parse(text(bytes)?).map(Json)
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        print(&self.0, into)
    }
}

/// Of `json` there is the text alone, which cannot begin with such a byte.
fn text(bytes: &[u8]) -> Result<&[u8], Unfit> {
    match bytes {
        [1, text @ ..] => Ok(text),
        [0..=8, ..] | [] => Err(Unfit::malformed("is not jsonb of version 1")),
        text => Ok(text),
    }
}

fn parse<T: DeserializeOwned>(text: &[u8]) -> Result<T, Unfit> {
    serde_json::from_slice(text).map_err(|error| {
        let why = error.to_string();
        Unfit::malformed(format!("does not parse: {}", shortened(&why)))
    })
}

/// serde_json reads whole numbers beyond 64 bits as `f64`, without a word on lost digits, unless
/// the application has chosen its feature `arbitrary_precision`.
fn keeps_numbers(text: &[u8]) -> Result<(), Unfit> {
    static EXACT: LazyLock<bool> = LazyLock::new(|| {
        let digits = "123456789012345678901234567890";
        serde_json::from_str::<serde_json::Value>(digits)
            .is_ok_and(|value| value.to_string().as_str() == digits)
    });
    match long_numbers(text).find(|number| !is_kept(number)) {
        Some(number) if !*EXACT => Err(Unfit::beyond(format!(
            "holds a whole number of {} digits, which `serde_json::Value` keeps only with \
             serde_json's feature `arbitrary_precision`",
            number.trim_start_matches('-').len()
        ))),
        _ => Ok(()),
    }
}

/// The whole numbers outside strings that have more digits than each number of 64 bits.
fn long_numbers(text: &[u8]) -> impl Iterator<Item = &str> {
    const SHORT: usize = 18;
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (first, behind) = rest.split_first()?;
            match first {
                b'"' => rest = behind_string(behind),
                b'-' | b'0'..=b'9' => {
                    let is_part = |letter: &u8| {
                        matches!(letter, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')
                    };
                    let length = rest.iter().take_while(|letter| is_part(letter)).count();
                    let (number, behind) = rest.split_at(length);
                    rest = behind;
                    let is_whole = !number.iter().any(|letter| b".eE".contains(letter));
                    if length > SHORT && is_whole {
                        return std::str::from_utf8(number).ok();
                    }
                }
                _ => rest = behind,
            }
        }
    })
}

/// What stands behind a string of which the first quote is passed.
fn behind_string(mut text: &[u8]) -> &[u8] {
    loop {
        match text {
            [b'"', behind @ ..] => return behind,
            [b'\\', _, behind @ ..] | [_, behind @ ..] => text = behind,
            [] => return text,
        }
    }
}

/// Whether it is exact in 64 bits, or what a `f64` was written as.
fn is_kept(number: &str) -> bool {
    number.parse::<i64>().is_ok()
        || number.parse::<u64>().is_ok()
        || number
            .parse::<f64>()
            .is_ok_and(|float| float.to_string() == number || format!("{float:.0}") == number)
}

pub(crate) fn print<T: Serialize>(value: &T, into: &mut Vec<u8>) -> Result<(), Unfit> {
    into.push(1);
    serde_json::to_writer(into, value)
        .map_err(|error| Unfit::new(format!("cannot be written as JSON: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<serde_json::Value, Unfit> {
        serde_json::Value::decode(text.as_bytes())
    }

    #[test]
    fn a_number_that_would_lose_digits_is_refused() {
        for kept in [
            r#"{"a\\": -9223372036854775808, "b": [18446744073709551615]}"#,
            r#"["\"123456789012345678901234567890", 0.1234567890123456789]"#,
            // As 1e23 comes back, which is another number than the nearest `f64`.
            "100000000000000000000000",
        ] {
            read(kept).unwrap();
        }
        for lost in ["18446744073709551617", "[0,-12345678901234567890]"] {
            let why = read(lost).unwrap_err().to_string();
            assert!(
                why.starts_with("holds a whole number of 20 digits"),
                "{why}"
            );
        }
    }
}
