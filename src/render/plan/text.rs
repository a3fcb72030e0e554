//! The change set as text for people.

use std::collections::BTreeSet;

use super::details::details;
use super::{Shown, guards};
use crate::change::{Change, ChangeKind, Direction};
use crate::plan::{AccountVerdict, ChangeSet, Notice};
use crate::problem::listed;
use crate::render::kit::Page;
use crate::render::kit::diff::painted;
use crate::render::kit::paint::Role;
use crate::render::kit::width::{columns_of, fitted, padded};
use crate::vocabulary::{counted, escaped, shown as cut};

/// The widest column of subjects; longer ones push their line out.
const SUBJECT_COLUMNS: usize = 32;

/// How wide the sign and the kind of a change are, with the space behind them.
const KIND_COLUMNS: usize = 18;

/// Fewer columns than this for what changes are too few to read it in.
const LEAST_DETAILS: usize = 30;

/// How far the second line of a notice or heading stands in.
const HANG: usize = 4;

/// The whole plan: accounts, changes, diffs, notices, refused guards, and the counts as last line.
#[must_use]
pub fn plan(shown: &Shown<'_>, page: Page) -> String {
    let set = shown.change_set;
    let mut sections = vec![heading(set, page)];
    sections.push(changes(&set.changes, page));
    let diffs = shown.files.iter().filter_map(|file| file.diff.as_ref());
    sections.extend(diffs.map(|diff| painted(diff, page.paint)));
    sections.push(notices(&set.notices, page));
    sections.push(guards::verdicts(&set.guards, page));
    let last = summary(set) + &guards::refused_by(&set.guards);
    sections.push(fitted(&last, HANG, page.columns) + "\n");
    sections.retain(|section| !section.is_empty());
    sections.join("\n")
}

fn heading(set: &ChangeSet, page: Page) -> String {
    let accounts = set
        .accounts
        .iter()
        .map(account)
        .collect::<Vec<_>>()
        .join(", ");
    if accounts.is_empty() {
        let heading = format!("Edits of {}", set.today);
        return page.paint.apply(Role::Heading, &heading) + "\n";
    }
    let heading = format!("Plan for {}", set.today);
    let heading = page.paint.apply(Role::Heading, &heading);
    fitted(&format!("{heading}: {accounts}"), HANG, page.columns) + "\n"
}

fn account(verdict: &AccountVerdict) -> String {
    let AccountVerdict {
        name,
        id: _,
        complete,
        servers,
        users,
    } = verdict;
    let name = escaped(name.as_str());
    if *complete {
        format!(
            "{name} ({}, {})",
            counted(*servers, "server"),
            counted(*users, "person")
        )
    } else {
        format!("{name} (unknown)")
    }
}

fn changes(changes: &[Change], page: Page) -> String {
    let paint = page.paint;
    let subjects: Vec<String> = changes
        .iter()
        .map(|change| change.subject.to_string())
        .collect();
    let width = subjects
        .iter()
        .map(|subject| columns_of(subject))
        .max()
        .unwrap_or(0);
    let (width, hang) = layout(width, page.columns);
    let mut text = String::new();
    for (change, subject) in changes.iter().zip(&subjects) {
        let (symbol, role) = symbol(change.kind());
        let sign = paint.apply(role, symbol);
        let kind = paint.apply(role, &format!("{:<14}", change.kind().word()));
        let reason = paint.apply(Role::Quiet, &format!("({})", escaped(&change.reason)));
        let details = details(change);
        let gap = if details.is_empty() { "" } else { "  " };
        let subject = padded(subject, width);
        let line = format!("{sign} {kind}  {subject}  {details}{gap}{reason}");
        text.push_str(&fitted(&line, hang, page.columns));
        text.push('\n');
    }
    text
}

/// How wide the column of subjects is, of which the widest takes `widest`, and where the second line
/// of a change begins: under the details, or under the subject where there is no room for that.
fn layout(widest: usize, columns: Option<usize>) -> (usize, usize) {
    let width = widest.min(SUBJECT_COLUMNS);
    let Some(columns) = columns else {
        return (width, 0);
    };
    let details = KIND_COLUMNS + width + 2;
    if details + LEAST_DETAILS <= columns {
        return (width, details);
    }
    let narrow = columns.saturating_sub(KIND_COLUMNS) / 3;
    (width.min(narrow), KIND_COLUMNS)
}

fn symbol(kind: ChangeKind) -> (&'static str, Role) {
    match kind.direction() {
        Direction::Adds => ("+", Role::Added),
        Direction::Changes => ("~", Role::Changed),
        Direction::Removes => ("-", Role::Removed),
        Direction::Acts => (">", Role::Changed),
    }
}

fn notices(notices: &[Notice], page: Page) -> String {
    let mut text = String::new();
    for Notice {
        kind,
        subject,
        message,
        place,
    } in notices
    {
        let kind = page
            .paint
            .apply(Role::Warning, &format!("note[{}]", kind.word()));
        let place = place
            .as_ref()
            .map(|place| format!(" [{place}]"))
            .unwrap_or_default();
        let line = format!("{kind}: {} {}{place}", cut(subject), escaped(message));
        text.push_str(&fitted(&line, HANG, page.columns));
        text.push('\n');
    }
    text
}

/// The last line: the counts, and which accounts could not be read. Without changes it says that there are
/// none only of what was read and not refused.
#[must_use]
pub fn summary(set: &ChangeSet) -> String {
    let unknown = set.accounts.iter().filter(|account| !account.complete);
    let unknown: Vec<&str> = unknown.map(|account| account.name.as_str()).collect();
    let noun = if unknown.len() == 1 {
        "account"
    } else {
        "accounts"
    };
    let names = listed(unknown.iter().copied());
    let is_refused = set.guards.iter().any(|guard| !guard.passes());
    match (unknown.len(), set.changes.is_empty()) {
        (0, true) if is_refused => "Nothing is planned.".to_owned(),
        (0, _) => counts(set),
        (all, true) if all == set.accounts.len() => {
            format!("Plex could not be read for {noun} {names}: nothing can be concluded.")
        }
        (_, true) => format!(
            "No changes for the accounts that were read. Plex could not be read for {noun} {names}: nothing \
             can be concluded there."
        ),
        (_, false) => format!(
            "{} Plex could not be read for {noun} {names}: none of this can be applied.",
            counts(set)
        ),
    }
}

/// How many users and servers are added, updated and departed, and how many effects there are.
#[must_use]
pub fn counts(set: &ChangeSet) -> String {
    if set.changes.is_empty() {
        return "No changes.".to_owned();
    }
    let (mut added, mut touched, mut departed) = (BTreeSet::new(), BTreeSet::new(), 0_usize);
    let mut effects = 0_usize;
    for change in &set.changes {
        let subject = match change.who() {
            Some(who) => (true, who.user.as_str()),
            None => (false, change.server().map_or("", |server| server.as_str())),
        };
        match change.kind() {
            ChangeKind::AddServer | ChangeKind::AddUser => drop(added.insert(subject)),
            ChangeKind::DepartUser => departed += 1,
            ChangeKind::Effect(_) => effects += 1,
            _ => drop(touched.insert(subject)),
        }
    }
    let departing: BTreeSet<_> = set
        .changes
        .iter()
        .filter(|change| change.kind() == ChangeKind::DepartUser)
        .filter_map(Change::who)
        .map(|who| (true, who.user.as_str()))
        .collect();
    let updated = touched
        .iter()
        .filter(|s| !added.contains(*s) && !departing.contains(*s))
        .count();
    let effects = match effects {
        0 => String::new(),
        effects => format!(", {} to carry out", counted(effects, "effect")),
    };
    format!(
        "Plan: {} to add, {updated} to update, {departed} departed{effects}.",
        added.len()
    )
}
