//! The money that is recorded, in every format.

use super::list_document::PaymentsDocument;
use super::words::{amount, kind, sentence};
use crate::records::schema::{InboxEntry, PaymentRecord};
use crate::render::kit::markdown::budget::{MOST_BYTES, Section};
use crate::render::kit::markdown::escape::{Voice, code};
use crate::render::kit::paint::Role;
use crate::render::kit::spreadsheet;
use crate::render::kit::table::{Cell, Column, Need, Table};
use crate::render::kit::{Page, Privacy, text_of};
use crate::status::{MoneyEntry, MoneyKind, MoneyList, MoneyRecord, MoneySums};
use crate::vocabulary::{Currency, Date, Handle, Placed, SourceName, counted, escaped, shown};

/// How many of the users who may be meant stand in a line of a table; JSON and CSV name all.
const MOST_CANDIDATES: usize = 2;

/// One document.
#[must_use]
pub fn json(list: &MoneyList<'_>) -> String {
    text_of(&PaymentsDocument::of(list))
}

/// A table, and what it comes to.
#[must_use]
pub fn text(list: &MoneyList<'_>, page: Page) -> String {
    let mut sections = vec![sentence(&heading(list), Some(Role::Heading), page)];
    if !list.entries.is_empty() {
        sections.push(table(list).text(page));
    }
    sections.push(sentence(&totals(list), None, page));
    let is_open = |entry: &MoneyEntry<'_>| entry.kind() == MoneyKind::Open;
    if !list.asked.open && list.entries.iter().any(is_open) {
        let why = "`plexmgr payments --open` says why money waits.";
        sections.push(sentence(why, None, page));
    }
    sections.join("\n")
}

/// `Payments of marlow from 2026-01-01, on 2026-11-29`
fn heading(list: &MoneyList<'_>) -> String {
    let asked = &list.asked;
    let what = if asked.open {
        "Open payments"
    } else {
        "Payments"
    };
    let parts = [
        asked.user.as_ref().map(|user| format!(" of {user}")),
        asked
            .account
            .as_ref()
            .map(|account| format!(" at {account}")),
        asked.from.map(|from| format!(" from {from}")),
        asked.to.map(|to| format!(" to {to}")),
    ];
    let parts: String = parts.into_iter().flatten().collect();
    format!("{what}{parts}, on {}", list.today)
}

fn table(list: &MoneyList<'_>) -> Table {
    let mut columns = vec![
        Column::left("DAY", Need::Always).whole(),
        Column::right("AMOUNT", Need::Always).whole(),
        Column::left("WHAT", Need::Rank(4)).whole(),
        Column::left("USER", Need::Always).whole(),
    ];
    // A decision names the transaction, and rests on the reason; otherwise each payment has one line.
    columns.extend(match list.asked.open {
        true => vec![
            Column::left("FOR", Need::Rank(2)),
            Column::left("TRANSACTION", Need::Always).whole(),
        ],
        false => vec![
            Column::left("PLAN", Need::Rank(2)).whole(),
            Column::left("UNTIL", Need::Rank(3)).whole(),
            Column::left("TRANSACTION", Need::Rank(1)).whole(),
        ],
    });
    // Last, because a name written from right to left moves whatever stands behind it.
    columns.push(Column::left("PAYER", Need::Rank(0)).cut());
    Table {
        columns,
        rows: list.entries.iter().map(|entry| row(entry, list)).collect(),
    }
}

fn row(entry: &MoneyEntry<'_>, list: &MoneyList<'_>) -> Vec<Cell> {
    let role = match entry.kind() {
        MoneyKind::Paid => Role::Added,
        MoneyKind::NoTime => Role::Quiet,
        MoneyKind::Refunded | MoneyKind::Lost => Role::Removed,
        MoneyKind::Disputed | MoneyKind::Open => Role::Warning,
    };
    let text = |text: Option<String>| Cell::plain(text.unwrap_or_default());
    let mut cells = vec![
        Cell::plain(entry.day.to_string()),
        text(entry.amount.map(|amount| amount.to_string())),
        Cell::painted(role, what(entry, list.today)),
        Cell::plain(user(entry, MOST_CANDIDATES)),
    ];
    if list.asked.open {
        cells.push(Cell::plain(escaped(&purpose(entry, Privacy::Open))));
    } else {
        let period = match entry.record {
            MoneyRecord::Payment(payment) => payment.period.as_ref(),
            MoneyRecord::Waiting(_) => None,
        };
        // What was given back or lost pays for nothing.
        let pays = !matches!(entry.kind(), MoneyKind::Refunded | MoneyKind::Lost);
        let until = period.filter(|_| pays).map(|period| period.end.to_string());
        cells.push(text(period.map(|period| period.plan.value.to_string())));
        cells.push(text(until));
    }
    cells.push(text(entry.transaction().map(|key| shown(&key))));
    cells.push(text(payer(entry).map(shown)));
    cells
}

/// `paid`, `part given back` or `open 12 days`
fn what(entry: &MoneyEntry<'_>, today: Date) -> String {
    let word = kind(entry.kind());
    let since = match entry.record {
        MoneyRecord::Payment(payment) => payment.dispute.as_ref().map(|it| it.opened.value),
        MoneyRecord::Waiting(_) => None,
    };
    let days = today.days_since(since.unwrap_or(entry.day));
    let days = usize::try_from(days).unwrap_or(0);
    match entry.kind() {
        MoneyKind::Open | MoneyKind::Disputed => format!("{word} {}", counted(days, "day")),
        MoneyKind::Paid if has_refunds(entry) => "part given back".to_owned(),
        _ => word.to_owned(),
    }
}

fn has_refunds(entry: &MoneyEntry<'_>) -> bool {
    match entry.record {
        MoneyRecord::Payment(payment) => !payment.refunds.is_empty(),
        MoneyRecord::Waiting(_) => false,
    }
}

/// The user, or those who may be meant, as in `heron? otter? +2`: at most so many of them.
fn user(entry: &MoneyEntry<'_>, most: usize) -> String {
    match entry.record {
        MoneyRecord::Payment(_) => entry.user.map(Handle::to_string).unwrap_or_default(),
        MoneyRecord::Waiting(waiting) => {
            let candidates = waiting.candidates.iter().take(most);
            let named: Vec<String> = candidates.map(|user| format!("{}?", user.value)).collect();
            match waiting.candidates.len() - named.len() {
                0 => named.join(" "),
                others => format!("{} +{others}", named.join(" ")),
            }
        }
    }
}

/// What it pays for and what was given back, or why it waits.
fn purpose(entry: &MoneyEntry<'_>, privacy: Privacy) -> String {
    match entry.record {
        MoneyRecord::Payment(payment) => paid_for(payment, privacy),
        MoneyRecord::Waiting(waiting) => waiting.why.value.clone(),
    }
}

fn paid_for(payment: &PaymentRecord, privacy: Privacy) -> String {
    let period = payment.period.as_ref().map(|period| {
        format!(
            "{}, {} to {}",
            period.plan.value, period.start.value, period.end.value
        )
    });
    let refunds = payment.refunds.iter().map(|refund| {
        let amount = match privacy {
            Privacy::Open => refund.amount.to_string(),
            Privacy::Masked => "money".to_owned(),
        };
        format!("{amount} given back on {}", refund.on.value)
    });
    let dispute = payment.dispute.as_ref();
    let dispute = dispute.map(|it| {
        format!(
            "disputed on {}: {}",
            it.opened.value,
            it.outcome.value.word()
        )
    });
    let parts: Vec<String> = period.into_iter().chain(refunds).chain(dispute).collect();
    parts.join("; ")
}

/// Who paid, of what waits: the address, else the name.
fn payer<'r>(entry: &MoneyEntry<'r>) -> Option<&'r str> {
    let MoneyRecord::Waiting(InboxEntry { payer, name, .. }) = entry.record else {
        return None;
    };
    payer
        .as_ref()
        .or(name.as_ref())
        .map(|text| text.value.as_str())
}

/// `12 payments (60.00 EUR), 1 given back (5.00 EUR), 2 open (10.00 EUR); 1 open (5.00 USD).`
fn totals(list: &MoneyList<'_>) -> String {
    if list.entries.is_empty() {
        return "No payments.".to_owned();
    }
    let all = list
        .sums
        .iter()
        .map(|(currency, sums)| total(*currency, sums));
    let all: Vec<String> = all.collect();
    let unknown = list
        .entries
        .iter()
        .filter(|entry| entry.amount.is_none())
        .count();
    let unknown = match unknown {
        0 => None,
        count => Some(format!("{} without an amount", counted(count, "payment"))),
    };
    let all: Vec<String> = all.into_iter().chain(unknown).collect();
    format!("{}.", all.join("; "))
}

fn total(currency: Currency, sums: &MoneySums) -> String {
    let MoneySums {
        recorded,
        returned,
        open,
    } = sums;
    let parts = [(returned, "given back"), (open, "open")];
    let parts = parts.iter().filter(|(amounts, _)| amounts.count > 0);
    let parts =
        parts.map(|(all, what)| format!("{} {what} ({})", all.count, amount(all.sum, currency)));
    let all = (recorded.count > 0).then(|| {
        let sum = amount(recorded.sum, currency);
        format!("{} ({sum})", counted(recorded.count, "payment"))
    });
    let parts: Vec<String> = all.into_iter().chain(parts).collect();
    parts.join(", ")
}

/// The columns of the CSV, in order; new ones are added at the end.
const COLUMNS: [&str; 19] = [
    "day",
    "amount",
    "currency",
    "state",
    "user",
    "plan",
    "start",
    "end",
    "account",
    "transaction_id",
    "subscription_id",
    "given_back",
    "why",
    "candidates",
    "payer",
    "payer_id",
    "name",
    "bank_account",
    "note",
];

/// A header and a row for each payment or transaction.
#[must_use]
pub fn csv(list: &MoneyList<'_>) -> String {
    spreadsheet::table(COLUMNS, list.entries.iter().map(cells))
}

fn cells(entry: &MoneyEntry<'_>) -> [String; COLUMNS.len()] {
    let text = |text: &Option<Placed<String>>| {
        spreadsheet::text(text.as_ref().map(|text| text.value.as_str()))
    };
    let (payment, waiting) = match entry.record {
        MoneyRecord::Payment(payment) => (Some(payment), None),
        MoneyRecord::Waiting(waiting) => (None, Some(waiting)),
    };
    let period = payment.and_then(|payment| payment.period.as_ref());
    let subscription = payment.map(|payment| &payment.subscription_id);
    let subscription = subscription.or(waiting.map(|waiting| &waiting.subscription_id));
    let refunds = payment
        .map(|payment| payment.refunds.as_slice())
        .unwrap_or_default();
    let refunds: Vec<String> = refunds
        .iter()
        .map(|refund| refund.amount.to_string())
        .collect();
    let of = |key: fn(&InboxEntry) -> &Option<Placed<String>>| {
        waiting
            .map(|waiting| text(key(waiting)))
            .unwrap_or_default()
    };
    let candidates = waiting
        .map(|waiting| waiting.candidates.as_slice())
        .unwrap_or_default();
    let candidates: Vec<&str> = candidates.iter().map(|user| user.value.as_str()).collect();
    [
        entry.day.to_string(),
        entry
            .amount
            .map(|amount| amount.value().to_string())
            .unwrap_or_default(),
        entry
            .amount
            .map(|amount| amount.currency().to_string())
            .unwrap_or_default(),
        entry.kind().word().to_owned(),
        spreadsheet::text(entry.user.map(Handle::as_str)),
        spreadsheet::text(period.map(|period| period.plan.value.as_str())),
        period
            .map(|period| period.start.to_string())
            .unwrap_or_default(),
        period
            .map(|period| period.end.to_string())
            .unwrap_or_default(),
        spreadsheet::text(entry.account.map(SourceName::as_str)),
        spreadsheet::text(entry.id),
        subscription.map(text).unwrap_or_default(),
        spreadsheet::safe(&refunds.join(", ")),
        spreadsheet::text(waiting.map(|waiting| waiting.why.value.as_str())),
        spreadsheet::safe(&candidates.join(" ")),
        of(|entry| &entry.payer),
        of(|entry| &entry.payer_id),
        of(|entry| &entry.name),
        of(|entry| &entry.bank_account),
        of(|entry| &entry.note),
    ]
}

/// A table for a pull request, in which payers, amounts and ids of payments are masked. Transactions that wait keep
/// their ids, because a decision has to name them.
#[must_use]
pub fn markdown(list: &MoneyList<'_>, privacy: Privacy) -> String {
    let voice = Voice { privacy };
    let totals = match privacy {
        Privacy::Open => totals(list),
        Privacy::Masked => counted(list.entries.len(), "payment"),
    };
    let mut text = format!("## {}\n\n**{totals}**\n\n", heading(list));
    let rows = list
        .entries
        .iter()
        .map(|entry| markdown_row(entry, list.today, voice));
    let section = Section {
        opening: "| Day | Amount | What | User | For | Transaction | Payer |\n\
                  | --- | --- | --- | --- | --- | --- | --- |\n"
            .to_owned(),
        rows: rows.collect(),
        nouns: ["payment", "payments"],
    };
    text.push_str(&section.within(MOST_BYTES.saturating_sub(text.len())));
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn markdown_row(entry: &MoneyEntry<'_>, today: Date, voice: Voice) -> String {
    let id = entry.transaction().unwrap_or_default();
    let id = match entry.kind() {
        MoneyKind::Open => voice.name(&id),
        _ => voice.value("transaction_id", &id),
    };
    format!(
        "| {} | {} | {} | {} | {} | {id} | {} |\n",
        entry.day,
        private(
            "amount",
            entry.amount.map(|amount| amount.to_string()),
            voice
        ),
        what(entry, today),
        code(&user(entry, usize::MAX)),
        voice.sentence(&purpose(entry, voice.privacy)),
        private("payer", payer(entry).map(str::to_owned), voice),
    )
}

/// The value of a private key; `–` where there is none.
fn private(key: &str, value: Option<String>, voice: Voice) -> String {
    value.map_or_else(|| "–".to_owned(), |value| voice.value(key, &value))
}
