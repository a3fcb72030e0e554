//! A month, in every format.

use rust_decimal::Decimal;

use super::month_document::{MonthDocument, discord, name};
use super::words::{amount as money_of, counted, counted_for, kind, sentence};
use crate::render::kit::markdown::budget::{MOST_BYTES, Section, divided};
use crate::render::kit::markdown::escape::{Voice, code};
use crate::render::kit::paint::Role;
use crate::render::kit::spreadsheet;
use crate::render::kit::table::{Cell, Column, Need, Table};
use crate::render::kit::{Page, Privacy, text_of};
use crate::status::{
    Amounts, DuePayment, FeeSums, MonthView, PlanMonth, Returned, StoppedSubscription,
};
use crate::vocabulary::{Handle, Money, counted as counted_noun, shown};

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

/// Tables for a pull request, in which contacts and amounts are masked.
#[must_use]
pub fn markdown(view: &MonthView<'_>, privacy: Privacy) -> String {
    let voice = Voice { privacy };
    let mut text = format!("## Month {}\n\n**{}**\n\n", view.month, summary(view));
    let sections = [
        plan_section(view, privacy),
        fee_section(&view.fees, voice),
        due_section("Missing", &view.missing, voice),
        due_section("To come", &view.to_come, voice),
        stopped_section(&view.stopped, voice),
        returned_section(&view.returned, voice),
    ];
    let needs: Vec<usize> = sections.iter().map(Section::size).collect();
    let parts = divided(&needs, MOST_BYTES.saturating_sub(text.len()));
    for (section, part) in sections.iter().zip(parts) {
        text.push_str(&section.within(part));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn plan_section(view: &MonthView<'_>, privacy: Privacy) -> Section {
    let row = |line: &PlanMonth<'_>| {
        format!(
            "| {} | {} | {} | {} | {} |\n",
            line.plan
                .map_or_else(|| "(no time)".to_owned(), |plan| code(plan.as_str())),
            line.currency,
            counted_for(line.expected, privacy),
            counted_for(line.received, privacy),
            counted_for(line.forecast, privacy)
        )
    };
    Section {
        opening: "### Plans\n\n| Plan | Currency | Expected | Received | Next month |\n\
                  | --- | --- | --- | --- | --- |\n"
            .to_owned(),
        rows: view.plans.iter().map(row).collect(),
        nouns: ["plan", "plans"],
    }
}

fn fee_section(all: &[FeeSums], voice: Voice) -> Section {
    let row = |sums: &FeeSums| {
        let amount = |sum| voice.value("amount", &money_of(sum, sums.currency));
        format!(
            "| {} | {} of {} | {} | {} |\n",
            sums.currency,
            sums.known.count,
            sums.payments,
            amount(sums.fees),
            amount(sums.net())
        )
    };
    Section {
        opening: "### Fees\n\n| Currency | Known for payments | Fees | Net of these |\n\
                  | --- | --- | --- | --- |\n"
            .to_owned(),
        rows: all.iter().map(row).collect(),
        nouns: ["currency", "currencies"],
    }
}

fn due_section(title: &str, all: &[DuePayment<'_>], voice: Voice) -> Section {
    let row = |due: &DuePayment<'_>| {
        let record = due.record;
        let email = record
            .plex
            .email
            .as_ref()
            .map_or("", |email| email.as_str());
        let paypal = record
            .paypal_email
            .as_ref()
            .map_or("", |email| email.value.as_str());
        format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            due.due,
            code(due.user.as_str()),
            amount(due.amount, voice),
            voice.value("email", email),
            voice.value("paypal_email", paypal),
            voice.name(&discord(record).unwrap_or_default())
        )
    };
    Section {
        opening: format!(
            "### {title} ({})\n\n| Due | User | Amount | E-mail | PayPal | Discord |\n\
             | --- | --- | --- | --- | --- | --- |\n",
            all.len()
        ),
        rows: all.iter().map(row).collect(),
        nouns: ["payment", "payments"],
    }
}

fn stopped_section(all: &[StoppedSubscription<'_>], voice: Voice) -> Section {
    let row = |it: &StoppedSubscription<'_>| {
        let id = voice.value("subscription_id", it.id);
        format!(
            "| {} | {} | {} | {id} |\n",
            it.paid_until,
            code(it.user.as_str()),
            amount(it.amount, voice)
        )
    };
    Section {
        opening: format!(
            "### Stopped subscriptions ({})\n\n| Paid until | User | Amount | Subscription |\n\
             | --- | --- | --- | --- |\n",
            all.len()
        ),
        rows: all.iter().map(row).collect(),
        nouns: ["subscription", "subscriptions"],
    }
}

fn returned_section(all: &[Returned<'_>], voice: Voice) -> Section {
    let row = |it: &Returned<'_>| {
        format!(
            "| {} | {} | {} | {} |\n",
            it.on,
            code(it.user.as_str()),
            amount(it.amount, voice),
            kind(it.kind)
        )
    };
    Section {
        opening: format!(
            "### Returned ({})\n\n| On | User | Amount | How |\n| --- | --- | --- | --- |\n",
            all.len()
        ),
        rows: all.iter().map(row).collect(),
        nouns: ["payment", "payments"],
    }
}

/// An amount as far as it may be read; `–` where there is none.
fn amount(amount: Option<Money>, voice: Voice) -> String {
    amount.map_or_else(
        || "–".to_owned(),
        |amount| voice.value("amount", &amount.to_string()),
    )
}
