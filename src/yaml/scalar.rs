//! What a plain scalar means: the core schema of YAML 1.2, to the letter.
//!
//! `no`, `on` and `2026-11-22` are texts; only the spellings listed here are anything else.

/// The meaning of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar<'d> {
    /// Nothing, `~`, or `null` in one of its three spellings.
    Null,
    /// `true` or `false` in one of their three spellings.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// A number that is not whole, not finite, or too long for [`Scalar::Int`], as it is written.
    Float(&'d str),
    /// Everything else.
    Text(&'d str),
}

/// Resolves a plain scalar without a tag.
#[must_use]
pub fn resolve_plain(text: &str) -> Scalar<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" => Scalar::Bool(true),
        "false" | "False" | "FALSE" => Scalar::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Scalar::Float(text),
        _ => resolve_number(text).unwrap_or(Scalar::Text(text)),
    }
}

fn resolve_number(text: &str) -> Option<Scalar<'_>> {
    // Most scalars are words, and their first letter says so.
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '.' | '-' | '+')) {
        return None;
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(text, digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(text, digits, 16);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Some(Scalar::Float(text));
    }
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().map_or(Scalar::Float(text), Scalar::Int));
    }
    is_decimal_fraction(unsigned).then_some(Scalar::Float(text))
}

fn radix<'d>(text: &'d str, digits: &str, radix: u32) -> Option<Scalar<'d>> {
    let valid = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    valid.then(|| i128::from_str_radix(digits, radix).map_or(Scalar::Float(text), Scalar::Int))
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_decimal_fraction(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let some_digits = |part: &str| !part.is_empty() && digits(part);
    let mantissa_fits = match mantissa.split_once('.') {
        Some(("", fraction)) => some_digits(fraction),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => some_digits(mantissa),
    };
    let unsigned_exponent = exponent.map(|part| part.strip_prefix(['-', '+']).unwrap_or(part));
    mantissa_fits && unsigned_exponent.is_none_or(some_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_older_yaml_are_texts() {
        for text in [
            "no",
            "yes",
            "on",
            "off",
            "y",
            "n",
            "nULL",
            "tRUE",
            "2026-11-22",
            "1_000",
            "12:30:45",
        ] {
            assert_eq!(resolve_plain(text), Scalar::Text(text), "{text}");
        }
    }

    #[test]
    fn the_spellings_of_the_core_schema_are_recognised() {
        assert_eq!(resolve_plain("NULL"), Scalar::Null);
        assert_eq!(resolve_plain("True"), Scalar::Bool(true));
        assert_eq!(resolve_plain("007"), Scalar::Int(7));
        assert_eq!(resolve_plain("-12"), Scalar::Int(-12));
        assert_eq!(resolve_plain("0o17"), Scalar::Int(15));
        assert_eq!(resolve_plain("0xfF"), Scalar::Int(255));
        for number in ["1.", ".5", "1e3", "-1.5E-7", "+.inf", ".nan"] {
            assert_eq!(resolve_plain(number), Scalar::Float(number), "{number}");
        }
    }

    #[test]
    fn near_misses_are_texts() {
        for text in [
            "0o8", "0x", "1e", "e3", ".", "-", "+-1", "1.2.3", "--1", ".e1", "0b11",
        ] {
            assert_eq!(resolve_plain(text), Scalar::Text(text), "{text}");
        }
    }

    #[test]
    fn a_number_of_any_length_stays_a_number() {
        let long = "9".repeat(200);
        assert_eq!(resolve_plain(&long), Scalar::Float(&long));
    }
}
