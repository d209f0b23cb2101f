//! What tells whether a text was changed.

use sha2::{Digest, Sha256, Sha384};
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
    hexadecimal(&Sha256::digest(normalized(text).as_bytes()))
}

/// What sqlx's migrator may have kept of a file: SHA-384 of its bytes, in hexadecimal digits. Whoever ran it may have had
/// other line ends than are here, so there are three: of the text as it is, with LF, and with CRLF.
#[must_use]
pub fn checksums_of_sqlx(text: &str) -> Vec<String> {
    let unix = text.replace("\r\n", "\n");
    let windows = unix.replace('\n', "\r\n");
    let mut all: Vec<String> = [text, &unix, &windows]
        .iter()
        .map(|it| hexadecimal(&Sha384::digest(it.as_bytes())))
        .collect();
    all.sort();
    all.dedup();
    all
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
