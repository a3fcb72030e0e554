//! The first lines: what a reader has to know who reads nothing else.

use crate::plan::{AccountVerdict, ChangeSet};
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
        ([], true) => format!("## {counts}\n\nOn {today} the records match Plex.\n\n"),
        ([], false) => format!("## {counts}\n\n{size} for {today}.\n\n"),
        (["complete"], true) => format!(
            "## Plex could not be read\n\nNothing is planned for {today}, because nothing can be concluded.\n\n"
        ),
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

/// That some accounts could not be read, so that what is missing is not taken for agreement.
fn unknown(set: &ChangeSet, voice: Voice) -> String {
    /// More accounts are in the table further down.
    const MOST_NAMES: usize = 10;
    let unknown: Vec<&AccountVerdict> = set.accounts.iter().filter(|a| !a.complete).collect();
    if unknown.is_empty() {
        return String::new();
    }
    let named = unknown.iter().take(MOST_NAMES);
    let mut names: Vec<String> = named.map(|a| voice.name(a.name.as_str())).collect();
    if unknown.len() > MOST_NAMES {
        names.push(format!("{} more", unknown.len() - MOST_NAMES));
    }
    format!(
        "Plex could not be read completely, so nothing is concluded from: {}.\n\n",
        names.join(", ")
    )
}
