//! ROOM 3: decides what should change, and does nothing else.
//!
//! Takes the records, what Plex said, what the last run remembered and the rules of this run; returns
//! a change set in a fixed order. Reads no file, clock or environment: the caller has done that.
//! Equal input gives an equal change set. Start at [`plan`], then read one rule file.

mod accounts;
mod certainty;
mod decision;
#[cfg(feature = "fault-injection")]
mod effects;
mod guard;
mod handles;
mod imports;
mod invitations;
mod matches;
mod money;
mod notice;
mod pairing;
mod people;
mod planned_user;
mod reasons;
mod servers;
mod shares;
mod successors;
mod suspicion;
mod unknown;
mod users;
mod vanished;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono_tz::Tz;

use crate::change::{Change, ChangeKind, Effect, GuardName};
use crate::history::Remembered;
use crate::payments;
use crate::records::schema::Records;
use crate::settings::{GuardSettings, SilencedNotice};
use crate::sources::SourceReading;
use crate::sources::plex::Observed;
use crate::vocabulary::{AccountName, Class, Date, Handle, MachineId, Place, PlexId};
use certainty::Certainty;
use decision::Remarks;
use guard::Age;
use money::Money;
use suspicion::{Suspicions, Trust};

pub use decision::{Decision, NotImported, PersonVerdict, Recognised, Uncertain};
#[cfg(feature = "fault-injection")]
pub use effects::NoteRules;
pub use guard::{Acceptance, AcceptanceError, Accepted, Clock, GuardVerdict, Taken, judge_day};
pub use handles::HandlePool;
pub use money::{SourceVerdict, explain_transaction};
pub use notice::{Notice, NoticeKind};
pub use reasons::explain;
pub use unknown::{Held, UnknownFact};

/// Everything a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// What the admins wrote.
    pub records: &'a Records,
    /// Where it is written.
    pub filing: &'a Filing,
    /// What Plex says; nothing is concluded about Plex if no account was asked.
    pub observed: &'a Observed,
    /// What the sources of transactions say, in the order of the settings.
    pub readings: &'a [SourceReading],
    /// What the last run remembered.
    pub remembered: &'a Remembered,
    /// The settings and the day of this run.
    pub rules: &'a Rules,
}

/// Where records are and where new ones go; paths are relative to the household.
#[derive(Debug, Clone)]
pub struct Filing {
    /// `records/servers.yaml`
    pub servers_file: Arc<str>,
    /// `records/inbox.yaml`
    pub inbox_file: Arc<str>,
    /// Where each recorded user stands.
    pub users: BTreeMap<Handle, Place>,
    /// Where imported users are written.
    pub new_users: NewUsers,
}

/// Where imported users are written.
#[derive(Debug, Clone)]
pub enum NewUsers {
    /// Each in a file of its own in this folder.
    Folder(String),
    /// All in this file.
    File(Arc<str>),
}

impl Filing {
    /// The file of a user who is imported now.
    #[must_use]
    pub fn file_of_new(&self, handle: &Handle) -> Arc<str> {
        match &self.new_users {
            NewUsers::Folder(folder) => Arc::from(format!("{folder}/{handle}.yaml")),
            NewUsers::File(file) => file.clone(),
        }
    }
}

/// The settings a plan depends on, and its day.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The day of the run in `timezone`.
    pub today: Date,
    /// In which the instants of Plex become days.
    pub timezone: Tz,
    /// The class of imported users.
    pub class: Class,
    /// The class of imported Home members; `None`: they are not imported.
    pub home_users: Option<Class>,
    /// People never imported.
    pub ignore_users: BTreeSet<PlexId>,
    /// Servers never recorded.
    pub ignore_servers: BTreeSet<MachineId>,
    /// Every configured account, in the order of the settings.
    pub accounts: Vec<AccountName>,
    /// How many changes of each sort one run may make.
    pub guards: GuardSettings,
    /// Which guards may find how many, by `--accept`.
    pub accepted: Accepted,
    /// Where `today` came from, and what it is compared with.
    pub clock: Clock,
    /// Where what Plex says comes from, and when it was read.
    pub taken: Taken,
    /// How money is understood.
    pub payments: payments::Rules,
    /// The effects that a test asks for.
    #[cfg(feature = "fault-injection")]
    pub notes: Option<NoteRules>,
}

/// The decided differences, in order, and what else there is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSet {
    /// The day it was made for.
    pub today: Date,
    /// Every account that was asked, in the order of the settings.
    pub accounts: Vec<AccountVerdict>,
    /// Every source of transactions that was read, in the order of the settings.
    pub sources: Vec<SourceVerdict>,
    /// Servers, then libraries, then users; inside by handle.
    pub changes: Vec<Change>,
    /// What is not known, and what is held back for it, by account and fact.
    pub unknown: Vec<UnknownFact>,
    /// By kind, then subject.
    pub notices: Vec<Notice>,
    /// How many more notices there are, which the settings silence.
    pub silenced: usize,
    /// Every guard's verdict, in the order of [`GuardName`].
    pub guards: Vec<GuardVerdict>,
}

/// What is reported of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountVerdict {
    /// Its name in the settings.
    pub name: AccountName,
    /// The owner's id, if it could be read.
    pub id: Option<PlexId>,
    /// Whether everything was read and believed that a run may not do without.
    pub complete: bool,
    /// Whether it is known whose it is and anything is concluded from it.
    pub believed: bool,
    /// How many own servers it has.
    pub servers: usize,
    /// How many people it lists.
    pub users: usize,
}

impl ChangeSet {
    /// Whether every account that was asked was read completely, and nothing is unknown.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unknown.is_empty()
            && self.accounts.iter().all(|account| account.complete)
            && self.sources.iter().all(|source| source.doubt.is_none())
    }

    /// Whether something is unknown that a run may not do without.
    #[must_use]
    pub fn lacks_facts(&self) -> bool {
        let mut sources = self.sources.iter();
        self.unknown.iter().any(UnknownFact::is_decisive)
            || sources.any(|source| source.doubt.is_some())
    }

    /// Whether some rows of a source could not be read.
    #[must_use]
    pub fn lacks_rows(&self) -> bool {
        self.sources.iter().any(|source| source.problems > 0)
    }

    /// Adds notices in their place, each once.
    pub fn add_notices(&mut self, notices: impl IntoIterator<Item = Notice>) {
        self.notices.extend(notices);
        let key = |notice: &Notice| {
            let (name, row) = notice.name_and_row();
            (notice.kind, name.to_owned(), row, notice.message.clone())
        };
        self.notices.sort_by_cached_key(key);
        self.notices.dedup();
    }

    /// Takes out the notices that the settings silence, and counts them.
    pub fn silence(&mut self, known: &[SilencedNotice]) {
        let before = self.notices.len();
        let is_known = |notice: &Notice| {
            let mut known = known.iter();
            known.any(|known| known.fits(notice.kind.word(), &notice.subject))
        };
        self.notices.retain(|notice| !is_known(notice));
        self.silenced += before - self.notices.len();
    }

    /// The guards that pass only because the number they found was accepted.
    #[must_use]
    pub fn accepted(&self) -> BTreeMap<GuardName, u64> {
        let accepted = self.guards.iter();
        accepted
            .filter_map(|guard| Some((guard.name, guard.accepted?)))
            .collect()
    }

    /// What happens outside the household, in order.
    pub fn effects(&self) -> impl Iterator<Item = &Effect> {
        self.changes.iter().filter_map(Change::as_effect)
    }

    /// How many changes there are of each kind; kinds without any are left out.
    #[must_use]
    pub fn summary(&self) -> BTreeMap<ChangeKind, usize> {
        let mut summary = BTreeMap::new();
        for change in &self.changes {
            *summary.entry(change.kind()).or_default() += 1;
        }
        summary
    }
}

/// A decision that no guard has seen yet.
#[derive(Default)]
struct Decided {
    accounts: Vec<AccountVerdict>,
    changes: Vec<Change>,
    remarks: Remarks,
    unknown: Vec<UnknownFact>,
    suspicions: Suspicions,
    money: Money,
}

/// Computes what should change, and what every guard says to it.
#[must_use]
pub fn plan(input: &Input<'_>) -> ChangeSet {
    plan_with_decisions(input).0
}

/// The same, and what was decided about each person on the way, by name.
#[must_use]
pub fn plan_with_decisions(input: &Input<'_>) -> (ChangeSet, Vec<Decision>) {
    let strict = decide_by_age(input, Trust::Strict);
    let suspicious = !strict.suspicions.guards().is_empty();
    let lifted = suspicious.then(|| decide_by_age(input, Trust::Lifted));
    guard::judge(input, strict, lifted)
}

/// Decides, and says what is not taken away because the snapshot is too old.
fn decide_by_age(input: &Input<'_>, trust: Trust) -> Decided {
    let age = Age::of(input);
    let mut decided = decide(input, trust, &age);
    if !age.outdated.is_empty() {
        let wanted = decide(input, trust, &Age::default());
        let left_out = age.left_out(&wanted.changes, &decided.changes);
        decided.remarks.notices.extend(left_out);
    }
    decided
}

/// Decides, believing accounts that something speaks against as far as `trust` says.
fn decide(input: &Input<'_>, trust: Trust, age: &Age<'_>) -> Decided {
    let mut decided = match input.observed.accounts.is_empty() {
        true => Decided::default(),
        false => decide_about_plex(input, trust, age),
    };
    let notices = &mut decided.remarks.notices;
    decided.money = money::plan_money(input, &mut decided.changes, notices);
    #[cfg(feature = "fault-injection")]
    effects::plan_effects(input, &mut decided.changes);

    decided.changes.sort_by(|a, b| a.order().cmp(&b.order()));
    decided.remarks.decisions.sort();
    decided
}

/// Decides about everything that Plex says.
fn decide_about_plex(input: &Input<'_>, trust: Trust, age: &Age<'_>) -> Decided {
    let (mut changes, mut remarks) = (Vec::new(), Remarks::default());

    let (accounts, suspicions) = accounts::weigh(input, trust, age, &mut remarks.notices);
    let certainty = Certainty::of(input, &accounts);
    let people = people::all(&accounts);
    let servers = servers::plan_servers(input, &accounts, &certainty, &mut changes, &mut remarks);
    let matches = pairing::pair(input, &accounts, &certainty, &people, &mut remarks);

    let rules = users::UserRules {
        input,
        accounts: &accounts,
        certainty: &certainty,
        people: &people,
        servers: &servers,
        matches: &matches,
    };
    let settled = users::plan_recorded(&rules, &mut changes, &mut remarks);
    imports::plan_imports(&rules, &mut changes, &mut remarks);
    invitations::mention_invitations(&rules, &mut remarks);
    let vanished = servers.vanished_libraries;
    vanished::remove_libraries(
        input,
        &certainty,
        vanished,
        &settled,
        &mut changes,
        &mut remarks,
    );
    let unknown = certainty.unknown(std::mem::take(&mut remarks.held));
    Decided {
        unknown,
        accounts: accounts.verdicts,
        changes,
        remarks,
        suspicions,
        money: Money::default(),
    }
}
