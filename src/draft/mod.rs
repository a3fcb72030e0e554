//! What the change set means for the files: every new text, computed and checked, nothing written.
//!
//! Both `plan` (for the diffs) and `apply` (to write) use it. A text is only handed out after it was
//! read back and found to mean exactly the intended records. A user or server that cannot be edited
//! safely is left out with file, line and reason, and so is every user who would then refer to
//! something that was not written; everything else goes on. Start at [`draft`].

mod edits;
mod expected_payments;
mod expected_records;
mod inbox;
mod payments;
mod removed;
mod restructure;
mod servers;
mod together;
mod users;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::change::{Action, Change, Subject};
use crate::parallel;
use crate::problem::Problems;
use crate::records::Household;
use crate::records::schema::LibraryChoice;
use crate::vocabulary::{Handle, Place, TransactionKey};
use crate::yaml::{self, Document, Edit, RemovedComment};

/// The new texts of all files, and what is left out of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// By path; `servers.yaml` first, because users refer to it.
    pub files: Vec<DraftedFile>,
    /// What is left out, in the order of the files.
    pub refused: Vec<Refused>,
    /// Whether all files are written in their order, and none after one that cannot be.
    pub is_one_step: bool,
    /// The comments that are removed with what they are about, in the order of the files.
    pub removed_comments: Vec<RemovedComments>,
}

/// A file and what shall be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftedFile {
    /// Relative to the household.
    pub path: Arc<str>,
    /// What is in it now; `None` for a new file.
    pub before: Option<String>,
    /// What shall be in it while other files still refer to what goes: everything is added and
    /// nothing removed yet. `None` if nothing goes that others may refer to.
    pub meanwhile: Option<String>,
    /// What shall be in it; `None` if the file goes.
    pub after: Option<String>,
}

/// A user or server whose changes are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Whose.
    pub unit: Unit,
    /// The file, and the line that is the reason if one line is.
    pub place: Place,
    /// Why, as a clause for people.
    pub reason: String,
}

/// Comments of one user or server that are not in the new text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedComments {
    /// Whose.
    pub unit: Unit,
    /// Where the first of them stands now.
    pub place: Place,
    /// The comments, each with its `#`.
    pub comments: Vec<String>,
}

/// Whose changes stand or fall together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// A plan.
    Plan(Handle),
    /// A server, with the libraries it has and gets.
    Server(Handle),
    /// A library that goes, by its server and itself.
    Library(Handle, Handle),
    /// A user with everything about them.
    User(Handle),
    /// A transaction that waits in the inbox.
    Inbox(TransactionKey),
}

impl Unit {
    /// The unit that a change is part of.
    fn of(change: &Change) -> Self {
        match (&change.subject, change.action()) {
            (Subject::Library { server, library }, Some(Action::RemoveLibrary { .. })) => {
                Self::Library(server.clone(), library.clone())
            }
            (Subject::Server(server) | Subject::Library { server, .. }, _) => {
                Self::Server(server.clone())
            }
            (Subject::Plan(plan), _) => Self::Plan(plan.clone()),
            (Subject::Inbox(key), _) => Self::Inbox(key.clone()),
            (Subject::User(who) | Subject::Payment { who, .. } | Subject::Share { who, .. }, _) => {
                Self::User(who.user.clone())
            }
        }
    }
}

/// The changes of each user or server of one file.
type ChangesByHandle<'c> = BTreeMap<&'c Handle, Vec<&'c Change>>;

/// Units that are left out, each with place and reason.
type LeftOut = BTreeMap<Unit, (Place, String)>;

/// Computes the new text of every file that `changes` edit.
///
/// What stands or falls together is left out together: the parts of one transaction, its entry in the inbox, and
/// both users of a payment that moves.
#[must_use]
pub fn draft(household: &Household, changes: &[Change]) -> Draft {
    if changes.iter().any(restructure::is_restructuring) {
        return restructure::draft(household, changes);
    }
    let mut left_out = LeftOut::new();
    loop {
        let draft = draft_without(household, changes, &left_out);
        let more = together::left_out(changes, &draft);
        if more.is_empty() {
            return draft;
        }
        left_out.extend(more);
    }
}

/// The same, all changes or none of them: if a file cannot be edited, the others stay as they are, too.
#[must_use]
pub fn draft_whole(household: &Household, changes: &[Change]) -> Draft {
    let drafted = draft(household, changes);
    let Some(Refused { place, reason, .. }) = drafted.refused.first().cloned() else {
        return drafted;
    };
    Draft::nothing(changes, &place, &reason)
}

/// The draft of all changes but those of some units.
fn draft_without(household: &Household, changes: &[Change], left_out: &LeftOut) -> Draft {
    let mut draft = Draft::default();
    for (unit, (place, reason)) in left_out {
        draft.refuse(unit.clone(), place.clone(), reason);
    }
    let kept = |change: &&Change| !left_out.contains_key(&Unit::of(change));
    let changes: Vec<&Change> = changes.iter().filter(kept).collect();
    let mut servers: BTreeMap<&Arc<str>, ChangesByHandle<'_>> = BTreeMap::new();
    for change in &changes {
        if let (Some(edit), Subject::Server(server) | Subject::Library { server, .. }) =
            (change.as_edit(), &change.subject)
        {
            let by_handle = servers.entry(&edit.file).or_default();
            by_handle.entry(server).or_default().push(change);
        }
    }
    let mut after = household.records.servers.clone();
    for (path, by_server) in &servers {
        servers::draft_file(household, path, by_server, &mut after, &mut draft);
    }
    let of_users: Vec<_> = payments::by_file(household, &changes).into_iter().collect();
    let drafted = parallel::each(&of_users, |(path, by_user)| {
        let mut draft = Draft::default();
        users::draft_file(household, path, by_user, &after, &mut draft);
        draft
    });
    drafted.into_iter().for_each(|part| draft.extend(part));
    inbox::draft_file(household, &changes, &mut draft);
    let kept = draft.still_named(household);
    for (path, by_server) in &servers {
        servers::draft_removals(household, path, by_server, &kept, &mut draft);
    }
    draft.files.retain(|file| file.before != file.after);
    draft
}

impl Draft {
    /// A draft that leaves all changes out for one reason.
    fn nothing(changes: &[Change], place: &Place, reason: &str) -> Self {
        let mut draft = Self::default();
        let units: BTreeSet<Unit> = changes.iter().map(Unit::of).collect();
        for unit in units {
            draft.refuse(unit, place.clone(), reason);
        }
        draft
    }

    /// The changes that the files hold, those of everything refused left out.
    pub fn drafted<'c>(&self, changes: &'c [Change]) -> impl Iterator<Item = &'c Change> {
        let refused: BTreeSet<Unit> = self
            .refused
            .iter()
            .map(|refused| refused.unit.clone())
            .collect();
        let changes = changes.iter();
        changes.filter(move |change| !refused.contains(&Unit::of(change)))
    }

    /// Takes over what was drafted of other files.
    fn extend(&mut self, other: Self) {
        self.files.extend(other.files);
        self.refused.extend(other.refused);
        self.removed_comments.extend(other.removed_comments);
    }

    fn add(&mut self, household: &Household, path: &Arc<str>, after: Option<String>) {
        let before = household
            .sources
            .get(path)
            .map(|source| source.text.clone());
        self.files.push(DraftedFile {
            path: path.clone(),
            before,
            meanwhile: None,
            after,
        });
    }

    /// Notes the comments that the new text of a file lacks, in place of those noted for it before; `unit`
    /// names the user or server whose entry has this key.
    fn note_removed(
        &mut self,
        path: &Arc<str>,
        removed: Vec<RemovedComment>,
        unit: impl Fn(Option<&str>) -> Option<Unit>,
    ) {
        self.removed_comments
            .retain(|known| known.place.file != *path);
        for RemovedComment {
            line,
            column,
            text,
            entry,
        } in removed
        {
            let Some(unit) = unit(entry.as_deref()) else {
                continue;
            };
            let of_file = |known: &&mut RemovedComments| known.place.file == *path;
            let mut known = self.removed_comments.iter_mut().filter(of_file);
            match known.find(|known| known.unit == unit) {
                Some(known) => known.comments.push(text),
                None => self.removed_comments.push(RemovedComments {
                    unit,
                    place: Place {
                        file: path.clone(),
                        line,
                        column,
                    },
                    comments: vec![text],
                }),
            }
        }
    }

    /// The libraries, by server and handle, that users name whose changes are left out.
    fn still_named(&self, household: &Household) -> BTreeMap<(Handle, Handle), Handle> {
        let left_out = self
            .refused
            .iter()
            .filter_map(|refused| match &refused.unit {
                Unit::User(handle) => household.records.users.get_key_value(handle),
                Unit::Plan(_) | Unit::Server(_) | Unit::Library(..) | Unit::Inbox(_) => None,
            });
        let mut named = BTreeMap::new();
        for (user, record) in left_out {
            for share in &record.plex.shares {
                let LibraryChoice::Some(libraries) = &share.libraries else {
                    continue;
                };
                for library in libraries {
                    let key = (share.server.value.clone(), library.value.clone());
                    named.entry(key).or_insert_with(|| user.clone());
                }
            }
        }
        named
    }

    fn refuse(&mut self, unit: Unit, place: Place, reason: impl ToString) {
        self.refused.push(Refused {
            unit,
            place,
            reason: reason.to_string(),
        });
    }
}

/// A new text as it was read, the comments that are not in it any more, and the groups of edits that could
/// not be part of it, with place and reason.
struct Edited {
    document: Document,
    removed: Vec<RemovedComment>,
    refused: Vec<(usize, Place, String)>,
}

/// Applies groups of edits to a document, each group as a whole or not at all.
fn edited(path: &Arc<str>, before: &Document, groups: &[Vec<Edit>]) -> Edited {
    let yaml::EditOutcome { edited, refused } = yaml::edit_groups(before, groups);
    let yaml::Edited { document, removed } = edited;
    let refused = refused
        .into_iter()
        .map(
            |(
                group,
                yaml::Refusal {
                    line,
                    column,
                    reason,
                },
            )| {
                (
                    group,
                    Place {
                        file: path.clone(),
                        line,
                        column,
                    },
                    reason,
                )
            },
        )
        .collect();
    Edited {
        document,
        removed,
        refused,
    }
}

/// A whole file, when it is not one line's fault.
fn whole(path: &Arc<str>) -> Place {
    Place {
        file: path.clone(),
        line: 0,
        column: 0,
    }
}

/// What is wrong with a text that was read back, or `None` if it means what was intended.
fn unfaithful<T: PartialEq>(read: Result<T, Problems>, intended: &T) -> Option<String> {
    match read {
        Ok(read) if read == *intended => None,
        Ok(_) => Some(
            "the new text would not match the intended records; this is a bug in plexmgr, please \
             report it"
                .to_owned(),
        ),
        Err(problems) => Some(format!("the new text would not be valid: {problems}")),
    }
}
