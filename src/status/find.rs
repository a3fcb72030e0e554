//! Which users a person means: by search, and by exact name.
//!
//! [`find`] searches all texts of the records. [`resolve`] takes what names exactly one user, so that a command
//! never acts on a guess.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::selection::SelectionError;
use crate::problem::{listed, nearest};
use crate::records::schema::{Records, UserRecord};
use crate::vocabulary::{Handle, PlexId, folded, shown};

/// A user that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'r> {
    /// The name of the record.
    pub handle: &'r Handle,
    /// What the admins wrote.
    pub record: &'r UserRecord,
    /// The values with any of the texts, in the order of [`FoundIn`]; of notes the lines.
    pub matches: Vec<(FoundIn, String)>,
}

/// Where a search looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundIn {
    /// The name of the record.
    Handle,
    /// The user name at Plex.
    Username,
    /// The displayed name at Plex.
    Title,
    /// The e-mail address at Plex.
    Email,
    /// An e-mail address the user had at Plex earlier.
    FormerEmail,
    /// Where payments come from.
    PaypalEmail,
    /// Where payments come from too.
    PaysFrom,
    /// The Discord id.
    DiscordId,
    /// The name on Discord.
    DiscordUsername,
    /// The account id at Plex, or an earlier one.
    PlexId,
    /// The id of a recurring payment.
    SubscriptionId,
    /// The id of a transaction.
    TransactionId,
    /// A line of the notes.
    Notes,
}

impl FoundIn {
    /// Its key in JSON: the key of the record where it has one.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Handle => "handle",
            Self::Username => "username",
            Self::Title => "title",
            Self::Email => "email",
            Self::FormerEmail => "former_email",
            Self::PaypalEmail => "paypal_email",
            Self::PaysFrom => "pays_from",
            Self::DiscordId => "discord_id",
            Self::DiscordUsername => "discord_username",
            Self::PlexId => "plex_id",
            Self::SubscriptionId => "subscription_id",
            Self::TransactionId => "transaction_id",
            Self::Notes => "notes",
        }
    }
}

/// The users of whom each of `texts` is a part of some value, by handle. Case and accents do not count.
#[must_use]
pub fn find<'r, T: AsRef<str>>(records: &'r Records, texts: &[T]) -> Vec<Found<'r>> {
    let wanted: Vec<String> = texts.iter().map(|text| plain(text.as_ref())).collect();
    let users = records.users.iter();
    users
        .filter_map(|(handle, record)| found(handle, record, &wanted))
        .collect()
}

fn found<'r>(handle: &'r Handle, record: &'r UserRecord, wanted: &[String]) -> Option<Found<'r>> {
    let values = values(handle, record);
    let plain: Vec<String> = values.iter().map(|(_, value)| plain(value)).collect();
    let is_anywhere = |text: &String| plain.iter().any(|value| value.contains(text.as_str()));
    if !wanted.iter().all(is_anywhere) {
        return None;
    }
    let has_any = |value: &String| wanted.iter().any(|text| value.contains(text.as_str()));
    let matching = values.into_iter().zip(&plain);
    let matching = matching.filter(|(_, value)| has_any(value));
    let mut matches: Vec<(FoundIn, String)> = matching.map(|(found, _)| found).collect();
    matches.dedup();
    Some(Found {
        handle,
        record,
        matches,
    })
}

/// Everything that is searched of a user.
fn values(handle: &Handle, record: &UserRecord) -> Vec<(FoundIn, String)> {
    let plex = &record.plex;
    let discord = record.discord.as_ref();
    let mut values = vec![(FoundIn::Handle, handle.to_string())];
    let mut add = |place, text: Option<String>| values.extend(text.map(|text| (place, text)));
    add(
        FoundIn::Username,
        plex.username.as_ref().map(|text| text.value.clone()),
    );
    add(
        FoundIn::Title,
        plex.title.as_ref().map(|text| text.value.clone()),
    );
    add(
        FoundIn::Email,
        plex.email.as_ref().map(|text| text.value.clone()),
    );
    for email in &plex.former_emails {
        add(FoundIn::FormerEmail, Some(email.value.clone()));
    }
    add(
        FoundIn::PaypalEmail,
        record.paypal_email.as_ref().map(|email| email.to_string()),
    );
    for origin in &record.pays_from {
        add(FoundIn::PaysFrom, Some(origin.value.clone()));
    }
    add(
        FoundIn::DiscordId,
        discord.and_then(|discord| Some(discord.id.as_ref()?.to_string())),
    );
    let username = discord.and_then(|discord| discord.username.as_ref());
    add(
        FoundIn::DiscordUsername,
        username.map(|text| text.value.clone()),
    );
    for id in plex.id.iter().chain(&plex.former_ids) {
        add(FoundIn::PlexId, Some(id.to_string()));
    }
    let payments = || record.payments.iter();
    for id in payments().filter_map(|payment| payment.subscription_id.as_ref()) {
        add(FoundIn::SubscriptionId, Some(id.value.clone()));
    }
    for id in payments().filter_map(|payment| payment.transaction_id.as_ref()) {
        add(FoundIn::TransactionId, Some(id.value.clone()));
    }
    let notes = record.notes.as_ref().map_or("", |notes| notes.as_str());
    for line in notes.lines().map(str::trim) {
        add(FoundIn::Notes, Some(line.to_owned()));
    }
    values
}

/// `text` without case and accents: `Zoë` is found by `zoe`.
fn plain(text: &str) -> String {
    let letters = text.trim().nfkd().filter(|c| !is_combining_mark(*c));
    letters.collect::<String>().to_lowercase()
}

/// The user with that handle, Plex id or e-mail address, of those recorded at Plex, at present or earlier, or at
/// PayPal. Case does not count. A handle counts more than an id of the same digits.
///
/// # Errors
/// When no user has it, or several have.
pub fn resolve(records: &Records, text: &str) -> Result<Handle, SelectionError> {
    let wanted = folded(text);
    let id = wanted.parse::<PlexId>().ok();
    let named = records.users.iter().filter(|(_, record)| {
        id.is_some_and(|id| has_id(record, id)) || has_email(record, &wanted)
    });
    let named: Vec<&Handle> = named.map(|(handle, _)| handle).collect();
    if let Some(handle) = records.users.keys().find(|handle| handle.key() == wanted) {
        // A stranger may call themselves by the number of another person.
        return match named.iter().find(|other| **other != handle) {
            None => Ok(handle.clone()),
            Some(other) => Err(SelectionError {
                message: format!(
                    "`{}` is the handle of one user, and the id or an address of user `{other}`",
                    shown(text)
                ),
                hint: format!(
                    "`{other}` names that user; for the other one use an e-mail address, or `plexmgr rename user` first"
                ),
            }),
        };
    }
    match named.as_slice() {
        [handle] => Ok((*handle).clone()),
        [] => Err(not_found(records, text)),
        several => Err(SelectionError {
            message: format!("`{}` belongs to several users", shown(text)),
            hint: format!("use a handle: {}", handles(several)),
        }),
    }
}

fn has_id(record: &UserRecord, id: PlexId) -> bool {
    let mut ids = record.plex.id.iter().chain(&record.plex.former_ids);
    ids.any(|recorded| recorded.value == id)
}

fn has_email(record: &UserRecord, wanted: &str) -> bool {
    let plex = record.plex.email.iter().chain(&record.plex.former_emails);
    let mut plex = plex.map(|email| folded(email));
    plex.any(|email| email == wanted)
        || record
            .paypal_email
            .as_ref()
            .is_some_and(|email| email.key() == wanted)
}

/// Why `text` names no user, with the users it may mean.
fn not_found(records: &Records, text: &str) -> SelectionError {
    let found = match text.trim() {
        "" => Vec::new(),
        text => find(records, &[text]),
    };
    let found: Vec<&Handle> = found.iter().map(|found| found.handle).collect();
    let near = nearest(text, records.users.keys().map(Handle::as_str));
    let hint = match (found.as_slice(), near) {
        ([], Some(near)) => format!("did you mean `{near}`?"),
        ([], None) => "`plexmgr find TEXT` searches the users".to_owned(),
        (found, _) => format!("`{}` is found in {}", shown(text), handles(found)),
    };
    SelectionError {
        message: format!(
            "no user has the handle, Plex id or e-mail address `{}`",
            shown(text)
        ),
        hint,
    }
}

fn handles(handles: &[&Handle]) -> String {
    listed(handles.iter().map(|handle| handle.as_str()))
}
