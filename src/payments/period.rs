//! When a paid period begins and ends.
//!
//! Periods follow each other: one starts on the day the one before it ended, so the anniversary stays. Months count
//! from the first day of the unbroken chain whose payments run in whole months: 31 January, 28 February, 31 March.

use std::cell::OnceCell;

use crate::vocabulary::{Date, PlanDuration};

/// The most periods that are tried to reach a day.
const MOST_PERIODS: u32 = 1_200;

/// Where a new period starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beginning {
    /// Its first day.
    pub start: Date,
    /// The day months are counted from.
    pub anchor: Date,
    /// Whether it follows another period.
    pub continues: bool,
}

impl Beginning {
    /// Where the period of a payment starts that came on the day `paid`, among other periods in any order: at the
    /// end of the chain before it, if that ended at most `grace` days earlier or lasts on, else on that day.
    #[must_use]
    pub fn of(periods: Vec<Span>, paid: Date, grace: u32) -> Self {
        let chains = chains(periods);
        let begun = chains.iter().rev().find(|chain| chain.start() <= paid);
        match begun {
            Some(chain) if paid.days_since(chain.end()) <= i64::from(grace) => Self::after(chain),
            _ => Self::on(paid),
        }
    }

    /// A period that follows a chain.
    #[must_use]
    pub fn after(chain: &Chain) -> Self {
        Self {
            start: chain.end(),
            anchor: chain.anchor(),
            continues: true,
        }
    }

    /// A period that starts on a given day and follows no other.
    #[must_use]
    pub const fn on(start: Date) -> Self {
        Self {
            start,
            anchor: start,
            continues: false,
        }
    }

    /// The last day after `count` periods; `None` past the year 9999.
    #[must_use]
    pub fn end(&self, duration: PlanDuration, count: u32) -> Option<Date> {
        let Some(months) = duration.months() else {
            return duration.nth_end_from(self.start, count);
        };
        let before = whole_months(self.anchor, self.start)?;
        self.anchor
            .plus_months(months.checked_mul(count)?.checked_add(before)?)
    }

    /// How many periods end on `until`; `None` if none does.
    #[must_use]
    pub fn periods(&self, duration: PlanDuration, until: Date) -> Option<u32> {
        let ends = (1..=MOST_PERIODS).map(|count| (count, self.end(duration, count)));
        let mut ends = ends.take_while(|(_, end)| end.is_some_and(|end| end <= until));
        ends.find(|(_, end)| *end == Some(until))
            .map(|(count, _)| count)
    }
}

/// The first day of a period and its end, from which the next one starts.
pub type Span = (Date, Date);

/// Periods that follow each other without a day between them, by their first days; at least one.
#[derive(Debug, Clone)]
pub struct Chain {
    /// The first days, in order.
    starts: Vec<Date>,
    end: Date,
    /// Where months are counted from, once that was asked for.
    anchor: OnceCell<Date>,
}

impl PartialEq for Chain {
    fn eq(&self, other: &Self) -> bool {
        (&self.starts, self.end) == (&other.starts, other.end)
    }
}

/// The chains that periods in any order make, the earliest first.
#[must_use]
pub fn chains(mut periods: Vec<Span>) -> Vec<Chain> {
    periods.sort_unstable();
    let mut chains: Vec<Chain> = Vec::new();
    for (start, end) in periods {
        match chains.last_mut() {
            Some(chain) if start <= chain.end => {
                chain.starts.push(start);
                chain.end = chain.end.max(end);
            }
            _ => chains.push(Chain::of((start, end))),
        }
    }
    chains
}

/// Takes one more period into chains; whether that could be done, because it starts behind all others.
pub(super) fn extend(chains: &mut Vec<Chain>, (start, end): Span) -> bool {
    match chains.last_mut() {
        Some(chain) if chain.starts.last().is_some_and(|last| start < *last) => return false,
        Some(chain) if start <= chain.end => chain.extend((start, end)),
        _ => chains.push(Chain::of((start, end))),
    }
    true
}

impl Chain {
    fn of((start, end): Span) -> Self {
        Self {
            starts: vec![start],
            end,
            anchor: OnceCell::new(),
        }
    }

    /// Takes a period that starts behind all others, and not after the end.
    fn extend(&mut self, (start, end): Span) {
        let before = self.end;
        self.starts.push(start);
        self.end = before.max(end);
        // What fitted all days before fits the two that are new, or is looked for again.
        let fits = |anchor: &Date| {
            let mut new = [start, self.end].into_iter();
            new.all(|day| whole_months(*anchor, day).is_some())
        };
        if start != before || !self.anchor.get().is_some_and(fits) {
            self.anchor.take();
        }
    }

    /// Its first day.
    #[must_use]
    pub fn start(&self) -> Date {
        self.starts.first().copied().unwrap_or(Date::LAST)
    }

    /// Its end.
    #[must_use]
    pub fn end(&self) -> Date {
        self.end
    }

    /// The first day of it from which every later period starts, and the chain ends, after whole months.
    fn anchor(&self) -> Date {
        *self.anchor.get_or_init(|| self.found_anchor())
    }

    fn found_anchor(&self) -> Date {
        let is_anchor = |index: &usize| {
            let (anchor, later) = (self.starts[*index], &self.starts[index + 1..]);
            // The end first: where days are counted in between, it is most often what does not fit.
            let mut boundaries = [&self.end].into_iter().chain(later);
            boundaries.all(|day| whole_months(anchor, *day).is_some())
        };
        let found = (0..self.starts.len()).find(is_anchor);
        found.map_or(self.end, |index| self.starts[index])
    }
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

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn spans(periods: &[(&str, &str)]) -> Vec<Span> {
        let span = |(start, end): &(&str, &str)| (day(start), day(end));
        periods.iter().map(span).collect()
    }

    fn begins(periods: &[(&str, &str)], paid: &str) -> (String, String) {
        let beginning = Beginning::of(spans(periods), day(paid), 7);
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
    fn months_count_from_the_first_day_of_the_chain() {
        let chain = [("2026-01-31", "2026-02-28"), ("2026-02-28", "2026-03-31")];
        assert_eq!(begins(&chain[..1], "2026-03-01").1, "2026-01-31");
        let monthly: PlanDuration = "1 month".parse().unwrap();
        let beginning = Beginning::of(spans(&chain), day("2026-03-30"), 7);
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
