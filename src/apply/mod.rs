//! ROOM 5: writes what was decided and drafted; decides nothing.
//!
//! Files first, each whole at every moment, then the history and the store. Start at [`apply`].

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use crate::draft::{Draft, DraftedFile};
use crate::files;
use crate::plan::{Action, Change, ChangeSet};
use crate::records::schema::Records;
use crate::store::{AppliedRun, StoreError, Writer};
use crate::vocabulary::PlexId;

/// What there is to apply.
#[derive(Debug, Clone, Copy)]
pub struct ToApply<'a> {
    /// The household's folder.
    pub household: &'a Path,
    /// The records the plan was made from.
    pub records: &'a Records,
    /// The decided changes.
    pub change_set: &'a ChangeSet,
    /// The new texts of the files.
    pub draft: &'a Draft,
    /// When, in RFC 3339 and UTC.
    pub time: &'a str,
    /// The digest of the saved plan, if it is one that is applied.
    pub plan: Option<&'a str>,
}

/// What was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The run's serial; `None` if nothing was written.
    pub serial: Option<u64>,
    /// The files written, relative to the household.
    pub written: Vec<Arc<str>>,
    /// The files that were not, and why.
    pub failed: Vec<Failed>,
}

/// A file that could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Relative to the household.
    pub path: Arc<str>,
    /// Why, as a clause for people.
    pub reason: String,
}

/// Writes the drafted files and remembers the run.
///
/// A file that cannot be written does not stop the others; only if the servers cannot be written,
/// nothing is, because users refer to them.
///
/// # Errors
/// When the run cannot be remembered. The files are written then, and the next run remembers it.
pub fn apply(
    to_apply: &ToApply<'_>,
    store: &mut Writer,
    change_line: impl Fn(&Change) -> serde_json::Value,
) -> Result<Applied, StoreError> {
    let mut applied = Applied {
        serial: None,
        written: Vec::new(),
        failed: Vec::new(),
    };
    let mut servers_failed = false;
    for file in &to_apply.draft.files {
        let outcome = if servers_failed {
            Err("the servers, to which it refers, could not be written".to_owned())
        } else {
            let text = file.meanwhile.as_ref().unwrap_or(&file.after);
            write(to_apply.household, file, file.before.as_deref(), text)
        };
        match outcome {
            Ok(()) => applied.written.push(file.path.clone()),
            Err(reason) => {
                servers_failed |= is_about_servers(&to_apply.change_set.changes, file);
                applied.fail(file, reason);
            }
        }
    }
    let removed = write_removals(to_apply, &mut applied);
    if !applied.written.is_empty() {
        let run = run(to_apply, &applied, removed, change_line);
        applied.serial = Some(store.remember(&run)?);
    }
    Ok(applied)
}

impl Applied {
    fn fail(&mut self, file: &DraftedFile, reason: String) {
        let path = file.path.clone();
        self.failed.push(Failed { path, reason });
    }
}

/// Takes out what nobody refers to any more, now that every user is written; tells whether it could.
fn write_removals(to_apply: &ToApply<'_>, applied: &mut Applied) -> bool {
    let mut removed = true;
    for file in &to_apply.draft.files {
        let Some(meanwhile) = &file.meanwhile else {
            continue;
        };
        let outcome = match applied.failed.as_slice() {
            [] => write(to_apply.household, file, Some(meanwhile), &file.after),
            _ => Err("libraries stay listed until every user could be written".to_owned()),
        };
        if let Err(reason) = outcome {
            removed = false;
            applied.fail(file, reason);
        }
    }
    removed
}

fn is_about_servers(changes: &[Change], file: &DraftedFile) -> bool {
    changes
        .iter()
        .any(|change| change.file == file.path && change.action.who().is_none())
}

/// Writes one file, unless it is no longer what it was `before`.
fn write(
    household: &Path,
    file: &DraftedFile,
    before: Option<&str>,
    text: &str,
) -> Result<(), String> {
    let path = household.join(file.path.as_ref());
    if before == Some(text) {
        return Ok(());
    }
    let Some(before) = before else {
        return files::create_new(&path, text.as_bytes()).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => {
                "somebody made this file since the records were read".to_owned()
            }
            _ => error.to_string(),
        });
    };
    match files::read_limited(&path, files::RECORD_LIMIT) {
        Ok(now) if now == before.as_bytes() => {}
        Ok(_) => return Err("somebody changed this file since it was read".to_owned()),
        Err(error) => return Err(error.to_string()),
    }
    files::replace(&path, text.as_bytes()).map_err(|error| error.to_string())
}

fn run(
    to_apply: &ToApply<'_>,
    applied: &Applied,
    removed: bool,
    change_line: impl Fn(&Change) -> serde_json::Value,
) -> AppliedRun {
    let left_out = applied.failed.len() + to_apply.draft.refused.len();
    let written: BTreeSet<&Arc<str>> = applied.written.iter().collect();
    let drafted = to_apply.draft.drafted(&to_apply.change_set.changes);
    let is_removal = |change: &Change| matches!(change.action, Action::RemoveLibrary { .. });
    let applied: Vec<&Change> = drafted
        .filter(|change| written.contains(&change.file) && (removed || !is_removal(change)))
        .collect();
    let imported = |change: &Change| match &change.action {
        Action::AddUser { who, .. } | Action::LinkUser { who } => Some(who.plex_id),
        _ => None,
    };
    let recorded = to_apply
        .records
        .users
        .values()
        .filter_map(|user| user.plex.id.as_ref());
    let people: BTreeSet<PlexId> = recorded
        .map(|id| id.value)
        .chain(applied.iter().filter_map(|c| imported(c)))
        .collect();
    let accounts = to_apply
        .change_set
        .accounts
        .iter()
        .filter(|account| account.complete);
    AppliedRun {
        time: to_apply.time.to_owned(),
        today: to_apply.change_set.today,
        owners: accounts
            .filter_map(|a| Some((a.name.clone(), a.id?)))
            .collect(),
        people: people.into_iter().collect(),
        files: written.iter().map(ToString::to_string).collect(),
        changes: applied.into_iter().map(change_line).collect(),
        plan: to_apply.plan.map(str::to_owned),
        left_out,
    }
}
