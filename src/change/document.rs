//! A change as it is written in plans, saved plans and the history, and read again.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::field::{Field, Sides};
use super::{Act, Action, Change, ChangeKind, Effect, RecordEdit, Subject, Who};
use crate::vocabulary::{Handle, PlexId, TransactionKey};

/// One change, every value final.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeDocument<K = ChangeKind> {
    /// What is done.
    pub kind: K,
    /// The handle of the user concerned; missing in changes of servers and libraries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Handle")]
    pub user: Option<Handle>,
    /// The Plex id of that user; missing if the record has none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PlexId")]
    pub plex_id: Option<PlexId>,
    /// The handle of the server concerned; missing in changes of a user as such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Handle")]
    pub server: Option<Handle>,
    /// The handle of the library concerned; missing in changes of anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Handle")]
    pub library: Option<Handle>,
    /// The handle of the plan concerned; missing in changes of anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Handle")]
    pub plan: Option<Handle>,
    /// Which of the payments in the user's record, counted from 1; missing in changes of anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", range(min = 1))]
    pub payment: Option<u32>,
    /// The transaction concerned, of one that waits in the inbox; missing in changes of anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "TransactionKey")]
    pub transaction: Option<TransactionKey>,
    /// The record file, relative to the household; missing in effects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub file: Option<String>,
    /// What changes, by the keys of the record file; missing in effects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "BTreeMap<String, Sides>")]
    pub fields: Option<Map<String, Value>>,
    /// What is done outside the household; missing in edits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Effect")]
    pub effect: Option<Effect>,
    /// Why, as a clause for people.
    #[serde(default)]
    pub reason: String,
}

/// A change as the history holds it: its kind may be one of another version.
pub type RecordedChange = ChangeDocument<String>;

impl<K> ChangeDocument<K> {
    fn of(change: &Change, kind: impl FnOnce(ChangeKind) -> K) -> Self {
        let Change {
            subject,
            act,
            reason,
        } = change;
        let who = subject.who();
        let (edit, effect) = match act {
            Act::Edit(edit) => (Some(edit), None),
            Act::Effect(_, effect) => (None, Some(effect.clone())),
        };
        Self {
            kind: kind(change.kind()),
            user: who.map(|who| who.user.clone()),
            plex_id: who.and_then(|who| who.plex_id),
            server: subject.server().cloned(),
            library: subject.library().cloned(),
            plan: subject.plan().cloned(),
            payment: subject.payment(),
            transaction: subject.transaction().cloned(),
            file: edit.map(|edit| edit.file.to_string()),
            fields: edit.map(|edit| edit.action.fields_document()),
            effect,
            reason: reason.clone(),
        }
    }
}

impl From<&Change> for RecordedChange {
    fn from(change: &Change) -> Self {
        Self::of(change, |kind| kind.word().to_owned())
    }
}

impl RecordedChange {
    /// Its kind, if this version knows it.
    #[must_use]
    pub fn known_kind(&self) -> Option<ChangeKind> {
        ChangeKind::all().find(|kind| kind.word() == self.kind)
    }

    /// What it is about, if this version knows such a subject.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        let plex_id = self.plex_id;
        let who = self.user.clone().map(|user| Who { user, plex_id });
        let names = [&self.server, &self.library, &self.plan].map(Clone::clone);
        subject(who, names, self.payment, self.transaction.clone())
    }

    /// Its fields, without those that this version cannot read.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        let field = |(name, sides): (&String, &Value)| {
            let Sides { before, after } = Sides::deserialize(sides).ok()?;
            let name = name.clone();
            Some(Field {
                name,
                before,
                after,
            })
        };
        self.fields.iter().flatten().filter_map(field).collect()
    }

    /// The transaction of a source that a payment gets by it.
    #[must_use]
    pub fn recorded_transaction(&self) -> Option<TransactionKey> {
        let after = |name: &str| {
            let sides = self.fields.as_ref()?.get(name)?;
            sides.get("after")?.as_str()
        };
        let (account, id) = (after("source")?, after("transaction_id")?);
        format!("{account}/{id}").parse().ok()
    }
}

/// What a change is about that names a server, a library and a plan, or some of them.
fn subject(
    who: Option<Who>,
    [server, library, plan]: [Option<Handle>; 3],
    payment: Option<u32>,
    transaction: Option<TransactionKey>,
) -> Option<Subject> {
    Some(match (who, server, library, plan, payment, transaction) {
        (Some(who), None, None, None, None, None) => Subject::User(who),
        (Some(who), None, None, None, Some(number), None) => Subject::Payment { who, number },
        (Some(who), Some(server), None, None, None, None) => Subject::Share { who, server },
        (None, Some(server), Some(library), None, None, None) => {
            Subject::Library { server, library }
        }
        (None, Some(server), None, None, None, None) => Subject::Server(server),
        (None, None, None, Some(plan), None, None) => Subject::Plan(plan),
        (None, None, None, None, None, Some(key)) => Subject::Inbox(key),
        _ => return None,
    })
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ChangeDocument::of(self, |kind| kind).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let document: Result<ChangeDocument, _> = serde_path_to_error::deserialize(deserializer);
        let document = document.map_err(|error| {
            let invalid = invalid(error.path(), error.inner());
            serde::de::Error::custom(invalid)
        })?;
        document.change().map_err(serde::de::Error::custom)
    }
}

impl ChangeDocument {
    /// The change; the error says what the kind requires.
    fn change(self) -> Result<Change, String> {
        let Self {
            kind,
            user,
            plex_id,
            server,
            library,
            plan,
            payment,
            transaction,
            file,
            fields,
            effect,
            reason,
        } = self;
        let who = user.map(|user| Who { user, plex_id });
        let subject = subject(who, [server, library, plan], payment, transaction)
            .ok_or_else(|| "its subject is missing or ambiguous".to_owned())?;
        let act = match (kind, file, fields, effect) {
            (ChangeKind::Effect(kind), None, None, Some(effect))
                if effect.operation.kind == kind.word =>
            {
                Act::Effect(kind, effect)
            }
            (ChangeKind::Effect(_), ..) => return Err("`effect` is missing or invalid".to_owned()),
            (kind, Some(file), Some(fields), None) => Act::Edit(edit(kind, file, fields)?),
            _ => return Err("`file` or `fields` is missing or invalid".to_owned()),
        };
        match fits(&subject, &act) {
            true => Ok(Change {
                subject,
                act,
                reason,
            }),
            false => Err(format!("`{}` does not fit its subject", kind.word())),
        }
    }
}

fn edit(kind: ChangeKind, file: String, fields: Map<String, Value>) -> Result<RecordEdit, String> {
    let action = json!({"kind": kind, "fields": fields});
    let mut action: Action = serde_path_to_error::deserialize(action)
        .map_err(|error| invalid(error.path(), error.inner()))?;
    if let Action::AddPayment(payment) | Action::DropPayment(payment) = &mut action {
        payment.name_guess();
    }
    let file = file.into();
    Ok(RecordEdit { file, action })
}

/// Says which key is invalid and why.
fn invalid(path: &serde_path_to_error::Path, error: &impl fmt::Display) -> String {
    let path = path.to_string();
    format!(
        "`{}` is invalid: {error}",
        path.trim_start_matches("fields.")
    )
}

/// Whether an act is one of such a subject, and repeats it without a contradiction.
fn fits(subject: &Subject, act: &Act) -> bool {
    let Act::Edit(RecordEdit { file: _, action }) = act else {
        return subject.who().is_some();
    };
    match (action, subject) {
        (
            Action::AddServer { .. } | Action::UpdateServer { .. } | Action::RemoveServer { .. },
            Subject::Server(_),
        )
        | (
            Action::AddLibrary { .. } | Action::UpdateLibrary { .. } | Action::RemoveLibrary { .. },
            Subject::Library { .. },
        )
        | (Action::RemovePlan {}, Subject::Plan(_))
        | (
            Action::ConfirmPayment(_)
            | Action::LinkPayment(_)
            | Action::RefundPayment(_)
            | Action::DisputePayment(_)
            | Action::DropPayment(_),
            Subject::Payment { .. },
        )
        | (
            Action::AddInbox(_) | Action::UpdateInbox(_) | Action::RemoveInbox(_),
            Subject::Inbox(_),
        )
        | (Action::UpdateShare { .. }, Subject::Share { .. }) => true,
        (Action::AddShare(share) | Action::RemoveShare(share), Subject::Share { server, .. }) => {
            share.server == *server
        }
        (Action::MovePayment(moved), Subject::Payment { who, .. }) => {
            let user = moved.user.as_ref();
            user.is_none_or(|user| user.before.as_ref() == Some(&who.user))
        }
        (Action::RenameUser { handle }, Subject::User(who)) => {
            handle.before.as_ref() == Some(&who.user)
        }
        (Action::RenamePlan { handle }, Subject::Plan(subject))
        | (Action::RenameServer { handle }, Subject::Server(subject))
        | (
            Action::RenameLibrary { handle },
            Subject::Library {
                library: subject, ..
            },
        ) => handle.before.as_ref() == Some(subject),
        (Action::LinkUser { id }, Subject::User(who)) => Some(*id) == who.plex_id,
        (Action::RelinkUser { id, former_ids: _ }, Subject::User(who)) => {
            Some(id.after) == who.plex_id
        }
        (
            Action::AddUser { .. }
            | Action::UpdateUser { .. }
            | Action::ReturnUser { .. }
            | Action::DepartUser { .. }
            | Action::AddPayment(_)
            | Action::SetField(_)
            | Action::SwitchPlan { .. }
            | Action::MoveUser { .. }
            | Action::RemoveUser(_),
            Subject::User(_),
        ) => true,
        _ => false,
    }
}
