//! The keys of a user's record that admins set from the shell.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::field::{FieldValue, Sides};

/// A key of a user's record that belongs to the admins and holds one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserKey {
    /// `class`
    Class,
    /// `paypal_email`
    PaypalEmail,
    /// `id` in `discord`
    DiscordId,
    /// `username` in `discord`
    DiscordUsername,
    /// `notes`
    Notes,
}

impl UserKey {
    /// Every key, in the order of the record.
    pub const ALL: [Self; 5] = [
        Self::Class,
        Self::PaypalEmail,
        Self::DiscordId,
        Self::DiscordUsername,
        Self::Notes,
    ];

    /// How it is written on the command line: the keys that lead to it, joined by points.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::PaypalEmail => "paypal_email",
            Self::DiscordId => "discord.id",
            Self::DiscordUsername => "discord.username",
            Self::Notes => "notes",
        }
    }

    /// The keys that lead to it in the record.
    pub fn path(self) -> impl Iterator<Item = &'static str> {
        self.word().split('.')
    }
}

impl fmt::Display for UserKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// One key of a user that is set, replaced or removed. Serializes to its fields: the key with both values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which key.
    pub key: UserKey,
    /// The value now; `None` if the key is missing.
    pub before: Option<String>,
    /// The new value; `None` removes the key.
    pub after: Option<String>,
}

impl Serialize for FieldChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let side = |text: &Option<String>| text.clone().map(FieldValue::Text);
        let sides = Sides {
            before: side(&self.before),
            after: side(&self.after),
        };
        serializer.collect_map([(self.key.word(), sides)])
    }
}

impl<'de> Deserialize<'de> for FieldChange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Map::<String, Value>::deserialize(deserializer)?;
        let mut fields = fields.into_iter();
        let (Some((word, sides)), None) = (fields.next(), fields.next()) else {
            return Err(D::Error::custom("exactly one key is set"));
        };
        let key = UserKey::ALL.into_iter().find(|key| key.word() == word);
        let key = key.ok_or_else(|| D::Error::custom("unknown key"))?;
        let Sides { before, after } = Sides::deserialize(sides).map_err(D::Error::custom)?;
        let text = |side| match side {
            None => Ok(None),
            Some(FieldValue::Text(text)) => Ok(Some(text)),
            Some(FieldValue::List(_)) => Err(D::Error::custom("a single value is expected")),
        };
        Ok(Self {
            key,
            before: text(before)?,
            after: text(after)?,
        })
    }
}
