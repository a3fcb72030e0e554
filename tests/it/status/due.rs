//! Who has to pay.

use plexmgr::records::schema::Records;
use plexmgr::status::{Due, Selection, StatusQuery, status};
use plexmgr::vocabulary::Days;
use serde_json::Value;

use super::people::{People, date, handles};
use crate::sandbox::Sandbox;

/// Who is due on a day, with seven days of grace and two weeks ahead.
fn due(records: &Records, day: &str) -> Vec<(String, Due)> {
    let grace = Days::new(7);
    let asked = StatusQuery {
        due: Some(grace),
        ..StatusQuery::all(Days::new(14), Days::new(7))
    };
    let status = status(records, date(day), asked);
    let due = status.users.iter().map(|user| {
        let due = user
            .due(status.today, grace)
            .expect("only users who are due");
        (user.handle.to_string(), due)
    });
    due.collect()
}

#[test]
fn users_are_reminded_before_the_end_and_past_grace_after_seven_days() {
    let records = People::default()
        .paying("ada", &["2026-10-22..2026-11-22"])
        .records();
    for (day, expected) in [
        ("2026-11-07", None),
        ("2026-11-08", Some(Due::Remind)),
        ("2026-11-22", Some(Due::Remind)),
        ("2026-11-23", Some(Due::Grace)),
        ("2026-11-29", Some(Due::Grace)),
        ("2026-11-30", Some(Due::PastGrace)),
    ] {
        let due: Vec<Due> = due(&records, day).into_iter().map(|(_, due)| due).collect();
        assert_eq!(due, expected.into_iter().collect::<Vec<_>>(), "{day}");
    }
}

#[test]
fn only_users_who_have_to_pay_are_due() {
    let records = People::default()
        .with("ada", "permanent", "")
        .with("bea", "standard", "")
        .with("cid", "standard", "plex: {departed: 2026-01-01}\n")
        .paying("dan", &["2026-10-22..2026-11-22", "2026-12-01..2027-01-01"])
        .paying("eva", &["2026-11-01..2026-11-30"])
        .records();
    let expected = [
        ("bea".to_owned(), Due::PastGrace),
        ("eva".to_owned(), Due::Remind),
    ];
    assert_eq!(due(&records, "2026-11-24"), expected);
}

#[test]
fn filters_and_due_select_together() {
    let records = People::default()
        .with("bea", "standard", "plan: yearly\n")
        .paying("eva", &["2026-11-01..2026-11-30"])
        .records();
    let asked = StatusQuery {
        due: Some(Days::new(7)),
        selection: Selection::parse(&["plan=monthly"], &records).unwrap(),
        ..StatusQuery::all(Days::new(14), Days::new(7))
    };
    let status = status(&records, date("2026-11-24"), asked);
    assert_eq!(handles(&status), ["eva"]);
}

#[test]
fn every_format_says_who_is_due_and_the_days_of_grace_are_a_setting() {
    let sandbox = Sandbox::example();
    let arguments = ["status", "--due", "--today", "2026-11-26"];
    let run = |more: &[&str]| {
        let run = sandbox.run_any_day(&[arguments.as_slice(), more].concat());
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{more:?}");
        run.stdout
    };
    let due_of_nadia = || {
        let document: Value = serde_json::from_str(&run(&["--format", "json"])).unwrap();
        let users = document["users"].as_array().unwrap();
        let nadia = users.iter().find(|user| user["user"] == "nadia").unwrap();
        (document["grace_days"].clone(), nadia["due"].clone())
    };
    assert_eq!(due_of_nadia(), (7.into(), "grace".into()));
    assert!(run(&["--format", "csv"]).contains("\"grace\"\r\n"));
    assert!(run(&["--format", "markdown"]).contains("| in grace | `nadia` |"));
    assert!(run(&[]).contains("\nin grace  nadia "), "{}", run(&[]));
    let settings = sandbox.read("plexmgr.toml") + "\n[payments]\ngrace_days = 3\n";
    sandbox.write("plexmgr.toml", &settings);
    assert_eq!(due_of_nadia(), (3.into(), "past_grace".into()));
}
