//! The status for people: a table of all users, one of the servers, one of the plans, and the counts.

use super::due;
use super::words::{counted, lacking_in_short, missing, selection, shares, until, when};
use crate::render::kit::Page;
use crate::render::kit::cell::wrapped;
use crate::render::kit::paint::Role;
use crate::render::kit::table::{Cell, Column, Need, Table};
use crate::status::{
    Counts, Income, MonthlyIncome, PlanStatus, ServerStatus, StandingKind, Status, UserStatus,
};
use crate::vocabulary::{Date, SourceName, counted as number, shown};

/// The tables and the counts.
#[must_use]
pub fn text(status: &Status<'_>, page: Page) -> String {
    let mut sections = vec![sentence(&heading(status), Some(Role::Heading), page)];
    if let Some(grace) = status.asked.due {
        if !status.users.is_empty() {
            sections.push(due::table(status, grace).text(page));
        }
        sections.push(sentence(&due::counted(status, grace), None, page));
        return sections.join("\n");
    }
    if !status.users.is_empty() {
        sections.push(people(status).text(page));
        sections.extend(servers(status).map(|table| table.text(page)));
        sections.push(plans(status).text(page));
    }
    if status.asked.selection.filters().is_empty() {
        sections.extend(income(status).map(|income| sentence(&income, None, page)));
    }
    let missing = missing(status.counts).map(|missing| sentence(&missing, None, page));
    let counted = sentence(&counted(status), None, page);
    sections.push(missing.unwrap_or_default() + &counted);
    sections.join("\n")
}

fn heading(status: &Status<'_>) -> String {
    let selection = selection(status).map(|selection| format!(": {selection}"));
    let what = match status.asked.due {
        Some(_) => "Due",
        None => "Status",
    };
    format!(
        "{what} on {}{}",
        status.today,
        selection.unwrap_or_default()
    )
}

/// A paragraph, broken where the page ends.
fn sentence(text: &str, role: Option<Role>, page: Page) -> String {
    let lines = match page.columns {
        Some(columns) => wrapped(text, columns),
        None => vec![text.to_owned()],
    };
    let painted = |line: String| match role {
        Some(role) => page.paint.apply(role, &line) + "\n",
        None => line + "\n",
    };
    lines.into_iter().map(painted).collect()
}

fn people(status: &Status<'_>) -> Table {
    Table {
        columns: vec![
            Column::left("STANDING", Need::Always).whole(),
            Column::left("USER", Need::Always).whole(),
            Column::left("PAID UNTIL", Need::Rank(4)).whole(),
            Column::left("WHEN", Need::Rank(0)).whole(),
            Column::left("PLAN", Need::Rank(1)).whole(),
            Column::left("SERVERS", Need::Rank(2)).cut(),
            Column::left("MISSING", Need::Rank(5)).whole(),
            // Last, because a name written from right to left moves whatever stands behind it.
            Column::left("NAME", Need::Rank(3)).cut(),
        ],
        rows: status
            .users
            .iter()
            .map(|user| person(user, status.today))
            .collect(),
    }
}

fn person(user: &UserStatus<'_>, today: Date) -> Vec<Cell> {
    let kind = user.standing.kind();
    let role = role(kind);
    let painted = |text: String| match role {
        Some(role) => Cell::painted(role, text),
        None => Cell::plain(text),
    };
    vec![
        painted(kind.word().to_owned()),
        Cell::plain(user.handle.as_str()),
        painted(until(user.standing)),
        painted(when(user.standing, today)),
        Cell::plain(user.plan().map_or("", |plan| plan.as_str())),
        Cell::plain(shares(user)),
        Cell::plain(lacking_in_short(user)),
        Cell::plain(user.name().map(shown).unwrap_or_default()),
    ]
}

fn role(kind: StandingKind) -> Option<Role> {
    match kind {
        StandingKind::Expired => Some(Role::Removed),
        StandingKind::Expiring => Some(Role::Warning),
        StandingKind::Active => Some(Role::Added),
        StandingKind::Permanent => None,
        StandingKind::Departed => Some(Role::Quiet),
    }
}

/// All users by server, if there are servers.
fn servers(status: &Status<'_>) -> Option<Table> {
    let row = |server: &ServerStatus<'_>| {
        let name = server.record.name.as_ref();
        let name = name.map(|name| shown(name)).unwrap_or_default();
        counted_row(server.handle.as_str(), server.counts, name)
    };
    (!status.servers.is_empty()).then(|| counted_table("SERVER", status.servers.iter().map(row)))
}

/// `Received: 2026-10 35.00 EUR, 2026-11 10.00 EUR so far. Paid through: paypal 7 users, by hand 2 users.`
fn income(status: &Status<'_>) -> Option<String> {
    /// How many months a line has room for.
    const MONTHS: usize = 3;
    let Income { months, payers } = &status.income;
    let first = months.len().saturating_sub(MONTHS);
    let month = |month: &MonthlyIncome| {
        let sums = month.received.iter();
        let sums: Vec<String> = sums
            .map(|(currency, all)| format!("{} {currency}", all.sum))
            .collect();
        let sums = if sums.is_empty() {
            "nothing".to_owned()
        } else {
            sums.join(" and ")
        };
        format!("{} {sums}", month.month)
    };
    let received: Vec<String> = months[first..].iter().map(month).collect();
    let payer = |(account, users): (&Option<&SourceName>, &usize)| {
        let account = account.map_or("by hand", SourceName::as_str);
        format!("{account} {}", number(*users, "user"))
    };
    let payers: Vec<String> = payers.iter().map(payer).collect();
    (!received.is_empty()).then(|| {
        format!(
            "Received: {} so far. Paid through: {}.",
            received.join(", "),
            payers.join(", ")
        )
    })
}

/// All users by plan, and those who are on none.
fn plans(status: &Status<'_>) -> Table {
    let row = |plan: &PlanStatus<'_>| {
        let name = plan.record.name.as_ref();
        let name = name.map(|name| shown(name)).unwrap_or_default();
        counted_row(plan.handle.as_str(), plan.counts, name)
    };
    let none = (status.without_plan.users > 0)
        .then(|| counted_row("(none)", status.without_plan, String::new()));
    counted_table("PLAN", status.plans.iter().map(row).chain(none))
}

fn counted_table(what: &'static str, rows: impl Iterator<Item = Vec<Cell>>) -> Table {
    Table {
        columns: vec![
            Column::left(what, Need::Always),
            Column::right("PEOPLE", Need::Always),
            Column::right("EXPIRED", Need::Rank(5)),
            Column::right("EXPIRING", Need::Rank(4)),
            Column::right("ACTIVE", Need::Rank(3)),
            Column::right("PERMANENT", Need::Rank(2)),
            Column::right("DEPARTED", Need::Rank(1)),
            Column::left("NAME", Need::Rank(0)),
        ],
        rows: rows.collect(),
    }
}

fn counted_row(handle: &str, counts: Counts, name: String) -> Vec<Cell> {
    let mut row = vec![Cell::plain(handle), Cell::count(counts.users)];
    row.extend(StandingKind::ALL.map(|kind| Cell::count(counts.standing(kind))));
    row.push(Cell::plain(name));
    row
}
