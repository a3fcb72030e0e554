//! Bad answers: each makes the account unknown, for a reason of its own, and is not asked for again
//! without need.

use std::io::Write as _;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use super::*;

/// The one reason for which the account is unknown when `/api/users` is answered with `reply`.
fn reason(reply: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> String {
    let mut reading = Reading::new();
    reading.timeout_seconds = 2;
    let (observed, _server) = read_with("/api/users", reading, reply);
    let doubts = doubts(&observed, 0);
    assert_eq!(doubts.len(), 1, "{doubts:?}");
    assert_eq!(doubts[0].endpoint, "/api/users");
    doubts[0].reason.clone()
}

#[test]
fn each_status_has_its_own_reason_and_is_not_repeated() {
    for (line, expected) in [
        ("401 Unauthorized", "status 401 Unauthorized"),
        ("403 Forbidden", "status 403 Forbidden"),
        ("404 Not Found", "status 404 Not Found"),
        ("410 Gone", "status 410 Gone: the endpoint is retired"),
        (
            "422 Unprocessable Entity",
            "status 422 Unprocessable Entity",
        ),
        ("498 Whatever", "status 498"),
        ("400 Bad Request", "status 400 Bad Request"),
        ("204 No Content", "status 204 No Content"),
        ("206 Partial Content", "status 206 Partial Content"),
    ] {
        let mut reading = Reading::new();
        reading.retries = 4;
        let (observed, server) = read_with("/api/users", reading, move |_, _| {
            Reply::status(line, "", b"")
        });
        assert_eq!(doubts(&observed, 0)[0].reason, expected);
        let asked = server.paths().iter().filter(|p| *p == "/api/users").count();
        assert_eq!(asked, 1, "{line}");
    }
}

#[test]
fn a_long_wish_to_wait_is_reported_instead_of_obeyed() {
    let mut reading = Reading::new();
    reading.retries = 4;
    let (observed, _server) = read_with("/api/users", reading, |_, _| {
        Reply::status("429 Too Many Requests", "retry-after: 3600\r\n", b"")
    });
    let expected = "status 429 Too Many Requests, retry after 3600 s";
    assert_eq!(doubts(&observed, 0)[0].reason, expected);
}

#[test]
fn a_redirect_is_never_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    elsewhere.set_nonblocking(true).expect("the system can");
    let address = elsewhere.local_addr().expect("it is bound");
    let redirect = reason(move |_, _| {
        let location = format!("location: http://{address}/\r\n");
        Reply::status("302 Found", &location, b"")
    });
    assert_eq!(
        redirect,
        "status 302 Found: a redirect, which is never followed"
    );
    assert!(elsewhere.accept().is_err(), "nobody came");
}

#[test]
fn broken_connections_are_distinguished_from_late_ones() {
    let broken = "the connection broke before the answer was complete";
    assert_eq!(reason(|_, _| Reply::Nothing), broken);
    let cut = reason(|_, _| {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n<MediaContainer>";
        Reply::Bytes(head.as_bytes().to_vec())
    });
    assert_eq!(cut, broken);
    let chunked = reason(|_, _| {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n<Medi\r\n";
        Reply::Bytes(head.as_bytes().to_vec())
    });
    assert_eq!(chunked, broken);
    let started = Instant::now();
    let late = reason(|_, _| Reply::endless("", b" ", Duration::from_millis(50)));
    assert_eq!(late, "no complete answer within 2 seconds");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_body_that_ends_with_the_connection_must_still_be_a_whole_document() {
    let cut = reason(|_, _| {
        let body = loopback::fixture("hazards/users_truncated.xml").expect("it exists");
        let head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".as_slice();
        Reply::Bytes([head, &body].concat())
    });
    assert_eq!(cut, "a document that is cut off");
}

#[test]
fn bodies_beyond_the_limit_are_refused() {
    let limit = "a body of more than 64 MiB";
    let announced = reason(|_, _| {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 67108865\r\n\r\n";
        Reply::Bytes(head.as_bytes().to_vec())
    });
    assert_eq!(announced, limit);
    let mut patient = Reading::new();
    patient.timeout_seconds = 60;
    let (observed, _server) = read_with("/api/users", patient, |_, _| {
        Reply::endless("", &[b' '; 1 << 16], Duration::ZERO)
    });
    assert_eq!(doubts(&observed, 0)[0].reason, limit);
    let mut patient = Reading::new();
    patient.timeout_seconds = 60;
    let (observed, _server) = read_with("/api/users", patient, |_, _| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        for _ in 0..65 {
            let piece = vec![b' '; 1 << 20];
            encoder.write_all(&piece).expect("a vector takes any bytes");
        }
        let bomb = encoder.finish().expect("a vector takes any bytes");
        Reply::status("200 OK", "content-encoding: gzip\r\n", &bomb)
    });
    assert_eq!(doubts(&observed, 0)[0].reason, limit);
}

#[test]
fn codings_that_were_not_requested_are_refused() {
    let coded = reason(|_, _| Reply::status("200 OK", "content-encoding: br\r\n", b"x"));
    assert_eq!(
        coded,
        "the body has a content encoding that was not requested"
    );
    let broken = reason(|_, _| Reply::status("200 OK", "content-encoding: gzip\r\n", b"x"));
    assert_eq!(broken, "a body that is not valid gzip");
}

#[test]
fn a_page_is_recognised_whatever_its_content_type() {
    let page = reason(|_, _| {
        let body = loopback::fixture("errors/200_html_instead_of_xml.html").expect("it exists");
        Reply::status("200 OK", "content-type: application/xml\r\n", &body)
    });
    assert_eq!(page, "an HTML page instead of XML");
}

#[test]
fn a_right_body_under_a_wrong_content_type_is_refused() {
    let check = |path: &'static str, file: &'static str, label: &'static str| {
        let (observed, _server) = read_with(path, Reading::new(), move |_, _| {
            let body = loopback::fixture(file).expect("it exists");
            Reply::status("200 OK", &format!("content-type: {label}\r\n"), &body)
        });
        let doubt = doubts(&observed, 0).first()?;
        assert_eq!(doubt.endpoint, path);
        Some(doubt.reason.clone())
    };
    let xml = |label| check("/api/users", "account-a/users.xml", label);
    let json = |label| check("/api/v2/user", "account-a/v2_user.json", label);
    for right in [
        "text/xml",
        "Application/XML;charset=utf-8",
        "application/xml ; x=y",
    ] {
        assert_eq!(xml(right), None, "{right}");
    }
    let expected = Some("the answer has a content type other than XML".to_owned());
    for wrong in [
        "text/html",
        "application/json",
        "application/xmlish",
        "token-a",
        "",
    ] {
        assert_eq!(xml(wrong), expected, "{wrong}");
    }
    assert_eq!(json("application/json; charset=utf-8"), None);
    let expected = Some("the answer has a content type other than JSON".to_owned());
    for wrong in ["text/html", "application/xml", "text/json"] {
        assert_eq!(json(wrong), expected, "{wrong}");
    }
}

#[test]
fn invitations_that_cannot_be_read_are_asked_for_once_more_elsewhere() {
    const ELSEWHERE: &str = "/api/v2/shared_servers/owned/pending";
    let retired = |elsewhere: fn() -> Reply| {
        let server = Server::start(move |request, _| match request.path.as_str() {
            "/api/invites/requested" => Reply::status("410 Gone", "", b""),
            ELSEWHERE => elsewhere(),
            _ => loopback::sample(request),
        });
        (Reading::new().of(&server), server)
    };
    let (observed, server) = retired(|| {
        let sample = loopback::fixture("account-a/v2_shared_servers_owned_pending.json");
        Reply::ok(&sample.expect("it exists"))
    });
    assert_eq!(doubts(&observed, 0), []);
    let invitations = &facts(&observed, 0).invitations;
    let mut invited = invitations.iter().filter_map(|one| one.id);
    assert!(invited.any(|id| id == PlexId(301_000_009)));
    assert_eq!(server.paths().len(), 10, "one more request");

    let (observed, server) = retired(|| Reply::status("404 Not Found", "", b""));
    let doubts = doubts(&observed, 0);
    assert_eq!(doubts.len(), 1, "{doubts:?}");
    assert_eq!(doubts[0].endpoint, "/api/invites/requested");
    assert_eq!(doubts[0].reason, "status 410 Gone: the endpoint is retired");
    let asked = server.paths().into_iter().filter(|path| path == ELSEWHERE);
    assert_eq!(asked.count(), 1);
    assert!(
        !facts(&observed, 0).people.is_empty(),
        "everything else is known"
    );
}

#[test]
fn an_answer_never_finds_its_way_into_a_reason() {
    let (observed, _server) = read_with("/api/users", Reading::new(), |request, _| {
        let token = request.header("x-plex-token");
        Reply::ok(format!("<MediaContainer size='{token}'>{token}<{token}>").as_bytes())
    });
    assert!(!format!("{observed:?}").contains("token-a"));
}

#[test]
fn no_server_listening_is_one_doubt() {
    let mut server = Server::start(|_, _| Reply::Nothing);
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    server.url = format!("http://{}", listener.local_addr().expect("it is bound"));
    drop(listener);
    let observed = Reading::new().of(&server);
    let doubts = doubts(&observed, 0);
    assert_eq!(doubts.len(), 1, "{doubts:?}");
    assert!(
        doubts[0].reason.starts_with("cannot connect: "),
        "{doubts:?}"
    );
}

#[test]
fn documents_that_contradict_each_other_are_not_believed() {
    let shared = "/api/servers/ece8f46bf734ca267a2b6e0f7c3b471a5c964428/shared_servers";
    let check = |path: &'static str, file: &'static str, expected: &[&str]| {
        let (observed, _server) = read_with(path, Reading::new(), move |_, _| {
            Reply::ok(&loopback::fixture(file).expect("it exists"))
        });
        let reasons: Vec<_> = doubts(&observed, 0).iter().map(|d| &d.reason).collect();
        assert_eq!(reasons, expected, "{path} {file}");
    };
    check(
        shared,
        "hazards/shared_servers_empty.xml",
        &[
            "`/api/users` has 6 accepted shares on this server that are missing here, for example of user 301000001",
        ],
    );
    check(
        "/api/users",
        "hazards/users_empty.xml",
        &["3 accepted shares are missing from `/api/users`, for example of user 20345678"],
    );
    check(
        "/api/servers/60acaaf93c2601275a440bfff2ed9f680b883858",
        "hazards/server_partial_sections.xml",
        &["the answer is for another server"],
    );
    check(
        "/api/v2/user",
        "account-b/v2_user.json",
        &["the account itself is in the list of its users"],
    );
}

#[test]
fn a_server_missing_from_the_list_although_it_answers_is_not_gone() {
    let mut reading = Reading::new();
    reading.known_servers = vec![ATLAS, BOREALIS];
    let (observed, _server) = read_with("/api/v2/resources", reading, |_, _| Reply::ok(b"[]"));
    let doubts = doubts(&observed, 0);
    assert_eq!(doubts.len(), 1);
    assert_eq!(doubts[0].endpoint, "/api/v2/resources");
}
