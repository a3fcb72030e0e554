//! What payments, departures and classes mean on a day.

use plexmgr::status::{Standing, UserStatus};

use super::people::{People, date, handles, on, payment};

/// A standing in one line.
fn report(user: &UserStatus<'_>) -> String {
    let standing = match user.standing {
        Standing::Expired { paid_until, .. } => {
            let ended = paid_until.map_or("never".to_owned(), |day| day.to_string());
            format!("expired {ended}")
        }
        Standing::Expiring { paid_until, .. } => format!("expiring {paid_until}"),
        Standing::Active { paid_until, .. } => format!("active {paid_until}"),
        Standing::Permanent => "permanent".to_owned(),
        Standing::Departed { since } => format!("departed {since}"),
    };
    let starts = user.standing.starts();
    let starts = starts.map(|day| format!(", starts {day}"));
    standing + &starts.unwrap_or_default()
}

/// How somebody with these payments stands on a day.
#[track_caller]
fn check(payments: &[&str], day: &str, expected: &str) {
    let records = People::default().paying("marlow", payments).records();
    assert_eq!(
        report(&on(&records, day).users[0]),
        expected,
        "{payments:?} on {day}"
    );
    let backwards: Vec<&str> = payments.iter().rev().copied().collect();
    let records = People::default().paying("marlow", &backwards).records();
    assert_eq!(
        report(&on(&records, day).users[0]),
        expected,
        "{backwards:?} on {day}"
    );
}

#[test]
fn a_payment_covers_its_first_and_its_last_day() {
    let period = ["2026-10-22..2026-11-22"];
    check(&period, "2026-10-21", "expired never, starts 2026-10-22");
    check(&period, "2026-10-22", "active 2026-11-22");
    check(&period, "2026-11-07", "active 2026-11-22");
    check(&period, "2026-11-08", "expiring 2026-11-22");
    check(&period, "2026-11-22", "expiring 2026-11-22");
    check(&period, "2026-11-23", "expired 2026-11-22");
    check(
        &["2026-11-22..2026-11-22"],
        "2026-11-22",
        "expiring 2026-11-22",
    );
}

#[test]
fn the_next_payment_starts_on_the_last_day_or_on_the_day_after() {
    for next in [
        "2026-11-22..2026-12-22",
        "2026-11-23..2026-12-22",
        "2026-11-01..2026-12-22",
    ] {
        let chain = ["2026-10-22..2026-11-22", next];
        check(&chain, "2026-11-01", "active 2026-12-22");
        check(&chain, "2026-11-22", "active 2026-12-22");
        check(&chain, "2026-11-23", "active 2026-12-22");
        check(&chain, "2026-12-23", "expired 2026-12-22");
    }
}

#[test]
fn a_day_without_payment_is_a_gap() {
    let gap = [
        "2026-10-22..2026-11-22",
        "2026-11-24..2026-12-24",
        "2027-03-01..2027-04-01",
    ];
    check(&gap, "2026-11-10", "expiring 2026-11-22, starts 2026-11-24");
    check(&gap, "2026-11-23", "expired 2026-11-22, starts 2026-11-24");
    check(&gap, "2026-11-24", "active 2026-12-24, starts 2027-03-01");
    check(&gap, "2027-01-01", "expired 2026-12-24, starts 2027-03-01");
    check(&gap, "2027-05-01", "expired 2027-04-01");
}

#[test]
fn a_short_payment_inside_a_long_one_ends_nothing() {
    let nested = ["2026-01-01..2027-01-01", "2026-03-01..2026-04-01"];
    check(&nested, "2026-03-15", "active 2027-01-01");
    check(&nested, "2026-04-02", "active 2027-01-01");
    check(&nested, "2027-01-02", "expired 2027-01-01");
}

#[test]
fn leap_days_and_turns_of_the_year_are_days_like_others() {
    check(
        &["2028-01-29..2028-02-29"],
        "2028-02-29",
        "expiring 2028-02-29",
    );
    check(
        &["2028-01-29..2028-02-29"],
        "2028-03-01",
        "expired 2028-02-29",
    );
    // 28 February and 1 March lie side by side in 2027, and a leap day apart in 2028.
    for (year, expected) in [("2027", "active"), ("2028", "expiring")] {
        let chain = [
            format!("{year}-01-28..{year}-02-28"),
            format!("{year}-03-01..{year}-04-01"),
        ];
        let end = match year {
            "2027" => "2027-04-01",
            _ => "2028-02-28, starts 2028-03-01",
        };
        let chain: Vec<&str> = chain.iter().map(String::as_str).collect();
        check(
            &chain,
            &format!("{year}-02-20"),
            &format!("{expected} {end}"),
        );
    }
    check(
        &["2026-12-01..2026-12-31", "2027-01-01..2027-01-31"],
        "2026-12-31",
        "active 2027-01-31",
    );
    check(
        &["9999-12-01..9999-12-31"],
        "9999-12-31",
        "expiring 9999-12-31",
    );
}

#[test]
fn a_user_who_never_paid_is_expired() {
    check(&[], "2026-11-22", "expired never");
}

#[test]
fn the_permanent_never_expire_and_the_departed_are_not_expired() {
    let paid = format!("payments:\n{}", payment("2026-10-01..2026-11-01", "manual"));
    let gone = "plex: {departed: 2026-11-20}\n";
    let records = People::default()
        .with("ada", "permanent", "")
        .with("bea", "permanent", &paid)
        .with("cid", "permanent", gone)
        .with("dan", "standard", &format!("{gone}{paid}"))
        .records();
    let told_on = |day| {
        on(&records, day)
            .users
            .iter()
            .map(report)
            .collect::<Vec<_>>()
    };
    let departed = "departed 2026-11-20";
    assert_eq!(
        told_on("2026-11-20"),
        ["permanent", "permanent", departed, departed]
    );
    // On the day before they had not left yet.
    let before = ["expired 2026-11-01", "permanent", "permanent", "permanent"];
    assert_eq!(told_on("2026-11-19"), before);
}

#[test]
fn the_plan_is_that_of_the_payment_in_force_else_of_the_last_else_of_the_next() {
    let payments = "payments:
  - {plan: yearly, start: 2027-01-10, end: 2028-01-10}
  - {plan: monthly, start: 2026-10-10, end: 2026-11-10}
  - {plan: yearly, start: 2026-11-10, end: 2026-12-10}\n";
    let records = People::default()
        .with("ada", "standard", payments)
        .records();
    for (day, plan, start) in [
        ("2026-10-01", "monthly", "2026-10-10"),
        ("2026-11-09", "monthly", "2026-10-10"),
        ("2026-11-10", "yearly", "2026-11-10"),
        ("2026-12-31", "yearly", "2026-11-10"),
        ("2027-02-01", "yearly", "2027-01-10"),
        ("2029-01-01", "yearly", "2027-01-10"),
    ] {
        let status = on(&records, day);
        let payment = status.users[0]
            .coverage
            .payment
            .expect("there are payments");
        assert_eq!(payment.period.plan.as_str(), plan, "{day}");
        assert_eq!(*payment.period.start, date(start), "{day}");
    }
}

#[test]
fn whatever_needs_attention_comes_first() {
    let records = People::default()
        .paying("active-late", &["2026-11-01..2027-11-01"])
        .paying("active-soon", &["2026-11-01..2027-01-01"])
        .paying("expired-long-ago", &["2020-11-01..2020-12-01"])
        .paying("expired-lately", &["2026-10-20..2026-11-20"])
        .paying("never", &[])
        .paying("expiring-b", &["2026-10-25..2026-11-25"])
        .paying("expiring-a", &["2026-10-25..2026-11-25"])
        .with("permanent", "permanent", "")
        .with("left", "standard", "plex: {departed: 2025-01-01}\n")
        .with("left-lately", "standard", "plex: {departed: 2026-01-01}\n")
        .records();
    assert_eq!(
        handles(&on(&records, "2026-11-22")),
        [
            "never",
            "expired-long-ago",
            "expired-lately",
            "expiring-a",
            "expiring-b",
            "active-soon",
            "active-late",
            "permanent",
            "left-lately",
            "left",
        ]
    );
}
