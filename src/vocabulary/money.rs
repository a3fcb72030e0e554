//! Amounts of money as decimals, with their currency.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A currency by its three letters (ISO 4217).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Why a text is not a [`Currency`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a currency is written as three capital letters, as in `EUR`")]
pub struct CurrencyError;

impl Currency {
    /// The letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many decimals amounts of it have: 2 for most and for letters that ISO 4217 does not list, 0 for JPY.
    #[must_use]
    pub fn decimals(self) -> u32 {
        let listed = iso_currency::Currency::from_code(self.as_str());
        let decimals = listed.and_then(iso_currency::Currency::exponent);
        decimals.map_or(2, u32::from)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        let letters: [u8; 3] = text.as_bytes().try_into().map_err(|_| CurrencyError)?;
        let are_capital = letters.iter().all(u8::is_ascii_uppercase);
        are_capital.then_some(Self(letters)).ok_or(CurrencyError)
    }
}

/// An amount such as `5.00 EUR` or `500 JPY`: digits, an optional point with two or three decimals, and a
/// currency. Never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    value: Decimal,
    currency: Currency,
}

/// Why a text is not a [`Money`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an amount is written like `5.00 EUR`")]
pub struct MoneyError;

impl Money {
    /// The amount without its currency.
    #[must_use]
    pub const fn value(&self) -> Decimal {
        self.value
    }

    /// The currency.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// So many times this amount; `None` where it is too large.
    #[must_use]
    pub fn times(&self, count: u32) -> Option<Self> {
        let value = self.value.checked_mul(Decimal::from(count))?;
        Some(Self { value, ..*self })
    }

    /// How many times `price` makes this amount; `None` in another currency, and if it is not a whole number of at
    /// least 1.
    #[must_use]
    pub fn multiple_of(&self, price: &Self) -> Option<u32> {
        let is_comparable =
            self.currency == price.currency && !price.value.is_zero() && !self.value.is_zero();
        let count = is_comparable.then(|| self.value.checked_div(price.value))??;
        let is_exact = count.is_integer() && count.checked_mul(price.value) == Some(self.value);
        is_exact.then(|| u32::try_from(count).ok())?
    }

    /// The equal part of each of `parts`, if they add up to the amount without a remainder of less than the
    /// smallest coin.
    #[must_use]
    pub fn divided(&self, parts: u32) -> Option<Self> {
        let part = self.value.checked_div(Decimal::from(parts))?;
        let value = part.trunc_with_scale(self.currency.decimals().max(self.value.scale()));
        let part = Self { value, ..*self };
        (part.times(parts) == Some(*self)).then_some(part)
    }

    /// Both together; `None` in another currency, or where it is too large.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Option<Self> {
        let is_same = self.currency == other.currency;
        let value = is_same.then(|| self.value.checked_add(other.value))??;
        Some(Self { value, ..*self })
    }

    /// What is left without the other; `None` in another currency, or where nothing is left.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Option<Self> {
        let is_less = self.currency == other.currency && other.value < self.value;
        let value = is_less.then(|| self.value.checked_sub(other.value))??;
        Some(Self { value, ..*self })
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (amount, currency) = text.split_once(' ').ok_or(MoneyError)?;
        let (whole, decimals) = amount.split_once('.').unwrap_or((amount, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let shaped = !whole.is_empty()
            && digits(whole)
            && digits(decimals)
            && matches!(
                (amount.contains('.'), decimals.len()),
                (false, 0) | (true, 2 | 3)
            );
        if !shaped {
            return Err(MoneyError);
        }
        Ok(Self {
            value: Decimal::from_str_exact(amount).map_err(|_| MoneyError)?,
            currency: currency.parse().map_err(|_| MoneyError)?,
        })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.value, self.currency)
    }
}

/// An amount that comes (`5.00 EUR`), goes (`-5.00 EUR`), or is a sum of both. It has the decimals of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SignedMoney {
    value: Decimal,
    currency: Currency,
}

/// Why a number is not an amount of a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("amounts in {0} have no more than {decimals} decimals", decimals = .0.decimals())]
pub struct TooManyDecimals(Currency);

impl SignedMoney {
    /// An amount with the decimals of its currency.
    ///
    /// # Errors
    /// When the number has more decimals than the currency, apart from zeros.
    pub fn new(value: Decimal, currency: Currency) -> Result<Self, TooManyDecimals> {
        let decimals = currency.decimals();
        let mut value = match value.normalize().scale() <= decimals {
            true => value.normalize(),
            false => return Err(TooManyDecimals(currency)),
        };
        value.rescale(decimals);
        Ok(Self { value, currency })
    }

    /// The amount without its currency.
    #[must_use]
    pub const fn value(&self) -> Decimal {
        self.value
    }

    /// The currency.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// Whether it is more than nothing.
    #[must_use]
    pub fn comes(&self) -> bool {
        self.value > Decimal::ZERO
    }

    /// How much it is, whichever way it goes.
    #[must_use]
    pub fn magnitude(&self) -> Money {
        Money {
            value: self.value.abs(),
            currency: self.currency,
        }
    }
}

impl From<Money> for SignedMoney {
    fn from(money: Money) -> Self {
        Self {
            value: money.value,
            currency: money.currency,
        }
    }
}

impl FromStr for SignedMoney {
    type Err = MoneyError;

    /// Reads what `Display` writes.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-Decimal::ONE, rest),
            None => (Decimal::ONE, text),
        };
        let money: Money = rest.parse()?;
        Self::new(money.value * sign, money.currency).map_err(|_| MoneyError)
    }
}

impl fmt::Display for SignedMoney {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.value, self.currency)
    }
}

impl Serialize for SignedMoney {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SignedMoney {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn only_whole_multiples_in_the_same_currency_count() {
        for (amount, price, count) in [
            ("15.00 EUR", "5.00 EUR", Some(3)),
            ("15 EUR", "5.00 EUR", Some(3)),
            ("5.00 EUR", "15.00 EUR", None),
            ("5.01 EUR", "5.00 EUR", None),
            ("5.00 USD", "5.00 EUR", None),
            ("0.00 EUR", "5.00 EUR", None),
            ("5.00 EUR", "0.00 EUR", None),
            ("1.00 EUR", "0.03 EUR", None),
            ("1500 JPY", "500 JPY", Some(3)),
        ] {
            assert_eq!(money(amount).multiple_of(&money(price)), count, "{amount}");
        }
        assert_eq!(money("5.00 EUR").times(3), Some(money("15.00 EUR")));
        assert_eq!(money("79228162514264337593543950.33 EUR").times(2000), None);
    }

    #[test]
    fn equal_parts_add_up() {
        for (amount, parts, part) in [
            ("10.00 EUR", 2, Some("5.00 EUR")),
            ("10.00 EUR", 3, None),
            ("0.03 EUR", 2, None),
            ("9 EUR", 2, Some("4.50 EUR")),
            ("501 JPY", 2, None),
            ("10.00 EUR", 0, None),
        ] {
            let divided = money(amount).divided(parts);
            assert_eq!(divided, part.map(money), "{amount} in {parts}");
        }
    }

    #[test]
    fn amounts_keep_their_cents() {
        for text in [
            "5.00 EUR",
            "0.05 USD",
            "500 JPY",
            "12345678.90 CHF",
            "1.250 BHD",
        ] {
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
            "99999999999999999999999999999.00 EUR",
        ] {
            assert_eq!(text.parse::<Money>(), Err(MoneyError), "{text}");
        }
    }

    #[test]
    fn amounts_of_sources_have_the_decimals_of_their_currency() {
        for (number, currency, shown) in [
            ("5", "EUR", Some("5.00 EUR")),
            ("-5.0", "EUR", Some("-5.00 EUR")),
            ("500.00", "JPY", Some("500 JPY")),
            ("500.5", "JPY", None),
            ("5.005", "EUR", None),
            ("5.005", "BHD", Some("5.005 BHD")),
        ] {
            let amount = SignedMoney::new(number.parse().unwrap(), currency.parse().unwrap());
            let amount = amount.ok().map(|amount| amount.to_string());
            assert_eq!(amount.as_deref(), shown, "{number} {currency}");
        }
        let back: SignedMoney = "-5.00 EUR".parse().unwrap();
        assert!(!back.comes());
        assert_eq!(back.magnitude(), money("5.00 EUR"));
    }
}
