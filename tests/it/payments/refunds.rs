//! Money that goes back, and money that is disputed.

use plexmgr::sources::{Nature, Settlement, Transaction};

use super::house::{House, from, money, notices, paypal, refund};

fn house() -> House {
    House::new().user("wren", "paypal_email: wren@example.org\n")
}

#[test]
fn a_full_refund_pays_for_nothing_and_other_dates_stay() {
    let paid = [
        ("T1", "2026-09-10"),
        ("T2", "2026-10-10"),
        ("T3", "2026-11-10"),
    ]
    .map(|(id, day)| from("wren", id, day, "5.00 EUR"));
    let mut house = house();
    house.apply(&[paypal(&paid)]);
    house.apply(&[paypal(&[refund("T2", "R1", "2026-11-12", "-5.00 EUR")])]);
    assert_eq!(
        house.payments("wren"),
        [
            "2026-09-10 to 2026-10-10 T1",
            "2026-10-10 to 2026-11-10 T2 for nothing",
            "2026-11-10 to 2026-12-10 T3"
        ]
    );
}

#[test]
fn a_partial_refund_is_noted_and_several_add_up() {
    let mut house = house();
    house.apply(&[paypal(&[
        from("wren", "T1", "2026-11-10", "5.00 EUR"),
        refund("T1", "R1", "2026-11-12", "-2.00 EUR"),
    ])]);
    assert_eq!(house.payments("wren"), ["2026-11-10 to 2026-12-10 T1"]);
    house.apply(&[paypal(&[refund("T1", "R2", "2026-11-13", "-3.00 EUR")])]);
    assert_eq!(
        house.payments("wren"),
        ["2026-11-10 to 2026-12-10 T1 for nothing"]
    );
}

#[test]
fn a_refund_that_stands_before_its_payment_is_the_same() {
    let mut house = house();
    house.apply(&[paypal(&[
        refund("T1", "R1", "2026-11-12", "-5.00 EUR"),
        from("wren", "T1", "2026-11-10", "5.00 EUR"),
    ])]);
    assert_eq!(
        house.payments("wren"),
        ["2026-11-10 to 2026-12-10 T1 for nothing"]
    );
}

#[test]
fn a_payment_first_seen_reversed_pays_for_no_time() {
    let reversed = Transaction {
        state: Settlement::Reversed,
        ..from("wren", "T1", "2026-11-10", "5.00 EUR")
    };
    let mut house = house();
    house.apply(&[paypal(std::slice::from_ref(&reversed))]);
    assert_eq!(house.payments("wren"), ["no time T1"]);
    house.apply(&[paypal(&[
        reversed,
        refund("T1", "R1", "2026-11-12", "-5.00 EUR"),
    ])]);
    // It is noted already, and not a second refund.
    let record = &house.files["records/users/wren.yaml"];
    assert_eq!(record.matches("amount: 5.00 EUR").count(), 2, "{record}");
    assert!(
        record.contains("{\"on\": 2026-11-10, amount: 5.00 EUR}"),
        "{record}"
    );
}

#[test]
fn a_reversed_payment_gives_no_time_whatever_was_decided() {
    for decision in [
        "wren",
        "{user: wren, periods: 1}",
        "{user: wren, plan: monthly}",
    ] {
        let mut house = house();
        house.write("decisions/a.yaml", &format!("paypal/T1: {decision}\n"));
        let reversed = Transaction {
            state: Settlement::Reversed,
            ..from("wren", "T1", "2026-11-10", "5.00 EUR")
        };
        house.apply(&[paypal(&[reversed])]);
        assert_eq!(house.payments("wren"), ["no time T1"], "{decision}");
        let record = &house.files["records/users/wren.yaml"];
        assert!(record.contains("refunds:"), "{record}");
    }
}

#[test]
fn what_is_left_after_a_partial_refund_is_given_back_by_a_reversal() {
    let paid = from("wren", "T1", "2026-11-10", "5.00 EUR");
    let part = refund("T1", "R1", "2026-11-11", "-2.00 EUR");
    let mut house = house();
    house.apply(&[paypal(&[paid.clone(), part.clone()])]);
    let reversed = Transaction {
        state: Settlement::Reversed,
        ..paid
    };
    house.apply(&[paypal(&[reversed, part])]);
    let record = &house.files["records/users/wren.yaml"];
    assert!(
        record.contains("amount: 2.00 EUR, transaction_id: R1"),
        "{record}"
    );
    assert!(record.contains("amount: 3.00 EUR}"), "{record}");
    assert_eq!(
        house.payments("wren"),
        ["2026-11-10 to 2026-12-10 T1 for nothing"]
    );
}

#[test]
fn what_waits_and_is_given_back_leaves_the_inbox() {
    let unknown = money("T1", "2026-11-10", "5.00 EUR");
    let mut house = house();
    house.apply(&[paypal(std::slice::from_ref(&unknown))]);
    assert_eq!(house.inbox().len(), 1);
    house.apply(&[paypal(&[
        unknown.clone(),
        refund("T1", "R1", "2026-11-12", "-2.00 EUR"),
    ])]);
    assert!(
        house.files["records/inbox.yaml"].contains("R1"),
        "{}",
        house.files["records/inbox.yaml"]
    );
    house.apply(&[paypal(&[refund("T1", "R2", "2026-11-13", "-3.00 EUR")])]);
    assert_eq!(house.inbox(), []);
}

#[test]
fn all_parts_of_a_split_are_given_back_together_and_a_part_is_asked_about() {
    let rules = "- when: {payer: wren@example.org}\n  then: {split: [cub, wren]}\n";
    let seats = from("wren", "T1", "2026-11-10", "10.00 EUR");
    let mut house = house().user("cub", "").file("matching.yaml", rules);
    house.apply(&[paypal(std::slice::from_ref(&seats))]);
    let mut other = House {
        files: house.files.clone(),
        ..House::new()
    };
    house.apply(&[paypal(&[refund("T1", "R1", "2026-11-12", "-10.00 EUR")])]);
    assert!(
        house.payments("cub")[0].ends_with("for nothing")
            && house.payments("wren")[0].ends_with("for nothing")
    );
    other.apply(&[paypal(&[refund("T1", "R1", "2026-11-12", "-5.00 EUR")])]);
    assert_eq!(
        other.only_question(),
        "a part of a payment for several users was given back: decide whose"
    );
    other.write("decisions/r.yaml", "paypal/R1: cub\n");
    other.apply(&[]);
    assert!(
        other.payments("cub")[0].ends_with("for nothing")
            && !other.payments("wren")[0].ends_with("for nothing")
    );
}

#[test]
fn the_parts_of_a_split_are_named_in_one_order() {
    let rules = "- when: {payer: wren@example.org}\n  then: {split: [wren, cub]}\n";
    let mut house = house().user("cub", "").file("matching.yaml", rules);
    house.apply(&[paypal(&[
        from("wren", "T1", "2026-11-10", "10.00 EUR"),
        refund("T1", "R1", "2026-11-12", "-5.00 EUR"),
    ])]);
    let household = house.household();
    let (_, entry) = household.records.inbox.first_key_value().unwrap();
    let candidates = entry.value.candidates.iter();
    let candidates: Vec<String> = candidates.map(|user| user.to_string()).collect();
    assert_eq!(candidates, ["cub", "wren"]);
}

#[test]
fn a_refund_of_something_unknown_is_listed() {
    let mut house = house();
    let change_set = house.apply(&[paypal(&[refund("T0", "R1", "2026-11-12", "-5.00 EUR")])]);
    assert_eq!(
        notices(&change_set, "refund_unknown"),
        ["paypal/R1 gives back 5.00 EUR on 2026-11-12 of transaction `T0`, which is not known"]
    );
}

#[test]
fn a_dispute_pays_until_it_is_lost() {
    let event = |nature: Nature, id: &str, day: &str| Transaction {
        nature,
        ..refund("T1", id, day, "-5.00 EUR")
    };
    let paid = from("wren", "T1", "2026-10-10", "5.00 EUR");
    let opened = event(Nature::Chargeback, "D1", "2026-10-20");
    let won = event(Nature::ChargebackOver, "D2", "2026-11-01");
    let lost = event(Nature::ChargebackLost, "D3", "2026-11-20");
    let mut house = house();
    for (listed, is_paid, word) in [
        (vec![paid.clone(), opened.clone()], true, "open"),
        (vec![paid.clone(), opened.clone(), won.clone()], true, "won"),
        (vec![paid, opened, won, lost], false, "lost"),
    ] {
        house.apply(&[paypal(&listed)]);
        assert_eq!(!house.payments("wren")[0].ends_with("for nothing"), is_paid);
        assert!(house.files["records/users/wren.yaml"].contains(word));
    }
}

#[test]
fn outgoing_money_of_an_unknown_kind_asks_only_about_what_is_recorded() {
    let outgoing = |of: Option<&str>| Transaction {
        nature: Nature::Unknown,
        type_text: "T9900".to_owned(),
        refers_to: of.map(str::to_owned),
        ..money("X1", "2026-11-12", "-5.00 EUR")
    };
    let mut house = house();
    house.apply(&[paypal(&[
        from("wren", "T1", "2026-11-10", "5.00 EUR"),
        outgoing(None),
    ])]);
    assert_eq!(house.inbox(), []);
    house.apply(&[paypal(&[outgoing(Some("T1"))])]);
    assert_eq!(
        house.only_question(),
        "takes money of `T1` away, and the type `T9900` is not known"
    );
}

#[test]
fn a_payment_that_is_disputed_again_is_open_again() {
    let event = |nature: Nature, id: &str, day: &str| Transaction {
        nature,
        ..refund("T1", id, day, "-5.00 EUR")
    };
    let listed = [
        from("wren", "T1", "2026-10-10", "5.00 EUR"),
        event(Nature::Chargeback, "D1", "2026-10-20"),
        event(Nature::ChargebackOver, "D2", "2026-11-01"),
        event(Nature::Chargeback, "D3", "2026-11-10"),
        event(Nature::ChargebackOver, "D4", "2026-11-15"),
    ];
    let mut house = house();
    for (count, dispute) in [
        (2, "opened: 2026-10-20, outcome: open"),
        (3, "opened: 2026-10-20, outcome: won"),
        (4, "opened: 2026-11-10, outcome: open"),
        (5, "opened: 2026-11-10, outcome: won"),
    ] {
        house.apply(&[paypal(&listed[..count])]);
        let record = &house.files["records/users/wren.yaml"];
        assert!(record.contains(dispute), "{record}");
    }
}

#[test]
fn the_order_of_events_within_a_day_does_not_matter() {
    for (opened, won) in [(9, 15), (15, 9), (10, 10)] {
        let event = |nature: Nature, id: &str, hour: i64| {
            let event = refund("T1", id, "2026-10-20", "-5.00 EUR");
            let at = plexmgr::vocabulary::Timestamp(event.at.0 + (hour - 10) * 3_600);
            Transaction {
                nature,
                at,
                ..event
            }
        };
        let listed = [
            from("wren", "T1", "2026-10-10", "5.00 EUR"),
            event(Nature::ChargebackOver, "D1", won),
            event(Nature::Chargeback, "D2", opened),
        ];
        let mut house = house();
        house.apply(&[paypal(&listed)]);
        let record = &house.files["records/users/wren.yaml"];
        assert!(record.contains("outcome: won"), "{opened} {won}: {record}");
    }
}

#[test]
fn a_refund_in_another_currency_takes_no_decision_for_a_user() {
    let mut house = house();
    let listed = [
        from("wren", "T1", "2026-11-10", "5.00 EUR"),
        refund("T1", "R1", "2026-11-12", "-5.50 USD"),
    ];
    house.write("decisions/a.yaml", "paypal/R1: wren\n");
    let change_set = house.apply(&[paypal(&listed)]);
    let notice = notices(&change_set, "decision_unclear").concat();
    assert!(
        notice.contains("cannot be carried out: gives money back in another"),
        "{notice}"
    );
}
