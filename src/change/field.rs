//! The fields of a change: a key of the record file, what is there and what is to be there.
//!
//! The modules [`set`] and [`gone`] are for `#[serde(with)]`: they write one value as the later or the
//! earlier side of a field. [`Replaced`] writes both.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::action::{Libraries, Replaced};
use super::payment::Dispute;
use crate::vocabulary::{
    AccountName, Class, Date, DisputeOutcome, Handle, LibraryId, LocalTime, MachineId, Money,
    PaymentOrigin, PlexId, SignedMoney, SourceName,
};

/// One field of a change: its YAML name, what is there and what is to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The key in the record file.
    pub name: String,
    /// The value before; `None`: the key is missing.
    pub before: Option<FieldValue>,
    /// The value after; `None`: the key is missing.
    pub after: Option<FieldValue>,
}

/// The lists that grow when another key of the same change is replaced.
const FOLLOWING: [&str; 2] = ["former_emails", "former_ids"];

impl Field {
    /// Whether it follows from another field of the change, so that a summary can leave it out.
    #[must_use]
    pub fn follows_another(&self) -> bool {
        FOLLOWING.contains(&self.name.as_str())
    }
}

/// A value as it is shown: ids and dates are texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FieldValue {
    /// A single value.
    Text(String),
    /// A list of values.
    List(Vec<String>),
}

/// One field of a change. Ids, dates and amounts are texts.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FieldDocument")]
pub(super) struct Sides {
    /// What is there now; null for nothing.
    pub(super) before: Option<FieldValue>,
    /// What is to be there; null for nothing.
    pub(super) after: Option<FieldValue>,
}

/// A value that a side of a field holds.
pub(super) trait Side: Sized {
    /// What the side holds.
    fn to_side(&self) -> Option<FieldValue>;
    /// The value, if the side holds one.
    fn from_side(side: Option<FieldValue>) -> Option<Self>;
}

impl<T: Side> Side for Option<T> {
    fn to_side(&self) -> Option<FieldValue> {
        self.as_ref()?.to_side()
    }

    fn from_side(side: Option<FieldValue>) -> Option<Self> {
        match side {
            None => Some(None),
            side => T::from_side(side).map(Some),
        }
    }
}

fn value<T: Side, E: serde::de::Error>(side: Option<FieldValue>) -> Result<T, E> {
    T::from_side(side).ok_or_else(|| E::custom("a value is missing or invalid"))
}

/// A value that is set: the later side of a field.
pub(super) mod set {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Side, Sides, value};

    pub(in super::super) fn serialize<T: Side, S: Serializer>(
        after: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let (before, after) = (None, after.to_side());
        Sides { before, after }.serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, T: Side, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        value(Sides::deserialize(deserializer)?.after)
    }
}

/// A value that is taken away: the earlier side of a field.
pub(super) mod gone {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Side, Sides, value};

    pub(in super::super) fn serialize<T: Side, S: Serializer>(
        before: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let (before, after) = (before.to_side(), None);
        Sides { before, after }.serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, T: Side, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        value(Sides::deserialize(deserializer)?.before)
    }
}

impl<T: Side> Serialize for Replaced<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let before = self.before.as_ref().and_then(T::to_side);
        let after = self.after.to_side();
        Sides { before, after }.serialize(serializer)
    }
}

impl<'de, T: Side> Deserialize<'de> for Replaced<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Sides { before, after } = Sides::deserialize(deserializer)?;
        let before = value::<Option<T>, _>(before)?;
        let after = value(after)?;
        Ok(Self { before, after })
    }
}

/// All fields of a value taken away that would otherwise be set: every field with its sides exchanged.
pub(super) mod reversed {
    use std::collections::BTreeMap;

    use serde_json::{Map, Value};

    use super::{Deserialize, DeserializeOwned, Deserializer, Serialize, Serializer, Sides};

    pub(in super::super) fn serialize<T: Serialize, S: Serializer>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let fields = serde_json::to_value(value).and_then(Map::<String, Value>::deserialize);
        let fields = fields.map_err(serde::ser::Error::custom)?;
        let exchanged = |(name, sides)| {
            let Sides { before, after } = Sides::deserialize(sides)?;
            let (before, after) = (after, before);
            Ok((name, serde_json::to_value(Sides { before, after })?))
        };
        let fields: Result<Map<_, _>, serde_json::Error> =
            fields.into_iter().map(exchanged).collect();
        fields
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let fields = BTreeMap::<String, Sides>::deserialize(deserializer)?;
        let exchanged = |(name, Sides { before, after })| {
            let (before, after) = (after, before);
            (name, Sides { before, after })
        };
        let fields: BTreeMap<_, _> = fields.into_iter().map(exchanged).collect();
        serde_json::to_value(fields)
            .and_then(T::deserialize)
            .map_err(serde::de::Error::custom)
    }
}

/// A value that is written as text.
fn parsed<T: FromStr>(side: Option<FieldValue>) -> Option<T> {
    match side? {
        FieldValue::Text(text) => text.parse().ok(),
        FieldValue::List(_) => None,
    }
}

macro_rules! texts {
    ($($name:ty),*) => {
        $(impl Side for $name {
            fn to_side(&self) -> Option<FieldValue> {
                Some(FieldValue::Text(self.to_string()))
            }

            fn from_side(side: Option<FieldValue>) -> Option<Self> {
                parsed(side)
            }
        })*
    };
}

texts!(
    u32,
    String,
    AccountName,
    Class,
    Date,
    DisputeOutcome,
    Dispute,
    Handle,
    LibraryId,
    LocalTime,
    MachineId,
    Money,
    PaymentOrigin,
    PlexId,
    SignedMoney,
    SourceName
);

impl<T: ToString + FromStr> Side for Vec<T> {
    fn to_side(&self) -> Option<FieldValue> {
        Some(FieldValue::List(self.iter().map(T::to_string).collect()))
    }

    fn from_side(side: Option<FieldValue>) -> Option<Self> {
        match side? {
            FieldValue::List(items) => items.iter().map(|item| item.parse().ok()).collect(),
            FieldValue::Text(_) => None,
        }
    }
}

impl Side for Libraries {
    fn to_side(&self) -> Option<FieldValue> {
        Some(match self {
            Self::All => FieldValue::Text("all".to_owned()),
            Self::Some(handles) => {
                FieldValue::List(handles.iter().map(Handle::to_string).collect())
            }
        })
    }

    fn from_side(side: Option<FieldValue>) -> Option<Self> {
        match side? {
            FieldValue::Text(text) => (text == "all").then_some(Self::All),
            FieldValue::List(items) => {
                let handles = items.iter().map(|item| item.parse().ok());
                handles.collect::<Option<_>>().map(Self::Some)
            }
        }
    }
}
