//! Every documented address answers as documented, and as in the constructed samples.

use serde_json::{Value, json};

use super::client::Client;
use crate::fake::{FakePlex, PendingRows, World};

const ATLAS: &str = "ece8f46bf734ca267a2b6e0f7c3b471a5c964428";
const CIRRUS: &str = "d4b3ae043adfd1d8c3fa94e1222f760f0ffb6615";

macro_rules! sample {
    ($($part:literal),+) => {
        include_str!(concat!("../../fixtures/plex/constructed/", $($part),+))
    };
}

/// A fake of the constructed accounts whose volatile values stand still.
fn constructed() -> FakePlex {
    let plex = FakePlex::start(World::from_fixtures());
    plex.freeze(true);
    plex
}

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
fn v2_answers_json_to_exactly_one_accept_header() {
    let plex = constructed();
    let mut client = Client::to(&plex);
    let mut content_type = |accept: &[(&str, &str)]| {
        let mut headers = vec![
            ("X-Plex-Token", "token-a"),
            ("X-Plex-Client-Identifier", "test"),
        ];
        headers.extend(accept);
        let answer = client
            .send("GET", "/api/v2/user", &headers)
            .expect("the fake answers");
        answer.header("content-type").map(ToOwned::to_owned)
    };
    let json = Some("application/json; charset=utf-8".to_owned());
    let xml = Some("application/xml; charset=utf-8".to_owned());
    assert_eq!(content_type(&[("Accept", "application/json")]), json);
    assert_eq!(content_type(&[]), xml);
    assert_eq!(content_type(&[("Accept", "*/*")]), xml);
    assert_eq!(
        content_type(&[("Accept", "application/json, text/plain, */*")]),
        xml
    );
}

#[test]
fn v2_demands_a_client_identifier_and_v1_does_not() {
    let plex = constructed();
    let mut client = Client::to(&plex);
    let token = ("X-Plex-Token", "token-a");
    let json = ("Accept", "application/json");
    let answer = client
        .send("GET", "/api/v2/user", &[token, json])
        .expect("the fake answers");
    assert_eq!(
        (answer.status, &answer.json()["errors"][0]["code"]),
        (400, &json!(1000))
    );
    let answer = client
        .send("GET", "/api/v2/user", &[token])
        .expect("the fake answers");
    assert!(answer.text().contains("<error code=\"1000\""));
    let answer = client
        .send("GET", "/api/users", &[token])
        .expect("the fake answers");
    assert_eq!(answer.status, 200);
}

#[test]
fn token_decides_the_account_from_header_or_query() {
    let plex = constructed();
    let mut client = Client::to(&plex);
    let in_query = "/api/v2/user?X-Plex-Token=token-b&X-Plex-Client-Identifier=test";
    let json = [("Accept", "application/json")];
    let answer = client
        .send("GET", in_query, &json)
        .expect("the fake answers");
    assert_eq!(answer.json()["id"], json!(20_345_678));
    assert_eq!(answer.json()["authToken"], json!("token-b"));
    for token in ["", "nobody's"] {
        let v2 = client.get("/api/v2/user", token);
        assert_eq!(
            (v2.status, &v2.json()["errors"][0]["code"]),
            (401, &json!(1001))
        );
        let v1 = client.get("/api/users", token);
        assert_eq!(
            (v1.status, v1.text().contains("code=\"1001\"")),
            (401, true)
        );
    }
}

#[test]
fn withdrawn_token_is_422_without_a_code() {
    let plex = constructed();
    plex.change(|world| world.accounts[0].withdrawn = true);
    let answer = Client::to(&plex).get("/api/users", "token-a");
    assert_eq!(answer.status, 422);
    assert_eq!(answer.text(), sample!("errors/422_invalid_token.xml"));
    assert_eq!(Client::to(&plex).get("/api/users", "token-b").status, 200);
}

#[test]
fn foreign_and_unknown_servers_are_not_found() {
    let plex = constructed();
    let mut client = Client::to(&plex);
    for machine in [CIRRUS, "0123456789abcdef0123456789abcdef01234567", "x"] {
        for path in ["", "/shared_servers"] {
            let answer = client.get(&format!("/api/servers/{machine}{path}"), "token-a");
            assert_eq!(answer.status, 404);
            assert_eq!(
                answer.header("content-type"),
                Some("text/html; charset=utf-8")
            );
        }
        let answer = client.get(&format!("/api/v2/servers/{machine}"), "token-a");
        assert_eq!(
            (answer.status, &answer.json()["errors"][0]["code"]),
            (404, &json!(1002))
        );
    }
    assert_eq!(
        client.get("/api/v2/nonsense", "token-a").json()["errors"][0]["status"],
        json!(404)
    );
    assert!(
        client
            .get("/api/nonsense", "token-a")
            .text()
            .contains("<!DOCTYPE html>")
    );
}

#[test]
fn retired_addresses_are_gone_and_other_methods_not_allowed() {
    let plex = constructed();
    let mut client = Client::to(&plex);
    for path in [
        "/api/friends",
        "/api/friends/3",
        "/pms/friends/all",
        "/api/v2/friends",
    ] {
        let answer = client.get(path, "token-a");
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (410, sample!("errors/410_endpoint_retired.xml"))
        );
    }
    let headers = [
        ("X-Plex-Token", "token-a"),
        ("X-Plex-Client-Identifier", "test"),
    ];
    for path in ["/api/users", "/api/v2/user", "/api/v2/resources"] {
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            let answer = client
                .send(method, path, &headers)
                .expect("the fake answers");
            assert_eq!(answer.status, 405, "{method} {path}");
        }
    }
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

#[test]
fn pin_is_exchanged_for_a_token_once_somebody_signs_in() {
    let plex = constructed();
    let mut client = Client::to(&plex);
    let headers = [
        ("X-Plex-Client-Identifier", "test"),
        ("Accept", "application/json"),
    ];
    let target = "/api/v2/pins?strong=true";
    let pin = client
        .send("POST", target, &headers)
        .expect("the fake answers")
        .json();
    assert_eq!(pin["authToken"], Value::Null);
    assert!(pin["expiresIn"].as_u64() >= Some(900));
    let id = pin["id"].as_u64().expect("a PIN has a number");
    let poll = format!("/api/v2/pins/{id}");
    let mut token = || {
        client
            .send("GET", &poll, &headers)
            .expect("the fake answers")
    };
    assert_eq!(token().json()["authToken"], Value::Null);
    plex.desk().link(id, "token-a");
    assert_eq!(token().json()["authToken"], json!("token-a"));
    plex.desk().expire(id);
    assert_eq!(token().status, 404);
    let short = client
        .send("POST", "/api/v2/pins", &headers)
        .expect("the fake answers")
        .json();
    assert_eq!(short["code"].as_str().map(str::len), Some(4));
}

#[test]
fn registered_key_earns_a_token_that_works() {
    let plex = constructed();
    let mut client = Client::to(&plex);
    let client_id = ("X-Plex-Client-Identifier", "test");
    let json = ("Accept", "application/json");
    let statement = |client: &mut Client| {
        client
            .send("POST", "/api/v2/auth/token", &[client_id, json])
            .expect("the fake answers")
    };
    assert_eq!(statement(&mut client).status, 401);
    let key = client
        .send(
            "POST",
            "/api/v2/auth/jwk",
            &[client_id, ("X-Plex-Token", "token-b")],
        )
        .expect("the fake answers");
    assert_eq!(key.status, 201);
    let nonce = client.send("GET", "/api/v2/auth/nonce", &[client_id, json]);
    assert!(nonce.expect("the fake answers").json()["nonce"].is_string());
    let token = statement(&mut client).json()["auth_token"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let user = client.get("/api/v2/user", &token).json();
    assert_eq!(
        (&user["id"], &user["authToken"]),
        (&json!(20_345_678), &json!(token))
    );
    assert_eq!(
        client.get("/api/v2/ping", &token).json(),
        json!({"pong": true})
    );
}
