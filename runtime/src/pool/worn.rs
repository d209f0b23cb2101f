//! How old a connection becomes: not all as old, so that those that were made at once are not made
//! again at once.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Whether a connection of this age has had its time: 80 to 100 % of the longest, by the moment at
/// which it was made, which is all that tells it from others.
pub(super) fn worn(age: Duration, longest: Duration) -> bool {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    let begun = BEGUN.get_or_init(Instant::now);
    let now = begun.elapsed();
    // The pool knows the age, and not the moment: to a few microseconds the same each time.
    let made = now.as_millis().abs_diff(age.as_millis()) / 16;
    age >= longest.mul_f64(share(made))
}

/// 0.8 to 1.
fn share(made: u128) -> f64 {
    let mut hasher = DefaultHasher::new();
    (std::process::id(), made).hash(&mut hasher);
    let thousandths = u32::try_from(hasher.finish() % 201).unwrap_or_default();
    1.0 - f64::from(thousandths) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::{Duration, share, worn};

    #[test]
    fn connections_of_one_moment_end_at_different_ones() {
        let shares: Vec<f64> = (0..1000).map(share).collect();
        assert!(shares.iter().all(|share| (0.8..=1.0).contains(share)));
        let ended = shares.iter().filter(|share| **share < 0.9).count();
        assert!((400..600).contains(&ended), "{ended}");

        let longest = Duration::from_secs(10);
        assert!(!worn(Duration::from_millis(7900), longest));
        assert!(worn(longest, longest));
    }
}
