//! Properties of what is concluded from the bytes of answers, whatever was done to them.

use plexmgr::sources::plex::{Bodies, ServerBodies, understand};
use proptest::prelude::*;

use super::*;

/// The sample answers of the first account.
struct Samples {
    account: Vec<u8>,
    resources: Vec<u8>,
    users: Vec<u8>,
    invitations: Vec<u8>,
    servers: Vec<(MachineId, Vec<u8>, Vec<u8>)>,
}

impl Samples {
    fn read() -> Self {
        let read = |name: &str| {
            loopback::fixture(&format!("account-a/{name}")).expect("the sample exists")
        };
        let server = |id: &str| {
            let catalogue = read(&format!("servers/{id}/server.xml"));
            let shares = read(&format!("servers/{id}/shared_servers.xml"));
            (machine(id), catalogue, shares)
        };
        Self {
            account: read("v2_user.json"),
            resources: read("v2_resources.json"),
            users: read("users.xml"),
            invitations: read("invites_requested.xml"),
            servers: vec![server(ATLAS), server(BOREALIS)],
        }
    }

    fn understood(&self) -> AccountOutcome {
        let servers: Vec<_> = self
            .servers
            .iter()
            .map(|(machine, catalogue, shares)| ServerBodies {
                machine: machine.clone(),
                catalogue,
                shares,
            })
            .collect();
        let bodies = Bodies {
            account: &self.account,
            resources: &self.resources,
            users: &self.users,
            invitations: &self.invitations,
            home: None,
            servers: &servers,
        };
        understand(&AccountName::new("main"), &bodies)
    }
}

/// The shares of these that are read no more, although nothing they are read from is in doubt.
fn lost(outcome: &AccountOutcome, whole: &[(PlexId, MachineId)]) -> Vec<(PlexId, MachineId)> {
    let AccountOutcome::Read(facts) = outcome else {
        return Vec::new();
    };
    let left = accepted(outcome).unwrap_or_default();
    let lost = whole.iter().filter(|share| !left.contains(share));
    let lost = lost.filter(|(person, server)| !may_be_missing(facts, *person, server));
    lost.cloned().collect()
}

/// Who has an accepted share on which server.
fn accepted(outcome: &AccountOutcome) -> Option<Vec<(PlexId, MachineId)>> {
    let AccountOutcome::Read(facts) = outcome else {
        return None;
    };
    let shares = facts.people.iter().flat_map(|person| {
        let shares = person
            .shares
            .iter()
            .filter(|share| share.accepted.is_some());
        shares.map(|share| (person.id, share.server.clone()))
    });
    Some(shares.collect())
}

#[test]
fn bytes_are_understood_as_over_the_network() {
    let server = Server::start(|request, _| loopback::sample(request));
    let mut reading = Reading::new();
    // The list of the Home adds nothing here, and the samples do without it.
    reading.scope.known_people = ids(&(0..20).map(|n| 301_000_000 + n).collect::<Vec<_>>());
    reading.scope.known_people.iter_mut().for_each(|people| {
        people.insert(PlexId(20_345_678));
    });
    let observed = reading.of(&server);
    assert_eq!(observed.accounts[0].outcome, Samples::read().understood());
}

#[test]
fn servers_that_are_not_listed_and_still_answer_are_no_own_servers() {
    let mut samples = Samples::read();
    samples.resources = b"[]".to_vec();
    let outcome = samples.understood();
    assert!(
        matches!(&outcome, AccountOutcome::Read(facts) if facts.doubts[0].endpoint == "/api/v2/resources"),
        "{outcome:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn losing_any_part_of_the_list_of_users_takes_no_share_away(
        from in 0..7_605_usize,
        length in 1..4_000_usize,
    ) {
        let mut samples = Samples::read();
        let whole = accepted(&samples.understood()).expect("all is known");
        let end = (from + length).min(samples.users.len());
        samples.users.drain(from..end);
        prop_assert_eq!(lost(&samples.understood(), &whole), Vec::new());
    }

    #[test]
    fn losing_whole_lines_of_the_shares_takes_no_share_away(
        from in 0..60_usize,
        length in 1..40_usize,
    ) {
        let mut samples = Samples::read();
        let whole = accepted(&samples.understood()).expect("all is known");
        let text = String::from_utf8(samples.servers[0].2.clone()).expect("it is text");
        let kept = text.lines().enumerate();
        let kept = kept.filter(|(line, _)| !(from..from + length).contains(line));
        let kept: Vec<_> = kept.map(|(_, line)| line).collect();
        samples.servers[0].2 = kept.join("\n").into_bytes();
        prop_assert_eq!(lost(&samples.understood(), &whole), Vec::new());
    }

    #[test]
    fn no_change_of_any_answer_makes_the_reading_panic(
        which in 0..8_usize,
        at in 0..8_000_usize,
        with in proptest::collection::vec(any::<u8>(), 0..6),
        without in 0..40_usize,
    ) {
        let mut samples = Samples::read();
        let Samples { account, resources, users, invitations, servers } = &mut samples;
        let [(_, catalogue, shares), (_, others, other)] = &mut servers[..] else {
            return Err(TestCaseError::fail("there are two servers"));
        };
        let mut bodies = [account, resources, users, invitations, catalogue, shares, others, other];
        let body = &mut bodies[which];
        let at = at % body.len();
        let end = (at + without).min(body.len());
        body.splice(at..end, with);
        let outcome = samples.understood();
        let believable = match outcome {
            AccountOutcome::Read(_) => true,
            AccountOutcome::Unknown(doubts) => !doubts.is_empty(),
        };
        prop_assert!(believable);
    }
}
