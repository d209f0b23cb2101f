//! How long to wait before the next attempt: at random, so that those who collided don't again.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

/// A random part, not less than half, of the base doubled with each attempt (from 0), up to the
/// limit.
pub(crate) fn jittered(base: Duration, limit: Duration, attempt: u32) -> Duration {
    let doubled = base.saturating_mul(1u32.checked_shl(attempt).unwrap_or(u32::MAX));
    doubled.min(limit).mul_f64(0.5 + random() / 2.0)
}

/// From 0 up to 1.
fn random() -> f64 {
    // The keys of the state are the system's random numbers, and each state's are others.
    let bits = RandomState::new().hash_one(0u8) >> 32;
    u32::try_from(bits).map_or(0.0, f64::from) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_doubles_up_to_its_limit_and_is_never_the_same() {
        let (base, limit) = (Duration::from_millis(10), Duration::from_secs(1));
        for (attempt, most) in [
            (0, 10),
            (1, 20),
            (4, 160),
            (7, 1000),
            (31, 1000),
            (99, 1000),
        ] {
            let pause = jittered(base, limit, attempt);
            let most = Duration::from_millis(most);
            assert!(pause >= most / 2 && pause <= most, "{attempt}: {pause:?}");
        }
        let pauses: std::collections::BTreeSet<_> =
            (0..50).map(|_| jittered(base, limit, 5)).collect();
        assert!(pauses.len() > 40);
    }
}
