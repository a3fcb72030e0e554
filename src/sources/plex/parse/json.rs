//! Reads a JSON document of plex.tv strictly, with the spellings ids and flags have there.

use std::fmt;

use serde::de::{self, DeserializeOwned, Deserializer, Visitor};

use super::{ContentType, ParseError, text_of, value};

/// Reads one document, and nothing behind it.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ParseError> {
    let text = text_of(body, ContentType::Json)?;
    serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Eof => ParseError::CutOff,
        serde_json::error::Category::Data => ParseError::Shape {
            line: error.line(),
            column: error.column(),
        },
        _ => ParseError::Malformed(ContentType::Json),
    })
}

/// A number, or its digits in quotes; null and empty are none.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    scalar(deserializer)?.map_or(Ok(None), |text| {
        value::id(&text)
            .map(Some)
            .ok_or_else(|| de::Error::custom("no id"))
    })
}

/// true, false, 1, 0, or one of them in quotes; null and empty are none.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    let text = scalar(deserializer)?.unwrap_or_default();
    value::flag(&text).map_err(|_| de::Error::custom("no flag"))
}

/// A text; null and empty are none.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = <Option<String> as serde::Deserialize>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// The text of a string, whole number or boolean; null and empty are none.
pub(super) fn scalar<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    struct JsonScalar;

    impl Visitor<'_> for JsonScalar {
        type Value = Option<String>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a text, a whole number or a boolean")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok((!text.is_empty()).then(|| text.to_owned()))
        }

        fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
            Ok(Some(number.to_string()))
        }

        fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Self::Value, E> {
            Ok(Some(flag.to_string()))
        }

        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }

    deserializer.deserialize_any(JsonScalar)
}
