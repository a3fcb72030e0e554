//! A clone that still has the first release, which keeps all runs in `history.jsonl`.
//!
//! What that release does to the records is what today's does, so this runs today's on a copy that holds the records and
//! `history.jsonl` alone, and writes what it did in format 1. Where `PLEXMGR_FIRST_RELEASE` names a binary of
//! the first release, that is run instead.

use std::ffi::OsString;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::desk::Desk;
use crate::places::{files_in, fresh, mirror, write};
use crate::program::{Place, run, run_binary};
use crate::truth::{first_history, runs_in_files};

/// The end of a run that finds a line of a newer version.
const REFUSED: i32 = 9;

/// What came of a run of the first release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Applied,
    /// It found a line of a newer version, and changed nothing.
    Refused,
}

/// A binary of the first release, if one is named.
///
/// Its store gives the history back what git took away, so people of a discarded branch get no payment from it.
pub(crate) fn binary() -> Option<OsString> {
    std::env::var_os("PLEXMGR_FIRST_RELEASE")
}

/// Applies a snapshot as the first release does.
pub(crate) fn apply(desk: &mut Desk, clock: i64, snapshot: &Path) -> Result<Ended, String> {
    if let Some(binary) = binary() {
        let ended = really(Path::new(&binary), desk, clock, snapshot)?;
        // Its store keeps the runs; the model has none.
        let runs = runs_in_files(&desk.folder.join("state"))?;
        desk.known
            .extend(runs.into_keys().filter(|_| ended == Ended::Applied));
        return Ok(ended);
    }
    let before = first_history(&desk.folder.join("state"));
    let mut lines = before.lines().map(parsed);
    let is_newer = lines.any(|line| line["format"].as_u64() > Some(1));
    match is_newer {
        true => Ok(Ended::Refused),
        false => modelled(desk, clock, snapshot, &before),
    }
}

fn modelled(desk: &Desk, clock: i64, snapshot: &Path, before: &str) -> Result<Ended, String> {
    let copy = fresh();
    let folder = copy.path().join("household");
    for name in ["plexmgr.toml", "records"] {
        let from = desk.folder.join(name);
        match from.is_dir() {
            true => mirror(&from, &folder.join(name)),
            false => write(&folder.join(name), std::fs::read(&from).unwrap_or_default()),
        }
    }
    if !before.is_empty() {
        write(&folder.join("state/history.jsonl"), before);
    }
    let place = Place {
        household: &folder,
        home: copy.path(),
        clock,
    };
    let snapshot = snapshot.to_string_lossy();
    let arguments = ["apply", "--yes", "--brief", "--observed", &snapshot];
    run(place, &arguments).ended_with(&[0], "the model of the first release")?;
    mirror(&folder.join("records"), &desk.folder.join("records"));
    let mut history = before.to_owned();
    for path in files_in(&folder.join("state/history")) {
        let lines = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        history.push_str(&in_format_1(&lines, before));
    }
    if !history.is_empty() {
        write(&desk.folder.join("state/history.jsonl"), history);
    }
    Ok(Ended::Applied)
}

/// The lines of a run as the first release writes them behind others.
fn in_format_1(lines: &str, before: &str) -> String {
    let earlier = before.lines().map(parsed);
    let serials = earlier
        .filter(|line| line["line"] == "run")
        .filter_map(|line| line["serial"].as_u64());
    let serial = 1 + serials.max().unwrap_or(0);
    let line = |line: &str| {
        let mut old = Map::new();
        for (key, value) in parsed(line).as_object().into_iter().flatten() {
            match key.as_str() {
                "household" | "after" | "taken_back" => {}
                "line" => {
                    old.insert(key.clone(), value.clone());
                    if value != "run" {
                        old.insert("serial".to_owned(), json!(serial));
                    }
                }
                "format" => {
                    old.insert(key.clone(), json!(1));
                    old.insert(
                        "lineage".to_owned(),
                        json!("0b8fa3c0-6d1f-4d0c-9a5e-6a1c3a2b7f10"),
                    );
                    old.insert("serial".to_owned(), json!(serial));
                }
                _ => drop(old.insert(key.clone(), value.clone())),
            }
        }
        format!("{}\n", Value::Object(old))
    };
    lines.lines().map(line).collect()
}

fn parsed(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_default()
}

/// The same with a binary of the first release.
fn really(binary: &Path, desk: &Desk, clock: i64, snapshot: &Path) -> Result<Ended, String> {
    let place = Place {
        household: &desk.folder,
        home: &desk.home,
        clock,
    };
    let snapshot = snapshot.to_string_lossy();
    let arguments = ["apply", "--yes", "--brief", "--observed", &snapshot];
    let output = run_binary(binary, place, &arguments);
    match output.ended_with(&[0, REFUSED], "the first release")?.code {
        Some(REFUSED) => Ok(Ended::Refused),
        _ => Ok(Ended::Applied),
    }
}
