//! Which column of a spreadsheet holds what.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Refusal;
use crate::problem::{choices, listed};
use crate::tables::{Cell, Row, Table};
use crate::vocabulary::shown;

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    PlexId,
    Handle,
    Email,
    Username,
    Name,
    Plan,
    Start,
    End,
    PaypalEmail,
    DiscordId,
    DiscordUsername,
    SubscriptionId,
    Class,
    Notes,
}

/// How many rows may come before the one with the names of the columns.
const MOST_TITLES: usize = 20;

impl Key {
    const ALL: [Self; 14] = [
        Self::PlexId,
        Self::Handle,
        Self::Email,
        Self::Username,
        Self::Name,
        Self::Plan,
        Self::Start,
        Self::End,
        Self::PaypalEmail,
        Self::DiscordId,
        Self::DiscordUsername,
        Self::SubscriptionId,
        Self::Class,
        Self::Notes,
    ];

    /// The word of `--map`.
    const fn word(self) -> &'static str {
        match self {
            Self::PlexId => "plex_id",
            Self::Handle => "handle",
            Self::Email => "email",
            Self::Username => "username",
            Self::Name => "name",
            Self::Plan => "plan",
            Self::Start => "start",
            Self::End => "end",
            Self::PaypalEmail => "paypal_email",
            Self::DiscordId => "discord.id",
            Self::DiscordUsername => "discord.username",
            Self::SubscriptionId => "subscription_id",
            Self::Class => "class",
            Self::Notes => "notes",
        }
    }

    /// What the column is usually called, in English and German, in the form of [`plain`].
    fn names(self) -> &'static str {
        match self {
            Self::PlexId => "plexid plexuserid plexaccountid",
            Self::Handle => "handle",
            Self::Email => {
                "email mail emailaddress mailaddress plexemail plexmail emailadresse mailadresse"
            }
            Self::Username => {
                "username user plexuser plexusername plexname plexaccount login benutzer \
                 benutzername nutzer nutzername plexbenutzer plexnutzer"
            }
            Self::Name => {
                "name fullname displayname realname firstname person member mitglied vorname \
                 vollername"
            }
            Self::Plan => "plan subscription subscriptionplan tier package abo abonnement tarif",
            Self::Start => {
                "start since from starts startdate startedon paidfrom validfrom begin joined seit \
                 von ab beginn startdatum gültigab bezahltab"
            }
            Self::End => {
                "end ends expires expiry expireson expirydate expiration expirationdate enddate \
                 until paiduntil paidtill paidto paidthrough validuntil validtill validto bis ende \
                 enddatum ablauf ablaufdatum läuftab gültigbis bezahltbis"
            }
            Self::PaypalEmail => {
                "paypal paypalemail paypalmail paypaladdress paypalaccount paypaladresse \
                 paypalkonto"
            }
            Self::DiscordId => "discordid discorduserid",
            Self::DiscordUsername => {
                "discord discordname discorduser discordusername discordtag discordbenutzer"
            }
            Self::SubscriptionId => {
                "subscriptionid paypalsubscription paypalsubscriptionid recurringpaymentid aboid \
                 abonummer"
            }
            Self::Class => "class type klasse typ",
            Self::Notes => {
                "notes note comment comments remark remarks notiz notizen kommentar kommentare \
                 bemerkung bemerkungen anmerkung anmerkungen"
            }
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        let plain = plain(name);
        let mut keys = Self::ALL.into_iter();
        keys.find(|key| {
            let mut names = key.names().split_ascii_whitespace();
            names.any(|name| name == plain) || self::plain(key.word()) == plain
        })
    }

    /// Whether it says who a row is about, and nothing that is taken over.
    const fn is_identity(self) -> bool {
        matches!(
            self,
            Self::PlexId | Self::Handle | Self::Email | Self::Username
        )
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// A name without case, spaces and signs: `E-Mail` is `email`.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The columns of a table that are used, and the rows below their names.
#[derive(Debug)]
pub(super) struct Columns<'t> {
    by_key: BTreeMap<Key, usize>,
    names: BTreeMap<usize, String>,
    pub(super) rows: &'t [Row],
}

impl<'t> Columns<'t> {
    /// Finds the columns; `maps` are what was typed with `--map`.
    ///
    /// # Errors
    /// Everything that is wrong with the columns and with `maps`.
    pub(super) fn find(table: &'t Table, maps: &[String]) -> Result<Self, Vec<Refusal>> {
        let Some((index, names)) = header(table, maps) else {
            return Err(vec![Refusal::new("", "the table has no rows").help(
                "the first row has the names of the columns, as in `email` and `end`",
            )]);
        };
        let (chosen, mut refused) = chosen(&names, maps);
        let mut by_key: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (column, name) in &names {
            let key = match chosen.get(column) {
                Some(key) => *key,
                None => Key::of_name(name),
            };
            if let Some(key) = key {
                by_key.entry(key).or_default().push(*column);
            }
        }
        refused.extend(by_key.iter().filter_map(|(key, columns)| {
            let [first, _, ..] = columns.as_slice() else {
                return None;
            };
            let columns = columns.iter().map(|column| names[column].as_str());
            let message = format!("the columns {} all mean `{key}`", listed(columns));
            let help = format!(
                "leave one out with an empty key, as in `--map {}=`",
                quoted(&names[first])
            );
            Some(Refusal::new(key, message).help(help))
        }));
        refused.extend(unusable(&names, &by_key));
        if !refused.is_empty() {
            return Err(refused);
        }
        let first = |(key, columns): (Key, Vec<usize>)| Some((key, *columns.first()?));
        Ok(Self {
            by_key: by_key.into_iter().filter_map(first).collect(),
            names,
            rows: &table.rows[index + 1..],
        })
    }

    /// The cell of a row under a key, if the table has that column and the cell has content.
    pub(super) fn cell(&self, row: &'t Row, key: Key) -> Option<&'t Cell> {
        row.cells.get(self.by_key.get(&key)?)
    }

    pub(super) fn has(&self, key: Key) -> bool {
        self.by_key.contains_key(&key)
    }

    /// What the column of a key is called in the file.
    pub(super) fn name(&self, key: Key) -> &str {
        let name = self
            .by_key
            .get(&key)
            .and_then(|index| self.names.get(index));
        name.map_or(key.word(), String::as_str)
    }

    /// The names of the columns that are not used.
    pub(super) fn unused(&self) -> Vec<&str> {
        let used: BTreeSet<&usize> = self.by_key.values().collect();
        let names = self.names.iter();
        let unused = names.filter(|(column, _)| !used.contains(column));
        unused.map(|(_, name)| name.as_str()).collect()
    }
}

/// The first row that names a column by which users are found, else the first row of all; titles may come before it.
fn header(table: &Table, maps: &[String]) -> Option<(usize, BTreeMap<usize, String>)> {
    let mapped: Vec<String> = maps
        .iter()
        .filter_map(|map| Some(plain(map.rsplit_once('=')?.0)))
        .collect();
    let names = |row: &Row| -> BTreeMap<usize, String> {
        let cells = row.cells.iter();
        let texts = cells.filter_map(|(column, cell)| match cell {
            Cell::Text(text) => Some((*column, text.clone())),
            _ => None,
        });
        texts.collect()
    };
    let is_header = |names: &BTreeMap<usize, String>| {
        let mut names = names.values();
        names.any(|name| {
            Key::of_name(name).is_some_and(Key::is_identity) || mapped.contains(&plain(name))
        })
    };
    let mut rows = table.rows.iter().take(MOST_TITLES).map(names).enumerate();
    rows.find(|(_, names)| is_header(names))
        .or_else(|| Some((0, names(table.rows.first()?))))
}

/// What `--map` says about columns, `None` for one that is left out, and what is wrong with it.
fn chosen(
    names: &BTreeMap<usize, String>,
    maps: &[String],
) -> (BTreeMap<usize, Option<Key>>, Vec<Refusal>) {
    let (mut chosen, mut refused) = (BTreeMap::new(), Vec::new());
    for map in maps {
        let subject = format!("--map {}", shown(map));
        let Some((column, word)) = map.rsplit_once('=') else {
            let message = "the key is missing";
            let help = "a column is mapped with COLUMN=KEY, as in `--map \"Paid to\"=end`";
            refused.push(Refusal::new(subject, message).help(help));
            continue;
        };
        let key = Key::ALL.into_iter().find(|key| key.word() == word.trim());
        if key.is_none() && !word.trim().is_empty() {
            let help = choices(word, "keys are", Key::ALL.map(Key::word));
            let message = format!("unknown key `{}`", shown(word));
            refused.push(Refusal::new(&subject, message).help(help));
        }
        match column_of(names, column) {
            None => {
                let help = choices(
                    column,
                    "the columns are",
                    names.values().map(String::as_str),
                );
                let message = format!("the file has no column `{}`", shown(column));
                refused.push(Refusal::new(subject, message).help(help));
            }
            Some(column) if chosen.insert(column, key).is_some() => {
                refused.push(Refusal::new(subject, "the column is mapped twice"));
            }
            Some(_) => {}
        }
    }
    (chosen, refused)
}

/// The column with that name, or with that letter, as in `C`.
fn column_of(names: &BTreeMap<usize, String>, typed: &str) -> Option<usize> {
    let named = |is: &dyn Fn(&str) -> bool| {
        let mut found = names.iter().filter(|(_, name)| is(name));
        found.next().map(|(column, _)| *column)
    };
    named(&|name| name == typed)
        .or_else(|| named(&|name| plain(name) == plain(typed) && !plain(name).is_empty()))
        .or_else(|| lettered(typed).filter(|column| names.contains_key(column)))
}

/// The column that spreadsheet programs call `A` to `ZZ`.
fn lettered(letters: &str) -> Option<usize> {
    let digit = |letter: u8| {
        letter
            .is_ascii_uppercase()
            .then(|| usize::from(letter - b'A'))
    };
    match letters.as_bytes() {
        [one] => digit(*one),
        [first, second] => Some((digit(*first)? + 1) * 26 + digit(*second)?),
        _ => None,
    }
}

/// Why the columns say nothing that can be taken over.
fn unusable(
    names: &BTreeMap<usize, String>,
    by_key: &BTreeMap<Key, Vec<usize>>,
) -> Option<Refusal> {
    let names_user = by_key.keys().any(|key| key.is_identity());
    let has_values = by_key
        .keys()
        .any(|key| !key.is_identity() && *key != Key::Name);
    let (message, help) = match (names_user, has_values) {
        (false, _) => (
            "no column says which user a row is about",
            "map one, as in `--map COLUMN=email`, or to `username`, `handle` or `plex_id`",
        ),
        (true, false) => (
            "no column has anything to take over",
            "map one, as in `--map COLUMN=end`",
        ),
        (true, true) => return None,
    };
    let names = listed(names.values().map(String::as_str));
    Some(Refusal::new("", message).help(format!("the columns are {names}; {help}")))
}

/// A name as it is typed in a shell.
fn quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    match name.chars().all(is_plain) {
        true => name.to_owned(),
        false => format!("\"{}\"", shown(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_two_keys() {
        let names = Key::ALL.into_iter().flat_map(|key| {
            let names = key.names().split_ascii_whitespace();
            names.map(move |name| (key, name))
        });
        for (key, name) in names {
            assert_eq!(Key::of_name(name), Some(key), "{name}");
            assert_eq!(plain(name), name);
        }
        for key in Key::ALL {
            assert_eq!(Key::of_name(key.word()), Some(key));
        }
    }

    #[test]
    fn case_spaces_and_signs_of_names_do_not_count() {
        let cases = [
            ("E-Mail", Some(Key::Email)),
            (" Paid  until: ", Some(Key::End)),
            ("PayPal e-mail", Some(Key::PaypalEmail)),
            ("DISCORD_ID", Some(Key::DiscordId)),
            ("Gültig bis", Some(Key::End)),
            ("Price", None),
            ("", None),
            ("#", None),
        ];
        for (name, key) in cases {
            assert_eq!(Key::of_name(name), key, "{name}");
        }
    }

    #[test]
    fn columns_have_letters() {
        let cases = [
            ("A", Some(0)),
            ("Z", Some(25)),
            ("AA", Some(26)),
            ("a", None),
            ("", None),
        ];
        for (letters, column) in cases {
            assert_eq!(lettered(letters), column, "{letters}");
        }
    }
}
