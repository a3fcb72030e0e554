//! What came in by month and source.

use std::collections::BTreeMap;

use super::{Amounts, Month, payments};
use crate::records::schema::Records;
use crate::vocabulary::{Currency, Date, Handle, SourceName};

/// What came in, month by month, and who pays by which source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Income<'r> {
    /// The months up to that of the day, the latest last; months without money are in between as well.
    pub months: Vec<MonthlyIncome>,
    /// How many users paid through each account in these months, `None` for what admins wrote; a user counts where
    /// the latest payment came from.
    pub payers: BTreeMap<Option<&'r SourceName>, usize>,
}

/// What came in during one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthlyIncome {
    /// The month.
    pub month: Month,
    /// What came, by currency; what was given back later is part of it.
    pub received: BTreeMap<Currency, Amounts>,
}

/// The income of the `count` months up to the one of `today`; empty if no payment has an amount.
#[must_use]
pub fn income(records: &Records, today: Date, count: usize) -> Income<'_> {
    let mut month = Month::of(today);
    let mut months = Vec::new();
    for _ in 0..count {
        months.push(MonthlyIncome {
            month,
            received: BTreeMap::new(),
        });
        month = month.before();
    }
    months.reverse();
    let mut latest: BTreeMap<&Handle, (Date, Option<&SourceName>)> = BTreeMap::new();
    for entry in payments(records).filter(|entry| entry.day <= today) {
        let of = Month::of(entry.day);
        let Some(own) = months.iter_mut().find(|own| own.month == of) else {
            continue;
        };
        if let Some(amount) = entry.amount {
            let received = own.received.entry(amount.currency()).or_default();
            received.add(amount.value());
        }
        if let Some(user) = entry.user {
            let newest = latest.entry(user).or_insert((entry.day, entry.account));
            *newest = (*newest).max((entry.day, entry.account));
        }
    }
    if months.iter().all(|month| month.received.is_empty()) {
        return Income::default();
    }
    let mut payers = BTreeMap::new();
    for (_, account) in latest.into_values() {
        *payers.entry(account).or_default() += 1;
    }
    Income { months, payers }
}

#[cfg(test)]
mod tests {
    use super::super::month::tests::household;
    use super::*;

    #[test]
    fn amounts_count_in_the_month_they_came_and_users_where_they_paid_last() {
        let household = household(&[
            (
                "heron",
                "payments:\n  - {plan: monthly, start: 2026-10-05, end: 2026-11-05, amount: 5.00 EUR}\n  \
                 - {plan: monthly, start: 2026-11-05, end: 2026-12-05, paid_on: 2026-10-31, amount: 5.00 EUR, \
                 source: paypal, transaction_id: A}\n",
            ),
            (
                "otter",
                "payments:\n  - {plan: monthly, start: 2026-11-01, end: 2026-12-01}\n",
            ),
        ]);
        let today = "2026-11-29".parse().unwrap();
        let income = income(&household.records, today, 3);
        let sums: Vec<String> = income
            .months
            .iter()
            .map(|month| {
                let sums = month.received.iter();
                let sums =
                    sums.map(|(currency, all)| format!(" {}x {} {currency}", all.count, all.sum));
                format!("{}{}", month.month, sums.collect::<String>())
            })
            .collect();
        assert_eq!(sums, ["2026-09", "2026-10 2x 10.00 EUR", "2026-11"]);
        let paypal = "paypal".parse().unwrap();
        assert_eq!(income.payers, [(None, 1), (Some(&paypal), 1)].into());
    }
}
