//! A good Plex account, as small as can be, one answer of which can be replaced.

use plexmgr::fuzzing::PlexDocument;
use plexmgr::sources::plex::{AccountOutcome, Bodies, ServerBodies, understand};
use plexmgr::vocabulary::AccountName;

macro_rules! answer {
    ($file:literal) => {
        include_bytes!(concat!("account/", $file)).as_slice()
    };
}

const ATLAS: &str = "ece8f46bf734ca267a2b6e0f7c3b471a5c964428";

/// What the account tells when it gives this answer in place of its own.
pub(super) fn understood_with(document: PlexDocument, body: &[u8]) -> AccountOutcome {
    let given = |other: PlexDocument, usual| if other == document { body } else { usual };
    let server = ServerBodies {
        machine: ATLAS.parse().expect("a machine identifier"),
        catalogue: given(PlexDocument::Server, answer!("server.xml")),
        shares: given(PlexDocument::SharedServers, answer!("shared_servers.xml")),
    };
    let bodies = Bodies {
        account: given(PlexDocument::Account, answer!("account.json")),
        resources: given(PlexDocument::Resources, answer!("resources.json")),
        users: given(PlexDocument::Users, answer!("users.xml")),
        invitations: given(PlexDocument::Invitations, answer!("invitations.xml")),
        home: Some(given(PlexDocument::HomeUsers, answer!("home_users.xml"))),
        servers: &[server],
    };
    understand(&AccountName::new("main"), &bodies)
}

#[test]
fn the_account_is_understood_as_long_as_its_answers_agree() {
    let whole = understood_with(PlexDocument::Users, answer!("users.xml"));
    assert!(matches!(whole, AccountOutcome::Read(_)), "{whole:?}");
    let other = understood_with(PlexDocument::Users, b"<MediaContainer size=\"0\"/>");
    let AccountOutcome::Read(facts) = other else {
        panic!("the owner is known: {other:?}");
    };
    assert_ne!(facts.doubts, []);
}
