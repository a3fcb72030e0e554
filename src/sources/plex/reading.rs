//! What one account answered, fact by fact.
//!
//! Each fact is known or in doubt on its own. Only without its owner an account is unknown as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::disagreement::Disagreement;
use super::documents::{Documents, ServerAnswers};
use super::error::ReadError;
use super::fact_kind::FactKind;
use super::parse::Listed;
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
    pub(super) people: Fact<Listed<UserRow>>,
    pub(super) invitations: Fact<Vec<Invitation>>,
    /// `None` when there was no need to ask.
    pub(super) home: Fact<Option<Vec<HomeMember>>>,
    /// The facts about every server in `servers`.
    pub(super) of_servers: BTreeMap<MachineId, ServerFacts>,
    /// Servers that answer as the account's own although they are not in its list: recorded ones, and ones that users
    /// share.
    pub(super) unlisted: Vec<MachineId>,
    /// Servers in its list that plex.tv does not find, and that are not in `servers` any more.
    pub(super) not_found: Vec<OwnServer>,
}

/// The facts of one server.
#[derive(Debug)]
pub(super) struct ServerFacts {
    pub(super) catalogue: Fact<ServerCatalogue>,
    pub(super) shares: Fact<Listed<ShareRow>>,
}

impl ServerFacts {
    /// Both answers about the server that was `asked` about; a catalogue of another one says nothing.
    pub(super) fn of(
        asked: &MachineId,
        catalogue: Fact<ServerCatalogue>,
        shares: Fact<Listed<ShareRow>>,
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
    /// divided into "gone, too" and "still there". If the list is in doubt, all recorded servers count as listed.
    pub(super) fn sort_out(&mut self) {
        let Some(listed) = self.servers.known() else {
            return;
        };
        let listed = listed.iter();
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
        account: &AccountName,
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
        if let Some(server) =
            shared.find(|server| !server.is_foreign && !is_accounted_for(&server.machine))
        {
            if own.iter().all(|own| own.machine != server.machine) && found.len() < own.len() {
                let machine = server.machine.clone();
                let error = ReadError::Disagreement(Disagreement::SharedUnlisted { machine });
                self.servers = Fact::Unknown(error.doubt(FactKind::Servers, account));
            }
            return;
        }
        self.of_servers.retain(|machine, _| found.contains(machine));
        let passed_over = own.extract_if(.., |server| !found.contains(&server.machine));
        self.not_found.extend(passed_over);
    }

    /// The servers that users share according to the list of people, and that the list of servers lacks. A server that
    /// was asked about already, or is ignored, is not among them.
    pub(super) fn shared_unlisted(
        &self,
        asked: &BTreeSet<MachineId>,
        ignored: &BTreeSet<MachineId>,
    ) -> BTreeSet<MachineId> {
        let (Fact::Known(own), Fact::Known(people)) = (&self.servers, &self.people) else {
            return BTreeSet::new();
        };
        let listed = own.iter().chain(&self.not_found);
        let listed: BTreeSet<&MachineId> = listed.map(|server| &server.machine).collect();
        let shared = people.iter().flat_map(|user| &user.servers);
        let shared = shared.filter(|server| !server.is_foreign);
        let shared = shared.map(|server| &server.machine);
        shared
            .filter(|m| !listed.contains(m) && !asked.contains(m) && !ignored.contains(m))
            .cloned()
            .collect()
    }

    /// Notes which of these servers answer as the account's own: with their libraries and their shares.
    pub(super) fn note_unlisted(&mut self, answers: Vec<(MachineId, ServerFacts)>) {
        let is_own = |(_, facts): &(MachineId, ServerFacts)| {
            facts.catalogue.known().is_some() && facts.shares.known().is_some()
        };
        let own = answers.into_iter().filter(is_own);
        self.unlisted.extend(own.map(|(machine, _)| machine));
    }

    /// The documents that are known, if the owner is; otherwise nothing can be concluded from them, and the facts are
    /// given back.
    pub(super) fn documents(self) -> Result<Documents, Box<Self>> {
        let doubts: Vec<Doubt> = self.doubts().cloned().collect();
        let Fact::Known(account) = self.owner else {
            return Err(Box::new(self));
        };
        let servers: BTreeMap<MachineId, ServerAnswers> =
            self.of_servers.into_iter().map(answers).collect();
        let asked = || servers.keys().map(OwnServer::without_name).collect();
        Ok(Documents {
            account,
            own: self.servers.into_known().unwrap_or_else(asked),
            users: self.people.into_known().unwrap_or_default(),
            invitations: self.invitations.into_known().unwrap_or_default(),
            home: self.home.into_known().flatten(),
            servers,
            unlisted: self.unlisted,
            not_found: self.not_found,
            doubts,
        })
    }

    /// The facts of these documents.
    pub(super) fn of(documents: Documents) -> Self {
        let mut doubts = documents.doubts;
        let facts = |(machine, answers): (MachineId, ServerAnswers), doubts: &mut Vec<Doubt>| {
            let catalogue = FactKind::Catalogue(machine.clone());
            let shares = FactKind::Shares(machine.clone());
            let facts = ServerFacts {
                catalogue: fact(catalogue, answers.catalogue, doubts),
                shares: fact(shares, answers.shares, doubts),
            };
            (machine, facts)
        };
        let servers = documents.servers.into_iter();
        Self {
            owner: Fact::Known(documents.account),
            servers: fact(FactKind::Servers, documents.own, &mut doubts),
            people: fact(FactKind::People, documents.users, &mut doubts),
            invitations: fact(FactKind::Invitations, documents.invitations, &mut doubts),
            home: fact(FactKind::Home, documents.home, &mut doubts),
            of_servers: servers.map(|server| facts(server, &mut doubts)).collect(),
            unlisted: documents.unlisted,
            not_found: documents.not_found,
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
    }
}

/// The reports of doubts in the order of their facts; of several about one person and fact the first one.
pub(super) fn each_once<'d>(doubts: impl Iterator<Item = &'d Doubt>) -> Vec<FailureReport> {
    let mut doubts: Vec<&Doubt> = doubts.collect();
    doubts.sort_by_key(|doubt| (&doubt.fact, doubt.person));
    doubts.dedup_by_key(|doubt| (&doubt.fact, doubt.person));
    doubts.into_iter().map(FailureReport::from).collect()
}

/// The fact that a document has, unless it is in doubt.
fn fact<T>(kind: FactKind, document: T, doubts: &mut Vec<Doubt>) -> Fact<T> {
    let is_it = |doubt: &mut Doubt| doubt.fact == kind && doubt.person.is_none();
    let mut of_this = doubts.extract_if(.., is_it);
    let doubt = of_this.next();
    drop(of_this);
    match doubt {
        Some(doubt) => Fact::Unknown(doubt),
        None => Fact::Known(document),
    }
}

fn answers((machine, facts): (MachineId, ServerFacts)) -> (MachineId, ServerAnswers) {
    let ServerFacts { catalogue, shares } = facts;
    let empty = || ServerCatalogue::empty(machine.clone());
    let answers = ServerAnswers {
        catalogue: catalogue.into_known().unwrap_or_else(empty),
        shares: shares.into_known().unwrap_or_default(),
    };
    (machine, answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Fault;
    use crate::sources::plex::documents::samples;
    use crate::sources::plex::error::ReadError;

    fn account() -> AccountName {
        AccountName::new("main")
    }

    fn known() -> Reading {
        Reading::of(samples::account_a())
    }

    fn atlas() -> MachineId {
        samples::ATLAS.parse().expect("a literal")
    }

    fn unknown<T>(fact: FactKind) -> Fact<T> {
        Fact::Unknown(ReadError::OtherServer.doubt(fact, &account()))
    }

    /// The sample without one fact.
    fn without(fact: &FactKind) -> Reading {
        let mut reading = known();
        let of_atlas = reading.of_servers.get_mut(&atlas()).expect("listed");
        let kind = fact.clone();
        match fact {
            FactKind::Owner => reading.owner = unknown(kind),
            FactKind::Servers => reading.servers = unknown(kind),
            FactKind::People => reading.people = unknown(kind),
            FactKind::Invitations => reading.invitations = unknown(kind),
            FactKind::Home => reading.home = unknown(kind),
            FactKind::Catalogue(_) => of_atlas.catalogue = unknown(kind),
            FactKind::Shares(_) => of_atlas.shares = unknown(kind),
        }
        reading
    }

    #[test]
    fn an_account_without_a_doubt_is_known_whole() {
        let documents = known().documents().expect("the owner is known");
        assert_eq!(documents.servers.len(), 2);
        assert_eq!(documents.doubts, []);
    }

    #[test]
    fn a_doubt_concerns_one_fact_and_stays_with_it() {
        let facts = [
            FactKind::Servers,
            FactKind::People,
            FactKind::Invitations,
            FactKind::Home,
            FactKind::Catalogue(atlas()),
            FactKind::Shares(atlas()),
        ];
        for fact in &facts {
            let documents = without(fact).documents().expect("the owner is known");
            for other in &facts {
                assert_eq!(documents.know(other), other != fact, "{fact:?} {other:?}");
            }
            let again = Reading::of(documents);
            let reports = again.reports();
            assert_eq!(reports.len(), 1, "{reports:?}");
            assert_eq!(reports[0].endpoint, fact.path());
            assert_eq!(reports[0].server.as_ref(), fact.server());
        }
    }

    #[test]
    fn without_its_owner_an_account_is_unknown() {
        let reading = without(&FactKind::Owner).documents();
        let reports = reading.expect_err("the owner is in doubt").reports();
        assert_eq!(reports[0].endpoint, "/api/v2/user");
    }

    #[test]
    fn a_doubt_says_what_to_do_now_and_if_it_stays() {
        let reading = without(&FactKind::People);
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
