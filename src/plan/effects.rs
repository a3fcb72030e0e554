//! What happens outside the household because of the records.
//!
//! No rule of the product plans effects yet. The one here is part of test builds only: a note about each recorded
//! user, once for each round.

use std::collections::BTreeMap;

use super::Input;
use crate::change::{Act, Change, Effect, EffectKind, Operation, Subject, Who};
use crate::history::Ledger;
use crate::vocabulary::{Handle, PlexId};

/// By what notes are planned.
#[derive(Debug, Clone)]
pub struct NoteRules {
    /// A part of each key, so that another round makes new notes.
    pub round: String,
    /// Whether notes can be taken back.
    pub is_reversible: bool,
    /// The effects of earlier runs.
    pub ledger: Ledger,
}

/// Adds the effects that are due, except those that happened or may have happened.
pub(super) fn plan_effects(input: &Input<'_>, changes: &mut Vec<Change>) {
    let Some(rules) = &input.rules.notes else {
        return;
    };
    for (handle, user) in &input.records.users {
        let is_departed = user.plex.departed.is_some();
        let Some(id) = user.plex.id.as_ref().filter(|_| !is_departed) else {
            continue;
        };
        let who = Who {
            user: handle.clone(),
            plex_id: Some(id.value),
        };
        let effect = rules.note(&who.user, id.value);
        if rules.ledger.run_of(&effect.key).is_none() {
            changes.push(Change {
                subject: Subject::User(who),
                act: Act::Effect(EffectKind::NOTE, effect),
                reason: "is recorded".to_owned(),
            });
        }
    }
}

impl NoteRules {
    fn note(&self, user: &Handle, plex_id: PlexId) -> Effect {
        let key = format!("note/{plex_id}/{}", self.round);
        let operation = |line: String| Operation {
            kind: EffectKind::NOTE.word.to_owned(),
            what: format!("writes {line} for {user}@example.com"),
            details: BTreeMap::from([("line".to_owned(), line)]),
        };
        Effect {
            operation: operation(key.clone()),
            inverse: (self.is_reversible).then(|| operation(format!("not {key}"))),
            key,
        }
    }
}
