//! Whole stories of a household: what was written before payments were imported, and what comes afterwards.

use plexmgr::change::Action;
use plexmgr::sources::Transaction;
use plexmgr::vocabulary::Date;

use super::house::{House, from, name, paypal};

const USERS: u64 = 150;

/// Users whose end dates were taken over, each with a day of their own.
fn taken_over() -> House {
    let first: Date = "2026-11-05".parse().unwrap();
    (0..USERS).fold(House::new(), |house, number| {
        let day = first.plus_days(number % 40).unwrap();
        house.paid_until(&format!("user{number:03}"), &day.to_string())
    })
}

/// A year of their money: of each month one payment, on the day of their end.
fn year() -> Vec<Transaction> {
    let payments = (0..USERS).flat_map(|number| {
        let user = format!("user{number:03}");
        (1..=12).map(move |month| {
            let day = format!(
                "{}-{:02}-{:02}",
                2025 + month / 12,
                month % 12 + 1,
                number % 27 + 1
            );
            from(&user, &format!("U{number}M{month}"), &day, "5.00 EUR")
        })
    });
    payments.collect()
}

#[test]
fn a_year_of_old_payments_moves_no_last_paid_day_of_those_who_were_taken_over() {
    let mut house = taken_over();
    let opening = "2026-11-01".parse().unwrap();
    house.rules.payments.openings = vec![(name("paypal"), opening)];
    let year: Vec<_> = year();
    let change_set = house.plan(&[paypal(&year)]);
    assert_eq!(change_set.changes.len(), year.len(), "each is recorded");
    for change in &change_set.changes {
        let gives_time = match change.action() {
            Some(Action::AddPayment(payment)) => payment.period.is_some(),
            Some(Action::LinkPayment(_)) => false,
            other => panic!("{other:?}"),
        };
        assert!(!gives_time, "{change:?}");
    }
}
