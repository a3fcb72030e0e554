//! Amounts of money as integers of the smallest unit, with their currency.

use std::fmt;
use std::str::FromStr;

/// An amount such as `5.00 EUR` or `500 JPY`: digits, an optional point with two decimals, and a
/// currency of three capital letters (ISO 4217). Never negative.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Money {
    /// The amount in units of 10^-`decimals` of the currency.
    minor_units: u64,
    /// 0 or 2: how many decimals were written.
    decimals: u8,
    currency: String,
}

/// Why a text is not a [`Money`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an amount is written like `5.00 EUR`")]
pub struct MoneyError;

impl Money {
    /// The currency, as ISO 4217 spells it.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// So many times this amount; `None` where it is too large.
    #[must_use]
    pub fn times(&self, count: u32) -> Option<Self> {
        let minor_units = self.minor_units.checked_mul(u64::from(count))?;
        Some(Self {
            minor_units,
            ..self.clone()
        })
    }

    /// How many times `price` makes this amount; `None` in another currency, and if it is not a whole number of at
    /// least 1.
    #[must_use]
    pub fn multiple_of(&self, price: &Self) -> Option<u32> {
        let hundredths = |money: &Self| match money.decimals {
            0 => money.minor_units.checked_mul(100),
            _ => Some(money.minor_units),
        };
        let (amount, price_of_one) = (hundredths(self)?, hundredths(price)?);
        let is_whole = self.currency == price.currency
            && price_of_one > 0
            && amount > 0
            && amount % price_of_one == 0;
        let count = is_whole.then(|| amount / price_of_one)?;
        u32::try_from(count).ok()
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (amount, currency) = text.split_once(' ').ok_or(MoneyError)?;
        let (whole, cents) = amount.split_once('.').unwrap_or((amount, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let shaped = !whole.is_empty()
            && digits(whole)
            && digits(cents)
            && matches!((amount.contains('.'), cents.len()), (false, 0) | (true, 2))
            && currency.len() == 3
            && currency.bytes().all(|byte| byte.is_ascii_uppercase());
        if !shaped {
            return Err(MoneyError);
        }
        Ok(Self {
            minor_units: format!("{whole}{cents}").parse().map_err(|_| MoneyError)?,
            decimals: if cents.is_empty() { 0 } else { 2 },
            currency: currency.to_owned(),
        })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10_u64.pow(u32::from(self.decimals));
        let (whole, rest) = (self.minor_units / scale, self.minor_units % scale);
        match self.decimals {
            0 => write!(formatter, "{whole} {}", self.currency),
            _ => write!(formatter, "{whole}.{rest:02} {}", self.currency),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_multiples_in_the_same_currency_count() {
        let money = |text: &str| text.parse::<Money>().unwrap();
        for (amount, price, count) in [
            ("15.00 EUR", "5.00 EUR", Some(3)),
            ("15 EUR", "5.00 EUR", Some(3)),
            ("5.00 EUR", "15.00 EUR", None),
            ("5.01 EUR", "5.00 EUR", None),
            ("5.00 USD", "5.00 EUR", None),
            ("0.00 EUR", "5.00 EUR", None),
            ("5.00 EUR", "0.00 EUR", None),
            ("1500 JPY", "500 JPY", Some(3)),
        ] {
            assert_eq!(money(amount).multiple_of(&money(price)), count, "{amount}");
        }
        assert_eq!(money("5.00 EUR").times(3), Some(money("15.00 EUR")));
        assert_eq!(money("184467440737095516.15 EUR").times(2), None);
    }

    #[test]
    fn amounts_keep_their_cents() {
        for text in ["5.00 EUR", "0.05 USD", "500 JPY", "12345678.90 CHF"] {
            assert_eq!(
                text.parse::<Money>().map(|m| m.to_string()),
                Ok(text.into())
            );
        }
        for text in [
            "5",
            "5.0 EUR",
            "-5.00 EUR",
            "5.00EUR",
            "5,00 EUR",
            "5.00 eur",
            ".50 EUR",
            "5. EUR",
        ] {
            assert_eq!(text.parse::<Money>(), Err(MoneyError), "{text}");
        }
    }
}
