//! How far the effects of a run are, and which effects earlier runs carried out.

use redb::ReadableDatabase;

use super::StoreError;
use super::intent::EffectState;
use super::packed::packed;
use super::rows::encode;
use super::set_aside::stored_beyond;
use super::tables::{INTENTS, PROGRESS_KEY, Progress};
use super::writer::Writer;
use crate::change::Effect;
use crate::history::{History, Ledger};
use crate::vocabulary::Digest;

/// The effects that were carried out, or may have been, by runs of the history and by those set aside.
///
/// # Errors
/// When the history or the store cannot be read.
#[cfg(feature = "fault-injection")]
pub fn ledger(folder: &super::StateFolder) -> Result<Ledger, StoreError> {
    let history = folder.history()?;
    let set_aside = super::set_aside(folder, &history)?;
    Ok(Ledger::of(history.runs.iter().chain(&set_aside)))
}

impl Writer {
    /// The effects that were carried out, or may have been, by runs of the history and by those set aside.
    ///
    /// # Errors
    /// When the runs that are set aside cannot be read: an effect of one of them could be repeated.
    pub fn ledger(&self) -> Result<Ledger, StoreError> {
        let nothing = History::default();
        let history = self.recalled.history.as_ref().unwrap_or(&nothing);
        let known = || stored_beyond(&self.database.begin_read()?, history);
        let set_aside = known().map_err(|error| self.cannot_read(error))?;
        Ok(Ledger::of(history.runs.iter().chain(&set_aside)))
    }

    /// Saves how far the effects of the run under way are.
    ///
    /// # Errors
    /// When the store cannot be written; then no effect may be begun.
    pub fn progress(&mut self, effects: &[EffectState]) -> Result<(), StoreError> {
        let Some(intent) = &self.recalled.pending else {
            return Ok(());
        };
        let progress = encode(&Progress {
            intent: Digest::of(&encode(intent)),
            effects: effects.to_vec(),
        });
        self.change(|transaction| {
            let mut table = transaction.open_table(INTENTS)?;
            table.insert(PROGRESS_KEY, packed(&progress).as_slice())?;
            Ok(())
        })?;
        self.recalled.effects = effects.to_vec();
        Ok(())
    }
}

/// The state of each effect of an intent, as `progress` says if it is about that intent.
pub(super) fn states(
    effects: &[Effect],
    progress: Option<Progress>,
    intent: &Digest,
) -> Vec<EffectState> {
    let progress = progress.filter(|progress| progress.intent == *intent);
    let mut states = progress
        .map(|progress| progress.effects)
        .unwrap_or_default();
    states.resize(effects.len(), EffectState::Waiting);
    states
}
