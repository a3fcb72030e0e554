//! A month as a spreadsheet.

use rust_decimal::Decimal;

use crate::render::kit::spreadsheet;
use crate::status::{
    Amounts, DuePayment, FeeSums, MonthView, PlanMonth, Returned, StoppedSubscription,
};
use crate::vocabulary::{Handle, Money};

use super::super::month_document::discord;

/// The columns of the CSV, in order; new ones are added at the end.
const COLUMNS: [&str; 11] = [
    "what",
    "plan",
    "currency",
    "count",
    "amount",
    "user",
    "day",
    "subscription_id",
    "email",
    "paypal_email",
    "discord",
];

/// A row for each number of a plan, the fees and the net of each currency, then for each payment that is missing or to come, each subscription that stopped,
/// and everything that was given back.
#[must_use]
pub fn csv(view: &MonthView<'_>) -> String {
    let plans = view.plans.iter().flat_map(plan_cells);
    let fees = view.fees.iter().flat_map(fee_cells);
    let missing = view.missing.iter().map(|due| due_cells("missing", due));
    let to_come = view.to_come.iter().map(|due| due_cells("to_come", due));
    let stopped = view.stopped.iter().map(stopped_cells);
    let returned = view.returned.iter().map(returned_cells);
    let rows = plans
        .chain(fees)
        .chain(missing)
        .chain(to_come)
        .chain(stopped)
        .chain(returned);
    spreadsheet::table(COLUMNS, rows)
}

type Cells = [String; COLUMNS.len()];

/// A row of what is known in it, by column.
fn cells<const N: usize>(known: [(&str, String); N]) -> Cells {
    let mut cells = Cells::default();
    for (column, text) in known {
        if let Some(at) = COLUMNS.iter().position(|name| *name == column) {
            cells[at] = text;
        }
    }
    cells
}

fn plan_cells(line: &PlanMonth<'_>) -> Vec<Cells> {
    let row = |what: &str, amounts: Amounts| {
        cells([
            ("what", what.to_owned()),
            ("plan", spreadsheet::text(line.plan.map(Handle::as_str))),
            ("currency", line.currency.to_string()),
            ("count", amounts.count.to_string()),
            ("amount", amounts.sum.to_string()),
        ])
    };
    vec![
        row("expected", line.expected),
        row("received", line.received),
        row("forecast", line.forecast),
    ]
}

fn fee_cells(sums: &FeeSums) -> [Cells; 2] {
    let row = |what: &str, sum: Decimal| {
        cells([
            ("what", what.to_owned()),
            ("currency", sums.currency.to_string()),
            ("count", sums.known.count.to_string()),
            ("amount", sum.to_string()),
        ])
    };
    [row("fees", sums.fees), row("net", sums.net())]
}

/// The amount and the currency of money.
fn amount_cells(amount: Option<Money>) -> [String; 2] {
    let value = amount.map(|amount| amount.value().to_string());
    let currency = amount.map(|amount| amount.currency().to_string());
    [value.unwrap_or_default(), currency.unwrap_or_default()]
}

fn due_cells(what: &str, due: &DuePayment<'_>) -> Cells {
    let [amount, currency] = amount_cells(due.amount);
    let record = due.record;
    let email = record.plex.email.as_ref().map(|email| email.value.as_str());
    let paypal = record
        .paypal_email
        .as_ref()
        .map(|email| email.value.as_str());
    cells([
        ("what", what.to_owned()),
        ("plan", spreadsheet::safe(due.plan.as_str())),
        ("currency", currency),
        ("amount", amount),
        ("user", spreadsheet::safe(due.user.as_str())),
        ("day", due.due.to_string()),
        ("email", spreadsheet::text(email)),
        ("paypal_email", spreadsheet::text(paypal)),
        ("discord", spreadsheet::text(discord(record).as_deref())),
    ])
}

fn stopped_cells(it: &StoppedSubscription<'_>) -> Cells {
    let [amount, currency] = amount_cells(it.amount);
    cells([
        ("what", "stopped".to_owned()),
        ("currency", currency),
        ("amount", amount),
        ("user", spreadsheet::safe(it.user.as_str())),
        ("day", it.paid_until.to_string()),
        ("subscription_id", spreadsheet::safe(it.id)),
    ])
}

fn returned_cells(it: &Returned<'_>) -> Cells {
    let [amount, currency] = amount_cells(it.amount);
    cells([
        ("what", it.kind.word().to_owned()),
        ("currency", currency),
        ("amount", amount),
        ("user", spreadsheet::safe(it.user.as_str())),
        ("day", it.on.to_string()),
    ])
}
