//! Random edits of random documents: the intended data, every comment, every other line.
//!
//! An ordinary run takes a few thousand cases. `PLEXMGR_YAML_CASES=200000` takes more, and
//! `PLEXMGR_YAML_SEED` begins elsewhere; a failure names the seed that shows it alone.

use std::collections::BTreeMap;

use super::case::{Verdict, check};
use super::generate::document;
use super::random::Random;

const USUAL_CASES: u64 = 3_000;

#[test]
fn random_edits_do_what_they_say_and_nothing_else() {
    let number = |name: &str, usual| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(usual)
    };
    let cases = number("PLEXMGR_YAML_CASES", USUAL_CASES);
    let first = number("PLEXMGR_YAML_SEED", 1);
    let mut seen = Seen::default();
    for seed in first..first + cases {
        run(seed, &mut seen);
    }
    println!("seeds {first} to {}: {seen:?}", first + cases - 1);
    assert!(
        seen.edited > cases * 8 / 10,
        "most cases are edits: {seen:?}"
    );
    assert!(
        seen.refused.values().sum::<u64>() * 200 <= seen.edited,
        "few are refused: {seen:?}"
    );
    assert!(
        seen.third_reader * 2 > seen.edited,
        "the third reader reads most of it: {seen:?}"
    );
}

#[derive(Debug, Default)]
struct Seen {
    edited: u64,
    not_yaml: u64,
    no_edit: u64,
    third_reader: u64,
    refused: BTreeMap<String, u64>,
}

fn run(seed: u64, seen: &mut Seen) {
    let mut random = Random::new(seed);
    let made = document(&mut random);
    match check(&format!("seed {seed}"), made, &mut random) {
        Verdict::NotYaml => seen.not_yaml += 1,
        Verdict::NoEdit => seen.no_edit += 1,
        Verdict::Refused(reason) => {
            let example = format!("{reason} (as with seed {seed})");
            *seen.refused.entry(example).or_default() += 1;
        }
        Verdict::Edited { third_reader } => {
            seen.edited += 1;
            seen.third_reader += u64::from(third_reader);
        }
    }
}
