//! Two clones of a household apply different things on two branches, and git takes the branches together in every
//! way it has.
//!
//! A harness of its own, because it says how much it tried: `cargo test --test teams`. A seed decides all of a
//! story: what Plex says and when it changes, who applies, and what is done with git. After each step the
//! household has to be in order (`truth`). `PLEXMGR_TEAMS_SEED=17` runs one story alone and prints its steps;
//! `PLEXMGR_FIRST_RELEASE=FILE` takes a binary of the first release in place of the model in `first_release`.
//! Start at `story`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "the test lays out and looks at files, and says what it tried"
)]

mod admin;
mod alone;
mod counts;
mod desk;
mod first_release;
mod git;
mod places;
mod program;
#[expect(dead_code, reason = "other tests need more of it")]
#[path = "../it/fake/random.rs"]
mod random;
mod story;
mod together;
mod truth;
mod world;

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use counts::Counts;

/// How many stories there are.
const SEEDS: u64 = 200;

/// How many failures are printed.
const PRINTED: usize = 5;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_other = |argument: &String| !argument.starts_with('-') && argument != "teams";
    if arguments
        .iter()
        .any(|argument| argument == "--list" || is_other(argument))
    {
        return ExitCode::SUCCESS;
    }
    let begun = Instant::now();
    let only = std::env::var("PLEXMGR_TEAMS_SEED").ok();
    let only: Option<u64> = only.and_then(|seed| seed.parse().ok());
    let (counts, mut failures) = match only {
        Some(seed) => tried(seed..seed + 1),
        None => tried(0..SEEDS),
    };
    if only.is_none() {
        failures.extend(counts.too_rare());
    }
    for failure in failures.iter().take(PRINTED) {
        println!("teams: {failure}");
    }
    println!("teams: {counts}");
    let seconds = begun.elapsed().as_secs();
    let failed = failures.len();
    println!("test result: {failed} failed of {SEEDS} stories, in {seconds} s");
    match failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Runs the stories of these seeds on all cores; returns what was done in them, and what went wrong.
fn tried(seeds: std::ops::Range<u64>) -> (Counts, Vec<String>) {
    let next = AtomicU64::new(seeds.start);
    let found = Mutex::new((Counts::default(), Vec::new()));
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    let (counts, outcome) = story::report(seed);
                    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                    found.0.add(&counts);
                    found.1.extend(outcome.err());
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}
