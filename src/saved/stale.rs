//! What moved since a plan was saved.
//!
//! Pure comparisons of a [`Basis`] with what is there now, in the stages in which an apply learns of
//! it. Start at [`moved_records`].

use std::collections::BTreeMap;

use super::Contents;
use super::basis::{AccountAnswers, AccountBasis, Basis, HistoryBasis, Item, Source};
use super::moved::{How, Moved, What};
use crate::change::{Action, Change, Subject};
use crate::plan::{ChangeSet, SourceVerdict, UnknownFact};
use crate::render::FileView;
use crate::sources::SourceDoubt;
use crate::sources::plex::Observed;
use crate::vocabulary::{AccountName, Digest, ShortDigest, SourceName, shown};

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
                if let Some((then, now)) = said.as_ref().zip(account.said.as_ref()) {
                    add_changed_answers(name, then, now, &mut moved);
                }
            }
        }
    }
    let is_new =
        |account: &&AccountBasis| basis.accounts.iter().all(|then| then.name != account.name);
    let new = now.iter().filter(is_new);
    moved.extend(new.map(|account| Moved::Asked(account.name.clone(), How::Added)));
    moved
}

/// What an account says differently, of what was known both times.
fn add_changed_answers(
    account: &AccountName,
    then: &AccountAnswers,
    now: &AccountAnswers,
    moved: &mut Vec<Moved>,
) {
    let AccountAnswers {
        owner,
        servers,
        people,
        home,
        invitations,
        of_servers,
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
    let both = of_servers.iter();
    let both = both.filter_map(|(machine, then)| Some((then, now.of_servers.get(machine)?)));
    let both: Vec<_> = both.collect();
    let mut compare = |what, then: Option<&[Item]>, now: Option<&[Item]>, whole| {
        let both = then.zip(now);
        let moves = both.map_or(Vec::new(), |(then, now)| {
            differing(account, what, then, now, whole)
        });
        let new = moves.into_iter().filter(|one| !is_moved(moved, one));
        let new: Vec<Moved> = new.collect();
        moved.extend(new);
    };
    compare(
        What::Server,
        servers.as_deref(),
        now.servers.as_deref(),
        true,
    );
    for (then, now) in &both {
        let [then, now] =
            [then, now].map(|answers| answers.catalogue.as_ref().map(std::slice::from_ref));
        compare(What::Server, then, now, true);
    }
    compare(What::Person, people.as_deref(), now.people.as_deref(), true);
    for (then, now) in &both {
        let [then, now] = [then, now].map(|answers| answers.shares.as_deref());
        compare(What::Person, then, now, false);
    }
    compare(What::Person, home.as_deref(), now.home.as_deref(), false);
    compare(
        What::Invitation,
        invitations.as_deref(),
        now.invitations.as_deref(),
        true,
    );
}

/// Whether an item is named already.
fn is_moved(moved: &[Moved], one: &Moved) -> bool {
    let subject = |moved: &Moved| match moved {
        Moved::Answer {
            account,
            what,
            thing,
            how: _,
        } => Some((account.clone(), *what, thing.clone())),
        _ => None,
    };
    let this = subject(one);
    this.is_some() && moved.iter().any(|other| subject(other) == this)
}

/// What differs of items that were known both times. If they are not the `whole` of something, it only changed where
/// one came or went.
fn differing(
    account: &AccountName,
    what: What,
    then: &[Item],
    now: &[Item],
    whole: bool,
) -> Vec<Moved> {
    let (then, now) = (by_id(then), by_id(now));
    let differences = differences(&then, &now).into_iter();
    let known = differences.filter(|(id, _)| {
        let both = [then.get(id), now.get(id)];
        both.into_iter().flatten().all(|same| !same.in_doubt)
    });
    known
        .map(|(id, how)| {
            let known = now.get(id).or_else(|| then.get(id));
            Moved::Answer {
                account: account.clone(),
                what,
                thing: called(known.map_or("", |items| items.name), id),
                how: if whole { how } else { How::Changed },
            }
        })
        .collect()
}

/// All data about one item: invitations need not have an id of their own, so that there can be several of
/// one.
#[derive(PartialEq)]
struct SameItems<'i> {
    name: &'i str,
    digests: Vec<ShortDigest>,
    in_doubt: bool,
}

fn by_id(items: &[Item]) -> BTreeMap<&str, SameItems<'_>> {
    let mut by_id: BTreeMap<&str, SameItems<'_>> = BTreeMap::new();
    for Item { id, name, digest } in items {
        let same = by_id.entry(id).or_insert(SameItems {
            name,
            digests: Vec::new(),
            in_doubt: false,
        });
        same.in_doubt |= digest.is_none();
        same.digests.extend(*digest);
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

/// Why a plan made now only holds back changes of a saved plan, each reason in a line: what they rest on is not known
/// any more. `None` if it differs from the saved one in anything else.
#[must_use]
pub fn only_held(then: &Contents, now: &ChangeSet) -> Option<Vec<String>> {
    let set = &then.change_set;
    let holds = |changes: &[Change], one: &Change| changes.iter().any(|other| other.does_as(one));
    let in_doubt = newly_in_doubt(set, now);
    // What remains of the money is counted differently, and who is imported gets the guess that money made needless.
    let is_new = |change: &Change| {
        let follows = !in_doubt.is_empty() && change.kind().is_about_money();
        !follows && !holds(&set.changes, change)
    };
    if set.today != now.today || now.changes.iter().any(is_new) {
        return None;
    }
    let gone = set
        .changes
        .iter()
        .filter(|change| !holds(&now.changes, change));
    // What was known both times is the same, so what is not listed as held goes for what is not known now, too.
    let newly = |fact: &&UnknownFact| !set.unknown.iter().any(|then| then.is_about(fact));
    let unknown: Vec<&UnknownFact> = now.unknown.iter().filter(newly).collect();
    let mut reasons: Vec<String> = Vec::new();
    for change in gone {
        let holding = unknown.iter().filter(|fact| fact.holds(change));
        let mut holding: Vec<&UnknownFact> = holding.copied().collect();
        if holding.is_empty() && !change.kind().is_about_money() {
            holding.clone_from(&unknown);
        }
        let facts = holding
            .iter()
            .map(|fact| format!("account {}: {}", fact.account, fact.words()));
        let sources = in_doubt
            .iter()
            .filter(|(source, _)| rests_on(change, &source.account));
        let sources =
            sources.map(|(source, doubt)| format!("source {}: {}", source.name, doubt.cause()));
        let own: Vec<String> = facts.chain(sources).collect();
        if own.is_empty() {
            return None;
        }
        reasons.extend(
            own.into_iter()
                .filter(|one| !reasons.contains(one))
                .collect::<Vec<_>>(),
        );
    }
    (!reasons.is_empty()).then_some(reasons)
}

/// The sources of transactions that are in doubt now and were not then.
fn newly_in_doubt<'n>(
    then: &ChangeSet,
    now: &'n ChangeSet,
) -> Vec<(&'n SourceVerdict, &'n SourceDoubt)> {
    let was_known = |name: &SourceName| {
        let mut sources = then.sources.iter();
        sources.any(|source| source.name == *name && source.doubt.is_none())
    };
    let sources = now.sources.iter();
    let doubts = sources.filter_map(|source| Some((source, source.doubt.as_ref()?)));
    doubts
        .filter(|(source, _)| was_known(&source.name))
        .collect()
}

/// Whether a change may follow from what the sources of an account list.
fn rests_on(change: &Change, account: &SourceName) -> bool {
    match (&change.subject, change.action()) {
        (Subject::Inbox(key), _) => key.account == *account,
        (_, Some(Action::AddPayment(payment))) => payment.source.as_ref() == Some(account),
        // A change of a payment does not name its account.
        _ => change.kind().is_about_money(),
    }
}

/// Whether the same is changed; the reasons depend on what is known of earlier runs, and take no part.
fn is_same(then: &[Change], now: &[Change]) -> bool {
    then.len() == now.len() && then.iter().zip(now).all(|(then, now)| then.does_as(now))
}

/// The sources of which other transactions are counted than in the saved plan.
fn moved_sources(then: &ChangeSet, now: &ChangeSet) -> Vec<Moved> {
    let was = |verdict: &&SourceVerdict| then.sources.contains(verdict);
    let moved = now.sources.iter().filter(|verdict| !was(verdict));
    moved
        .map(|verdict| Moved::Transactions(verdict.name.clone()))
        .collect()
}

/// In what a plan made now differs from the saved one. Guards are checked again and take no part, nor does what is
/// only in doubt.
#[must_use]
pub fn moved_plan(then: &Contents, now: &ChangeSet, files: &[FileView]) -> Vec<Moved> {
    let set = &then.change_set;
    let parts = [
        ("day", set.today != now.today),
        ("changes", !is_same(&set.changes, &now.changes)),
        ("files", then.files != files),
    ];
    let moved = parts.into_iter().filter(|(_, moved)| *moved);
    let parts: Vec<Moved> = moved.map(|(part, _)| Moved::Plan(part)).collect();
    let sources = match parts.is_empty() {
        true => Vec::new(),
        false => moved_sources(set, now),
    };
    sources.into_iter().chain(parts).collect()
}
