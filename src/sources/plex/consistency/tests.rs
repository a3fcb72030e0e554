use super::*;
use crate::sources::plex::documents::samples;

const ATLAS: &str = samples::ATLAS;

/// What is found after `change` has been made to the sample account.
fn found(change: impl FnOnce(&mut Documents)) -> Vec<Disagreement> {
    let mut documents = samples::account_a();
    change(&mut documents);
    let found = disagreements(&documents).into_iter();
    found.map(|contradiction| contradiction.found).collect()
}

fn example(id: u64) -> (usize, PlexId) {
    (1, PlexId(id))
}

#[test]
fn good_documents_agree() {
    assert_eq!(found(|_| {}), []);
    assert_eq!(found(|documents| documents.home = None), []);
}

#[test]
fn an_accepted_share_needs_its_counterpart_and_a_pending_one_does_not() {
    let (count, example_marlow) = example(301_000_001);
    let without_row = |user: u64| {
        found(|documents| {
            let shares = &mut samples::server(documents, ATLAS).shares;
            shares.retain(|row| row.user != Some(PlexId(user)));
        })
    };
    let missing = Disagreement::ShareMissing {
        count,
        example: example_marlow,
    };
    assert_eq!(without_row(301_000_001), [missing]);
    assert_eq!(without_row(301_000_009), [], "late.responder is pending");
    let without_user =
        |user: u64| found(|documents| documents.users.retain(|row| row.id != PlexId(user)));
    let missing = Disagreement::UserMissing {
        count,
        example: example_marlow,
    };
    assert_eq!(without_user(301_000_001), [missing]);
    assert_eq!(without_user(301_000_009), []);
    assert_eq!(without_user(301_000_003), [], "quiet.friend has no share");
}

#[test]
fn what_one_list_calls_accepted_the_other_may_not_call_pending() {
    let (count, example) = example(301_000_001);
    let unaccepted = |documents: &mut Documents| {
        samples::row(documents, ATLAS, 301_000_001).accepted = None;
    };
    let disagreement = Disagreement::NotAccepted { count, example };
    assert_eq!(found(unaccepted), [disagreement]);
    let unstated = |documents: &mut Documents| {
        unaccepted(documents);
        samples::user(documents, 301_000_001).servers[0].pending = None;
    };
    assert_eq!(
        found(unstated),
        [],
        "a list without the value does not contradict"
    );
    let member = |documents: &mut Documents| {
        samples::row(documents, ATLAS, 301_000_006).accepted = None;
    };
    assert_eq!(found(member), [], "members of the Home need not accept");
}

#[test]
fn only_the_guest_of_the_home_may_be_missing_from_the_users() {
    let moved = |user: u64| {
        found(|documents| {
            let row = samples::row(documents, ATLAS, 301_000_001);
            row.user = Some(PlexId(user));
            let users = &mut documents.users;
            users.retain(|row| ![user, 301_000_001].contains(&row.id.0));
        })
    };
    assert_eq!(moved(301_000_099), []);
    let (count, example) = example(301_000_008);
    assert_eq!(
        moved(301_000_008),
        [Disagreement::UserMissing { count, example }]
    );
}

#[test]
fn an_accepted_share_lists_every_library_of_its_server() {
    let cut = |user: u64| {
        found(|documents| {
            samples::row(documents, ATLAS, user).sections.remove(2);
        })
    };
    let (count, example) = example(301_000_002);
    let expected = Disagreement::SectionMissing { count, example };
    assert_eq!(cut(301_000_002), [expected]);
    assert_eq!(cut(301_000_001), [], "marlow has all of them anyway");
    assert_eq!(cut(301_000_009), [], "late.responder has none yet");
}

#[test]
fn a_library_that_every_share_lists_is_there_and_one_that_some_list_is_in_doubt() {
    let missing = |documents: &mut Documents| {
        let libraries = &mut samples::server(documents, ATLAS).catalogue.libraries;
        libraries.remove(0).id
    };
    let listed = found(|documents| {
        missing(documents);
    });
    assert_eq!(listed, []);
    let mut example = LibraryId(0);
    let in_doubt = found(|documents| {
        example = missing(documents);
        let row = &mut samples::server(documents, ATLAS).shares[0];
        row.sections.retain(|section| section.id != example);
    });
    assert_eq!(
        in_doubt,
        [Disagreement::LibraryMissing { count: 1, example }]
    );
    let without_shares = found(|documents| {
        missing(documents);
        let server = samples::server(documents, ATLAS);
        server
            .shares
            .retain(|row| row.accepted.is_none() && row.user.is_none());
    });
    assert!(!without_shares.contains(&Disagreement::LibraryMissing { count: 1, example }));
}

#[test]
fn rows_without_an_account_prove_nothing() {
    let offered = found(|documents| {
        let row = samples::row(documents, ATLAS, 301_000_009);
        row.user = None;
        row.accepted = None;
    });
    assert_eq!(offered, []);
}

#[test]
fn doubtful_documents_are_read_again_together() {
    let mut documents = samples::account_a();
    documents.home = None;
    samples::server(&mut documents, ATLAS).shares.clear();
    let borealis = samples::server(&mut documents, samples::BOREALIS);
    borealis.catalogue.libraries.clear();
    borealis.shares[0].sections.clear();
    let found = disagreements(&documents);
    let again = worth_reading_again(&documents, &found);
    let server = |text: &str| text.parse::<MachineId>().expect("a literal");
    assert_eq!(
        again.into_iter().collect::<Vec<_>>(),
        [
            FactKind::People,
            FactKind::Home,
            FactKind::Catalogue(server(samples::BOREALIS)),
            FactKind::Shares(server(samples::BOREALIS)),
            FactKind::Shares(server(ATLAS)),
        ]
    );
}
