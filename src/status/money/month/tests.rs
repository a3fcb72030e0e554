//! Months of small households.

use std::sync::Arc;

use super::super::MonthError;
use super::*;
use crate::records::{self, Household, SourceFile};

/// Users who are standard, with these keys more; a monthly plan of 5.00 EUR and a yearly one of 50.00.
pub(in crate::status::money) fn household(users: &[(&str, &str)]) -> Household {
    let plans = "monthly: {price: 5.00 EUR, duration: 1 month, default: true}\n\
                 yearly: {price: 50.00 EUR, duration: 1 year}\n";
    let mut files = vec![("records/plans.yaml".to_owned(), plans.to_owned())];
    files.extend(users.iter().map(|(handle, keys)| {
        let class = if keys.contains("class:") {
            ""
        } else {
            "class: standard\n"
        };
        (
            format!("records/users/{handle}.yaml"),
            format!("{class}{keys}"),
        )
    }));
    let files = files.into_iter().map(|(path, text)| SourceFile {
        path: Arc::from(path),
        bytes: text.into_bytes(),
    });
    records::read("records", files.collect()).unwrap()
}

/// A monthly payment from this day to the same day of the next month, with these keys more.
fn monthly(start: &str, end: &str, more: &str) -> String {
    format!("  - {{plan: monthly, start: {start}, end: {end}, amount: 5.00 EUR{more}}}\n")
}

fn view<'r>(household: &'r Household, of: &str, today: &str) -> MonthView<'r> {
    month(
        &household.records,
        of.parse().unwrap(),
        today.parse().unwrap(),
        7,
        &Fees::new(),
    )
}

fn names(due: &[DuePayment<'_>]) -> Vec<String> {
    let name = |due: &DuePayment<'_>| {
        let amount = due.amount.map(|amount| amount.to_string());
        format!("{} {} {}", due.user, due.due, amount.unwrap_or_default())
    };
    due.iter().map(name).collect()
}

#[test]
fn a_payment_is_missing_until_one_goes_beyond_its_day() {
    let heron = monthly("2026-10-05", "2026-11-05", "");
    let otter = monthly("2026-10-05", "2026-11-05", "") + &monthly("2026-11-12", "2026-12-12", "");
    let finch = monthly("2026-10-28", "2026-11-30", "");
    let wren = monthly("2026-10-10", "2026-11-10", "")
        + &monthly("2026-11-10", "2026-12-10", ", paid_on: 2026-10-30");
    let of = |payments: &str| format!("payments:\n{payments}");
    let household = household(&[
        ("heron", &of(&heron)),
        ("otter", &of(&otter)),
        ("finch", &of(&finch)),
        ("wren", &of(&wren)),
        ("always", &format!("class: permanent\npayments:\n{heron}")),
        ("child", &format!("covered_by: heron\npayments:\n{heron}")),
    ]);
    let view = view(&household, "2026-11", "2026-11-29");
    assert_eq!(names(&view.missing), ["heron 2026-11-05 5.00 EUR"]);
    assert_eq!(names(&view.to_come), ["finch 2026-11-30 5.00 EUR"]);
    let [line] = view.plans.as_slice() else {
        panic!("{:?}", view.plans)
    };
    // Of wren nothing is expected, because the money came in October.
    assert_eq!((line.expected.count, line.received.count), (3, 1));
    // In December: finch on the 30th, otter on the 12th, wren on the 10th; heron is past the grace days.
    assert_eq!(line.forecast.count, 3);
    assert_eq!(line.forecast.sum.to_string(), "15.00");
}

#[test]
fn subscriptions_that_ran_out_and_money_given_back_are_listed_in_their_month() {
    let heron = monthly("2026-10-05", "2026-11-05", ", subscription_id: I-1")
        + &monthly(
            "2026-10-06",
            "2026-11-06",
            ", refunds: [{on: 2026-11-08, amount: 5.00 EUR}]",
        );
    let otter = monthly(
        "2026-10-25",
        "2026-11-25",
        ", subscription_id: I-2, dispute: {opened: 2026-11-03, outcome: open}",
    );
    let of = |payments: &str| format!("payments:\n{payments}");
    let household = household(&[("heron", &of(&heron)), ("otter", &of(&otter))]);
    let view = view(&household, "2026-11", "2026-11-29");
    let stopped: Vec<_> = view
        .stopped
        .iter()
        .map(|it| (it.user.as_str(), it.id))
        .collect();
    assert_eq!(stopped, [("heron", "I-1")]);
    let returned: Vec<_> = view
        .returned
        .iter()
        .map(|it| (it.user.as_str(), it.kind))
        .collect();
    assert_eq!(
        returned,
        [
            ("otter", MoneyKind::Disputed),
            ("heron", MoneyKind::Refunded)
        ]
    );
    assert_eq!(self::view(&household, "2026-10", "2026-11-29").returned, []);
}

#[test]
fn a_new_plan_and_its_price_count_for_what_is_due() {
    let heron = format!(
        "plan: yearly\npayments:\n{}",
        monthly("2026-10-31", "2026-11-30", "")
    );
    let household = household(&[("heron", &heron)]);
    let view = view(&household, "2026-11", "2026-11-29");
    assert_eq!(names(&view.to_come), ["heron 2026-11-30 50.00 EUR"]);
    // A year later it is due again, not in December.
    let december: usize = view.plans.iter().map(|line| line.forecast.count).sum();
    assert_eq!(december, 0);
}

#[test]
fn months_know_their_days() {
    let february: Month = "2028-02".parse().unwrap();
    assert_eq!(february.last().to_string(), "2028-02-29");
    assert_eq!(february.before().before().to_string(), "2027-12");
    assert_eq!(
        "2026-12".parse::<Month>().unwrap().next().to_string(),
        "2027-01"
    );
    for text in ["2026-13", "2026", "2026-1", "26-11", "2026-11-01"] {
        assert_eq!(text.parse::<Month>(), Err(MonthError), "{text}");
    }
}
