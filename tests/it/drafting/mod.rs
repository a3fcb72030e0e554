//! What changes of money mean for the files: every kind, in both layouts, with comments kept.

use std::sync::Arc;

use plexmgr::change::{
    Action, Change, Dispute, DisputeChange, Link, Move, Payment, Period, Refund, Replaced, Subject,
    Waiting, WaitingChange, Who,
};
use plexmgr::draft::{Draft, draft};
use plexmgr::records::{self, Household, SourceFile};
use plexmgr::vocabulary::DisputeOutcome;

const PLANS: &str = "monthly: {price: 5.00 EUR, duration: 1 month, default: true}\n";

const ADA: &str = "\
class: standard  # a friend
payments:
  # the first
  - plan: monthly
    start: 2026-01-05
    end: 2026-02-05
    amount: 5.00 EUR  # cash
  - plan: monthly
    start: 2026-02-05
    end: 2026-03-05
";

const BOB: &str = "class: standard\npayments: []\n";

fn entry(name: &str, text: &str) -> String {
    let lines: String = text.lines().map(|line| format!("  {line}\n")).collect();
    format!("{name}:\n{lines}")
}

fn read(files: &[(&str, &str)]) -> Household {
    let sources = files.iter().map(|(name, text)| SourceFile {
        path: Arc::from(format!("records/{name}")),
        bytes: text.as_bytes().to_vec(),
    });
    records::read("records", sources.collect()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Ada and Bob in files of their own, or in one.
fn household(in_one_file: bool) -> Household {
    let all = format!("{}{}", entry("ada", ADA), entry("bob", BOB));
    match in_one_file {
        true => read(&[("plans.yaml", PLANS), ("users.yaml", &all)]),
        false => read(&[
            ("plans.yaml", PLANS),
            ("users/ada.yaml", ADA),
            ("users/bob.yaml", BOB),
        ]),
    }
}

fn who(user: &str) -> Who {
    Who {
        user: user.parse().unwrap(),
        plex_id: None,
    }
}

fn change(household: &Household, user: &str, number: Option<u32>, action: Action) -> Change {
    let file = Arc::clone(&household.users[user].file);
    let subject = match number {
        Some(number) => Subject::Payment {
            who: who(user),
            number,
        },
        None => Subject::User(who(user)),
    };
    Change::edit(subject, file, action, "a test")
}

fn of_inbox(key: &str, action: Action) -> Change {
    let subject = Subject::Inbox(key.parse().unwrap());
    Change::edit(subject, Arc::from("records/inbox.yaml"), action, "a test")
}

fn to<T>(after: T) -> Option<Replaced<T>> {
    Some(Replaced {
        before: None,
        after,
    })
}

fn period(start: &str, end: &str) -> Period {
    Period {
        plan: "monthly".parse().unwrap(),
        start: start.parse().unwrap(),
        end: end.parse().unwrap(),
    }
}

fn refund() -> Refund {
    "2026-02-09 5.00 EUR R-1".parse().unwrap()
}

/// The new text of a file of a draft that leaves nothing out.
fn text(draft: &Draft, path: &str) -> Option<String> {
    assert_eq!(draft.refused, []);
    let path = format!("records/{path}");
    let file = draft.files.iter().find(|file| *file.path == *path);
    file.unwrap_or_else(|| panic!("{path} is not drafted"))
        .after
        .clone()
}

/// The text of Ada or Bob after the changes, the same in both layouts.
fn drafted(user: &str, changes: impl Fn(&Household) -> Vec<Change>) -> String {
    let alone = household(false);
    let own = text(
        &draft(&alone, &changes(&alone)),
        &format!("users/{user}.yaml"),
    )
    .unwrap();
    let together = household(true);
    let all = text(&draft(&together, &changes(&together)), "users.yaml").unwrap();
    assert!(all.contains(&entry(user, &own)), "{all}\n{own}");
    own
}

#[test]
fn a_payment_is_linked_to_its_transaction() {
    let link = Link {
        source: to("paypal".parse().unwrap()),
        transaction_id: to("T-1".to_owned()),
        payer_id: to("P-1".to_owned()),
        paid_on: to("2026-02-04".parse().unwrap()),
        ..Link::default()
    };
    let own = drafted("ada", |household| {
        vec![change(
            household,
            "ada",
            Some(2),
            Action::LinkPayment(Box::new(link.clone())),
        )]
    });
    let linked =
        "    source: paypal\n    transaction_id: T-1\n    payer_id: P-1\n    paid_on: 2026-02-04\n";
    assert_eq!(own, format!("{ADA}{linked}"));
}

#[test]
fn refunds_and_disputes_are_added_to_a_payment() {
    let dispute = |before: Option<DisputeOutcome>, after| {
        Action::DisputePayment(DisputeChange {
            opened: before.is_none().then(|| Replaced {
                before: None,
                after: "2026-02-11".parse().unwrap(),
            }),
            outcome: Replaced { before, after },
        })
    };
    let own = drafted("ada", |household| {
        vec![
            change(household, "ada", Some(1), Action::RefundPayment(refund())),
            change(
                household,
                "ada",
                Some(2),
                dispute(None, DisputeOutcome::Open),
            ),
        ]
    });
    let expected = ADA.replace(
        "  # cash\n",
        "  # cash\n    refunds:\n      - {\"on\": 2026-02-09, amount: 5.00 EUR, transaction_id: R-1}\n",
    ) + "    dispute: {opened: 2026-02-11, outcome: open}\n";
    assert_eq!(own, expected);
    let disputed = read(&[("plans.yaml", PLANS), ("users/ada.yaml", &own)]);
    let lost = dispute(Some(DisputeOutcome::Open), DisputeOutcome::Lost);
    let lost = draft(&disputed, &[change(&disputed, "ada", Some(2), lost)]);
    let lost = text(&lost, "users/ada.yaml").unwrap();
    assert_eq!(lost, expected.replace("outcome: open", "outcome: lost"));
}

#[test]
fn a_payment_moves_to_another_user_as_it_is_after_all_changes() {
    let moves = Move::of(
        Some(Replaced {
            before: Some("ada".parse().unwrap()),
            after: "bob".parse().unwrap(),
        }),
        Some(&period("2026-01-05", "2026-02-05")),
        Some(&period("2026-01-09", "2026-02-09")),
    );
    let changes = |household: &Household| {
        vec![
            change(
                household,
                "ada",
                Some(1),
                Action::MovePayment(moves.clone()),
            ),
            change(household, "ada", Some(1), Action::RefundPayment(refund())),
        ]
    };
    let bob = drafted("bob", changes);
    assert_eq!(
        bob,
        "class: standard\npayments:\n  - plan: monthly\n    start: 2026-01-09\n    end: 2026-02-09\n    amount: 5.00 \
         EUR\n    refunds:\n      - {\"on\": 2026-02-09, amount: 5.00 EUR, transaction_id: R-1}\n"
    );
    let ada = drafted("ada", changes);
    assert_eq!(
        ada,
        "class: standard  # a friend\npayments:\n  - plan: monthly\n    start: 2026-02-05\n    end: 2026-03-05\n"
    );
}

#[test]
fn a_payment_gets_other_days_or_none_where_it_is() {
    let before = period("2026-02-05", "2026-03-05");
    let moved = |after: Option<Period>| {
        let moves = Move::of(None, Some(&before), after.as_ref());
        drafted("ada", |household| {
            let amount = Link {
                amount: to("5.00 EUR".parse().unwrap()),
                ..Link::default()
            };
            vec![
                change(
                    household,
                    "ada",
                    Some(2),
                    Action::LinkPayment(Box::new(amount)),
                ),
                change(
                    household,
                    "ada",
                    Some(2),
                    Action::MovePayment(moves.clone()),
                ),
            ]
        })
    };
    let end = "    start: 2026-02-05\n    end: 2026-03-05\n";
    assert_eq!(
        moved(Some(period("2026-02-05", "2027-02-05"))),
        ADA.replace(end, "    start: 2026-02-05\n    end: 2027-02-05\n") + "    amount: 5.00 EUR\n"
    );
    let timeless = moved(None);
    assert!(timeless.ends_with("  - amount: 5.00 EUR\n"), "{timeless}");
}

#[test]
fn payments_that_go_do_not_shift_the_others() {
    let guess = Payment::of(
        plexmgr::vocabulary::PaymentOrigin::Import,
        "monthly".parse().unwrap(),
        "2026-03-05".parse().unwrap(),
        "2026-04-05".parse().unwrap(),
    );
    let own = drafted("ada", |household| {
        let payments = &household.records.users["ada"].payments;
        vec![
            change(household, "ada", None, Action::AddPayment(guess.clone())),
            change(household, "ada", Some(2), Action::RefundPayment(refund())),
            change(
                household,
                "ada",
                Some(1),
                Action::DropPayment(Payment::from(&payments[0])),
            ),
        ]
    });
    assert_eq!(
        own,
        "class: standard  # a friend\npayments:\n  - plan: monthly\n    start: 2026-02-05\n    end: 2026-03-05\n    \
         refunds:\n      - {\"on\": 2026-02-09, amount: 5.00 EUR, transaction_id: R-1}\n  - plan: monthly\n    start: \
         2026-03-05\n    end: 2026-04-05\n    origin: import\n"
    );
}

#[test]
fn money_of_a_source_is_recorded_with_everything() {
    let payment = Payment {
        source: Some("paypal".parse().unwrap()),
        transaction_id: Some("T-1".to_owned()),
        sequence: Some(1),
        amount: Some("5.00 EUR".parse().unwrap()),
        of: Some("5.00 EUR".parse().unwrap()),
        dispute: Some(Dispute {
            opened: "2026-03-11".parse().unwrap(),
            outcome: DisputeOutcome::Lost,
        }),
        ..Payment::default()
    };
    let bob = drafted("bob", |household| {
        vec![change(
            household,
            "bob",
            None,
            Action::AddPayment(payment.clone()),
        )]
    });
    assert_eq!(
        bob,
        "class: standard\npayments:\n  - source: paypal\n    transaction_id: T-1\n    sequence: 1\n    amount: 5.00 \
         EUR\n    of: 5.00 EUR\n    dispute: {opened: 2026-03-11, outcome: lost}\n"
    );
}

fn waiting(why: &str) -> Waiting {
    Waiting {
        at: "2026-03-22T10:19:55+01:00".parse().unwrap(),
        amount: "5.00 EUR".parse().unwrap(),
        why: why.to_owned(),
        kind: Some("T0006".to_owned()),
        payer: Some("guest@example.com".to_owned()),
        payer_id: None,
        name: Some("H. Heron".to_owned()),
        bank_account: None,
        subscription_id: None,
        refers_to: None,
        note: Some("yes".to_owned()),
        candidates: vec!["ada".parse().unwrap(), "bob".parse().unwrap()],
        refunds: Vec::new(),
    }
}

const INBOX: &str = "\
# plexmgr writes this file: transactions that wait. A file in `decisions` says what becomes of one.
# A merge may take either side: the next plan mends it.
paypal/A:
  at: 2026-03-22T10:19:55+01:00
  type: T0006
  amount: 5.00 EUR
  payer: guest@example.com
  name: H. Heron
  note: \"yes\"
  why: no user has this address
  candidates: [ada, bob]
";

#[test]
fn the_inbox_is_written_as_a_whole_and_goes_with_its_last_entry() {
    let empty = household(false);
    let unknown = waiting("no user has this address");
    let added = draft(
        &empty,
        &[of_inbox(
            "paypal/A",
            Action::AddInbox(Box::new(unknown.clone())),
        )],
    );
    assert_eq!(text(&added, "inbox.yaml").as_deref(), Some(INBOX));
    let one = read(&[
        ("plans.yaml", PLANS),
        ("users/ada.yaml", ADA),
        ("users/bob.yaml", BOB),
        ("inbox.yaml", INBOX),
    ]);
    let pending = WaitingChange::between(&unknown, &waiting("pending"));
    let changes = [
        of_inbox("paypal/A", Action::UpdateInbox(Box::new(pending))),
        of_inbox("bank/Z", Action::AddInbox(Box::new(unknown.clone()))),
    ];
    let two = text(&draft(&one, &changes), "inbox.yaml").unwrap();
    let expected = INBOX.replace("paypal/A", "bank/Z");
    let entry = INBOX.lines().skip(2).map(|line| format!("{line}\n"));
    let entry: String = entry.collect();
    let updated = entry.replace("no user has this address", "pending");
    assert_eq!(two, format!("{expected}{updated}"));
    let gone = draft(
        &one,
        &[of_inbox("paypal/A", Action::RemoveInbox(Box::new(unknown)))],
    );
    assert_eq!(text(&gone, "inbox.yaml"), None);
}

#[test]
fn the_parts_of_a_transaction_are_written_together_or_not_at_all() {
    // What an alias stands for cannot be edited for one user alone.
    let household = read(&[
        ("plans.yaml", PLANS),
        (
            "users.yaml",
            "ada: &a\n  class: standard\n  payments: []\ncid: *a\n",
        ),
        ("users/bob.yaml", BOB),
        ("inbox.yaml", INBOX),
    ]);
    let part = |number| Payment {
        source: Some("paypal".parse().unwrap()),
        transaction_id: Some("A".to_owned()),
        sequence: Some(number),
        amount: Some("2.50 EUR".parse().unwrap()),
        of: Some("5.00 EUR".parse().unwrap()),
        ..Payment::default()
    };
    let changes = [
        change(&household, "ada", None, Action::AddPayment(part(1))),
        change(&household, "bob", None, Action::AddPayment(part(2))),
        of_inbox(
            "paypal/A",
            Action::RemoveInbox(Box::new(waiting("no user has this address"))),
        ),
    ];
    let draft = draft(&household, &changes);
    assert_eq!(draft.files, []);
    let refused: Vec<String> = draft
        .refused
        .iter()
        .map(|refused| format!("{:?}: {}", refused.unit, refused.reason))
        .collect();
    assert_eq!(refused.len(), 3, "{refused:?}");
    let belongs = refused
        .iter()
        .filter(|line| line.contains("it belongs together with `ada`"));
    assert_eq!(belongs.count(), 2, "{refused:?}");
    assert_eq!(draft.drafted(&changes).count(), 0);
}
