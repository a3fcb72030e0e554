//! Amounts of money in sentences of plexmgr: a number, a blank and the three capital letters of a currency.

use crate::vocabulary::MASK;

/// The text with a mask in place of each number in front of a currency, with its sign; the currency stays.
pub(super) fn without_amounts(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for (at, _) in text.match_indices(' ') {
        let number = number_at_end(&text[done..at]);
        if !number.is_empty() && begins_with_currency(&text[at + 1..]) {
            masked.push_str(&text[done..at - number.len()]);
            masked.push_str(MASK);
            done = at;
        }
    }
    masked.push_str(&text[done..]);
    masked
}

/// The number that a text ends with; nothing if it ends with another word.
fn number_at_end(text: &str) -> &str {
    let is_part = |character: char| character.is_ascii_digit() || ".,".contains(character);
    let before = text.trim_end_matches(is_part);
    let number = text[before.len()..].trim_start_matches(['.', ',']);
    let before = &text[..text.len() - number.len()];
    let number = match before.strip_suffix('-') {
        Some(before) if !before.ends_with(char::is_alphanumeric) => &text[before.len()..],
        _ if before.ends_with(|last: char| last.is_alphanumeric() || "-_".contains(last)) => "",
        _ => number,
    };
    match number.contains(|character: char| character.is_ascii_digit()) {
        true => number,
        false => "",
    }
}

fn begins_with_currency(text: &str) -> bool {
    const LETTERS: usize = 3;
    let end = text.find(|character: char| !character.is_ascii_uppercase());
    let end = end.unwrap_or(text.len());
    end == LETTERS && !text[end..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_front_of_a_currency_are_masked_and_nothing_else_is() {
        for (text, expected) in [
            (
                "is expired: 5.00 EUR came on 2026-04-15, not -1,005.50 USD",
                "is expired: *** EUR came on 2026-04-15, not *** USD",
            ),
            ("500 JPY", "*** JPY"),
            ("`5.00 EUR` (5.00 EUR)", "`*** EUR` (*** EUR)"),
            ("costs 4 EUR, 5 EUR.", "costs *** EUR, *** EUR."),
            ("12.50 EUR 3.00 EUR", "*** EUR *** EUR"),
            (
                "3 rows, 5 EUROS, 7 EURx, 2 EU",
                "3 rows, 5 EUROS, 7 EURx, 2 EU",
            ),
            ("on 2026-04-15 EUR", "on 2026-04-15 EUR"),
            ("v1.2 EUR and . EUR and  EUR", "v1.2 EUR and . EUR and  EUR"),
            ("", ""),
        ] {
            assert_eq!(without_amounts(text), expected);
        }
    }
}
