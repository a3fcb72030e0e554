//! The users that a search found: a table for people, a document for programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::kit::cell::wrapped;
use super::kit::table::{Cell, Column, Need, Table};
use super::kit::{Page, text_of};
use super::status::words::people;
use crate::records::schema::UserRecord;
use crate::status::{Found, FoundIn};
use crate::vocabulary::{Handle, shown};

/// The version of the JSON: the minor part grows with new optional keys, the major with anything else.
const FORMAT_VERSION: &str = "1.0";

/// What was searched for and found.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FindDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &FORMAT_VERSION)]
    format_version: &'static str,
    /// The texts; each is a part of some value of every user found.
    texts: &'a [String],
    /// The users, by handle.
    found: Vec<FoundDocument<'a>>,
}

/// One user.
#[derive(Serialize, JsonSchema)]
struct FoundDocument<'a> {
    /// The handle of the record.
    #[schemars(with = "Handle")]
    user: &'a str,
    /// The displayed name at Plex, otherwise the user name; null without either.
    name: Option<&'a str>,
    /// The values that have one of the texts.
    matches: Vec<MatchDocument<'a>>,
}

/// A value that has one of the texts.
#[derive(Serialize, JsonSchema)]
struct MatchDocument<'a> {
    /// Where it is recorded, such as `handle`, `email` or `subscription_id`.
    key: &'static str,
    /// The value; of notes the line.
    value: &'a str,
}

/// The users as one JSON document.
#[must_use]
pub fn json(texts: &[String], found: &[Found<'_>]) -> String {
    let of = |found| FoundDocument::of(found);
    text_of(&FindDocument {
        format_version: FORMAT_VERSION,
        texts,
        found: found.iter().map(of).collect(),
    })
}

impl<'a> FoundDocument<'a> {
    fn of(found: &'a Found<'_>) -> Self {
        let Found {
            handle,
            record,
            matches,
        } = found;
        let matches = matches.iter().map(|(place, value)| MatchDocument {
            key: place.key(),
            value,
        });
        Self {
            user: handle.as_str(),
            name: name(record),
            matches: matches.collect(),
        }
    }
}

/// The users as a table, and how many they are.
#[must_use]
pub fn text(texts: &[String], found: &[Found<'_>], page: Page) -> String {
    let texts: Vec<String> = texts
        .iter()
        .map(|text| format!("`{}`", shown(text)))
        .collect();
    let texts = texts.join(" and ");
    if found.is_empty() {
        return sentence(&format!("No user matches {texts}."), page);
    }
    let table = Table {
        columns: vec![
            Column::left("USER", Need::Always),
            Column::left("FOUND IN", Need::Always),
            // Last, because a name written from right to left moves whatever stands behind it.
            Column::left("NAME", Need::Rank(0)),
        ],
        rows: found.iter().map(row).collect(),
    };
    let verb = if found.len() == 1 { "matches" } else { "match" };
    let count = format!("{} {verb} {texts}.", people(found.len()));
    format!("{}\n{}", table.text(page), sentence(&count, page))
}

fn sentence(text: &str, page: Page) -> String {
    match page.columns {
        Some(columns) => wrapped(text, columns).join("\n") + "\n",
        None => format!("{text}\n"),
    }
}

fn row(found: &Found<'_>) -> Vec<Cell> {
    let places = found.matches.iter().filter_map(|(place, value)| {
        let words = words(*place)?;
        Some(format!("{words} {}", shown(value)))
    });
    vec![
        Cell::plain(found.handle.as_str()),
        Cell::plain(places.collect::<Vec<_>>().join(", ")),
        Cell::plain(name(found.record).map(shown).unwrap_or_default()),
    ]
}

/// What a value is called; `None` where the table has a column for it.
const fn words(place: FoundIn) -> Option<&'static str> {
    Some(match place {
        FoundIn::Handle | FoundIn::Title => return None,
        FoundIn::Username => "user name",
        FoundIn::Email => "e-mail",
        FoundIn::FormerEmail => "former e-mail",
        FoundIn::PaypalEmail => "PayPal e-mail",
        FoundIn::PaysFrom => "pays from",
        FoundIn::DiscordId => "Discord id",
        FoundIn::DiscordUsername => "Discord",
        FoundIn::PlexId => "Plex id",
        FoundIn::SubscriptionId => "subscription",
        FoundIn::TransactionId => "transaction",
        FoundIn::Notes => "notes:",
    })
}

fn name(record: &UserRecord) -> Option<&str> {
    let names = [&record.plex.title, &record.plex.username];
    let mut names = names.into_iter().flatten().map(|name| name.as_str());
    names.find(|name| !name.trim().is_empty())
}
