//! Carries out the effects of an intent, and finds out what became of those of an interrupted run.
//!
//! The store says that an effect is begun before it is carried out, and how it ended right after that. So a run
//! that is killed leaves at most one effect of which it is not known whether it happened.

use super::Means;
use crate::change::Effect;
use crate::effects::Outcome;
use crate::history::{EffectLine, Ledger};
use crate::store::{EffectState, Intent, StoreError, Writer};

/// What became of the effects of an intent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Carried {
    /// Those that were begun, in order.
    pub(super) lines: Vec<EffectLine>,
    /// How many were not begun and are still to be done.
    pub(super) left: usize,
}

impl Carried {
    /// None of the effects was begun.
    pub(super) fn none(intent: &Intent, ledger: &Ledger) -> Self {
        let states = vec![EffectState::Waiting; intent.effects.len()];
        Self::of(intent, &states, ledger, |_| None)
    }

    /// What the states say; `begun` is asked about an effect that was begun and did not end.
    fn of(
        intent: &Intent,
        states: &[EffectState],
        ledger: &Ledger,
        begun: impl Fn(&Effect) -> Option<Outcome>,
    ) -> Self {
        let mut carried = Self::default();
        for (index, (effect, state)) in intent.effects.iter().zip(states).enumerate() {
            let outcome = match state {
                EffectState::Waiting => None,
                EffectState::Begun => begun(effect),
                EffectState::Ended(outcome) => Some(outcome.clone()),
            };
            match outcome {
                Some(outcome) => carried.lines.push(EffectLine {
                    effect: effect.clone(),
                    outcome,
                }),
                None if is_repeated(intent, index, ledger) => {}
                None => carried.left += 1,
            }
        }
        carried
    }
}

/// Whether an effect is never to be carried out: it was, or another one of the intent has its key.
fn is_repeated(intent: &Intent, index: usize, ledger: &Ledger) -> bool {
    let key = &intent.effects[index].key;
    let mut earlier = intent.effects[..index].iter();
    ledger.run_of(key).is_some() || earlier.any(|effect| effect.key == *key)
}

/// Carries out the effects in order; `None` if it was asked to stop before one of them.
///
/// # Errors
/// When the store cannot be read or written. An effect that was begun stays begun then.
pub(super) fn carry_out(
    intent: &Intent,
    store: &mut Writer,
    means: Means<'_>,
) -> Result<Option<Carried>, StoreError> {
    if intent.effects.is_empty() {
        return Ok(Some(Carried::default()));
    }
    let ledger = store.ledger()?;
    if !store.recalled().began_here {
        // Killed now, the run would be dropped by the next one, which could repeat what it did.
        tracing::warn!("no effect is carried out, because this run cannot be noted");
        return Ok(Some(Carried::none(intent, &ledger)));
    }
    let mut states = vec![EffectState::Waiting; intent.effects.len()];
    for (index, effect) in intent.effects.iter().enumerate() {
        if is_repeated(intent, index, &ledger) {
            continue;
        }
        if (means.stop)() {
            return Ok(None);
        }
        states[index] = EffectState::Begun;
        store.progress(&states)?;
        states[index] = EffectState::Ended(means.performers.act(effect));
        store.progress(&states)?;
    }
    Ok(Some(Carried::of(intent, &states, &ledger, |_| None)))
}

/// Whether an effect of the interrupted run was begun. Then all its files were written.
pub(super) fn is_begun(store: &Writer) -> bool {
    let mut states = store.recalled().effects.iter();
    states.any(|state| *state != EffectState::Waiting)
}

/// What became of the effects of the interrupted run. One that was begun is looked at if `look` says so; if it
/// cannot be seen, it may have happened. Those that were not begun are left to the next plan.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn left_behind(
    intent: &Intent,
    store: &Writer,
    means: Means<'_>,
    look: bool,
) -> Result<Carried, StoreError> {
    let ledger = store.ledger()?;
    let begun = |effect: &Effect| {
        Some(match look {
            true => means.performers.look(effect),
            false => Outcome::unknown("the run that carried it out was dropped"),
        })
    };
    let states = &store.recalled().effects;
    Ok(Carried::of(intent, states, &ledger, begun))
}
