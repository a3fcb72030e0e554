//! What a run nobody disturbs leaves behind, and how far a disturbed one may differ from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use plexmgr::history;
use plexmgr::records;
use plexmgr::settings::RecordsSettings;
use plexmgr::store::{self, Intent, Look, Machine, Recalled, StateFolder};
use serde_json::Value;

use crate::cases::Case;
use crate::folder::{Files, contents, laid_out};
use crate::program::{OBSERVED, points, run};

const STATE: &str = "state";
const LOCK: &str = "state/plexmgr.lock";

/// A plan that succeeds only if nothing is left to do.
pub(crate) const NOTHING_LEFT: &[&str] = &[
    "plan",
    "--detailed-exitcode",
    "--brief",
    "--observed",
    OBSERVED,
];

/// A case and its undisturbed outcome.
pub(crate) struct Truth {
    pub(crate) case: Case,
    /// The points the run passes.
    pub(crate) points: Vec<String>,
    /// Whether a plan finds nothing to do afterwards.
    pub(crate) ends_at_rest: bool,
    /// The texts a file may hold at any moment, where it is one that is written; `None` for no file.
    texts: BTreeMap<PathBuf, BTreeSet<Option<Vec<u8>>>>,
    after: Files,
    told: Vec<Value>,
    recalled: Recalled,
    /// Records that were found valid already; few sets of them occur in many trials.
    valid: Mutex<BTreeSet<Files>>,
}

/// What is there after a run, once everything was checked that has to be true of any state at rest.
struct Rest {
    files: Files,
    told: Vec<Value>,
    recalled: Recalled,
}

impl Truth {
    /// Runs the case undisturbed.
    pub(crate) fn of(case: Case) -> Self {
        let folder = laid_out(&case.files);
        let points = points(folder.path(), case.arguments);
        let rest = Rest::of(folder.path()).expect("an undisturbed run leaves everything in order");
        is_valid(folder.path()).expect("an undisturbed run leaves valid records");
        let code = run(folder.path(), NOTHING_LEFT, None).code;
        let intent = intent(&case, &points);
        let mut texts: BTreeMap<PathBuf, BTreeSet<Option<Vec<u8>>>> = BTreeMap::new();
        for step in intent.steps {
            let texts = texts.entry(step.path.into()).or_default();
            texts.extend([step.before, step.after].map(|text| text.map(String::into_bytes)));
        }
        Self {
            case,
            points,
            ends_at_rest: code == Some(0),
            texts,
            after: rest.files,
            told: rest.told,
            recalled: rest.recalled,
            valid: Mutex::default(),
        }
    }

    /// How many files the case writes.
    pub(crate) fn files_written(&self) -> usize {
        self.texts.len()
    }

    /// Whether nothing was touched yet, except that a lock was taken.
    pub(crate) fn is_untouched(&self, household: &Path) -> bool {
        let mut now = contents(household);
        now.remove(Path::new(LOCK));
        now == self.case.files
    }

    /// Whether every file is whole and the records are valid, whatever else is missing.
    pub(crate) fn is_whole(&self, household: &Path) -> Result<(), String> {
        self.has_whole_files(household)?;
        self.is_valid(household, &contents(household))
    }

    /// Whether every file holds its old or its new text.
    pub(crate) fn has_whole_files(&self, household: &Path) -> Result<(), String> {
        let now = contents(household);
        for (path, texts) in &self.texts {
            if !texts.contains(&now.get(path).cloned()) {
                return Err(format!("{} holds neither old nor new text", path.display()));
            }
        }
        let others = |files: &Files| -> Files {
            let is_other = |path: &Path| {
                !self.texts.contains_key(path) && !path.starts_with(STATE) && !is_beside(path)
            };
            let files = files.iter().filter(|(path, _)| is_other(path));
            files
                .map(|(path, bytes)| (path.clone(), bytes.clone()))
                .collect()
        };
        if others(&now) != others(&self.case.files) {
            return Err("a file was touched that is none of the run's".to_owned());
        }
        Ok(())
    }

    fn is_valid(&self, household: &Path, now: &Files) -> Result<(), String> {
        let records = now.iter().filter(|(path, _)| path.starts_with("records"));
        let records: Files = records
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect();
        let mut valid = self.valid.lock().map_err(|error| error.to_string())?;
        if !valid.contains(&records) {
            is_valid(household)?;
            valid.insert(records);
        }
        Ok(())
    }

    /// Whether everything is as if nobody had disturbed anything.
    pub(crate) fn is_complete(&self, household: &Path) -> Result<(), String> {
        let rest = Rest::of(household)?;
        self.is_same_outcome(&rest)?;
        if rest.told != self.told {
            return Err("the history tells something else".to_owned());
        }
        match rest.recalled.summary.runs == self.recalled.summary.runs {
            true => Ok(()),
            false => Err("the runs are counted otherwise".to_owned()),
        }
    }

    /// The same where it may have taken several runs.
    pub(crate) fn is_complete_in_parts(&self, household: &Path) -> Result<(), String> {
        let rest = Rest::of(household)?;
        self.is_same_outcome(&rest)?;
        match changes(&rest.told) == changes(&self.told) {
            true => Ok(()),
            false => Err("the history tells other changes, or one of them twice".to_owned()),
        }
    }

    fn is_same_outcome(&self, rest: &Rest) -> Result<(), String> {
        let (expected, found) = (outside_state(&self.after), outside_state(&rest.files));
        if expected != found {
            let mut paths = expected.keys().chain(found.keys());
            let differs = paths.find(|path| expected.get(**path) != found.get(**path));
            return Err(format!("{differs:?} differs from an undisturbed run"));
        }
        if !outside_history(&rest.files).eq(outside_history(&self.after)) {
            return Err("other files are there than after an undisturbed run".to_owned());
        }
        match remembered(&rest.recalled) == remembered(&self.recalled) {
            true => Ok(()),
            false => Err("something else is remembered".to_owned()),
        }
    }
}

impl Rest {
    fn of(household: &Path) -> Result<Self, String> {
        nothing_left_over(household)?;
        // The store spares reading the history, and what it says is the same.
        let (quick, recalled) = (
            recalled(household, Look::Quick)?,
            recalled(household, Look::Whole)?,
        );
        let is_known =
            quick.summary == recalled.summary && quick.set_aside == 0 && recalled.set_aside == 0;
        if recalled.rebuilt_because.is_some() || recalled.pending.is_some() || !is_known {
            return Err(format!("history and store are not in order: {recalled:?}"));
        }
        let history =
            history::read(&household.join(STATE), "state").map_err(|error| error.to_string())?;
        if let Some(fault) = history.faults.first() {
            return Err(fault.to_string());
        }
        let lines: Vec<u8> = history
            .runs
            .iter()
            .flat_map(|run| run.lines().to_vec())
            .collect();
        let files = contents(household);
        Ok(Self {
            told: report(&lines)?,
            files,
            recalled,
        })
    }
}

/// Whether no lock and no unfinished file is left.
pub(crate) fn nothing_left_over(household: &Path) -> Result<(), String> {
    let files = contents(household);
    let left = files.keys().find(|path| is_beside(path) || **path == *LOCK);
    match left {
        Some(path) => Err(format!("{} is left over", path.display())),
        None => Ok(()),
    }
}

/// The run the store says is under way.
pub(crate) fn pending(household: &Path) -> Result<Option<Intent>, String> {
    Ok(recalled(household, Look::Whole)?.pending)
}

/// What is remembered in a household.
fn recalled(household: &Path, look: Look) -> Result<Recalled, String> {
    let folder = StateFolder {
        household: household.to_owned(),
        path: household.join(STATE),
        client_id: "5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11".to_owned(),
    };
    store::recall(&Machine::default(), &folder, look).map_err(|error| error.to_string())
}

/// What is remembered, but for the id of the run, which depends on its time.
fn remembered(recalled: &Recalled) -> impl PartialEq {
    let remembered = recalled.summary.remembered.clone();
    let day = remembered.newest_day.map(|newest| newest.day);
    (remembered.people, remembered.owners, day)
}

/// The files, but for those of runs, which are named after their content.
fn outside_history(files: &Files) -> impl Iterator<Item = &PathBuf> {
    files
        .keys()
        .filter(|path| !path.starts_with("state/history"))
}

fn is_valid(household: &Path) -> Result<(), String> {
    let loaded = records::load(household, &RecordsSettings::default(), &[]);
    loaded.map(drop).map_err(|problems| problems.to_string())
}

fn is_beside(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with(".plexmgr-"))
}

fn outside_state(files: &Files) -> BTreeMap<&PathBuf, &Vec<u8>> {
    files
        .iter()
        .filter(|(path, _)| !path.starts_with(STATE))
        .collect()
}

/// The lines of a history without what no two runs have in common.
fn report(history: &[u8]) -> Result<Vec<Value>, String> {
    let lines = history
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let line = |line| {
        let mut line: Value = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        if let Some(line) = line.as_object_mut() {
            for key in ["time", "after", "undoes"] {
                line.remove(key);
            }
        }
        Ok(line)
    };
    lines.map(line).collect()
}

/// The changes of all runs, in an order of their own.
fn changes(told: &[Value]) -> Vec<String> {
    let mut changes: Vec<String> = told
        .iter()
        .filter(|line| line["line"] == "change")
        .map(|line| line["change"].to_string())
        .collect();
    changes.sort();
    changes
}

/// What the run of a case means to do, as it stands in the store before the first file is written.
fn intent(case: &Case, points: &[String]) -> Intent {
    let is_first_file = |point: &String| {
        point.contains("/records") && (point.starts_with("make a f") || point.starts_with("remove"))
    };
    let first = points.iter().position(is_first_file);
    let first = first.expect("every case writes a file") + 1;
    let folder = laid_out(&case.files);
    run(folder.path(), case.arguments, Some(&format!("die@{first}")));
    let pending = pending(folder.path()).expect("the state can be read");
    pending.expect("the intent is kept before the first file is written")
}
