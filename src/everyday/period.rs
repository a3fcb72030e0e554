//! When a paid period begins and ends.
//!
//! Periods follow each other: one starts on the day the one before it ended, so the anniversary stays. Months count
//! from the first day of the unbroken chain whose payments run in whole months: 31 January, 28 February, 31 March.

use crate::records::schema::{Paid, PaymentRecord, paid};
use crate::vocabulary::{Date, PlanDuration};

/// The most periods that are tried to reach a day.
const MOST_PERIODS: u32 = 1_200;

/// Where a new period starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beginning {
    /// Its first day.
    pub(super) start: Date,
    /// The day months are counted from.
    pub(super) anchor: Date,
    /// Whether it follows another period.
    pub(super) continues: bool,
}

/// The payments for time that are not guesses of an import; guesses are in no chain.
pub(super) fn real(payments: &[PaymentRecord]) -> impl Iterator<Item = Paid<'_>> {
    paid(payments).filter(|paid| !paid.payment.is_guess())
}

impl Beginning {
    /// Where the period of a payment starts that came on the day `paid`: at the end of the chain before it, if that
    /// ended at most `grace` days earlier or lasts on, else on that day.
    pub(super) fn of(payments: &[PaymentRecord], paid: Date, grace: u32) -> Self {
        let mut periods: Vec<(Date, Date)> = real(payments)
            .map(|paid| (*paid.period.start, *paid.period.end))
            .collect();
        periods.sort_unstable();
        let mut chains: Vec<Vec<(Date, Date)>> = Vec::new();
        for period in periods {
            match chains.last_mut() {
                Some(chain) if period.0 <= end_of(chain) => chain.push(period),
                _ => chains.push(vec![period]),
            }
        }
        let begun = chains.iter().rev().find(|chain| chain[0].0 <= paid);
        match begun {
            Some(chain) if paid.days_since(end_of(chain)) <= i64::from(grace) => Self {
                start: end_of(chain),
                anchor: anchor(chain),
                continues: true,
            },
            _ => Self::on(paid),
        }
    }

    /// A period that starts on a given day and follows no other.
    pub(super) const fn on(start: Date) -> Self {
        Self {
            start,
            anchor: start,
            continues: false,
        }
    }

    /// The last day after `count` periods; `None` past the year 9999.
    pub(super) fn end(&self, duration: PlanDuration, count: u32) -> Option<Date> {
        let Some(months) = duration.months() else {
            return duration.nth_end_from(self.start, count);
        };
        let before = whole_months(self.anchor, self.start)?;
        self.anchor
            .plus_months(months.checked_mul(count)?.checked_add(before)?)
    }

    /// How many periods end on `until`; `None` if none does.
    pub(super) fn periods(&self, duration: PlanDuration, until: Date) -> Option<u32> {
        let ends = (1..=MOST_PERIODS).map(|count| (count, self.end(duration, count)));
        let mut ends = ends.take_while(|(_, end)| end.is_some_and(|end| end <= until));
        ends.find(|(_, end)| *end == Some(until))
            .map(|(count, _)| count)
    }
}

fn end_of(chain: &[(Date, Date)]) -> Date {
    let ends = chain.iter().map(|(_, end)| *end);
    ends.max().unwrap_or(Date::LAST)
}

/// The first day of a chain from which every later period starts, and the chain ends, after whole months.
fn anchor(chain: &[(Date, Date)]) -> Date {
    let end = end_of(chain);
    let is_anchor = |index: &usize| {
        let anchor = chain[*index].0;
        let later = chain[index + 1..].iter().map(|(start, _)| *start);
        let mut boundaries = later.chain([end]);
        boundaries.all(|day| whole_months(anchor, day).is_some())
    };
    let found = (0..chain.len()).find(is_anchor);
    found.map_or(end, |index| chain[index].0)
}

/// How many months lie between two days, if it is a whole number; the last day of a month counts for the days that
/// the month does not have.
fn whole_months(from: Date, to: Date) -> Option<u32> {
    let months = |date: Date| date.year() * 12 + date.month();
    let count = months(to).checked_sub(months(from))?;
    (from.plus_months(count) == Some(to)).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::schema::PaidPeriod;
    use crate::vocabulary::{PaymentOrigin, Placed};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn payment(start: &str, end: &str, origin: PaymentOrigin) -> PaymentRecord {
        PaymentRecord {
            origin: Some(Placed::made(origin)),
            ..PaymentRecord::of(PaidPeriod {
                plan: Placed::made("monthly".parse().unwrap()),
                start: Placed::made(day(start)),
                end: Placed::made(day(end)),
            })
        }
    }

    fn begins(periods: &[(&str, &str)], paid: &str) -> (String, String) {
        let manual = |(start, end): &(&str, &str)| payment(start, end, PaymentOrigin::Manual);
        let payments: Vec<_> = periods.iter().map(manual).collect();
        let beginning = Beginning::of(&payments, day(paid), 7);
        (beginning.start.to_string(), beginning.anchor.to_string())
    }

    #[test]
    fn a_payment_within_grace_continues_and_a_later_one_starts_that_day() {
        let chain = [("2026-01-05", "2026-02-05"), ("2026-02-05", "2026-03-05")];
        for (paid, start) in [
            ("2026-02-20", "2026-03-05"),
            ("2026-03-05", "2026-03-05"),
            ("2026-03-12", "2026-03-05"),
            ("2026-03-13", "2026-03-13"),
            ("2025-12-24", "2025-12-24"),
        ] {
            assert_eq!(begins(&chain, paid).0, start, "paid on {paid}");
        }
        assert_eq!(begins(&[], "2026-03-13").0, "2026-03-13");
    }

    #[test]
    fn a_guess_of_an_import_is_in_no_chain() {
        let guess = [payment("2026-11-22", "2026-12-22", PaymentOrigin::Import)];
        let beginning = Beginning::of(&guess, day("2026-12-01"), 7);
        assert_eq!(beginning, Beginning::on(day("2026-12-01")));
    }

    #[test]
    fn months_count_from_the_first_day_of_the_chain() {
        let chain = [("2026-01-31", "2026-02-28"), ("2026-02-28", "2026-03-31")];
        assert_eq!(begins(&chain[..1], "2026-03-01").1, "2026-01-31");
        let monthly: PlanDuration = "1 month".parse().unwrap();
        let manual = |(start, end): &(&str, &str)| payment(start, end, PaymentOrigin::Manual);
        let payments: Vec<_> = chain.iter().map(manual).collect();
        let beginning = Beginning::of(&payments, day("2026-03-30"), 7);
        let ends: Vec<_> = (1..=3).filter_map(|n| beginning.end(monthly, n)).collect();
        assert_eq!(ends, ["2026-04-30", "2026-05-31", "2026-06-30"].map(day));
        assert_eq!(beginning.periods(monthly, day("2026-06-30")), Some(3));
        assert_eq!(beginning.periods(monthly, day("2026-06-29")), None);
        assert_eq!(beginning.periods(monthly, day("2026-03-31")), None);
    }

    #[test]
    fn days_and_other_lengths_move_the_anchor() {
        let mixed = [("2026-01-10", "2026-02-09"), ("2026-02-09", "2026-03-09")];
        assert_eq!(begins(&mixed, "2026-03-01").1, "2026-02-09");
        let odd = [("2026-01-10", "2026-02-20")];
        assert_eq!(begins(&odd, "2026-02-20").1, "2026-02-20");
    }
}
