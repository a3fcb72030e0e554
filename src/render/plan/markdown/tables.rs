//! Servers and libraries, notices, and the accounts that were asked.

use super::words;
use crate::change::Change;
use crate::plan::{AccountVerdict, ChangeSet, Notice};
use crate::render::Privacy;
use crate::render::kit::markdown::budget::Section;
use crate::render::kit::markdown::escape::{Voice, code, place_words};
use crate::render::plan::Extent;
use crate::render::plan::lines::{Entry, Folded, grouped, more};
use crate::vocabulary::counted;

/// What changes in `servers.yaml`.
pub(super) fn servers(set: &ChangeSet, voice: Voice) -> Section {
    let folded = Folded::of(&set.changes);
    let changes = set.changes.iter();
    let changes = changes.filter(|change| {
        let is_else = change.who().is_some() || change.subject.transaction().is_some();
        !is_else && change.as_effect().is_none()
    });
    let count = changes.clone().count();
    let shown = changes.filter(|change| !folded.holds(change));
    let rows = shown.map(|change| match folded.libraries(change) {
        Some(libraries) => change_row(change, &format!(", {libraries}"), voice),
        None => change_row(change, "", voice),
    });
    Section {
        opening: format!(
            "### Servers and libraries ({count})\n\n\
             | Server | Change | What | Why |\n| --- | --- | --- | --- |\n"
        ),
        rows: rows.collect(),
        nouns: ["change", "changes"],
    }
}

/// Which transactions wait, and which wait no longer.
pub(super) fn inbox(set: &ChangeSet, voice: Voice) -> Section {
    let changes = set.changes.iter();
    let changes = changes.filter(|change| change.subject.transaction().is_some());
    let rows: Vec<String> = changes
        .map(|change| change_row(change, "", voice))
        .collect();
    Section {
        opening: format!(
            "### Inbox ({})\n\n| Transaction | Change | What | Why |\n| --- | --- | --- | --- |\n",
            rows.len()
        ),
        rows,
        nouns: ["change", "changes"],
    }
}

/// What happens outside the household.
pub(super) fn effects(set: &ChangeSet, voice: Voice) -> Section {
    let effects = set.changes.iter();
    let effects = effects.filter(|change| change.as_effect().is_some());
    let rows: Vec<String> = effects
        .map(|change| change_row(change, "", voice))
        .collect();
    Section {
        opening: format!(
            "### Effects outside the household ({})\n\n\
             | About | Effect | What | Why |\n| --- | --- | --- | --- |\n",
            rows.len()
        ),
        rows,
        nouns: ["effect", "effects"],
    }
}

/// A row, with `more` behind what is done.
fn change_row(change: &Change, more: &str, voice: Voice) -> String {
    format!(
        "| {} | {} | {}{more} | {} |\n",
        code(&change.subject.to_string()),
        code(change.kind().word()),
        words::what(change, voice),
        voice.sentence(&change.reason)
    )
}

/// What is worth saying and changes nothing, the gravest first.
pub(super) fn notices(set: &ChangeSet, voice: Voice) -> Section {
    let notices = &set.notices;
    let row = |notice: &Notice| {
        let Notice {
            kind,
            subject,
            message,
            place,
        } = notice;
        let message = match voice.privacy {
            Privacy::Open => message,
            Privacy::Masked => notice.public_message(),
        };
        let place = place
            .as_ref()
            .map(|place| format!(" ({})", place_words(place)));
        format!(
            "| {} | {} | {}{} |\n",
            code(kind.word()),
            voice.name(subject),
            voice.sentence(message),
            place.unwrap_or_default()
        )
    };
    let entries = grouped(notices, |notice| notice.kind, Extent::Grouped);
    let rows = entries.into_iter().map(|entry| match entry {
        Entry::Item(notice) => row(notice),
        Entry::More { kind, hidden } => format!("| {} | | {} |\n", code(kind.word()), more(hidden)),
    });
    let silenced = (set.silenced > 0).then(|| {
        let silenced = counted(set.silenced, "notice");
        format!("| | | {silenced} silenced by the settings |\n")
    });
    Section {
        opening: format!(
            "### Notices ({})\n\n| Notice | About | What |\n| --- | --- | --- |\n",
            notices.len()
        ),
        rows: rows.chain(silenced).collect(),
        nouns: ["notice", "notices"],
    }
}

/// Every account that was asked.
pub(super) fn accounts(set: &ChangeSet, voice: Voice) -> Section {
    let accounts = &set.accounts;
    let row = |account: &AccountVerdict| {
        let AccountVerdict {
            name,
            id: _,
            complete: _,
            believed,
            servers,
            users,
        } = account;
        let is_whole = set.unknown.iter().all(|fact| fact.account != *name);
        let name = voice.name(name.as_str());
        match (is_whole, believed) {
            (true, true) => format!("| {name} | read | {servers} | {users} |\n"),
            (false, true) => format!("| {name} | read in part | {servers} | {users} |\n"),
            (_, false) => format!("| {name} | unknown | – | – |\n"),
        }
    };
    Section {
        opening: "### Accounts\n\n| Account | | Servers | People |\n| --- | --- | --- | --- |\n"
            .to_owned(),
        rows: accounts.iter().map(row).collect(),
        nouns: ["account", "accounts"],
    }
}
