//! The keys of a user's record that admins set from the shell.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::field::{FieldValue, Sides};

/// A key of a user's record that belongs to the admins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserKey {
    /// `class`
    Class,
    /// `paypal_email`
    PaypalEmail,
    /// `pays_from`, a list
    PaysFrom,
    /// `covered_by`
    CoveredBy,
    /// `id` in `discord`
    DiscordId,
    /// `username` in `discord`
    DiscordUsername,
    /// `notes`
    Notes,
}

impl UserKey {
    /// Every key, in the order of the record.
    pub const ALL: [Self; 7] = [
        Self::Class,
        Self::PaypalEmail,
        Self::PaysFrom,
        Self::CoveredBy,
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
            Self::PaysFrom => "pays_from",
            Self::CoveredBy => "covered_by",
            Self::DiscordId => "discord.id",
            Self::DiscordUsername => "discord.username",
            Self::Notes => "notes",
        }
    }

    /// Whether it holds a list.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(self, Self::PaysFrom)
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
    pub before: Option<FieldValue>,
    /// The new value; `None` removes the key.
    pub after: Option<FieldValue>,
}

impl FieldChange {
    /// The new value, of a key that holds one text.
    #[must_use]
    pub fn text(&self) -> Option<&String> {
        match &self.after {
            Some(FieldValue::Text(text)) => Some(text),
            Some(FieldValue::List(_)) | None => None,
        }
    }

    /// The items now and then, of a key that holds a list.
    #[must_use]
    pub fn lists(&self) -> (&[String], &[String]) {
        fn items(value: &Option<FieldValue>) -> &[String] {
            match value {
                Some(FieldValue::List(items)) => items,
                Some(FieldValue::Text(_)) | None => &[],
            }
        }
        (items(&self.before), items(&self.after))
    }
}

impl Serialize for FieldChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sides = Sides {
            before: self.before.clone(),
            after: self.after.clone(),
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
        let fits = |side: &Option<FieldValue>| match side {
            None => true,
            Some(FieldValue::Text(_)) => !key.is_list(),
            Some(FieldValue::List(_)) => key.is_list(),
        };
        match fits(&before) && fits(&after) {
            true => Ok(Self { key, before, after }),
            false => Err(D::Error::custom("a value of the wrong kind")),
        }
    }
}
