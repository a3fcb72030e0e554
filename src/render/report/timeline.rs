//! When payments end, month by month.

use std::collections::BTreeMap;

use serde::Serialize;

use super::bars::{self, Segment};
use super::view::month_name;
use crate::status::{Standing, StandingKind, Status, UserStatus};
use crate::vocabulary::Date;

/// How many months before that of today are shown.
const MONTHS_BEFORE: u32 = 2;

/// How many months are shown.
const SHOWN_MONTHS: u32 = 12;

/// How many people of one month are named.
const MOST_NAMED: usize = 8;

/// The months, and how many people lie outside of them.
#[derive(Debug, Serialize)]
pub(super) struct Timeline {
    months: Vec<Month>,
    earlier: usize,
    later: usize,
    never: usize,
    /// Whether any user is shown.
    is_empty: bool,
}

/// The payments that end in one month.
#[derive(Debug, Serialize)]
struct Month {
    /// `2026-11`
    iso: String,
    /// `Nov`
    name: &'static str,
    year: u32,
    /// Whether the year is shown: in the first month shown, and in January.
    shows_year: bool,
    is_now: bool,
    count: usize,
    segments: Vec<Segment>,
    named: Vec<String>,
    more: usize,
}

impl Timeline {
    pub(super) fn of(status: &Status<'_>) -> Self {
        let mut by_month: BTreeMap<u32, Vec<&UserStatus<'_>>> = BTreeMap::new();
        let mut never = 0;
        for user in &status.users {
            match user.standing {
                Standing::Expired {
                    paid_until: Some(day),
                    ..
                }
                | Standing::Expiring {
                    paid_until: day, ..
                }
                | Standing::Active {
                    paid_until: day, ..
                } => {
                    by_month.entry(month_of(day)).or_default().push(user);
                }
                Standing::Expired {
                    paid_until: None, ..
                } => never += 1,
                Standing::Permanent | Standing::Departed { .. } => {}
            }
        }
        let now = month_of(status.today);
        let first = now - MONTHS_BEFORE;
        let end = first + SHOWN_MONTHS;
        let count = |users: &Vec<_>| users.len();
        let shown = by_month.range(first..end);
        let highest = shown.map(|(_, users)| users.len()).max().unwrap_or(0);
        let month = |number| {
            let users = by_month.get(&number).map_or([].as_slice(), Vec::as_slice);
            Month::of(number, users, highest, now, number == first)
        };
        Self {
            months: (first..end).map(month).collect(),
            earlier: by_month.range(..first).map(|(_, users)| count(users)).sum(),
            later: by_month.range(end..).map(|(_, users)| count(users)).sum(),
            never,
            is_empty: highest == 0,
        }
    }
}

impl Month {
    fn of(
        number: u32,
        users: &[&UserStatus<'_>],
        highest: usize,
        now: u32,
        is_first: bool,
    ) -> Self {
        let (year, month) = (number / 12, number % 12 + 1);
        let of_kind = |kind| {
            let users = users.iter();
            (
                kind,
                users.filter(|user| user.standing.kind() == kind).count(),
            )
        };
        // From the bottom of the column upwards.
        let parts = [
            StandingKind::Expired,
            StandingKind::Expiring,
            StandingKind::Active,
        ];
        Self {
            iso: format!("{year:04}-{month:02}"),
            name: month_name(month),
            year,
            shows_year: is_first || month == 1,
            is_now: number == now,
            count: users.len(),
            segments: bars::stacked(&parts.map(of_kind), highest),
            named: users
                .iter()
                .take(MOST_NAMED)
                .map(|user| user.handle.to_string())
                .collect(),
            more: users.len().saturating_sub(MOST_NAMED),
        }
    }
}

/// The month of a day, counted from January of the year 0.
fn month_of(day: Date) -> u32 {
    day.year() * 12 + day.month() - 1
}
