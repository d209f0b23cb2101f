//! What tells whether a text was changed.

use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// A text as it is wherever git or an editor left it: lines end with LF, no mark of the encoding at the start, no blanks at
/// the end.
#[must_use]
pub fn normalized(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_end();
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// SHA-256 of the [`normalized`] text, in hexadecimal digits.
#[must_use]
pub fn checksum(text: &str) -> String {
    let digest = Sha256::digest(normalized(text).as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
