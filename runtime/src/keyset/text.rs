//! A row's place in an order, as text that is fit for a URL.
//!
//! In bytes: a version, the mark of the order, the values, each behind its length and one (nought
//! is `NULL`), and a sum of all that. The sum finds what was cut off or mistyped. It is no
//! signature, and needs none: a value from here is a parameter like those of any filter.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::fnv;

const VERSION: u8 = 1;

/// A text that stands for nothing.
pub(super) const DAMAGED: &str = "is damaged: its text is not the one that a page gave";

/// A text that stands for a place in another order.
const FOREIGN: &str = "belongs to another query: one of another table, or in another order";

/// A text of a version that is not known here.
const OTHER_VERSION: &str = "is of another version of relata";

pub(super) fn write(mark: u64, values: &[Option<Vec<u8>>]) -> String {
    let mut bytes = vec![VERSION];
    bytes.extend(mark.to_be_bytes());
    for value in values {
        let length = value.as_ref().map_or(0, |value| value.len() as u64 + 1);
        bytes.extend(length.to_be_bytes());
        bytes.extend(value.iter().flatten());
    }
    let sum = fnv::of(bytes.iter().copied());
    bytes.extend(sum.to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn read(mark: u64, text: &str) -> Result<Vec<Option<Vec<u8>>>, &'static str> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| DAMAGED)?;
    let (bytes, last) = bytes.split_last_chunk().ok_or(DAMAGED)?;
    if fnv::of(bytes.iter().copied()) != u64::from_be_bytes(*last) {
        return Err(DAMAGED);
    }
    let (version, mut rest) = bytes.split_first().ok_or(DAMAGED)?;
    if *version != VERSION {
        return Err(OTHER_VERSION);
    }
    if number(&mut rest)? != mark {
        return Err(FOREIGN);
    }
    let mut values = Vec::new();
    while !rest.is_empty() {
        let Some(length) = number(&mut rest)?.checked_sub(1) else {
            values.push(None);
            continue;
        };
        let length = usize::try_from(length).map_err(|_| DAMAGED)?;
        let (value, behind) = rest.split_at_checked(length).ok_or(DAMAGED)?;
        values.push(Some(value.to_vec()));
        rest = behind;
    }
    Ok(values)
}

fn number(bytes: &mut &[u8]) -> Result<u64, &'static str> {
    let (number, rest) = bytes.split_first_chunk().ok_or(DAMAGED)?;
    *bytes = rest;
    Ok(u64::from_be_bytes(*number))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(mark: u64, values: Vec<Option<Vec<u8>>>) {
            prop_assert_eq!(read(mark, &write(mark, &values)), Ok(values));
        }

        #[test]
        fn any_text_is_read_or_refused(mark: u64, text: String) {
            prop_assert!(read(mark, &text).is_err());
        }

        #[test]
        fn a_letter_more_or_less_or_another_is_found(
            values: Vec<Option<Vec<u8>>>,
            at: prop::sample::Index,
            letter in "[A-Za-z0-9_-]",
        ) {
            let text = write(7, &values);
            let at = at.index(text.len());
            let other = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
            prop_assume!(other != text);
            prop_assert_eq!(read(7, &other), Err(DAMAGED));
            prop_assert_eq!(read(7, &text[..at]), Err(DAMAGED));
            prop_assert_eq!(read(7, &format!("{text}{letter}")), Err(DAMAGED));
        }

        #[test]
        fn a_cursor_of_another_order_is_refused(values: Vec<Option<Vec<u8>>>) {
            prop_assert_eq!(read(8, &write(7, &values)), Err(FOREIGN));
        }
    }
}
