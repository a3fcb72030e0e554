//! The everyday edits of admins as changes: paid, confirmed, moved to another plan, renamed, removed.
//!
//! Each function takes the records and what was asked for, and returns the same changes a reconciling run makes, so
//! that they are shown, written, remembered and taken back in one way. Everything that speaks against it is reported
//! at once; then nothing is changed. Nothing here reads a file, clock or environment. One file per command.

mod adopt;
mod confirm;
mod layout;
mod paid_checks;
mod pay;
mod period;
mod remove;
mod rename;
mod set;
mod switch;

use std::sync::Arc;

use crate::change::{Action, Change, Subject, Who};
use crate::records::Household;
use crate::records::schema::UserRecord;
use crate::vocabulary::{Date, Handle};

pub use adopt::{Adopt, Adopted, Remark, adopt};
pub use confirm::{Confirm, confirm};
pub use layout::{Spread, set_layout};
pub use pay::{Pay, TypedAmount, TypedAmountError, pay};
pub use remove::{Remove, remove};
pub use rename::{Thing, rename};
pub use set::{Assignment, AssignmentError, set};
pub use switch::switch;

/// What an edit is made from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The records and where they are.
    pub household: &'a Household,
    /// The day of the run.
    pub today: Date,
    /// How many days after its last day a period is still continued.
    pub grace_days: u32,
}

/// The changes, and what else there is to say.
#[derive(Debug, Default)]
pub struct Decided {
    /// In the order of the users.
    pub changes: Vec<Change>,
    /// Of users for whom nothing is to be done: the handle, and the reason as a clause.
    pub unchanged: Vec<(Handle, String)>,
    /// Why rows of a spreadsheet are left, in their order.
    pub left: Vec<Remark>,
}

/// Why an edit is not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The user, or what was typed.
    pub subject: String,
    /// What is wrong with it.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// The changes, or everything that speaks against them.
pub type Outcome = Result<Decided, Vec<Refusal>>;

impl Refusal {
    fn new(subject: impl ToString, message: impl Into<String>) -> Self {
        Self {
            subject: subject.to_string(),
            message: message.into(),
            help: None,
        }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }
}

/// One user who is edited.
#[derive(Debug, Clone, Copy)]
struct Target<'a> {
    handle: &'a Handle,
    record: &'a UserRecord,
    file: &'a Arc<str>,
}

impl<'a> Input<'a> {
    /// A recorded user; `None` if there is none with this handle.
    fn target(&self, handle: &Handle) -> Option<Target<'a>> {
        let (handle, record) = self.household.records.users.get_key_value(handle)?;
        let file = &self.household.users.get(handle)?.file;
        Some(Target {
            handle,
            record,
            file,
        })
    }

    /// What `decide` says about each user, or all that it refuses.
    fn each(
        &self,
        users: &[Handle],
        decide: impl Fn(Target<'a>) -> Result<ForUser, Refusal>,
    ) -> Outcome {
        let (mut decided, mut refused) = (Decided::default(), Vec::new());
        for target in users.iter().filter_map(|user| self.target(user)) {
            match decide(target) {
                Ok(ForUser::Changes(changes)) => decided.changes.extend(changes),
                Ok(ForUser::Nothing(reason)) => {
                    decided.unchanged.push((target.handle.clone(), reason));
                }
                Err(refusal) => refused.push(refusal),
            }
        }
        match refused.is_empty() {
            true => Ok(decided),
            false => Err(refused),
        }
    }
}

/// What is to be done for one user.
enum ForUser {
    Changes(Vec<Change>),
    /// Nothing, with the reason.
    Nothing(String),
}

impl Target<'_> {
    fn who(&self) -> Who {
        Who {
            user: self.handle.clone(),
            plex_id: self.record.plex.id.as_ref().map(|id| id.value),
        }
    }

    fn change(&self, action: Action, reason: impl Into<String>) -> Change {
        self.change_of(Subject::User(self.who()), action, reason)
    }

    /// A change of the payment at `index` of the record.
    fn change_of_payment(&self, index: usize, action: Action, reason: impl Into<String>) -> Change {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let who = self.who();
        self.change_of(Subject::Payment { who, number }, action, reason)
    }

    fn change_of(&self, subject: Subject, action: Action, reason: impl Into<String>) -> Change {
        Change::edit(subject, Arc::clone(self.file), action, reason)
    }
}
