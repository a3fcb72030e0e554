//! Pairs people with records: by numeric id, else one to one by e-mail, else one to one by user name.
//!
//! Anything that is not one to one is a conflict: it is said, and nothing is done for those
//! concerned. A displayed name never decides.

use std::collections::{BTreeMap, BTreeSet};

use super::Input;
use super::accounts::Accounts;
use super::certainty::Certainty;
use super::decision::Remarks;
use super::matches::{Link, Linked, Matches};
use super::notice::{Notice, NoticeKind};
use super::people::ObservedPerson;
use super::successors::Successors;
use crate::change::Action;
use crate::records::schema::UserRecord;
use crate::vocabulary::{Handle, PlexId, folded};

/// The people and records that are not paired by id.
pub(super) struct Unpaired<'a> {
    pub(super) people: Vec<(PlexId, &'a ObservedPerson<'a>)>,
    pub(super) records: Vec<(&'a Handle, &'a UserRecord)>,
}

/// Pairs all observed people with the records.
pub(super) fn pair<'a>(
    input: &Input<'a>,
    accounts: &Accounts<'a>,
    certainty: &Certainty<'_>,
    people: &'a BTreeMap<PlexId, ObservedPerson<'a>>,
    remarks: &mut Remarks,
) -> Matches {
    let mut matches = Matches::default();
    let mut unpaired = Unpaired {
        people: Vec::new(),
        records: Vec::new(),
    };
    for (handle, record) in &input.records.users {
        match &record.plex.id {
            Some(id) => drop(matches.by_id.insert(id.value, handle.clone())),
            None => unpaired.records.push((handle, record)),
        }
    }
    let is_new =
        |id: &PlexId| !matches.by_id.contains_key(id) && !input.rules.ignore_users.contains(id);
    unpaired.people = people
        .iter()
        .filter(|(id, seen)| is_new(id) && seen.listed)
        .map(|(id, s)| (*id, s))
        .collect();
    let successors = Successors::of(input, accounts, people, &unpaired);
    unpaired.people.retain(|(id, _)| !successors.contain(*id));
    let notices = &mut remarks.notices;
    former_accounts(input, &unpaired, &mut matches, notices);
    claimed_addresses(input, people, &unpaired, &mut matches, notices);
    link(input, &unpaired, &mut matches, notices);
    successors.settle(input, certainty, &mut matches, remarks);
    let left_alone = unpaired.records.iter().map(|(handle, _)| *handle);
    let left_alone = left_alone.filter(|handle| !matches.linked.contains_key(*handle));
    remarks
        .decisions
        .extend(left_alone.map(|handle| matches.left_alone(handle)));
    matches
}

/// Finds people whose id a record names as a former one.
fn former_accounts(
    input: &Input<'_>,
    unpaired: &Unpaired<'_>,
    matches: &mut Matches,
    notices: &mut Vec<Notice>,
) {
    let former = former_ids(input);
    for (id, seen) in &unpaired.people {
        let Some(handle) = former.get(id) else {
            continue;
        };
        notices.push(Notice {
            kind: NoticeKind::IdentityConflict,
            subject: seen.called(*id),
            message: format!(
                "id {id} is a former id of user `{handle}`; skipped until it is removed from \
                 `former_ids`"
            ),
            place: input.filing.users.get(*handle).cloned(),
        });
        matches.conflicting.insert(*id);
        matches.doubtful.insert((*handle).clone());
    }
}

/// The users by the ids they had earlier.
pub(super) fn former_ids<'a>(input: &Input<'a>) -> BTreeMap<PlexId, &'a Handle> {
    let users = input.records.users.iter();
    users
        .flat_map(|(handle, user)| {
            let former = user.plex.former_ids.iter();
            former.map(move |id| (id.value, handle))
        })
        .collect()
}

/// Finds new people whose address belongs to a user recorded under another id.
fn claimed_addresses(
    input: &Input<'_>,
    people: &BTreeMap<PlexId, ObservedPerson<'_>>,
    unpaired: &Unpaired<'_>,
    matches: &mut Matches,
    notices: &mut Vec<Notice>,
) {
    let mut holders: BTreeMap<String, (&Handle, PlexId)> = BTreeMap::new();
    for (id, handle) in &matches.by_id {
        let observed = people.get(id).and_then(|seen| seen.names.email.as_ref());
        let recorded = input.records.users[handle].plex.email.as_deref();
        if let Some(email) = observed.or(recorded) {
            holders.insert(folded(email), (handle, *id));
        }
    }
    for (handle, record) in &unpaired.records {
        let email = record.plex.email.as_deref().map(|email| folded(email));
        let Some((other, id)) = email.and_then(|email| holders.get(&email)) else {
            continue;
        };
        let concerned = [*handle, *other].map(Clone::clone);
        matches.doubtful.extend(concerned);
        notices.push(Notice {
            kind: NoticeKind::IdentityConflict,
            subject: handle.to_string(),
            message: format!(
                "has no id and the e-mail address of user `{other}`, who is id {id}; skipped until \
                 it is merged into that record or has another address"
            ),
            place: input.filing.users.get(*handle).cloned(),
        });
    }
    let mut found = Vec::new();
    for (id, seen) in &unpaired.people {
        let Some(email) = &seen.names.email else {
            continue;
        };
        let Some((handle, other)) = holders.get(&folded(email)) else {
            continue;
        };
        if people.contains_key(other) {
            // Two accounts at Plex that both exist: two people who share an address.
            continue;
        }
        notices.push(Notice {
            kind: NoticeKind::IdentityConflict,
            subject: seen.called(*id),
            message: format!(
                "id {id} has the e-mail address of user `{handle}`, who is recorded as id {other}; \
                 skipped until the record has the right id or another address"
            ),
            place: input.filing.users.get(*handle).cloned(),
        });
        found.push((*id, (*handle).clone()));
    }
    for (id, handle) in found {
        matches.conflicting.insert(id);
        matches.doubtful.insert(handle);
    }
}

/// What a key leads to on both sides.
#[derive(Default)]
struct Candidates<'a> {
    people: Vec<PlexId>,
    records: Vec<&'a Handle>,
}

type ByKey<'a> = BTreeMap<String, Candidates<'a>>;

fn by_key<'a>(
    unpaired: &Unpaired<'a>,
    person_key: impl Fn(&'a ObservedPerson<'a>) -> Option<&'a String>,
    record_key: impl Fn(&'a UserRecord) -> Option<&'a String>,
) -> ByKey<'a> {
    let mut candidates: ByKey<'a> = BTreeMap::new();
    for (handle, record) in &unpaired.records {
        if let Some(key) = record_key(record)
            .map(|text| folded(text))
            .filter(|key| !key.is_empty())
        {
            candidates.entry(key).or_default().records.push(handle);
        }
    }
    for (id, seen) in &unpaired.people {
        if let Some(key) = person_key(seen).map(|text| folded(text))
            && let Some(found) = candidates.get_mut(&key)
        {
            found.people.push(*id);
        }
    }
    candidates.retain(|_, found| !found.people.is_empty());
    candidates
}

fn link(
    input: &Input<'_>,
    unpaired: &Unpaired<'_>,
    matches: &mut Matches,
    notices: &mut Vec<Notice>,
) {
    let by_email = by_key(
        unpaired,
        |s| s.names.email.as_ref(),
        |r| r.plex.email.as_deref(),
    );
    let by_name = by_key(
        unpaired,
        |s| s.names.username.as_ref(),
        |r| r.plex.username.as_deref(),
    );
    let clashes = clashes(&by_email, &by_name, &matches.conflicting);
    for (key, found) in by_email.iter().chain(&by_name) {
        let clashing = found
            .records
            .iter()
            .any(|handle| clashes.records.contains(*handle))
            || found.people.iter().any(|id| clashes.people.contains(id));
        if clashing {
            report_clash(input, key, found, matches, notices);
        }
    }
    for (link, candidates) in [(Link::Email, &by_email), (Link::Username, &by_name)] {
        for found in candidates.values() {
            let ([id], [handle]) = (found.people.as_slice(), found.records.as_slice()) else {
                continue;
            };
            let free = !clashes.people.contains(id) && !clashes.records.contains(*handle);
            if free && !matches.by_id.contains_key(id) && !matches.linked.contains_key(*handle) {
                matches.by_id.insert(*id, (*handle).clone());
                let action = Action::LinkUser { id: *id };
                let linked = Linked { by: link, action };
                matches.linked.insert((*handle).clone(), linked);
            }
        }
    }
}

/// All people with more than one candidate, and all records and people tied to them.
#[derive(Default)]
struct Clashes {
    people: BTreeSet<PlexId>,
    records: BTreeSet<Handle>,
}

fn clashes(by_email: &ByKey<'_>, by_name: &ByKey<'_>, conflicting: &BTreeSet<PlexId>) -> Clashes {
    let mut partners: BTreeMap<PlexId, BTreeSet<&Handle>> = BTreeMap::new();
    let mut suitors: BTreeMap<&Handle, BTreeSet<PlexId>> = BTreeMap::new();
    let mut email_decides: BTreeSet<&Handle> = BTreeSet::new();
    for (index, candidates) in [by_email, by_name].into_iter().enumerate() {
        for found in candidates.values() {
            for handle in &found.records {
                // A record whose address matches a person is not looked up by name as well, but a person
                // whom another record claims by name is in doubt.
                let by_name_only = index == 1 && email_decides.contains(*handle);
                for id in &found.people {
                    partners.entry(*id).or_default().insert(handle);
                    if !by_name_only {
                        suitors.entry(handle).or_default().insert(*id);
                    }
                }
            }
        }
        email_decides = candidates
            .values()
            .flat_map(|found| found.records.iter().copied())
            .collect();
    }
    let mut clashes = Clashes::default();
    for (id, handles) in &partners {
        if handles.len() > 1 || conflicting.contains(id) {
            clashes.people.insert(*id);
            clashes
                .records
                .extend(handles.iter().map(|handle| (*handle).clone()));
        }
    }
    for (handle, ids) in suitors {
        if ids.len() > 1 {
            clashes.records.insert(handle.clone());
            clashes.people.extend(ids);
        }
    }
    clashes
}

fn report_clash(
    input: &Input<'_>,
    key: &str,
    found: &Candidates<'_>,
    matches: &mut Matches,
    notices: &mut Vec<Notice>,
) {
    let ids: Vec<String> = found.people.iter().map(|id| format!("id {id}")).collect();
    let handles: Vec<String> = found
        .records
        .iter()
        .map(|handle| format!("user `{handle}`"))
        .collect();
    notices.push(Notice {
        kind: NoticeKind::IdentityConflict,
        subject: key.to_owned(),
        message: format!(
            "may be {} or {}; skipped until one record has the id",
            ids.join(" or "),
            handles.join(" or ")
        ),
        place: found
            .records
            .first()
            .and_then(|handle| input.filing.users.get(*handle).cloned()),
    });
    matches.conflicting.extend(found.people.iter().copied());
    let records = found.records.iter().map(|handle| (*handle).clone());
    matches.doubtful.extend(records);
}
