//! What moved since a plan was saved.
//!
//! Pure comparisons of a [`Basis`] with what is there now, in the stages in which an apply learns of
//! it. Start at [`moved_records`].

use std::collections::BTreeMap;

use super::Contents;
use super::basis::{AccountAnswers, AccountBasis, Basis, HistoryBasis, Item, Source};
use super::moved::{How, Moved, What};
use crate::plan::ChangeSet;
use crate::render::FileView;
use crate::sources::plex::Observed;
use crate::vocabulary::{AccountName, Digest, ShortDigest, shown};

/// The record files that are not, byte for byte, what they were.
pub fn moved_records<'f>(
    basis: &Basis,
    files: impl IntoIterator<Item = (&'f str, &'f [u8])>,
) -> Vec<Moved> {
    let now: BTreeMap<&str, Digest> = files
        .into_iter()
        .map(|(path, bytes)| (path, Digest::of(bytes)))
        .collect();
    let then = basis.records.iter();
    let then = then
        .map(|(path, digest)| (path.as_str(), *digest))
        .collect();
    let differences = differences(&then, &now).into_iter();
    differences
        .map(|(path, how)| Moved::Record(path.to_owned(), how))
        .collect()
}

/// Whether the settings are another text; `path` is what their file is called.
#[must_use]
pub fn moved_settings(basis: &Basis, path: &str, bytes: &[u8]) -> Vec<Moved> {
    let moved = basis.settings != Digest::of(bytes);
    moved
        .then(|| Moved::Settings(path.to_owned()))
        .into_iter()
        .collect()
}

/// Whether runs were applied, or taken away.
#[must_use]
pub fn moved_history(basis: &Basis, now: &HistoryBasis) -> Vec<Moved> {
    let then = &basis.history;
    let moved = then != now;
    let history = || Moved::History {
        then: then.newest.clone(),
        now: now.newest.clone(),
    };
    moved.then(history).into_iter().collect()
}

/// Whether the snapshot is another one; `bytes` are those of the file read now.
#[must_use]
pub fn moved_snapshot(basis: &Basis, bytes: &[u8]) -> Vec<Moved> {
    match &basis.source {
        Source::Snapshot { path, digest } if *digest != Digest::of(bytes) => {
            vec![Moved::Snapshot(path.clone())]
        }
        Source::Snapshot { .. } | Source::Plex => Vec::new(),
    }
}

/// Everything that Plex says differently, of what was known then and is known now. What was in doubt then and is not
/// now, or the other way round, moved only if it makes another plan.
#[must_use]
pub fn moved_observed(basis: &Basis, observed: &Observed) -> Vec<Moved> {
    let mut moved = Vec::new();
    let now: Vec<AccountBasis> = observed.accounts.iter().map(AccountBasis::of).collect();
    for AccountBasis { name, said } in &basis.accounts {
        match now.iter().find(|account| account.name == *name) {
            None => moved.push(Moved::Asked(name.clone(), How::Gone)),
            Some(account) => {
                let both = said.as_ref().zip(account.said.as_ref());
                let differ = both.filter(|(then, now)| then.digest != now.digest);
                moved.extend(
                    differ.map_or(Vec::new(), |(then, now)| changed_answers(name, then, now)),
                );
            }
        }
    }
    let is_new =
        |account: &&AccountBasis| basis.accounts.iter().all(|then| then.name != account.name);
    let new = now.iter().filter(is_new);
    moved.extend(new.map(|account| Moved::Asked(account.name.clone(), How::Added)));
    moved
}

/// What an account says differently, of which the digests differ.
fn changed_answers(
    account: &AccountName,
    then: &AccountAnswers,
    now: &AccountAnswers,
) -> Vec<Moved> {
    let mut moved = Vec::new();
    add_changed_answers(account, then, now, &mut moved);
    if moved.is_empty() {
        moved.push(Moved::SomethingElse(account.clone()));
    }
    moved
}

fn add_changed_answers(
    account: &AccountName,
    then: &AccountAnswers,
    now: &AccountAnswers,
    moved: &mut Vec<Moved>,
) {
    let AccountAnswers {
        digest: _,
        owner,
        servers,
        people,
        invitations,
    } = then;
    if owner.id != now.owner.id {
        moved.push(Moved::Owner {
            account: account.clone(),
            then: called(&owner.name, &owner.id),
            now: called(&now.owner.name, &now.owner.id),
        });
    } else if owner.digest != now.owner.digest {
        moved.push(Moved::Answer {
            account: account.clone(),
            what: What::Owner,
            thing: called(&now.owner.name, &now.owner.id),
            how: How::Changed,
        });
    }
    for (what, then, now) in [
        (What::Server, servers, &now.servers),
        (What::Person, people, &now.people),
        (What::Invitation, invitations, &now.invitations),
    ] {
        let (then, now) = (by_id(then), by_id(now));
        for (id, how) in differences(&then, &now) {
            let known = now.get(id).or_else(|| then.get(id));
            moved.push(Moved::Answer {
                account: account.clone(),
                what,
                thing: called(known.map_or("", |items| items.name), id),
                how,
            });
        }
    }
}

/// All data about one item: invitations need not have an id of their own, so that there can be several of
/// one.
#[derive(PartialEq)]
struct SameItems<'i> {
    name: &'i str,
    digests: Vec<ShortDigest>,
}

fn by_id(items: &[Item]) -> BTreeMap<&str, SameItems<'_>> {
    let mut by_id: BTreeMap<&str, SameItems<'_>> = BTreeMap::new();
    for Item { id, name, digest } in items {
        let digests = Vec::new();
        let same = by_id.entry(id).or_insert(SameItems { name, digests });
        same.digests.push(*digest);
    }
    by_id
}

/// `marlow (301000001)`, or the one of the two that there is.
fn called(name: &str, id: &str) -> String {
    match (name, id) {
        ("", id) => shown(id),
        (name, id) if name == id || id.is_empty() => shown(name),
        (name, id) => format!("{} ({})", shown(name), shown(id)),
    }
}

/// The keys whose values differ, sorted.
fn differences<K: Ord + Clone, V: PartialEq>(
    then: &BTreeMap<K, V>,
    now: &BTreeMap<K, V>,
) -> Vec<(K, How)> {
    let gone_or_changed = then.iter().filter_map(|(key, value)| match now.get(key) {
        None => Some((key.clone(), How::Gone)),
        Some(other) if other != value => Some((key.clone(), How::Changed)),
        Some(_) => None,
    });
    let added = now.keys().filter(|key| !then.contains_key(*key));
    let mut differences: Vec<(K, How)> = gone_or_changed
        .chain(added.map(|key| (key.clone(), How::Added)))
        .collect();
    differences.sort_by(|(one, _), (other, _)| one.cmp(other));
    differences
}

/// In what a plan made now differs from the saved one. Guards are checked again and take no part, nor does what is
/// only in doubt.
#[must_use]
pub fn moved_plan(then: &Contents, now: &ChangeSet, files: &[FileView]) -> Vec<Moved> {
    let set = &then.change_set;
    let parts = [
        ("day", set.today != now.today),
        ("changes", set.changes != now.changes),
        ("files", then.files != files),
    ];
    let moved = parts.into_iter().filter(|(_, moved)| *moved);
    moved.map(|(part, _)| Moved::Plan(part)).collect()
}
