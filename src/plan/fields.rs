//! The fields of a change under their YAML names, for everything that shows changes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::change::{Action, Libraries, Names, Replaced, Share};
use crate::records::schema::Class;
use crate::vocabulary::Handle;

/// One field of a change: its YAML name, what stands there and what shall stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The key in the record file.
    pub name: &'static str,
    /// `None`: nothing.
    pub before: Option<FieldValue>,
    /// `None`: nothing.
    pub after: Option<FieldValue>,
}

/// A value as it is shown: ids and dates are texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FieldValue {
    /// A single value.
    Text(String),
    /// A list of values.
    List(Vec<String>),
}

impl FieldValue {
    fn text(value: impl ToString) -> Self {
        Self::Text(value.to_string())
    }
}

impl From<&Libraries> for FieldValue {
    fn from(libraries: &Libraries) -> Self {
        match libraries {
            Libraries::All => Self::text("all"),
            Libraries::Some(handles) => Self::List(handles.iter().map(Handle::to_string).collect()),
        }
    }
}

fn set(name: &'static str, after: impl ToString) -> Field {
    Field {
        name,
        before: None,
        after: Some(FieldValue::text(after)),
    }
}

fn set_if(name: &'static str, after: Option<&impl ToString>) -> Option<Field> {
    after.map(|after| set(name, after.to_string()))
}

fn gone(name: &'static str, before: impl ToString) -> Field {
    Field {
        name,
        before: Some(FieldValue::text(before)),
        after: None,
    }
}

fn replaced<T: ToString>(name: &'static str, value: Option<&Replaced<T>>) -> Option<Field> {
    value.map(|Replaced { before, after }| Field {
        name,
        before: before
            .as_ref()
            .map(|before| FieldValue::Text(before.to_string())),
        after: Some(FieldValue::Text(after.to_string())),
    })
}

fn names_fields(names: &Names) -> impl Iterator<Item = Field> {
    let Names {
        username,
        email,
        title,
    } = names;
    [
        set_if("username", username.as_ref()),
        set_if("email", email.as_ref()),
        set_if("title", title.as_ref()),
    ]
    .into_iter()
    .flatten()
}

fn share_fields(share: &Share) -> Vec<Field> {
    let Share {
        server,
        libraries,
        invited,
        accepted,
    } = share;
    let libraries = Field {
        name: "libraries",
        before: None,
        after: Some(libraries.into()),
    };
    [
        Some(set("server", server)),
        Some(libraries),
        set_if("invited", invited.as_ref()),
        set_if("accepted", accepted.as_ref()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The same fields seen from the other side: what was set is now gone.
fn reversed(fields: Vec<Field>) -> Vec<Field> {
    fields
        .into_iter()
        .map(
            |Field {
                 name,
                 before,
                 after,
             }| Field {
                name,
                before: after,
                after: before,
            },
        )
        .collect()
}

/// The word of a class in YAML.
#[must_use]
pub fn class_word(class: Class) -> &'static str {
    match class {
        Class::Standard => "standard",
        Class::Permanent => "permanent",
    }
}

impl Action {
    /// Every field this action touches, in the order of the record file.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        match self {
            Self::AddServer { .. }
            | Self::UpdateServer { .. }
            | Self::AddLibrary { .. }
            | Self::UpdateLibrary { .. }
            | Self::RemoveLibrary { .. } => self.server_fields(),
            Self::AddUser {
                who: _,
                class,
                names,
            } => std::iter::once(set("class", class_word(*class)))
                .chain(names_fields(names))
                .collect(),
            Self::LinkUser { who } => vec![set("id", who.plex_id)],
            Self::UpdateUser {
                who: _,
                username,
                email,
                title,
                former_emails,
            } => {
                let former = former_emails
                    .as_ref()
                    .map(|Replaced { before, after }| Field {
                        name: "former_emails",
                        before: before.clone().map(FieldValue::List),
                        after: Some(FieldValue::List(after.clone())),
                    });
                [
                    replaced("username", username.as_ref()),
                    replaced("email", email.as_ref()),
                    replaced("title", title.as_ref()),
                    former,
                ]
                .into_iter()
                .flatten()
                .collect()
            }
            Self::ReturnUser { who: _, departed } => vec![gone("departed", departed)],
            Self::DepartUser { who: _, departed } => vec![set("departed", departed)],
            Self::AddPayment {
                who: _,
                plan,
                start,
                end,
            } => {
                vec![set("plan", plan), set("start", start), set("end", end)]
            }
            Self::AddShare { who: _, share } => share_fields(share),
            Self::UpdateShare {
                who: _,
                server: _,
                libraries,
                invited,
                accepted,
            } => {
                let libraries = libraries.as_ref().map(|Replaced { before, after }| Field {
                    name: "libraries",
                    before: before.as_ref().map(FieldValue::from),
                    after: Some(after.into()),
                });
                [
                    libraries,
                    replaced("invited", invited.as_ref()),
                    replaced("accepted", accepted.as_ref()),
                ]
                .into_iter()
                .flatten()
                .collect()
            }
            Self::RemoveShare { who: _, share } => reversed(share_fields(share)),
        }
    }

    fn server_fields(&self) -> Vec<Field> {
        match self {
            Self::AddServer {
                server: _,
                account,
                machine_id,
                name,
            } => {
                vec![
                    set("account", account),
                    set("machine_id", machine_id),
                    set("name", name),
                ]
            }
            Self::UpdateServer {
                server: _,
                account,
                name,
            } => [
                replaced("account", account.as_ref()),
                replaced("name", name.as_ref()),
            ]
            .into_iter()
            .flatten()
            .collect(),
            Self::AddLibrary {
                server: _,
                library: _,
                id,
                title,
                kind,
            } => {
                vec![set("id", id), set("title", title), set("type", kind)]
            }
            Self::UpdateLibrary {
                server: _,
                library: _,
                title,
                kind,
            } => [
                replaced("title", title.as_ref()),
                replaced("type", kind.as_ref()),
            ]
            .into_iter()
            .flatten()
            .collect(),
            Self::RemoveLibrary {
                server: _,
                library: _,
                id,
                title,
            } => {
                let title = title.as_ref().map(|title| gone("title", title));
                std::iter::once(gone("id", id)).chain(title).collect()
            }
            _ => Vec::new(),
        }
    }
}
