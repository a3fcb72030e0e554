//! What has to hold in every clone after every step.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use plexmgr::history::{self, History};
use plexmgr::records::{self, Household};
use plexmgr::settings::RecordsSettings;
use plexmgr::store::{self, StateFolder};
use plexmgr::vocabulary::PaymentOrigin;
use plexmgr::vocabulary::{Digest, RunId};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::desk::{CLIENT_ID, Desk};
use crate::places::files_in;

/// A run whose file is in the working tree.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) id: String,
    /// Its first line.
    pub(crate) line: Value,
}

/// The runs in a clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    /// Those in the working tree, in the order in which they count.
    pub(crate) runs: Vec<Run>,
    /// Those that git took back, unless a run that counts noted it.
    pub(crate) taken_back: BTreeSet<String>,
    /// Those only the store knows.
    pub(crate) set_aside: BTreeSet<String>,
    /// How many default payments each recorded person has, by Plex id.
    pub(crate) payments: BTreeMap<String, usize>,
}

impl Tree {
    pub(crate) fn ids(&self) -> BTreeSet<String> {
        self.runs.iter().map(|run| run.id.clone()).collect()
    }

    /// All people who had their default payment, by the runs that count.
    pub(crate) fn remembered(&self) -> BTreeSet<String> {
        let mut people = BTreeSet::new();
        for run in &self.runs {
            if !self.taken_back.contains(&run.id) {
                people.extend(texts(&run.line["people"]));
                for id in texts(&run.line["forgotten"]) {
                    people.remove(&id);
                }
            }
        }
        people
    }
}

/// The texts in a list; none if it is missing.
pub(crate) fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Looks at a clone: its records and history are valid, the history has exactly the runs in the files, each after those
/// it follows, the store knows the others, and all users have at most one default payment.
pub(crate) fn seen(desk: &Desk) -> Result<Tree, String> {
    let state = desk.folder.join("state");
    let history = history::read(&state, "state").map_err(|error| error.to_string())?;
    if let Some(fault) = history.faults.first() {
        return Err(fault.to_string());
    }
    let mut files = runs_in_files(&state)?;
    let taken_back = history::taken_back(&history.runs, &|path| digest(&desk.folder.join(path)));
    let taken_back = taken_back.into_iter().map(RunId::hex);
    let mut tree = Tree {
        taken_back: taken_back.collect(),
        payments: payments(&desk.folder)?,
        ..Tree::default()
    };
    for run in &history.runs {
        let id = run.id.hex();
        let line = files.remove(&id);
        let line =
            line.ok_or_else(|| format!("{id} is not in the tree, or in the history twice"))?;
        let follows = digits(&line["after"]);
        if let Some(earlier) = follows.iter().find(|id| files.contains_key(*id)) {
            return Err(format!("{id} comes before {earlier}, which it follows"));
        }
        tree.runs.push(Run { id, line });
    }
    if let Some(id) = files.keys().next() {
        return Err(format!("{id} is in the tree and not in the history"));
    }
    tree.set_aside = set_aside(desk, &history)?;
    let expected: BTreeSet<String> = desk.known.difference(&tree.ids()).cloned().collect();
    if tree.set_aside != expected {
        let found = &tree.set_aside;
        return Err(format!("{found:?} are set aside instead of {expected:?}"));
    }
    match tree.payments.iter().find(|(_, count)| **count > 1) {
        Some((person, count)) => Err(format!("{person} has {count} default payments")),
        None => Ok(tree),
    }
}

/// The runs the store knows beyond the history.
fn set_aside(desk: &Desk, history: &History) -> Result<BTreeSet<String>, String> {
    let folder = StateFolder {
        household: desk.folder.clone(),
        path: desk.folder.join("state"),
        client_id: CLIENT_ID.to_owned(),
    };
    let aside = store::set_aside(&folder, history).map_err(|error| error.to_string())?;
    Ok(aside.into_iter().map(|run| run.id.hex()).collect())
}

fn digest(path: &Path) -> std::io::Result<Option<Digest>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(Digest::of(&bytes))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Validates that `check` is clean, and that `history` shows exactly what is in the clone.
pub(crate) fn is_shown(desk: &Desk, clock: i64, tree: &Tree) -> Result<(), String> {
    desk.run(clock, &["check"]).ended_with(&[0], "check")?;
    let arguments = ["history", "--format", "json"];
    let shown = desk.run(clock, &arguments).ended_with(&[0], "history")?;
    let shown: Value = serde_json::from_str(&shown.stdout).map_err(|error| error.to_string())?;
    let runs = ids(&shown["runs"]);
    let expected: Vec<String> = tree.runs.iter().map(|run| run.id.clone()).collect();
    if runs != expected {
        return Err(format!("history shows {runs:?} instead of {expected:?}"));
    }
    let aside: BTreeSet<String> = ids(&shown["set_aside"]).into_iter().collect();
    match aside == tree.set_aside {
        true => Ok(()),
        false => Err(format!(
            "history sets {aside:?} aside instead of {:?}",
            tree.set_aside
        )),
    }
}

/// The ids of runs that are shown, without the name of the digest.
fn ids(runs: &Value) -> Vec<String> {
    let runs = runs.as_array().into_iter().flatten();
    runs.flat_map(|run| digits(&Value::Array(vec![run["id"].clone()])))
        .collect()
}

/// The hex digits of a list of digests.
pub(crate) fn digits(list: &Value) -> Vec<String> {
    let digits = |text: String| text.trim_start_matches("sha256:").to_owned();
    texts(list).into_iter().map(digits).collect()
}

/// The first line of each run in the files of the history, by the digest of its lines; read without plexmgr.
pub(crate) fn runs_in_files(state: &Path) -> Result<BTreeMap<String, Value>, String> {
    let mut runs = BTreeMap::new();
    for path in files_in(&state.join("history")) {
        let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
        let (id, line) = run(&text)?;
        let name = path.to_string_lossy().into_owned();
        if !name.ends_with(&format!("-{}.jsonl", &id[..8])) {
            return Err(format!("{name} holds run {id}"));
        }
        runs.insert(id, line);
    }
    for block in blocks(&first_history(state)) {
        let (id, line) = run(&block)?;
        runs.insert(id, line);
    }
    Ok(runs)
}

/// The file of the first release; empty if there is none.
pub(crate) fn first_history(state: &Path) -> String {
    std::fs::read_to_string(state.join("history.jsonl")).unwrap_or_default()
}

/// The runs in the file of the first release, each with all its lines.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        match blocks.last_mut() {
            _ if line.contains("\"format\":2") => {}
            Some(block) if !line.starts_with(r#"{"line":"run""#) => block.push_str(line),
            _ => blocks.push(line.to_owned()),
        }
    }
    blocks
}

fn run(lines: &str) -> Result<(String, Value), String> {
    let first = lines.lines().next().unwrap_or_default();
    let line = serde_json::from_str(first).map_err(|error| format!("{first}: {error}"))?;
    let digest = Sha256::digest(lines.as_bytes());
    let id = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((id, line))
}

/// The records, if they are valid.
pub(crate) fn recorded(folder: &Path) -> Result<Household, String> {
    let loaded = records::load(folder, &RecordsSettings::default(), &[]);
    loaded.map_err(|problems| problems.to_string())
}

/// How many default payments each recorded person has, by Plex id.
fn payments(folder: &Path) -> Result<BTreeMap<String, usize>, String> {
    let household = recorded(folder)?;
    let users = household.records.users.values();
    let payments = users.filter_map(|user| {
        let id = user.plex.id.as_ref()?.value.to_string();
        let payments = user.payments.iter();
        let origins = payments.filter_map(|payment| payment.origin.as_ref());
        let imports = origins.filter(|origin| origin.value == PaymentOrigin::Import);
        Some((id, imports.count()))
    });
    Ok(payments.collect())
}
