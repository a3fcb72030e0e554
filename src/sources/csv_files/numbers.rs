//! Amounts as files write them: which sign is the decimal one is decided for a whole file.

use rust_decimal::Decimal;

/// The sign before the decimals of all amounts of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sources) enum DecimalSign {
    /// `1,234.56`
    Point,
    /// `1.234,56`
    Comma,
}

/// What one amount says about the decimal sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Evidence {
    /// It has decimals, or several thousands signs.
    Sure(DecimalSign),
    /// A sign with three digits behind it is more likely one for thousands.
    Likely(DecimalSign),
    None,
}

impl DecimalSign {
    /// The sign of the settings.
    pub(in crate::sources) const fn of(sign: char) -> Self {
        match sign {
            ',' => Self::Comma,
            _ => Self::Point,
        }
    }

    const fn signs(self) -> (char, char) {
        match self {
            Self::Point => ('.', ','),
            Self::Comma => (',', '.'),
        }
    }

    /// The number that a text is, `None` if it is not one. Signs of currencies around it are passed over.
    pub(in crate::sources) fn number(self, text: &str) -> Option<Decimal> {
        let (decimal, thousands) = self.signs();
        let (is_negative, digits) = bare(text)?;
        let (whole, decimals) = digits.split_once(decimal).unwrap_or((&digits, ""));
        let mut groups = whole.split(thousands);
        let first = groups.next()?;
        let rest: Vec<&str> = groups.collect();
        let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let is_grouped = rest
            .iter()
            .all(|group| group.len() == 3 && are_digits(group));
        let is_first =
            !first.is_empty() && are_digits(first) && (rest.is_empty() || first.len() <= 3);
        if !is_grouped || !is_first || !are_digits(decimals) || digits.ends_with(decimal) {
            return None;
        }
        let number = format!("{first}{}.{decimals}", rest.concat());
        let number = Decimal::from_str_exact(number.trim_end_matches('.')).ok()?;
        Some(if is_negative { -number } else { number })
    }
}

/// The decimal sign of these amounts; two of them if they contradict each other. Amounts without any sign are the same
/// in both.
pub(in crate::sources) fn decimal_sign<'t>(
    texts: impl Iterator<Item = (u32, &'t str)>,
) -> Result<DecimalSign, [(u32, &'t str); 2]> {
    let mut sure: [Option<(u32, &str)>; 2] = [None, None];
    let mut likely: [Option<(u32, &str)>; 2] = [None, None];
    for (line, text) in texts {
        let (found, sign) = match evidence(text) {
            Evidence::Sure(sign) => (&mut sure, sign),
            Evidence::Likely(sign) => (&mut likely, sign),
            Evidence::None => continue,
        };
        found[sign as usize].get_or_insert((line, text));
    }
    let decided = |found: [Option<(u32, &'t str)>; 2]| match found {
        [Some(point), Some(comma)] => Err([point, comma]),
        [Some(_), None] => Ok(Some(DecimalSign::Point)),
        [None, Some(_)] => Ok(Some(DecimalSign::Comma)),
        [None, None] => Ok(None),
    };
    let sign = match decided(sure)? {
        Some(sign) => Some(sign),
        None => decided(likely)?,
    };
    Ok(sign.unwrap_or(DecimalSign::Point))
}

fn evidence(text: &str) -> Evidence {
    let Some((_, digits)) = bare(text) else {
        return Evidence::None;
    };
    let is_sign = |character: char| matches!(character, '.' | ',');
    if !digits.chars().all(|c| c.is_ascii_digit() || is_sign(c)) {
        return Evidence::None;
    }
    let Some(last) = digits.rfind(is_sign) else {
        return Evidence::None;
    };
    let (before, sign, behind) = (&digits[..last], &digits[last..=last], &digits[last + 1..]);
    let as_decimal = match sign {
        "," => DecimalSign::Comma,
        _ => DecimalSign::Point,
    };
    let as_thousands = match sign {
        "," => DecimalSign::Point,
        _ => DecimalSign::Comma,
    };
    match (
        before.contains(sign),
        before.contains(is_sign),
        behind.len(),
    ) {
        (true, _, 3) => Evidence::Sure(as_thousands),
        (false, true, _) | (_, _, 1 | 2) => Evidence::Sure(as_decimal),
        (false, false, 3) => Evidence::Likely(as_thousands),
        _ => Evidence::None,
    }
}

/// A number without blanks, signs of currencies and its own sign, and whether it is negative.
fn bare(text: &str) -> Option<(bool, String)> {
    let is_minus = |character: char| matches!(character, '-' | '\u{2212}' | '\u{2013}');
    let mut minus = 0;
    let mut plus = 0;
    let mut digits = String::with_capacity(text.len());
    for character in text.trim().chars() {
        match character {
            _ if is_minus(character) => minus += 1,
            '+' => plus += 1,
            '$' | '€' | '£' | '¥' | '\'' | '’' => {}
            _ if character.is_whitespace() => {}
            other => digits.push(other),
        }
    }
    let trimmed = text.trim();
    let ends = trimmed.starts_with(is_minus) || trimmed.ends_with(is_minus);
    let is_signed_well = minus + plus <= 1 && (minus == 0 || ends);
    (is_signed_well && !digits.is_empty()).then_some((minus == 1, digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(sign: DecimalSign, text: &str) -> Option<String> {
        sign.number(text).map(|number| number.to_string())
    }

    #[test]
    fn numbers_are_read_with_the_sign_of_the_file() {
        use DecimalSign::{Comma, Point};
        for (sign, text, expected) in [
            (Point, "1,234.56", Some("1234.56")),
            (Point, "-1,100.00", Some("-1100.00")),
            (Point, "5", Some("5")),
            (Point, "+ $5.00", Some("5.00")),
            (Point, "- $12.00", Some("-12.00")),
            (Point, "12.00-", Some("-12.00")),
            (Point, "1'234.50", Some("1234.50")),
            (Comma, "1.234,56", Some("1234.56")),
            (Comma, "1\u{a0}234,56", Some("1234.56")),
            (Comma, "-1\u{202f}100,00", Some("-1100.00")),
            (Comma, "\u{2212}5,00 €", Some("-5.00")),
            (Point, "5,00", None),
            (Comma, "5.00", None),
            (Point, "1,23,456.00", None),
            (Point, "1234,567.00", None),
            (Point, "5.", None),
            (Point, ".50", None),
            (Point, "5-5", None),
            (Point, "--5", None),
            (Point, "abc", None),
            (Point, "", None),
            (Point, "1e5", None),
        ] {
            assert_eq!(number(sign, text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_whole_file_decides_about_the_sign() {
        let sign = |texts: &[&'static str]| decimal_sign((2..).zip(texts.iter().copied()));
        assert_eq!(sign(&["5.00", "1,234.56"]), Ok(DecimalSign::Point));
        assert_eq!(sign(&["5", "1.234", "5,0"]), Ok(DecimalSign::Comma));
        assert_eq!(sign(&["1,234", "500"]), Ok(DecimalSign::Point));
        assert_eq!(sign(&["1.234.567"]), Ok(DecimalSign::Comma));
        assert_eq!(sign(&["500", "abc", ""]), Ok(DecimalSign::Point));
        assert_eq!(sign(&["5.00", "6,00"]), Err([(2, "5.00"), (3, "6,00")]));
    }
}
