//! What came in, month by month.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::Serialize;

use super::bars::hundredths;
use super::view::month_name;
use crate::render::kit::Privacy;
use crate::status::{Amounts, MonthlyIncome, Status};
use crate::vocabulary::{Currency, SourceName, counted};

/// The months, a picture for each currency, and who pays by which source.
#[derive(Debug, Serialize)]
pub(super) struct IncomeView {
    pictures: Vec<Picture>,
    payers: Vec<String>,
}

/// What came in one currency.
#[derive(Debug, Serialize)]
struct Picture {
    currency: String,
    months: Vec<Column>,
}

/// What came in one month.
#[derive(Debug, Serialize)]
struct Column {
    /// `2026-11`
    iso: String,
    /// `Nov`
    name: &'static str,
    year: u32,
    /// Whether the year is shown: in the first month shown, and in January.
    shows_year: bool,
    is_now: bool,
    count: usize,
    /// How high it is, in hundredths of the highest with two decimals.
    height: String,
    /// The number below it: the rounded sum, or the number of payments where amounts may not be read.
    label: String,
}

impl IncomeView {
    pub(super) fn of(status: &Status<'_>, privacy: Privacy) -> Self {
        let income = &status.income;
        let all = income.months.iter().flat_map(|month| month.received.keys());
        let currencies: BTreeSet<Currency> = all.copied().collect();
        let picture = |currency: Currency| Picture {
            currency: currency.to_string(),
            months: columns(&income.months, currency, privacy),
        };
        let payer = |(account, users): (&Option<&SourceName>, &usize)| {
            let account = account.map_or("by hand", SourceName::as_str);
            format!("{account}: {}", counted(*users, "user"))
        };
        Self {
            pictures: currencies.into_iter().map(picture).collect(),
            payers: income.payers.iter().map(payer).collect(),
        }
    }
}

fn columns(months: &[MonthlyIncome], currency: Currency, privacy: Privacy) -> Vec<Column> {
    let of = |month: &MonthlyIncome| month.received.get(&currency).copied().unwrap_or_default();
    let size = |amounts: Amounts| match privacy {
        Privacy::Open => cents(amounts.sum),
        Privacy::Masked => amounts.count,
    };
    let highest = months
        .iter()
        .map(|month| size(of(month)))
        .max()
        .unwrap_or(0);
    let column = |(index, month): (usize, &MonthlyIncome)| {
        let (amounts, first) = (of(month), month.month.first());
        Column {
            iso: month.month.to_string(),
            name: month_name(first.month()),
            year: first.year(),
            shows_year: index == 0 || first.month() == 1,
            is_now: index + 1 == months.len(),
            count: amounts.count,
            height: hundredths(size(amounts), highest),
            label: match privacy {
                Privacy::Open => amounts.sum.round().normalize().to_string(),
                Privacy::Masked => amounts.count.to_string(),
            },
        }
    };
    months.iter().enumerate().map(column).collect()
}

/// A sum in hundredths, for its height only.
fn cents(sum: Decimal) -> usize {
    let cents = (sum * Decimal::ONE_HUNDRED).trunc().normalize();
    cents.to_string().parse().unwrap_or(0)
}
