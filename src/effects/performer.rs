//! Who carries out effects, chosen by their kind.

use std::collections::BTreeMap;
use std::fmt;

use super::{End, Outcome};
use crate::change::Effect;

/// What can be seen of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// It happened.
    Done,
    /// It did not happen.
    NotDone,
    /// That cannot be seen.
    Unknown,
}

/// Carries out the effects of one kind.
pub trait Performer {
    /// Whether an effect happened, as far as that can be seen. Changes nothing.
    fn look(&self, effect: &Effect) -> Seen;

    /// Carries out an effect, once.
    fn act(&self, effect: &Effect) -> Outcome;
}

/// All performers, by the kind of their effects.
#[derive(Default)]
pub struct Performers(BTreeMap<String, Box<dyn Performer>>);

impl fmt::Debug for Performers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

impl Performers {
    /// The same with a performer of this kind of effects.
    #[must_use]
    pub fn with(mut self, kind: &str, performer: impl Performer + 'static) -> Self {
        self.0.insert(kind.to_owned(), Box::new(performer));
        self
    }

    /// Carries out an effect. If it can be seen afterwards that it did not happen, it is not done.
    #[must_use]
    pub fn act(&self, effect: &Effect) -> Outcome {
        let Some(performer) = self.0.get(&effect.operation.kind) else {
            return Outcome::failed("this version cannot carry out effects of this kind");
        };
        let outcome = performer.act(effect);
        match performer.look(effect) {
            Seen::NotDone if outcome.end == End::Done => {
                Outcome::failed("it was accepted, but did not take effect")
            }
            Seen::NotDone if outcome.end == End::Unknown => {
                Outcome::failed(outcome.words.unwrap_or_default())
            }
            Seen::Done if outcome.end == End::Unknown => Outcome::done(),
            Seen::Done | Seen::NotDone | Seen::Unknown => outcome,
        }
    }

    /// What became of an effect that was begun by a run that was interrupted.
    #[must_use]
    pub fn look(&self, effect: &Effect) -> Outcome {
        let performer = self.0.get(&effect.operation.kind);
        match performer.map_or(Seen::Unknown, |performer| performer.look(effect)) {
            Seen::Done => Outcome::done(),
            Seen::NotDone => Outcome::failed("the run was interrupted before it happened"),
            Seen::Unknown => Outcome::unknown("the run was interrupted while it was carried out"),
        }
    }
}
