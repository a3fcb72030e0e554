//! Amounts of money in free text: numbers beside a currency.

use std::iter;

use crate::vocabulary::{Date, MASK};

/// The currencies recognised in front of a number; behind one, any three capital letters are.
const CURRENCIES: [&str; 24] = [
    "AUD", "BGN", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HUF", "ILS", "INR",
    "JPY", "KRW", "MXN", "NOK", "NZD", "PLN", "RON", "SEK", "TRY", "USD", "ZAR",
];

/// The words people write for a currency in front of a number, with or without a point.
const WORDS_BEFORE: [&str; 4] = ["kr", "zł", "Fr", "Rs"];

/// The words people write for a currency behind a number, in small letters.
const WORDS_BEHIND: [&str; 25] = [
    "eur", "euro", "euros", "usd", "dollar", "dollars", "gbp", "pound", "pounds", "chf", "fr",
    "sfr", "franken", "francs", "kr", "nok", "sek", "dkk", "zł", "pln", "kč", "rs", "lei", "cent",
    "cents",
];

/// What may stand between the two numbers of a range.
const RANGE_MARKS: [&str; 7] = [
    "-",
    "\u{2013}",
    " - ",
    " \u{2013} ",
    " to ",
    " or ",
    " bis ",
];

/// The most groups of digits behind the first; a longer number is no amount.
const MOST_GROUPS: usize = 6;

/// Every number that stands beside a currency masked, ranges and round sums as a whole.
pub(super) fn without_amounts(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_numeric) {
        let (before, from_number) = rest.split_at(start);
        let seen = &text[..text.len() - from_number.len()];
        masked.push_str(before);
        let length = match amount(seen, from_number) {
            Some(length) => {
                masked.push_str(MASK);
                length
            }
            None => {
                let length = day(from_number).unwrap_or_else(|| plain(from_number));
                masked.push_str(&from_number[..length]);
                length
            }
        };
        rest = &from_number[length..];
    }
    masked.push_str(rest);
    masked
}

/// How many bytes of `text`, which begins with a digit, are an amount, if they are.
fn amount(seen: &str, text: &str) -> Option<usize> {
    if day(text).is_some() || !begins_number(seen) {
        return None;
    }
    let single = number(text);
    let lengths = iter::once(range(text, single)).chain([Some(single)]);
    let mut lengths = lengths.flatten().map(|length| rounded(text, length));
    match ends_in_currency(seen) {
        true => lengths.next(),
        false => lengths.find(|length| has_currency(&text[*length..])),
    }
}

/// The length of a day such as `2026-11-22` at the start of `text`.
fn day(text: &str) -> Option<usize> {
    const BYTES: usize = 10;
    text.get(..BYTES)?.parse::<Date>().ok().map(|_| BYTES)
}

/// The length of a range whose first number has `single` bytes.
fn range(text: &str, single: usize) -> Option<usize> {
    let behind = &text[single..];
    let second = RANGE_MARKS
        .iter()
        .filter_map(|mark| behind.strip_prefix(mark))
        .find(|second| second.starts_with(char::is_numeric))?;
    Some(text.len() - second.len() + number(second))
}

/// The length with what round sums end in, as in `20.-` or `10k`.
fn rounded(text: &str, length: usize) -> usize {
    let behind = &text[length..];
    let is_dash = |character: char| matches!(character, '-' | '\u{2013}' | '\u{2014}');
    let dashes = behind.strip_prefix(['.', ',']);
    let dashes = dashes.map(|dashes| dashes.trim_start_matches(is_dash));
    let thousands = behind.strip_prefix(['k', 'K']);
    let left = match (dashes, thousands) {
        (Some(left), _) if behind.len() - left.len() > 1 => left,
        (_, Some(left)) if !left.starts_with(char::is_alphanumeric) => left,
        _ => behind,
    };
    text.len() - left.len()
}

/// How many bytes at the start of `text` are a number, with its separators; `1 000,00` is one.
fn number(text: &str) -> usize {
    let mut length = plain(text);
    let first = &text[..length];
    if first.chars().count() > 3 || !first.chars().all(char::is_numeric) {
        return length;
    }
    for _ in 0..MOST_GROUPS {
        match group(&text[length..]) {
            Some(group) => length += group,
            None => break,
        }
    }
    length
}

/// The same without spaces in it.
fn plain(text: &str) -> usize {
    const SEPARATORS: [char; 4] = ['.', ',', '\'', '\u{2019}'];
    let end =
        text.find(|character: char| !character.is_numeric() && !SEPARATORS.contains(&character));
    let number = &text[..end.unwrap_or(text.len())];
    number.trim_end_matches(SEPARATORS).len()
}

/// The length of a space and exactly three digits at the start of `text`, with decimals behind them.
fn group(text: &str) -> Option<usize> {
    let digits = text.strip_prefix([' ', '\u{a0}', '\u{2009}', '\u{202f}'])?;
    let is_group = digits.chars().take_while(|c| c.is_numeric()).count() == 3;
    is_group.then(|| text.len() - digits.len() + plain(digits))
}

/// Whether a number may begin behind `seen`: not inside a word, a date or a time.
fn begins_number(seen: &str) -> bool {
    let mut before = seen.chars().rev();
    match before.next() {
        Some('-' | ':' | '/') => !before.next().is_some_and(char::is_numeric),
        Some(last) => !last.is_alphanumeric() && last != '_' || ends_in_currency(seen),
        None => true,
    }
}

/// Whether the end of `seen` names a currency, with a sign, a colon and a few spaces behind it at most.
fn ends_in_currency(seen: &str) -> bool {
    let seen = seen.strip_suffix(['-', '+', '\u{2212}']).unwrap_or(seen);
    let seen = without_last_spaces(seen);
    let seen = seen.strip_suffix([':', '=']).unwrap_or(seen);
    let seen = without_last_spaces(seen);
    if seen.ends_with(is_currency_symbol) {
        return true;
    }
    let word = seen.strip_suffix('.').unwrap_or(seen);
    let stands_alone = |before: &str| !before.ends_with(char::is_alphanumeric);
    let codes = CURRENCIES.iter().map(|code| seen.strip_suffix(code));
    let words = WORDS_BEFORE.iter().map(|name| word.strip_suffix(name));
    codes.chain(words).flatten().any(stands_alone)
}

/// Whether a currency stands at the start of `behind`, with a few spaces before it at most.
fn has_currency(behind: &str) -> bool {
    let behind = without_first_spaces(behind);
    if behind.starts_with(is_currency_symbol) {
        return true;
    }
    let end = behind.find(|character: char| !character.is_alphanumeric());
    let word = &behind[..end.unwrap_or(behind.len())];
    let is_code = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code || WORDS_BEHIND.contains(&word.to_lowercase().as_str())
}

/// `text` without the spaces it begins with, two at most.
fn without_first_spaces(text: &str) -> &str {
    let once = text.strip_prefix(char::is_whitespace).unwrap_or(text);
    once.strip_prefix(char::is_whitespace).unwrap_or(once)
}

/// `text` without the spaces it ends in, two at most.
fn without_last_spaces(text: &str) -> &str {
    let once = text.strip_suffix(char::is_whitespace).unwrap_or(text);
    once.strip_suffix(char::is_whitespace).unwrap_or(once)
}

/// Whether a character is a sign of a currency.
fn is_currency_symbol(character: char) -> bool {
    matches!(
        u32::from(character),
        0x24 | 0xa2..=0xa5 | 0x58f | 0x60b | 0xe3f | 0x20a0..=0x20cf | 0xfdfc | 0xff04 | 0xffe0..=0xffe6
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(without_amounts(text), *expected, "{text}");
        }
    }

    #[test]
    fn amounts_lose_their_number() {
        check(&[
            ("5.00 EUR", "*** EUR"),
            ("500 JPY, paid", "*** JPY, paid"),
            ("1.234,56 € a year", "*** € a year"),
            ("€5", "€***"),
            ("costs $ 12.50.", "costs $ ***."),
            ("EUR 5, or 5.00EUR", "EUR ***, or ***EUR"),
            ("USD5", "USD***"),
            ("5 euros", "*** euros"),
            ("amount: -5.00 EUR", "amount: -*** EUR"),
            ("20.- EUR, 5,\u{2013} €", "*** EUR, *** €"),
            ("5-10 EUR or EUR 5\u{2013}10", "*** EUR or EUR ***"),
            ("5 to 10 EUR, 5 or 10 €", "*** EUR, *** €"),
            ("€-5, EUR: 5, EUR  5", "€-***, EUR: ***, EUR  ***"),
            ("1 000,00 € and 12\u{2019}000.00 CHF", "*** € and *** CHF"),
            ("12\u{a0}345\u{202f}678 EUR", "*** EUR"),
            (
                "12.5 kr, kr. 50, 30 zł, 20 Fr.",
                "*** kr, kr. ***, *** zł, *** Fr.",
            ),
            ("10k EUR, €3k", "*** EUR, €***"),
            ("\u{ff15} EUR", "*** EUR"),
        ]);
    }

    #[test]
    fn numbers_and_days_stay() {
        let kept = [
            "2026-11-22 to 2026-12-22",
            "since 2026-11-22 EUR",
            "8 people, 5 may",
            "at 09:30 UTC",
            "id 301000001",
            "movies4 EUR",
            "in EUR 2026-11-22",
            "in 3 to 5 days, 10k people",
            "1 000 000 people",
        ];
        check(&kept.map(|text| (text, text)));
    }
}
