//! What a plan shows of the sources of transactions: control totals, doubts, and money of users without access.

use plexmgr::plan::{ChangeSet, Notice, NoticeKind, SourceVerdict};
use plexmgr::render::kit::annotation::Location;
use plexmgr::render::plan::{Extent, github, json, markdown, text};
use plexmgr::render::{Page, Paint, Privacy, Shown};
use plexmgr::sources::{NoPayment, SourceDoubt, SourceTotals, Sum};
use rust_decimal::Decimal;

use crate::markdown::made::{Size, made};

fn sum(rows: usize, cents: i64) -> Sum {
    Sum {
        rows,
        amount: Decimal::new(cents, 2),
    }
}

fn paypal() -> SourceVerdict {
    let name = "paypal".parse().unwrap();
    SourceVerdict {
        totals: vec![SourceTotals {
            account_number: None,
            source: "paypal".parse().unwrap(),
            account: "paypal".parse().unwrap(),
            currency: "EUR".parse().unwrap(),
            read: sum(12, 4150),
            recorded: sum(7, 3500),
            open: sum(2, 1000),
            decided: sum(0, 0),
            no_payment: [
                (NoPayment::Fee, sum(2, -150)),
                (NoPayment::Withdrawal, sum(1, -200)),
            ]
            .into(),
        }],
        account: name,
        name: "paypal".parse().unwrap(),
        doubt: None,
        problems: 1,
    }
}

fn bank() -> SourceVerdict {
    SourceVerdict {
        name: "bank".parse().unwrap(),
        account: "giro".parse().unwrap(),
        doubt: Some(SourceDoubt {
            read: "statements/bank-2026.csv".to_owned(),
            reason: "has days in two orders".to_owned(),
            now: "export the file again".to_owned(),
            if_it_stays: "write `date` in `[[source]]`".to_owned(),
        }),
        problems: 0,
        totals: Vec::new(),
    }
}

fn notice(kind: NoticeKind, subject: &str, message: &str) -> Notice {
    Notice {
        kind,
        subject: subject.to_owned(),
        message: message.to_owned(),
        place: None,
    }
}

/// A plan of one update with both sources and a notice of each kind that is about them.
fn plan() -> ChangeSet {
    let size = Size {
        updates: 1,
        ..Size::default()
    };
    let mut set = made(size, &|number| format!("stranger{number}")).change_set;
    set.sources = vec![paypal(), bank()];
    set.notices.clear();
    set.add_notices([
        notice(NoticeKind::FriendWithoutShare, "otter", "shares no recorded server"),
        notice(
            NoticeKind::RowUnreadable,
            "statements/paypal.csv:14",
            "is not read: `Name`, `Hannah Heron DE02120300000000202051`, is not an amount",
        ),
        notice(
            NoticeKind::MoneyWithoutAccess,
            "finch",
            "shares nothing any more: 5.00 EUR came on 2026-11-20, and the user is paid until 2026-12-20 by it",
        ),
    ]);
    set
}

fn as_text(set: &ChangeSet) -> String {
    let shown = Shown {
        change_set: set,
        files: &[],
        left: &[],
    };
    let page = Page {
        paint: Paint::Plain,
        columns: None,
    };
    text::plan(&shown, Extent::Grouped, page)
}

fn as_markdown(set: &ChangeSet, privacy: Privacy) -> String {
    let shown = Shown {
        change_set: set,
        files: &[],
        left: &[],
    };
    markdown::plan(&shown, privacy)
}

#[test]
fn the_text_shows_money_without_access_first_and_one_equation_for_each_source() {
    let text = as_text(&plan());
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].ends_with("paypal (12 rows), bank (unknown)"),
        "{text}"
    );
    assert!(
        lines[2].starts_with("note[money_without_access]: finch shares nothing"),
        "{text}"
    );
    assert_eq!(text.matches("money_without_access").count(), 1, "{text}");
    let equation = "Source paypal: 12 rows, 41.50 EUR = 7 recorded (35.00) + 2 open (10.00) \
                    + 3 no payment (-3.50: 2 fee, 1 withdrawal); 1 row not read";
    assert!(lines.contains(&equation), "{text}");
    let doubt =
        "Source bank (account giro): not used: statements/bank-2026.csv: has days in two orders";
    assert!(lines.contains(&doubt), "{text}");
    assert!(text.ends_with("Source bank is not used.\n"), "{text}");
}

#[test]
fn a_plan_of_sources_alone_does_not_speak_of_plex() {
    let mut set = plan();
    set.accounts.clear();
    set.changes.clear();
    set.sources = vec![paypal()];
    assert!(as_text(&set).starts_with("Plan for 2026-11-22: paypal (12 rows)\n"));
    assert!(as_text(&set).ends_with("No changes.\n"));
    let markdown = as_markdown(&set, Privacy::Masked);
    assert!(!markdown.contains("Plex could not be read"), "{markdown}");
    assert!(markdown.starts_with("## No changes\n"), "{markdown}");
}

#[test]
fn the_comment_shows_totals_and_doubts_and_no_cell_of_a_row() {
    let set = plan();
    let masked = as_markdown(&set, Privacy::Masked);
    let row = "| `paypal`, 1 row not read | 12: 41.50 EUR | 7: 35.00 EUR | 2: 10.00 EUR | – | \
               3: -3.50 EUR (2 fee, 1 withdrawal) |";
    assert!(masked.contains(row), "{masked}");
    assert!(
        masked.contains("| `bank`, account `giro` | not used |"),
        "{masked}"
    );
    let first = masked.find("**Money of users without access:**").unwrap();
    assert!(first < masked.find("### Updates").unwrap(), "{masked}");
    assert!(
        masked.contains("has days in two orders; export the file again"),
        "{masked}"
    );
    assert!(
        !masked.contains("Heron") && !masked.contains("DE02"),
        "{masked}"
    );
    assert!(masked.contains("is not read: `Name` |"), "{masked}");
    assert!(as_markdown(&set, Privacy::Open).contains("Heron"));
}

#[test]
fn annotations_name_what_a_person_has_to_see_to_without_cells() {
    let set = plan();
    let shown = Shown {
        change_set: &set,
        files: &[],
        left: &[],
    };
    let lines = github::plan(&shown, &Location::default(), Privacy::Masked);
    assert!(lines.contains("money_without_access"), "{lines}");
    assert!(lines.contains("row_unreadable"), "{lines}");
    assert!(
        !lines.contains("Heron") && !lines.contains("DE02"),
        "{lines}"
    );
}

#[test]
fn the_json_has_every_total_and_no_key_without_sources() {
    let mut set = plan();
    let document = |set: &ChangeSet| -> serde_json::Value {
        let shown = Shown {
            change_set: set,
            files: &[],
            left: &[],
        };
        serde_json::from_str(&json::plan(&shown)).unwrap()
    };
    let value = document(&set);
    assert_eq!(value["format_version"], "2.5");
    assert_eq!(value["complete"], false);
    let totals = &value["sources"][0]["totals"][0];
    assert_eq!(
        totals["read"],
        serde_json::json!({"rows": 12, "amount": "41.50"})
    );
    assert_eq!(totals["no_payment"]["fee"]["amount"], "-1.50");
    assert_eq!(
        value["sources"][1]["doubt"]["reason"],
        "has days in two orders"
    );
    set.sources.clear();
    assert!(document(&set).get("sources").is_none());
}
