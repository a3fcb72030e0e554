//! Who may read what: tokens, client identifiers, methods, servers of others, signing in.

use serde_json::{Value, json};

use super::client::Client;
use super::{constructed, sample};

const CIRRUS: &str = "d4b3ae043adfd1d8c3fa94e1222f760f0ffb6615";

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
fn pin_is_exchanged_for_a_token_once_a_person_signs_in() {
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
