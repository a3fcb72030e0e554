//! Random edits of random documents: the intended data, whose each comment is, every other line.
//!
//! An ordinary run takes a few thousand documents. `PLEXMGR_YAML_CASES=200000` takes more, and
//! `PLEXMGR_YAML_SEED` begins elsewhere; a failure names the seed that shows it alone. A million take a
//! release build: `cargo test --profile bench --locked --test it -- --ignored a_million_random_edits`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::case::{Verdict, check};
use super::generate::document;
use super::random::Random;

const USUAL_CASES: u64 = 3_000;
const MANY_CASES: u64 = 1_000_000;

#[test]
fn random_edits_do_what_they_say_and_nothing_else() {
    let cases = number("PLEXMGR_YAML_CASES", USUAL_CASES);
    check_seeds(number("PLEXMGR_YAML_SEED", 1), cases);
}

#[test]
#[ignore = "takes minutes in a release build; docs/safety.md has the command"]
fn a_million_random_edits_do_what_they_say_and_nothing_else() {
    check_seeds(number("PLEXMGR_YAML_SEED", 1), MANY_CASES);
}

fn number(name: &str, usual: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Takes all seeds on all cores; each thread takes the next seed.
fn check_seeds(first: u64, cases: u64) {
    let next = AtomicU64::new(first);
    let worker = || {
        let _stop = StopOthers(&next);
        let mut seen = Seen::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first.saturating_add(cases) {
                return seen;
            }
            run(seed, &mut seen);
        }
    };
    let seen = thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let all = workers.into_iter().map(|worker| match worker.join() {
            Ok(seen) => seen,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        all.fold(Seen::default(), Seen::with)
    });
    println!("seeds {first} to {}: {seen:#?}", first + cases - 1);
    assert!(seen.edited > cases * 8 / 10, "most cases are edits");
    let refused: u64 = seen.refused.values().map(|refused| refused.count).sum();
    assert!(refused * 150 <= seen.edited, "few are refused");
    assert!(
        seen.anchors * 10 <= seen.edited,
        "few are refused for anchors"
    );
    assert!(
        seen.third_reader * 2 > seen.edited,
        "the third reader reads most of it"
    );
}

/// Ends the other threads when one finds a failure.
struct StopOthers<'n>(&'n AtomicU64);

impl Drop for StopOthers<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.store(u64::MAX / 2, Ordering::Relaxed);
        }
    }
}

#[derive(Debug, Default)]
struct Seen {
    edited: u64,
    not_yaml: u64,
    no_edit: u64,
    /// Refused because aliases refer to what was to be changed.
    anchors: u64,
    /// Comments that went with what they were about, and were reported.
    removed_comments: u64,
    third_reader: u64,
    refused: BTreeMap<String, Refused>,
}

/// How often edits were refused for one reason, with the last case.
#[derive(Debug, Default)]
struct Refused {
    count: u64,
    last: String,
}

impl Seen {
    fn with(mut self, other: Self) -> Self {
        self.edited += other.edited;
        self.not_yaml += other.not_yaml;
        self.no_edit += other.no_edit;
        self.anchors += other.anchors;
        self.removed_comments += other.removed_comments;
        self.third_reader += other.third_reader;
        for (reason, Refused { count, last }) in other.refused {
            let known = self.refused.entry(reason).or_default();
            known.count += count;
            known.last = last;
        }
        self
    }
}

fn run(seed: u64, seen: &mut Seen) {
    let mut random = Random::new(seed);
    let made = document(&mut random);
    match check(&format!("seed {seed}"), made, &mut random) {
        Verdict::NotYaml => seen.not_yaml += 1,
        Verdict::NoEdit => seen.no_edit += 1,
        Verdict::Refused { reason, .. } if reason.contains("anchor") => seen.anchors += 1,
        Verdict::Refused { reason, case } => {
            let reason = reason.split(|letter: char| letter.is_ascii_digit()).next();
            let reason = reason.unwrap_or_default().to_owned();
            let refused = seen.refused.entry(reason).or_default();
            refused.count += 1;
            refused.last = case;
        }
        Verdict::Edited {
            third_reader,
            removed_comments,
        } => {
            seen.edited += 1;
            seen.removed_comments += removed_comments;
            seen.third_reader += u64::from(third_reader);
        }
    }
}
