//! `plexmgr set`: values that belong to the admins.

use std::str::FromStr;

use super::{ForUser, Input, Outcome, Refusal, Target};
use crate::change::{Action, FieldChange, FieldValue, UserKey};
use crate::problem::choices;
use crate::records::schema::{Records, UserRecord};
use crate::vocabulary::{Class, DiscordId, Email, Handle, is_hidden, shown};

/// A key and its new value, as in `class=permanent`; without a value the key is removed. A value can be added to
/// a list, as in `pays_from+=marlow.old@example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    key: UserKey,
    value: Option<String>,
    /// Whether the value is added to a list.
    adds: bool,
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
        if adds && !key.is_list() {
            return Err(AssignmentError {
                message: format!("`{key}` is not a list, so nothing can be added to it"),
                help: format!("`{key}={}` replaces it", shown(value)),
            });
        }
        let value = (!value.is_empty()).then(|| value.to_owned());
        if adds && value.is_none() {
            return Err(AssignmentError {
                message: format!("`{key}+=` adds nothing"),
                help: format!("`{key}=` removes the key"),
            });
        }
        checked(key, value.as_deref())?;
        Ok(Self { key, value, adds })
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
        UserKey::CoveredBy => value
            .parse::<Handle>()
            .map(drop)
            .map_err(|error| error.to_string()),
        UserKey::DiscordUsername => is_text(value, false),
        UserKey::PaysFrom if value.contains([',', ';']) => Err(
            "this is one address, payer id or bank account; `pays_from+=` adds each further one"
                .to_owned(),
        ),
        UserKey::PaysFrom => is_text(value, false),
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
    for (index, Assignment { key, value, adds }) in assignments.iter().enumerate() {
        let mut earlier = assignments[..index].iter();
        if earlier.any(|assignment| assignment.key == *key && !(*adds && assignment.adds)) {
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
        let mut cover = assignments.iter();
        let cover = cover.find(|assignment| assignment.key == UserKey::CoveredBy);
        let cover = cover.and_then(|assignment| assignment.value.as_deref());
        if let Some(refusal) = cover.and_then(|cover| wrong_cover(input, target, cover)) {
            return Err(refusal);
        }
        let keys = UserKey::ALL.into_iter();
        let changes = keys.filter_map(|key| changed(target, key, assignments));
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

/// Why a user cannot be covered by the user `cover`.
fn wrong_cover(input: &Input<'_>, target: Target<'_>, cover: &str) -> Option<Refusal> {
    let users = &input.household.records.users;
    let refuse = |message: String| Some(Refusal::new(target.handle, message));
    let found = users.iter().find(|(handle, _)| handle.as_str() == cover);
    let Some((payer, record)) = found else {
        let handles = users.keys().map(Handle::as_str).collect::<Vec<_>>();
        let help = choices(cover, "recorded users are", handles);
        return refuse(format!("there is no user `{}`", shown(cover)))
            .map(|refusal| refusal.help(help));
    };
    if payer == target.handle {
        return refuse("cannot be covered by themselves".to_owned());
    }
    if let Some(further) = &record.covered_by {
        let message = format!("user `{payer}` is covered by `{}` too", further.value);
        let help = format!("name the user who pays: `covered_by={}`", further.value);
        return refuse(message).map(|refusal| refusal.help(help));
    }
    let covered = input.household.records.covered(target.handle).next();
    covered.and_then(|other| {
        let message = format!("covers user `{other}`, so they pay themselves");
        let help = format!("change `covered_by` of `{other}` first");
        refuse(message).map(|refusal| refusal.help(help))
    })
}

/// What the assignments of a key make of it, if anything.
fn changed(target: Target<'_>, key: UserKey, assignments: &[Assignment]) -> Option<FieldChange> {
    let own = assignments
        .iter()
        .filter(|assignment| assignment.key == key);
    let own: Vec<&Assignment> = own.collect();
    let first = own.first()?;
    let before = value_of(target.record, key);
    let after = match (key.is_list(), first.adds, &before) {
        (false, ..) => first.value.clone().map(FieldValue::Text),
        (true, adds, before) => {
            let mut items = match before {
                Some(FieldValue::List(items)) if adds => items.clone(),
                _ => Vec::new(),
            };
            for value in own
                .iter()
                .filter_map(|assignment| assignment.value.as_ref())
            {
                if !items.contains(value) {
                    items.push(value.clone());
                }
            }
            (!items.is_empty()).then_some(FieldValue::List(items))
        }
    };
    (before != after).then_some(FieldChange { key, before, after })
}

/// What a record has under a key, also if it is a list.
fn value_of(record: &UserRecord, key: UserKey) -> Option<FieldValue> {
    if !key.is_list() {
        return current(record, key).map(FieldValue::Text);
    }
    let items = record.pays_from.iter().map(|item| item.value.clone());
    let items: Vec<String> = items.collect();
    (!items.is_empty()).then_some(FieldValue::List(items))
}

/// What a record has under a key that holds one text.
pub(super) fn current(record: &UserRecord, key: UserKey) -> Option<String> {
    let discord = record.discord.as_ref();
    match key {
        UserKey::Class => Some(record.class.to_string()),
        UserKey::PaypalEmail => record.paypal_email.as_ref().map(|email| email.to_string()),
        UserKey::PaysFrom => None,
        UserKey::CoveredBy => record.covered_by.as_ref().map(|user| user.to_string()),
        UserKey::DiscordId => discord.and_then(|discord| Some(discord.id.as_ref()?.to_string())),
        UserKey::DiscordUsername => {
            discord.and_then(|discord| Some(discord.username.as_ref()?.value.clone()))
        }
        UserKey::Notes => record.notes.as_ref().map(|notes| notes.value.clone()),
    }
}
