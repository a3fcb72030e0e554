//! Several sources, sources that fail, and what they come to.

use plexmgr::sources::{Nature, Transaction};

use super::house::{House, from, kinds, money, notices, paypal, refund, source, unknown};

fn house() -> House {
    House::new().user("wren", "paypal_email: wren@example.org\n")
}

#[test]
fn sources_of_one_account_list_the_same_money_once() {
    let paid = [from("wren", "T1", "2026-11-10", "5.00 EUR")];
    for order in [["api", "csv"], ["csv", "api"]] {
        let mut house = house();
        for called in order {
            house.apply(&[source(called, "paypal", &paid)]);
        }
        house.apply(&[
            source("api", "paypal", &paid),
            source("csv", "paypal", &paid),
        ]);
        assert_eq!(house.payments("wren").len(), 1);
    }
}

#[test]
fn a_source_under_another_name_is_refused_with_the_line_that_mends_it() {
    let paid = [
        from("wren", "T1", "2026-11-10", "5.00 EUR"),
        from("wren", "T2", "2026-10-10", "5.00 EUR"),
    ];
    let mut house = house();
    house.apply(&[paypal(&paid)]);
    let change_set = house.plan(&[source("bank", "bank", &paid)]);
    assert_eq!(change_set.changes, []);
    assert!(change_set.lacks_facts());
    let notice = notices(&change_set, "source_unknown").concat();
    assert!(
        notice.contains(
            "2 of them are recorded, under the account `paypal`; write `account = \"paypal\"`"
        ),
        "{notice}"
    );
}

#[test]
fn a_source_that_fails_changes_nothing_and_the_others_go_on() {
    let mut house = house();
    let readings = [
        unknown("bank"),
        paypal(&[from("wren", "T1", "2026-11-10", "5.00 EUR")]),
    ];
    let change_set = house.apply(&readings);
    assert!(change_set.lacks_facts() && !change_set.is_complete());
    assert_eq!(house.payments("wren").len(), 1);
}

#[test]
fn everything_that_is_read_becomes_one_thing() {
    let mut house = house();
    let listed = [
        from("wren", "T1", "2026-11-10", "5.00 EUR"),
        refund("T1", "R1", "2026-11-11", "-2.00 EUR"),
        money("T2", "2026-11-12", "7.00 EUR"),
        money("T3", "2026-11-12", "-7.00 EUR"),
        money("T4", "2026-11-12", "700 JPY"),
    ];
    let change_set = house.apply(&[paypal(&listed)]);
    let totals = &change_set.sources[0].totals;
    assert_eq!(totals.len(), 2);
    assert!(totals.iter().all(plexmgr::sources::SourceTotals::agree));
    let euro = &totals[0];
    assert_eq!(euro.read.amount.to_string(), "3.00");
    assert_eq!(
        (euro.recorded.rows, euro.recorded.amount.to_string()),
        (2, "3.00".to_owned())
    );
    assert_eq!(
        (euro.open.rows, euro.open.amount.to_string()),
        (1, "7.00".to_owned())
    );
}

#[test]
fn sources_that_disagree_are_a_question() {
    let mut house = house();
    house.apply(&[
        source(
            "a",
            "paypal",
            &[from("wren", "T1", "2026-11-10", "5.00 EUR")],
        ),
        source(
            "b",
            "paypal",
            &[from("wren", "T1", "2026-11-10", "50.00 EUR")],
        ),
    ]);
    assert_eq!(
        house.only_question(),
        "its sources disagree: 5.00 EUR or 50.00 EUR"
    );
}

#[test]
fn money_of_users_without_access_stands_first() {
    let mut house = House::new().user(
        "wren",
        "paypal_email: wren@example.org\nplex: {id: 7, departed: 2026-10-01}\n",
    );
    let change_set = house.apply(&[paypal(&[from("wren", "T1", "2026-11-10", "5.00 EUR")])]);
    assert_eq!(change_set.notices[0].kind.word(), "money_without_access");
    assert_eq!(
        notices(&change_set, "money_without_access"),
        [
            "wren shares nothing any more: 5.00 EUR came on 2026-11-10, and the user is paid until 2026-12-10 by it"
        ]
    );
}

#[test]
fn rows_in_any_order_give_equal_changes() {
    let mut listed: Vec<_> = (1..=9)
        .map(|n| {
            from(
                "wren",
                &format!("T{n}"),
                &format!("2026-0{n}-10"),
                "5.00 EUR",
            )
        })
        .collect();
    listed.push(refund("T3", "R3", "2026-03-15", "-5.00 EUR"));
    let plan = house().plan(&[paypal(&listed)]);
    listed.reverse();
    assert_eq!(house().plan(&[paypal(&listed)]).changes, plan.changes);
    listed.swap(1, 7);
    listed.swap(0, 4);
    assert_eq!(house().plan(&[paypal(&listed)]).changes, plan.changes);
}

#[test]
fn a_renamed_file_without_ids_is_refused_too() {
    let row = |id: &str, day: &str| Transaction {
        has_own_id: false,
        ..from("wren", id, day, "5.00 EUR")
    };
    let paid = [row("h1-1", "2026-09-10"), row("h2-1", "2026-10-10")];
    let mut house = house();
    house.apply(&[source("bank", "bank", &paid)]);
    let change_set = house.plan(&[source("giro", "giro", &paid)]);
    assert_eq!(change_set.changes, []);
    let notice = notices(&change_set, "source_unknown").concat();
    assert!(notice.contains("write `account = \"bank\"`"), "{notice}");
    // One row of many may be alike by chance: it is no second account, and no second payment either.
    let others = [
        row("h2-1", "2026-10-10"),
        row("h3-1", "2026-11-10"),
        row("h4-1", "2026-11-20"),
    ];
    let change_set = house.plan(&[source("giro", "giro", &others)]);
    assert_eq!(notices(&change_set, "source_unknown"), [""; 0]);
    let added = kinds(&change_set);
    let added = added
        .iter()
        .filter(|(kind, _)| kind.word() == "add_payment");
    assert_eq!(added.count(), 2, "{change_set:#?}");
}

#[test]
fn two_sources_that_list_the_same_need_one_account() {
    let paid = [
        from("wren", "T1", "2026-11-10", "5.00 EUR"),
        from("wren", "T2", "2026-10-10", "5.00 EUR"),
    ];
    let house = house();
    let change_set = house.plan(&[paypal(&paid), source("second", "second", &paid)]);
    let notice = notices(&change_set, "source_unknown").concat();
    assert!(
        notice.starts_with("second is not used") && notice.contains("write `account = \"paypal\"`"),
        "{notice}"
    );
    assert_eq!(kinds(&change_set).len(), 2);
}

#[test]
fn a_decision_with_a_mistyped_account_refuses_no_source() {
    let mut house = house();
    house.write("decisions/a.yaml", "paypl/T1: wren\n");
    let paid = [from("wren", "T1", "2026-11-10", "5.00 EUR")];
    let change_set = house.apply(&[paypal(&paid)]);
    assert!(!change_set.lacks_facts());
    assert_eq!(house.payments("wren").len(), 1);
}

#[test]
fn ids_that_a_service_gave_are_the_same_whatever_time_their_listings_write() {
    let paid = [
        from("wren", "T1", "2026-11-10", "5.00 EUR"),
        from("wren", "T2", "2026-10-10", "5.00 EUR"),
    ];
    let days_only = paid.clone().map(|paid| Transaction {
        at: plexmgr::vocabulary::Timestamp(paid.at.0 - 36_000),
        has_time: false,
        ..paid
    });
    let house = house();
    let change_set = house.plan(&[paypal(&days_only), source("second", "second", &paid)]);
    let notice = notices(&change_set, "source_unknown").concat();
    assert!(notice.contains("write `account = \"paypal\"`"), "{notice}");
    assert_eq!(kinds(&change_set).len(), 2);
}

#[test]
fn a_source_whose_ids_are_recorded_under_two_accounts_gets_the_way_out() {
    let paid = |id: &str, day: &str| from("wren", id, day, "5.00 EUR");
    let mut house = house();
    house.apply(&[paypal(&[
        paid("T1", "2026-09-10"),
        paid("T2", "2026-10-10"),
    ])]);
    house.apply(&[source("api", "api", &[paid("T3", "2026-11-10")])]);
    let all = [
        paid("T1", "2026-09-10"),
        paid("T2", "2026-10-10"),
        paid("T3", "2026-11-10"),
    ];
    let change_set = house.plan(&[source("api", "api", &all)]);
    let notice = notices(&change_set, "source_unknown").concat();
    assert!(
        notice.contains("1 more are recorded under its own account `api`")
            || notice.contains("change `source: paypal` of those payments"),
        "{notice}"
    );
}

#[test]
fn sources_of_one_account_asked_in_turn_describe_what_waits_once() {
    let row = from("stranger", "T1", "2026-11-10", "5.00 EUR");
    let answer = Transaction {
        note: Some("for wren".to_owned()),
        type_text: "T0000".to_owned(),
        payer: plexmgr::sources::Payer {
            id: Some("P7".to_owned()),
            ..row.payer.clone()
        },
        ..row.clone()
    };
    let mut house = house();
    house.apply(&[paypal(std::slice::from_ref(&row))]);
    house.apply(&[source("api", "paypal", &[answer])]);
    let before = house.files.clone();
    assert!(before["records/inbox.yaml"].contains("payer_id: P7"));
    house.apply(&[paypal(&[row])]);
    assert_eq!(house.files, before);
}

#[test]
fn a_payment_with_another_amount_than_its_source_lists_is_named() {
    let mut house = house();
    house.apply(&[paypal(&[from("wren", "T1", "2026-11-10", "5.00 EUR")])]);
    let change_set = house.apply(&[paypal(&[from("wren", "T1", "2026-11-10", "50.00 EUR")])]);
    let said = notices(&change_set, "source_remark").concat();
    assert!(
        said.contains("paypal/T1 is recorded with 5.00 EUR, and its source lists 50.00 EUR"),
        "{said}"
    );
    let denied = Transaction {
        state: plexmgr::sources::Settlement::Denied,
        ..from("wren", "T1", "2026-11-10", "5.00 EUR")
    };
    let change_set = house.apply(&[paypal(&[denied])]);
    let said = notices(&change_set, "source_remark").concat();
    assert!(
        said.contains("paypal/T1 is recorded, and its source calls it denied"),
        "{said}"
    );
}

#[test]
fn what_waits_of_a_source_that_is_gone_from_the_settings_still_is_money() {
    let mut row = from("stranger", "T1", "2026-11-10", "5.00 EUR");
    row.type_text = String::new();
    let mut house = house();
    house.rules.payments.payments_only = vec![super::house::name("bank")];
    house.apply(&[source("bank", "bank", &[row])]);
    assert_eq!(house.only_question(), "no user has this address");
    house.rules.payments.payments_only.clear();
    assert_eq!(house.plan(&[]).changes, []);
    house.write(
        "users/wren.yaml",
        "class: standard\npaypal_email: stranger@example.org\n",
    );
    house.apply(&[]);
    assert_eq!(house.payments("wren").len(), 1);
}

#[test]
fn of_two_rows_with_one_id_the_second_one_is_a_question_with_and_without_its_source() {
    let first = from("wren", "T1", "2026-11-10", "5.00 EUR");
    let second = Transaction {
        nature: Nature::SameId,
        ..from("wren", "T1#2", "2026-11-10", "7.00 EUR")
    };
    let mut house = house();
    let change_set = house.apply(&[paypal(&[first.clone(), second.clone()])]);
    assert_eq!(
        house.only_question(),
        "another row that moves money has the id `T1`"
    );
    let totals = &change_set.sources[0].totals[0];
    assert_eq!(
        (totals.read.rows, totals.recorded.rows, totals.open.rows),
        (2, 1, 1)
    );
    assert_eq!(house.payments("wren").len(), 1);
    house.write(
        "decisions/a.yaml",
        "paypal/T1#2: {user: wren, periods: 1}\n",
    );
    house.apply(&[paypal(&[first, second])]);
    assert_eq!(house.payments("wren").len(), 2);
}
