//! Each fault arrives as it is meant, and only where it is meant.

use std::io;
use std::time::{Duration, Instant};

use super::client::{Answer, Client};
use super::constructed;
use crate::fake::{Echo, ErrorPage, FakePlex, Fault, HostileDocument, Rule, Spoiled, View, Wire};

const ATLAS: &str = "/api/servers/ece8f46bf734ca267a2b6e0f7c3b471a5c964428";
const SHARES: &str = "/api/servers/ece8f46bf734ca267a2b6e0f7c3b471a5c964428/shared_servers";
const TOKEN: [(&str, &str); 1] = [("X-Plex-Token", "token-a")];

/// What `path` answers account-a when `fault` is injected there.
fn faulty(path: &str, fault: Fault) -> Answer {
    let plex = constructed();
    plex.inject(Rule::new(path, fault));
    Client::to(&plex).get(path, "token-a")
}

/// What `path` answers account-a when its document is damaged.
fn spoiled(path: &str, spoiled: Spoiled) -> String {
    faulty(path, Fault::Spoiled(spoiled)).text()
}

/// How a plain request for the users ends when it is answered badly on the wire.
fn wired(wire: Wire) -> io::Result<Answer> {
    let plex = constructed();
    plex.inject(Rule::new("*", Fault::Wire(wire)));
    Client::to(&plex).send("GET", "/api/users", &TOKEN)
}

#[track_caller]
fn check_kind(result: io::Result<Answer>, kind: io::ErrorKind) {
    match result {
        Ok(answer) => panic!("an answer with status {} arrived whole", answer.status),
        Err(error) => assert_eq!(error.kind(), kind),
    }
}

#[test]
fn rules_are_for_their_path_account_and_number_of_requests() {
    let plex = constructed();
    let rule = Rule::new("/api/servers/*/shared_servers", Fault::Status(500));
    plex.inject(rule.of(10_234_567).times(2));
    let mut client = Client::to(&plex);
    assert_eq!(client.get("/api/users", "token-a").status, 200);
    assert_eq!(client.get(SHARES, "token-b").status, 404);
    assert_eq!(client.get(SHARES, "token-a").status, 500);
    assert_eq!(client.get(SHARES, "token-a").status, 500);
    assert_eq!(client.get(SHARES, "token-a").status, 200);
    plex.inject(Rule::new("*", Fault::Status(498)));
    assert_eq!(client.get("/api/users", "token-b").status, 498);
    plex.heal();
    assert_eq!(client.get("/api/users", "token-b").status, 200);
}

#[test]
fn error_pages_have_their_status_and_headers() {
    let status = |page| faulty("/api/users", Fault::Page(page)).status;
    assert_eq!(status(ErrorPage::AlreadySharing), 400);
    assert_eq!(status(ErrorPage::Unauthenticated), 401);
    assert_eq!(status(ErrorPage::NotFoundV1), 404);
    assert_eq!(status(ErrorPage::Retired), 410);
    assert_eq!(status(ErrorPage::InvalidToken), 422);
    assert_eq!(status(ErrorPage::DuplicateShare), 422);
    assert_eq!(status(ErrorPage::BadGateway), 502);
    assert_eq!(status(ErrorPage::Unavailable), 503);
    let limited = faulty("/api/users", Fault::Page(ErrorPage::RateLimited(None)));
    assert_eq!((limited.status, limited.header("retry-after")), (429, None));
    let limited = faulty("/api/v2/user", Fault::Page(ErrorPage::RateLimited(Some(7))));
    assert_eq!(
        (limited.status, limited.header("retry-after")),
        (429, Some("7"))
    );
    assert_eq!(limited.json()["errors"][0]["code"], 1003);
    let missing = faulty(
        "/api/v2/user",
        Fault::Page(ErrorPage::ClientIdentifierMissing),
    );
    assert_eq!(
        (missing.status, missing.json()["errors"][0]["code"].as_u64()),
        (400, Some(1000))
    );
    let nothing = faulty("/api/v2/user", Fault::Page(ErrorPage::NotFoundV2));
    assert_eq!(
        (nothing.status, nothing.json()["errors"][0]["code"].as_u64()),
        (404, Some(1002))
    );
}

#[test]
fn views_take_people_shares_and_libraries_away() {
    let seen = |path: &str, view| faulty(path, Fault::View(view)).text();
    let nobody = seen("/api/users", View::Nobody);
    assert!(nobody.contains("size=\"0\"") && !nobody.contains("<User "));
    assert_eq!(seen("/api/users", View::Half).matches("<User ").count(), 6);
    assert_eq!(
        seen(SHARES, View::Nobody).matches("<SharedServer ").count(),
        0
    );
    assert!(seen(SHARES, View::NoShares).contains("size=\"0\""));
    assert!(seen(ATLAS, View::NoLibraries).contains("size=\"0\""));
    assert_eq!(
        seen(ATLAS, View::OneLibrary).matches("<Section ").count(),
        1
    );
}

#[test]
fn consistent_half_is_the_same_half_in_all_lists() {
    let plex = constructed();
    plex.inject(Rule::new("*", Fault::View(View::Half)));
    let mut client = Client::to(&plex);
    let users = client.get("/api/users", "token-a").text();
    let shares = client.get(SHARES, "token-a").text();
    assert!(!users.contains("id=\"301000001\"") && !shares.contains("userID=\"301000001\""));
    assert!(users.contains("id=\"301000002\"") && shares.contains("userID=\"301000002\""));
}

#[test]
fn answer_of_another_account_is_valid_and_wrong() {
    let other = Fault::OtherAccount(20_345_678);
    assert!(
        faulty("/api/users", other.clone())
            .text()
            .contains("totalSize=\"2\"")
    );
    assert_eq!(
        faulty("/api/v2/user", other.clone()).json()["id"],
        20_345_678
    );
    assert!(faulty(SHARES, other).text().contains("name=\"Cirrus\""));
}

#[test]
fn announced_numbers_can_be_wrong() {
    assert!(spoiled("/api/users", Spoiled::Size(1)).contains("totalSize=\"12\" size=\"13\""));
    let total = spoiled("/api/users", Spoiled::TotalSize(28));
    assert!(total.contains("totalSize=\"40\" size=\"12\""));
}

#[test]
fn text_root_and_content_type_can_be_wrong() {
    let cut = spoiled("/api/users", Spoiled::CutText);
    assert!(cut.starts_with("<?xml") && !cut.contains("</MediaContainer>"));
    let root = spoiled("/api/users", Spoiled::WrongRoot);
    assert!(root.contains("<Surprise ") && root.contains("<User "));
    assert!(spoiled("/api/v2/resources", Spoiled::WrongRoot).starts_with('{'));
    let typed = faulty(
        "/api/users",
        Fault::Spoiled(Spoiled::ContentType("text/plain")),
    );
    assert_eq!(typed.header("content-type"), Some("text/plain"));
    assert!(typed.text().ends_with("</MediaContainer>\n"));
}

#[test]
fn duplicates_are_counted_and_keep_or_change_content() {
    let same = spoiled("/api/users", Spoiled::DuplicateIdentical);
    assert!(same.contains("totalSize=\"13\" size=\"13\""));
    let marlow = "title=\"marlow\" username=\"marlow\"";
    assert_eq!(same.matches(marlow).count(), 2);
    let other = spoiled("/api/users", Spoiled::DuplicateWithOtherContent);
    assert_eq!(other.matches("<User id=\"301000001\"").count(), 2);
    assert_eq!(other.matches(marlow).count(), 1);
    let shares = spoiled(SHARES, Spoiled::DuplicateWithOtherContent);
    assert_eq!(shares.matches("<SharedServer id=\"30100101\"").count(), 2);
    let sections = spoiled(ATLAS, Spoiled::DuplicateWithOtherContent);
    assert!(sections.contains("size=\"6\""));
    assert_eq!(sections.matches("<Section id=\"118181361\"").count(), 2);
}

#[test]
fn entries_can_be_bare_unknown_or_without_id() {
    assert!(spoiled("/api/users", Spoiled::BareEntry).contains("<User id=\"301000001\">"));
    assert!(spoiled("/api/users", Spoiled::NoId).contains("<User title=\"marlow\""));
    let unknown = spoiled("/api/users", Spoiled::UnknownParts);
    assert!(unknown.contains("<Novelty ") && unknown.contains("novelty=\"of today\""));
    let machine = "0badc0de".repeat(5);
    for damage in [Spoiled::UnknownMachine, Spoiled::ExtraServer] {
        assert_eq!(spoiled("/api/users", damage).matches(&machine).count(), 1);
    }
    assert!(spoiled("/api/v2/resources", Spoiled::UnknownMachine).contains(&machine));
    let invites = spoiled("/api/invites/requested", Spoiled::Id(""));
    assert!(invites.contains("<Invite id=\"\" "));
    let huge = spoiled(SHARES, Spoiled::Id("99999999999999999999999"));
    assert!(huge.contains("<SharedServer id=\"99999999999999999999999\" "));
    let half = spoiled("/api/users", Spoiled::MissingEntries);
    assert!(half.contains("size=\"12\"") && half.matches("<User ").count() == 6);
    assert!(spoiled("/api/v2/user", Spoiled::NoId).contains("\"username\":\"atlas-admin\""));
}

#[test]
fn hostile_documents_arrive_whole() {
    let hostile = |document| faulty("/api/users", Fault::Hostile(document));
    let html = hostile(HostileDocument::HtmlAt200);
    assert_eq!(
        (html.status, html.text().starts_with("<html>")),
        (200, true)
    );
    assert!(
        hostile(HostileDocument::EntityBomb)
            .text()
            .contains("<!ENTITY a9 ")
    );
    assert!(
        hostile(HostileDocument::ExternalEntity)
            .text()
            .contains("SYSTEM \"file:")
    );
    let nested = hostile(HostileDocument::Nested(1_000_000));
    assert_eq!(nested.body.len() / 1_000_000, 13);
    assert_eq!(hostile(HostileDocument::NestedJson(5)).text(), "[[[[[]]]]]");
    assert!(String::from_utf8(hostile(HostileDocument::NotUtf8).body).is_err());
    assert!(
        hostile(HostileDocument::RepeatedAttribute)
            .text()
            .contains("id=\"1\" id=\"2\"")
    );
    assert!(hostile(HostileDocument::Empty).body.is_empty());
}

#[test]
fn token_can_be_echoed_in_many_places() {
    let echoed = |echo| {
        faulty(
            "/api/users",
            Fault::Hostile(HostileDocument::TokenEcho(echo)),
        )
    };
    for echo in [
        Echo::CutJson,
        Echo::CutXml,
        Echo::RootName,
        Echo::Id,
        Echo::Text,
    ] {
        let answer = echoed(echo);
        assert_eq!(
            (answer.status, answer.text().contains("token-a")),
            (200, true),
            "{echo:?}"
        );
    }
    let message = echoed(Echo::ErrorMessage(401));
    assert_eq!(message.status, 401);
    assert_eq!(
        message.json()["errors"][0]["message"],
        "token token-a is refused"
    );
    assert_eq!(
        echoed(Echo::RetryAfter).header("retry-after"),
        Some("token-a")
    );
}

#[test]
fn bodies_can_be_cut_off_by_the_connection() {
    check_kind(wired(Wire::CutBody), io::ErrorKind::UnexpectedEof);
    check_kind(wired(Wire::CutChunks), io::ErrorKind::UnexpectedEof);
    let by_close = wired(Wire::CutByClose).expect("no end was announced");
    assert_eq!(
        (by_close.header("content-length"), by_close.status),
        (None, 200)
    );
    assert!(!by_close.text().contains("</MediaContainer>"));
    let whole = wired(Wire::EndByClose).expect("no end was announced");
    assert!(whole.text().ends_with("</MediaContainer>\n"));
    check_kind(wired(Wire::CutGzip), io::ErrorKind::UnexpectedEof);
    check_kind(wired(Wire::UnpackedGzip), io::ErrorKind::InvalidInput);
    check_kind(wired(Wire::Close), io::ErrorKind::UnexpectedEof);
    check_kind(wired(Wire::Reset), io::ErrorKind::ConnectionReset);
}

#[test]
fn bodies_and_headers_can_be_endless_and_the_fake_still_ends() {
    for wire in [
        Wire::EndlessChunks,
        Wire::EndlessLength,
        Wire::EndlessHeaders,
        Wire::GzipBomb(None),
        Wire::EmptyGzipMembers,
    ] {
        let plex = constructed();
        plex.inject(Rule::new("*", Fault::Wire(wire)));
        let mut client = Client::to(&plex);
        client
            .ask("GET", "/api/users", &TOKEN)
            .expect("the fake listens");
        let bytes = client.bytes(3_000_000).expect("there is always more");
        assert_eq!(bytes.len(), 3_000_000, "{wire:?}");
        let before = Instant::now();
        drop(plex);
        assert!(before.elapsed() < Duration::from_secs(2), "{wire:?}");
    }
}

#[test]
fn gzip_bomb_unpacks_to_what_it_promises() {
    let answer = wired(Wire::GzipBomb(Some(20))).expect("the bomb is a valid stream");
    assert_eq!(answer.body.len(), 20_000_025);
    assert!(answer.body.starts_with(b"<MediaContainer "));
    assert!(
        answer
            .header("content-length")
            .is_some_and(|length| length.len() < 6)
    );
}

#[test]
fn answers_can_drip_or_never_come() {
    let pause = Duration::from_millis(600);
    for wire in [
        Wire::Drip(pause),
        Wire::DripHeaders(pause),
        Wire::Stall,
        Wire::Silence,
    ] {
        let plex = constructed();
        plex.inject(Rule::new("*", Fault::Wire(wire)));
        let mut client = Client::to(&plex);
        client
            .ask("GET", "/api/users", &TOKEN)
            .expect("the fake listens");
        let enough = client.within(Duration::from_millis(1200));
        let text = String::from_utf8_lossy(&enough);
        match wire {
            Wire::Drip(_) => assert!(text.contains("\r\n\r\n<") && !text.contains("<?xml v")),
            Wire::DripHeaders(_) => assert!(text.starts_with("H") && text.len() < 5),
            Wire::Stall => {
                assert!(text.contains("<User ") && !text.contains("</MediaContainer>"));
            }
            _ => assert_eq!(text, ""),
        }
    }
}

#[test]
fn redirects_point_to_the_same_path_elsewhere() {
    let elsewhere = constructed();
    for status in [301, 302, 307, 308] {
        let answer = faulty(
            "/api/users",
            Fault::Redirect {
                status,
                to: elsewhere.url(),
            },
        );
        let location = format!("{}/api/users", elsewhere.url());
        assert_eq!(
            (answer.status, answer.header("location")),
            (status, Some(location.as_str()))
        );
    }
    assert!(elsewhere.seen().is_empty());
}

#[test]
fn no_server_listens_at_the_refused_address() {
    let url = FakePlex::refused_url();
    let address = url
        .strip_prefix("http://")
        .expect("the address is an HTTP one");
    let refused = std::net::TcpStream::connect(address).expect_err("nobody listens");
    assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
}

#[test]
fn world_can_change_between_two_reads() {
    let plex = constructed();
    plex.change(|world| world.accounts[0].forget(301_000_001));
    let users = Client::to(&plex).get("/api/users", "token-a").text();
    assert!(users.contains("size=\"11\"") && !users.contains("marlow"));
    assert_eq!(plex.world().accounts[0].friends.len(), 11);
}
