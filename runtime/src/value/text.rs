//! Text, bytes, uuids, and enums, which cross as text.

use std::borrow::Cow;

use uuid::Uuid;

use super::{Unfit, Value, exactly};

impl Value for String {
    #[inline]
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        text_of(bytes).map(str::to_owned)
    }

    #[inline]
    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        put_text(self, into)
    }
}

impl Value for Vec<u8> {
    #[inline]
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        Ok(bytes.to_vec())
    }

    #[inline]
    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        into.extend_from_slice(self);
        Ok(())
    }
}

impl Value for Uuid {
    #[inline]
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        Ok(Self::from_bytes(exactly(bytes)?))
    }

    #[inline]
    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        into.extend_from_slice(self.as_bytes());
        Ok(())
    }
}

/// Appends a text.
pub(crate) fn put_text(text: &str, into: &mut Vec<u8>) -> Result<(), Unfit> {
    if text.as_bytes().contains(&0) {
        return Err(Unfit::beyond(
            "has a character U+0000, which PostgreSQL's text does not have",
        ));
    }
    into.extend_from_slice(text.as_bytes());
    Ok(())
}

/// The bytes as text.
///
/// # Errors
///
/// They are not UTF-8.
pub fn text_of(bytes: &[u8]) -> Result<&str, Unfit> {
    std::str::from_utf8(bytes).map_err(|_| Unfit::malformed("is not UTF-8"))
}

/// What stands in a message: a text may have a megabyte.
pub(super) fn shortened(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 100;

    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// The variant of an enum whose text this is.
///
/// # Errors
///
/// The enum has no such value.
pub fn variant_of<E: Copy>(bytes: &[u8], values: &[(&str, E)]) -> Result<E, Unfit> {
    match values.iter().find(|(text, _)| text.as_bytes() == bytes) {
        Some((_, variant)) => Ok(*variant),
        None => Err(Unfit::malformed(format!(
            "is `{}`, which is none of {}",
            shortened(&String::from_utf8_lossy(bytes)),
            values
                .iter()
                .map(|(text, _)| format!("`{text}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ))),
    }
}
