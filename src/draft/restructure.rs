//! New handles, removals and other files: changes that concern many files at once.
//!
//! All of them are drafted together or not at all, because records in between would refer to what is not there. The
//! result is read as a whole household and compared with the intended records; no comment of a record that moves may
//! be lost.

mod decided;
mod moves;
mod places;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Draft, Unit, edits, expected_records, whole};
use crate::change::{Action, Change, Subject, Who};
use crate::records::schema::UserRecord;
use crate::records::{self, Household, RecordPlace, SourceFile};
use crate::vocabulary::{Handle, Place};
use crate::yaml::{self, Document, Edit, PathStep, RemovedComment, Value};

/// Why a change set cannot be drafted.
type Wrong = (Place, String);

/// Whether a change is one of these.
pub(super) fn is_restructuring(change: &Change) -> bool {
    matches!(
        change.action(),
        Some(
            Action::MoveUser { .. }
                | Action::RenameUser { .. }
                | Action::RenamePlan { .. }
                | Action::RenameServer { .. }
                | Action::RenameLibrary { .. }
                | Action::RemoveUser(_)
                | Action::RemovePlan {}
                | Action::RemoveServer { .. }
        )
    )
}

/// Drafts all changes, or refuses all of them for one reason.
pub(super) fn draft(household: &Household, changes: &[Change]) -> Draft {
    match texts(household, changes) {
        Ok((texts, removed)) => {
            let mut draft = Draft {
                is_one_step: true,
                ..Draft::default()
            };
            // What is added comes before what goes.
            let (gone, written): (Vec<_>, Vec<_>) =
                texts.into_iter().partition(|(_, text)| text.is_none());
            for (path, text) in written.into_iter().chain(gone) {
                draft.add(household, &path, text);
            }
            for (path, comments) in removed {
                draft.note_removed(&path, comments, |key| unit(household, &path, key));
            }
            draft.files.retain(|file| file.before != file.after);
            draft
        }
        Err((place, reason)) => Draft::nothing(changes, &place, &reason),
    }
}

/// Files and what shall be in them; `None` for files that go.
type Texts = BTreeMap<Arc<str>, Option<String>>;

/// The comments that go with what is removed, by file.
type Removed = BTreeMap<Arc<str>, Vec<RemovedComment>>;

/// Whose a comment is that is removed from a file, below this key.
fn unit(household: &Household, path: &str, key: Option<&str>) -> Option<Unit> {
    let mut users = household.users.iter();
    let own = users.find(|(_, place)| *place.file == *path && place.key.is_none());
    if let Some((user, _)) = own {
        return Some(Unit::User(user.clone()));
    }
    let handle = key?.parse().ok()?;
    Some(match path.rsplit('/').next() {
        Some("plans.yaml") => Unit::Plan(handle),
        Some("servers.yaml") => Unit::Server(handle),
        _ => Unit::User(handle),
    })
}

/// The files while they are computed.
struct Files<'h> {
    household: &'h Household,
    edits: BTreeMap<Arc<str>, Vec<Edit>>,
    texts: Texts,
    removed: Removed,
}

fn texts(household: &Household, changes: &[Change]) -> Result<(Texts, Removed), Wrong> {
    let mut files = Files {
        household,
        edits: BTreeMap::new(),
        texts: BTreeMap::new(),
        removed: BTreeMap::new(),
    };
    for change in changes {
        files.edit(change);
    }
    files.apply_edits()?;
    for change in changes {
        files.place(change);
    }
    files.move_users(changes)?;
    if changes.iter().any(decided::concerns_users) {
        files.write_inbox(changes)?;
    }
    let Files { texts, removed, .. } = files;
    checked(household, changes, &texts)?;
    Ok((texts, removed))
}

fn key(name: impl ToString) -> PathStep {
    PathStep::Key(name.to_string())
}

fn text(handle: &Handle) -> Value {
    Value::Text(handle.to_string())
}

impl Files<'_> {
    fn push(&mut self, path: &Arc<str>, edit: Edit) {
        self.edits.entry(Arc::clone(path)).or_default().push(edit);
    }

    /// What a change means inside of files that stay where they are.
    fn edit(&mut self, change: &Change) {
        let Some(edit) = change.as_edit() else {
            return;
        };
        let path = &edit.file;
        match (&change.subject, &edit.action) {
            (Subject::Plan(plan), Action::RenamePlan { handle }) => {
                self.push(path, renaming(vec![key(plan)], &handle.after));
                self.references(|user| places::plans(user, plan), &text(&handle.after));
                self.rename_plan_in_decisions(plan, &handle.after);
            }
            (Subject::Plan(plan), Action::RemovePlan {}) => {
                self.push(path, removal(vec![key(plan)]));
                for (user, record) in &self.household.records.users {
                    if record.plan.as_ref().is_some_and(|own| own.value == *plan) {
                        let (path, mut at) = self.root(user);
                        at.push(key("plan"));
                        self.edits.entry(path).or_default().push(removal(at));
                    }
                }
            }
            (Subject::Server(server), Action::RenameServer { handle }) => {
                self.push(path, renaming(vec![key(server)], &handle.after));
                self.references(|user| places::servers(user, server), &text(&handle.after));
            }
            (Subject::Server(server), Action::RemoveServer { .. }) => {
                self.push(path, removal(vec![key(server)]));
            }
            (Subject::Library { server, library }, Action::RenameLibrary { handle }) => {
                let at = vec![key(server), key("libraries"), key(library)];
                self.push(path, renaming(at, &handle.after));
                self.references(
                    |user| places::libraries(user, server, library),
                    &text(&handle.after),
                );
            }
            (Subject::User(Who { user, .. }), Action::RenameUser { handle }) => {
                if let Some(own) = self.key_of(user) {
                    self.push(path, renaming(vec![key(own)], &handle.after));
                }
                self.rename_user(user, &handle.after);
            }
            (Subject::User(Who { user, .. }), Action::RemoveUser(_)) => {
                if let Some(own) = self.key_of(user) {
                    self.push(path, removal(vec![key(own)]));
                }
                self.keep_transactions(user);
            }
            (Subject::User(_), Action::MoveUser { .. }) => {}
            (subject, _) => {
                if let Some(who) = subject.who() {
                    self.edit_user(&who.user, change);
                }
            }
        }
    }

    /// The edits of one user as a reconciling run makes them.
    fn edit_user(&mut self, user: &Handle, change: &Change) {
        if let Some(record) = self.household.records.users.get(user) {
            let (path, root) = self.root(user);
            let edits = edits::user_edits(&root, record, change);
            self.edits.entry(path).or_default().extend(edits);
        }
    }

    /// Where a user is: the file, and the path in it.
    fn root(&self, user: &Handle) -> (Arc<str>, Vec<PathStep>) {
        match self.household.users.get(user) {
            Some(RecordPlace { file, key: own, .. }) => {
                (Arc::clone(file), own.iter().map(key).collect())
            }
            None => (Arc::from(""), Vec::new()),
        }
    }

    /// The key of a user in a file of many.
    fn key_of(&self, user: &Handle) -> Option<String> {
        self.household.users.get(user)?.key.clone()
    }

    /// Sets every place in a user's record that `places` finds.
    fn references(&mut self, places: impl Fn(&UserRecord) -> Vec<Vec<PathStep>>, value: &Value) {
        for (user, record) in &self.household.records.users {
            let (path, root) = self.root(user);
            let edits = places(record).into_iter().map(|at| Edit::Set {
                path: root.iter().cloned().chain(at).collect(),
                value: value.clone(),
            });
            let edits: Vec<Edit> = edits.collect();
            if !edits.is_empty() {
                self.edits.entry(path).or_default().extend(edits);
            }
        }
    }

    fn apply_edits(&mut self) -> Result<(), Wrong> {
        for (path, edits) in std::mem::take(&mut self.edits) {
            let Some(source) = self.household.sources.get(&path) else {
                continue;
            };
            let edited = yaml::edit(&source.document(), &edits);
            let edited = edited.map_err(|refusal| refused(&path, refusal))?;
            self.removed.insert(Arc::clone(&path), edited.removed);
            self.texts.insert(path, Some(edited.document.into_text()));
        }
        Ok(())
    }

    /// What is in a file so far.
    fn current(&self, path: &str) -> Option<String> {
        match self.texts.get(path) {
            Some(text) => text.clone(),
            None => self
                .household
                .sources
                .get(path)
                .map(|source| source.text.clone()),
        }
    }

    /// Gives a file of one user another name, or removes it.
    fn place(&mut self, change: &Change) {
        let (Some(edit), Some(who)) = (change.as_edit(), change.who()) else {
            return;
        };
        if self.key_of(&who.user).is_some() {
            return;
        }
        match &edit.action {
            Action::RenameUser { handle } => {
                let folder = edit.file.rsplit_once('/').map_or("", |(folder, _)| folder);
                let text = self.current(&edit.file);
                self.texts.insert(Arc::clone(&edit.file), None);
                let new = format!("{folder}/{}.yaml", handle.after);
                self.texts.insert(Arc::from(new), text);
            }
            Action::RemoveUser(_) => {
                self.texts.insert(Arc::clone(&edit.file), None);
                if let Some(source) = self.household.sources.get(&edit.file) {
                    let comments = all_comments(&source.document());
                    self.removed.insert(Arc::clone(&edit.file), comments);
                }
            }
            _ => {}
        }
    }
}

fn renaming(path: Vec<PathStep>, new: &Handle) -> Edit {
    Edit::Rename {
        path,
        key: new.to_string(),
    }
}

fn removal(path: Vec<PathStep>) -> Edit {
    Edit::Remove { path }
}

/// Every comment of a file that goes.
fn all_comments(document: &Document) -> Vec<RemovedComment> {
    let comment = |(line, column, text): (u32, u32, &str)| RemovedComment {
        line,
        column,
        text: text.to_owned(),
        entry: None,
    };
    document.comments().map(comment).collect()
}

fn refused(path: &Arc<str>, refusal: yaml::Refusal) -> Wrong {
    let yaml::Refusal {
        line,
        column,
        reason,
    } = refusal;
    let file = Arc::clone(path);
    (Place { file, line, column }, reason)
}

fn parsed(path: &Arc<str>, text: &str) -> Result<Document, Wrong> {
    Document::parse(text).map_err(|error| {
        let file = Arc::clone(path);
        let (line, column) = (error.line, error.column);
        (Place { file, line, column }, error.message)
    })
}

/// The new files must mean the intended records, and hold the comments of all records that moved.
fn checked(household: &Household, changes: &[Change], texts: &Texts) -> Result<(), Wrong> {
    let mut intended = household.records.clone();
    for change in changes {
        expected_records::amend(&mut intended, change);
    }
    let mut files: BTreeMap<Arc<str>, String> = household
        .sources
        .iter()
        .map(|(path, source)| (Arc::clone(path), source.text.clone()))
        .collect();
    for (path, text) in texts {
        match text {
            Some(text) => {
                read_by_both(path, text)?;
                files.insert(Arc::clone(path), text.clone());
            }
            None => drop(files.remove(path)),
        }
    }
    let sources = files.into_iter().map(|(path, text)| SourceFile {
        path,
        bytes: text.into_bytes(),
    });
    let read = records::read(&household.folder, sources.collect()).map(|read| read.records);
    let first = changes
        .iter()
        .find_map(|change| Some(&change.as_edit()?.file));
    let place = whole(first.unwrap_or(&Arc::from("")));
    if let Some(reason) = super::unfaithful(read, &intended) {
        return Err((place, reason));
    }
    let moves = |change: &Change| matches!(change.action(), Some(Action::MoveUser { .. }));
    let before = texts.keys().filter_map(|path| household.sources.get(path));
    let before = comments(before.map(|source| source.text.as_str()))?;
    let after = comments(texts.values().filter_map(|text| text.as_deref()))?;
    match changes.iter().any(moves) && before != after {
        true => Err((place, "a comment would be lost".to_owned())),
        false => Ok(()),
    }
}

/// Refuses a text that the second reader does not read as it is meant.
fn read_by_both(path: &Arc<str>, text: &str) -> Result<(), Wrong> {
    yaml::verify(text).map_err(|mismatch| {
        let reason = mismatch.message;
        let reason = format!("another YAML reader would not read the new text: {reason}");
        (whole(path), reason)
    })
}

fn comments<'t>(texts: impl Iterator<Item = &'t str>) -> Result<Vec<String>, Wrong> {
    let mut comments = Vec::new();
    for text in texts {
        let document = parsed(&Arc::from(""), text)?;
        comments.extend(
            document
                .comments()
                .map(|(.., comment)| comment.trim_end().to_owned()),
        );
    }
    comments.sort_unstable();
    Ok(comments)
}
