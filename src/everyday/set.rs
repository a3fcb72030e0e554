//! `plexmgr set`: values that belong to the admins.

use std::str::FromStr;

use super::{ForUser, Input, Outcome, Refusal, Target};
use crate::change::{Action, FieldChange, UserKey};
use crate::problem::choices;
use crate::records::schema::{Records, UserRecord};
use crate::vocabulary::{Class, DiscordId, Email, Handle, is_hidden, shown};

/// A key and its new value, as in `class=permanent`; without a value the key is removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    key: UserKey,
    value: Option<String>,
}

/// Why a text is not an [`Assignment`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AssignmentError {
    /// What is wrong.
    pub message: String,
    /// What is allowed.
    pub help: String,
}

impl FromStr for Assignment {
    type Err = AssignmentError;

    fn from_str(text: &str) -> Result<Self, AssignmentError> {
        let (word, value) = text.split_once('=').unwrap_or((text, ""));
        let (word, adds) = match word.strip_suffix('+') {
            Some(word) => (word, true),
            None => (word, false),
        };
        let key = UserKey::ALL.into_iter().find(|key| key.word() == word);
        let key = key.ok_or_else(|| unknown(word))?;
        if adds {
            return Err(AssignmentError {
                message: format!("`{key}` is not a list, so nothing can be added to it"),
                help: format!("`{key}={}` replaces it", shown(value)),
            });
        }
        let value = (!value.is_empty()).then(|| value.to_owned());
        checked(key, value.as_deref())?;
        Ok(Self { key, value })
    }
}

fn unknown(word: &str) -> AssignmentError {
    let (message, help) = match word.split('.').next() {
        Some("plex") => (
            format!("`{}` follows Plex and cannot be set", shown(word)),
            "change it at Plex; `plexmgr apply` records it".to_owned(),
        ),
        Some("plan") => (
            "`plan` is not set like this".to_owned(),
            "`plexmgr switch USER --plan PLAN` sets the plan of the next payment".to_owned(),
        ),
        Some("payments") => (
            "payments are not set like this".to_owned(),
            "`plexmgr pay` adds one, `plexmgr confirm` puts one right".to_owned(),
        ),
        _ => (
            format!("unknown key `{}`", shown(word)),
            choices(word, "allowed keys are", UserKey::ALL.map(UserKey::word)),
        ),
    };
    AssignmentError { message, help }
}

/// Refuses a value that the record cannot hold.
pub(super) fn checked(key: UserKey, value: Option<&str>) -> Result<(), AssignmentError> {
    let wrong = |help: String| AssignmentError {
        message: format!(
            "`{}` is not a value of `{key}`",
            shown(value.unwrap_or_default())
        ),
        help,
    };
    let Some(value) = value else {
        return match key {
            UserKey::Class => Err(AssignmentError {
                message: "`class` cannot be removed".to_owned(),
                help: "a class is `standard` or `permanent`".to_owned(),
            }),
            _ => Ok(()),
        };
    };
    let valid = match key {
        UserKey::Class => value
            .parse::<Class>()
            .map(drop)
            .map_err(|error| error.to_string()),
        UserKey::PaypalEmail => value
            .parse::<Email>()
            .map(drop)
            .map_err(|error| error.to_string()),
        UserKey::DiscordId => value
            .parse::<DiscordId>()
            .map(drop)
            .map_err(|_| "a Discord id is 17 to 20 digits, as in `80351110224678912`".to_owned()),
        UserKey::DiscordUsername => is_text(value, false),
        UserKey::Notes => is_text(value, true),
    };
    valid.map_err(wrong)
}

/// Whether a value is text that the record shows as it is.
fn is_text(value: &str, has_lines: bool) -> Result<(), String> {
    let is_wrong = |c: char| is_hidden(c) && !(has_lines && c == '\n');
    match value.trim().is_empty() || value.contains(is_wrong) {
        true => Err("a text has letters and no control characters".to_owned()),
        false => Ok(()),
    }
}

/// Sets the values of each user.
///
/// # Errors
/// A key that is given twice, and an id that another user has.
pub fn set(input: &Input<'_>, users: &[Handle], assignments: &[Assignment]) -> Outcome {
    let mut refused: Vec<Refusal> = Vec::new();
    for (index, Assignment { key, value }) in assignments.iter().enumerate() {
        let mut earlier = assignments[..index].iter();
        if earlier.any(|assignment| assignment.key == *key) {
            refused.push(Refusal::new(key, "is given twice"));
        }
        refused.extend(taken(
            &input.household.records,
            users,
            *key,
            value.as_deref(),
        ));
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    input.each(users, |target| {
        let changes = assignments
            .iter()
            .filter_map(|assignment| changed(target, assignment));
        let changes: Vec<_> = changes
            .map(|field| target.change(Action::SetField(field), "set"))
            .collect();
        Ok(match changes.is_empty() {
            true => ForUser::Nothing("has these values already".to_owned()),
            false => ForUser::Changes(changes),
        })
    })
}

/// A Discord id belongs to one user.
pub(super) fn taken(
    records: &Records,
    users: &[Handle],
    key: UserKey,
    value: Option<&str>,
) -> Option<Refusal> {
    let value = value.filter(|_| key == UserKey::DiscordId)?;
    if users.len() > 1 {
        return Some(Refusal::new(
            key,
            "one Discord id cannot belong to several users",
        ));
    }
    let mut recorded = records.users.iter();
    let (owner, _) = recorded.find(|(handle, record)| {
        !users.contains(handle) && current(record, key).as_deref() == Some(value)
    })?;
    let message = format!("`{}` belongs to user `{owner}`", shown(value));
    Some(Refusal::new(key, message).help(format!(
        "remove it there first: `plexmgr set {owner} discord.id=`"
    )))
}

fn changed(target: Target<'_>, assignment: &Assignment) -> Option<FieldChange> {
    let Assignment { key, value } = assignment;
    let before = current(target.record, *key);
    (before != *value).then(|| FieldChange {
        key: *key,
        before,
        after: value.clone(),
    })
}

/// What a record has under a key.
pub(super) fn current(record: &UserRecord, key: UserKey) -> Option<String> {
    let discord = record.discord.as_ref();
    match key {
        UserKey::Class => Some(record.class.to_string()),
        UserKey::PaypalEmail => record.paypal_email.as_ref().map(|email| email.to_string()),
        UserKey::DiscordId => discord.and_then(|discord| Some(discord.id.as_ref()?.to_string())),
        UserKey::DiscordUsername => {
            discord.and_then(|discord| Some(discord.username.as_ref()?.value.clone()))
        }
        UserKey::Notes => record.notes.as_ref().map(|notes| notes.value.clone()),
    }
}
