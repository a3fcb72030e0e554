//! Every documented address answers as documented, and as in the constructed samples.

use serde_json::Value;

use super::client::Client;
use super::{constructed, sample};
use crate::fake::PendingRows;

const ATLAS: &str = "ece8f46bf734ca267a2b6e0f7c3b471a5c964428";

/// The text with the values of secrets blanked out; the samples have invented others.
fn without_secrets(text: &str) -> String {
    let mut parts = text.split(" accessToken=\"");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(" accessToken=\"");
        plain.push_str(part.find('"').map_or(part, |end| &part[end..]));
    }
    plain
}

#[track_caller]
fn check_xml(token: &str, target: &str, expected: &str) {
    let plex = constructed();
    let answer = Client::to(&plex)
        .send(
            "GET",
            target,
            &[
                ("X-Plex-Token", token),
                ("X-Plex-Client-Identifier", "test"),
            ],
        )
        .expect("the fake answers");
    assert_eq!(answer.status, 200, "{target}");
    assert_eq!(
        answer.header("content-type"),
        Some("application/xml; charset=utf-8")
    );
    assert_eq!(
        without_secrets(&answer.text()),
        without_secrets(expected),
        "{target}"
    );
}

/// Blanks out secrets and sorts arrays by id, because the samples keep neither by rule.
fn comparable(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                let secret = name == "accessToken" || name == "inviteToken";
                *field = if secret {
                    Value::Null
                } else {
                    comparable(field.take())
                };
            }
        }
        Value::Array(items) => {
            items
                .iter_mut()
                .for_each(|item| *item = comparable(item.take()));
        }
        _ => {}
    }
    value
}

#[track_caller]
fn check_json(token: &str, target: &str, expected: &str) {
    let plex = constructed();
    let answer = Client::to(&plex).get(target, token);
    assert_eq!(answer.status, 200, "{target}");
    assert_eq!(
        answer.header("content-type"),
        Some("application/json; charset=utf-8")
    );
    let expected: Value = serde_json::from_str(expected).expect("the sample is JSON");
    assert_eq!(comparable(answer.json()), comparable(expected), "{target}");
}

#[test]
fn v1_documents_are_those_of_the_samples() {
    check_xml("token-a", "/api/users", sample!("account-a/users.xml"));
    check_xml("token-b", "/api/users", sample!("account-b/users.xml"));
    check_xml(
        "token-a",
        "/api/home/users",
        sample!("account-a/home_users.xml"),
    );
    check_xml(
        "token-b",
        "/api/home/users",
        sample!("account-b/home_users.xml"),
    );
    check_xml(
        "token-a",
        "/api/invites/requested",
        sample!("account-a/invites_requested.xml"),
    );
    check_xml(
        "token-b",
        "/api/invites/requested",
        sample!("account-b/invites_requested.xml"),
    );
    check_xml(
        "token-a",
        "/api/invites/requests",
        sample!("account-a/invites_requests.xml"),
    );
    check_xml(
        "token-b",
        "/api/invites/requests",
        sample!("account-b/invites_requests.xml"),
    );
}

#[test]
fn server_documents_are_those_of_the_samples() {
    macro_rules! check_server {
        ($token:literal, $account:literal, $machine:literal) => {
            let server = concat!("/api/servers/", $machine);
            check_xml(
                $token,
                server,
                sample!($account, "/servers/", $machine, "/server.xml"),
            );
            check_xml(
                $token,
                concat!("/api/servers/", $machine, "/shared_servers"),
                sample!($account, "/servers/", $machine, "/shared_servers.xml"),
            );
            check_json(
                $token,
                concat!("/api/v2/servers/", $machine),
                sample!($account, "/servers/", $machine, "/v2_server.json"),
            );
        };
    }
    check_server!(
        "token-a",
        "account-a",
        "ece8f46bf734ca267a2b6e0f7c3b471a5c964428"
    );
    check_server!(
        "token-a",
        "account-a",
        "60acaaf93c2601275a440bfff2ed9f680b883858"
    );
    check_server!(
        "token-b",
        "account-b",
        "d4b3ae043adfd1d8c3fa94e1222f760f0ffb6615"
    );
}

#[test]
fn v2_documents_are_those_of_the_samples() {
    let resources = "/api/v2/resources?includeHttps=1";
    check_json("token-a", resources, sample!("account-a/v2_resources.json"));
    check_json("token-b", resources, sample!("account-b/v2_resources.json"));
    check_xml("token-a", resources, sample!("account-a/v2_resources.xml"));
    check_xml("token-b", resources, sample!("account-b/v2_resources.xml"));
    check_json("token-a", "/api/v2/user", sample!("account-a/v2_user.json"));
    check_json("token-b", "/api/v2/user", sample!("account-b/v2_user.json"));
    check_json(
        "token-a",
        "/api/v2/home/users",
        sample!("account-a/v2_home_users.json"),
    );
    let owned = "/api/v2/shared_servers/owned";
    let accepted = format!("{owned}/accepted");
    check_json(
        "token-a",
        &accepted,
        sample!("account-a/v2_shared_servers_owned_accepted.json"),
    );
    check_json(
        "token-b",
        &accepted,
        sample!("account-b/v2_shared_servers_owned_accepted.json"),
    );
    let pending = format!("{owned}/pending");
    check_json(
        "token-a",
        &pending,
        sample!("account-a/v2_shared_servers_owned_pending.json"),
    );
    check_json(
        "token-b",
        &pending,
        sample!("account-b/v2_shared_servers_owned_pending.json"),
    );
    check_json(
        "token-a",
        "/api/v2/shared_servers/invites/owned/pending",
        sample!("account-a/v2_shared_servers_invites_owned_pending.json"),
    );
}

/// The recorded form of the account has one more, empty, child than the sample.
#[test]
fn account_in_xml_is_that_of_the_sample() {
    for target in ["/api/v2/user", "/users/account"] {
        let plex = constructed();
        let headers = [
            ("X-Plex-Token", "token-a"),
            ("X-Plex-Client-Identifier", "test"),
        ];
        let answer = Client::to(&plex)
            .send("GET", target, &headers)
            .expect("the fake answers");
        let text = answer.text().replace("  <services/>\n", "");
        assert_eq!(text, sample!("account-a/v2_user.xml"));
    }
}

#[test]
fn list_of_servers_names_own_and_foreign_ones() {
    let plex = constructed();
    let answer = Client::to(&plex).get("/pms/servers.xml", "token-b");
    let text = answer.text();
    assert!(text.contains("size=\"2\""));
    assert!(text.contains("name=\"Cirrus\"") && text.contains("name=\"Borealis — Loft\""));
    let own = sample!("account-b/pms_servers.xml")
        .lines()
        .nth(2)
        .unwrap_or_default();
    assert!(text.contains(own.trim()));
}

#[test]
fn one_share_is_answered_alone() {
    let plex = constructed();
    let mut client = Client::to(&plex);
    let list = format!("/api/servers/{ATLAS}/shared_servers");
    let text = client.get(&format!("{list}/30100201"), "token-a").text();
    assert_eq!(text.matches("<SharedServer ").count(), 1);
    assert!(text.contains("id=\"30100201\"") && text.contains("size=\"1\""));
    assert_eq!(client.get(&format!("{list}/1"), "token-a").status, 404);
}

#[test]
fn share_that_is_not_accepted_is_spelled_in_four_ways() {
    let plex = constructed();
    let mut client = Client::to(&plex);
    let mut row = |spelling| {
        plex.change(|world| world.pending_rows = spelling);
        let text = client
            .get(&format!("/api/servers/{ATLAS}/shared_servers"), "token-a")
            .text();
        let line = text
            .lines()
            .find(|line| line.contains("id=\"30100901\""))
            .map(str::to_owned);
        (text.contains("size=\"7\""), line)
    };
    let contains =
        |line: &Option<String>, part| line.as_ref().is_some_and(|line| line.contains(part));
    assert!(contains(&row(PendingRows::Zero).1, "acceptedAt=\"0\""));
    assert!(contains(&row(PendingRows::Empty).1, "acceptedAt=\"\""));
    let (whole, line) = row(PendingRows::Absent);
    assert!(whole && line.is_some() && !contains(&line, "acceptedAt"));
    assert_eq!(row(PendingRows::Missing), (false, None));
}
