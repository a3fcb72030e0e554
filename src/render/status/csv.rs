//! The people as CSV, one row each: made to be opened in a spreadsheet.

use super::words::share;
use crate::records::schema::UserRecord;
use crate::render::kit::spreadsheet::{id, safe, table, text};
use crate::status::{Due, Lack, Standing, Status, UserStatus};
use crate::vocabulary::Date;

/// The columns, in order; new ones are added at the end.
const COLUMNS: [&str; 23] = [
    "user",
    "standing",
    "paid_until",
    "days_left",
    "days_expired",
    "starts",
    "departed",
    "class",
    "plan",
    "payment_start",
    "payment_end",
    "payment_origin",
    "unconfirmed",
    "servers",
    "shares",
    "plex_id",
    "username",
    "title",
    "email",
    "paypal_email",
    "discord_id",
    "discord_username",
    "due",
];

/// A header and a row for each selected user.
#[must_use]
pub fn csv(status: &Status<'_>) -> String {
    table(COLUMNS, status.users.iter().map(|user| row(user, status)))
}

fn row(user: &UserStatus<'_>, status: &Status<'_>) -> [String; COLUMNS.len()] {
    let UserRecord {
        class,
        plex,
        paypal_email,
        discord,
        plan: _,
        pays_from: _,
        covered_by: _,
        payments: _,
        notes: _,
    } = user.record;
    let coverage = &user.coverage;
    let paid = coverage.payment;
    let left = coverage
        .paid_until
        .map(|until| until.days_since(status.today));
    let departed = match user.standing {
        Standing::Departed { since } => Some(since),
        _ => None,
    };
    let origin = paid.and_then(|paid| paid.payment.origin.as_ref());
    let servers = plex.shares.iter().map(|share| share.server.as_str());
    let shares = plex.shares.iter().map(share);
    let discord = discord.as_ref();
    let discord_id = discord.and_then(|discord| discord.id.as_ref());
    let discord_username = discord.and_then(|discord| discord.username.as_ref());
    let due = status.asked.due;
    let due = due.and_then(|grace| user.due(status.today, grace));
    [
        safe(user.handle.as_str()),
        user.standing.kind().word().to_owned(),
        day(coverage.paid_until),
        count(left.filter(|left| *left >= 0)),
        count(left.filter(|left| *left < 0).map(i64::wrapping_neg)),
        day(coverage.starts),
        day(departed),
        class.to_string(),
        safe(user.plan().map_or("", |plan| plan.as_str())),
        day(paid.map(|paid| paid.period.start.value)),
        day(paid.map(|paid| paid.period.end.value)),
        origin.map_or("", |origin| origin.value.word()).to_owned(),
        yes(user.lacks.contains(&Lack::Confirmation)),
        safe(&servers.collect::<Vec<_>>().join(" ")),
        safe(&shares.collect::<Vec<_>>().join(", ")),
        id(plex.id.as_ref().map(|id| id.to_string())),
        text(plex.username.as_ref().map(|text| text.as_str())),
        text(plex.title.as_ref().map(|text| text.as_str())),
        text(plex.email.as_ref().map(|text| text.as_str())),
        text(paypal_email.as_ref().map(|email| email.as_str())),
        id(discord_id.map(|id| id.to_string())),
        text(discord_username.map(|text| text.as_str())),
        due.map_or("", Due::key).to_owned(),
    ]
}

fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn count(count: Option<i64>) -> String {
    count.map(|count| count.to_string()).unwrap_or_default()
}

fn yes(is_so: bool) -> String {
    if is_so { "yes" } else { "no" }.to_owned()
}
