//! One person as text: what is known, then tables of shares and payments, then the runs that changed them.

use super::{UserRun, UserView};
use crate::records::schema::{LibraryChoice, PaymentRecord, ShareRecord};
use crate::render::history::change_line;
use crate::render::kit::Page;
use crate::render::kit::paint::Role;
use crate::render::kit::table::{Cell, Column, Need, Table};
use crate::render::kit::width::fitted;
use crate::render::status::words::{all_lacking, until, when};
use crate::vocabulary::{Date, escaped, shown};

/// Where the facts begin, behind their names.
const FACTS_COLUMN: usize = 12;

/// Where the subjects of changes begin, behind their kinds.
const SUBJECTS_COLUMN: usize = 18;

/// The page of one person.
#[must_use]
pub fn text(view: &UserView<'_>, page: Page) -> String {
    let name = view.status.name().map(|name| format!("  {}", shown(name)));
    let heading = page.paint.apply(Role::Heading, view.status.handle.as_str());
    let mut text = format!("{heading}{}\n", name.unwrap_or_default());
    for (name, fact) in facts(view) {
        text.push_str(&fitted(
            &format!("  {name:<9} {fact}"),
            FACTS_COLUMN,
            page.columns,
        ));
        text.push('\n');
    }
    let record = view.status.record;
    for table in [shares(&record.plex.shares), payments(&record.payments)] {
        if !table.rows.is_empty() {
            text.push('\n');
            text.push_str(&table.text(page));
        }
    }
    let runs = view.runs.iter().flatten();
    for run in runs {
        text.push_str(&run_text(run, page));
    }
    text
}

/// What is known of a person, by name; nothing of what is not.
fn facts(view: &UserView<'_>) -> Vec<(&'static str, String)> {
    let status = &view.status;
    let record = status.record;
    let plex = &record.plex;
    let joined = |parts: Vec<Option<String>>| {
        let parts: Vec<String> = parts
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(", ")
    };
    let kind = status.standing.kind().word();
    let until = Some(until(status.standing)).filter(|until| !until.is_empty());
    let standing = joined(vec![
        Some(kind.to_owned()),
        until.map(|until| format!("paid until {until}")),
        Some(when(status.standing, view.today)),
    ]);
    let emails = plex.former_emails.iter().map(|email| shown(email));
    let ids = plex.former_ids.iter().map(|id| id.to_string());
    let former: Vec<String> = emails.chain(ids).collect();
    let discord = record.discord.as_ref();
    let at_plex = joined(vec![
        plex.id.as_ref().map(|id| format!("id {}", id.value)),
        plex.username.as_ref().map(|name| shown(name)),
        plex.email.as_ref().map(|email| shown(email)),
    ]);
    let on_discord = joined(vec![
        discord.and_then(|discord| Some(format!("id {}", discord.id.as_ref()?.value))),
        discord.and_then(|discord| Some(shown(discord.username.as_ref()?))),
    ]);
    let pays_from: Vec<String> = record.pays_from.iter().map(|text| shown(text)).collect();
    let facts = [
        ("standing", standing),
        ("class", record.class.to_string()),
        (
            "plan",
            status.plan().map(ToString::to_string).unwrap_or_default(),
        ),
        (
            "next plan",
            record
                .plan
                .as_ref()
                .map(|plan| plan.to_string())
                .unwrap_or_default(),
        ),
        ("missing", all_lacking(status)),
        ("Plex", at_plex),
        ("earlier", former.join(", ")),
        (
            "PayPal",
            record
                .paypal_email
                .as_ref()
                .map(|email| shown(email.as_str()))
                .unwrap_or_default(),
        ),
        ("pays from", pays_from.join(", ")),
        (
            "covered by",
            record
                .covered_by
                .as_ref()
                .map(|user| user.to_string())
                .unwrap_or_default(),
        ),
        ("Discord", on_discord),
        ("record", escaped(view.file)),
    ];
    let notes = record.notes.as_ref().map_or("", |notes| notes.trim());
    let names = std::iter::once("notes").chain(std::iter::repeat(""));
    let notes = names.zip(notes.lines().map(escaped));
    let facts = facts.into_iter().chain(notes);
    facts.filter(|(_, fact)| !fact.is_empty()).collect()
}

fn shares(shares: &[ShareRecord]) -> Table {
    Table {
        columns: vec![
            Column::left("SERVER", Need::Always),
            Column::left("INVITED", Need::Rank(0)),
            Column::left("ACCEPTED", Need::Rank(1)),
            Column::left("LIBRARIES", Need::Always),
        ],
        rows: shares.iter().map(share).collect(),
    }
}

fn share(share: &ShareRecord) -> Vec<Cell> {
    let ShareRecord {
        server,
        libraries,
        invited,
        accepted,
    } = share;
    let libraries = match libraries {
        LibraryChoice::All => "all".to_owned(),
        LibraryChoice::Some(chosen) if chosen.is_empty() => "none".to_owned(),
        LibraryChoice::Some(chosen) => {
            let chosen: Vec<&str> = chosen.iter().map(|handle| handle.as_str()).collect();
            chosen.join(", ")
        }
    };
    vec![
        Cell::plain(server.as_str()),
        Cell::plain(day(invited.as_ref().map(|day| day.value))),
        Cell::plain(day(accepted.as_ref().map(|day| day.value))),
        Cell::plain(libraries),
    ]
}

fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn payments(payments: &[PaymentRecord]) -> Table {
    let mut rows: Vec<&PaymentRecord> = payments.iter().collect();
    rows.sort_by_key(|payment| {
        let period = payment.period.as_ref();
        let first = period.map(|period| period.start.value);
        let paid_on = payment.paid_on.as_ref().map(|day| day.value);
        (first.or(paid_on), period.map(|period| period.end.value))
    });
    Table {
        columns: vec![
            Column::left("PAID FROM", Need::Always),
            Column::left("UNTIL", Need::Always),
            Column::left("PLAN", Need::Rank(5)),
            Column::left("ORIGIN", Need::Rank(4)),
            Column::left("PAID ON", Need::Rank(2)),
            Column::right("AMOUNT", Need::Rank(3)),
            Column::left("STATE", Need::Rank(6)),
            Column::left("SUBSCRIPTION", Need::Rank(1)),
            Column::left("TRANSACTION", Need::Rank(0)),
        ],
        rows: rows.into_iter().map(payment).collect(),
    }
}

fn payment(payment: &PaymentRecord) -> Vec<Cell> {
    let PaymentRecord {
        period,
        origin,
        source,
        subscription_id,
        transaction_id,
        payer_id: _,
        sequence,
        paid_on,
        amount,
        of: _,
        refunds: _,
        dispute: _,
    } = payment;
    let period = period.as_ref();
    let source = source.as_ref().map(|source| source.as_str());
    let origin = source.or(origin.as_ref().map(|origin| origin.word()));
    let id = |id: Option<&str>| id.map(shown).unwrap_or_default();
    let transaction = id(transaction_id.as_ref().map(|id| id.as_str()));
    let transaction = match sequence {
        Some(sequence) => format!("{transaction} ({})", sequence.value),
        None => transaction,
    };
    vec![
        Cell::plain(day(period.map(|period| period.start.value))),
        Cell::plain(day(period.map(|period| period.end.value))),
        Cell::plain(period.map_or("", |period| period.plan.as_str())),
        Cell::plain(origin.unwrap_or_default()),
        Cell::plain(day(paid_on.as_ref().map(|day| day.value))),
        Cell::plain(
            amount
                .as_ref()
                .map(|amount| amount.to_string())
                .unwrap_or_default(),
        ),
        Cell::plain(money_state(payment)),
        Cell::plain(id(subscription_id.as_ref().map(|id| id.as_str()))),
        Cell::plain(transaction),
    ]
}

/// What became of the money, if it is not simply there.
fn money_state(payment: &PaymentRecord) -> String {
    let dispute = payment.dispute.as_ref();
    let dispute = dispute.map(|dispute| format!("dispute {}", dispute.outcome.value));
    let refund = match (payment.is_refunded(), payment.refunds.is_empty()) {
        (true, _) => Some("refunded".to_owned()),
        (false, false) => Some("partly refunded".to_owned()),
        (false, true) => None,
    };
    let states: Vec<String> = refund.into_iter().chain(dispute).collect();
    states.join(", ")
}

/// A run with its changes of that person.
fn run_text(run: &UserRun, page: Page) -> String {
    let UserRun {
        id,
        line,
        end,
        changes,
    } = run;
    let heading = page.paint.apply(Role::Heading, &format!("Run {id}"));
    let by = line
        .origin
        .by
        .as_ref()
        .map(|by| format!(" by {}", shown(by)));
    let end = end.as_ref().map(|end| format!(", {end}"));
    let mut text = format!(
        "\n{heading}: {}{}{}\n",
        escaped(&line.time),
        by.unwrap_or_default(),
        end.unwrap_or_default()
    );
    for change in changes {
        let line = format!("  {}", change_line(change, page.paint));
        text.push_str(&fitted(&line, SUBJECTS_COLUMN, page.columns));
        text.push('\n');
    }
    text
}
