//! Every bad answer there is a rule for.

use std::time::Duration;

use crate::fake::{Echo, ErrorPage, Fault, HostileDocument, Spoiled, View, Wire};

/// The addresses a run reads.
pub(super) const USERS: &str = "/api/users";
pub(super) const SHARES: &str = "/api/servers/*/shared_servers";
pub(super) const LIBRARIES: &str = "/api/servers/*";
pub(super) const ACCOUNT: &str = "/api/v2/user";
pub(super) const RESOURCES: &str = "/api/v2/resources";
pub(super) const INVITES: &str = "/api/invites/requested";
/// Where invitations are read that cannot be read there.
pub(super) const PENDING: &str = "/api/v2/shared_servers/owned/pending";
pub(super) const EVERYWHERE: &str = "*";

const ADDRESSES: [&str; 6] = [USERS, SHARES, LIBRARIES, ACCOUNT, RESOURCES, INVITES];

/// A fault and where it happens.
#[derive(Debug, Clone)]
pub(super) struct BadAnswer {
    pub(super) path: &'static str,
    pub(super) fault: Fault,
}

fn at(path: &'static str, fault: Fault) -> BadAnswer {
    BadAnswer { path, fault }
}

/// Answers that cannot be believed whatever they are an answer to, at every address.
pub(super) fn unbelievable_everywhere() -> Vec<BadAnswer> {
    let rows = ADDRESSES.map(|path| unbelievable().into_iter().map(move |fault| at(path, fault)));
    rows.into_iter().flatten().collect()
}

/// The same faults, each at one address, and every address with several.
pub(super) fn unbelievable_somewhere() -> Vec<BadAnswer> {
    let addresses = ADDRESSES.iter().cycle();
    let rows = addresses.zip(unbelievable());
    rows.map(|(path, fault)| at(path, fault)).collect()
}

fn unbelievable() -> Vec<Fault> {
    let mut faults = vec![
        Fault::Page(ErrorPage::Unauthenticated),
        Fault::Page(ErrorPage::InvalidToken),
        Fault::Page(ErrorPage::NotFoundV1),
        Fault::Page(ErrorPage::NotFoundV2),
        Fault::Page(ErrorPage::Retired),
        Fault::Page(ErrorPage::ClientIdentifierMissing),
        Fault::Page(ErrorPage::AlreadySharing),
        Fault::Page(ErrorPage::DuplicateShare),
        Fault::Page(ErrorPage::RateLimited(None)),
        Fault::Page(ErrorPage::RateLimited(Some(3600))),
        Fault::Page(ErrorPage::BadGateway),
        Fault::Page(ErrorPage::Unavailable),
        Fault::Status(204),
        Fault::Status(403),
        Fault::Status(498),
        Fault::Status(500),
        Fault::Spoiled(Spoiled::CutText),
        Fault::Spoiled(Spoiled::WrongRoot),
        Fault::Spoiled(Spoiled::ContentType("text/html")),
        Fault::Hostile(HostileDocument::HtmlAt200),
        Fault::Hostile(HostileDocument::EntityBomb),
        Fault::Hostile(HostileDocument::ExternalEntity),
        Fault::Hostile(HostileDocument::Empty),
        Fault::Hostile(HostileDocument::NotUtf8),
        Fault::Hostile(HostileDocument::RepeatedAttribute),
        Fault::Hostile(HostileDocument::NestedJson(100_000)),
        Fault::Wire(Wire::CutBody),
        Fault::Wire(Wire::CutChunks),
        Fault::Wire(Wire::CutByClose),
        Fault::Wire(Wire::CutGzip),
        Fault::Wire(Wire::UnpackedGzip),
        Fault::Wire(Wire::Close),
        Fault::Wire(Wire::Reset),
    ];
    faults.extend(echoes());
    faults
}

/// The token where an error text might quote it.
fn echoes() -> Vec<Fault> {
    let places = [
        Echo::CutJson,
        Echo::CutXml,
        Echo::RootName,
        Echo::Id,
        Echo::ErrorMessage(401),
        Echo::ErrorMessage(500),
        Echo::Text,
        Echo::RetryAfter,
    ];
    places
        .map(|echo| Fault::Hostile(HostileDocument::TokenEcho(echo)))
        .to_vec()
}

/// Answers that contradict themselves or each other.
pub(super) fn contradictory() -> Vec<BadAnswer> {
    let mut rows = Vec::new();
    for path in [USERS, SHARES, INVITES] {
        for by in [-1, 1] {
            rows.push(at(path, Fault::Spoiled(Spoiled::Size(by))));
        }
    }
    for path in [USERS, SHARES] {
        rows.push(at(path, Fault::Spoiled(Spoiled::MissingEntries)));
        rows.push(at(path, Fault::Spoiled(Spoiled::DuplicateWithOtherContent)));
        rows.push(at(path, Fault::Spoiled(Spoiled::NoId)));
        for id in ["", "abc", "-1", "99999999999999999999999"] {
            rows.push(at(path, Fault::Spoiled(Spoiled::Id(id))));
        }
    }
    rows.extend([
        at(USERS, Fault::Spoiled(Spoiled::TotalSize(1))),
        at(USERS, Fault::Spoiled(Spoiled::UnknownMachine)),
        at(USERS, Fault::View(View::Nobody)),
        at(USERS, Fault::View(View::Half)),
        at(SHARES, Fault::View(View::NoShares)),
        at(SHARES, Fault::View(View::Half)),
        at(LIBRARIES, Fault::Spoiled(Spoiled::UnknownMachine)),
        at(
            LIBRARIES,
            Fault::Spoiled(Spoiled::DuplicateWithOtherContent),
        ),
        at(RESOURCES, Fault::Spoiled(Spoiled::UnknownMachine)),
        at(
            RESOURCES,
            Fault::Spoiled(Spoiled::DuplicateWithOtherContent),
        ),
        at(ACCOUNT, Fault::Spoiled(Spoiled::NoId)),
        at(ACCOUNT, Fault::Spoiled(Spoiled::Id("abc"))),
    ]);
    rows
}

/// Answers made to cost time or memory.
pub(super) fn exhausting() -> Vec<BadAnswer> {
    let mut faults = vec![Fault::Hostile(HostileDocument::Nested(1_000_000))];
    let slow = Duration::from_millis(200);
    faults.extend(
        [
            Wire::EndlessChunks,
            Wire::EndlessLength,
            Wire::GzipBomb(Some(200)),
            Wire::GzipBomb(None),
            Wire::EmptyGzipMembers,
            Wire::EndlessHeaders,
            Wire::Drip(slow),
            Wire::DripHeaders(slow),
            Wire::Stall,
            Wire::Silence,
        ]
        .map(Fault::Wire),
    );
    faults.into_iter().map(|fault| at(USERS, fault)).collect()
}

/// Oddities that say nothing wrong: the run goes on.
pub(super) fn harmless() -> Vec<BadAnswer> {
    let mut rows = vec![
        at(USERS, Fault::Spoiled(Spoiled::ExtraServer)),
        at(USERS, Fault::Spoiled(Spoiled::ContentType("text/xml"))),
        at(
            SHARES,
            Fault::Spoiled(Spoiled::ContentType("text/xml; charset=UTF-8")),
        ),
    ];
    for path in [USERS, SHARES, INVITES] {
        rows.push(at(path, Fault::Spoiled(Spoiled::DuplicateIdentical)));
    }
    for path in ADDRESSES {
        rows.push(at(path, Fault::Spoiled(Spoiled::UnknownParts)));
        rows.push(at(path, Fault::Wire(Wire::EndByClose)));
    }
    rows
}

/// Consistent answers that only somebody who remembers the last one can doubt.
pub(super) fn plausible() -> Vec<BadAnswer> {
    vec![
        at(EVERYWHERE, Fault::View(View::Nobody)),
        at(EVERYWHERE, Fault::View(View::Half)),
    ]
}

/// Answers that lack what others hold in full.
pub(super) fn completed() -> Vec<BadAnswer> {
    let views = [View::NoLibraries, View::OneLibrary];
    views.map(|view| at(LIBRARIES, Fault::View(view))).into()
}
