//! What is left of e-mail addresses and amounts of money where strangers may read along.
//!
//! A pull request is read by more people than the records it is about. So Markdown and annotations
//! show `m***@***` and `*** EUR` unless somebody asks for more; text and JSON are never masked. Rather
//! too much is masked than too little: whatever looks like an address or an amount is taken for one.
//! Start at [`Privacy::kept`].

use std::borrow::Cow;

use crate::problem::Problems;
use crate::records::schema::PRIVATE_KEYS;
use crate::vocabulary::MASK;

/// Whether addresses and amounts may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// They are masked.
    Masked,
    /// They are shown as they are.
    Open,
}

/// The longest local part that is looked for; an address has at most 64 characters there.
pub(super) const LONGEST_LOCAL_CHARS: usize = 320;

/// The currencies recognised in front of a number; behind one, any three capital letters are.
const CURRENCIES: [&str; 24] = [
    "AUD", "BGN", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HUF", "ILS", "INR",
    "JPY", "KRW", "MXN", "NOK", "NZD", "PLN", "RON", "SEK", "TRY", "USD", "ZAR",
];

/// The words people write for a currency behind a number, in small letters.
const CURRENCY_WORDS: [&str; 12] = [
    "eur", "euro", "euros", "usd", "dollar", "dollars", "gbp", "pound", "pounds", "chf", "cent",
    "cents",
];

impl Privacy {
    /// `text` as far as it may be read.
    #[must_use]
    pub fn kept(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Open => Cow::Borrowed(text),
            Self::Masked => Cow::Owned(without_amounts(&without_addresses(text))),
        }
    }

    /// Problems as far as they may be read: the value of a key that holds an address or an amount is
    /// masked whatever it looks like. What helps is plexmgr's own, so its examples stay.
    #[must_use]
    pub fn kept_of_problems(self, problems: &Problems) -> Problems {
        problems.with_messages(|problem| match (self, &problem.without_value) {
            (Self::Masked, Some(told)) => told.clone(),
            _ => self.kept(&problem.message).into_owned(),
        })
    }

    /// One line of a record file, or of a diff of one, as far as it may be read.
    pub(super) fn kept_of_line(self, line: &str) -> Cow<'_, str> {
        let kept = self.kept(line);
        match private_value(line) {
            Some(value) if self == Self::Masked && kept == line => {
                Cow::Owned(format!("{}{MASK}", &line[..value]))
            }
            _ => kept,
        }
    }
}

/// Where the value of a private key begins in a line, if there is one.
fn private_value(line: &str) -> Option<usize> {
    let is_before_key = |character: char| " \t+-?{\"'".contains(character);
    let key = line.trim_start_matches(is_before_key);
    let (name, value) = key.split_once(':')?;
    let name = name.trim_end_matches(['"', '\'', ' ']);
    let value = value.trim_start();
    let is_private = PRIVATE_KEYS.contains(&name) && !value.is_empty() && !value.starts_with('#');
    is_private.then(|| line.len() - value.len())
}

/// Every address with at most the first character of its local part left.
fn without_addresses(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut told = 0;
    for (at, _) in text.match_indices('@') {
        if at < told {
            continue;
        }
        let (before, behind) = (&text[told..at], &text[at + 1..]);
        let local = local_part(before);
        let domain = domain(behind);
        if local.is_empty() || domain == 0 {
            continue;
        }
        masked.push_str(&before[..before.len() - local.len()]);
        let mut characters = local.chars();
        let first = characters.next().filter(|first| first.is_alphanumeric());
        masked.extend(first.filter(|_| characters.next().is_some()));
        masked.push_str(MASK);
        masked.push('@');
        masked.push_str(MASK);
        told = at + 1 + domain;
    }
    masked.push_str(&text[told..]);
    masked
}

/// The end of `before` that is the local part of an address.
fn local_part(before: &str) -> &str {
    if let Some(quoted) = before.strip_suffix('"') {
        let begin = quoted.rfind('"').unwrap_or(quoted.len());
        return &before[begin..];
    }
    let ends = |character: char| character.is_whitespace() || "<>()[],;:\"".contains(character);
    let begin = before
        .char_indices()
        .rev()
        .take(LONGEST_LOCAL_CHARS)
        .take_while(|(_, character)| !ends(*character))
        .last()
        .map_or(before.len(), |(index, _)| index);
    let local = &before[begin..];
    // Quotes, signs and dashes in front belong to the text around.
    let bare = local.trim_start_matches(|character: char| !character.is_alphanumeric());
    if bare.is_empty() { local } else { bare }
}

/// How many bytes of `behind` are the domain of an address.
fn domain(behind: &str) -> usize {
    if behind.starts_with('[') {
        return behind.find(']').map_or(behind.len(), |end| end + 1);
    }
    let is_part = |character: char| {
        character.is_alphanumeric()
            || ".-_@\\{}".contains(character)
            || (!character.is_ascii() && !character.is_whitespace())
    };
    let end = behind.find(|character| !is_part(character));
    let domain = &behind[..end.unwrap_or(behind.len())];
    domain.trim_end_matches('.').len()
}

/// Every number that stands beside a currency masked.
fn without_amounts(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        let (before, from_number) = rest.split_at(start);
        let length = number(from_number);
        let (number, behind) = from_number.split_at(length);
        let seen = &text[..text.len() - from_number.len()];
        let is_amount = begins_number(seen) && (ends_in_currency(seen) || has_currency(behind));
        masked.push_str(before);
        masked.push_str(if is_amount { MASK } else { number });
        rest = behind;
    }
    masked.push_str(rest);
    masked
}

/// How many bytes at the start of `text` are a number, with its separators.
fn number(text: &str) -> usize {
    let end =
        text.find(|character: char| !character.is_ascii_digit() && !".,'".contains(character));
    let number = &text[..end.unwrap_or(text.len())];
    number.trim_end_matches(['.', ',', '\'']).len()
}

/// Whether a number may begin behind `seen`: not inside a word, a date or a time.
fn begins_number(seen: &str) -> bool {
    let mut before = seen.chars().rev();
    match before.next() {
        Some('-' | ':' | '/') => !before.next().is_some_and(|c| c.is_ascii_digit()),
        Some(last) => !last.is_alphanumeric() && last != '_' || ends_in_currency(seen),
        None => true,
    }
}

/// Whether the end of `seen` names a currency, with at most one space behind it.
fn ends_in_currency(seen: &str) -> bool {
    let seen = seen.strip_suffix(char::is_whitespace).unwrap_or(seen);
    if seen.ends_with(is_currency_symbol) {
        return true;
    }
    CURRENCIES.iter().any(|code| {
        let before = seen.strip_suffix(code);
        before.is_some_and(|before| !before.ends_with(char::is_alphanumeric))
    })
}

/// Whether a currency stands at the start of `behind`, with at most one space before it.
fn has_currency(behind: &str) -> bool {
    let behind = behind.strip_prefix(char::is_whitespace).unwrap_or(behind);
    if behind.starts_with(is_currency_symbol) {
        return true;
    }
    let end = behind.find(|character: char| !character.is_alphanumeric());
    let word = &behind[..end.unwrap_or(behind.len())];
    let is_code = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code || CURRENCY_WORDS.contains(&word.to_lowercase().as_str())
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
            assert_eq!(Privacy::Masked.kept(text), *expected, "{text}");
            assert_eq!(Privacy::Open.kept(text), *text);
        }
    }

    #[test]
    fn addresses_lose_all_but_a_first_character() {
        check(&[
            ("marlow@example.com", "m***@***"),
            ("a@b.c", "***@***"),
            ("Marlow <marlow@example.com>!", "Marlow <m***@***>!"),
            ("from x.y+z@mail.example.org.", "from x***@***."),
            (
                "['one@example.com', two@example.com]",
                "['o***@***', t***@***]",
            ),
            ("\"john doe\"@example.com", "***@***"),
            ("me@[192.0.2.1] and more", "m***@*** and more"),
            ("zoë@bücher.example", "z***@***"),
            ("a\u{200b}b@exa\u{200b}mple.com", "a***@***"),
            ("one@two@example.com", "o***@***"),
            ("mailto:marlow@example.com", "mailto:m***@***"),
        ]);
    }

    #[test]
    fn what_is_no_address_stays() {
        let kept = [
            "@everyone",
            "<@80351110224678912>",
            "at @ night",
            "a @user",
            "user@",
            "@",
        ];
        check(&kept.map(|text| (text, text)));
    }

    #[test]
    fn amounts_lose_their_number() {
        check(&[
            ("5.00 EUR", "*** EUR"),
            ("500 JPY, paid", "*** JPY, paid"),
            ("1.234,56 € a year", "*** € a year"),
            ("€5", "€***"),
            ("costs $ 12.50.", "costs $ ***."),
            ("EUR 5 or 5.00EUR", "EUR *** or ***EUR"),
            ("USD5", "USD***"),
            ("5 euros", "*** euros"),
            ("amount: -5.00 EUR", "amount: -*** EUR"),
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
        ];
        check(&kept.map(|text| (text, text)));
    }

    #[test]
    fn values_of_private_keys_are_masked_whatever_they_look_like() {
        let line = |line| Privacy::Masked.kept_of_line(line).into_owned();
        assert_eq!(line("+  email: marlow.example.com"), "+  email: ***");
        assert_eq!(line("   - price: 5"), "   - price: ***");
        assert_eq!(
            line(" paypal_email: m@example.com # his"),
            " paypal_email: ***@*** # his"
        );
        assert_eq!(line(" paypal_email: # none"), " paypal_email: # none");
        assert_eq!(line("-  title: email"), "-  title: email");
        assert_eq!(Privacy::Open.kept_of_line(" price: 5"), " price: 5");
    }
}
