//! A month, in every format.

mod csv;
mod markdown;

use super::month_document::{MonthDocument, discord, name};
use super::words::{amount as money_of, counted, kind, sentence};
use crate::render::kit::paint::Role;
use crate::render::kit::table::{Cell, Column, Need, Table};
use crate::render::kit::{Page, text_of};
use crate::status::{DuePayment, FeeSums, MonthView, PlanMonth, Returned, StoppedSubscription};
use crate::vocabulary::{Handle, Money, counted as counted_noun, shown};

pub use csv::csv;
pub use markdown::markdown;

/// One document.
#[must_use]
pub fn json(view: &MonthView<'_>) -> String {
    text_of(&MonthDocument::of(view))
}

/// The plans, then who is missing, what is still due, what stopped, and what was given back.
#[must_use]
pub fn text(view: &MonthView<'_>, page: Page) -> String {
    let heading = format!("Month {}, on {}", view.month, view.today);
    let mut sections = vec![sentence(&heading, Some(Role::Heading), page)];
    let mut table = |table: Table| {
        if !table.rows.is_empty() {
            sections.push(table.text(page));
        }
    };
    table(plans(view));
    table(due("MISSING SINCE", Role::Removed, &view.missing));
    table(due("DUE ON", Role::Warning, &view.to_come));
    table(stopped(&view.stopped));
    table(returned(&view.returned));
    sections.push(sentence(&summary(view), None, page));
    let fees = view
        .fees
        .iter()
        .map(|sums| sentence(&fees(sums), None, page));
    sections.extend(fees);
    sections.join("\n")
}

/// `3 payments missing, 2 to come. 1 payment without an amount.`
fn summary(view: &MonthView<'_>) -> String {
    let missing = match view.missing.len() {
        0 => "No payments missing".to_owned(),
        count => format!("{} missing", counted_noun(count, "payment")),
    };
    let to_come = match view.to_come.len() {
        0 => String::new(),
        count => format!(", {count} to come"),
    };
    let unknown = match view.without_amount {
        0 => String::new(),
        count => format!(" {} without an amount.", counted_noun(count, "payment")),
    };
    format!("{missing}{to_come}.{unknown}")
}

/// `Fees 1.47 EUR on 3 of 5 payments in EUR, net 13.53 EUR.`
fn fees(sums: &FeeSums) -> String {
    let &FeeSums {
        currency,
        payments,
        known,
        fees,
    } = sums;
    let of = match known.count == payments {
        true => counted_noun(payments, "payment"),
        false => format!("{} of {}", known.count, counted_noun(payments, "payment")),
    };
    format!(
        "Fees {} on {of} in {currency}: {} gross, {} net.",
        money_of(fees, currency),
        money_of(known.sum, currency),
        money_of(sums.net(), currency)
    )
}

fn plans(view: &MonthView<'_>) -> Table {
    let row = |line: &PlanMonth<'_>| {
        let amounts = [line.expected, line.received, line.forecast];
        let mut row = vec![
            Cell::plain(line.plan.map_or("(no time)", Handle::as_str)),
            Cell::plain(line.currency.to_string()),
        ];
        row.extend(amounts.map(|amounts| Cell::plain(counted(amounts))));
        row
    };
    Table {
        columns: vec![
            Column::left("PLAN", Need::Always),
            Column::left("CURRENCY", Need::Always),
            Column::right("EXPECTED", Need::Always),
            Column::right("RECEIVED", Need::Always),
            Column::right("NEXT MONTH", Need::Always),
        ],
        rows: view.plans.iter().map(row).collect(),
    }
}

fn due(heading: &'static str, role: Role, all: &[DuePayment<'_>]) -> Table {
    let row = |due: &DuePayment<'_>| {
        let record = due.record;
        let email = record.plex.email.as_ref().map(|email| shown(email));
        let paypal = record
            .paypal_email
            .as_ref()
            .map(|email| shown(email.as_str()));
        vec![
            Cell::painted(role, due.due.to_string()),
            Cell::plain(due.user.as_str()),
            Cell::plain(money(due.amount)),
            Cell::plain(email.unwrap_or_default()),
            Cell::plain(paypal.unwrap_or_default()),
            Cell::plain(discord(record).map(|name| shown(&name)).unwrap_or_default()),
            Cell::plain(name(record).map(shown).unwrap_or_default()),
        ]
    };
    Table {
        columns: vec![
            Column::left(heading, Need::Always).whole(),
            Column::left("USER", Need::Always).whole(),
            Column::right("AMOUNT", Need::Rank(3)).whole(),
            Column::left("E-MAIL", Need::Rank(5)).whole(),
            Column::left("PAYPAL", Need::Rank(4)).whole(),
            Column::left("DISCORD", Need::Rank(2)).whole(),
            // Last, because a name written from right to left moves whatever stands behind it.
            Column::left("NAME", Need::Rank(1)).cut(),
        ],
        rows: all.iter().map(row).collect(),
    }
}

fn stopped(all: &[StoppedSubscription<'_>]) -> Table {
    let row = |it: &StoppedSubscription<'_>| {
        vec![
            Cell::painted(Role::Warning, it.paid_until.to_string()),
            Cell::plain(it.user.as_str()),
            Cell::plain(money(it.amount)),
            Cell::plain(shown(it.id)),
        ]
    };
    Table {
        columns: vec![
            Column::left("STOPPED AFTER", Need::Always).whole(),
            Column::left("USER", Need::Always).whole(),
            Column::right("AMOUNT", Need::Rank(1)).whole(),
            Column::left("SUBSCRIPTION", Need::Always),
        ],
        rows: all.iter().map(row).collect(),
    }
}

fn returned(all: &[Returned<'_>]) -> Table {
    let row = |it: &Returned<'_>| {
        vec![
            Cell::painted(Role::Removed, it.on.to_string()),
            Cell::plain(it.user.as_str()),
            Cell::plain(money(it.amount)),
            Cell::plain(kind(it.kind)),
        ]
    };
    Table {
        columns: vec![
            Column::left("RETURNED ON", Need::Always).whole(),
            Column::left("USER", Need::Always).whole(),
            Column::right("AMOUNT", Need::Always).whole(),
            Column::left("HOW", Need::Always),
        ],
        rows: all.iter().map(row).collect(),
    }
}

fn money(amount: Option<Money>) -> String {
    amount.map(|amount| amount.to_string()).unwrap_or_default()
}
