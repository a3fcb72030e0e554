//! The fake keeps to what is documented about the real service.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::fake_paypal::{CLIENT_ID, CLIENT_SECRET, FakePayPal, World, fixture};

/// Sends a request over a plain socket. Returns the status and the body.
fn ask(paypal: &FakePayPal, head: &str, body: &str) -> (u16, Value) {
    let url = paypal.url();
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    let length = body.len();
    let request = format!("{head}\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap())
}

fn token(paypal: &FakePayPal) -> String {
    use base64::Engine as _;
    let credentials = format!("{CLIENT_ID}:{CLIENT_SECRET}");
    let credentials = base64::engine::general_purpose::STANDARD.encode(credentials);
    let head = format!(
        "POST /v1/oauth2/token HTTP/1.1\r\nAuthorization: Basic {credentials}\r\n\
         Content-Type: application/x-www-form-urlencoded"
    );
    let (status, answer) = ask(paypal, &head, "grant_type=client_credentials");
    assert_eq!(status, 200);
    answer["access_token"].as_str().unwrap().to_owned()
}

fn listing(paypal: &FakePayPal, token: &str, query: &str) -> (u16, Value) {
    let head =
        format!("GET /v1/reporting/transactions?{query} HTTP/1.1\r\nAuthorization: Bearer {token}");
    ask(paypal, &head, "")
}

const MARCH: &str = "start_date=2026-03-01T00:00:00Z&end_date=2026-03-31T23:59:59Z";

#[test]
fn only_the_newest_token_is_taken() {
    let paypal = FakePayPal::start(World::march());
    let old = token(&paypal);
    assert_eq!(listing(&paypal, &old, MARCH).0, 200);
    let new = token(&paypal);
    let refused: Value = serde_json::from_str(fixture!("errors/401-invalid-token.json")).unwrap();
    assert_eq!(listing(&paypal, &old, MARCH), (401, refused));
    assert_eq!(listing(&paypal, &new, MARCH).0, 200);
    let (status, body) = listing(&paypal, "", MARCH);
    assert_eq!(
        (status, &body["name"]),
        (401, &json!("AUTHENTICATION_FAILURE"))
    );
}

#[test]
fn requests_are_checked() {
    let paypal = FakePayPal::start(World::march());
    let token = token(&paypal);
    for (query, name) in [
        ("", "start_date"),
        ("start_date=2026-03-01T00:00:00Z", "end_date"),
        (
            "start_date=2026-03-01&end_date=2026-03-02T00:00:00Z",
            "start_date",
        ),
        (
            "start_date=2026-03-01T00:00:00+00:00&end_date=2026-03-02T00:00:00Z",
            "start_date",
        ),
        (
            "start_date=2026-03-01T00:00:00Z&end_date=2026-04-01T00:00:01Z",
            "end_date",
        ),
        (
            "start_date=2021-01-01T00:00:00Z&end_date=2021-01-02T00:00:00Z",
            "start_date",
        ),
    ] {
        let (status, body) = listing(&paypal, &token, query);
        assert_eq!((status, &body["name"]), (400, &json!("INVALID_REQUEST")));
        assert_eq!(body["details"][0]["field"], json!(name), "{query}");
    }
    for wrong in ["page_size=501", "page_size=0", "page=0", "page=x"] {
        let (status, _) = listing(&paypal, &token, &format!("{MARCH}&{wrong}"));
        assert_eq!(status, 400, "{wrong}");
    }
}

#[test]
fn the_constructed_pages_come_out_as_they_were_constructed() {
    let paypal = FakePayPal::start(World::march());
    let token = token(&paypal);
    for (number, page) in [
        (1, fixture!("transactions/march-page1.json")),
        (2, fixture!("transactions/march-page2.json")),
    ] {
        let query = format!("{MARCH}&fields=all&page_size=20&page={number}");
        let (_, mut answer) = listing(&paypal, &token, &query);
        let mut expected: Value = serde_json::from_str(page).unwrap();
        let ids = |page: &Value| -> Vec<String> {
            let records = page["transaction_details"].as_array().unwrap().iter();
            let ids = records.map(|one| one["transaction_info"]["transaction_id"].to_string());
            ids.collect()
        };
        assert_eq!(ids(&answer).len(), ids(&expected).len());
        for page in [&mut answer, &mut expected] {
            page["links"] = json!(null);
            page["transaction_details"] = json!(null);
        }
        assert_eq!(answer, expected);
    }
}
