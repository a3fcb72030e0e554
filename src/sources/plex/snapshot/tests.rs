//! Snapshots that are read back, and what is refused.

use proptest::prelude::*;

use super::*;
use crate::sources::plex::documents::samples;
use crate::sources::plex::{AccountReading, FactName, FailureReport, facts};
use crate::vocabulary::AccountName;

fn observed() -> Observed {
    let unknown = FailureReport {
        fact: FactName::Owner,
        endpoint: "/api/v2/user".into(),
        server: None,
        person: None,
        reason: "status 401 Unauthorized".into(),
        hint: None,
        if_it_stays: None,
    };
    let outcomes = [
        (
            "main",
            AccountOutcome::Read(facts::of(
                samples::account_a(),
                Vec::new(),
                &AccountName::new("main"),
            )),
        ),
        ("attic", AccountOutcome::Unknown(vec![unknown])),
    ];
    let accounts = outcomes.map(|(name, outcome)| AccountReading {
        account: AccountName::new(name),
        outcome,
    });
    Observed {
        accounts: accounts.into(),
    }
}

/// 2026-11-22T00:00:00Z.
const TAKEN: Option<Timestamp> = Some(Timestamp(1_795_305_600));

fn saved() -> Snapshot {
    Snapshot {
        taken: TAKEN,
        observed: observed(),
        sources: None,
    }
}

/// The sample with one text replaced, read back.
fn edited(from: &str, to: &str) -> Result<Snapshot, SnapshotError> {
    let text = to_json(&observed(), TAKEN, None);
    assert!(text.contains(from), "{from}");
    from_json(text.replacen(from, to, 1).as_bytes())
}

#[test]
fn what_was_saved_is_read_back() {
    let text = to_json(&observed(), TAKEN, None);
    assert!(text.starts_with("{\n  \"format_version\": \"1.5\",\n  \"plexmgr\""));
    assert!(text.ends_with("}\n"));
    assert_eq!(from_json(text.as_bytes()), Ok(saved()));
}

/// A source that lists a payment, and one that could not be read.
fn sources() -> Vec<SourceReading> {
    let transaction = serde_json::json!({
        "key": "paypal/T1", "has_own_id": true, "at": 1_795_000_000, "has_time": true,
        "amount": "5.00 EUR", "fee": "-0.52 EUR", "state": "settled", "nature": "payment",
        "type_text": "T0006", "payer": {"email": "wren@example.org"}, "subscription": "I-1",
        "place": {"file": "statements/a.csv", "row": 2},
    });
    let listing = serde_json::json!({
        "transactions": [transaction], "problems": [], "remarks": [], "reaches_to": null, "rows": 1,
    });
    let doubt =
        serde_json::json!({"read": "a.csv", "reason": "torn", "now": "look", "if_it_stays": "ask"});
    let readings = serde_json::json!([
        {"source": "paypal", "account": "paypal", "outcome": {"read": listing}},
        {"source": "bank", "account": "bank", "outcome": {"unknown": doubt}},
    ]);
    serde_json::from_value(readings).expect("two readings")
}

#[test]
fn sources_are_saved_and_read_back_and_checked() {
    let text = to_json(&observed(), TAKEN, Some(&sources()));
    let read = from_json(text.as_bytes()).expect("a snapshot");
    assert_eq!(read.sources, Some(sources()));
    let text = to_json(&observed(), TAKEN, Some(&[]));
    assert_eq!(
        from_json(text.as_bytes()).expect("one").sources,
        Some(Vec::new())
    );
    let mut twice = sources();
    twice[1].source = "paypal".parse().expect("a name");
    let refused = from_json(to_json(&observed(), TAKEN, Some(&twice)).as_bytes());
    assert_eq!(
        refused.expect_err("twice").to_string(),
        "source `paypal` is listed twice"
    );
    let mut foreign = sources();
    foreign[0].account = "other".parse().expect("a name");
    let refused = from_json(to_json(&observed(), TAKEN, Some(&foreign)).as_bytes());
    let expected = "source `paypal` lists `paypal/T1`, which is of another account";
    assert_eq!(refused.expect_err("foreign").to_string(), expected);
}

#[test]
fn lists_in_another_order_are_put_in_order() {
    let mut turned = observed();
    if let AccountOutcome::Read(facts) = &mut turned.accounts[0].outcome {
        facts.people.reverse();
        facts.servers.reverse();
    }
    assert_eq!(
        from_json(to_json(&turned, TAKEN, None).as_bytes()),
        Ok(saved())
    );
}

#[test]
fn versions_that_mean_something_else_are_named() {
    let newer = edited("\"1.5\"", "\"2.0\"");
    assert_eq!(newer, Err(SnapshotError::Version("2.0".into())));
    assert!(edited("\"1.5\"", "\"1.7\"").is_ok());
}

#[test]
fn flipped_types_and_unknown_keys_are_refused() {
    for (from, to) in [
        ("\"id\": \"10234567\"", "\"id\": 10234567"),
        ("\"home\": true", "\"home\": \"yes\""),
        ("\"accounts\": [", "\"accounts\": {"),
        ("\"owner\"", "\"owners\""),
        ("\"unknown\"", "\"ignored\""),
        ("\"plexmgr\"", "\"\u{1b}[31m\""),
    ] {
        let error = edited(from, to).expect_err(to);
        assert!(matches!(error, SnapshotError::Shape(_)), "{error}");
        assert!(!error.to_string().contains('\u{1b}'));
    }
}

#[test]
fn what_is_no_snapshot_is_refused_in_plain_words() {
    for (text, expected) in [
        ("", "it does not begin with `{`"),
        ("[]", "it does not begin with `{`"),
        ("<html>", "it does not begin with `{`"),
        (
            "{\"format_version\": \"2.5\", \"changes\": []}",
            "it is a plan; `plexmgr apply` and `plexmgr show` take one that was saved",
        ),
        (
            "{\"format_version\": \"1.5\",\n",
            "it ends early, in line 2",
        ),
        (
            "{\"format_version\" \"1.5\"}",
            "line 1, column 19 is not JSON",
        ),
        (
            "{\"format_version\":\"1.5\"} x",
            "line 1, column 26 is not JSON",
        ),
        (
            "{\"format_version\":\"1.5\",\"accounts\":[{\"account\":3}]}",
            "`accounts[0].account`: invalid type",
        ),
    ] {
        let error = from_json(text.as_bytes()).expect_err(text).to_string();
        assert!(
            error.contains(&format!("not a snapshot: {expected}")),
            "{error}"
        );
    }
}

#[test]
fn impossible_contents_are_refused() {
    let twice = edited("\"301000003\"", "\"301000004\"");
    let expected = "person `301000004` is listed twice in account `main`";
    assert_eq!(twice.expect_err("twice").to_string(), expected);
    let names = edited("\"attic\"", "\"main\"").expect_err("twice");
    assert_eq!(names.to_string(), "account `main` is listed twice");
    let owner = edited("\"301000003\"", "\"10234567\"").expect_err("the owner");
    let expected = "the owner 10234567 is among the people in account `main`";
    assert_eq!(owner.to_string(), expected);
    for (from, what) in [("\"10234567\"", "the owner"), ("\"301000003\"", "a person")] {
        let zero = edited(from, "\"0\"").expect_err(what).to_string();
        assert_eq!(zero, format!("{what} of account `main` has the id `0`"));
    }
    let mut silent = observed();
    silent.accounts[1].outcome = AccountOutcome::Unknown(Vec::new());
    let refused = from_json(to_json(&silent, TAKEN, None).as_bytes());
    assert!(matches!(refused, Err(SnapshotError::Contradiction(_))));
    let mut homeless = observed();
    if let AccountOutcome::Read(facts) = &mut homeless.accounts[0].outcome {
        facts.servers.clear();
    }
    let refused = from_json(to_json(&homeless, TAKEN, None).as_bytes());
    assert!(matches!(refused, Err(SnapshotError::Contradiction(_))));
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let large = vec![b' '; MOST_BYTES + 1];
    assert_eq!(from_json(&large), Err(SnapshotError::TooLarge));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(
        at in 0..20_000_usize,
        with in proptest::collection::vec(any::<u8>(), 0..4),
        without in 0..8_usize,
    ) {
        let mut bytes = to_json(&observed(), TAKEN, None).into_bytes();
        let at = at % bytes.len();
        let end = (at + without).min(bytes.len());
        bytes.splice(at..end, with);
        let _ = from_json(&bytes);
    }
}
