//! Good files in every style people write.

use std::sync::Arc;

use plexmgr::records::schema::LibraryChoice;
use plexmgr::records::{read_servers_file, read_user_file, read_users_file};
use plexmgr::vocabulary::{Class, Handle, PaymentOrigin};

use super::{MARLOW, PLANS, SERVERS, read_files, read_with};

pub(crate) const EVERYTHING: &str = "\
# Marlow pays late
class: permanent             # family
plex:
  id: 301000001
  username: marlow
  email: Marlow@Example.com
  title: \"no\"
  former_emails: [old@example.com, not an address]
  former_ids: [301000099]
  shares:
    - server: atlas
      libraries: all
      invited: 2015-09-14
      accepted: 2015-09-15
  departed: 2026-01-01
paypal_email: marlow-pays@example.com
discord:
  id: \"80351110224678912\"
  username: marlow
plan: monthly
payments:
  - plan: monthly
    start: 2026-11-22
    end: 2026-12-22
    origin: import
    subscription_id: I-BW452GLLEP1G
    transaction_id: T-1
    sequence: 2
    paid_on: 2026-11-21
    amount: 5.00 EUR
notes: |
  free
  text
";

/// The same in flow style, as JSON.
const AS_JSON: &str = r#"{"class": "permanent", "plex": {"id": 301000001, "username": "marlow",
 "email": "Marlow@Example.com", "title": "no", "former_emails": ["old@example.com", "not an address"],
 "former_ids": [301000099],
 "shares": [{"server": "atlas", "libraries": "all", "invited": "2015-09-14", "accepted": "2015-09-15"}],
 "departed": "2026-01-01"}, "paypal_email": "marlow-pays@example.com",
 "discord": {"id": "80351110224678912", "username": "marlow"}, "plan": "monthly",
 "payments": [{"plan": "monthly", "start": "2026-11-22", "end": "2026-12-22", "origin": "import",
 "subscription_id": "I-BW452GLLEP1G", "transaction_id": "T-1", "sequence": 2, "paid_on": "2026-11-21", "amount": "5.00 EUR"}],
 "notes": "free\ntext\n"}"#;

#[test]
fn every_key_is_read() {
    let household = read_with("users/marlow.yaml", EVERYTHING.as_bytes()).expect("good");
    let user = &household.records.users["marlow"];
    assert_eq!(user.class, Class::Permanent);
    assert_eq!(user.plex.title.as_ref().map(|t| t.as_str()), Some("no"));
    assert_eq!(user.plex.former_emails.len(), 2);
    assert_eq!(user.plex.former_ids[0].value.0, 301_000_099);
    assert_eq!(user.plex.shares[0].libraries, LibraryChoice::All);
    assert_eq!(
        user.notes.as_ref().map(|n| n.as_str()),
        Some("free\ntext\n")
    );
    let payment = &user.payments[0];
    assert_eq!(
        payment.origin.as_ref().map(|o| o.value),
        Some(PaymentOrigin::Import)
    );
    assert_eq!(
        payment.period.as_ref().unwrap().end.place.to_string(),
        "records/users/marlow.yaml:24:10"
    );
    assert_eq!(
        payment.paid_on.as_ref().map(|day| day.to_string()),
        Some("2026-11-21".to_owned())
    );
    assert_eq!(user.plan.as_ref().map(|p| p.as_str()), Some("monthly"));
    let plan = &household.records.plans["monthly"];
    assert!(plan.default);
    assert_eq!(plan.duration.to_string(), "1 month");
    let library = &household.records.servers["atlas"].libraries["tv-shows"];
    assert_eq!(library.id.value.0, 202);
}

#[test]
fn style_does_not_change_the_meaning() {
    let expected = read_with("users/marlow.yaml", EVERYTHING.as_bytes()).expect("good");
    let expected = &expected.records.users["marlow"];
    let windows = EVERYTHING.replace('\n', "\r\n");
    let styles = [
        AS_JSON.to_owned(),
        format!("\u{feff}{EVERYTHING}"),
        windows.clone(),
        format!("\u{feff}{windows}"),
        format!("---\n{EVERYTHING}...\n"),
        EVERYTHING
            .replace(
                "    - server: atlas\n      l",
                "  -  server: 'atlas'\n     l",
            )
            .replace(
                "      invited: 2015-09-14\n      ",
                "     invited: 2015-09-14\n     ",
            ),
        EVERYTHING.replace("class: permanent ", "\"class\": !!str permanent "),
        EVERYTHING.replace("  id: 301000001", "  ? id\n  : 301000001"),
    ];
    for style in styles {
        let household = read_with("users/marlow.yaml", style.as_bytes())
            .unwrap_or_else(|problems| panic!("{problems}\n{style}"));
        assert_eq!(&household.records.users["marlow"], expected, "{style}");
    }
}

#[test]
fn both_layouts_are_read_and_every_record_knows_its_file() {
    let users = "zoe: {class: standard}\n\"12345\":\n  class: standard\n007: {class: permanent}\n";
    let household = read_with("users.yaml", users.as_bytes()).expect("good");
    let names: Vec<&str> = household.records.users.keys().map(Handle::as_str).collect();
    assert_eq!(names, ["007", "12345", "marlow", "zoe"]);
    let home = |handle: &str| {
        let home = &household.users[handle];
        (home.place.to_string(), home.key.clone())
    };
    assert_eq!(
        home("marlow"),
        ("records/users/marlow.yaml:1:1".into(), None)
    );
    assert_eq!(
        home("12345"),
        ("records/users.yaml:2:1".into(), Some("12345".into()))
    );
    assert_eq!(
        home("007"),
        ("records/users.yaml:4:1".into(), Some("007".into()))
    );
    assert_eq!(household.servers["atlas"].key.as_deref(), Some("atlas"));
    let source = &household.sources["records/users.yaml"];
    assert_eq!(source.text, users);
    assert_eq!(source.document().text(), users);
}

#[test]
fn anchors_and_merge_keys_are_followed() {
    let users = "\
ada: &base
  class: standard
  payments: &paid
    - {plan: monthly, start: 2026-01-01, end: 2026-02-01}
bob:
  <<: *base
  class: permanent
cid:
  class: standard
  payments: *paid
";
    let household = read_with("users.yaml", users.as_bytes()).expect("good");
    let users = &household.records.users;
    assert_eq!(users["bob"].class, Class::Permanent);
    assert_eq!(users["bob"].payments, users["ada"].payments);
    assert_eq!(users["cid"].payments, users["ada"].payments);
}

#[test]
fn what_is_optional_may_be_missing_or_without_a_value() {
    let full = "class: standard\nplex:\n  id:\n  email: ~\n  shares: []\n  former_emails:\npaypal_email:\ndiscord:\npayments: null\nnotes:\n";
    let path = Arc::from("records/users/ada.yaml");
    let full = read_user_file(&path, full).expect("good");
    let short = read_user_file(&path, "class: standard\n").expect("good");
    assert_eq!(full, short);
    let household = read_files(&[("plans.yaml", PLANS.as_bytes())]).expect("nothing recorded yet");
    assert!(household.records.users.is_empty() && household.records.servers.is_empty());
    let household = read_files(&[
        ("plans.yaml", PLANS.as_bytes()),
        ("servers.yaml", b"{}"),
        ("users.yaml", b"{} # nobody\n"),
        ("README.yaml", b"not ours: ["),
        ("users/team/x.yaml.md", b"\xff"),
    ]);
    assert!(household.is_ok(), "{household:?}");
}

#[test]
fn the_same_address_on_two_users_is_no_mistake_of_the_records() {
    let users = "\
ada: {class: standard, paypal_email: a@example.com, plex: {email: a@example.com}}
bob: {class: standard, paypal_email: a@example.com, plex: {email: a@example.com}}
";
    assert!(read_with("users.yaml", users.as_bytes()).is_ok());
}

#[test]
fn a_file_read_alone_means_the_same() {
    let household = read_with("users.yaml", b"zoe: {class: standard}").expect("good");
    let marlow = read_user_file(&Arc::from("x"), MARLOW).expect("good");
    assert_eq!(household.records.users["marlow"], marlow);
    let users = read_users_file(&Arc::from("x"), "zoe: {class: standard}").expect("good");
    assert_eq!(household.records.users["zoe"], users["zoe"]);
    let servers = read_servers_file(&Arc::from("x"), SERVERS).expect("good");
    assert_eq!(household.records.servers, servers);
    let problems = read_user_file(&Arc::from("x.yaml"), "class: nobody").expect_err("bad");
    assert!(
        problems
            .to_string()
            .starts_with("x.yaml:1:8: `class` cannot be `nobody`")
    );
}
