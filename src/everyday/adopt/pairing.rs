//! Which user a row is about. Names are compared as a whole, without case; nothing is guessed.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::Identity;
use crate::problem::{listed, nearest};
use crate::records::schema::Records;
use crate::vocabulary::{Handle, PlexId, folded, shown};

/// The names of all users.
pub(super) struct Index<'r> {
    records: &'r Records,
    handles: BTreeMap<String, &'r Handle>,
    ids: BTreeMap<PlexId, &'r Handle>,
    emails: BTreeMap<String, BTreeSet<&'r Handle>>,
    usernames: BTreeMap<String, BTreeSet<&'r Handle>>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Paired {
    /// It is about this user.
    User(Handle),
    /// No user has any of its names.
    Unknown,
    /// Its names belong to different users, for the reason given.
    Unclear(String),
}

impl<'r> Index<'r> {
    pub(super) fn of(records: &'r Records) -> Self {
        let mut index = Self {
            records,
            handles: BTreeMap::new(),
            ids: BTreeMap::new(),
            emails: BTreeMap::new(),
            usernames: BTreeMap::new(),
        };
        for (handle, record) in &records.users {
            let plex = &record.plex;
            index.handles.insert(handle.key(), handle);
            let ids = plex.id.iter().chain(&plex.former_ids);
            index.ids.extend(ids.map(|id| (id.value, handle)));
            let emails = plex.email.iter().chain(&plex.former_emails);
            let emails = emails.map(|email| folded(email));
            let paypal = record.paypal_email.iter().map(|email| email.key());
            for email in emails.chain(paypal) {
                index.emails.entry(email).or_default().insert(handle);
            }
            if let Some(username) = &plex.username {
                let users = index.usernames.entry(folded(username)).or_default();
                users.insert(handle);
            }
        }
        index
    }

    /// The one user whom all names of the row allow.
    pub(super) fn pair(&self, who: &Identity) -> Paired {
        let found = self.found(who);
        let mut sets = found.iter().map(|(_, users)| users.clone());
        let Some(first) = sets.next() else {
            return Paired::Unknown;
        };
        let common = sets.fold(first, |common, users| &common & &users);
        let mut common = common.into_iter();
        match (common.next(), common.next()) {
            (Some(handle), None) => self.with_id(handle, who.plex_id),
            (Some(_), Some(_)) | (None, _) => {
                let parts = found.iter().map(|(what, users)| {
                    let users = users.iter().map(|handle| handle.as_str());
                    format!("{what} belongs to {}", listed(users))
                });
                Paired::Unclear(parts.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// A Plex id that is not that of the user means that another person has the name now.
    fn with_id(&self, handle: &Handle, id: Option<PlexId>) -> Paired {
        let record = self.records.users.get(handle);
        let recorded = record.and_then(|record| record.plex.id.as_ref());
        match (id, recorded) {
            (Some(id), Some(recorded))
                if recorded.value != id && self.ids.get(&id) != Some(&handle) =>
            {
                Paired::Unclear(format!(
                    "`{handle}` has the Plex id {}, not {id}",
                    recorded.value
                ))
            }
            _ => Paired::User(handle.clone()),
        }
    }

    /// The users of each name that any user has.
    fn found(&self, who: &Identity) -> Vec<(String, BTreeSet<&'r Handle>)> {
        let mut found = Vec::new();
        let mut add = |what: String, users: BTreeSet<&'r Handle>| {
            if !users.is_empty() {
                found.push((what, users));
            }
        };
        if let Some(id) = who.plex_id {
            let users = self.ids.get(&id).copied();
            add(format!("Plex id {id}"), users.into_iter().collect());
        }
        if let Some(handle) = &who.handle {
            let users = self.handles.get(&folded(handle)).copied();
            add(
                format!("handle `{}`", shown(handle)),
                users.into_iter().collect(),
            );
        }
        if let Some(email) = &who.email {
            let users = self.emails.get(&folded(email)).cloned();
            add(
                format!("e-mail `{}`", shown(email)),
                users.unwrap_or_default(),
            );
        }
        if let Some(username) = &who.username {
            add(
                format!("username `{}`", shown(username)),
                self.named(username),
            );
        }
        found
    }

    /// In a column of user names stand also handles and addresses.
    fn named(&self, name: &str) -> BTreeSet<&'r Handle> {
        let name = folded(name);
        let users = self.usernames.get(&name).or_else(|| self.emails.get(&name));
        match users {
            Some(users) => users.clone(),
            None => self.handles.get(&name).copied().into_iter().collect(),
        }
    }

    /// The user whose names are most like those of the row.
    pub(super) fn similar(&self, who: &Identity) -> Option<&'r Handle> {
        let local = |email: &str| email.split('@').next().unwrap_or_default().to_owned();
        let mut candidates: Vec<(String, &Handle)> = Vec::new();
        for (handle, record) in &self.records.users {
            let plex = &record.plex;
            candidates.push((handle.key(), handle));
            candidates.extend(plex.username.iter().map(|name| (folded(name), handle)));
            candidates.extend(plex.title.iter().map(|name| (folded(name), handle)));
            let emails = plex.email.iter().map(|email| folded(email));
            candidates.extend(
                emails
                    .flat_map(|email| [local(&email), email])
                    .map(|text| (text, handle)),
            );
        }
        let email = who.email.as_deref().map(folded);
        let names = [&who.username, &who.handle, &who.name]
            .into_iter()
            .flatten();
        let wanted = names.map(|name| folded(name));
        let wanted = wanted
            .chain(email.iter().map(|email| local(email)))
            .chain(email.clone());
        wanted.into_iter().find_map(|text| {
            let near = nearest(&text, candidates.iter().map(|(text, _)| text.as_str()))?;
            let mut users = candidates.iter().filter(|(text, _)| text == near);
            users.next().map(|(_, handle)| *handle)
        })
    }
}
