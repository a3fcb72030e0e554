//! Texts from strangers, made fit to be shown.

use std::fmt::Write;

/// The most characters of a stranger's text that one message repeats.
pub const SHOWN_CHARS: usize = 80;

/// What stands for a part that is not shown.
pub const MASK: &str = "***";

/// `text` as a message may repeat it: escaped like [`escaped`] and cut after 80 characters.
#[must_use]
pub fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS) {
        None => escaped(text),
        Some((end, _)) => format!("{}…", escaped(&text[..end])),
    }
}

/// `text` with every character that does not show itself written as an escape.
///
/// Line breaks and tabs become `\n`, `\r` and `\t`, everything else [`is_hidden`] becomes
/// `\u{…}`, so that a text can neither steer a terminal nor look like another one.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            hidden if is_hidden(hidden) => {
                write!(safe, "\\u{{{:x}}}", u32::from(hidden)).expect("a String takes any text");
            }
            plain => safe.push(plain),
        }
    }
    safe
}

/// Whether a character is invisible or steers what is around it: controls, bidirectional marks,
/// line separators and the other format characters of Unicode, and noncharacters.
#[must_use]
pub fn is_hidden(character: char) -> bool {
    if character.is_control() {
        return true;
    }
    matches!(
        u32::from(character),
        0x00ad
            | 0x034f
            | 0x0600..=0x0605
            | 0x061c
            | 0x06dd
            | 0x070f
            | 0x0890..=0x0891
            | 0x08e2
            | 0x115f..=0x1160
            | 0x17b4..=0x17b5
            | 0x180b..=0x180f
            | 0x200b..=0x200f
            | 0x2028..=0x202e
            | 0x2060..=0x206f
            | 0x3164
            | 0xfdd0..=0xfdef
            | 0xfeff
            | 0xffa0
            | 0xfff0..=0xfffb
            | 0x110bd
            | 0x110cd
            | 0x13430..=0x1343f
            | 0x1bca0..=0x1bca3
            | 0x1d173..=0x1d17a
            | 0xe0000..=0xe0fff
    ) || u32::from(character) & 0xfffe == 0xfffe
}

/// A number with its thousands set apart: `1,204,331`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 server`, `2,000 servers`; one `person` and another are `2 people`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    match (count, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "person") => format!("{} people", grouped(count)),
        _ => format!("{} {noun}s", grouped(count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        let cases = [
            ("marlow", "marlow"),
            ("zoë 日本語 🦖", "zoë 日本語 🦖"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("\u{202e}gpj.exe", "\\u{202e}gpj.exe"),
            ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
            ("\u{85}\u{2028}", "\\u{85}\\u{2028}"),
            ("\u{10ffff}", "\\u{10ffff}"),
        ];
        for (text, expected) in cases {
            assert_eq!(escaped(text), expected, "{text:?}");
            assert!(!expected.contains(is_hidden), "{expected:?}");
        }
    }

    #[test]
    fn thousands_are_set_apart() {
        let cases = [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_204_331, "1,204,331"),
        ];
        for (number, expected) in cases {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(shown(&"ä".repeat(80)), "ä".repeat(80));
        assert_eq!(shown(&"ä".repeat(81)), format!("{}…", "ä".repeat(80)));
    }
}
