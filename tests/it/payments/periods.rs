//! How many periods money pays for, and from when.

use super::house::{House, PLANS, by, from, kinds, money, notices, paypal};

#[test]
fn early_and_late_money_continues_or_starts_again() {
    for (day, period) in [
        ("2026-10-20", "2026-11-05 to 2026-12-05 T1"),
        ("2026-11-05", "2026-11-05 to 2026-12-05 T1"),
        ("2026-11-12", "2026-11-05 to 2026-12-05 T1"),
        ("2026-11-13", "2026-11-13 to 2026-12-13 T1"),
    ] {
        let mut house = House::new().paid_until("finch", "2026-11-05");
        // Recorded long before, so that it is not the same money.
        house.write(
            "users/finch.yaml",
            &house.files["records/users/finch.yaml"].replace("2026-10-05", "2026-09-05"),
        );
        house.apply(&[paypal(&[from("finch", "T1", day, "5.00 EUR")])]);
        assert_eq!(house.payments("finch")[1], period, "paid on {day}");
    }
}

#[test]
fn an_amount_counts_in_prices_and_never_in_parts() {
    for (amount, expected) in [
        ("15.00 EUR", Ok("2026-11-10 to 2027-02-10 T1")),
        ("5 EUR", Ok("2026-11-10 to 2026-12-10 T1")),
        (
            "50.00 EUR",
            Err("50.00 EUR is 10 periods of `monthly` or 1 of `yearly`"),
        ),
        (
            "7.50 EUR",
            Err("7.50 EUR is not a number of periods of `monthly`, which costs 5.00 EUR"),
        ),
        (
            "5.00 USD",
            Err("5.00 USD is not a number of periods of `monthly`, which costs 5.00 EUR"),
        ),
        (
            "65.00 EUR",
            Err(
                "65.00 EUR is 13 periods of `monthly`; more than 12 are not concluded from an amount: \
                 write a decision with `periods: 13`",
            ),
        ),
    ] {
        let mut house = House::new().user("finch", "paypal_email: finch@example.org\n");
        house.apply(&[paypal(&[from("finch", "T1", "2026-11-10", amount)])]);
        match expected {
            Ok(period) => assert_eq!(house.payments("finch"), [period], "{amount}"),
            Err(why) => assert_eq!(house.only_question(), why, "{amount}"),
        }
    }
}

#[test]
fn a_price_that_rose_still_counts_until_its_last_day() {
    let plans = PLANS.replace(
        "5.00 EUR,",
        "6.00 EUR, prices: [{price: 5.00 EUR, until: 2026-10-31}, 5.50 USD],",
    );
    for (day, amount, pays) in [
        ("2026-10-31", "5.00 EUR", true),
        ("2026-11-01", "5.00 EUR", false),
        ("2026-11-01", "6.00 EUR", true),
        ("2026-11-01", "11.00 USD", true),
    ] {
        let mut house = House::new()
            .file("plans.yaml", &plans)
            .user("finch", "paypal_email: finch@example.org\n");
        house.apply(&[paypal(&[from("finch", "T1", day, amount)])]);
        assert_eq!(
            house.payments("finch").len(),
            usize::from(pays),
            "{amount} on {day}"
        );
    }
}

#[test]
fn an_old_subscription_buys_what_it_always_bought() {
    let payments = "paypal_email: plover@example.org\nplan: yearly\npayments:\n  - plan: monthly\n    start: 2026-09-01\n    end: 2026-10-01\n    \
                    paid_on: 2026-09-01\n    amount: 4.00 EUR\n    source: paypal\n    transaction_id: T0\n    subscription_id: I-1\n";
    let mut house = House::new().user("plover", payments);
    let change_set = house.apply(&[paypal(&[
        by("I-1", "T1", "2026-10-01", "4.00 EUR"),
        by("I-1", "T2", "2026-11-01", "8.00 EUR"),
    ])]);
    assert_eq!(
        house.payments("plover")[1..],
        ["2026-10-01 to 2026-11-01 T1", "2026-11-01 to 2027-01-01 T2"]
    );
    let reasons: Vec<_> = change_set
        .changes
        .iter()
        .map(|change| &change.reason)
        .collect();
    assert!(
        reasons[0].contains("another price than `monthly`, which costs 5.00 EUR"),
        "{reasons:?}"
    );
}

#[test]
fn only_its_own_subscription_continues_a_chain_however_late() {
    let payments = "paypal_email: stoat@example.org\npayments:\n  - plan: monthly\n    start: 2026-09-05\n    end: 2026-10-05\n    \
                    paid_on: 2026-09-05\n    amount: 5.00 EUR\n    source: paypal\n    transaction_id: T0\n    subscription_id: I-1\n";
    for (transaction, period) in [
        (
            by("I-1", "T1", "2026-10-30", "5.00 EUR"),
            "2026-10-05 to 2026-11-05 T1",
        ),
        (
            by("I-1", "T1", "2026-11-05", "5.00 EUR"),
            "2026-11-05 to 2026-12-05 T1",
        ),
        (
            by("I-1", "T1", "2026-11-05", "10.00 EUR"),
            "2026-10-05 to 2026-12-05 T1",
        ),
        (
            from("stoat", "T1", "2026-10-30", "5.00 EUR"),
            "2026-10-30 to 2026-11-30 T1",
        ),
    ] {
        let mut house = House::new().user("stoat", payments);
        house.apply(&[paypal(&[transaction])]);
        assert_eq!(house.payments("stoat")[1], period);
    }
    let mut new = from("stoat", "T1", "2026-10-30", "5.00 EUR");
    new.subscription = Some("I-2".to_owned());
    let mut house = House::new().user("stoat", payments);
    house.apply(&[paypal(&[new])]);
    assert_eq!(house.payments("stoat")[1], "2026-10-30 to 2026-11-30 T1");
}

#[test]
fn months_are_counted_from_the_first_day_of_the_chain() {
    let mut house = House::new().user("tern", "paypal_email: tern@example.org\n");
    let days = ["2026-01-31", "2026-02-28", "2026-03-30", "2026-04-30"];
    let all: Vec<_> = (1..)
        .zip(days)
        .map(|(n, day)| from("tern", &format!("T{n}"), day, "5.00 EUR"))
        .collect();
    house.apply(&[paypal(&all)]);
    assert_eq!(
        house.payments("tern"),
        [
            "2026-01-31 to 2026-02-28 T1",
            "2026-02-28 to 2026-03-31 T2",
            "2026-03-31 to 2026-04-30 T3",
            "2026-04-30 to 2026-05-31 T4"
        ]
    );
}

#[test]
fn a_late_row_is_placed_as_on_its_own_day() {
    let mut house = House::new().user("finch", "paypal_email: finch@example.org\n");
    let [one, two, three] = [
        ("T1", "2026-08-10"),
        ("T2", "2026-09-25"),
        ("T3", "2026-11-20"),
    ]
    .map(|(id, day)| from("finch", id, day, "5.00 EUR"));
    house.apply(&[paypal(&[one.clone(), three.clone()])]);
    house.apply(&[paypal(&[one, two, three.clone()])]);
    assert_eq!(house.payments("finch")[2], "2026-09-25 to 2026-10-25 T2");
    house.apply(&[paypal(&[
        three,
        from("finch", "T4", "2026-11-08", "5.00 EUR"),
    ])]);
    assert_eq!(
        house.only_question(),
        "2026-11-08 to 2026-12-08 would run into the period that starts on 2026-11-20"
    );
}

#[test]
fn money_that_came_before_the_first_accepted_share_starts_with_it() {
    let plex = "plex:\n  id: 7\n  shares:\n    - server: atlas\n      libraries: all\n      accepted: 2026-11-12\n";
    let mut house = House::new()
        .file("servers.yaml", "atlas: {account: main, machine_id: aaa}\n")
        .user("wren", &format!("{plex}paypal_email: wren@example.org\n"));
    house.apply(&[paypal(&[from("wren", "T1", "2026-11-03", "5.00 EUR")])]);
    assert_eq!(house.payments("wren"), ["2026-11-12 to 2026-12-12 T1"]);
}

#[test]
fn a_guess_counts_until_real_payments_reach_it() {
    let guess = "paypal_email: yak@example.org\npayments:\n  - {plan: monthly, start: 2026-11-22, end: 2026-12-22, origin: import}\n";
    let mut house = House::new().user("yak", guess);
    let first = house.apply(&[paypal(&[from("yak", "T1", "2026-03-10", "5.00 EUR")])]);
    assert_eq!(notices(&first, "guess_ended"), Vec::<String>::new());
    let second = house.apply(&[paypal(&[from("yak", "T2", "2026-11-25", "5.00 EUR")])]);
    assert_eq!(
        notices(&second, "guess_ended"),
        [
            "yak has real payments now: the guess of the import, 2026-11-22 to 2026-12-22, counts for nothing"
        ]
    );
    assert_eq!(house.payments("yak")[2], "2026-11-25 to 2026-12-25 T2");
}

#[test]
fn before_the_opening_money_gives_no_time_to_users_with_payments_by_hand() {
    let mut house = House::new()
        .paid_until("heron", "2026-12-20")
        .user("otter", "paypal_email: otter@example.org\n");
    house.rules.payments.openings =
        vec![(super::house::name("paypal"), "2026-11-01".parse().unwrap())];
    let year: Vec<_> = (1..=10)
        .flat_map(|month| {
            let day = format!("2026-{month:02}-20");
            [
                from("heron", &format!("H{month}"), &day, "5.00 EUR"),
                from("otter", &format!("O{month}"), &day, "5.00 EUR"),
            ]
        })
        .collect();
    let change_set = house.apply(&[paypal(&year)]);
    assert_eq!(house.inbox(), []);
    assert!(
        house.payments("heron")[1..]
            .iter()
            .all(|payment| payment.starts_with("no time")),
        "{:?}",
        house.payments("heron")
    );
    assert_eq!(
        house.payments("otter").last().unwrap(),
        "2026-10-20 to 2026-11-20 O10"
    );
    assert_eq!(kinds(&change_set).len(), 20);
    house.apply(&[paypal(&[from("heron", "H11", "2026-11-20", "5.00 EUR")])]);
    assert_eq!(
        house.payments("heron")[0],
        "2026-11-20 to 2026-12-20 H11",
        "it is the money of the payment by hand"
    );
}

#[test]
fn a_permanent_user_pays_for_no_time() {
    let mut house = House::new().file(
        "users/vole.yaml",
        "class: permanent\npaypal_email: vole@example.org\n",
    );
    house.apply(&[paypal(&[from("vole", "T1", "2026-11-10", "20.00 EUR")])]);
    assert_eq!(house.payments("vole"), ["no time T1"]);
}

#[test]
fn days_that_no_calendar_has_are_asked_for() {
    let mut house = House::new()
        .file(
            "plans.yaml",
            "ages: {price: 5.00 EUR, duration: 9999 years, default: true}\n",
        )
        .user("finch", "paypal_email: finch@example.org\n");
    house.apply(&[paypal(&[
        from("finch", "T1", "2026-11-10", "5.00 EUR"),
        money("T2", "2026-11-10", "5.00 EUR"),
    ])]);
    assert_eq!(
        house.inbox()[0].1,
        "the period would end after the year 9999"
    );
}

#[test]
fn several_times_a_small_first_payment_that_is_also_the_price_asks() {
    let mut house = House::new().user("heron", "paypal_email: heron@example.org\n");
    house.write("decisions/a.yaml", "paypal/T1: {user: heron, periods: 1}\n");
    let first = super::house::by("I-1", "T1", "2026-09-10", "1.00 EUR");
    house.apply(&[paypal(std::slice::from_ref(&first))]);
    let next = super::house::by("I-1", "T2", "2026-10-10", "5.00 EUR");
    house.apply(&[paypal(&[first.clone(), next])]);
    assert_eq!(
        house.only_question(),
        "5.00 EUR is 5 times what this subscription paid, or 1 period of `monthly`"
    );
    let three = super::house::by("I-1", "T2", "2026-10-10", "3.00 EUR");
    house.apply(&[paypal(&[first, three])]);
    assert_eq!(house.inbox(), []);
}
