//! Every kind of refusal and failure: what is said, and how often PayPal is asked.

use plexmgr::sources::SourceDoubt;
use plexmgr::sources::paypal::PayPalOptions;
use serde_json::json;

use super::{MARCH, OPTIONS, doubt, doubt_of, listed, wanted};
use crate::fake_paypal::{FakePayPal, LISTING_PATH, Spoil, TOKEN_PATH, World, fixture};
use crate::forge::wire::{Answer, Trouble};

/// Options of a client that waits for no answer longer than a second.
const HASTY: PayPalOptions = PayPalOptions {
    timeout_seconds: 1,
    retries: 1,
    ..OPTIONS
};

fn error(status: u16, body: &str) -> Answer {
    Answer::of(status, "application/json", body)
}

/// A fake whose listing is always answered like this.
fn always(answer: Answer) -> FakePayPal {
    FakePayPal::with(|world| world.switches.always = Some(answer))
}

/// The whole of a doubt.
fn said(doubt: &SourceDoubt) -> String {
    format!(
        "{}: {}; {}; {}",
        doubt.read, doubt.reason, doubt.now, doubt.if_it_stays
    )
}

#[test]
fn a_wrong_secret_is_named_and_the_listing_is_not_asked_for() {
    let paypal = FakePayPal::start(World::march());
    let mut wanted = wanted(&paypal.url(), MARCH);
    wanted.access.client_secret = "another".to_owned().into();
    let doubt = doubt_of(&wanted, OPTIONS);
    assert_eq!(doubt.read, TOKEN_PATH);
    assert_eq!(doubt.reason, "status 401 Unauthorized (invalid_client)");
    assert!(doubt.now.contains("`client_id` and `client_secret`"));
    assert_eq!(paypal.counts(), (1, 0));
}

#[test]
fn credentials_that_cannot_be_sent_are_refused_without_asking() {
    let paypal = FakePayPal::start(World::march());
    for (id, secret) in [("", "x"), ("x", ""), ("a:b", "x")] {
        let mut wanted = wanted(&paypal.url(), MARCH);
        wanted.access.client_id = id.to_owned().into();
        wanted.access.client_secret = secret.to_owned().into();
        let doubt = doubt_of(&wanted, OPTIONS);
        assert!(doubt.reason.contains("`client_id` or `client_secret`"));
    }
    assert_eq!(paypal.counts(), (0, 0));
}

#[test]
fn a_secret_is_not_sent_unencrypted_to_another_machine() {
    let doubt = doubt_of(&wanted("http://paypal.example", MARCH), OPTIONS);
    assert!(
        doubt.reason.contains("sent unencrypted"),
        "{}",
        doubt.reason
    );
    assert!(doubt.now.contains("`https://`"));
}

#[test]
fn a_missing_scope_is_named_with_where_it_is_switched_on() {
    let paypal = FakePayPal::with(|world| world.switches.has_scope = false);
    let doubt = doubt(&paypal, OPTIONS);
    assert!(
        doubt.reason.contains("services/reporting/search/read"),
        "{}",
        doubt.reason
    );
    assert!(doubt.now.contains("\"Transaction search\""));
    assert!(doubt.now.contains("nine hours"));
    assert_eq!(paypal.counts(), (1, 0));
}

#[test]
fn a_refused_listing_names_the_scope_and_is_not_repeated() {
    let paypal = always(error(403, fixture!("errors/403-not-authorized.json")));
    let doubt = doubt(&paypal, OPTIONS);
    assert_eq!(
        doubt.reason,
        "status 403 Forbidden (NOT_AUTHORIZED, debug id fake0000000a2)"
    );
    assert!(doubt.now.contains("\"Transaction search\""));
    assert_eq!(paypal.counts(), (1, 1));
}

#[test]
fn a_refused_token_is_replaced_once() {
    for body in [
        fixture!("errors/401-authentication-failure.json"),
        fixture!("errors/401-invalid-token.json"),
    ] {
        let paypal = always(error(401, body));
        let doubt = doubt(&paypal, OPTIONS);
        assert!(
            doubt.reason.starts_with("status 401 Unauthorized ("),
            "{}",
            doubt.reason
        );
        assert_eq!(paypal.counts(), (2, 2));
    }
}

#[test]
fn a_token_that_ends_in_the_middle_is_replaced_and_all_is_read() {
    let paypal = FakePayPal::with(|world| world.switches.token_pages = Some(9));
    let stretch = ("2025-10-01T00:00:00Z", "2026-03-31T23:59:59Z");
    assert_eq!(listed(&paypal, stretch).rows, 38);
    let (tokens, pages) = paypal.counts();
    assert_eq!(tokens, 1);
    assert!(pages < 9, "{pages}");
    paypal.world().switches.token_pages = Some(4);
    assert_eq!(listed(&paypal, stretch).rows, 38);
    assert_eq!(paypal.counts().0, 3);
}

#[test]
fn a_bad_request_is_never_repeated() {
    for body in [
        fixture!("errors/400-date-range.json"),
        fixture!("errors/400-too-old.json"),
    ] {
        let paypal = always(error(400, body));
        let doubt = doubt(&paypal, OPTIONS);
        assert!(
            doubt
                .reason
                .starts_with("status 400 Bad Request (INVALID_REQUEST, debug id fake0000000a"),
            "{}",
            doubt.reason
        );
        assert_eq!(paypal.counts(), (1, 1));
    }
}

#[test]
fn one_limit_is_waited_for_and_a_lasting_one_ends_the_reading() {
    let limit = error(429, fixture!("errors/429-rate-limit.json")).with("Retry-After", "0");
    let paypal = FakePayPal::with(|world| world.switches.listing(Trouble::Instead(limit.clone())));
    assert_eq!(listed(&paypal, MARCH).rows, 38);
    assert_eq!(paypal.counts(), (1, 3));
    let paypal = always(limit);
    let doubt = doubt(&paypal, OPTIONS);
    assert!(doubt.reason.starts_with("status 429 Too Many Requests"));
    assert!(
        doubt
            .reason
            .contains("RATE_LIMIT_REACHED, debug id fake0000000a7")
    );
    assert_eq!(paypal.counts(), (1, 3));
}

#[test]
fn a_limit_longer_than_any_patience_is_reported_at_once() {
    let limit = error(429, fixture!("errors/429-rate-limit.json")).with("Retry-After", "3600");
    let paypal = always(limit);
    assert!(
        doubt(&paypal, OPTIONS)
            .reason
            .contains("retry after 3600 s")
    );
    assert_eq!(paypal.counts(), (1, 1));
}

#[test]
fn failures_of_the_service_are_repeated_and_bounded() {
    for (status, body) in [
        (500, fixture!("errors/500.json")),
        (503, fixture!("errors/503.json")),
        (502, "<html><body>Bad gateway</body></html>"),
    ] {
        let failure = error(status, body).with("Retry-After", "0");
        let paypal =
            FakePayPal::with(|world| world.switches.listing(Trouble::Instead(failure.clone())));
        assert_eq!(listed(&paypal, MARCH).rows, 38);
        let paypal = always(failure);
        let doubt = doubt(&paypal, OPTIONS);
        assert!(
            doubt.reason.starts_with(&format!("status {status} ")),
            "{}",
            doubt.reason
        );
        assert_eq!(paypal.counts(), (1, 3));
    }
}

#[test]
fn a_page_for_people_is_never_taken_for_an_answer() {
    let page = "<!DOCTYPE html><title>Sign in</title>";
    for (status, label) in [
        (200, "text/html"),
        (200, "application/json"),
        (403, "text/html"),
    ] {
        let paypal = always(Answer::of(status, label, page));
        let doubt = doubt(&paypal, OPTIONS);
        assert!(doubt.now.contains("`url`"), "{}", said(&doubt));
        assert!(!said(&doubt).contains("Sign in"));
        assert_eq!(paypal.counts(), (1, 1));
    }
    let token = Trouble::Instead(Answer::of(200, "application/json", page));
    let paypal = FakePayPal::with(|world| world.switches.next.push_back((TOKEN_PATH, token)));
    assert_eq!(
        doubt(&paypal, OPTIONS).reason,
        "an HTML page instead of JSON"
    );
}

#[test]
fn an_answer_that_is_cut_off_or_does_not_come_is_never_half_believed() {
    let cut = Answer::of(200, "application/json", r#"{"transaction_details": [{"tra"#);
    let paypal = always(cut);
    assert_eq!(
        doubt(&paypal, OPTIONS).reason,
        "the answer is not complete JSON"
    );
    for trouble in [Trouble::Cut, Trouble::Close, Trouble::Stall] {
        let paypal = FakePayPal::with(|world| world.switches.listing(trouble.clone()));
        assert_eq!(
            super::reading(&wanted(&paypal.url(), MARCH), HASTY).outcome,
            plexmgr::sources::SourceOutcome::Read(listed(&paypal, MARCH)),
            "{trouble:?}"
        );
        let paypal = FakePayPal::with(|world| {
            for _ in 0..2 {
                world.switches.listing(trouble.clone());
            }
        });
        let doubt = doubt(&paypal, HASTY);
        let expected = match trouble {
            Trouble::Stall => "no complete answer within 1 seconds",
            _ => "the connection broke before the answer was complete",
        };
        assert_eq!(doubt.reason, expected);
        assert_eq!(paypal.counts(), (1, 2));
    }
}

#[test]
fn other_json_is_not_an_empty_listing() {
    for (body, reason) in [
        (json!({}), "the answer lacks `total_items`"),
        (json!("?"), "the answer has another shape than documented"),
        (
            json!({"transaction_details": {}}),
            "the answer has another shape than documented",
        ),
        (json!({"total_items": 0}), "the answer lacks `total_pages`"),
    ] {
        let paypal = always(Answer::json(200, &body));
        assert_eq!(doubt(&paypal, OPTIONS).reason, reason, "{body}");
    }
    let paypal = FakePayPal::with(|world| {
        world.switches.spoil = Some(Spoil::Without("transaction_details"));
    });
    assert!(
        doubt(&paypal, OPTIONS)
            .reason
            .contains("page 1 of 2 is empty")
    );
}

#[test]
fn a_window_that_always_holds_too_much_fails_loudly_at_one_second() {
    let paypal = FakePayPal::with(|world| world.switches.longest_window = Some(0));
    let doubt = doubt(&paypal, OPTIONS);
    assert!(doubt.reason.contains("in one second"), "{}", doubt.reason);
    let (tokens, pages) = paypal.counts();
    assert_eq!(tokens, 1);
    assert!((20..=24).contains(&pages), "{pages}");
    assert_eq!(doubt.read, LISTING_PATH);
}

#[test]
fn a_service_that_is_not_there_is_unknown() {
    let unused = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", unused.local_addr().unwrap());
    drop(unused);
    let options = PayPalOptions {
        retries: 0,
        ..OPTIONS
    };
    let doubt = doubt_of(&wanted(&url, MARCH), options);
    assert!(
        doubt.reason.starts_with("cannot connect"),
        "{}",
        doubt.reason
    );
}
