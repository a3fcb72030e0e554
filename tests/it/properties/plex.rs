//! Answers of plex.tv: understood in one way only, never from a part, never larger than they were.

use plexmgr::fuzzing::{PlexDocument, read_plex_document};
use plexmgr::sources::plex::{
    AccountFacts, AccountOutcome, AccountReading, Observed, SharedLibraries, snapshot,
};
use plexmgr::vocabulary::{AccountName, is_hidden};

use super::sample::understood_with;

/// Bodies where XML is expected.
pub(super) fn xml(body: &[u8]) {
    for document in [
        PlexDocument::Users,
        PlexDocument::Invitations,
        PlexDocument::HomeUsers,
        PlexDocument::Server,
        PlexDocument::SharedServers,
    ] {
        check(document, body, b"<!-- end -->\n");
    }
}

/// Bodies where JSON is expected.
pub(super) fn json(body: &[u8]) {
    for document in [PlexDocument::Account, PlexDocument::Resources] {
        check(document, body, b"\r\n\t ");
    }
}

/// `nothing` is what may stand behind a document and says nothing.
fn check(document: PlexDocument, body: &[u8], nothing: &[u8]) {
    let read = read_plex_document(document, body);
    assert_eq!(read, read_plex_document(document, body), "read twice");
    let told = match read {
        Ok(told) => told,
        Err(message) => {
            assert!(
                !message.is_empty() && !message.contains(is_hidden),
                "{message:?}"
            );
            return;
        }
    };
    is_bounded(&told, body);
    let longer = [body, nothing].concat();
    assert_eq!(read_plex_document(document, &longer).as_ref(), Ok(&told));
    for end in cuts(body.len()) {
        // What is left may still be everything: a cut in a comment behind the document, say.
        if let Ok(part) = read_plex_document(document, &body[..end]) {
            assert_eq!(part, told, "cut off at {end}, it tells something else");
        }
    }
    account_is_sound(understood_with(document, body));
}

/// No entity and no repetition makes much out of little.
fn is_bounded(told: &str, body: &[u8]) {
    /// The names of the fields of an entry that is as short as possible.
    const MOST_PER_BYTE: usize = 40;
    let most = 1_000 + MOST_PER_BYTE * body.len();
    assert!(
        told.len() <= most,
        "{} bytes told {}",
        body.len(),
        told.len()
    );
}

/// Where to cut a body: at some places all over it, and at every one of its last bytes.
fn cuts(length: usize) -> impl Iterator<Item = usize> {
    const PLACES: usize = 4;
    const LAST_BYTES: usize = 8;
    let spread = (1..PLACES).map(move |place| length * place / PLACES);
    spread.chain(length.saturating_sub(LAST_BYTES)..length)
}

fn account_is_sound(outcome: AccountOutcome) {
    match &outcome {
        AccountOutcome::Unknown(doubts) => {
            assert!(!doubts.is_empty(), "unknown without a reason");
            for doubt in doubts {
                assert!(
                    !doubt.reason.is_empty() && !doubt.reason.contains(is_hidden),
                    "{doubt:?}"
                );
            }
        }
        AccountOutcome::Read(facts) => facts_are_sound(facts),
    }
    let observed = Observed {
        accounts: vec![AccountReading {
            account: AccountName::new("main"),
            outcome,
        }],
    };
    let saved = snapshot::to_json(&observed, None, None);
    assert_eq!(
        snapshot::from_json(saved.as_bytes()).map(|read| read.observed),
        Ok(observed),
        "saved and loaded"
    );
}

fn facts_are_sound(facts: &AccountFacts) {
    let AccountFacts {
        owner,
        servers,
        people,
        invitations: _,
        not_found: _,
        doubts,
    } = facts;
    for doubt in doubts {
        assert!(
            !doubt.reason.is_empty() && !doubt.reason.contains(is_hidden),
            "{doubt:?}"
        );
    }
    assert!(rises(servers.iter().map(|server| &server.machine_id)));
    for server in servers {
        assert!(
            rises(server.libraries.iter().map(|library| library.id)),
            "{server:?}"
        );
    }
    assert!(rises(people.iter().map(|person| person.id)));
    for person in people {
        assert_ne!(person.id, owner.id, "the owner is among the people");
        assert!(
            rises(person.shares.iter().map(|share| &share.server)),
            "{person:?}"
        );
        for share in &person.shares {
            assert!(
                servers
                    .iter()
                    .any(|server| server.machine_id == share.server),
                "{share:?}"
            );
            if let SharedLibraries::Some(libraries) = &share.libraries {
                assert!(rises(libraries.iter()), "{share:?}");
            }
        }
        let texts = [&person.username, &person.title, &person.email];
        assert!(
            texts.into_iter().flatten().all(|text| !text.is_empty()),
            "{person:?}"
        );
    }
}

/// Whether each is larger than the one before it.
fn rises<T: PartialOrd>(values: impl Iterator<Item = T>) -> bool {
    values.is_sorted_by(|one, next| one < next)
}
