//! How much of what can be tried is tried.

use crate::random::Random;

/// Whether everything is tried: the suites are named, so `cargo test --test crash points` ends runs at every point.
/// Among all other tests there is time for half of it.
pub(crate) fn is_whole() -> bool {
    crate::filters().next().is_some()
}

/// All of them, or always the same half, without any pattern in it.
pub(crate) fn sampled<T>(items: Vec<T>) -> Vec<T> {
    let is_in = |seed: u64| is_whole() || Random::new(seed).below(2) == 0;
    let numbered = (0..).zip(items);
    let chosen = numbered.filter(|(number, _)| is_in(*number));
    chosen.map(|(_, item)| item).collect()
}
