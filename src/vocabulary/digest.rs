//! Digests: what was read, in a few characters that change with it.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What every digest begins with, so that another algorithm can be distinguished later.
const ALGORITHM: &str = "sha256:";

/// The SHA-256 of some bytes, written `sha256:` and 64 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// Why a text is not a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a digest is `sha256:` and lower-case hex digits")]
pub struct DigestError;

impl Digest {
    /// The digest of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Its 64 lower-case hex digits.
    #[must_use]
    pub fn hex(self) -> String {
        self.to_string().split_off(ALGORITHM.len())
    }

    /// The digest of a value as compact JSON.
    pub fn of_json(value: &impl Serialize) -> Self {
        let json = serde_json::to_vec(value).expect("structs with text keys always become JSON");
        Self::of(&json)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(ALGORITHM)?;
        write_hex(&self.0, formatter)
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        let hex = text.strip_prefix(ALGORITHM).ok_or(DigestError)?;
        read_hex(hex).map(Self).ok_or(DigestError)
    }
}

/// The first eight bytes of a SHA-256, as 16 hex digits: enough to detect that one of many things changed,
/// where a [`Digest`] over all of them stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShortDigest([u8; 8]);

impl ShortDigest {
    /// The short digest of a value as compact JSON.
    pub fn of_json(value: &impl Serialize) -> Self {
        let Digest(whole) = Digest::of_json(value);
        let mut short = [0; 8];
        short.copy_from_slice(&whole[..8]);
        Self(short)
    }
}

impl fmt::Display for ShortDigest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, formatter)
    }
}

impl FromStr for ShortDigest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        read_hex(text).map(Self).ok_or(DigestError)
    }
}

/// Writes all digits at once: a history of many runs is sorted and named by them.
fn write_hex(bytes: &[u8], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    let digits = bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    formatter.write_str(&digits.collect::<String>())
}

fn read_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = value(digits[0])? * 16 + value(digits[1])?;
    }
    Some(bytes)
}

/// Written to JSON as text.
macro_rules! as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

as_text!(Digest);
as_text!(ShortDigest);

/// The same in a JSON Schema.
macro_rules! as_digits {
    ($name:ident, $pattern:literal) => {
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "pattern": $pattern})
            }
        }
    };
}

as_digits!(Digest, "^sha256:[0-9a-f]{64}$");
as_digits!(ShortDigest, "^[0-9a-f]{16}$");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_the_standard_one() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Digest::of(b"").to_string(), empty);
        assert_eq!(empty.parse(), Ok(Digest::of(b"")));
    }

    #[test]
    fn a_digest_is_written_in_one_way_only() {
        let text = Digest::of(b"marlow").to_string();
        for other in [
            text.to_uppercase(),
            text.replace("sha256:", "SHA256:"),
            text.replace("sha256:", ""),
            text.replace("sha256:", "sha256: "),
            text[..text.len() - 1].to_owned(),
            format!("{text}0"),
            format!("sha256:{}", "é".repeat(32)),
        ] {
            assert_eq!(other.parse::<Digest>(), Err(DigestError), "{other}");
        }
    }
}
