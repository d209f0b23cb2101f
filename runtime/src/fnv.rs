//! 64-bit FNV-1a: a number for bytes that is the same on every machine and in every version, of which
//! nothing may change. It keeps no secret.

/// The number of no bytes.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// The number of bytes that come one by one.
pub(crate) fn of(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(BASIS, with)
}

/// The same in a constant.
pub(crate) const fn of_text(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let (mut hash, mut at) = (BASIS, 0);
    while at < bytes.len() {
        hash = with(hash, bytes[at]);
        at += 1;
    }
    hash
}

const fn with(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(PRIME)
}
