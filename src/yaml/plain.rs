//! Which texts may stand without quotes.
//!
//! The answer is careful on purpose: a text is written plain only if every YAML 1.1 and 1.2 reader
//! takes it for that very text, in block and, if asked for, in flow style. Quotes are always right.

use super::scalar::{Scalar, resolve_plain};

/// Whether a text reads back as itself without quotes.
pub(super) fn reads_as_text(text: &str, in_flow: bool) -> bool {
    let begins_well = text.starts_with(|letter: char| {
        letter.is_alphabetic() || matches!(letter, '_' | '/' | '(') || u32::from(letter) > 0xff
    });
    begins_well && has_plain_letters(text, in_flow) && !is_word_with_a_meaning(text)
}

/// Whether a text can be written without quotes at all, whatever it is taken for then.
///
/// For values whose plain form is wanted, such as dates and numbers.
pub(super) fn can_be_plain(text: &str, in_flow: bool) -> bool {
    let begins_well = text.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_');
    begins_well && has_plain_letters(text, in_flow)
}

/// Whether a character must be escaped so that a person who reviews the file sees it.
pub(super) fn is_hidden(letter: char) -> bool {
    let code = u32::from(letter);
    match letter {
        ' '..='~' => false,
        '\u{fe0e}' | '\u{fe0f}' => false, // how an emoji is to be drawn; visible enough
        _ => {
            letter.is_control()
                || letter.is_whitespace()
                || HIDDEN
                    .iter()
                    .any(|(first, last)| (*first..=*last).contains(&code))
        }
    }
}

/// Format characters, fillers, joiners, variation selectors, private use and non-characters.
const HIDDEN: &[(u32, u32)] = &[
    (0x00ad, 0x00ad),
    (0x034f, 0x034f),
    (0x0600, 0x0605),
    (0x061c, 0x061c),
    (0x06dd, 0x06dd),
    (0x070f, 0x070f),
    (0x0890, 0x0891),
    (0x08e2, 0x08e2),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x2028, 0x202e),
    (0x2060, 0x206f),
    (0x3164, 0x3164),
    (0xe000, 0xf8ff),
    (0xfdd0, 0xfdef),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff0, 0xfffb),
    (0xfffe, 0xffff),
    (0x1_10bd, 0x1_10bd),
    (0x1_10cd, 0x1_10cd),
    (0x1_3430, 0x1_345f),
    (0x1_bca0, 0x1_bca3),
    (0x1_d173, 0x1_d17a),
    (0xe_0000, 0x10_ffff),
];

fn has_plain_letters(text: &str, in_flow: bool) -> bool {
    let splits_flow = |letter| matches!(letter, ',' | '[' | ']' | '{' | '}' | ':' | '?');
    let is_split = |pair: &[u8]| pair == b": " || pair == b" #";
    let splits = text.ends_with([' ', ':']) || text.as_bytes().windows(2).any(is_split);
    let splits_flow = in_flow && text.contains(splits_flow);
    !splits && !splits_flow && !text.contains(is_hidden)
}

/// Words that some version of YAML takes for a truth value, for nothing, or for a number.
fn is_word_with_a_meaning(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity",
    ];
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
        || !matches!(resolve_plain(text), Scalar::Text(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_names_stand_plain() {
        for text in [
            "marlow",
            "Movies & Shows",
            "marlow@example.com",
            "Jürgen",
            "日本語",
            "🎬 Kino",
            "a:b",
            "it's",
        ] {
            assert!(reads_as_text(text, false), "{text}");
        }
    }

    /// Texts that some reader takes for something else, or for no text at all.
    const SUSPECTS: [&str; 56] = [
        "",
        " ",
        "no",
        "Yes",
        "y",
        "ON",
        "null",
        "~",
        "007",
        "1e3",
        "0x1f",
        "0o7",
        "1_000",
        "12:30:45",
        "2026-11-22",
        ".inf",
        "=",
        "<<",
        "- x",
        "a: b",
        "a #b",
        "# x",
        " a",
        "a ",
        "!x",
        "&x",
        "*x",
        "%x",
        "@x",
        "`x",
        "'x",
        "\"x",
        ",",
        "[",
        "]",
        "{",
        "}",
        "? x",
        "|",
        ">",
        "-",
        ":",
        "a:",
        "a\nb",
        "a\rb",
        "a\u{85}b",
        "a\u{2028}b",
        "a\tb",
        "\u{feff}a",
        "a\u{202e}b",
        "a\u{200b}b",
        "a\u{e0041}",
        "a\u{a0}b",
        "---",
        "...",
        "\u{301}\u{7}",
    ];

    #[test]
    fn everything_that_might_be_read_differently_is_quoted() {
        for text in SUSPECTS {
            assert!(!reads_as_text(text, false), "{text:?}");
        }
    }

    #[test]
    fn flow_indicators_matter_in_flow_only() {
        for text in ["a, b", "Movies [4K]", "a{b}", "a:b"] {
            assert!(reads_as_text(text, false), "{text}");
            assert!(!reads_as_text(text, true), "{text}");
        }
    }
}
