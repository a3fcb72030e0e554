//! The applied runs, as text for people.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

use super::page::Page;
use super::paint::{Paint, Role};
use super::width::{fitted, fitted_lines, padded};
use crate::store::{FileLine, RunDetails, RunLine};
use crate::vocabulary::{counted, escaped, shown};

/// Where the facts of a run begin, behind their names.
const FACTS_COLUMN: usize = 12;

/// Where the subjects of changes begin, behind their kinds.
const SUBJECTS_COLUMN: usize = 16;

/// How wide the kind of a change is.
const KIND_COLUMNS: usize = 14;

/// How many digits of a commit are shown.
const COMMIT_DIGITS: usize = 12;

/// One line per run, the oldest first.
#[must_use]
pub fn runs_text(runs: &[RunLine], page: Page) -> String {
    let paint = page.paint;
    if runs.is_empty() {
        return "Nothing was applied yet.\n".to_owned();
    }
    let width = runs
        .iter()
        .map(|run| run.serial.to_string().len())
        .max()
        .unwrap_or(0);
    let taken_back = taken_back(runs);
    let mut text = String::new();
    for run in runs {
        let serial = paint.apply(Role::Heading, &format!("{:>width$}", run.serial));
        let undone = taken_back.get(&run.serial);
        let undone = undone.map(|later| format!(", undone {}", by(later)));
        let line = format!(
            "{serial}  {}  {}{}{}",
            escaped(&run.time),
            what(run),
            undone.unwrap_or_default(),
            paint.apply(Role::Quiet, &whence(run)),
        );
        text.push_str(&fitted(&line, width + 2, page.columns));
        text.push('\n');
    }
    text
}

/// By which run each run is taken back, if that was not taken back in turn.
pub(super) fn taken_back(runs: &[RunLine]) -> BTreeMap<u64, &RunLine> {
    let mut newest_first: Vec<&RunLine> = runs.iter().collect();
    newest_first.sort_by_key(|run| Reverse(run.serial));
    let mut taken_back = BTreeMap::new();
    for run in newest_first {
        let undone = run.undoes.filter(|undone| *undone < run.serial);
        if let Some(undone) = undone.filter(|_| !taken_back.contains_key(&run.serial)) {
            taken_back.entry(undone).or_insert(run);
        }
    }
    taken_back
}

/// `by run 2`, or `in part by run 2`
fn by(later: &RunLine) -> String {
    let part = if later.left_out > 0 { "in part " } else { "" };
    format!("{part}by run {}", later.serial)
}

fn what(run: &RunLine) -> String {
    let did = match run.undoes {
        Some(undone) => format!("undid run {undone}: {}", counted(run.changes, "change")),
        None => counted(run.changes, "change"),
    };
    let files = counted(run.files.len(), "file");
    match run.left_out {
        0 => format!("{did} in {files}"),
        left_out => format!("{did} in {files}, {left_out} left out"),
    }
}

/// `  (by Ada on commit 12ab…)`, or nothing if neither is known.
fn whence(run: &RunLine) -> String {
    let by = run.origin.by.as_ref().map(|by| format!("by {}", shown(by)));
    let words: Vec<String> = by.into_iter().chain(commit(run)).collect();
    match words.is_empty() {
        true => String::new(),
        false => format!("  ({})", words.join(" ")),
    }
}

fn commit(run: &RunLine) -> Option<String> {
    let commit = run.origin.commit.as_ref()?;
    let digits: String = commit.chars().take(COMMIT_DIGITS).collect();
    let dirty = if run.origin.dirty {
        ", changed since"
    } else {
        ""
    };
    Some(format!("on {}{dirty}", shown(&digits)))
}

/// A run with everything it changed.
#[must_use]
pub fn run_text(details: &RunDetails, runs: &[RunLine], page: Page) -> String {
    let paint = page.paint;
    let RunDetails {
        run,
        changes,
        files,
    } = details;
    let mut text = String::new();
    let heading = paint.apply(Role::Heading, &format!("Run {}", run.serial));
    let first = format!("{heading}: {}", what(run));
    text.push_str(&fitted_lines(&first, page.columns));
    text.push('\n');
    for (name, fact) in facts(run, taken_back(runs).get(&run.serial).copied()) {
        let line = format!("  {name:<9} {fact}");
        text.push_str(&fitted(&line, FACTS_COLUMN, page.columns));
        text.push('\n');
    }
    if !changes.is_empty() {
        text.push('\n');
    }
    for change in changes {
        let line = change_line(change, paint);
        text.push_str(&fitted(&line, SUBJECTS_COLUMN, page.columns));
        text.push('\n');
    }
    if !files.is_empty() {
        text.push('\n');
    }
    for file in files {
        writeln!(text, "{}", file_line(file)).expect("a String takes any text");
    }
    text
}

/// What is known of a run, by name; `later` is the run that took it back.
fn facts(run: &RunLine, later: Option<&RunLine>) -> Vec<(&'static str, String)> {
    let by_whom = run.origin.by.as_deref();
    let by_whom = by_whom.map_or_else(|| "unknown user".to_owned(), shown);
    let applied = format!("{} for {}", escaped(&run.time), run.today);
    let mut facts = vec![("applied", applied), ("by", by_whom)];
    facts.extend(commit(run).map(|commit| ("commit", commit.trim_start_matches("on ").to_owned())));
    facts.push(("plexmgr", escaped(&run.plexmgr)));
    facts.extend(run.plan.as_ref().map(|plan| ("plan", shown(plan))));
    let accepted = run.accepted.iter();
    let accepted: Vec<String> = accepted
        .map(|(guard, number)| format!("{}={number}", escaped(guard)))
        .collect();
    if !accepted.is_empty() {
        facts.push(("accepted", accepted.join(", ")));
    }
    facts.extend(run.undoes.map(|undone| ("undoes", format!("run {undone}"))));
    facts.extend(later.map(|later| ("undone", by(later))));
    facts
}

fn file_line(file: &FileLine) -> String {
    let FileLine {
        path,
        before,
        after,
        meanwhile: _,
        undo: _,
    } = file;
    let word = match (before, after) {
        (None, _) => "made",
        (_, None) => "removed",
        _ => "changed",
    };
    format!("{word:<7} {}", escaped(path))
}

/// A change as the history keeps it: kind, subject, values and reason.
fn change_line(change: &Value, paint: Paint) -> String {
    let word = |key: &str| change[key].as_str().map(shown);
    let kind = word("kind").unwrap_or_default();
    let role = match kind.split('_').next() {
        Some("add") => Role::Added,
        Some("remove" | "depart") => Role::Removed,
        _ => Role::Changed,
    };
    let subject = match (word("user"), word("server"), word("library")) {
        (Some(user), Some(server), _) => format!("{user} on {server}"),
        (Some(user), None, _) => user,
        (None, Some(server), Some(library)) => format!("{server}/{library}"),
        (None, server, _) => server.unwrap_or_default(),
    };
    let fields = change["fields"].as_object().into_iter().flatten();
    let fields: Vec<String> = fields
        .map(|(name, values)| {
            let before = match &values["before"] {
                Value::Null => String::new(),
                before => format!("{} -> ", value(before)),
            };
            format!("{} {before}{}", escaped(name), value(&values["after"]))
        })
        .collect();
    let reason = word("reason").map(|reason| format!("  ({reason})"));
    let reason = paint.apply(Role::Quiet, &reason.unwrap_or_default());
    let kind = paint.apply(role, &padded(&kind, KIND_COLUMNS));
    let gap = if fields.is_empty() { "" } else { "  " };
    format!("{kind}  {subject}{gap}{}{reason}", fields.join(", "))
}

fn value(of: &Value) -> String {
    match of {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => shown(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(value).collect();
            format!("[{}]", items.join(", "))
        }
        other => shown(&other.to_string()),
    }
}
