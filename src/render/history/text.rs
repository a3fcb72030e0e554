//! The applied runs, as text for people.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

use crate::change::{ChangeKind, Direction, RecordedChange};
use crate::effects::End;
use crate::history::{self, EffectLine, FileLine, Run, RunDetails, RunLine, Undone};
use crate::render::kit::Page;
use crate::render::kit::paint::{Paint, Role};
use crate::render::kit::width::{fitted, fitted_lines, padded};
use crate::render::plan::equation;
use crate::sources::SourceTotals;
use crate::vocabulary::{RunId, counted, escaped, shown};

/// Where the facts of a run begin, behind their names.
const FACTS_COLUMN: usize = 12;

/// Where the subjects of changes begin, behind their kinds.
const SUBJECTS_COLUMN: usize = 16;

/// How wide the kind of a change is.
const KIND_COLUMNS: usize = 14;

/// How many digits of a commit are shown.
const COMMIT_DIGITS: usize = 12;

/// The applied runs, and what became of them.
#[derive(Debug)]
pub struct HistoryView<'r> {
    /// Those in the working tree, in their order.
    runs: &'r [Run],
    /// Those of them that git took back.
    taken_back: &'r [RunId],
    /// Those the store knows besides.
    set_aside: &'r [Run],
    /// By which run each was undone.
    undone: BTreeMap<RunId, &'r Run>,
}

impl<'r> HistoryView<'r> {
    /// The runs in the working tree, those of them that git took back, and those the store knows besides.
    #[must_use]
    pub fn of(runs: &'r [Run], taken_back: &'r [RunId], set_aside: &'r [Run]) -> Self {
        Self {
            runs,
            taken_back,
            set_aside,
            undone: history::undone(runs.iter()),
        }
    }

    pub(super) fn runs(&self) -> impl Iterator<Item = &'r Run> {
        self.runs.iter()
    }

    pub(super) fn set_aside(&self) -> impl Iterator<Item = &'r Run> {
        self.set_aside.iter()
    }

    /// What became of a run, as in `undone by run 3f2a91bc`.
    pub fn end(&self, id: RunId) -> Option<String> {
        let undone = || {
            let later = self.undone.get(&id)?;
            Some(match later.line.undone() == Some(id) {
                true => format!("undone {}", by(later)),
                false => "taken back by git".to_owned(),
            })
        };
        let is_of = |run: &Run| run.id == id;
        if self.taken_back.contains(&id) {
            return Some("taken back by git".to_owned());
        }
        if self.set_aside.iter().any(is_of) {
            return Some("not in the working tree".to_owned());
        }
        undone()
    }
}

/// One line per run, the oldest first, then those that count for nothing.
#[must_use]
pub fn runs_text(applied: &HistoryView<'_>, page: Page) -> String {
    let mut text = String::new();
    if applied.runs.is_empty() {
        text.push_str("Nothing was applied yet.\n");
    }
    for run in applied.runs() {
        text.push_str(&run_row(run, applied.end(run.id), page));
    }
    if !applied.set_aside.is_empty() {
        let heading = "Not in the working tree, so these runs count for nothing; `plexmgr state restore RUN` \
                       writes the file of one back:";
        text.push_str(&format!("\n{}\n", fitted_lines(heading, page.columns)));
    }
    for run in applied.set_aside() {
        text.push_str(&run_row(run, None, page));
    }
    text
}

/// The line of one run, with what became of it.
fn run_row(run: &Run, end: Option<String>, page: Page) -> String {
    let id = run.id.to_string();
    let end = end.map(|end| format!(", {end}")).unwrap_or_default();
    let line = format!(
        "{}  {}  {}{end}{}",
        page.paint.apply(Role::Heading, &id),
        escaped(&run.line.time),
        what(&run.line),
        page.paint.apply(Role::Quiet, &whence(&run.line)),
    );
    format!("{}\n", fitted(&line, id.len() + 2, page.columns))
}

/// `by run 3f2a91bc`, or `in part by run 3f2a91bc`
fn by(later: &Run) -> String {
    let part = if later.line.left_out > 0 {
        "in part "
    } else {
        ""
    };
    format!("{part}by run {}", later.id)
}

fn what(run: &RunLine) -> String {
    let changes = counted(run.changes, "change");
    let did = match run.undoes {
        Some(Undone::Run(undone)) => format!("undid run {undone}: {changes}"),
        Some(Undone::Serial(_)) => format!("undid an earlier run: {changes}"),
        None => changes,
    };
    let files = counted(run.files.len(), "file");
    let effects = match run.effects {
        0 => String::new(),
        effects => format!(", {}", counted(effects, "effect")),
    };
    match run.left_out {
        0 => format!("{did} in {files}{effects}"),
        left_out => format!("{did} in {files}{effects}, {left_out} left out"),
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
pub fn run_text(details: &RunDetails, applied: &HistoryView<'_>, page: Page) -> String {
    let paint = page.paint;
    let RunDetails {
        id,
        run,
        changes,
        files,
        effects,
    } = details;
    let mut text = String::new();
    let heading = paint.apply(Role::Heading, &format!("Run {id}"));
    let first = format!("{heading}: {}", what(run));
    text.push_str(&fitted_lines(&first, page.columns));
    text.push('\n');
    for (name, fact) in facts(run, applied.end(*id)) {
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
    if !effects.is_empty() {
        text.push('\n');
    }
    for effect in effects {
        let line = effect_line(effect, paint);
        text.push_str(&fitted(&line, SUBJECTS_COLUMN, page.columns));
        text.push('\n');
    }
    text
}

/// What is known of a run, by name, with what became of it.
fn facts(run: &RunLine, end: Option<String>) -> Vec<(&'static str, String)> {
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
    let totals = run.totals.iter();
    facts.extend(totals.map(|totals| ("source", source(totals))));
    facts.extend(
        run.undone()
            .map(|undone| ("undoes", format!("run {undone}"))),
    );
    facts.extend(end.map(|end| ("now", end)));
    facts
}

/// `paypal: 40 rows, 215.00 EUR = 37 recorded (200.00) + 3 open (15.00)`
fn source(totals: &SourceTotals) -> String {
    format!("{}: {}", totals.source, equation(totals))
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

/// `> give_role  subscriber for marlow: refused, Missing Permissions`
fn effect_line(line: &EffectLine, paint: Paint) -> String {
    let EffectLine { effect, outcome } = line;
    let role = match outcome.end {
        End::Done => Role::Changed,
        End::Refused | End::Failed | End::Unknown => Role::Refusal,
    };
    let end = paint.apply(role, outcome.end.word());
    let words = outcome.words.as_deref().map(shown);
    let words = words.map(|words| format!(", {words}")).unwrap_or_default();
    let (kind, what) = (shown(&effect.operation.kind), shown(&effect.operation.what));
    format!("> {kind}  {what}: {end}{words}")
}

/// A change as the history holds it: kind, subject, values and reason.
pub(in crate::render) fn change_line(change: &RecordedChange, paint: Paint) -> String {
    let direction = change.known_kind().map(ChangeKind::direction);
    let role = match direction {
        Some(Direction::Adds) => Role::Added,
        Some(Direction::Removes) => Role::Removed,
        Some(Direction::Changes | Direction::Acts) | None => Role::Changed,
    };
    let subject = match (&change.user, &change.server, &change.library) {
        (Some(user), Some(server), _) => format!("{user} on {server}"),
        (Some(user), None, _) => user.to_string(),
        (None, Some(server), Some(library)) => format!("{server}/{library}"),
        (None, Some(server), None) => server.to_string(),
        (None, None, _) => String::new(),
    };
    let fields = change.fields.iter().flatten();
    let fields: Vec<String> = fields
        .map(|(name, values)| {
            let before = match &values["before"] {
                Value::Null => String::new(),
                before => format!("{} -> ", value(before)),
            };
            format!("{} {before}{}", escaped(name), value(&values["after"]))
        })
        .collect();
    let reason = match change.reason.as_str() {
        "" => String::new(),
        reason => format!("  ({})", shown(reason)),
    };
    let reason = paint.apply(Role::Quiet, &reason);
    let kind = paint.apply(role, &padded(&shown(&change.kind), KIND_COLUMNS));
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
