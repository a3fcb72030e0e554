//! What is not known of an account, and what is held back for it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::notice::{Notice, NoticeKind};
use crate::change::{Change, ChangeKind};
use crate::sources::plex::{FactName, FailureReport};
use crate::vocabulary::{AccountName, MachineId, PlexId, counted};

/// A fact that is in doubt, and the changes that rest on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnknownFact {
    /// The account's name in the settings.
    pub account: AccountName,
    /// What is not known.
    pub fact: FactName,
    /// The server it is about, by handle if it is recorded, else by machine identifier.
    pub server: Option<String>,
    /// The person, if only what the fact says about one is not known.
    pub person: Option<PlexId>,
    /// Where it is read.
    pub endpoint: String,
    /// Why it is not known, as a clause.
    pub reason: String,
    /// What to do now, if anything.
    pub now: Option<String>,
    /// What to do if it stays.
    pub if_it_stays: Option<String>,
    /// Whether a run without it is incomplete even if nothing is held back.
    pub required: bool,
    /// What would be done otherwise.
    pub held: Vec<Held>,
}

/// A change that is held back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    /// What it would be.
    pub kind: ChangeKind,
    /// What it is about, as in [`Subject`](crate::change::Subject); a person who is not recorded by their name at Plex.
    pub subject: String,
}

/// How many held changes a notice names.
const MOST_NAMED: usize = 3;

impl UnknownFact {
    /// A fact of an account; `server` is what the server it is about is called, if that is recorded.
    pub(super) fn of(account: &AccountName, report: &FailureReport, server: Option<&str>) -> Self {
        let FailureReport {
            fact,
            endpoint,
            server: machine,
            person,
            reason,
            hint,
            if_it_stays,
        } = report;
        let is_whole = person.is_none();
        Self {
            account: account.clone(),
            fact: *fact,
            server: server
                .map(str::to_owned)
                .or_else(|| machine.as_ref().map(MachineId::to_string)),
            person: *person,
            endpoint: endpoint.clone(),
            reason: reason.clone(),
            now: hint.clone(),
            if_it_stays: if_it_stays.clone(),
            required: match fact {
                FactName::Owner | FactName::People => is_whole,
                FactName::Shares => is_whole && server.is_some(),
                FactName::Servers
                | FactName::Invitations
                | FactName::Home
                | FactName::Catalogue => false,
            },
            held: Vec::new(),
        }
    }

    /// Whether a plan without it is incomplete: a run ends with exit code 8.
    #[must_use]
    pub fn is_decisive(&self) -> bool {
        self.required || !self.held.is_empty()
    }

    /// Whether it holds back this change: a change about the same thing, or what a held import brings with it.
    #[must_use]
    pub fn holds(&self, change: &Change) -> bool {
        let subject = change.subject.to_string();
        let is_it = |held: &Held| held.kind == change.kind() && held.subject == subject;
        let imports = self
            .held
            .iter()
            .any(|held| held.kind == ChangeKind::AddUser);
        let is_of_import = change.kind() == ChangeKind::AddUser
            || change.kind() == ChangeKind::AddPayment
            || change.kind() == ChangeKind::AddShare;
        self.held.iter().any(is_it) || imports && is_of_import
    }

    /// Whether both are about the same fact.
    #[must_use]
    pub fn is_about(&self, other: &Self) -> bool {
        let of = |fact: &Self| (fact.account.clone(), fact.fact, fact.server.clone());
        of(self) == of(other)
    }

    /// What is not known, as a clause without the account.
    #[must_use]
    pub fn what(&self) -> String {
        let server = self.server.as_deref().unwrap_or_default();
        let what = match self.fact {
            FactName::Owner => "the owner".to_owned(),
            FactName::Servers => "the list of servers".to_owned(),
            FactName::People => "the list of people".to_owned(),
            FactName::Invitations => "the invitations".to_owned(),
            FactName::Home => "the members of the Home".to_owned(),
            FactName::Catalogue => format!("the libraries of server {server}"),
            FactName::Shares => format!("the shares of server {server}"),
        };
        match self.person {
            Some(person) => format!("person {person} in {what}"),
            None => what,
        }
    }

    /// What is not known, why, what is held back and what to do, as clauses without the account.
    #[must_use]
    pub fn words(&self) -> String {
        let what = match self.fact {
            FactName::Owner => "could not be read".to_owned(),
            _ => format!("has no reliable answer for {}", self.what()),
        };
        let held = self.held_back();
        let mut words = format!("{what}: {} {}{held}", self.endpoint, self.reason);
        if let Some(now) = &self.now {
            words.push_str(&format!("; {now}"));
        }
        if let Some(if_it_stays) = &self.if_it_stays {
            words.push_str(&format!("; if it stays, {if_it_stays}"));
        }
        words
    }

    /// The same as a notice.
    pub(super) fn notice(&self) -> Notice {
        Notice {
            kind: match self.fact {
                FactName::Owner => NoticeKind::AccountUnknown,
                _ => NoticeKind::FactUnknown,
            },
            subject: self.account.to_string(),
            message: self.words(),
            place: None,
        }
    }

    /// The changes that are held back, as a clause; empty without any.
    fn held_back(&self) -> String {
        if self.held.is_empty() {
            return String::new();
        }
        let named = self.held.iter().take(MOST_NAMED);
        let mut named: Vec<String> = named
            .map(|Held { kind, subject }| format!("{} {subject}", kind.word()))
            .collect();
        if self.held.len() > MOST_NAMED {
            named.push(format!("{} more", self.held.len() - MOST_NAMED));
        }
        let count = counted(self.held.len(), "change");
        format!("; {count} held back: {}", named.join(", "))
    }
}
