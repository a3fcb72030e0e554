//! The change set as text for people.

use std::collections::BTreeSet;

use super::counts::counts;
use super::lines::{Entry, Line, grouped, lines, more};
use super::{Extent, Shown, guards, sources};
use crate::change::{Change, ChangeKind, Direction};
use crate::plan::{AccountVerdict, ChangeSet, Held, Notice};
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

/// The whole plan: accounts, money of users without access, changes, diffs, other notices, control totals, refused
/// guards, and the counts as last line.
#[must_use]
pub fn plan(shown: &Shown<'_>, extent: Extent, page: Page) -> String {
    let set = shown.change_set;
    let mut sections = vec![heading(set, page)];
    let (first, others): (Vec<&Notice>, Vec<&Notice>) = set
        .notices
        .iter()
        .partition(|notice| sources::comes_first(notice));
    sections.push(notices(&first, extent, page));
    sections.push(changes(&set.changes, extent, page));
    let diffs = shown.files.iter().filter_map(|file| file.diff.as_ref());
    sections.extend(diffs.map(|diff| painted(diff, page.paint)));
    sections.push(notices(&others, extent, page) + &silenced(set, page));
    sections.push(sources::lines(set, page));
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
        .map(|verdict| account(verdict, set))
        .chain(set.sources.iter().map(sources::in_heading))
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

fn account(verdict: &AccountVerdict, set: &ChangeSet) -> String {
    let AccountVerdict {
        name,
        id: _,
        complete: _,
        believed,
        servers,
        users,
    } = verdict;
    let is_whole = set.unknown.iter().all(|fact| fact.account != *name);
    let partly = if is_whole { "" } else { ", read in part" };
    let name = escaped(name.as_str());
    match believed {
        true => format!(
            "{name} ({}, {}{partly})",
            counted(*servers, "server"),
            counted(*users, "person")
        ),
        false => format!("{name} (unknown)"),
    }
}

fn changes(changes: &[Change], extent: Extent, page: Page) -> String {
    let lines = lines(changes);
    let entries = grouped(&lines, |line| line.kind, extent);
    let shown = entries.iter().filter_map(|entry| match entry {
        Entry::Item(line) => Some(columns_of(&line.subject)),
        Entry::More { .. } => None,
    });
    let (width, hang) = layout(shown.max().unwrap_or(0), page.columns);
    let mut text = String::new();
    for entry in &entries {
        let line = match entry {
            Entry::Item(line) => change_line(line, width, page),
            Entry::More { kind, hidden } => {
                format!("{}{}; `-v` lists them", signed(*kind, page), more(*hidden))
            }
        };
        text.push_str(&fitted(&line, hang, page.columns));
        text.push('\n');
    }
    text
}

fn change_line(line: &Line<'_>, width: usize, page: Page) -> String {
    let Line {
        kind,
        subject,
        details,
        reason,
    } = line;
    let reason = match *reason {
        "" => String::new(),
        reason => page
            .paint
            .apply(Role::Quiet, &format!("({})", escaped(reason))),
    };
    let gap = if details.is_empty() || reason.is_empty() {
        ""
    } else {
        "  "
    };
    let subject = padded(subject, width);
    format!("{}{subject}  {details}{gap}{reason}", signed(*kind, page))
}

/// `+ add_user        `
fn signed(kind: ChangeKind, page: Page) -> String {
    let (symbol, role) = symbol(kind);
    let sign = page.paint.apply(role, symbol);
    let word = page.paint.apply(role, &format!("{:<14}", kind.word()));
    format!("{sign} {word}  ")
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

fn notices(notices: &[&Notice], extent: Extent, page: Page) -> String {
    let mut text = String::new();
    for entry in grouped(notices, |notice| notice.kind, extent) {
        let (kind, words) = match entry {
            Entry::Item(notice) => (notice.kind, notice_words(notice)),
            Entry::More { kind, hidden } => (kind, more(hidden) + "; `-v` lists them"),
        };
        let label = format!("note[{}]", kind.word());
        let label = page.paint.apply(Role::Warning, &label);
        text.push_str(&fitted(&format!("{label}: {words}"), HANG, page.columns));
        text.push('\n');
    }
    text
}

/// How many notices the settings silence.
fn silenced(set: &ChangeSet, page: Page) -> String {
    match set.silenced {
        0 => String::new(),
        silenced => {
            let line = format!("{} silenced by the settings", counted(silenced, "notice"));
            page.paint.apply(Role::Quiet, &line) + "\n"
        }
    }
}

fn notice_words(notice: &Notice) -> String {
    let Notice {
        kind: _,
        subject,
        message,
        place,
    } = notice;
    let place = place.as_ref().map(|place| format!(" [{place}]"));
    format!(
        "{} {}{}",
        cut(subject),
        escaped(message),
        place.unwrap_or_default()
    )
}

/// The last line: the counts, which accounts could not be read, and what is held back. Without changes it says that
/// there are none only of what was read and not refused.
#[must_use]
pub fn summary(set: &ChangeSet) -> String {
    let unread = set.accounts.iter().filter(|account| !account.believed);
    let unread: Vec<&str> = unread.map(|account| account.name.as_str()).collect();
    let is_refused = set.guards.iter().any(|guard| !guard.passes());
    let counts = match (unread.len(), set.changes.is_empty()) {
        (0, true) if is_refused => "Nothing is planned.".to_owned(),
        (all, true) if all > 0 && all == set.accounts.len() => String::new(),
        (0, true) if set.lacks_facts() => "No changes of what is known.".to_owned(),
        (_, true) if !unread.is_empty() => "No changes for the accounts that were read.".to_owned(),
        _ => counts(set),
    };
    let is_all =
        unread.len() == set.accounts.len() && set.changes.is_empty() && set.sources.is_empty();
    [
        counts,
        unread_accounts(&unread, is_all),
        unread_sources(set),
        held_back(set),
    ]
    .into_iter()
    .filter(|clause| !clause.is_empty())
    .collect::<Vec<_>>()
    .join(" ")
}

/// `Plex could not be read for account main: nothing can be concluded there.`
fn unread_accounts(names: &[&str], is_all: bool) -> String {
    match names {
        [] => String::new(),
        names => {
            let noun = if names.len() == 1 {
                "account"
            } else {
                "accounts"
            };
            let names = listed(names.iter().copied());
            let there = if is_all { "" } else { " there" };
            format!("Plex could not be read for {noun} {names}: nothing can be concluded{there}.")
        }
    }
}

/// `Sources not used: bank.`
fn unread_sources(set: &ChangeSet) -> String {
    let names: Vec<&str> = sources::in_doubt(set)
        .map(|source| source.name.as_str())
        .collect();
    match names.as_slice() {
        [] => String::new(),
        [name] => format!("Source {name} is not used."),
        names => format!("Sources {} are not used.", listed(names.iter().copied())),
    }
}

/// How many changes are held back because of what is not known.
fn held_back(set: &ChangeSet) -> String {
    let held: BTreeSet<&Held> = set.unknown.iter().flat_map(|fact| &fact.held).collect();
    match held.len() {
        0 => String::new(),
        count => format!(
            "Held back, because not everything is known: {}.",
            counted(count, "change")
        ),
    }
}
