//! Servers and libraries, notices, and the accounts that were asked.

use super::words;
use crate::change::Change;
use crate::plan::{AccountVerdict, ChangeSet, Notice};
use crate::render::Privacy;
use crate::render::kit::markdown::budget::Section;
use crate::render::kit::markdown::escape::{Voice, code, place_words};

/// What changes in `servers.yaml`.
pub(super) fn servers(set: &ChangeSet, voice: Voice) -> Section {
    let changes = set.changes.iter();
    let rows: Vec<String> = changes
        .filter(|change| change.who().is_none())
        .map(|change| change_row(change, voice))
        .collect();
    Section {
        opening: format!(
            "### Servers and libraries ({})\n\n\
             | Server | Change | What | Why |\n| --- | --- | --- | --- |\n",
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
    let rows: Vec<String> = effects.map(|change| change_row(change, voice)).collect();
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

fn change_row(change: &Change, voice: Voice) -> String {
    format!(
        "| {} | {} | {} | {} |\n",
        code(&change.subject.to_string()),
        code(change.kind().word()),
        words::what(change, voice),
        voice.sentence(&change.reason)
    )
}

/// What is worth saying and changes nothing, the gravest first.
pub(super) fn notices(notices: &[Notice], voice: Voice) -> Section {
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
    Section {
        opening: format!(
            "### Notices ({})\n\n| Notice | About | What |\n| --- | --- | --- |\n",
            notices.len()
        ),
        rows: notices.iter().map(row).collect(),
        nouns: ["notice", "notices"],
    }
}

/// Every account that was asked.
pub(super) fn accounts(accounts: &[AccountVerdict], voice: Voice) -> Section {
    let row = |account: &AccountVerdict| {
        let AccountVerdict {
            name,
            id: _,
            complete,
            servers,
            users,
        } = account;
        let name = voice.name(name.as_str());
        match complete {
            true => format!("| {name} | read | {servers} | {users} |\n"),
            false => format!("| {name} | unknown | – | – |\n"),
        }
    };
    Section {
        opening: "### Accounts\n\n| Account | | Servers | People |\n| --- | --- | --- | --- |\n"
            .to_owned(),
        rows: accounts.iter().map(row).collect(),
        nouns: ["account", "accounts"],
    }
}
