//! Compares the documents of one account with each other and finds what cannot be true together.
//!
//! Each document may be whole and well-formed and yet stem from another moment, another account or a
//! half-filled cache. Pure. Start at [`disagreements`].

use std::collections::{BTreeMap, BTreeSet};

use super::Doubt;
use super::disagreement::Disagreement;
use super::documents::{Documents, ServerAnswers};
use super::error::ReadError;
use super::fact_kind::FactKind;
use super::parse::ShareId;
use super::parse::shared_servers::ShareRow;
use crate::vocabulary::{AccountName, LibraryId, MachineId, PlexId};

/// Above this part of the people on a server, and above one, contradictions speak against the whole document: one in
/// ten.
const MOST_ODD: usize = 10;

/// Two documents that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contradiction {
    /// The fact that is in doubt for it.
    pub(super) fact: FactKind,
    /// The person, if it is about one only.
    pub(super) person: Option<PlexId>,
    pub(super) found: Disagreement,
}

impl Contradiction {
    /// A contradiction about a fact as a whole.
    fn whole(fact: FactKind, found: Disagreement) -> Self {
        Self {
            fact,
            person: None,
            found,
        }
    }

    /// Why the fact is not known.
    pub(super) fn doubt(self, account: &AccountName) -> Doubt {
        // It speaks against the list that lacks the people, not against the shares.
        let fact = match self.found {
            Disagreement::UserMissing { .. } => FactKind::People,
            _ => self.fact,
        };
        let error = ReadError::Disagreement(self.found);
        match self.person {
            Some(person) => error.doubt_about(person, fact, account),
            None => error.doubt(fact, account),
        }
    }
}

/// Every contradiction between documents that are known, in a fixed order.
pub(super) fn disagreements(documents: &Documents) -> Vec<Contradiction> {
    let mut found = Vec::new();
    if let Some(machine) = documents.unlisted.first() {
        let machine = machine.clone();
        let missing = Disagreement::ServerMissing { machine };
        found.push(Contradiction::whole(FactKind::Servers, missing));
    }
    let owner = documents.account.owner.id;
    if documents.users.iter().any(|user| user.id == owner) {
        let listed = Disagreement::OwnerListed;
        found.push(Contradiction::whole(FactKind::People, listed));
    }
    if let Some(share) = unnamed_user(documents) {
        let unreadable = Disagreement::UserUnreadable { share };
        found.push(Contradiction::whole(FactKind::People, unreadable));
    }
    let listed = accepted_shares(documents);
    let home = HomeMembers::of(documents);
    for (machine, answers) in &documents.servers {
        let catalogue = FactKind::Catalogue(machine.clone());
        let shares = FactKind::Shares(machine.clone());
        if !documents.know(&shares) {
            continue;
        }
        if let Some(share) = unnamed_share(documents, answers) {
            let unreadable = Disagreement::PersonUnreadable { share };
            found.push(Contradiction::whole(shares, unreadable));
            continue;
        }
        let is_catalogued = documents.know(&catalogue);
        if let Some(missing) = missing_libraries(answers).filter(|_| is_catalogued) {
            found.push(Contradiction::whole(catalogue, missing));
        }
        if documents.know(&FactKind::People) {
            let compared = compared(listed.get(machine), answers, &home);
            found.extend(compared.into_iter().flat_map(|group| group.of(&shares)));
        }
        let cut = missing_sections(answers).filter(|_| is_catalogued);
        found.extend(cut.into_iter().flat_map(|group| group.of(&shares)));
    }
    found
}

/// People about whom the documents contradict each other in one way.
struct Group {
    people: Vec<PlexId>,
    /// How many people are on the server.
    of: usize,
    /// What is found of so many people, with an example.
    found: fn(usize, PlexId) -> Disagreement,
}

impl Group {
    /// One contradiction about each person if they are few, otherwise one about the whole.
    fn of(self, fact: &FactKind) -> Vec<Contradiction> {
        let Self { people, of, found } = self;
        let Some(first) = people.first() else {
            return Vec::new();
        };
        if people.len() > 1 && people.len() * MOST_ODD > of {
            let found = found(people.len(), *first);
            return vec![Contradiction::whole(fact.clone(), found)];
        }
        let about = |person: PlexId| Contradiction {
            fact: fact.clone(),
            person: Some(person),
            found: found(1, person),
        };
        people.into_iter().map(about).collect()
    }
}

/// Whether the members of the Home, who were not asked for yet, may explain what was found: its guest
/// may have a share without being in the list of users.
pub(super) fn home_may_explain(documents: &Documents, found: &[Contradiction]) -> bool {
    let user_missing = |one: &Contradiction| matches!(one.found, Disagreement::UserMissing { .. });
    documents.account.home && documents.home.is_none() && found.iter().any(user_missing)
}

/// The facts whose documents may only have been read at an unlucky moment.
pub(super) fn worth_reading_again(
    documents: &Documents,
    found: &[Contradiction],
) -> BTreeSet<FactKind> {
    let mut facts = BTreeSet::new();
    for Contradiction { fact, .. } in found {
        facts.insert(fact.clone());
        match fact {
            FactKind::Catalogue(machine) => {
                facts.insert(FactKind::Shares(machine.clone()));
            }
            FactKind::Shares(_) => {
                facts.insert(FactKind::People);
                // The guest of the Home may have a share without being in the list of users.
                if documents.account.home && documents.home.is_none() {
                    facts.insert(FactKind::Home);
                }
            }
            _ => {}
        }
    }
    facts
}

/// Per server and user, whether the list of users calls the share accepted in so many words.
type Listed = BTreeMap<PlexId, ShareAcceptance>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ShareAcceptance {
    Pending,
    Unstated,
    Accepted,
}

fn accepted_shares(documents: &Documents) -> BTreeMap<&MachineId, Listed> {
    let mut listed: BTreeMap<&MachineId, Listed> = BTreeMap::new();
    for user in &documents.users {
        for server in &user.servers {
            let acceptance = match server.pending {
                Some(true) => ShareAcceptance::Pending,
                Some(false) => ShareAcceptance::Accepted,
                None => ShareAcceptance::Unstated,
            };
            let of_server = listed.entry(&server.machine).or_default();
            let entry = of_server.entry(user.id).or_insert(acceptance);
            *entry = acceptance.max(*entry);
        }
    }
    listed
}

/// Who belongs to the Home, as far as it is known.
struct HomeMembers {
    /// They need not accept anything.
    members: BTreeSet<PlexId>,
    /// They need not be in the list of users.
    guests: BTreeSet<PlexId>,
}

impl HomeMembers {
    fn of(documents: &Documents) -> Self {
        let users = documents.users.iter().filter(|user| user.home);
        let listed = || documents.home.iter().flatten();
        let members = listed().map(|member| member.id);
        let guests = listed().filter(|member| member.guest);
        Self {
            members: users.map(|user| user.id).chain(members).collect(),
            guests: guests.map(|member| member.id).collect(),
        }
    }
}

fn compared(listed: Option<&Listed>, answers: &ServerAnswers, home: &HomeMembers) -> [Group; 3] {
    let mut rows: BTreeMap<PlexId, bool> = BTreeMap::new();
    for row in &answers.shares {
        if let Some(user) = row.user {
            *rows.entry(user).or_default() |= row.accepted.is_some();
        }
    }
    let (mut without_row, mut not_accepted) = (Vec::new(), Vec::new());
    for (user, acceptance) in listed.into_iter().flatten() {
        match (acceptance, rows.get(user)) {
            (ShareAcceptance::Accepted | ShareAcceptance::Unstated, None) => {
                without_row.push(*user);
            }
            (ShareAcceptance::Accepted, Some(false)) if !home.members.contains(user) => {
                not_accepted.push(*user);
            }
            _ => {}
        }
    }
    let is_listed = |user: &PlexId| listed.is_some_and(|listed| listed.contains_key(user));
    let unlisted: Vec<PlexId> = rows
        .iter()
        .filter(|(user, accepted)| **accepted && !is_listed(user) && !home.guests.contains(*user))
        .map(|(user, _)| *user)
        .collect();
    let of = rows.len().max(listed.map_or(0, BTreeMap::len));
    let group = |people, found| Group { people, of, found };
    [
        group(without_row, |count, example| Disagreement::ShareMissing {
            count,
            example,
        }),
        group(unlisted, |count, example| Disagreement::UserMissing {
            count,
            example,
        }),
        group(not_accepted, |count, example| Disagreement::NotAccepted {
            count,
            example,
        }),
    ]
}

/// A share of a user without an id that no server knows. Where one does, it names the user, who is then missing in the
/// list of users: that is doubt about that person only.
fn unnamed_user(documents: &Documents) -> Option<ShareId> {
    let rows = documents
        .servers
        .values()
        .flat_map(|answers| &answers.shares);
    let known: BTreeSet<ShareId> = rows
        .filter(|row| row.user.is_some())
        .map(|row| row.id)
        .collect();
    let mut unnamed = documents.users.unnamed.iter();
    unnamed.find(|share| !known.contains(share)).copied()
}

/// A share whose person neither its row nor the list of users shows. Where that list has it, the person's share is
/// missing among the rows, which is doubt about that person only.
fn unnamed_share(documents: &Documents, answers: &ServerAnswers) -> Option<ShareId> {
    let servers = documents.users.iter().flat_map(|user| &user.servers);
    let listed: BTreeSet<ShareId> = servers.map(|server| server.share).collect();
    let mut unnamed = answers.shares.unnamed.iter();
    unnamed.find(|share| !listed.contains(share)).copied()
}

fn missing_libraries(answers: &ServerAnswers) -> Option<Disagreement> {
    let uncatalogued = answers.uncatalogued();
    let there = answers.catalogue.libraries.iter().chain(&uncatalogued);
    let there: BTreeSet<LibraryId> = there.map(|library| library.id).collect();
    let sections = answers.shares.iter().flat_map(|row| &row.sections);
    let missing: BTreeSet<LibraryId> = sections
        .map(|section| section.id)
        .filter(|id| !there.contains(id))
        .collect();
    missing.first().map(|example| Disagreement::LibraryMissing {
        count: missing.len(),
        example: *example,
    })
}

/// Below a share stands every library of its server, shared or not: one that stands nowhere may be
/// shared all the same. It does not matter where all of them are, or nothing is accepted.
fn missing_sections(answers: &ServerAnswers) -> Option<Group> {
    let libraries = &answers.catalogue.libraries;
    let lists = |row: &ShareRow, id: LibraryId| {
        let position = row.sections.binary_search_by_key(&id, |section| section.id);
        position.is_ok()
    };
    let cut: BTreeSet<PlexId> = answers
        .shares
        .iter()
        .filter(|row| row.accepted.is_some() && !row.all_libraries)
        .filter(|row| !libraries.iter().all(|library| lists(row, library.id)))
        .filter_map(|row| row.user)
        .collect();
    (!cut.is_empty()).then(|| Group {
        people: cut.into_iter().collect(),
        of: answers.shares.len(),
        found: |count, example| Disagreement::SectionMissing { count, example },
    })
}

#[cfg(test)]
mod tests;
