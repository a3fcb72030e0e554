//! Every request of a run with every failure, in a first import and in a later run, through the binary.
//!
//! Whatever goes wrong, the run takes away nothing that a good answer would not take away, and a good answer afterwards
//! leads to the same records as if nothing had gone wrong. What is done and held is compared with `docs/doubts.md`;
//! set `PLEXMGR_README=write` to write the page instead.

mod failures;
mod page;
mod readings;
mod town;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use self::failures::{Failure, REQUESTS, Request};
use self::readings::{Readers, Reading};
use super::table;
use crate::fake::{FakePlex, Fault, Rule, Spoiled, World};
use crate::sandbox::{Run, Sandbox};

/// Which run meets the failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    FirstImport,
    Later,
}

impl Moment {
    fn words(self) -> &'static str {
        match self {
            Self::FirstImport => "first import",
            Self::Later => "later",
        }
    }
}

/// Nothing is in doubt that the run needs; something is.
const COMPLETE: i32 = 0;
const INCOMPLETE: i32 = 8;

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Outcome {
    exit: i32,
    done: BTreeMap<String, u64>,
    held: BTreeMap<String, u64>,
    /// The facts in doubt, with `person` if it is about one only.
    unknown: BTreeSet<String>,
}

/// A household at one moment, to be copied for each failure.
struct Start {
    world: World,
    files: BTreeMap<PathBuf, Vec<u8>>,
    /// What a run does that nothing goes wrong with, and the records then.
    good: Outcome,
    records: BTreeMap<String, Value>,
}

/// One failure at one moment.
struct Trial {
    request: Request,
    failure: Failure,
    moment: Moment,
}

/// What came of a trial.
#[derive(Debug, Clone)]
struct Seen {
    outcome: Outcome,
    /// Why the first fact is in doubt.
    reason: Option<String>,
}

const SETTINGS: &str = "plexmgr.toml";
const APPLY: [&str; 4] = ["apply", "--yes", "--format", "json"];

impl Start {
    fn new(world: World, files: BTreeMap<PathBuf, Vec<u8>>) -> Self {
        let (plex, sandbox) = household(&world, &files);
        let run = sandbox.run(&APPLY);
        let good = outcome(&run);
        assert_eq!((good.exit, good.held.len()), (COMPLETE, 0), "{run:?}");
        drop(plex);
        Self {
            world,
            files,
            good,
            records: records(&sandbox),
        }
    }

    /// A household without records, and one that has them all before something happens at Plex.
    fn both() -> BTreeMap<Moment, Self> {
        let mut world = town::town();
        let plex = FakePlex::start(world.clone());
        let sandbox = Sandbox::household(&world, &plex.url());
        let nothing = sandbox.contents();
        let run = sandbox.run(&["apply", "--yes", "--brief"]);
        assert_eq!(run.code, COMPLETE, "{}", run.stderr);
        let first = Self::new(world.clone(), nothing);
        town::later(&mut world);
        let later = Self::new(world, sandbox.contents());
        BTreeMap::from([(Moment::FirstImport, first), (Moment::Later, later)])
    }
}

/// A copy of a household with a plex.tv of its own.
fn household(world: &World, files: &BTreeMap<PathBuf, Vec<u8>>) -> (FakePlex, Sandbox) {
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(world, &plex.url());
    let settings = sandbox.read(SETTINGS);
    let sandbox = sandbox.filled(files);
    sandbox.write(SETTINGS, &settings);
    (plex, sandbox)
}

/// The records as data, without the order of lists.
fn records(sandbox: &Sandbox) -> BTreeMap<String, Value> {
    let files = sandbox.records().into_iter();
    files
        .map(|(path, text)| {
            let value = serde_yaml::from_str(&text).expect("records are YAML");
            (path, sorted(value))
        })
        .collect()
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(sorted).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        Value::Object(entries) => {
            let entries = entries.into_iter();
            entries.map(|(key, value)| (key, sorted(value))).collect()
        }
        other => other,
    }
}

fn document(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

fn outcome(run: &Run) -> Outcome {
    let document = document(run);
    let unknown = document["unknown"].as_array().expect("a list");
    let mut held: BTreeMap<String, u64> = BTreeMap::new();
    let all = unknown.iter().flat_map(|fact| fact["held"].as_array());
    let subjects: BTreeSet<(&str, &str)> = all
        .flatten()
        .map(|held| (word(&held["kind"]), word(&held["subject"])))
        .collect();
    for (kind, _) in subjects {
        *held.entry(kind.to_owned()).or_default() += 1;
    }
    let name = |fact: &Value| match fact["person"].is_null() {
        true => word(&fact["fact"]).to_owned(),
        false => format!("{} of one person", word(&fact["fact"])),
    };
    let summary = document["summary"].as_object().expect("a mapping");
    Outcome {
        exit: run.code,
        done: summary
            .iter()
            .map(|(kind, count)| (kind.clone(), count.as_u64().expect("a count")))
            .collect(),
        held,
        unknown: unknown.iter().map(name).collect(),
    }
}

fn word(value: &Value) -> &str {
    value.as_str().expect("a word")
}

impl Trial {
    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for request in REQUESTS {
            for failure in request.failures() {
                for moment in [Moment::FirstImport, Moment::Later] {
                    let failure = failure.clone();
                    all.push(Self {
                        request,
                        failure,
                        moment,
                    });
                }
            }
        }
        all
    }

    fn name(&self) -> String {
        let path = self.request.path;
        format!("{path}: {} ({:?})", self.failure.name, self.moment)
    }

    /// Lets the answers go wrong.
    fn inject(&self, plex: &FakePlex, world: &World) {
        let path = self.request.path;
        if path == table::PENDING {
            plex.inject(Rule::new(table::INVITES, Fault::Status(410)));
        }
        let path = path.replace('*', &world.accounts[0].servers[0].machine_id);
        plex.inject(Rule::new(&path, self.failure.fault.clone()));
    }

    /// Has the program wait for no answer longer than a second where this one never comes, and returns the settings
    /// as they were.
    fn lose_patience(&self, sandbox: &Sandbox) -> String {
        let patient = sandbox.read(SETTINGS);
        if self.failure.takes_time() {
            let hasty = patient.replace("timeout_seconds = 20", "timeout_seconds = 1");
            assert_ne!(hasty, patient, "the settings say how long to wait");
            sandbox.write(SETTINGS, &hasty);
        }
        patient
    }

    fn run(&self, start: &Start) -> Seen {
        let (plex, sandbox) = household(&start.world, &start.files);
        let before = sandbox.files();
        let patient = self.lose_patience(&sandbox);
        self.inject(&plex, &start.world);
        let bad = sandbox.run(&APPLY);
        sandbox.write(SETTINGS, &patient);
        let outcome = outcome(&bad);
        self.check_exit(&outcome);
        self.check_losses(start, &outcome);
        self.check_doubts(&document(&bad));
        // What wrote nothing leaves the next run to do what it does without a failure.
        if sandbox.files() != before {
            plex.heal();
            self.heal(&sandbox);
            self.check_records(start, &records(&sandbox));
        }
        let doubts = document(&bad)["unknown"].clone();
        let reason = doubts[0]["reason"].as_str().map(str::to_owned);
        Seen { outcome, reason }
    }

    /// The records are those that a good answer leads to. A name that is missing in a first import is missing in the
    /// handle for ever.
    fn check_records(&self, start: &Start, healed: &BTreeMap<String, Value>) {
        assert_eq!(healed.len(), start.records.len(), "{}", self.name());
        let is_nameless = matches!(self.failure.fault, Fault::Spoiled(Spoiled::BareEntry));
        if is_nameless && self.moment == Moment::FirstImport {
            return;
        }
        for (path, expected) in &start.records {
            let found = healed.get(path);
            assert_eq!(found, Some(expected), "{}: {path}", self.name());
        }
    }

    /// Applies good answers, without being asked about anything.
    fn heal(&self, sandbox: &Sandbox) {
        let good = sandbox.run(&APPLY);
        assert_eq!(good.code, COMPLETE, "{}: {}", self.name(), good.stderr);
    }

    /// A run that held something back says so, as does one whose owner, people or shares are in doubt.
    fn check_exit(&self, outcome: &Outcome) {
        let expected: &[i32] = match outcome.held.is_empty() {
            true => &[COMPLETE, INCOMPLETE],
            false => &[INCOMPLETE],
        };
        assert!(
            expected.contains(&outcome.exit),
            "{}: {outcome:?}",
            self.name()
        );
    }

    /// Nothing is taken away that a good answer does not take away.
    fn check_losses(&self, start: &Start, outcome: &Outcome) {
        for loss in ["depart_user", "remove_share", "remove_library"] {
            let count = |outcome: &Outcome| outcome.done.get(loss).copied().unwrap_or(0);
            let (found, good) = (count(outcome), count(&start.good));
            assert!(found <= good, "{}: {found} {loss}", self.name());
        }
    }

    /// Every doubt names the account, the server if it is about one, and what to do now and if it stays.
    fn check_doubts(&self, document: &Value) {
        for doubt in document["unknown"].as_array().expect("a list") {
            let name = self.name();
            assert_eq!(doubt["account"], "account1", "{name}");
            let fact = word(&doubt["fact"]);
            let is_of_server = matches!(fact, "shares" | "catalogue");
            assert_eq!(is_of_server, doubt["server"].is_string(), "{name}: {doubt}");
            assert!(!word(&doubt["reason"]).is_empty(), "{name}: {doubt}");
            assert!(!word(&doubt["now"]).is_empty(), "{name}: {doubt}");
            assert!(!word(&doubt["if_it_stays"]).is_empty(), "{name}: {doubt}");
        }
    }
}

/// Does the work on each item, several at once, each thread with a state of its own.
fn each<T: Sync, S, R: Send>(
    items: &[T],
    state: impl Fn() -> S + Sync,
    work: impl Fn(&S, &T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, R>> = Mutex::default();
    let run = || {
        let state = state();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(number) else {
                break;
            };
            let one = std::panic::catch_unwind(AssertUnwindSafe(|| work(&state, item)));
            if let Ok(one) = one {
                done.lock().expect("no panic").insert(number, one);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from) + 1;
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(run);
        }
    });
    let done = done.into_inner().expect("no panic");
    assert_eq!(done.len(), items.len(), "some trials failed");
    done.into_values().collect()
}

/// What comes of every trial; of those that read the same, the first one is carried through.
fn run_all(trials: &[Trial], starts: &BTreeMap<Moment, Start>) -> Vec<Seen> {
    let readings = each(trials, || Readers::new(starts), Readers::read);
    let mut first: BTreeMap<&Reading, &Trial> = BTreeMap::new();
    for (reading, trial) in readings.iter().zip(trials) {
        first.entry(reading).or_insert(trial);
    }
    let unlike: Vec<&Trial> = first.values().copied().collect();
    let run = |(): &(), trial: &&Trial| trial.run(&starts[&trial.moment]);
    let seen = each(&unlike, || (), run);
    let seen: BTreeMap<&Reading, Seen> = first.keys().copied().zip(seen).collect();
    readings
        .iter()
        .map(|reading| seen[reading].clone())
        .collect()
}

#[test]
fn every_failure_of_every_request_is_harmless_and_on_the_page() {
    let starts = Start::both();
    let trials = Trial::all();
    let seen = run_all(&trials, &starts);
    page::check(&trials, &seen, &starts);
}
