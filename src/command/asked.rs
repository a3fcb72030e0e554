//! Plex asked before all records were read or the household is locked, and whether the answer still counts afterwards.
//!
//! Plex may take minutes to answer, and no other run should wait for that. What is asked depends on settings,
//! records and the newest run; all of them are read again under the lock. If other servers or people are named
//! then, or a run was applied meanwhile, whose answers were newer, Plex is asked once more under the lock.

use std::collections::BTreeSet;

use super::context::Context;
use super::exit::Failure;
use super::local::Local;
use super::money;
use super::read::{self, Early};
use crate::saved::WhoIsAsked;
use crate::settings::AccountSettings;
use crate::sources::SourceReading;
use crate::sources::plex::{Answered, Observed};
use crate::store::Look;
use crate::vocabulary::{AccountName, Digest, MachineId, PlexId, Timestamp};

/// What Plex was asked, and what it answered.
pub(super) struct Asked {
    question: Question,
    pub(super) answered: Answered,
    /// What the sources of transactions say.
    pub(super) readings: Vec<SourceReading>,
    /// When Plex was asked.
    pub(super) at: Timestamp,
    /// How to look again at the history that the question rests on.
    pub(super) look: Look,
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
    /// What was asked while the users were read; asks Plex now if that was not begun.
    pub(super) fn of(
        early: Option<Early>,
        context: &Context,
        local: &Local,
        accounts: &[&AccountSettings],
        who: &WhoIsAsked,
    ) -> Result<Self, Failure> {
        let (settings, known) = (&local.settings, local.known());
        let reach = money::Reach::of(local);
        let sources = money::begin(context, settings, known.records, (who, reach))?;
        let now = context.clock.moment();
        let at = early.as_ref().map_or(now, |early| early.begun);
        let answered = match early {
            Some(early) => early.answered(settings, accounts, known),
            None if accounts.is_empty() => Ok(none_asked()),
            None => read::from_plex(context, settings, accounts, Some(known)),
        };
        Ok(Self {
            question: Question::of(local, accounts),
            answered: answered?,
            readings: sources.answered(),
            at,
            look: Look::Whole,
        })
    }

    /// How to look again at the history that the question rests on. Gives away what was read of it.
    pub(super) fn look_again(&mut self) -> Look {
        std::mem::replace(&mut self.look, Look::Whole)
    }

    /// The same, if the same would be asked now.
    pub(super) fn if_still_asked(
        self,
        local: &Local,
        accounts: &[&AccountSettings],
    ) -> Option<Self> {
        (self.question == Question::of(local, accounts)).then_some(self)
    }
}

/// What Plex answers if no account is asked.
fn none_asked() -> Answered {
    Answered {
        observed: Observed {
            accounts: Vec::new(),
        },
        plex_time: None,
    }
}

impl Question {
    fn of(local: &Local, accounts: &[&AccountSettings]) -> Self {
        let records = &local.household.records;
        let of_account = |account: &&AccountSettings| {
            let name = account.name.clone();
            let servers = read::servers(&records.servers, &name);
            let sharing = read::sharing(records, &name);
            (name, servers, sharing)
        };
        Self {
            settings: local.settings_file.bytes.clone(),
            history: local.recalled.summary.all,
            accounts: accounts.iter().map(of_account).collect(),
            people: local.known().people(&local.settings),
        }
    }
}
