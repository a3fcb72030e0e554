//! What time it is at plex.tv: told by good answers, and no part of what was observed.

use plexmgr::sources::plex::snapshot;
use plexmgr::vocabulary::Timestamp;

use super::*;

const EARLY: &str = "Sun, 22 Nov 2026 08:00:00 GMT";
const LATE: &str = "Sun, 22 Nov 2026 08:00:09 GMT";
const LATE_TIMESTAMP: Timestamp = Timestamp(1_795_334_409);

/// The reply with this `Date`.
fn dated(reply: Reply, date: &str) -> Reply {
    let Reply::Bytes(bytes) = reply else {
        panic!("only whole replies have a date here");
    };
    let first_line = bytes.windows(2).position(|two| two == b"\r\n");
    let (first_line, rest) = bytes.split_at(first_line.expect("a reply has a first line"));
    let date = format!("\r\ndate: {date}");
    Reply::Bytes([first_line, date.as_bytes(), rest].concat())
}

/// What comes of reading samples that are all dated `usual`, and the users `users`.
fn answered(usual: &'static str, users: impl Fn() -> Reply + Send + Sync + 'static) -> Answered {
    let server = Server::start(move |request, _| match request.path.as_str() {
        "/api/users" => users(),
        _ => dated(loopback::sample(request), usual),
    });
    Reading::new().answered_by(&server)
}

fn users() -> Reply {
    let bytes = loopback::fixture("account-a/users.xml");
    Reply::ok(&bytes.expect("the sample is there"))
}

#[test]
fn the_newest_date_counts() {
    let newest_of_one = answered(EARLY, || dated(users(), LATE));
    assert_eq!(newest_of_one.plex_time, Some(LATE_TIMESTAMP));
    let newest_of_the_others = answered(LATE, || dated(users(), EARLY));
    assert_eq!(newest_of_the_others.plex_time, Some(LATE_TIMESTAMP));
}

#[test]
fn the_date_of_an_answer_that_is_not_good_does_not_count() {
    let far = "Thu, 22 Nov 2035 08:00:00 GMT";
    let bad: [fn() -> Reply; 3] = [
        || Reply::status("503 Service Unavailable", "", b""),
        || Reply::ok(b"<!DOCTYPE html><html></html>"),
        || Reply::status("200 OK", "content-type: text/html\r\n", b"<html></html>"),
    ];
    for reply in bad {
        let answered = answered(LATE, move || dated(reply(), far));
        assert_ne!(doubts(&answered.observed, 0), []);
        assert_eq!(answered.plex_time, Some(LATE_TIMESTAMP));
    }
}

#[test]
fn a_date_that_is_missing_or_cannot_be_read_says_nothing() {
    let server = Server::start(|request, _| loopback::sample(request));
    assert_eq!(Reading::new().answered_by(&server).plex_time, None);
    for date in [
        "",
        "yesterday",
        "2026-11-22T08:00:00Z",
        "Sun, 99 Nov 2026 08:00:00 GMT",
        "\u{fe}",
    ] {
        let answered = answered(date, move || dated(users(), date));
        assert_eq!(answered.plex_time, None, "{date}");
        facts(&answered.observed, 0);
    }
}

#[test]
fn the_date_is_no_part_of_what_was_observed() {
    let early = answered(EARLY, || dated(users(), EARLY));
    let late = answered(LATE, || dated(users(), LATE));
    assert_ne!(early.plex_time, late.plex_time);
    assert_eq!(early.observed, late.observed);
    let texts = [early, late].map(|answered| snapshot::to_json(&answered.observed, None, None));
    assert_eq!(texts[0], texts[1]);
}
