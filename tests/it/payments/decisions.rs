//! What the admins decide about single transactions: carried out, changed, taken back.

use plexmgr::change::ChangeKind;
use plexmgr::sources::{Nature, Transaction};

use super::house::{House, from, kinds, money, notices, paypal, refund};

fn house() -> House {
    House::new()
        .user("badger", "")
        .user("cub", "")
        .user("heron", "paypal_email: heron@example.org\n")
}

fn decide(house: &mut House, line: &str) {
    house.write("decisions/2026-11.yaml", &format!("paypal/T1: {line}\n"));
}

#[test]
fn every_form_of_a_decision_is_carried_out() {
    for (line, amount, heron, cub) in [
        (
            "heron",
            "5.00 EUR",
            vec!["2026-11-10 to 2026-12-10 T1"],
            vec![],
        ),
        (
            "{user: heron, plan: yearly}",
            "50.00 EUR",
            vec!["2026-11-10 to 2027-11-10 T1"],
            vec![],
        ),
        (
            "{user: heron, periods: 2}",
            "7.77 EUR",
            vec!["2026-11-10 to 2027-01-10 T1"],
            vec![],
        ),
        (
            "{user: heron, start: 2026-11-01, end: 2026-11-20}",
            "7.77 EUR",
            vec!["2026-11-01 to 2026-11-20 T1"],
            vec![],
        ),
        (
            "{user: heron, as: donation}",
            "20.00 EUR",
            vec!["no time T1"],
            vec![],
        ),
        (
            "{user: heron, once: true}",
            "5.00 EUR",
            vec!["2026-11-10 to 2026-12-10 T1"],
            vec![],
        ),
        (
            "{split: {heron: 5.00 EUR, cub: 10.00 EUR}}",
            "15.00 EUR",
            vec!["2026-11-10 to 2026-12-10 T1"],
            vec!["2026-11-10 to 2027-01-10 T1"],
        ),
        ("{ignore: rent}", "5.00 EUR", vec![], vec![]),
    ] {
        let mut house = house();
        decide(&mut house, line);
        house.apply(&[paypal(&[money("T1", "2026-11-10", amount)])]);
        assert_eq!(house.inbox(), [], "{line}");
        assert_eq!(
            (house.payments("heron"), house.payments("cub")),
            (
                heron.into_iter().map(str::to_owned).collect(),
                cub.into_iter().map(str::to_owned).collect()
            ),
            "{line}"
        );
    }
}

#[test]
fn nothing_is_learnt_from_a_gift() {
    for (once, payments) in [("{user: heron, once: true}", 1), ("heron", 2)] {
        let mut house = house();
        decide(&mut house, once);
        let by_payer = |id: &str, day: &str| {
            let mut transaction = money(id, day, "5.00 EUR");
            transaction.payer.id = Some("P9".to_owned());
            transaction
        };
        house.apply(&[paypal(&[
            by_payer("T1", "2026-10-10"),
            by_payer("T2", "2026-11-10"),
        ])]);
        assert_eq!(house.payments("heron").len(), payments, "{once}");
    }
}

#[test]
fn a_decision_that_cannot_be_carried_out_is_a_problem_with_its_place() {
    for (line, amount, why) in [
        (
            "heron",
            "7.50 EUR",
            "the decision `heron` needs more: 7.50 EUR is not a number of periods of `monthly`, which costs 5.00 EUR",
        ),
        (
            "{split: {heron: 5.00 EUR, cub: 4.00 EUR}}",
            "10.00 EUR",
            "the parts come to 9.00 EUR, not to 10.00 EUR",
        ),
        (
            "{split: [heron, cub, badger]}",
            "10.00 EUR",
            "10.00 EUR has no 3 equal parts",
        ),
    ] {
        let mut house = house();
        decide(&mut house, line);
        let change_set = house.apply(&[paypal(&[money("T1", "2026-11-10", amount)])]);
        assert_eq!(house.only_question(), why);
        let notice = notices(&change_set, "decision_unclear").concat();
        assert!(
            notice.contains("records/decisions/2026-11.yaml:1:1 cannot be carried out"),
            "{notice}"
        );
    }
}

#[test]
fn a_decision_that_changes_moves_the_money() {
    let listed = [paypal(&[from("heron", "T1", "2026-11-10", "5.00 EUR")])];
    for readings in [&listed[..], &[]] {
        let mut house = house();
        house.apply(&listed);
        assert_eq!(house.payments("heron").len(), 1);
        decide(&mut house, "cub");
        let moved = house.apply(readings);
        assert_eq!(
            kinds(&moved),
            [(ChangeKind::MovePayment, "heron payment 1".to_owned())]
        );
        assert_eq!(
            (house.payments("heron").len(), house.payments("cub")),
            (0, vec!["2026-11-10 to 2026-12-10 T1".to_owned()])
        );
        decide(&mut house, "{user: cub, periods: 2}");
        house.apply(readings);
        assert_eq!(house.payments("cub"), ["2026-11-10 to 2027-01-10 T1"]);
        decide(&mut house, "{split: {cub: 2.50 EUR, badger: 2.50 EUR}}");
        let wrong = house.apply(readings);
        assert_eq!(notices(&wrong, "decision_unclear").len(), 1);
        assert_eq!(
            house.payments("cub"),
            ["2026-11-10 to 2027-01-10 T1"],
            "nothing moves"
        );
        decide(&mut house, "{ignore: rent}");
        let dropped = house.apply(readings);
        assert_eq!(kinds(&dropped)[0].0, ChangeKind::DropPayment);
        assert_eq!(house.payments("cub").len(), 0);
    }
}

#[test]
fn a_deleted_decision_changes_nothing_that_is_recorded() {
    let mut house = house();
    decide(&mut house, "cub");
    let listed = [paypal(&[from("heron", "T1", "2026-11-10", "5.00 EUR")])];
    house.apply(&listed);
    house.files.remove("records/decisions/2026-11.yaml");
    house.apply(&listed);
    assert_eq!(
        (house.payments("cub").len(), house.payments("heron").len()),
        (1, 0)
    );
}

#[test]
fn a_payment_deleted_by_hand_comes_back_to_no_user_until_it_is_decided() {
    let listed = [paypal(&[from("heron", "T1", "2026-11-10", "5.00 EUR")])];
    let mut house = house();
    house.apply(&listed);
    house.write(
        "users/heron.yaml",
        "class: standard\npaypal_email: heron@example.org\n",
    );
    let change_set = house.apply(&listed);
    assert_eq!(
        (
            change_set.changes.len(),
            notices(&change_set, "payment_forgotten").len()
        ),
        (0, 1)
    );
    decide(&mut house, "heron");
    house.apply(&listed);
    assert_eq!(house.payments("heron").len(), 1);
}

#[test]
fn a_subscription_moves_with_the_payment_that_a_decision_moves() {
    let pay = |id: &str, day: &str, handle: &str| {
        let mut transaction = from(handle, id, day, "5.00 EUR");
        transaction.subscription = Some("I-9".to_owned());
        transaction.payer.id = Some("P9".to_owned());
        transaction
    };
    let first = pay("T1", "2026-10-10", "heron");
    let mut house = house();
    house.apply(&[paypal(std::slice::from_ref(&first))]);
    decide(&mut house, "cub");
    house.apply(&[paypal(&[first, pay("T2", "2026-11-10", "stranger")])]);
    assert_eq!(house.inbox(), []);
    assert_eq!(
        (house.payments("heron").len(), house.payments("cub").len()),
        (0, 2)
    );
}

#[test]
fn a_payment_can_move_and_be_given_back_in_one_run() {
    let paid = from("heron", "T1", "2026-11-10", "5.00 EUR");
    let mut house = house();
    house.apply(&[paypal(std::slice::from_ref(&paid))]);
    decide(&mut house, "cub");
    house.apply(&[paypal(&[
        paid,
        refund("T1", "R1", "2026-11-12", "-5.00 EUR"),
    ])]);
    assert_eq!(
        house.payments("cub"),
        ["2026-11-10 to 2026-12-10 T1 for nothing"]
    );
}

/// A payment was written for the money, without its id: a decision must not make it another one, in this run or the
/// next.
#[test]
fn a_decision_about_money_that_is_written_down_has_to_fit_it() {
    for (line, fits) in [
        ("heron", true),
        ("{user: heron, periods: 1}", true),
        ("{user: heron, plan: monthly}", true),
        ("{user: heron, start: 2026-11-10, end: 2026-12-10}", true),
        ("{user: heron, as: donation}", false),
        ("{user: heron, periods: 2}", false),
        ("{user: heron, plan: yearly}", false),
        ("{user: heron, start: 2026-11-10, end: 2027-01-10}", false),
    ] {
        let written =
            "payments: [{plan: monthly, start: 2026-11-10, end: 2026-12-10, amount: 5.00 EUR}]\n";
        let mut house = House::new().user("heron", written);
        decide(&mut house, line);
        let listed = [paypal(&[money("T1", "2026-11-11", "5.00 EUR")])];
        let plan = house.apply(&listed);
        let period = "2026-11-10 to 2026-12-10";
        if fits {
            assert_eq!(house.payments("heron"), [format!("{period} T1")], "{line}");
        } else {
            assert_eq!(house.payments("heron"), [format!("{period} -")], "{line}");
            let message = notices(&plan, "decision_unclear").join("\n");
            assert!(
                message.contains("this money is written down for heron already"),
                "{line}: {message}"
            );
        }
        assert_eq!(kinds(&house.plan(&listed)), [], "{line}");
    }
}

#[test]
fn a_donation_that_was_none_after_all_gives_time() {
    let mut house = house();
    let listed = [paypal(&[money("T1", "2026-11-10", "5.00 EUR")])];
    decide(&mut house, "{user: heron, as: donation}");
    house.apply(&listed);
    assert_eq!(house.payments("heron"), ["no time T1"]);
    decide(&mut house, "heron");
    house.apply(&listed);
    assert_eq!(house.payments("heron"), ["2026-11-10 to 2026-12-10 T1"]);
}

#[test]
fn a_decision_about_money_before_the_opening_gives_time_only_if_it_says_so() {
    let mut house = House::new().paid_until("heron", "2026-12-20");
    house.rules.payments.openings =
        vec![(super::house::name("paypal"), "2026-11-01".parse().unwrap())];
    let listed = [paypal(&[money("T1", "2026-05-10", "5.00 EUR")])];
    decide(&mut house, "heron");
    house.apply(&listed);
    assert_eq!(house.payments("heron")[1..], ["no time T1"]);
    decide(&mut house, "{user: heron, periods: 1}");
    house.apply(&listed);
    let moved = &house.payments("heron")[1];
    assert!(!moved.starts_with("no time"), "{moved}");
}

#[test]
fn a_decision_that_does_nothing_is_named() {
    let mut house = house();
    house.rules.payments.accounts = vec![super::house::name("paypal")];
    let fee = Transaction {
        nature: Nature::Fee,
        ..money("T2", "2026-11-10", "-1.00 EUR")
    };
    let listed = [paypal(&[money("T1", "2026-11-10", "5.00 EUR"), fee])];
    for (line, why) in [
        (
            "paypal/T2: heron",
            "does nothing: the transaction is not a payment: fee",
        ),
        (
            "paypal/t1: heron",
            "does nothing: no transaction is written `t1`, but one is `paypal/T1`",
        ),
        (
            "paypl/T1: heron",
            "does nothing: no source has the account `paypl`; write `paypal/T1`",
        ),
    ] {
        house.write("decisions/2026-11.yaml", &format!("{line}\n"));
        let plan = house.plan(&listed);
        assert!(!plan.lacks_facts(), "{line}");
        let notice = notices(&plan, "decision_unclear").concat();
        assert!(notice.ends_with(why), "{line}: {notice}");
    }
    for line in [
        "paypal/LATER: heron",
        "paypal/T2: {ignore: fee}",
        "paypal/T1: heron",
    ] {
        house.write("decisions/2026-11.yaml", &format!("{line}\n"));
        assert_eq!(
            notices(&house.plan(&listed), "decision_unclear"),
            [""; 0],
            "{line}"
        );
    }
}

#[test]
fn the_part_that_a_removed_user_leaves_stands_as_it_is() {
    let mut house = house();
    let listed = [paypal(&[money("T1", "2026-11-10", "10.00 EUR")])];
    decide(&mut house, "{split: {badger: 5.00 EUR, cub: 5.00 EUR}}");
    house.apply(&listed);
    house.files.remove("records/users/badger.yaml");
    decide(&mut house, "{split: {cub: 5.00 EUR}}");
    let plan = house.apply(&listed);
    assert_eq!(plan.changes, []);
    assert_eq!(notices(&plan, "decision_unclear"), [""; 0]);
}

#[test]
fn a_decision_about_time_changes_nothing_for_a_permanent_user() {
    for decision in [
        "{user: owl, periods: 1}",
        "{user: owl, plan: yearly}",
        "{user: owl, start: 2026-11-01, end: 2026-12-01}",
    ] {
        let mut house = house().file("users/owl.yaml", "class: permanent\n");
        house.write("decisions/a.yaml", &format!("paypal/T1: {decision}\n"));
        house.apply(&[paypal(&[from("owl", "T1", "2026-11-10", "5.00 EUR")])]);
        assert_eq!(house.payments("owl"), ["no time T1"], "{decision}");
    }
}

#[test]
fn a_payment_that_was_deleted_is_named_also_where_its_source_does_not_list_it_any_more() {
    let mut house = house();
    house.apply(&[paypal(&[from("heron", "T1", "2026-01-10", "5.00 EUR")])]);
    house.write(
        "users/heron.yaml",
        "class: standard\npaypal_email: heron@example.org\n",
    );
    let change_set = house.apply(&[paypal(&[])]);
    let named = notices(&change_set, "payment_forgotten").concat();
    assert!(
        named.contains("paypal/T1: {ignore: REASON}") && named.contains("--since DAY"),
        "{named}"
    );
    decide(&mut house, "heron");
    let change_set = house.apply(&[paypal(&[])]);
    let unclear = notices(&change_set, "decision_unclear").concat();
    assert!(
        unclear.contains("is not carried out: no source lists the transaction"),
        "{unclear}"
    );
    decide(&mut house, "{ignore: mistake}");
    assert_eq!(house.apply(&[paypal(&[])]).notices, []);
}

#[test]
fn a_decision_that_has_room_once_another_one_is_carried_out_is_carried_out_in_the_same_run() {
    let mut house = house().user("cub", "paypal_email: cub@example.org\n");
    let listed = [paypal(&[
        from("heron", "T1", "2026-09-10", "5.00 EUR"),
        from("cub", "T2", "2026-10-10", "5.00 EUR"),
    ])];
    house.apply(&listed);
    let decisions =
        "paypal/T1: {user: cub, start: 2026-10-10, end: 2026-11-10}\npaypal/T2: heron\n";
    house.write("decisions/a.yaml", decisions);
    let change_set = house.apply(&listed);
    assert_eq!(
        notices(&change_set, "decision_unclear"),
        Vec::<String>::new()
    );
    assert_eq!(house.payments("cub"), ["2026-10-10 to 2026-11-10 T1"]);
    assert_eq!(house.payments("heron").len(), 1);
}
