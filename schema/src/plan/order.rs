//! An order in which everything comes after what it needs.

use std::collections::{BTreeMap, BTreeSet};

/// Sorts items so that each comes after those that it needs, and otherwise as they stood. Where they need each other in
/// a circle, the first stays first.
pub(super) fn sorted<T: Copy, K: Ord + Clone>(
    items: &[T],
    key: impl Fn(T) -> K,
    needs: impl Fn(T) -> Vec<K>,
) -> Vec<T> {
    let by_key: BTreeMap<K, T> = items.iter().map(|it| (key(*it), *it)).collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        // Its own stack: a chain of views can be long.
        let mut stack = vec![(*item, false)];
        while let Some((it, is_ready)) = stack.pop() {
            if is_ready {
                found.push(it);
                continue;
            }
            if !seen.insert(key(it)) {
                continue;
            }
            stack.push((it, true));
            let needed = needs(it);
            stack.extend(
                needed
                    .iter()
                    .rev()
                    .filter_map(|need| by_key.get(need))
                    .map(|it| (*it, false)),
            );
        }
    }
    found
}
