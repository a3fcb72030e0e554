//! How long whole runs of the program take, from starting the process to its end.
//!
//! The program is the one built with these benchmarks, or that at the path in `PLEXMGR`. Answers of
//! plex.tv come from the fake of the tests, each of them 50 ms late. `docs/performance.md` holds
//! results.

#[expect(dead_code, reason = "the stages need more of it")]
#[path = "../people/mod.rs"]
mod people;

mod household;
mod money;
mod ratios;

use std::time::Duration;

use divan::Bencher;
use household::OnDisk;
use people::fake::FakePlex;
use people::{Layout, Recorded, world};

/// What the fake adds to each answer.
const LATENCY: Duration = Duration::from_millis(50);

fn main() {
    // Not a benchmark of its own: what it prints is how runs compare.
    match std::env::args().any(|argument| argument == "ratios") {
        true => ratios::print(),
        false => divan::main(),
    }
}

/// Commands that need neither files nor network; the last one is `plexmgr` alone.
const STARTS: [&str; 9] = [
    "--version",
    "--help",
    "plan --help",
    "explain",
    "explain refused",
    "schema plan-file",
    "completions zsh",
    "man",
    "",
];

#[divan::bench(args = STARTS, sample_count = 31, sample_size = 1)]
fn start(bencher: Bencher<'_, '_>, line: &str) {
    let household = OnDisk::example();
    let words: Vec<&str> = line.split_whitespace().collect();
    bencher.bench_local(|| household.run(&words));
}

#[divan::bench(sample_count = 31, sample_size = 1)]
fn check_of_the_example(bencher: Bencher<'_, '_>) {
    let household = OnDisk::example();
    bencher.bench_local(|| household.run(&["check"]));
}

#[divan::bench(args = [500, 10_000, 100_000], sample_count = 9, sample_size = 1)]
fn plan_unchanged_from_files(bencher: Bencher<'_, '_>, people: usize) {
    let household = OnDisk::of(
        &Recorded::new(people, Layout::OwnFiles),
        "http://127.0.0.1:1",
    );
    let arguments = [
        "plan",
        "--detailed-exitcode",
        "--observed",
        household::SNAPSHOT,
    ];
    bencher.bench_local(|| household.run(&arguments));
}

#[divan::bench(args = [500, 10_000], sample_count = 9, sample_size = 1)]
fn status(bencher: Bencher<'_, '_>, people: usize) {
    let recorded = Recorded::new(people, Layout::OwnFiles);
    let household = OnDisk::of(&recorded, "http://127.0.0.1:1");
    bencher.bench_local(|| household.run(&["status"]));
}

#[divan::bench(args = [500, 10_000], sample_count = 9, sample_size = 1)]
fn report(bencher: Bencher<'_, '_>, people: usize) {
    let recorded = Recorded::new(people, Layout::OwnFiles);
    let household = OnDisk::of(&recorded, "http://127.0.0.1:1");
    bencher.bench_local(|| household.run(&["report", "--out", "report.html"]));
}

/// Everything is recorded: all requests go out at once.
#[divan::bench(args = [500], sample_count = 21, sample_size = 1)]
fn plan_over_http_warm(bencher: Bencher<'_, '_>, people: usize) {
    let plex = FakePlex::start(world(people));
    plex.set_delay(LATENCY);
    let household = OnDisk::of(&Recorded::new(people, Layout::OwnFiles), &plex.url());
    bencher.bench_local(|| household.run(&["plan", "--detailed-exitcode"]));
}

/// Nothing is recorded: the servers have to be listed before they are asked about.
#[divan::bench(args = [500], sample_count = 21, sample_size = 1)]
fn plan_over_http_cold(bencher: Bencher<'_, '_>, people: usize) {
    let plex = FakePlex::start(world(people));
    plex.set_delay(LATENCY);
    let household = OnDisk::empty(&plex.url());
    bencher.bench_local(|| household.run(&["plan", "--brief"]));
}

/// Three years of payments of a thousand users, all of them new.
#[divan::bench(args = [10_000, 100_000], sample_count = 5, sample_size = 1)]
fn plan_new_payments(bencher: Bencher<'_, '_>, transactions: usize) {
    let household = money::household(transactions);
    bencher.bench_local(|| household.run(&money::PLAN));
}

/// The same, when all of them are recorded.
#[divan::bench(args = [10_000, 100_000], sample_count = 5, sample_size = 1)]
fn plan_recorded_payments(bencher: Bencher<'_, '_>, transactions: usize) {
    let household = money::household(transactions);
    household.run(&money::APPLY);
    bencher.bench_local(|| household.run(&money::PLAN));
}
