//! How often everything was done.

use std::collections::BTreeMap;
use std::fmt;

/// How often each thing was done, by its name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts(BTreeMap<&'static str, usize>);

/// What has to be done at least so often in all stories together, so that passing means something.
const WANTED: [(&str, usize); 28] = [
    ("applied", 400),
    ("applied by the first release", 120),
    ("first release refused", 12),
    ("same second", 80),
    ("same people on both", 200),
    ("layout file-per-user", 100),
    ("layout single-file", 100),
    ("same run dropped on both", 20),
    ("merge", 400),
    ("squash", 18),
    ("discard", 18),
    ("cherry-pick", 25),
    ("amend", 18),
    ("rebase", 15),
    ("revert", 40),
    ("stash", 18),
    ("stash -u", 20),
    ("checkout .", 15),
    ("undo", 25),
    ("undo wrote", 20),
    ("undo of an undo", 1),
    ("conflict in records", 60),
    ("run set aside", 150),
    ("run taken back by git", 25),
    ("several runs taken back", 5),
    ("taking back noted", 10),
    ("imported again with payment", 80),
    ("empty plan", 400),
];

impl Counts {
    pub(crate) fn note(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (what, times) in &other.0 {
            *self.0.entry(what).or_default() += times;
        }
    }

    /// What was done less often than wanted.
    pub(crate) fn too_rare(&self) -> Vec<String> {
        let rare = WANTED.iter().filter_map(|(what, wanted)| {
            let times = self.0.get(what).copied().unwrap_or_default();
            (times < *wanted).then(|| format!("`{what}` {times} times instead of {wanted}"))
        });
        rare.collect()
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.0.iter();
        let counts: Vec<String> = counts
            .map(|(what, times)| format!("{what} {times}"))
            .collect();
        formatter.write_str(&counts.join(", "))
    }
}
