//! The words of a status, the same in every format for people.

use crate::records::schema::{LibraryChoice, ShareRecord};
use crate::status::{Counts, Lack, Standing, StandingKind, Status, UserStatus};
use crate::vocabulary::Date;

/// The last day paid for, where it matters: `2026-12-08`, or `never`.
pub(in crate::render) fn until(standing: Standing) -> String {
    match standing {
        Standing::Expired {
            paid_until: None, ..
        } => "never".to_owned(),
        Standing::Expired {
            paid_until: Some(day),
            ..
        } => day.to_string(),
        Standing::Expiring { paid_until, .. } | Standing::Active { paid_until, .. } => {
            paid_until.to_string()
        }
        Standing::Permanent | Standing::Departed { .. } => String::new(),
    }
}

/// `in 16 days`, `2 days ago, starts 2026-12-01`, `left 2026-05-01`
pub(in crate::render) fn when(standing: Standing, today: Date) -> String {
    let ended = |paid_until: Option<Date>, starts: Option<Date>| {
        let ended = paid_until.map(|day| distance(day, today));
        let starts = starts.map(|day| format!("starts {day}"));
        let parts: Vec<String> = ended.into_iter().chain(starts).collect();
        parts.join(", ")
    };
    match standing {
        Standing::Expired { paid_until, starts } => ended(paid_until, starts),
        Standing::Expiring { paid_until, starts } | Standing::Active { paid_until, starts } => {
            ended(Some(paid_until), starts)
        }
        Standing::Permanent => String::new(),
        Standing::Departed { since } => format!("left {since}"),
    }
}

/// `today`, `in 16 days`, `2 days ago`
pub(in crate::render) fn distance(day: Date, today: Date) -> String {
    match day.days_since(today) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        days if days > 0 => format!("in {days} days"),
        days => format!("{} days ago", days.unsigned_abs()),
    }
}

/// What is lacking, as the name of the thing.
pub(in crate::render) const fn lacking(lack: Lack) -> &'static str {
    match lack {
        Lack::Confirmation => "confirmation",
        Lack::PaypalEmail => "PayPal e-mail",
        Lack::DiscordId => "Discord id",
    }
}

/// `PayPal e-mail, Discord id`
pub(in crate::render) fn all_lacking(user: &UserStatus<'_>) -> String {
    let lacking: Vec<&str> = user.lacks.iter().copied().map(lacking).collect();
    lacking.join(", ")
}

/// `confirm, PayPal, Discord`: what is lacking, as short as a narrow table needs it.
pub(in crate::render) fn lacking_in_short(user: &UserStatus<'_>) -> String {
    let word = |lack: &Lack| match lack {
        Lack::Confirmation => "confirm",
        Lack::PaypalEmail => "PayPal",
        Lack::DiscordId => "Discord",
    };
    user.lacks.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// `atlas, borealis (movies, anime)`: the servers, with their libraries where it is not all of them.
pub(in crate::render) fn shares(user: &UserStatus<'_>) -> String {
    let shares: Vec<String> = user.record.plex.shares.iter().map(share).collect();
    shares.join(", ")
}

/// `borealis (movies, anime)`
pub(in crate::render) fn share(share: &ShareRecord) -> String {
    match &share.libraries {
        LibraryChoice::All => share.server.to_string(),
        LibraryChoice::Some(chosen) if chosen.is_empty() => {
            format!("{} (no library)", share.server.value)
        }
        LibraryChoice::Some(chosen) => {
            let chosen: Vec<&str> = chosen.iter().map(|handle| handle.as_str()).collect();
            format!("{} ({})", share.server.value, chosen.join(", "))
        }
    }
}

/// `6 people: 1 expired, 0 expiring within 14 days, 3 active, 1 permanent, 1 departed.`
pub(in crate::render) fn counted(status: &Status<'_>) -> String {
    let Status {
        counts, recorded, ..
    } = status;
    let people = match (status.asked.is_all(), recorded) {
        (_, 0) => return "No users are recorded yet.".to_owned(),
        (true, _) => people(counts.users),
        (false, _) => format!("{} of {}", counts.users, people(*recorded)),
    };
    let kinds = StandingKind::ALL.map(|kind| {
        let within = match kind {
            StandingKind::Expiring => format!(" within {}", status.asked.within),
            _ => String::new(),
        };
        format!("{} {}{within}", counts.standing(kind), kind.word())
    });
    format!("{people}: {}.", kinds.join(", "))
}

/// `1 person`, `6 people`
pub(in crate::render) fn people(count: usize) -> String {
    match count {
        1 => "1 person".to_owned(),
        count => format!("{count} people"),
    }
}

/// `expired` as a heading begins.
pub(in crate::render) fn capital(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next();
    let first = first.into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

/// `Missing: 1 confirmation of an import payment, 3 PayPal e-mails, 4 Discord ids.`, if anything is.
pub(in crate::render) fn missing(counts: Counts) -> Option<String> {
    let things = [
        (counts.unconfirmed, "confirmation", " of an import payment"),
        (counts.no_paypal, "PayPal e-mail", ""),
        (counts.no_discord, "Discord id", ""),
    ];
    let listed: Vec<String> = things
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, thing, which)| match (count, which) {
            (1, which) => format!("1 {thing}{which}"),
            (count, "") => format!("{count} {thing}s"),
            (count, _) => format!("{count} {thing}s of import payments"),
        })
        .collect();
    (!listed.is_empty()).then(|| format!("Missing: {}.", listed.join(", ")))
}

/// The selection, as in `standing=expired, server=atlas,borealis`; nothing if all users are selected.
pub(in crate::render) fn selection(status: &Status<'_>) -> Option<String> {
    let filters = status.asked.selection.filters();
    let filters: Vec<String> = filters.iter().map(ToString::to_string).collect();
    (!filters.is_empty()).then(|| filters.join(" and "))
}
