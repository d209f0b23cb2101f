//! Short names for long texts, and names that nothing else has.

use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher, RandomState};
use std::time::SystemTime;

/// A number that stands for a value; the same in every process that was built by
/// the same compiler.
pub(super) fn of(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A number that was not there before, in any process.
pub(super) fn unique() -> u64 {
    // The keys of the state are the system's random numbers, plus a counter.
    RandomState::new().hash_one((std::process::id(), SystemTime::now()))
}
