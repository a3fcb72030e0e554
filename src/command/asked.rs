//! Plex asked before all records were read or the household is locked, and whether the answer still counts afterwards.
//!
//! Plex may take minutes to answer, and no other run should wait for that. What is asked depends on settings,
//! records and the newest run; all of them are read again under the lock. If other servers or people are named
//! then, or a run was applied meanwhile, whose answers were newer, Plex is asked once more under the lock.

use std::collections::BTreeSet;

use super::context::{Context, SettingsFile};
use super::exit::Failure;
use super::read::{self, Early, Known};
use crate::records::Household;
use crate::settings::{AccountSettings, Settings};
use crate::sources::plex::Answered;
use crate::store::Recalled;
use crate::vocabulary::{AccountName, Digest, MachineId, PlexId};

/// What Plex was asked, and what it answered.
pub(super) struct Asked {
    question: Question,
    answered: Answered,
}

/// What is read of a household before Plex is asked.
#[derive(Clone, Copy)]
pub(super) struct Basis<'b> {
    pub(super) settings_file: &'b SettingsFile,
    pub(super) settings: &'b Settings,
    pub(super) household: &'b Household,
    pub(super) recalled: &'b Recalled,
}

/// Everything an answer depends on.
#[derive(PartialEq, Eq)]
struct Question {
    settings: Vec<u8>,
    history: Option<Digest>,
    accounts: Vec<(AccountName, Vec<MachineId>, BTreeSet<PlexId>)>,
    people: BTreeSet<PlexId>,
}

impl Asked {
    /// Asks Plex.
    pub(super) fn now(
        context: &Context,
        basis: Basis<'_>,
        accounts: &[&AccountSettings],
    ) -> Result<Self, Failure> {
        let answered = read::from_plex(context, basis.settings, accounts, Some(basis.known()))?;
        Ok(Self {
            question: basis.question(accounts),
            answered,
        })
    }

    /// What was asked while the users were read.
    pub(super) fn early(
        early: Early,
        basis: Basis<'_>,
        accounts: &[&AccountSettings],
    ) -> Result<Self, Failure> {
        let answered = early.answered(basis.settings, accounts, basis.known())?;
        Ok(Self {
            question: basis.question(accounts),
            answered,
        })
    }

    /// What was answered before, if it was asked the same; otherwise what is answered now.
    pub(super) fn or_again(
        asked: Option<Self>,
        context: &Context,
        basis: Basis<'_>,
        accounts: &[&AccountSettings],
    ) -> Result<Answered, Failure> {
        match asked.filter(|asked| asked.question == basis.question(accounts)) {
            Some(asked) => Ok(asked.answered),
            None => Ok(Self::now(context, basis, accounts)?.answered),
        }
    }
}

impl<'b> Basis<'b> {
    pub(super) fn known(self) -> Known<'b> {
        Known {
            records: &self.household.records,
            remembered: &self.recalled.summary.remembered,
        }
    }

    fn question(self, accounts: &[&AccountSettings]) -> Question {
        let records = &self.household.records;
        let of_account = |account: &&AccountSettings| {
            let name = account.name.clone();
            let servers = read::servers(&records.servers, &name);
            let sharing = read::sharing(records, &name);
            (name, servers, sharing)
        };
        Question {
            settings: self.settings_file.bytes.clone(),
            history: self.recalled.summary.all,
            accounts: accounts.iter().map(of_account).collect(),
            people: self.known().people(self.settings),
        }
    }
}
