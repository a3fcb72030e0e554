//! Runs of the program side by side with what they cannot do without.
//!
//! Reading and parsing all record files on one core, and nothing else, is the measure of `check` and of `plan` from
//! a snapshot; a history of one run is the measure of one of ten thousand. The rounds alternate, so that whatever
//! else happens on the machine happens to all of them.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use granit_parser::{Parser, StrInput};

use crate::LATENCY;
use crate::household::{OnDisk, SNAPSHOT};
use crate::money;
use crate::people::answers::answer;
use crate::people::fake::{FakePlex, World};
use crate::people::{Layout, Recorded, world};

/// How often each of them is timed.
const ROUNDS: usize = 9;

/// How many people and files.
const PEOPLE: usize = 10_000;

/// How many runs there are in a long history.
const RUNS: usize = 10_000;

/// How many payments there are in a file of a source.
const TRANSACTIONS: usize = 10_000;

/// Nobody is asked.
const NOWHERE: &str = "http://127.0.0.1:1";

const PLAN: [&str; 4] = ["plan", "--detailed-exitcode", "--observed", SNAPSHOT];

/// Times everything and prints medians.
#[expect(clippy::print_stdout, reason = "this is what it is for")]
pub(crate) fn print() {
    let household = OnDisk::of(&Recorded::new(PEOPLE, Layout::OwnFiles), NOWHERE);
    let [bare, check, plan] =
        medians([&|| bare(&household), &|| household.run(&["check"]), &|| {
            household.run(&PLAN);
        }]);
    println!("{PEOPLE} record files, medians of {ROUNDS} rounds:");
    println!("  bare read and parse  {:>5} ms", bare.as_millis());
    for (name, time) in [("check", check), ("plan --observed", plan)] {
        let ratio = time.as_secs_f64() / bare.as_secs_f64();
        let milliseconds = time.as_millis();
        println!("  {name:<20} {milliseconds:>5} ms, {ratio:.2} times that");
    }
    let recorded = Recorded::new(500, Layout::OwnFiles);
    let short = OnDisk::of(&recorded, NOWHERE);
    let known = OnDisk::of(&recorded, NOWHERE);
    known.repeat_history(RUNS);
    let without = OnDisk::of(&recorded, NOWHERE);
    without.repeat_history(RUNS);
    without.remove_store();
    let [short, known, without] = medians([&|| short.run(&PLAN), &|| known.run(&PLAN), &|| {
        without.run(&PLAN);
    }]);
    println!("500 people, {RUNS} runs in the history instead of one:");
    println!("  plan, one run        {:>5} ms", short.as_millis());
    for (name, time) in [("a store knows them", known), ("no store", without)] {
        let more = time.saturating_sub(short).as_millis();
        let milliseconds = time.as_millis();
        println!("  plan, {name:<18} {milliseconds:>5} ms, {more} ms more");
    }
    over_http();
    beside_hledger();
}

/// Times a plan of three years of payments beside hledger, which reads the same file.
#[expect(clippy::print_stdout, reason = "this is what it is for")]
fn beside_hledger() {
    let household = money::household(TRANSACTIONS);
    household.write("paypal.rules", money::HLEDGER_RULES.as_bytes());
    let hledger = || {
        Command::new("hledger")
            .args(["print", "--rules-file"])
            .arg(household.path("paypal.rules"))
            .arg("--file")
            .arg(household.path(money::STATEMENT))
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if !hledger() {
        println!("hledger is not installed: nothing to compare payments with");
        return;
    }
    let [hledger, plan] = medians([&|| assert!(hledger()), &|| household.run(&money::PLAN)]);
    let payers = money::PAYERS;
    println!("{TRANSACTIONS} payments of {payers} users in a file of PayPal, all new:");
    println!("  hledger print        {:>5} ms", hledger.as_millis());
    println!("  plan                 {:>5} ms", plan.as_millis());
}

/// Times a plan of a household in which everything is recorded beside the round trip of its requests.
#[expect(clippy::print_stdout, reason = "this is what it is for")]
fn over_http() {
    let world = world(500);
    let plex = FakePlex::start(world.clone());
    plex.set_delay(LATENCY);
    let household = OnDisk::of(&Recorded::new(500, Layout::OwnFiles), &plex.url());
    let [round_trip, plan] = medians([&|| round_trip(&plex, &world), &|| {
        household.run(&["plan", "--detailed-exitcode"]);
    }]);
    let more = plan.saturating_sub(round_trip).as_millis();
    println!(
        "500 people over HTTP, {} ms per answer:",
        LATENCY.as_millis()
    );
    println!("  the round trip alone {:>5} ms", round_trip.as_millis());
    println!(
        "  warm plan            {:>5} ms, {more} ms more",
        plan.as_millis()
    );
}

/// Sends every request of a warm plan at once, as the program does, and waits for the packed answers: the round trip
/// no plan can do without.
fn round_trip(plex: &FakePlex, world: &World) {
    let [account] = world.accounts.as_slice() else {
        panic!("there is one account");
    };
    let of_account = ["v2/user", "v2/resources", "users", "invites/requested"];
    let of_account = of_account.iter().map(|path| format!("/api/{path}"));
    let of_servers = account.servers.iter().flat_map(|server| {
        let path = format!("/api/servers/{}", server.machine_id);
        [format!("{path}/shared_servers"), path]
    });
    let paths: Vec<String> = of_account.chain(of_servers).collect();
    std::thread::scope(|scope| {
        for path in &paths {
            scope.spawn(|| answer(plex, path, &account.token, "Accept-Encoding: gzip\r\n"));
        }
    });
}

/// The median of each of some works, which are done in turn.
fn medians<const N: usize>(works: [&dyn Fn(); N]) -> [Duration; N] {
    let mut times = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for (work, times) in works.iter().zip(&mut times) {
            let begun = Instant::now();
            work();
            times.push(begun.elapsed());
        }
    }
    times.map(|mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}

/// Reads every user's file and lets the parser go through it.
#[expect(clippy::disallowed_methods, reason = "this is the bare way")]
fn bare(household: &OnDisk) {
    let files = std::fs::read_dir(household.path("records/users")).expect("there are users");
    let mut events = 0_usize;
    for file in files {
        let text = std::fs::read_to_string(file.expect("listed").path()).expect("a text");
        let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str(&text);
        while let Some(event) = parser.next_event() {
            event.expect("plexmgr writes YAML");
            events += 1;
        }
    }
    assert!(std::hint::black_box(events) > PEOPLE);
}
