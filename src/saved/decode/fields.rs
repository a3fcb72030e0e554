//! The fields of a change, from texts back to what they mean.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Wrong;
use crate::plan::{FieldValue, Libraries, Replaced};
use crate::records::schema::Class;
use crate::vocabulary::{AccountName, Date, Handle, LibraryId, MachineId, PlexId};

/// The fields by their YAML names.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Fields(BTreeMap<String, FieldDocument>);

#[derive(Deserialize)]
struct FieldDocument {
    before: Option<FieldValue>,
    after: Option<FieldValue>,
}

/// A value that stands in a field as text or list.
pub(super) trait FromField: Sized {
    /// The value, if that is what the field says.
    fn from_field(value: FieldValue) -> Option<Self>;
}

impl Fields {
    /// What a field is set to.
    pub(super) fn set<T: FromField>(&mut self, name: &str) -> Result<T, Wrong> {
        self.set_if(name)?.ok_or_else(|| missing(name))
    }

    /// What a field is set to, if it is there.
    pub(super) fn set_if<T: FromField>(&mut self, name: &str) -> Result<Option<T>, Wrong> {
        let field = self.0.remove(name);
        field.map(|field| required(name, field.after)).transpose()
    }

    /// What stood in a field that goes.
    pub(super) fn gone<T: FromField>(&mut self, name: &str) -> Result<T, Wrong> {
        self.gone_if(name)?.ok_or_else(|| missing(name))
    }

    /// What stood in a field that goes, if it is there.
    pub(super) fn gone_if<T: FromField>(&mut self, name: &str) -> Result<Option<T>, Wrong> {
        let field = self.0.remove(name);
        field.map(|field| required(name, field.before)).transpose()
    }

    /// Both sides of a field, if it is there.
    pub(super) fn replaced<T: FromField>(
        &mut self,
        name: &str,
    ) -> Result<Option<Replaced<T>>, Wrong> {
        let Some(FieldDocument { before, after }) = self.0.remove(name) else {
            return Ok(None);
        };
        let before = before.map(|value| understood(name, value)).transpose()?;
        let after = required(name, after)?;
        Ok(Some(Replaced { before, after }))
    }
}

fn required<T: FromField>(name: &str, value: Option<FieldValue>) -> Result<T, Wrong> {
    understood(name, value.ok_or_else(|| missing(name))?)
}

fn understood<T: FromField>(name: &str, value: FieldValue) -> Result<T, Wrong> {
    T::from_field(value).ok_or_else(|| Wrong::value(name))
}

fn missing(name: &str) -> Wrong {
    Wrong(format!("`{name}` is missing"))
}

/// Values that are read from their own text.
macro_rules! from_text {
    ($($name:ty),*) => {
        $(impl FromField for $name {
            fn from_field(value: FieldValue) -> Option<Self> {
                match value {
                    FieldValue::Text(text) => text.parse().ok(),
                    FieldValue::List(_) => None,
                }
            }
        })*
    };
}

from_text!(
    String,
    AccountName,
    Date,
    Handle,
    LibraryId,
    MachineId,
    PlexId
);

impl FromField for Vec<String> {
    fn from_field(value: FieldValue) -> Option<Self> {
        match value {
            FieldValue::List(items) => Some(items),
            FieldValue::Text(_) => None,
        }
    }
}

impl FromField for Libraries {
    fn from_field(value: FieldValue) -> Option<Self> {
        match value {
            FieldValue::Text(text) => (text == "all").then_some(Self::All),
            FieldValue::List(items) => {
                let handles = items.iter().map(|item| item.parse().ok());
                handles.collect::<Option<_>>().map(Self::Some)
            }
        }
    }
}

impl FromField for Class {
    fn from_field(value: FieldValue) -> Option<Self> {
        match value {
            FieldValue::Text(text) if text == "standard" => Some(Self::Standard),
            FieldValue::Text(text) if text == "permanent" => Some(Self::Permanent),
            _ => None,
        }
    }
}
