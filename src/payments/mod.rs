//! ROOM: what the money pays for.
//!
//! Takes the records, the users as a run leaves them, and what the sources of transactions list; says for every
//! transaction what becomes of it, and which payments and entries of the inbox follow. Pure: equal input gives equal
//! changes, whatever the order of files and rows. Start at [`reconcile`]; `work` is the way of one transaction, and
//! there is a file for each family of rules: `decided`, `rules`, `matching`, `link`, `recent`, `length`, `place`,
//! `refunds`. `period` says when a paid period begins and ends.

mod accept;
mod book;
mod changes;
mod decided;
mod differing;
mod fate;
mod idle;
mod inbox;
mod intake;
mod kept;
mod length;
mod link;
mod matching;
mod members;
pub mod period;
mod place;
mod recent;
mod reconcile;
mod refunds;
mod rules;
mod totals;
mod trail;
mod unused;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono_tz::Tz;

use crate::change::{Change, Who};
use crate::records::schema::{Records, UserRecord};
use crate::sources::{SourceDoubt, SourceReading, SourceTotals};
use crate::vocabulary::{Date, Handle, SourceName, TransactionKey};

pub use intake::PENDING;
pub use reconcile::{explain, reconcile};
pub use trail::Step;
pub use unused::{KnownSource, UnusedRule, unused_rules};

/// Everything that is decided from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// What the admins wrote; its users are those of `users`.
    pub records: &'a Records,
    /// All users as this run leaves them, by handle.
    pub users: &'a [Person<'a>],
    /// What the sources answered, in the order of the settings.
    pub readings: &'a [SourceReading],
    /// Every transaction that a run ever recorded.
    pub recorded_before: &'a BTreeSet<TransactionKey>,
    /// The numbers that services gave the accounts of sources in earlier runs.
    pub account_numbers: &'a BTreeMap<SourceName, String>,
    /// The settings and the day of this run.
    pub rules: &'a Rules,
    /// The file of the inbox, relative to the household.
    pub inbox_file: &'a Arc<str>,
}

/// What was tried on a transaction, and what came of it.
#[derive(Debug)]
pub struct Explanation {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// What becomes of it, as a clause.
    pub outcome: String,
    /// Whether it waits for a decision.
    pub waits: bool,
}

/// A user as a run leaves them.
#[derive(Debug, Clone)]
pub struct Person<'a> {
    /// The handle, and the id at Plex.
    pub who: Who,
    /// The file of the record.
    pub file: Arc<str>,
    /// The record; `None` if this run imports them.
    pub record: Option<&'a UserRecord>,
    /// Whether no payment has to cover them.
    pub is_permanent: bool,
    /// Whether they share nothing any more.
    pub is_departed: bool,
    /// The addresses and names they have or had at Plex.
    pub plex_addresses: Vec<String>,
    /// Names by which people may know them.
    pub names: Vec<String>,
    /// The day they accepted the first of their shares.
    pub first_accepted: Option<Date>,
}

/// The settings that payments depend on, and the day.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The day of the run in `timezone`.
    pub today: Date,
    /// In which the instants of transactions become days.
    pub timezone: Tz,
    /// How many days after its end a period is still continued.
    pub grace_days: u32,
    /// Of each account of a source the day from which money gives time to users with payments written by hand.
    pub openings: Vec<(SourceName, Date)>,
    /// Accounts that list payments only, whatever they call their types.
    pub payments_only: Vec<SourceName>,
    /// The accounts of all sources; empty if they are not known.
    pub accounts: Vec<SourceName>,
}

impl Rules {
    /// The rules of a household whose sources say nothing else.
    #[must_use]
    pub const fn new(today: Date, timezone: Tz, grace_days: u32) -> Self {
        Self {
            today,
            timezone,
            grace_days,
            openings: Vec::new(),
            payments_only: Vec::new(),
            accounts: Vec::new(),
        }
    }

    /// The opening of an account.
    fn opening(&self, account: &SourceName) -> Option<Date> {
        let mut openings = self.openings.iter();
        openings
            .find(|(own, _)| own == account)
            .map(|(_, day)| *day)
    }
}

/// What follows from the transactions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Edits of records and of the inbox.
    pub changes: Vec<Change>,
    /// What is worth saying.
    pub remarks: Vec<Remark>,
    /// The control totals of each source that was read.
    pub totals: Vec<SourceTotals>,
    /// Sources of which nothing is used, and why.
    pub refused: Vec<(SourceName, SourceDoubt)>,
    /// Users who are imported in this run and whose money is known: they need no guess.
    pub paying: BTreeSet<Handle>,
    /// Users whose last paid day moves by more than two periods.
    pub moved_far: BTreeSet<Handle>,
    /// Users with payments that are given back.
    pub refunded: BTreeSet<Handle>,
    /// How often each rule of `matching.yaml` decided something, by position.
    pub rules_used: Vec<usize>,
}

/// Something worth saying about money.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// What sort of thing it is.
    pub kind: RemarkKind,
    /// The user or the transaction.
    pub subject: String,
    /// One sentence without the subject.
    pub message: String,
}

/// The sorts of remarks, in the order they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemarkKind {
    /// Money of a user who cannot watch.
    MoneyWithoutAccess,
    /// A decision that cannot be carried out.
    DecisionUnclear,
    /// A transaction was recorded once and stands nowhere now.
    PaymentForgotten,
    /// A refund or dispute of a transaction that is not known.
    RefundUnknown,
    /// The guess of an import counts for nothing from now on.
    GuessEnded,
    /// A row of a source could not be read.
    RowUnreadable,
    /// Something else about a source.
    SourceRemark,
}
