//! Which keys of the records may be read by anyone, and which may not.
//!
//! A pull request is read by more people than the records it is about. What is not in [`PUBLIC_KEYS`] is masked
//! there: a key that is new, unknown or mistyped as well. A test holds the two lists to the schemas of the
//! records, so that each new key is decided about.

use crate::vocabulary::{Date, Handle, LocalTime, PlanDuration};

/// What the value of a public key looks like; a value that does not is masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValuePattern {
    /// A mapping or list, whose own keys decide.
    Nested,
    /// A name: any text.
    Name,
    /// A number.
    Digits,
    /// A calendar day.
    Day,
    /// An instant.
    Time,
    /// How long a plan lasts.
    Duration,
    /// The handle of a plan, server or library.
    Handle,
    /// A word of ASCII letters and digits, such as `standard`, `movie` or the id of a server.
    Word,
}

/// The keys whose values anyone may read: names, handles, days, ids and what kind a thing is.
pub const PUBLIC_KEYS: [(&str, ValuePattern); 46] = [
    ("accepted", ValuePattern::Day),
    ("account", ValuePattern::Name),
    ("as", ValuePattern::Word),
    ("at", ValuePattern::Time),
    ("candidates", ValuePattern::Handle),
    ("class", ValuePattern::Word),
    ("covered_by", ValuePattern::Handle),
    ("currency", ValuePattern::Word),
    ("default", ValuePattern::Word),
    ("departed", ValuePattern::Day),
    ("discord", ValuePattern::Nested),
    ("dispute", ValuePattern::Nested),
    ("duration", ValuePattern::Duration),
    ("end", ValuePattern::Day),
    ("former_ids", ValuePattern::Digits),
    ("id", ValuePattern::Digits),
    ("invited", ValuePattern::Day),
    ("libraries", ValuePattern::Handle),
    ("machine_id", ValuePattern::Word),
    ("name", ValuePattern::Name),
    ("on", ValuePattern::Day),
    ("once", ValuePattern::Word),
    ("opened", ValuePattern::Day),
    ("origin", ValuePattern::Word),
    ("outcome", ValuePattern::Word),
    ("paid_on", ValuePattern::Day),
    ("payments", ValuePattern::Nested),
    ("periods", ValuePattern::Digits),
    ("plan", ValuePattern::Handle),
    ("plex", ValuePattern::Nested),
    ("prices", ValuePattern::Nested),
    ("refunds", ValuePattern::Nested),
    ("sequence", ValuePattern::Digits),
    ("server", ValuePattern::Handle),
    ("shares", ValuePattern::Nested),
    ("source", ValuePattern::Word),
    ("split", ValuePattern::Nested),
    ("start", ValuePattern::Day),
    ("then", ValuePattern::Nested),
    ("title", ValuePattern::Name),
    ("type", ValuePattern::Word),
    ("until", ValuePattern::Day),
    ("user", ValuePattern::Handle),
    ("username", ValuePattern::Name),
    ("when", ValuePattern::Nested),
    ("why", ValuePattern::Name),
];

/// The keys whose values are masked where anyone may read: addresses, money, what leads to a payment, and free
/// text.
pub const PRIVATE_KEYS: [&str; 17] = [
    "amount",
    "bank_account",
    "email",
    "former_emails",
    "ignore",
    "note",
    "notes",
    "of",
    "payer",
    "payer_id",
    "paypal_email",
    "pays_from",
    "price",
    "refers_to",
    "subscription",
    "subscription_id",
    "transaction_id",
];

/// What the values of a public key look like in the file at `path`; `None` for every other key. Where payers are
/// described, a name is that of a stranger.
#[must_use]
pub fn public_pattern_in(path: &str, key: &str) -> Option<ValuePattern> {
    let file = path.rsplit('/').next().unwrap_or_default();
    let is_about_payers =
        matches!(file, "inbox.yaml" | "matching.yaml") || path.contains("/decisions/");
    public_pattern(key).filter(|_| !(is_about_payers && key == "name"))
}

/// What the values of a public key look like; `None` for every other key.
#[must_use]
pub fn public_pattern(key: &str) -> Option<ValuePattern> {
    let mut keys = PUBLIC_KEYS.iter();
    keys.find(|(name, _)| *name == key).map(|(_, look)| *look)
}

impl ValuePattern {
    /// Whether a text looks like that.
    #[must_use]
    pub fn fits(self, text: &str) -> bool {
        let word = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        match self {
            Self::Nested => false,
            Self::Name => true,
            Self::Digits => text.bytes().all(|byte| byte.is_ascii_digit()),
            Self::Day => text.parse::<Date>().is_ok(),
            Self::Time => text.parse::<LocalTime>().is_ok(),
            Self::Duration => text.parse::<PlanDuration>().is_ok(),
            Self::Handle => text.parse::<Handle>().is_ok(),
            Self::Word => text.bytes().all(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::schema::{Name, document};

    /// The keys of every mapping that a schema describes.
    fn keys(schema: &Value, found: &mut BTreeSet<String>) {
        match schema {
            Value::Object(entries) => {
                if let Some(Value::Object(properties)) = entries.get("properties") {
                    found.extend(properties.keys().cloned());
                }
                entries.values().for_each(|value| keys(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_key_of_the_records_is_in_exactly_one_list() {
        let mut schemas = BTreeSet::new();
        for name in [
            Name::Plans,
            Name::Servers,
            Name::User,
            Name::Users,
            Name::Inbox,
            Name::Matching,
            Name::Decisions,
        ] {
            keys(&document(name), &mut schemas);
        }
        let public = PUBLIC_KEYS.iter().map(|(key, _)| *key);
        let listed: Vec<&str> = public.chain(PRIVATE_KEYS).collect();
        let once: BTreeSet<String> = listed.iter().map(ToString::to_string).collect();
        assert_eq!(listed.len(), once.len(), "a key is listed twice");
        assert_eq!(once, schemas);
    }
}
