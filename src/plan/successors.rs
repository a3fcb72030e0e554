//! New accounts at Plex that take the place of recorded ones.
//!
//! A person may get another account: the old id is gone, and a new one has the same e-mail address, or the same
//! servers, accepted on the same days. That is concluded only if every account was read and believed, and only if
//! exactly one new account and one recorded user fit each other. A user of whom it is not certain keeps shares and
//! standing. Start at [`Successors::of`].

use std::collections::{BTreeMap, BTreeSet};

use super::Input;
use super::accounts::Accounts;
use super::certainty::{Certainty, Wanted};
use super::decision::{Decision, PersonVerdict, Recognised, Remarks};
use super::matches::{Link, Linked, Matches};
use super::notice::{Notice, NoticeKind};
use super::pairing::{Unpaired, former_ids};
use super::people::ObservedPerson;
use crate::change::{Action, ChangeKind, GuardName, Replaced};
use crate::records::schema::UserRecord;
use crate::vocabulary::{Date, Handle, MachineId, PlexId, folded};

/// A new account and the recorded user whose account it replaces.
#[derive(Debug)]
struct Successor<'a> {
    user: Gone<'a>,
    new: PlexId,
    /// How Plex calls the new account.
    called: String,
    likeness: Link,
}

/// A recorded user whose account is gone.
#[derive(Debug, Clone, Copy)]
struct Gone<'a> {
    handle: &'a Handle,
    record: &'a UserRecord,
    id: PlexId,
}

/// The new accounts that take the place of recorded ones.
#[derive(Debug, Default)]
pub(super) struct Successors<'a> {
    found: Vec<Successor<'a>>,
    /// Users whose address more than one account or user has.
    contested: Vec<Gone<'a>>,
    /// Whether every account was read recently enough to say that an id is gone.
    may_relink: bool,
}

/// Servers, each with the day on which its share was accepted.
type AcceptedShares<'a> = BTreeSet<(&'a MachineId, Date)>;

/// Users and new accounts with the same key.
type Group<'a> = (Vec<Gone<'a>>, Vec<(PlexId, &'a ObservedPerson<'a>)>);

/// What accounts and users are compared by, and those who are not matched yet.
struct Search<'a> {
    claimed: Claimed,
    /// The users by the ids they had earlier.
    former: BTreeMap<PlexId, &'a Handle>,
    gone: Vec<Gone<'a>>,
    new: Vec<(PlexId, &'a ObservedPerson<'a>)>,
}

/// The names by which records without an id look for their person.
struct Claimed {
    emails: BTreeSet<String>,
    usernames: BTreeSet<String>,
}

impl<'a> Successors<'a> {
    /// Finds them.
    pub(super) fn of(
        input: &Input<'a>,
        accounts: &Accounts<'a>,
        people: &'a BTreeMap<PlexId, ObservedPerson<'a>>,
        unpaired: &Unpaired<'a>,
    ) -> Self {
        let mut successors = Self {
            may_relink: !accounts.any_outdated,
            ..Self::default()
        };
        if !accounts.everything_known {
            return successors;
        }
        let new = unpaired.people.iter().copied();
        let mut search = Search {
            claimed: Claimed::by(&unpaired.records),
            former: former_ids(input),
            gone: gone(input, people),
            new: new
                .filter(|(id, _)| !accounts.owners.contains(id))
                .collect(),
        };
        search.match_by(
            Link::Email,
            |record| address(record.plex.email.as_deref()),
            |seen| address(seen.names.email.as_ref()),
            &mut successors,
        );
        search.match_by(
            Link::Shares,
            |record| recorded_shares(input, record),
            |seen| observed_shares(input, seen),
            &mut successors,
        );
        successors
    }

    /// Whether this new account takes the place of a recorded one.
    pub(super) fn contain(&self, id: PlexId) -> bool {
        self.found.iter().any(|successor| successor.new == id)
    }

    /// Gives the users their new accounts if that number was accepted and nothing is in doubt. Otherwise leaves all
    /// concerned as they are, and says so.
    pub(super) fn settle(
        self,
        input: &Input<'_>,
        certainty: &Certainty<'_>,
        matches: &mut Matches,
        remarks: &mut Remarks,
    ) {
        let Self {
            found,
            contested,
            may_relink,
        } = self;
        for user in contested {
            user.left_alone(matches, remarks);
        }
        let number = found.len() as u64;
        let is_accepted = input.rules.accepted.number(GuardName::Relinks) == Some(number);
        let is_accepted = is_accepted && may_relink;
        for successor in found {
            let Gone { handle, id, .. } = successor.user;
            let wanted = Wanted::of_person(ChangeKind::RelinkUser, handle.as_str(), id, &[]);
            if is_accepted && !certainty.holds(wanted, &mut remarks.held) {
                successor.relink(matches);
                continue;
            }
            remarks.notices.push(successor.notice(input, number));
            successor.user.left_alone(matches, remarks);
            matches.conflicting.insert(successor.new);
        }
    }
}

impl Gone<'_> {
    /// Decides nothing about this user.
    fn left_alone(self, matches: &mut Matches, remarks: &mut Remarks) {
        matches.by_id.remove(&self.id);
        remarks.decisions.push(Decision {
            subject: self.handle.to_string(),
            plex_id: Some(self.id),
            recognised: Recognised::NotListed,
            verdict: PersonVerdict::Conflict,
        });
    }
}

impl Successor<'_> {
    /// Makes the new account the one of the user; everything else about it follows as for any user.
    fn relink(self, matches: &mut Matches) {
        let Gone { handle, record, id } = self.user;
        let former = record.plex.former_ids.iter().map(|former| former.value);
        let former: Vec<PlexId> = former.collect();
        let others = former.iter().copied();
        let others = others.filter(|other| *other != self.new && *other != id);
        let action = Action::RelinkUser {
            id: Replaced {
                before: Some(id),
                after: self.new,
            },
            former_ids: Replaced {
                after: others.chain([id]).collect(),
                before: Some(former),
            },
        };
        let by = self.likeness;
        matches.by_id.remove(&id);
        matches.by_id.insert(self.new, handle.clone());
        matches.linked.insert(handle.clone(), Linked { by, action });
    }

    /// The proposal; `number` is how many there are in this plan.
    fn notice(&self, input: &Input<'_>, number: u64) -> Notice {
        let Self {
            user: Gone {
                handle, id: old, ..
            },
            new,
            called,
            likeness,
        } = self;
        Notice {
            kind: NoticeKind::AccountReplaced,
            subject: called.clone(),
            message: format!(
                "id {new} seems to be the new account of user `{handle}` ({}), whose id {old} is gone; \
                 `{}` is left out until `--accept {}={number}`; for another person, write a record with \
                 `plex: {{id: {new}}}`",
                likeness.reason(),
                ChangeKind::RelinkUser.word(),
                GuardName::Relinks.word()
            ),
            place: input.filing.users.get(*handle).cloned(),
        }
    }
}

impl<'a> Search<'a> {
    /// Matches accounts and users who have a key in common, one to one, and takes them out of the search.
    fn match_by<K: Ord>(
        &mut self,
        likeness: Link,
        record_key: impl Fn(&'a UserRecord) -> Option<K>,
        person_key: impl Fn(&'a ObservedPerson<'a>) -> Option<K>,
        successors: &mut Successors<'a>,
    ) {
        let mut groups: BTreeMap<K, Group<'a>> = BTreeMap::new();
        for user in &self.gone {
            if let Some(key) = record_key(user.record) {
                groups.entry(key).or_default().0.push(*user);
            }
        }
        for (id, seen) in &self.new {
            if let Some((_, people)) = person_key(seen).and_then(|key| groups.get_mut(&key)) {
                people.push((*id, *seen));
            }
        }
        groups.retain(|_, (_, people)| !people.is_empty());
        for (users, people) in groups.into_values() {
            self.forget(&users, &people);
            match (users.as_slice(), people.as_slice()) {
                ([user], [(new, seen)]) if self.fit(*user, *new, seen) => {
                    successors.found.push(Successor {
                        user: *user,
                        new: *new,
                        called: seen.called(*new),
                        likeness,
                    });
                }
                _ if likeness == Link::Email => successors.contested.extend(users),
                _ => {}
            }
        }
    }

    fn forget(&mut self, users: &[Gone<'_>], people: &[(PlexId, &ObservedPerson<'_>)]) {
        let users: BTreeSet<PlexId> = users.iter().map(|user| user.id).collect();
        let people: BTreeSet<PlexId> = people.iter().map(|(id, _)| *id).collect();
        self.gone.retain(|user| !users.contains(&user.id));
        self.new.retain(|(id, _)| !people.contains(id));
    }

    /// Whether nothing speaks for another user: neither a record without an id nor a former id.
    fn fit(&self, user: Gone<'_>, new: PlexId, seen: &ObservedPerson<'_>) -> bool {
        let is_claimed = |names: &BTreeSet<String>, name: &Option<String>| {
            address(name.as_ref()).is_some_and(|name| names.contains(&name))
        };
        !is_claimed(&self.claimed.emails, &seen.names.email)
            && !is_claimed(&self.claimed.usernames, &seen.names.username)
            && self
                .former
                .get(&new)
                .is_none_or(|former| *former == user.handle)
    }
}

impl Claimed {
    fn by(records: &[(&Handle, &UserRecord)]) -> Self {
        let plex = records.iter().map(|(_, record)| &record.plex);
        let emails = plex
            .clone()
            .filter_map(|plex| address(plex.email.as_deref()));
        let usernames = plex.filter_map(|plex| address(plex.username.as_deref()));
        Self {
            emails: emails.collect(),
            usernames: usernames.collect(),
        }
    }
}

/// The recorded users whose id no account lists any more; those ignored by the settings are left out.
fn gone<'a>(input: &Input<'a>, people: &BTreeMap<PlexId, ObservedPerson<'a>>) -> Vec<Gone<'a>> {
    let users = input.records.users.iter();
    let users = users.filter_map(|(handle, record)| {
        let id = record.plex.id.as_ref()?.value;
        Some(Gone { handle, record, id })
    });
    users
        .filter(|user| !people.contains_key(&user.id))
        .filter(|user| !input.rules.ignore_users.contains(&user.id))
        .collect()
}

/// An address or user name as it is compared.
fn address(text: Option<&String>) -> Option<String> {
    text.map(|text| folded(text))
        .filter(|text| !text.is_empty())
}

/// What a record shares; `None` if that is nothing, or if a share is not accepted.
fn recorded_shares<'a>(input: &Input<'a>, record: &'a UserRecord) -> Option<AcceptedShares<'a>> {
    let shares = record.plex.shares.iter().map(|share| {
        let server = input.records.servers.get(&share.server.value)?;
        Some((&server.machine_id.value, share.accepted.as_ref()?.value))
    });
    let shares: Option<AcceptedShares<'_>> = shares.collect();
    shares.filter(|shares| !shares.is_empty())
}

/// The same of a new account.
fn observed_shares<'a>(
    input: &Input<'a>,
    seen: &'a ObservedPerson<'a>,
) -> Option<AcceptedShares<'a>> {
    let shares = seen.shares.values().map(|share| {
        let accepted = share.accepted?.date_in(input.rules.timezone)?;
        Some((&share.server, accepted))
    });
    let shares: Option<AcceptedShares<'_>> = shares.collect();
    shares.filter(|shares| !shares.is_empty())
}
