//! Where a payment comes from.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;

/// Where a payment comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, JsonSchema)]
#[schemars(rename = "Origin", rename_all = "lowercase")]
pub enum PaymentOrigin {
    /// A guess made when the user was imported, until an admin confirms it.
    Import,
    /// Written by an admin.
    Manual,
    /// Read from PayPal.
    Paypal,
}

impl PaymentOrigin {
    /// Every origin, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::Import, Self::Manual, Self::Paypal];

    /// The word in YAML.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Manual => "manual",
            Self::Paypal => "paypal",
        }
    }
}

impl fmt::Display for PaymentOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// The text is not an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an origin is `import`, `manual` or `paypal`")]
pub struct PaymentOriginError;

impl FromStr for PaymentOrigin {
    type Err = PaymentOriginError;

    fn from_str(text: &str) -> Result<Self, PaymentOriginError> {
        let mut origins = Self::ALL.into_iter();
        origins
            .find(|origin| origin.word() == text)
            .ok_or(PaymentOriginError)
    }
}
