//! Which users are meant: the filters of `--where`, with `--only`, `--server` and `--plan` as shorthands.
//!
//! A filter is a key with one or more values, as in `standing=expired,expiring`. A user has to match all
//! filters, and of each filter one value. Start at [`Selection::parse`].

mod named;

use std::collections::BTreeSet;
use std::fmt;

use self::named::{handles, named_plans, named_servers};
use super::Margins;
use super::standing::StandingKind;
use super::user::{Lack, UserStatus};
use crate::problem::{choices, listed};
use crate::records::schema::Records;
use crate::vocabulary::{Class, Date, Days, Handle, folded, shown};

/// A query of the status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusQuery {
    /// Users who are paid for at most that many days, including the last one, count as expiring.
    pub within: Days,
    /// Which users to show.
    pub selection: Selection,
    /// How many days after their end real payments still take the place of the guess of an import.
    pub grace: Days,
    /// Only those of them who have to pay, with so many days of grace.
    pub due: Option<Days>,
}

impl StatusQuery {
    /// All users.
    #[must_use]
    pub const fn all(within: Days, grace: Days) -> Self {
        let selection = Selection {
            filters: Vec::new(),
        };
        Self {
            within,
            selection,
            grace,
            due: None,
        }
    }

    pub(super) fn selects(&self, user: &UserStatus<'_>, today: Date) -> bool {
        let is_due = |grace| user.due(today, grace).is_some();
        self.due.is_none_or(is_due) && self.selection.selects(user)
    }

    /// Whether it excludes no user.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.due.is_none() && self.selection.is_all()
    }
}

/// The users who match every filter; all users if there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    filters: Vec<Filter>,
}

/// A condition that one of several values meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// The plan of the next payment.
    Plan(BTreeSet<Handle>),
    /// A server that the user shares.
    Server(BTreeSet<Handle>),
    /// How the user stands on the day.
    Standing(BTreeSet<StandingKind>),
    /// Whether payments decide about the user.
    Class(BTreeSet<Class>),
    /// What the record lacks.
    Lacks(BTreeSet<Lack>),
}

/// Why a text selects no users of these records.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SelectionError {
    /// What is wrong.
    pub message: String,
    /// What is allowed, and what was probably meant.
    pub hint: String,
}

/// What stands before the equals sign of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Plan,
    Server,
    Standing,
    Class,
    Lacks,
}

impl Selection {
    /// The users who match all of `filters`, each as in `plan=monthly` or `server=atlas,borealis`.
    ///
    /// Plans and servers are named by handle or by name. Filters in one text are separated by a comma too, as in
    /// `plan=monthly,class=standard`.
    ///
    /// # Errors
    /// The first text that is not a filter, or names a plan or server that is not recorded.
    pub fn parse<T: AsRef<str>>(filters: &[T], records: &Records) -> Result<Self, SelectionError> {
        let mut selection = Self::default();
        for text in filters {
            for (key, values) in split(text.as_ref())? {
                selection.add(Filter::new(key, &[values], records)?);
            }
        }
        Ok(selection)
    }

    /// The same, restricted by one more filter.
    pub fn add(&mut self, filter: Filter) {
        if !filter.is_empty() {
            self.filters.push(filter);
        }
    }

    /// The filters, in the order given.
    #[must_use]
    pub fn filters(&self) -> &[Filter] {
        &self.filters
    }

    /// Whether it excludes no user.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.filters.is_empty()
    }

    /// The handles of the selected users on the day `today`, sorted.
    #[must_use]
    pub fn users(&self, records: &Records, today: Date, margins: Margins) -> Vec<Handle> {
        let of = |user| UserStatus::of(records, user, today, margins);
        let users = records.users.iter().map(of);
        let selected = users.filter(|user| self.selects(user));
        selected.map(|user| user.handle.clone()).collect()
    }

    fn selects(&self, user: &UserStatus<'_>) -> bool {
        self.filters.iter().all(|filter| filter.selects(user))
    }
}

impl Filter {
    /// Users on one of these plans, each text with one or more handles or names.
    ///
    /// # Errors
    /// A plan that is not recorded.
    pub fn plans<T: AsRef<str>>(values: &[T], records: &Records) -> Result<Self, SelectionError> {
        Self::new(Key::Plan, values, records)
    }

    /// Users who share one of these servers, each text with one or more handles or names.
    ///
    /// # Errors
    /// A server that is not recorded.
    pub fn servers<T: AsRef<str>>(values: &[T], records: &Records) -> Result<Self, SelectionError> {
        Self::new(Key::Server, values, records)
    }

    fn new<T: AsRef<str>>(
        key: Key,
        values: &[T],
        records: &Records,
    ) -> Result<Self, SelectionError> {
        let values = values.iter().map(AsRef::as_ref);
        Ok(match key {
            Key::Plan => Self::Plan(handles(key, values, &named_plans(records))?),
            Key::Server => Self::Server(handles(key, values, &named_servers(records))?),
            Key::Standing => {
                Self::Standing(words(key, values, StandingKind::ALL, StandingKind::word)?)
            }
            Key::Class => Self::Class(words(key, values, Class::ALL, Class::word)?),
            Key::Lacks => Self::Lacks(words(key, values, Lack::ALL, Lack::word)?),
        })
    }

    /// The word before the equals sign.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Plan(_) => Key::Plan.word(),
            Self::Server(_) => Key::Server.word(),
            Self::Standing(_) => Key::Standing.word(),
            Self::Class(_) => Key::Class.word(),
            Self::Lacks(_) => Key::Lacks.word(),
        }
    }

    /// The values, in order.
    #[must_use]
    pub fn values(&self) -> Vec<&str> {
        match self {
            Self::Plan(handles) | Self::Server(handles) => {
                handles.iter().map(Handle::as_str).collect()
            }
            Self::Standing(kinds) => kinds.iter().map(|kind| kind.word()).collect(),
            Self::Class(classes) => classes.iter().map(|class| class.word()).collect(),
            Self::Lacks(lacks) => lacks.iter().map(|lack| lack.word()).collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.values().is_empty()
    }

    fn selects(&self, user: &UserStatus<'_>) -> bool {
        match self {
            Self::Plan(plans) => user.next_plan.is_some_and(|plan| plans.contains(plan)),
            Self::Server(servers) => {
                let mut shares = user.record.plex.shares.iter();
                shares.any(|share| servers.contains(&share.server.value))
            }
            Self::Standing(kinds) => kinds.contains(&user.standing.kind()),
            Self::Class(classes) => classes.contains(&user.record.class),
            Self::Lacks(lacks) => user.lacks.iter().any(|lack| lacks.contains(lack)),
        }
    }
}

impl fmt::Display for Filter {
    /// `server=atlas,borealis`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.key(), self.values().join(","))
    }
}

impl Key {
    const ALL: [Self; 5] = [
        Self::Plan,
        Self::Server,
        Self::Standing,
        Self::Class,
        Self::Lacks,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Server => "server",
            Self::Standing => "standing",
            Self::Class => "class",
            Self::Lacks => "lacks",
        }
    }

    fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.word() == word)
    }
}

/// The filters of one text: `plan=monthly,yearly,class=standard` has two.
fn split(text: &str) -> Result<Vec<(Key, &str)>, SelectionError> {
    let mut filters = Vec::new();
    let mut rest = text.trim();
    loop {
        let (word, values) = rest.split_once('=').ok_or_else(|| no_filter(rest))?;
        let key = Key::named(word.trim()).ok_or_else(|| no_key(word.trim()))?;
        let commas = values.match_indices(',').map(|(comma, _)| comma);
        let mut next = commas.filter(|comma| {
            let after = values[comma + 1..].split_once('=');
            after.is_some_and(|(word, _)| Key::named(word.trim()).is_some())
        });
        let Some(comma) = next.next() else {
            filters.push((key, values));
            return Ok(filters);
        };
        filters.push((key, &values[..comma]));
        rest = &values[comma + 1..];
    }
}

fn no_filter(text: &str) -> SelectionError {
    SelectionError {
        message: format!("`{}` is not a filter", shown(text)),
        hint: format!(
            "a filter is written `KEY=VALUE` or `KEY=VALUE,VALUE`; allowed keys are {}",
            listed(Key::ALL.map(Key::word))
        ),
    }
}

fn no_key(word: &str) -> SelectionError {
    SelectionError {
        message: format!("users cannot be selected by `{}`", shown(word)),
        hint: choices(word, "allowed keys are", Key::ALL.map(Key::word)),
    }
}

/// The values in all texts that have one of a few words.
fn words<'t, T: Copy + Ord, const N: usize>(
    key: Key,
    texts: impl Iterator<Item = &'t str>,
    all: [T; N],
    word_of: impl Fn(T) -> &'static str,
) -> Result<BTreeSet<T>, SelectionError> {
    let mut values = BTreeSet::new();
    for typed in texts.flat_map(|text| text.split(',')).map(str::trim) {
        let folded = folded(typed).replace('_', "-");
        let value = all.iter().find(|value| word_of(**value) == folded);
        values.insert(*value.ok_or_else(|| {
            unknown(
                key,
                typed,
                "allowed values are",
                &all.each_ref().map(|value| word_of(*value)),
            )
        })?);
    }
    Ok(values)
}

fn unknown(key: Key, typed: &str, introduction: &str, allowed: &[&str]) -> SelectionError {
    let key = key.word();
    let message = match typed {
        "" => format!("`{key}=` requires a value"),
        typed => format!("`{}` is not a value of `{key}`", shown(typed)),
    };
    SelectionError {
        message,
        hint: choices(typed, introduction, allowed.iter().copied()),
    }
}

/// A kind of user to show, as `--only` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Only {
    /// Those who stand like that.
    Standing(StandingKind),
    /// Those of whom that is lacking.
    Lack(Lack),
}

impl Only {
    /// All of them, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        let standings = StandingKind::ALL.into_iter().map(Self::Standing);
        standings.chain(Lack::ALL.into_iter().map(Self::Lack))
    }

    /// Its word on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Standing(kind) => kind.word(),
            Self::Lack(lack) => lack.word(),
        }
    }

    /// The kind with that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::all().find(|only| only.word() == word)
    }

    /// What several of them select: one of the given standings, and one of what is lacking.
    #[must_use]
    pub fn filters(only: &[Self]) -> [Filter; 2] {
        let (mut standings, mut lacks) = (BTreeSet::new(), BTreeSet::new());
        for only in only {
            match only {
                Self::Standing(kind) => standings.insert(*kind),
                Self::Lack(lack) => lacks.insert(*lack),
            };
        }
        [Filter::Standing(standings), Filter::Lacks(lacks)]
    }
}
