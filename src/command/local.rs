//! What is read of a household before Plex is asked: before it is locked, to know what to ask, and under the lock.

use super::context::{Context, SettingsFile, records_invalid};
use super::exit::Failure;
use super::household_files;
use super::memory::Memory;
use super::read::{Early, Known};
use super::wanted::Wanted;
use crate::plan::Accepted;
use crate::records::{self, Household};
use crate::settings::Settings;
use crate::store::{Look, Recalled, StateFolder};

/// What is read of a household before Plex is asked.
pub(super) struct Local {
    pub(super) settings_file: SettingsFile,
    pub(super) settings: Settings,
    pub(super) household: Household,
    pub(super) state: StateFolder,
    pub(super) recalled: Recalled,
    pub(super) accepted: Accepted,
}

impl Local {
    /// What there is in the household. If it `asks`, Plex is asked while the users are read, where that is possible,
    /// but not for a saved plan: that may be stale.
    pub(super) fn read(
        context: &Context,
        wanted: &Wanted<'_>,
        known: Option<Memory>,
        asks: bool,
    ) -> Result<(Self, Option<Early>), Failure> {
        let settings_file = context.settings_file()?;
        let settings = wanted.settings(&settings_file)?;
        let begun = records::begin(context.folder(), &settings.records);
        let early = match &wanted.saved {
            Some(_) => None,
            None => {
                let accounts = wanted.selected(&settings)?;
                let begin = || Early::begin(context, &settings, &accounts, &begun);
                asks.then(begin).flatten()
            }
        };
        let gathered = household_files::gather_rest(context, &settings, begun);
        let memory = match known {
            Some(memory) => Ok(memory),
            None => Memory::of(context, &settings, Look::Quick),
        };
        if let (Some(saved), Ok(memory)) = (&wanted.saved, &memory) {
            saved.check_files(&settings_file, &gathered, &memory.recalled)?;
        }
        let household = gathered.read().map_err(records_invalid)?;
        let Memory { state, recalled } = memory?;
        let local = Self {
            settings_file,
            settings,
            household,
            state,
            recalled,
            accepted: wanted.accepted.clone(),
        };
        Ok((local, early))
    }

    /// What is known before Plex is asked.
    pub(super) fn known(&self) -> Known<'_> {
        Known {
            records: &self.household.records,
            remembered: &self.recalled.summary.remembered,
        }
    }
}
