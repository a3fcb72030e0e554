//! Who money is from.

use super::house::{House, by, from, money, paypal, refund};
use plexmgr::sources::{Nature, Settlement, Transaction};

fn user(keys: &str) -> House {
    House::new().user("heron", keys)
}

#[test]
fn the_first_step_that_finds_one_user_decides() {
    let id = |id: &str| Transaction {
        payer: plexmgr::sources::Payer {
            id: Some(id.to_owned()),
            ..Default::default()
        },
        ..money("T1", "2026-11-10", "5.00 EUR")
    };
    let iban = Transaction {
        payer: plexmgr::sources::Payer {
            bank_account: Some("DE02 1203 0000 0000 2020 51".to_owned()),
            ..Default::default()
        },
        ..money("T1", "2026-11-10", "5.00 EUR")
    };
    let recorded = "payments:\n  - plan: monthly\n    start: 2026-08-01\n    end: 2026-09-01\n    subscription_id: I-1\n    payer_id: P7\n";
    for (keys, transaction) in [
        (recorded, by("I-1", "T1", "2026-11-10", "5.00 EUR")),
        (
            "paypal_email: HERON@example.org\n",
            from("heron", "T1", "2026-11-10", "5.00 EUR"),
        ),
        (
            "pays_from: [\" heron@Example.org\"]\n",
            from("heron", "T1", "2026-11-10", "5.00 EUR"),
        ),
        (
            "plex: {email: heron@example.org}\n",
            from("heron", "T1", "2026-11-10", "5.00 EUR"),
        ),
        (
            "plex: {former_emails: [heron@example.org]}\n",
            from("heron", "T1", "2026-11-10", "5.00 EUR"),
        ),
        ("pays_from: [DE02120300000000202051]\n", iban),
        ("pays_from: [P7]\n", id("P7")),
        (recorded, id("P7")),
    ] {
        let mut house = user(keys);
        house.apply(&[paypal(&[transaction])]);
        assert_eq!(
            house.payments("heron").last().unwrap(),
            "2026-11-10 to 2026-12-10 T1",
            "{keys}"
        );
    }
}

#[test]
fn several_users_are_a_question_and_no_later_step_answers_it() {
    let mut both = from("badger", "T1", "2026-11-10", "5.00 EUR");
    both.payer.id = Some("P7".to_owned());
    let mut house = House::new()
        .user(
            "badger",
            "paypal_email: badger@example.org\npays_from: [P7]\n",
        )
        .user("cub", "paypal_email: badger@example.org\n");
    house.apply(&[paypal(&[both])]);
    assert_eq!(house.only_question(), "several users have this address");
    let entry = &house.files["records/inbox.yaml"];
    assert!(
        entry.contains("[badger, cub]") || entry.contains("- badger"),
        "{entry}"
    );
}

#[test]
fn an_address_of_one_user_and_of_another_at_plex_is_a_question() {
    let mut house = House::new()
        .user("badger", "pays_from: [shared@example.org]\n")
        .user("cub", "plex: {email: Shared@example.org}\n");
    house.apply(&[paypal(&[from("shared", "T1", "2026-11-10", "5.00 EUR")])]);
    assert_eq!(
        house.only_question(),
        "one user pays from this address, and another has it at Plex"
    );
}

#[test]
fn a_known_subscription_beats_an_address_and_says_so() {
    let recorded = "payments:\n  - {plan: monthly, start: 2026-10-10, end: 2026-11-10, subscription_id: I-1}\n";
    let mut house = user(recorded).user("otter", "paypal_email: otter@example.org\n");
    let mut transaction = by("I-1", "T1", "2026-11-10", "5.00 EUR");
    transaction.payer.email = Some("otter@example.org".to_owned());
    let change_set = house.apply(&[paypal(&[transaction])]);
    assert_eq!(house.payments("heron").len(), 2);
    let reason = &change_set.changes[0].reason;
    assert!(
        reason.contains("`I-1`, though the address belongs to otter"),
        "{reason}"
    );
}

#[test]
fn names_and_notes_are_only_hints() {
    let mut transaction = money("T1", "2026-11-10", "5.00 EUR");
    transaction.payer.name = Some("Heron Example".to_owned());
    let mut house = user("");
    house.apply(&[paypal(&[transaction])]);
    assert_eq!(house.only_question(), "no user is known by this payer");
    assert!(house.files["records/inbox.yaml"].contains("heron"));
}

#[test]
fn what_is_learnt_from_later_money_decides_earlier_money_too() {
    let mut first = by("I-1", "T1", "2026-10-03", "5.00 EUR");
    first.payer.email = Some("unknown@example.org".to_owned());
    let mut second = by("I-1", "T2", "2026-11-03", "5.00 EUR");
    second.payer.email = Some("heron@example.org".to_owned());
    let mut house = user("paypal_email: heron@example.org\n");
    house.apply(&[paypal(&[first, second])]);
    assert_eq!(house.inbox(), []);
    assert_eq!(
        house.payments("heron"),
        ["2026-10-03 to 2026-11-03 T1", "2026-11-03 to 2026-12-03 T2"]
    );
}

#[test]
fn an_entry_is_matched_once_its_address_is_known() {
    let mut house = user("");
    house.apply(&[paypal(&[from("heron", "T1", "2026-11-10", "5.00 EUR")])]);
    assert_eq!(house.inbox().len(), 1);
    house.write(
        "users/heron.yaml",
        "class: standard\npaypal_email: heron@example.org\n",
    );
    house.apply(&[]);
    assert_eq!((house.inbox(), house.payments("heron").len()), (vec![], 1));
}

#[test]
fn pending_money_waits_and_is_one_payment_in_the_end() {
    let settled = from("heron", "T1", "2026-11-10", "5.00 EUR");
    let pending = Transaction {
        state: Settlement::Pending,
        ..settled.clone()
    };
    for readings in [
        [pending.clone(), settled.clone()],
        [settled.clone(), pending.clone()],
    ] {
        let mut house = user("paypal_email: heron@example.org\n");
        let [one, other] = readings;
        house.apply(&[
            super::house::source("a", "paypal", &[one]),
            super::house::source("b", "paypal", &[other]),
        ]);
        assert_eq!((house.inbox(), house.payments("heron").len()), (vec![], 1));
    }
    let mut house = user("paypal_email: heron@example.org\n");
    house.apply(&[paypal(&[pending])]);
    assert_eq!(
        (house.only_question(), house.payments("heron").len()),
        ("pending".to_owned(), 0)
    );
    house.apply(&[paypal(&[settled])]);
    assert_eq!((house.inbox(), house.payments("heron").len()), (vec![], 1));
}

#[test]
fn what_an_admin_wrote_down_is_the_same_money() {
    for (paid_on, amount, is_same) in [
        ("2026-11-10", "    amount: 5.00 EUR\n", true),
        ("2026-11-17", "", true),
        ("2026-11-18", "", false),
        ("2026-11-10", "    amount: 6.00 EUR\n", false),
    ] {
        let written = format!(
            "paypal_email: heron@example.org\npayments:\n  - plan: monthly\n    start: 2026-11-12\n    end: 2026-12-12\n    paid_on: {paid_on}\n{amount}    origin: manual\n"
        );
        let mut house = user(&written);
        house.apply(&[paypal(&[from("heron", "T1", "2026-11-10", "5.00 EUR")])]);
        let payments = house.payments("heron");
        assert_eq!(
            payments[0] == "2026-11-12 to 2026-12-12 T1",
            is_same,
            "{paid_on} {amount} {payments:?}"
        );
    }
}

#[test]
fn two_equal_payments_of_a_day_are_asked_about() {
    let pair = [
        from("heron", "T1", "2026-11-10", "5.00 EUR"),
        from("heron", "T2", "2026-11-10", "5.00 EUR"),
    ];
    let mut house = user("paypal_email: heron@example.org\n");
    house.apply(&[paypal(&pair)]);
    assert_eq!(
        house.only_question(),
        "probably charged twice: the same amount of the same payer as `T1`"
    );
    let mut house = user("paypal_email: heron@example.org\n");
    house.apply(&[paypal(&pair[..1])]);
    house.apply(&[paypal(&pair[1..])]);
    assert_eq!(
        house.inbox().len(),
        1,
        "also where only the record knows the first"
    );
}

#[test]
fn the_nearest_of_several_equal_payments_is_named_whatever_was_recorded_first() {
    let late = |mut transaction: Transaction, hours: i64| {
        transaction.at.0 += hours * 3_600;
        transaction
    };
    let all = [
        from("heron", "T3", "2026-11-09", "5.00 EUR"),
        late(from("heron", "T2", "2026-11-10", "5.00 EUR"), -1),
        late(from("heron", "T1", "2026-11-10", "5.00 EUR"), 10),
    ];
    let mut house = user("paypal_email: heron@example.org\n");
    for listed in [&all[..1], &all[2..], &all[..]] {
        house.apply(&[paypal(listed)]);
    }
    let why = "probably charged twice: the same amount of the same payer as `T1`";
    assert_eq!(house.inbox(), [("T2".to_owned(), why.to_owned())]);
}

#[test]
fn the_payment_that_the_inbox_names_stays_where_no_source_is_asked() {
    let at = |id: &str, day: &str, hours: i64| {
        let mut transaction = from("heron", id, day, "5.00 EUR");
        transaction.at.0 += hours * 3_600;
        transaction
    };
    let mut house = user("paypal_email: heron@example.org\n");
    house.write("decisions/2026.yaml", "paypal/T2: heron\n");
    house.apply(&[paypal(&[
        at("T1", "2026-11-10", -2),
        at("T2", "2026-11-10", 10),
        at("T3", "2026-11-11", 0),
    ])]);
    let why = "probably charged twice: the same amount of the same payer as `T2`";
    assert_eq!(house.only_question(), why);
}

#[test]
fn a_split_that_is_charged_twice_is_asked_about_whatever_is_listed() {
    let rules = "- when: {payer: heron@example.org}\n  then: {split: [heron, cub]}\n";
    let pay = |id: &str| Transaction {
        subscription: Some("I-1".to_owned()),
        ..from("heron", id, "2026-11-10", "10.00 EUR")
    };
    let mut house = user("").user("cub", "").file("matching.yaml", rules);
    house.apply(&[paypal(&[pay("T1"), pay("T2")])]);
    house.apply(&[paypal(&[pay("T2")])]);
    let why = "probably charged twice: the same amount of the same payer as `T1`";
    assert_eq!(house.only_question(), why);
}

#[test]
fn what_was_given_back_is_not_charged_twice() {
    let mut house = user("paypal_email: heron@example.org\n");
    house.apply(&[paypal(&[
        from("heron", "T1", "2026-11-10", "5.00 EUR"),
        from("heron", "T2", "2026-11-10", "5.00 EUR"),
        refund("T1", "R1", "2026-11-12", "-5.00 EUR"),
    ])]);
    assert_eq!(house.inbox(), []);
    assert_eq!(
        house.payments("heron"),
        [
            "2026-11-10 to 2026-12-10 T1 for nothing",
            "2026-11-10 to 2026-12-10 T2"
        ]
    );
}

#[test]
fn two_subscriptions_of_one_payer_for_two_users_are_two_payments() {
    let with = |handle: &str, id: &str| {
        format!(
            "paypal_email: badger@example.org\npayments:\n  - {{plan: monthly, start: 2026-10-10, end: 2026-11-10, subscription_id: {id}, amount: 5.00 EUR, source: paypal, transaction_id: {handle}, paid_on: 2026-10-10}}\n"
        )
    };
    let mut house = House::new()
        .user("badger", &with("badger", "I-1"))
        .user("cub", &with("cub", "I-2"));
    let pay = |subscription: &str, id: &str| {
        let mut transaction = by(subscription, id, "2026-11-10", "5.00 EUR");
        transaction.payer.email = Some("badger@example.org".to_owned());
        transaction
    };
    house.apply(&[paypal(&[pay("I-1", "T1"), pay("I-2", "T2")])]);
    assert_eq!(
        (
            house.inbox(),
            house.payments("badger").len(),
            house.payments("cub").len()
        ),
        (vec![], 2, 2)
    );
}

#[test]
fn a_second_subscription_while_the_first_is_paid_is_a_question() {
    let recorded = "paypal_email: heron@example.org\npayments:\n  - {plan: monthly, start: 2026-11-01, end: 2026-12-01, subscription_id: I-1, amount: 5.00 EUR, paid_on: 2026-11-01, source: paypal, transaction_id: T0}\n";
    let mut house = user(recorded);
    let mut transaction = by("I-2", "T1", "2026-11-20", "5.00 EUR");
    transaction.payer.email = Some("heron@example.org".to_owned());
    house.apply(&[paypal(&[transaction])]);
    assert_eq!(
        house.only_question(),
        "a new subscription, while subscription `I-1` is paid until 2026-12-01"
    );
}

#[test]
fn of_several_other_subscriptions_the_one_paid_longest_is_named_in_any_order_of_the_record() {
    let payment = |id: &str, end: &str| {
        format!(
            "  - {{plan: monthly, start: 2026-11-01, end: {end}, subscription_id: I-{id}, amount: 5.00 EUR, paid_on: 2026-11-01, source: paypal, transaction_id: T-{id}}}\n"
        )
    };
    let (short, long) = (payment("9", "2026-12-01"), payment("1", "2027-01-01"));
    for payments in [format!("{short}{long}"), format!("{long}{short}")] {
        let keys = format!("paypal_email: heron@example.org\npayments:\n{payments}");
        let mut transaction = by("I-2", "T1", "2026-11-20", "5.00 EUR");
        transaction.payer.email = Some("heron@example.org".to_owned());
        let set = user(&keys).plan(&[paypal(&[transaction])]);
        assert_eq!(
            set.changes[0].reason,
            "a new subscription, while subscription `I-1` is paid until 2027-01-01"
        );
    }
}

#[test]
fn an_unknown_type_is_a_question_and_never_a_payment() {
    let mut house = user("paypal_email: heron@example.org\n");
    let unknown = Transaction {
        nature: Nature::Unknown,
        type_text: "Magic Transfer".to_owned(),
        ..from("heron", "T1", "2026-11-10", "5.00 EUR")
    };
    house.apply(&[paypal(&[unknown])]);
    assert_eq!(
        house.only_question(),
        "the type `Magic Transfer` is not known"
    );
}

#[test]
fn rules_decide_before_the_steps_and_leave_nothing_behind() {
    let rules = "- when: {payer: heron@example.org, amount: 12.00 EUR}\n  then: {ignore: \"rent, not the club\"}\n- when: {note: /two seats/}\n  then: {split: [cub, heron]}\n";
    let mut house = user("paypal_email: heron@example.org\n")
        .user("cub", "")
        .file("matching.yaml", rules);
    let mut seats = from("heron", "T2", "2026-11-10", "10.00 EUR");
    seats.note = Some("Two seats, please".to_owned());
    let change_set = house.apply(&[paypal(&[
        from("heron", "T1", "2026-11-10", "12.00 EUR"),
        seats,
    ])]);
    assert_eq!(house.inbox(), []);
    assert_eq!(house.payments("heron"), ["2026-11-10 to 2026-12-10 T2"]);
    assert_eq!(house.payments("cub"), ["2026-11-10 to 2026-12-10 T2"]);
    let totals = &change_set.sources[0].totals[0];
    assert_eq!((totals.decided.rows, totals.recorded.rows), (1, 1));
    assert!(totals.agree());
}
