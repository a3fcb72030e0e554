//! What one account answered, fact by fact.
//!
//! Each fact is known or in doubt on its own. For now an account counts only as a whole:
//! [`Reading::whole`] is the one place that says so.

use std::collections::{BTreeMap, BTreeSet};

use super::consistency::Contradiction;
use super::documents::{Documents, ServerAnswers};
use super::error::ReadError;
use super::fact_kind::FactKind;
use super::parse::account::AccountAnswer;
use super::parse::home::HomeMember;
use super::parse::resources::OwnServer;
use super::parse::server::ServerCatalogue;
use super::parse::shared_servers::ShareRow;
use super::parse::users::UserRow;
use super::{Doubt, Fact, FailureReport, Invitation};
use crate::vocabulary::{AccountName, MachineId};

/// The facts of one account.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) owner: Fact<AccountAnswer>,
    /// Without the ignored ones.
    pub(super) servers: Fact<Vec<OwnServer>>,
    pub(super) people: Fact<Vec<UserRow>>,
    pub(super) invitations: Fact<Vec<Invitation>>,
    /// `None` when there was no need to ask.
    pub(super) home: Fact<Option<Vec<HomeMember>>>,
    /// The facts about every server in `servers`.
    pub(super) of_servers: BTreeMap<MachineId, ServerFacts>,
    /// Servers that answer as the account's own although they are not in its list.
    pub(super) unlisted: Vec<MachineId>,
    /// Servers in its list that plex.tv does not find, and that are not in `servers` any more.
    pub(super) not_found: Vec<OwnServer>,
    /// What the facts say against each other.
    pub(super) contradictions: Vec<Doubt>,
}

/// The facts of one server.
#[derive(Debug)]
pub(super) struct ServerFacts {
    pub(super) catalogue: Fact<ServerCatalogue>,
    pub(super) shares: Fact<Vec<ShareRow>>,
}

impl ServerFacts {
    /// Both answers about the server that was `asked` about; a catalogue of another one says nothing.
    pub(super) fn of(
        asked: &MachineId,
        catalogue: Fact<ServerCatalogue>,
        shares: Fact<Vec<ShareRow>>,
        account: &AccountName,
    ) -> Self {
        let fact = FactKind::Catalogue(asked.clone());
        let catalogue = match catalogue {
            Fact::Known(document) if document.machine != *asked => {
                Fact::Unknown(ReadError::OtherServer.doubt(fact, account))
            }
            catalogue => catalogue,
        };
        Self { catalogue, shares }
    }
}

impl Reading {
    /// Takes the facts about the account's own servers. What a server that is no longer listed answered is only
    /// divided into "gone, too" and "still there".
    pub(super) fn sort_out(&mut self) {
        let listed = self.servers.known().into_iter().flatten();
        let listed: BTreeSet<MachineId> = listed.map(|server| server.machine.clone()).collect();
        let mut unlisted = Vec::new();
        self.of_servers.retain(|machine, facts| {
            let is_listed = listed.contains(machine);
            if !is_listed && facts.catalogue.known().is_some() {
                unlisted.push(machine.clone());
            }
            is_listed
        });
        self.unlisted = unlisted;
    }

    /// Passes over servers that are listed, were never recorded and are not found, as a device that is gone, if
    /// another server of the account answers: nothing can be lost by that.
    ///
    /// It can be lost if a user is named as sharing a server that is neither found nor ignored.
    pub(super) fn pass_over_not_found(
        &mut self,
        recorded: &BTreeSet<MachineId>,
        ignored: &BTreeSet<MachineId>,
    ) {
        let (Fact::Known(own), Fact::Known(people)) = (&mut self.servers, &self.people) else {
            return;
        };
        let mut answers = self.of_servers.values();
        if !answers.any(|facts| facts.catalogue.known().is_some()) {
            return;
        }
        let is_absent = |doubt: Option<&Doubt>| doubt.is_some_and(|doubt| doubt.status == 404);
        let is_found = |facts: &ServerFacts| {
            !is_absent(facts.catalogue.doubt()) || !is_absent(facts.shares.doubt())
        };
        let found = self.of_servers.iter();
        let found = found.filter(|(machine, facts)| is_found(facts) || recorded.contains(machine));
        let found: BTreeSet<MachineId> = found.map(|(machine, _)| machine.clone()).collect();
        let mut shared = people.iter().flat_map(|user| &user.servers);
        let is_accounted_for =
            |machine: &MachineId| found.contains(machine) || ignored.contains(machine);
        if !shared.all(|server| server.is_foreign || is_accounted_for(&server.machine)) {
            return;
        }
        self.of_servers.retain(|machine, _| found.contains(machine));
        let passed_over = own.extract_if(.., |server| !found.contains(&server.machine));
        self.not_found.extend(passed_over);
    }

    /// The documents, if all facts are known and nothing contradicts them: an account with any doubt is unknown
    /// as a whole. Gives the facts back otherwise.
    pub(super) fn whole(self) -> Result<Documents, Box<Self>> {
        if self.doubts().next().is_some() {
            return Err(Box::new(self));
        }
        match self {
            Self {
                owner: Fact::Known(account),
                servers: Fact::Known(own),
                people: Fact::Known(users),
                invitations: Fact::Known(invitations),
                home: Fact::Known(home),
                of_servers,
                unlisted,
                not_found,
                contradictions: _,
            } => Ok(Documents {
                account,
                own,
                users,
                invitations,
                home,
                servers: of_servers.into_iter().filter_map(answers).collect(),
                unlisted,
                not_found,
            }),
            doubtful => Err(Box::new(doubtful)),
        }
    }

    /// The facts of documents that all came, and what they say against each other.
    pub(super) fn of(
        documents: Documents,
        contradictions: Vec<Contradiction>,
        account: &AccountName,
    ) -> Self {
        let Documents {
            account: owner,
            own,
            users,
            invitations,
            home,
            servers,
            unlisted,
            not_found,
        } = documents;
        let facts = |answers: ServerAnswers| ServerFacts {
            catalogue: Fact::Known(answers.catalogue),
            shares: Fact::Known(answers.shares),
        };
        let servers = servers.into_iter();
        let contradictions = contradictions.into_iter();
        Self {
            owner: Fact::Known(owner),
            servers: Fact::Known(own),
            people: Fact::Known(users),
            invitations: Fact::Known(invitations),
            home: Fact::Known(home),
            of_servers: servers.map(|(id, answers)| (id, facts(answers))).collect(),
            unlisted,
            not_found,
            contradictions: contradictions
                .map(|(fact, found)| ReadError::Disagreement(found).doubt(fact, account))
                .collect(),
        }
    }

    /// The reports of all doubts in the order of their facts; one that concerns the whole account comes once.
    pub(super) fn reports(&self) -> Vec<FailureReport> {
        let mut doubts: Vec<&Doubt> = self.doubts().collect();
        doubts.sort_by_key(|doubt| &doubt.fact);
        let mut reasons = BTreeSet::new();
        doubts.retain(|doubt| reasons.insert(&doubt.reason) || !doubt.is_of_whole_account);
        doubts.into_iter().map(FailureReport::from).collect()
    }

    fn doubts(&self) -> impl Iterator<Item = &Doubt> {
        let of_servers = self.of_servers.values();
        let of_servers = of_servers
            .flat_map(|ServerFacts { catalogue, shares }| [catalogue.doubt(), shares.doubt()]);
        [
            self.owner.doubt(),
            self.servers.doubt(),
            self.people.doubt(),
            self.invitations.doubt(),
            self.home.doubt(),
        ]
        .into_iter()
        .chain(of_servers)
        .flatten()
        .chain(&self.contradictions)
    }
}

fn answers((machine, facts): (MachineId, ServerFacts)) -> Option<(MachineId, ServerAnswers)> {
    match facts {
        ServerFacts {
            catalogue: Fact::Known(catalogue),
            shares: Fact::Known(shares),
        } => Some((machine, ServerAnswers { catalogue, shares })),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Fault;
    use crate::sources::plex::consistency::disagreements;
    use crate::sources::plex::disagreement::Disagreement;
    use crate::sources::plex::documents::samples;

    fn account() -> AccountName {
        AccountName::new("main")
    }

    fn known() -> Reading {
        Reading::of(samples::account_a(), Vec::new(), &account())
    }

    fn unknown<T>(fact: FactKind) -> Fact<T> {
        Fact::Unknown(ReadError::OtherServer.doubt(fact, &account()))
    }

    #[test]
    fn an_account_without_a_doubt_is_known_whole() {
        let documents = known().whole().expect("all facts are known");
        assert_eq!(documents.servers.len(), 2);
        assert!(disagreements(&documents).is_empty());
    }

    #[test]
    fn any_doubt_makes_the_whole_account_unknown_and_keeps_the_facts() {
        let atlas = || samples::ATLAS.parse::<MachineId>().expect("a literal");
        let facts = [
            FactKind::Owner,
            FactKind::Servers,
            FactKind::People,
            FactKind::Invitations,
            FactKind::Home,
            FactKind::Catalogue(atlas()),
            FactKind::Shares(atlas()),
        ];
        for fact in facts {
            let mut reading = known();
            let of_atlas = reading.of_servers.get_mut(&atlas()).expect("listed");
            let kind = fact.clone();
            match &fact {
                FactKind::Owner => reading.owner = unknown(kind),
                FactKind::Servers => reading.servers = unknown(kind),
                FactKind::People => reading.people = unknown(kind),
                FactKind::Invitations => reading.invitations = unknown(kind),
                FactKind::Home => reading.home = unknown(kind),
                FactKind::Catalogue(_) => of_atlas.catalogue = unknown(kind),
                FactKind::Shares(_) => of_atlas.shares = unknown(kind),
            }
            let reading = reading.whole().expect_err("in doubt");
            let reports = reading.reports();
            assert_eq!(reports.len(), 1, "{reports:?}");
            assert_eq!(reports[0].endpoint, fact.path());
            assert_eq!(reports[0].server.as_ref(), fact.server());
            let is_owner_known = reading.owner.known().is_some();
            assert_eq!(is_owner_known, fact != FactKind::Owner, "{fact:?}");
        }
    }

    #[test]
    fn a_contradiction_is_a_doubt_too() {
        let found = (FactKind::People, Disagreement::OwnerListed);
        let reading = Reading::of(samples::account_a(), vec![found], &account());
        let reports = reading.whole().expect_err("in doubt").reports();
        assert_eq!(reports[0].reason, Disagreement::OwnerListed.to_string());
    }

    #[test]
    fn a_doubt_says_what_to_do_now_and_if_it_stays() {
        let mut reading = known();
        reading.people = unknown(FactKind::People);
        let doubt = reading.people.doubt().expect("in doubt");
        assert_eq!(doubt.account, account());
        assert!(doubt.now.contains("run again later"), "{doubt:?}");
        assert!(doubt.if_it_stays.contains("plexmgr doctor"), "{doubt:?}");
    }

    #[test]
    fn a_doubt_about_the_whole_account_is_reported_once() {
        let error = ReadError::Exchange(Fault::Connect("refused".to_owned()));
        let refused = |fact| error.doubt(fact, &account());
        let mut reading = known();
        reading.people = Fact::Unknown(refused(FactKind::People));
        reading.owner = Fact::Unknown(refused(FactKind::Owner));
        reading.invitations = unknown(FactKind::Invitations);
        reading.home = unknown(FactKind::Home);
        let reports = reading.reports().into_iter();
        let endpoints: Vec<String> = reports.map(|report| report.endpoint).collect();
        let expected = ["/api/v2/user", "/api/invites/requested", "/api/home/users"];
        assert_eq!(endpoints, expected);
    }
}
