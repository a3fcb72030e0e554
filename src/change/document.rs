//! A change as it is written in plans, saved plans and the history, and read again.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::field::Sides;
use super::{Action, Change, ChangeKind, Subject, Who};
use crate::vocabulary::{Handle, PlexId};

/// One change, every value final.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct ChangeDocument {
    /// What is done.
    kind: ChangeKind,
    /// The handle of the user concerned; missing in changes of servers and libraries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Handle")]
    user: Option<Handle>,
    /// The Plex id of that user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PlexId")]
    plex_id: Option<PlexId>,
    /// The handle of the server concerned; missing in changes of a user as such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Handle")]
    server: Option<Handle>,
    /// The handle of the library concerned; missing in changes of anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Handle")]
    library: Option<Handle>,
    /// The record file, relative to the household.
    file: String,
    /// What changes, by the keys of the record file.
    #[schemars(with = "BTreeMap<String, Sides>")]
    fields: Map<String, Value>,
    /// Why, as a clause for people.
    reason: String,
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            subject,
            file,
            action,
            reason,
        } = self;
        let who = subject.who();
        ChangeDocument {
            kind: action.kind(),
            user: who.map(|who| who.user.clone()),
            plex_id: who.map(|who| who.plex_id),
            server: subject.server().cloned(),
            library: subject.library().cloned(),
            file: file.to_string(),
            fields: action.fields_document(),
            reason: reason.clone(),
        }
        .serialize(serializer)
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
            file,
            fields,
            reason,
        } = self;
        let who = match (user, plex_id) {
            (Some(user), Some(plex_id)) => Some(Who { user, plex_id }),
            _ => None,
        };
        let subject = match (who, server, library) {
            (Some(who), None, None) => Subject::User(who),
            (Some(who), Some(server), None) => Subject::Share { who, server },
            (None, Some(server), Some(library)) => Subject::Library { server, library },
            (None, Some(server), None) => Subject::Server(server),
            _ => return Err("its subject is missing or ambiguous".to_owned()),
        };
        let action = json!({"kind": kind, "fields": fields});
        let action = serde_path_to_error::deserialize(action)
            .map_err(|error| invalid(error.path(), error.inner()))?;
        match fits(&subject, &action) {
            true => Ok(Change {
                subject,
                file: file.into(),
                action,
                reason,
            }),
            false => Err(format!("`{}` does not fit its subject", kind.word())),
        }
    }
}

/// Says which key is invalid and why.
fn invalid(path: &serde_path_to_error::Path, error: &impl fmt::Display) -> String {
    let path = path.to_string();
    format!(
        "`{}` is invalid: {error}",
        path.trim_start_matches("fields.")
    )
}

/// Whether an action is one of such a subject, and repeats it without a contradiction.
fn fits(subject: &Subject, action: &Action) -> bool {
    match (action, subject) {
        (Action::AddServer { .. } | Action::UpdateServer { .. }, Subject::Server(_))
        | (
            Action::AddLibrary { .. } | Action::UpdateLibrary { .. } | Action::RemoveLibrary { .. },
            Subject::Library { .. },
        )
        | (Action::UpdateShare { .. }, Subject::Share { .. }) => true,
        (Action::AddShare(share) | Action::RemoveShare(share), Subject::Share { server, .. }) => {
            share.server == *server
        }
        (Action::LinkUser { id }, Subject::User(who)) => *id == who.plex_id,
        (Action::RelinkUser { id, former_ids: _ }, Subject::User(who)) => id.after == who.plex_id,
        (
            Action::AddUser { .. }
            | Action::UpdateUser { .. }
            | Action::ReturnUser { .. }
            | Action::DepartUser { .. }
            | Action::AddPayment { .. },
            Subject::User(_),
        ) => true,
        _ => false,
    }
}
