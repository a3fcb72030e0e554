//! The first lines: what a reader has to know who reads nothing else.

use super::sources;
use crate::plan::{ChangeSet, UnknownFact};
use crate::render::kit::markdown::escape::Voice;
use crate::render::plan::Shown;
use crate::render::plan::counts::counts;
use crate::vocabulary::counted;

/// The heading with the verdict, and a line with the counts.
pub(super) fn verdict(shown: &Shown<'_>, voice: Voice) -> String {
    let set = shown.change_set;
    let refusing: Vec<&str> = set
        .guards
        .iter()
        .filter(|guard| !guard.passes())
        .map(|guard| guard.name.word())
        .collect();
    let counts = counts(set);
    let counts = counts.trim_end_matches('.');
    let size = size(shown);
    let today = set.today;
    let agreed = set.changes.is_empty();
    let mut lines = match (refusing.as_slice(), agreed) {
        ([], true) if set.accounts.iter().any(|account| account.believed) && !set.lacks_facts() => {
            format!("## {counts}\n\nOn {today} the records match Plex.\n\n")
        }
        ([], true) if set.accounts.is_empty() && !set.lacks_facts() => {
            format!("## {counts}\n\nNothing is planned for {today}.\n\n")
        }
        ([], true)
            if !set.accounts.is_empty() && set.accounts.iter().all(|account| !account.believed) =>
        {
            format!(
                "## Plex could not be read\n\nNothing is planned for {today}, because nothing can be concluded.\n\n"
            )
        }
        ([], true) => {
            format!("## Not everything is known\n\nNothing else is planned for {today}.\n\n")
        }
        ([], false) => format!("## {counts}\n\n{size} for {today}.\n\n"),
        (names, true) => format!(
            "## Refused by {}\n\nNothing is planned for {today} until that is settled.\n\n",
            names.join(", ")
        ),
        (names, false) => format!(
            "## Refused by {}\n\n**{counts}.** {size} for {today}; none of it can be applied as it is.\n\n",
            names.join(", ")
        ),
    };
    lines.push_str(&unknown(set, voice));
    lines
}

/// `24 changes in 8 files`
fn size(shown: &Shown<'_>) -> String {
    let changes = shown.change_set.changes.len();
    format!(
        "{} in {}",
        counted(changes, "change"),
        counted(shown.files.len(), "file")
    )
}

/// What is not known, so that it is not taken for agreement, with what is held back for it.
fn unknown(set: &ChangeSet, voice: Voice) -> String {
    /// More of it is among the notices further down.
    const MOST: usize = 10;
    let sources = sources::in_doubt(set).map(|source| sources::unknown(source, voice));
    let sources: String = sources.collect();
    if set.unknown.is_empty() && sources.is_empty() {
        return String::new();
    }
    let line = |fact: &UnknownFact| {
        let account = voice.name(fact.account.as_str());
        let what = voice.sentence(&fact.what());
        let held = match fact.held.len() {
            0 => "nothing is held back".to_owned(),
            count => format!("{} held back", counted(count, "change")),
        };
        format!("- {account}: {what} ({held})\n")
    };
    let mut text: String = set.unknown.iter().take(MOST).map(line).collect();
    if set.unknown.len() > MOST {
        text.push_str(&format!("- {} more\n", set.unknown.len() - MOST));
    }
    text.push_str(&sources);
    format!("Not known:\n\n{text}\n")
}
