//! How long each stage of a run takes in memory, for 500, 10,000 and 100,000 people.
//!
//! `docs/performance.md` holds results. One file per stage; what they work on is in `people`.

#[expect(unused_imports, reason = "whole runs need more of it")]
#[path = "../people/mod.rs"]
mod people;

mod answers;
mod drafting;
mod editing;
mod planning;
mod recorded;
mod rendering;
mod standing;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use people::{Layout, Recorded};

const SIZES: [usize; 3] = [500, 10_000, 100_000];

/// A file of records has at most 16 MiB, which 100,000 users exceed.
const ONE_FILE: [usize; 3] = [500, 10_000, 30_000];

/// How many people change at once.
const CHANGES: usize = 1_000;

fn main() {
    divan::main();
}

/// The household of that many people: made once, because that takes longer than any stage.
fn recorded(people: usize, layout: Layout) -> &'static Recorded {
    static MADE: Mutex<BTreeMap<(usize, Layout), &'static Recorded>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry((people, layout))
        .or_insert_with(|| Box::leak(Box::new(Recorded::new(people, layout))))
}
