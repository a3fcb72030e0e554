//! What identifies a transaction: the account at its source, and the id it has there.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The name an admin gave a source of transactions in the settings, or the account that several sources share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceName(String);

/// Why a text is not a [`SourceName`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a source's name is 1 to 64 lower-case letters, digits, `-` and `_`, the first one a letter or digit"
)]
pub struct SourceNameError;

impl SourceName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SourceName {
    type Err = SourceNameError;

    fn from_str(text: &str) -> Result<Self, SourceNameError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let inner = |byte: u8| plain(byte) || byte == b'-' || byte == b'_';
        let begins = text.bytes().next().is_some_and(plain);
        match begins && text.len() <= 64 && text.bytes().all(inner) {
            true => Ok(Self(text.to_owned())),
            false => Err(SourceNameError),
        }
    }
}

impl TryFrom<String> for SourceName {
    type Error = SourceNameError;

    fn try_from(text: String) -> Result<Self, SourceNameError> {
        text.parse()
    }
}

impl From<SourceName> for String {
    fn from(name: SourceName) -> Self {
        name.0
    }
}

impl fmt::Display for SourceName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A transaction, as in `paypal/5TY05013RG002845M`: the account, and the id it has there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TransactionKey {
    /// The account; sources that share one have the same ids.
    pub account: SourceName,
    /// The id, as the source writes it: 1 to [`TransactionKey::MOST_CHARS`] characters.
    pub id: String,
}

impl TransactionKey {
    /// The most characters of an id: more than any service uses, and a key of YAML may have no more than 1,024.
    pub const MOST_CHARS: usize = 256;

    /// The transaction of an account with this id.
    ///
    /// # Errors
    /// When the id is empty or too long, has blanks at its ends, or characters that cannot be seen.
    pub fn new(account: SourceName, id: &str) -> Result<Self, TransactionKeyError> {
        let is_short = id.chars().take(Self::MOST_CHARS + 1).count() <= Self::MOST_CHARS;
        let is_id = !id.is_empty() && is_short && id.trim() == id && !id.contains(super::is_hidden);
        match is_id {
            true => Ok(Self {
                account,
                id: id.to_owned(),
            }),
            false => Err(TransactionKeyError),
        }
    }
}

/// Why a text is not a [`TransactionKey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a transaction is written as its account, `/` and its id, as in `paypal/5TY05013RG002845M`"
)]
pub struct TransactionKeyError;

impl FromStr for TransactionKey {
    type Err = TransactionKeyError;

    fn from_str(text: &str) -> Result<Self, TransactionKeyError> {
        let (account, id) = text.split_once('/').ok_or(TransactionKeyError)?;
        let account = account.parse().map_err(|_| TransactionKeyError)?;
        Self::new(account, id)
    }
}

impl TryFrom<String> for TransactionKey {
    type Error = TransactionKeyError;

    fn try_from(text: String) -> Result<Self, TransactionKeyError> {
        text.parse()
    }
}

impl From<TransactionKey> for String {
    fn from(key: TransactionKey) -> Self {
        key.to_string()
    }
}

impl fmt::Display for TransactionKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.account, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_all_that_follows_the_first_slash() {
        let key: TransactionKey = "bank/2026/17-b".parse().unwrap();
        assert_eq!(
            (key.account.as_str(), key.id.as_str()),
            ("bank", "2026/17-b")
        );
        assert_eq!(key.to_string(), "bank/2026/17-b");
        let long = |length: usize| format!("bank/{}", "é".repeat(length)).parse::<TransactionKey>();
        assert!(long(TransactionKey::MOST_CHARS).is_ok());
        assert_eq!(
            long(TransactionKey::MOST_CHARS + 1),
            Err(TransactionKeyError)
        );
        for text in ["bank", "bank/", "/17", "Bank/17", "bank/ 17", "bank/1\u{7}"] {
            assert_eq!(
                text.parse::<TransactionKey>(),
                Err(TransactionKeyError),
                "{text}"
            );
        }
    }
}
