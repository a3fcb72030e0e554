//! One thing that moved since a plan was saved, in a line that names it.

use std::fmt;

use crate::vocabulary::{AccountName, RunId, SourceName, shown};

/// One thing that is not as it was when the plan was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moved {
    /// The settings, by the name of their file.
    Settings(String),
    /// A record file, by its path.
    Record(String, How),
    /// Runs were applied, or taken away.
    History {
        /// The newest runs then.
        then: Vec<RunId>,
        /// The newest runs now.
        now: Vec<RunId>,
    },
    /// The snapshot, by its path.
    Snapshot(String),
    /// An account was not asked then, or is not now.
    Asked(AccountName, How),
    /// The token of an account belongs to another person.
    Owner {
        /// The account.
        account: AccountName,
        /// Whose it was, by name and id.
        then: String,
        /// Whose it is.
        now: String,
    },
    /// An item in the answers of an account.
    Answer {
        /// The account.
        account: AccountName,
        /// What sort of thing.
        what: What,
        /// Its name and id.
        thing: String,
        /// What became of it.
        how: How,
    },
    /// A source lists other transactions, or is in doubt.
    Transactions(SourceName),
    /// The plan made of all this is another one; says in what.
    Plan(&'static str),
}

/// What became of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It was not there.
    Added,
    /// It is not what it was.
    Changed,
    /// It is no longer there.
    Gone,
}

/// The kinds of items in the answers of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// What the owner of the token is called.
    Owner,
    /// A server.
    Server,
    /// A person.
    Person,
    /// An invitation.
    Invitation,
}

/// `3f2a91bc and 0b8fe1aa`, or `none`
fn named(runs: &[RunId]) -> String {
    match runs {
        [] => "none".to_owned(),
        runs => runs
            .iter()
            .map(RunId::to_string)
            .collect::<Vec<_>>()
            .join(" and "),
    }
}

impl fmt::Display for How {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Added => "is new",
            Self::Changed => "was changed",
            Self::Gone => "is gone",
        })
    }
}

impl fmt::Display for What {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Owner => "its owner",
            Self::Server => "server",
            Self::Person => "person",
            Self::Invitation => "the invitation of",
        })
    }
}

impl fmt::Display for Moved {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(path) => write!(formatter, "the settings {} were changed", shown(path)),
            Self::Record(path, how) => write!(formatter, "{} {how}", shown(path)),
            Self::History { then, now } if then == now => {
                write!(formatter, "the history: earlier runs came or went")
            }
            Self::History { then, now } => write!(
                formatter,
                "the history: the newest run is {}, and was {}",
                named(now),
                named(then)
            ),
            Self::Snapshot(path) => write!(formatter, "the snapshot {} was changed", shown(path)),
            Self::Transactions(source) => {
                write!(
                    formatter,
                    "source `{source}` lists other transactions than then"
                )
            }
            Self::Asked(account, how) => write!(formatter, "account `{account}` {how}"),
            Self::Owner { account, then, now } => write!(
                formatter,
                "account `{account}`: its token belongs to {now}, and belonged to {then}"
            ),
            Self::Answer {
                account,
                what,
                thing,
                how,
            } => write!(formatter, "account `{account}`: {what} {thing} {how}"),
            Self::Plan(part) => write!(formatter, "the {part} of the plan made now differ"),
        }
    }
}
