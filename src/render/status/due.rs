//! Who has to pay, for people: a table with contacts, the most urgent first.

use super::words::{people, until, when};
use crate::render::kit::paint::Role;
use crate::render::kit::table::{Cell, Column, Need, Table};
use crate::status::{Due, Status, UserStatus};
use crate::vocabulary::{Date, Days, shown};

/// How urgent it is, in a word or two.
pub(super) const fn word(due: Due) -> &'static str {
    match due {
        Due::Remind => "remind",
        Due::Grace => "in grace",
        Due::PastGrace => "past grace",
    }
}

/// The table of all users who are due.
pub(super) fn table(status: &Status<'_>, grace: Days) -> Table {
    Table {
        columns: vec![
            Column::left("DUE", Need::Always).whole(),
            Column::left("USER", Need::Always).whole(),
            Column::left("PAID UNTIL", Need::Rank(3)).whole(),
            Column::left("WHEN", Need::Rank(1)).whole(),
            Column::left("PLAN", Need::Rank(0)).whole(),
            Column::left("E-MAIL", Need::Rank(6)).whole(),
            Column::left("PAYPAL", Need::Rank(5)).whole(),
            Column::left("DISCORD", Need::Rank(4)).whole(),
            // Last, because a name written from right to left moves whatever stands behind it.
            Column::left("NAME", Need::Rank(2)).cut(),
        ],
        rows: status
            .users
            .iter()
            .map(|user| row(user, status.today, grace))
            .collect(),
    }
}

fn row(user: &UserStatus<'_>, today: Date, grace: Days) -> Vec<Cell> {
    let due = user.due(today, grace);
    let role = match due {
        Some(Due::PastGrace) => Role::Removed,
        _ => Role::Warning,
    };
    let record = user.record;
    let email = record.plex.email.as_ref().map(|email| shown(email));
    let paypal = record.paypal_email.as_ref();
    let paypal = paypal.map(|email| shown(email.as_str()));
    vec![
        Cell::painted(role, due.map_or("", word)),
        Cell::plain(user.handle.as_str()),
        Cell::plain(until(user.standing)),
        Cell::plain(when(user.standing, today)),
        Cell::plain(user.plan().map_or("", |plan| plan.as_str())),
        Cell::plain(email.unwrap_or_default()),
        Cell::plain(paypal.unwrap_or_default()),
        Cell::plain(discord(user)),
        Cell::plain(user.name().map(shown).unwrap_or_default()),
    ]
}

/// The name on Discord, otherwise the id.
pub(super) fn discord(user: &UserStatus<'_>) -> String {
    let discord = user.record.discord.as_ref();
    let name = discord.and_then(|discord| Some(shown(discord.username.as_ref()?)));
    let id = || discord.and_then(|discord| Some(discord.id.as_ref()?.to_string()));
    name.or_else(id).unwrap_or_default()
}

/// `2 people past 7 days of grace, 0 in grace, 3 to remind within 14 days.`
pub(super) fn counted(status: &Status<'_>, grace: Days) -> String {
    let count = |due| {
        let users = status.users.iter();
        let users = users.filter(|user| user.due(status.today, grace) == Some(due));
        users.count()
    };
    match status.users.is_empty() {
        true => "No users are due.".to_owned(),
        false => format!(
            "{} past {grace} of grace, {} in grace, {} to remind within {}.",
            people(count(Due::PastGrace)),
            count(Due::Grace),
            count(Due::Remind),
            status.asked.within
        ),
    }
}
