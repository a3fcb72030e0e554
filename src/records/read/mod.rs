//! From YAML to the shapes of [`schema`](super::schema), every problem noted.
//!
//! A [`Reader`] goes over all files, one after the other; users in files of their own are read beside it
//! before, and read again in their turn if anything is wrong. Reading a value returns `None` once a
//! problem was noted; what belongs to it is read all the same, so that nothing hides behind the
//! first mistake. `mapping` takes mappings apart, `leaf` reads single values; above them is a file
//! per kind of record.

mod decisions;
mod inbox;
mod leaf;
mod mapping;
mod matching;
mod payments;
mod plans;
mod servers;
mod text;
mod users;

pub(super) use users::UserAlone;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::declared::Declared;
use super::household::RecordPlace;
use super::privacy::public_pattern_in;
use super::schema::{InboxEntry, ServerRecord, UserRecord};
use crate::problem::{
    Collector, MARKER, Problem, ProblemCode, Problems, RESOLVE, conflict_markers,
};
use crate::vocabulary::{Handle, MASK, Place, Placed, TransactionKey, shown};
use crate::yaml::{Document, Node, NodeKind};

/// Reads the text of a `users/<handle>.yaml` alone, without asking whether plans and servers exist.
///
/// # Errors
/// Every problem of the text.
pub fn read_user_file(path: &Arc<str>, text: &str) -> Result<UserRecord, Problems> {
    let mut reader = Reader::of(path);
    let user = reader.user_file(text);
    reader.finish_one(user)
}

/// The same of a text that is parsed already.
///
/// # Errors
/// Every problem of the text.
pub(crate) fn read_user_document(
    path: &Arc<str>,
    document: &Document,
) -> Result<UserRecord, Problems> {
    let mut reader = Reader::of(path);
    let user = reader.user_of(document);
    reader.finish_one(user)
}

/// Reads the text of a `users.yaml` alone, without asking whether plans and servers exist.
///
/// # Errors
/// Every problem of the text.
pub fn read_users_file(
    path: &Arc<str>,
    text: &str,
) -> Result<BTreeMap<Handle, UserRecord>, Problems> {
    let mut reader = Reader::of(path);
    let users = reader.users(text);
    reader.finish_users(users)
}

/// The same of a text that is parsed already.
///
/// # Errors
/// Every problem of the text.
pub(crate) fn read_users_document(
    path: &Arc<str>,
    document: &Document,
) -> Result<BTreeMap<Handle, UserRecord>, Problems> {
    let mut reader = Reader::of(path);
    let users = reader.users_of(document);
    reader.finish_users(users)
}

/// Reads the text of a `servers.yaml` alone.
///
/// # Errors
/// Every problem of the text.
pub fn read_servers_file(
    path: &Arc<str>,
    text: &str,
) -> Result<BTreeMap<Handle, ServerRecord>, Problems> {
    let mut reader = Reader::of(path);
    let servers = reader.servers(text).into_iter();
    let servers = servers
        .map(|(_, handle, server)| (handle, server))
        .collect();
    reader.finish(servers)
}

/// Reads the text of an `inbox.yaml` alone, without asking whether its candidates are recorded.
///
/// # Errors
/// Every problem of the text.
pub fn read_inbox_file(
    path: &Arc<str>,
    text: &str,
) -> Result<BTreeMap<TransactionKey, Placed<InboxEntry>>, Problems> {
    let mut reader = Reader::of(path);
    let inbox = reader.inbox(text);
    reader.finish(inbox)
}

/// Goes over record files and remembers what is wrong and what is taken.
pub(super) struct Reader {
    /// The file in hand.
    file: Arc<str>,
    pub(super) problems: Collector,
    /// Files that are there, but whose bytes could not be had.
    unreadable: BTreeSet<Arc<str>>,
    pub(super) declared: Declared,
}

/// What a message is about.
#[derive(Clone, Copy)]
enum ValueSubject<'k> {
    /// The value under this key.
    Key(&'k str),
    /// An item of the list under this key.
    ItemOf(&'k str),
    /// Something larger, in words, as in `a payment`.
    What(&'k str),
}

impl ValueSubject<'_> {
    /// Whether its value is masked where anyone may read: unless its key is public.
    fn is_private(self, path: &str) -> bool {
        match self {
            Self::Key(key) | Self::ItemOf(key) => public_pattern_in(path, key).is_none(),
            Self::What(_) => true,
        }
    }
}

impl fmt::Display for ValueSubject<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(formatter, "`{key}`"),
            Self::ItemOf(key) => write!(formatter, "an item of `{key}`"),
            Self::What(what) => formatter.write_str(what),
        }
    }
}

impl Reader {
    pub(super) fn new() -> Self {
        Self::of(&Arc::from(""))
    }

    fn of(file: &Arc<str>) -> Self {
        Self {
            file: Arc::clone(file),
            problems: Collector::default(),
            unreadable: BTreeSet::new(),
            declared: Declared::default(),
        }
    }

    /// What was read, if nothing at all was wrong.
    pub(super) fn finish<T>(self, value: T) -> Result<T, Problems> {
        self.finish_one(Some(value))
    }

    fn finish_users(
        self,
        users: Vec<(RecordPlace, Handle, UserRecord)>,
    ) -> Result<BTreeMap<Handle, UserRecord>, Problems> {
        let users = users.into_iter();
        self.finish(users.map(|(_, handle, user)| (handle, user)).collect())
    }

    fn finish_one<T>(self, value: Option<T>) -> Result<T, Problems> {
        match value {
            Some(value) if self.problems.is_empty() => Ok(value),
            _ => Err(self.problems.finish()),
        }
    }

    /// Remembers that a file is there, so that it is not reported as missing.
    pub(super) fn file_is_unreadable(&mut self, path: &Arc<str>) {
        self.unreadable.insert(Arc::clone(path));
    }

    pub(super) fn is_unreadable(&self, path: &str) -> bool {
        self.unreadable.contains(path)
    }

    /// Notes a problem of any file.
    pub(super) fn wrong(
        &mut self,
        code: ProblemCode,
        place: Place,
        message: impl Into<String>,
        help: impl Into<Option<String>>,
    ) {
        let message = message.into();
        self.wrong_about(&message.clone(), code, place, || (message, help.into()));
    }

    /// Notes a problem whose message is made only if it is shown; `detail` sets it apart from others with
    /// this code at this place.
    pub(super) fn wrong_about(
        &mut self,
        detail: &str,
        code: ProblemCode,
        place: Place,
        say: impl FnOnce() -> (String, Option<String>),
    ) {
        self.wrong_about_value(detail, code, place, None, say);
    }

    /// The same with a message for where the value in it is masked.
    pub(super) fn wrong_about_value(
        &mut self,
        detail: &str,
        code: ProblemCode,
        place: Place,
        without_value: Option<String>,
        say: impl FnOnce() -> (String, Option<String>),
    ) {
        if !self.problems.keeps(code, &place, detail) {
            return;
        }
        let (message, help) = say();
        let problem = Problem {
            place,
            message,
            without_value,
            help,
            code,
        };
        self.problems.add(problem, detail);
    }

    /// Notes that the value of a node is wrong; `message` says so of what is shown of the value.
    fn wrong_value(
        &mut self,
        code: ProblemCode,
        (subject, node): (ValueSubject<'_>, Node<'_>),
        message: impl Fn(&str) -> String,
        help: impl Into<Option<String>>,
    ) {
        let place = self.place(node);
        if !self.problems.keeps(code, &place, "") {
            return;
        }
        let problem = Problem {
            place,
            message: message(&shown(node.text().unwrap_or_default())),
            without_value: subject.is_private(&self.file).then(|| message(MASK)),
            help: help.into(),
            code,
        };
        self.problems.add(problem, "");
    }

    /// Notes that `node` is not what is `wanted`.
    fn wrong_type(
        &mut self,
        subject: ValueSubject<'_>,
        node: Node<'_>,
        wanted: &str,
        help: impl Into<Option<String>>,
    ) {
        let found = |value: &str| match node.kind() {
            NodeKind::Null => "empty".to_owned(),
            NodeKind::Bool(_) => format!("the truth value `{value}`"),
            NodeKind::Int(_) | NodeKind::Float(_) => format!("the number `{value}`"),
            NodeKind::Text(_) => format!("the text `{value}`"),
            NodeKind::Sequence => "a list".to_owned(),
            NodeKind::Mapping => "a mapping".to_owned(),
        };
        let message = |value: &str| format!("{subject} must be {wanted}, not {}", found(value));
        self.wrong_value(ProblemCode::WrongType, (subject, node), message, help);
    }

    /// What a node means, unless it carries a tag that means nothing here.
    fn kind<'d>(&mut self, node: Node<'d>) -> Option<NodeKind<'d>> {
        if node.unknown_tag().is_none() {
            return Some(node.kind());
        }
        let message = "the value has an unknown tag";
        let help = "remove the word that begins with `!`".to_owned();
        self.wrong(ProblemCode::UnknownTag, self.place(node), message, help);
        None
    }

    fn place(&self, node: Node<'_>) -> Place {
        let (line, column) = node.position();
        Place {
            file: Arc::clone(&self.file),
            line,
            column,
        }
    }

    /// A place in the file in hand.
    fn at(&self, line: u32, column: u32) -> Place {
        Place {
            file: Arc::clone(&self.file),
            line,
            column,
        }
    }

    /// The tree of the file in hand; `None` when it is not YAML or is empty.
    ///
    /// `help` says what to do about a file that is empty.
    fn document(&mut self, text: &str, help: &str) -> Option<Document> {
        let document = self.document_or_nothing(text)?;
        self.is_filled(&document, help).then_some(document)
    }

    /// Whether a file holds anything, which is noted otherwise.
    fn is_filled(&mut self, document: &Document, help: &str) -> bool {
        let is_filled = holds_something(document);
        if !is_filled {
            let (place, help) = (self.at(1, 1), help.to_owned());
            self.wrong(ProblemCode::EmptyFile, place, "the file is empty", help);
        }
        is_filled
    }

    /// The same of a file that may be empty, or hold nothing but comments.
    fn document_or_nothing(&mut self, text: &str) -> Option<Document> {
        let document = match Document::parse(text) {
            Ok(document) => document,
            Err(error) => {
                if self.conflicts(text) {
                    return None;
                }
                let place = self.at(error.line, error.column);
                self.wrong(ProblemCode::NotYaml, place, error.message, None);
                return None;
            }
        };
        // Nothing but markers and names is a text of several lines, which YAML can read.
        let is_text = document.root().is_some_and(|root| root.text().is_some());
        (!is_text || !self.conflicts(text)).then_some(document)
    }

    /// Notes every conflict marker of a text that makes no sense; whether there is one.
    fn conflicts(&mut self, text: &str) -> bool {
        let lines = conflict_markers(text.as_bytes());
        for line in &lines {
            let place = self.at(u32::try_from(*line).unwrap_or(u32::MAX), 1);
            let help = RESOLVE.to_owned();
            self.wrong(ProblemCode::ConflictMarker, place, MARKER, help);
        }
        !lines.is_empty()
    }
}

fn holds_something(document: &Document) -> bool {
    let root = document.root();
    root.is_some_and(|root| root.kind() != NodeKind::Null)
}
