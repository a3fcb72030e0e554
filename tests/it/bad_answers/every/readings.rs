//! What the program reads where something goes wrong, without deciding anything.
//!
//! A plan is made from what was read and from nothing else, so trials that read the same end in the same way, but for
//! the words about the failure. Each of them is read, and one of those that read the same is carried through.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Moment, SETTINGS, Start, Trial, household, word};
use crate::fake::FakePlex;
use crate::sandbox::Sandbox;

/// What one trial reads, as a text; trials of two requests or moments never read the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reading(&'static str, Moment, String);

/// A household at each moment, of which only is read.
pub(super) struct Readers<'s> {
    starts: &'s BTreeMap<Moment, Start>,
    households: BTreeMap<Moment, (FakePlex, Sandbox)>,
}

const FILE: &str = "taken.json";

impl<'s> Readers<'s> {
    pub(super) fn new(starts: &'s BTreeMap<Moment, Start>) -> Self {
        let of =
            |(moment, start): (&Moment, &Start)| (*moment, household(&start.world, &start.files));
        Self {
            starts,
            households: starts.iter().map(of).collect(),
        }
    }

    /// What the trial reads; one that reads nothing reads like no other one.
    pub(super) fn read(&self, trial: &Trial) -> Reading {
        let (plex, sandbox) = &self.households[&trial.moment];
        trial.inject(plex, &self.starts[&trial.moment].world);
        let patient = trial.lose_patience(sandbox);
        let run = sandbox.run(&["snapshot", "--out", FILE]);
        plex.heal();
        sandbox.write(SETTINGS, &patient);
        let text = match sandbox.at(FILE).exists() {
            true => {
                let text = sandbox.read(FILE);
                sandbox.remove(FILE);
                without_words(trial, &text)
            }
            false => trial.name() + &run.stderr,
        };
        Reading(trial.request.path, trial.moment, text)
    }
}

/// The snapshot without its time and the words about doubts, which name the account and what to do.
fn without_words(trial: &Trial, snapshot: &str) -> String {
    let mut snapshot: Value = serde_json::from_str(snapshot).expect("JSON");
    snapshot["taken"] = Value::Null;
    let doubts = snapshot["accounts"][0]["outcome"]["read"]["doubts"].as_array_mut();
    for doubt in doubts.into_iter().flatten() {
        let is_of_server = matches!(word(&doubt["fact"]), "shares" | "catalogue");
        let name = trial.name();
        assert_eq!(is_of_server, doubt["server"].is_string(), "{name}: {doubt}");
        for words in ["reason", "hint", "if_it_stays"] {
            assert!(!word(&doubt[words]).is_empty(), "{name}: {doubt}");
            doubt[words] = Value::Null;
        }
    }
    snapshot.to_string()
}
