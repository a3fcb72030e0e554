//! The constructed answers of plex.tv and their hazards, and bytes that are not an answer at all.

mod any_bytes;
mod odd_entries;

use super::*;
use crate::sources::plex::{Invitation, ObservedLibrary, Owner};
use crate::vocabulary::{LibraryId, MachineId, PlexId, Timestamp};

macro_rules! fixture {
    ($path:literal) => {
        include_bytes!(concat!(
            "../../../../tests/fixtures/plex/constructed/",
            $path
        ))
        .as_slice()
    };
}

const USERS: &[u8] = fixture!("account-a/users.xml");
const SHARES: &[u8] =
    fixture!("account-a/servers/ece8f46bf734ca267a2b6e0f7c3b471a5c964428/shared_servers.xml");
const SERVER: &[u8] =
    fixture!("account-a/servers/ece8f46bf734ca267a2b6e0f7c3b471a5c964428/server.xml");
const DUPLICATE: &[u8] = fixture!("hazards/users_duplicate_id.xml");
const ATLAS: &str = "ece8f46bf734ca267a2b6e0f7c3b471a5c964428";

fn atlas() -> MachineId {
    ATLAS.parse().expect("a literal machine identifier")
}

/// A list of users with the given children and announced size.
fn container(size: &str, children: &str) -> Vec<u8> {
    format!("<MediaContainer size=\"{size}\">{children}</MediaContainer>").into_bytes()
}

#[test]
fn twelve_people_are_read_with_their_servers() {
    let users = users::parse(USERS).expect("the list is good");
    let ids: Vec<u64> = users.iter().map(|user| user.id.0).collect();
    let friends: Vec<u64> = (301_000_001..=301_000_009).collect();
    assert_eq!(ids[0], 20_345_678);
    assert_eq!(ids[1..10], friends);
    assert_eq!(ids[10..], [301_000_011, 301_000_012]);

    let zoe = &users[2];
    assert_eq!(zoe.username.as_deref(), Some("zoë_ångström"));
    assert_eq!(zoe.servers.len(), 2);
    let ohara = &users[5];
    assert_eq!(ohara.title.as_deref(), Some("O'Hara & \"Sons\" <tv>"));
    let kiddo = &users[7];
    assert_eq!(kiddo.title.as_deref(), Some("Kiddo 🦖"));
    assert_eq!(
        (kiddo.username.as_ref(), kiddo.email.as_ref()),
        (None, None)
    );
    assert!(kiddo.home && kiddo.restricted);
    let late = &users[9];
    assert_eq!(late.servers[0].machine, atlas());
    assert_eq!(late.servers[0].pending, Some(true));
}

#[test]
fn shares_are_read_with_dates_and_ticked_libraries() {
    let shares = shared_servers::parse(SHARES).expect("the list is good");
    assert_eq!(shares.len(), 7);
    let marlow = &shares[0];
    assert_eq!(marlow.id, ShareId(30_100_101));
    assert_eq!(marlow.user, Some(PlexId(301_000_001)));
    assert_eq!(marlow.invited, Some(Timestamp(1_442_189_117)));
    assert_eq!(marlow.accepted, Some(Timestamp(1_442_189_137)));
    assert!(marlow.all_libraries);
    let zoe = &shares[1];
    let ticked = zoe.sections.iter().filter(|section| section.shared);
    let ticked: Vec<u64> = ticked.map(|section| section.id.0).collect();
    assert_eq!(ticked, [118_181_361, 118_181_364]);
    assert!(!zoe.all_libraries);
    assert_eq!(shares[5].accepted, None, "late.responder has not accepted");
}

#[test]
fn pending_shares_have_five_spellings() {
    let shares = shared_servers::parse(fixture!("hazards/shared_servers_pending_variants.xml"))
        .expect("the list is good");
    assert_eq!(shares.len(), 5);
    assert!(shares.iter().all(|share| share.accepted.is_none()));
    let users: Vec<_> = shares.iter().map(|share| share.user.is_some()).collect();
    assert_eq!(users, [true, true, true, false, false]);
}

#[test]
fn a_server_is_read_with_its_libraries() {
    let server = server::parse(SERVER).expect("the document is good");
    assert_eq!(server.machine, atlas());
    assert_eq!(server.name.as_deref(), Some("Atlas"));
    assert_eq!(server.libraries.len(), 5);
    assert_eq!(
        server.libraries[3],
        ObservedLibrary {
            id: LibraryId(118_181_364),
            title: "Kids & Family \"HD\"".into(),
            kind: "movie".into(),
        }
    );
    let empty = server::parse(fixture!("hazards/server_no_sections.xml"));
    assert_eq!(empty.map(|server| server.libraries), Ok(Vec::new()));
}

#[test]
fn invitations_are_known_by_number_or_by_address() {
    let rows =
        invitations::parse(fixture!("account-a/invites_requested.xml")).expect("the list is good");
    let ids: Vec<_> = rows.iter().map(|row| row.id.map(|id| id.0)).collect();
    let known = [301_000_009, 301_000_013, 301_000_014].map(Some);
    assert_eq!(ids[..2], [None, None]);
    assert_eq!(ids[2..], known);
    assert_eq!(rows[0].email.as_deref(), Some("mailing+tag@example.com"));
    assert_eq!(rows[0].servers, ["Borealis — Loft"]);
    assert_eq!(
        rows[2],
        Invitation {
            id: Some(PlexId(301_000_009)),
            username: Some("late.responder".into()),
            email: Some("late@example.com".into()),
            created: Some(Timestamp(1_794_000_000)),
            servers: vec!["Atlas".into()],
        }
    );
}

#[test]
fn the_members_of_the_home_are_read() {
    let members = home::parse(fixture!("account-a/home_users.xml")).expect("the list is good");
    assert_eq!(members.len(), 5);
    assert!(members.iter().any(|member| member.id == PlexId(10_234_567)));
    let restricted = members.iter().filter(|member| member.restricted).count();
    assert_eq!(restricted, 3);
}

#[test]
fn the_account_and_its_own_servers_are_read() {
    let document = account::parse(fixture!("account-a/v2_user.json")).expect("good");
    assert!(document.home);
    assert_eq!(
        document.owner,
        Owner {
            id: PlexId(10_234_567),
            username: Some("atlas-admin".into()),
            title: Some("atlas-admin".into()),
            email: Some("admin@example.com".into()),
        }
    );
    let own = resources::parse(fixture!("account-a/v2_resources.json")).expect("good");
    let names: Vec<_> = own
        .iter()
        .filter_map(|server| server.name.clone())
        .collect();
    assert_eq!(names, ["Borealis — Loft", "Atlas"]);
}

#[test]
fn ids_in_json_may_be_quoted_and_flags_may_be_numbers() {
    let document = account::parse(br#"{"id": "42", "home": 1, "title": "", "email": null}"#);
    let document = document.expect("every spelling is legal");
    assert_eq!(document.owner.id, PlexId(42));
    assert!(document.home);
    assert_eq!((document.owner.title, document.owner.email), (None, None));
}

#[test]
fn hazards_are_named() {
    let count = |announced, found| ParseError::Count { announced, found };
    let check = |body: &[u8], expected: ParseError| {
        assert_eq!(users::parse(body), Err(expected));
    };
    check(fixture!("hazards/users_size_mismatch.xml"), count(40, 12));
    check(fixture!("hazards/users_truncated.xml"), ParseError::CutOff);
    check(
        fixture!("errors/200_html_instead_of_xml.html"),
        ParseError::OtherFormat {
            found: ContentType::Html,
            expected: ContentType::Xml,
        },
    );
    let root = ParseError::Root("MediaContainer");
    check(fixture!("errors/410_endpoint_retired.xml"), root.clone());
    check(fixture!("errors/401_unauthenticated.xml"), root);
    // Lists of something else must not pass as empty lists of users.
    check(SHARES, count(7, 0));
    check(b" \n", ParseError::Empty);
}

#[test]
fn harmless_oddities_are_accepted() {
    let users = |body: &[u8]| users::parse(body).map(|rows| rows.len());
    assert_eq!(users(fixture!("hazards/users_empty.xml")), Ok(0));
    assert_eq!(users(fixture!("hazards/users_unknown_element.xml")), Ok(12));
    assert_eq!(users(fixture!("hazards/users_after_rename.xml")), Ok(12));
    let minimal = fixture!("hazards/users_legacy_minimal_managed.xml");
    assert_eq!(users(minimal), Ok(1));
    assert_eq!(users(&container("1", "<User id='7'/>")), Ok(1));
    let repeated = "<User id='7' title='a'/><User id='7' title='a' thumb='b'/>";
    assert_eq!(users(&container("2", repeated)), Ok(1));
    assert_eq!(users(&container("1", repeated)), Ok(1));
    let wrapped = "<User id='7'><Extra><Server id='x'/></Extra>text &amp; <![CDATA[<]]></User>";
    assert_eq!(users(&container("", wrapped)), Ok(1));
    let bom = [b"\xef\xbb\xbf".as_slice(), USERS].concat();
    assert_eq!(users(&bom), Ok(12));
    let around = [
        b"<!-- a --><?pi?>\n".as_slice(),
        &container("0", ""),
        b"\n<!-- b -->",
    ];
    assert_eq!(users(&around.concat()), Ok(0));
}

#[test]
fn two_hundred_references_in_one_name_are_only_a_name() {
    let name = "&quot;&#x1F996;".repeat(200);
    let rows = users::parse(&container("1", &format!("<User id='7' title='{name}'/>")));
    let title = rows.expect("a legal name").remove(0).title;
    assert_eq!(title, Some("\"🦖".repeat(200)));
}

#[test]
fn an_older_spelling_of_the_size_of_a_server_is_accepted() {
    let server =
        format!("<Server machineIdentifier='{ATLAS}'><Section id='1'/><Section id='2'/></Server>");
    assert!(server::parse(&container("1", &server)).is_ok());
    assert!(server::parse(&container("2", &server)).is_ok());
    let cut = server::parse(&container("5", &server));
    let expected = ParseError::Count {
        announced: 5,
        found: 2,
    };
    assert_eq!(cut, Err(expected));
}

#[test]
fn malicious_or_broken_xml_is_refused() {
    let check = |body: &str, expected: ParseError| {
        assert_eq!(users::parse(body.as_bytes()), Err(expected), "{body:.80}");
    };
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><MediaContainer>&a;</MediaContainer>";
    check(bomb, ParseError::DocumentType);
    check("<MediaContainer>&a;</MediaContainer>", ParseError::Entity);
    check("<MediaContainer size='&a;'/>", ParseError::Entity);
    let nested = format!("<MediaContainer>{}", "<a>".repeat(1_000_000));
    check(&nested, ParseError::TooDeep(32));
    let wide = format!("<MediaContainer{}/>", " a='1'".repeat(100_000));
    assert!(users::parse(wide.as_bytes()).is_err());
    let attributes: String = (0..1000).map(|n| format!(" a{n}=''")).collect();
    check(
        &format!("<MediaContainer{attributes}/>"),
        ParseError::TooMany,
    );
    check("<MediaContainer/><MediaContainer/>", ParseError::Trailing);
    check("<MediaContainer/>rest", ParseError::Trailing);
    check("<MediaContainer>closed</MediaContainer>", ParseError::Text);
    check("<MediaContainer>&lt;</MediaContainer>", ParseError::Text);
    check("<MediaContainer>", ParseError::CutOff);
    check("<MediaContainer size='0'", ParseError::CutOff);
    let malformed = ParseError::Malformed(ContentType::Xml);
    check("<MediaContainer></User>", malformed.clone());
    check("</MediaContainer>", malformed.clone());
    check("<MediaContainer size='1' size='1'/>", malformed.clone());
    check("no markup", malformed);
    check(
        "<!-- maintenance --><HTML><body></body></HTML>",
        ParseError::OtherFormat {
            found: ContentType::Html,
            expected: ContentType::Xml,
        },
    );
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><MediaContainer/>";
    assert_eq!(users::parse(latin), Err(ParseError::Encoding));
    let bytes = b"<MediaContainer title='\xe9'/>";
    assert_eq!(users::parse(bytes), Err(ParseError::Encoding));
}

#[test]
fn one_person_may_be_invited_in_several_ways() {
    let rows = "<Invite id='7' home='1' createdAt='5'/>\
                <Invite id='7' server='1' createdAt='6'><Server name='Atlas'/></Invite>\
                <Invite id='7' home='1' createdAt='5'/>";
    let invitations = invitations::parse(&container("3", rows)).expect("the list is good");
    let servers: Vec<_> = invitations.iter().map(|i| i.servers.len()).collect();
    assert_eq!(servers, [0, 1]);
}

#[test]
fn json_of_another_kind_is_refused() {
    let other = |found| ParseError::OtherFormat {
        found,
        expected: ContentType::Json,
    };
    let xml = fixture!("account-a/v2_user.xml");
    assert_eq!(account::parse(xml), Err(other(ContentType::Xml)));
    let html = fixture!("errors/404_not_found_v1.html");
    assert_eq!(account::parse(html), Err(other(ContentType::Html)));
    let error = fixture!("errors/401_unauthenticated.json");
    let (entry, field) = ("user", "id");
    assert_eq!(
        account::parse(error),
        Err(ParseError::Value { entry, field })
    );
    assert!(matches!(
        resources::parse(error),
        Err(ParseError::Shape { .. })
    ));
    let whole = fixture!("account-a/v2_resources.json");
    let cut = &whole[..whole.len() - 20];
    assert_eq!(resources::parse(cut), Err(ParseError::CutOff));
}

#[test]
fn a_resource_that_does_not_say_what_it_is_is_not_skipped() {
    let bare = br#"[{"clientIdentifier": "abc", "owned": true}]"#;
    assert!(matches!(
        resources::parse(bare),
        Err(ParseError::Shape { .. })
    ));
    let body = br#"[{"provides": "client,server", "clientIdentifier": "abc"}]"#;
    let (entry, field) = ("resource", "owned");
    assert_eq!(
        resources::parse(body),
        Err(ParseError::Value { entry, field })
    );
    let twice = br#"[{"provides":"server","owned":true,"clientIdentifier":"a","name":"x"},
                     {"provides":"server","owned":true,"clientIdentifier":"a","name":"y"}]"#;
    let refused = resources::parse(twice);
    assert_eq!(refused, Err(ParseError::Duplicate { entry, id: None }));
}
