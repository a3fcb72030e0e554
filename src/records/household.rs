//! From the bytes of all record files to a [`Household`], or to every problem of all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::read::{Reader, UserAlone};
use super::schema::{Records, ServerRecord, UserRecord};
use crate::problem::{ProblemCode, Problems};
use crate::vocabulary::{Handle, Place, shown};
use crate::yaml::Document;

/// All records, and what is needed to edit the files they stand in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Household {
    /// The folder of the records, relative to the household.
    pub folder: String,
    /// What the files mean.
    pub records: Records,
    /// The files by path.
    pub sources: BTreeMap<Arc<str>, SourceText>,
    /// Where each user stands.
    pub users: BTreeMap<Handle, RecordPlace>,
    /// Where each server stands.
    pub servers: BTreeMap<Handle, RecordPlace>,
}

/// A record file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// The whole text, a byte-order mark included.
    pub text: String,
}

impl SourceText {
    /// The text as a tree to be edited.
    ///
    /// The trees of all files take far more memory than the texts, and few files are edited, so the
    /// tree is made again when it is asked for.
    ///
    /// # Panics
    /// Never for a source of a [`Household`]: its text was parsed before.
    #[must_use]
    pub fn document(&self) -> Document {
        Document::parse(&self.text).expect("the text was parsed when the household was read")
    }
}

/// Where a user or server stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPlace {
    /// The path of its file, relative to the household.
    pub file: Arc<str>,
    /// Its key in a file of many, as written there; `None` for a file of its own.
    pub key: Option<String>,
    /// Its key, or the beginning of its file.
    pub place: Place,
}

/// A record file that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path relative to the household, with `/` between its parts.
    pub path: Arc<str>,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Reads all record files of the folder `records`; pure.
///
/// Files that are not record files by their place in the folder are passed over.
///
/// # Errors
/// Every problem of every file, sorted by place.
pub fn read(records: &str, sources: Vec<SourceFile>) -> Result<Household, Problems> {
    read_with(Reader::new(), records, sources)
}

/// What a file is, by its place in the folder of the records.
enum FileRole<'p> {
    Plans,
    Servers,
    Users,
    /// With the name of the file, without `.yaml`.
    User(&'p str),
    Matching,
    Decisions,
    Inbox,
}

impl<'p> FileRole<'p> {
    fn of(records: &str, path: &'p str) -> Option<Self> {
        let name = path.strip_prefix(records)?.strip_prefix('/')?;
        let stem = name.strip_suffix(".yaml")?;
        match stem.split_once('/') {
            Some(("users", user)) => Some(Self::User(user)),
            Some(("decisions", _)) => Some(Self::Decisions),
            Some(_) => None,
            None => match stem {
                "plans" => Some(Self::Plans),
                "servers" => Some(Self::Servers),
                "users" => Some(Self::Users),
                "matching" => Some(Self::Matching),
                "inbox" => Some(Self::Inbox),
                _ => None,
            },
        }
    }

    /// What is referred to is read before what refers to it.
    fn order(&self) -> u8 {
        match self {
            Self::Plans => 0,
            Self::Servers => 1,
            Self::Users => 2,
            Self::User(_) => 3,
            Self::Matching => 4,
            Self::Decisions => 5,
            Self::Inbox => 6,
        }
    }
}

/// As [`read`], with what went wrong before.
pub(super) fn read_with(
    mut reader: Reader,
    records: &str,
    mut sources: Vec<SourceFile>,
) -> Result<Household, Problems> {
    sources.sort_by(|one, other| {
        let order = |file: &SourceFile| FileRole::of(records, &file.path).map(|role| role.order());
        (order(one), &one.path).cmp(&(order(other), &other.path))
    });
    let is_missing = |reader: &Reader, path: &str| {
        !reader.is_unreadable(path) && !sources.iter().any(|file| *file.path == *path)
    };
    let plans = format!("{records}/plans.yaml");
    if is_missing(&reader, &plans) {
        reader.plans_are_missing(&Arc::from(plans));
    }
    if is_missing(&reader, &format!("{records}/servers.yaml")) {
        reader.servers_are_missing();
    }
    let mut household = Household {
        folder: records.to_owned(),
        ..Household::default()
    };
    let is_user =
        |file: &SourceFile| matches!(FileRole::of(records, &file.path), Some(FileRole::User(_)));
    let order = |file: &SourceFile| FileRole::of(records, &file.path).map(|role| role.order());
    let mut users = sources.split_off(sources.partition_point(|file| order(file) < Some(3)));
    let later = users.split_off(users.iter().take_while(|file| is_user(file)).count());
    for file in sources {
        household.take(&mut reader, records, file, None);
    }
    let alone = crate::parallel::each(&users, |file| reader.user_alone(&file.path, &file.bytes));
    for (file, alone) in users.into_iter().zip(alone) {
        household.take(&mut reader, records, file, alone);
    }
    for file in later {
        household.take(&mut reader, records, file, None);
    }
    reader.check_covers(&household.records);
    reader.check_parts(&household.records);
    reader.finish(household)
}

impl Household {
    /// Reads one file into the household; `alone` is the user in it if it was read by itself.
    fn take(
        &mut self,
        reader: &mut Reader,
        records: &str,
        file: SourceFile,
        alone: Option<UserAlone>,
    ) {
        let SourceFile { path, bytes } = file;
        let Some(role) = FileRole::of(records, &path) else {
            return;
        };
        let Some(text) = reader.text_of_file(&path, bytes) else {
            return;
        };
        match role {
            FileRole::Plans => self.records.plans = reader.plans(&text),
            FileRole::Servers => {
                for (home, handle, server) in reader.servers(&text) {
                    self.add_server(home, handle, server);
                }
            }
            FileRole::Users => {
                for (home, handle, user) in reader.users(&text) {
                    self.add_user(home, handle, user);
                }
            }
            FileRole::Matching => self.records.matching = reader.matching(&text),
            FileRole::Decisions => self.records.decisions.extend(reader.decisions(&text)),
            FileRole::Inbox => self.records.inbox = reader.inbox(&text),
            FileRole::User(name) => {
                let user = reader.user_in_turn(&text, alone);
                self.add_user_of_file(reader, &path, name, user);
            }
        }
        self.sources.insert(path, SourceText { text });
    }

    /// Adds the user of a file that is called after the handle, `name`.
    fn add_user_of_file(
        &mut self,
        reader: &mut Reader,
        path: &Arc<str>,
        name: &str,
        user: Option<UserRecord>,
    ) {
        let home = RecordPlace {
            file: Arc::clone(path),
            key: None,
            place: Place::start_of(path),
        };
        match name.parse::<Handle>() {
            Ok(handle) => {
                reader.check_user_handle(&handle, &home.place);
                if let Some(user) = user {
                    self.add_user(home, handle, user);
                }
            }
            Err(error) => {
                let message = format!("`{}` is not a handle", shown(name));
                reader.wrong(
                    ProblemCode::BadHandle,
                    home.place,
                    message,
                    error.to_string(),
                );
            }
        }
    }

    fn add_server(&mut self, home: RecordPlace, handle: Handle, server: ServerRecord) {
        self.servers.insert(handle.clone(), home);
        self.records.servers.insert(handle, server);
    }

    fn add_user(&mut self, home: RecordPlace, handle: Handle, user: UserRecord) {
        self.users.insert(handle.clone(), home);
        self.records.users.insert(handle, user);
    }
}
