//! Handles: the names records go by, safe as a file name on every system.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The name of a user, plan, server or library in the records.
///
/// 1 to 64 letters, digits, `-`, `_` and `.`; the first is a letter or digit, the last is not a dot; never
/// a name that a system keeps for itself. Two handles that differ in case only cannot stand side by side:
/// compare with [`Handle::key`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Handle(String);

/// Why a text is not a [`Handle`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HandleError {
    /// Empty, or longer than [`Handle::MAX_CHARS`].
    #[error("a handle has 1 to 64 characters")]
    Length,
    /// A character that is not safe in every file name.
    #[error("a handle has letters, digits, `-`, `_` and `.`, and begins with a letter or digit")]
    Characters,
    /// A name such as `con` or `nul` that some systems keep for devices.
    #[error("some systems reserve that name for a device")]
    Reserved,
}

impl Handle {
    /// The longest handle, in characters (all of them ASCII).
    pub const MAX_CHARS: usize = 64;

    /// The handle as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two handles are the same file on a system that ignores case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// Folds any text to a handle of `a-z`, `0-9` and `-`; `None` when nothing is left of it.
    ///
    /// Accents and other marks are dropped, everything else becomes `-`, runs of `-` become one.
    /// The result is at most [`Handle::MAX_CHARS`] long and may still be reserved or taken, which
    /// [`Handle::numbered`] resolves.
    #[must_use]
    pub fn fold(text: &str) -> Option<String> {
        let mut folded = String::new();
        for character in text
            .nfkd()
            .flat_map(char::to_lowercase)
            .flat_map(spelled_out)
        {
            match character {
                'a'..='z' | '0'..='9' => folded.push(character),
                mark if unicode_normalization::char::is_combining_mark(mark) => {}
                _ if folded.is_empty() || folded.ends_with('-') => {}
                _ => folded.push('-'),
            }
            if folded.len() >= Self::MAX_CHARS {
                break;
            }
        }
        let trimmed = folded.trim_end_matches('-');
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    /// The `n`th candidate for a folded text: itself for 1, then `text-2`, `text-3`, …, shortened
    /// so that the number fits. `None` when that candidate is reserved.
    #[must_use]
    pub fn numbered(folded: &str, n: usize) -> Option<Self> {
        if n <= 1 {
            return folded.parse().ok();
        }
        let suffix = format!("-{n}");
        let room = Self::MAX_CHARS - suffix.len();
        let stem = folded.get(..room).unwrap_or(folded).trim_end_matches('-');
        format!("{stem}{suffix}").parse().ok()
    }
}

/// Letters that decompose to nothing, the way people type them without the letter.
fn spelled_out(character: char) -> impl Iterator<Item = char> {
    let text: &'static str = match character {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        _ => "",
    };
    let own = text.is_empty().then_some(character);
    text.chars().chain(own)
}

/// Device names of Windows, and names that mean something to a shell, git or this program.
fn is_reserved(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    let numbered_device = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem, "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || numbered_device("com")
        || numbered_device("lpt")
}

impl<'de> Deserialize<'de> for Handle {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl FromStr for Handle {
    type Err = HandleError;

    fn from_str(text: &str) -> Result<Self, HandleError> {
        if text.is_empty() || text.chars().count() > Self::MAX_CHARS {
            return Err(HandleError::Length);
        }
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let begins_well = text.starts_with(|first: char| first.is_ascii_alphanumeric());
        if !begins_well || text.ends_with('.') || !text.bytes().all(safe) {
            return Err(HandleError::Characters);
        }
        if is_reserved(text) {
            return Err(HandleError::Reserved);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Borrow<str> for Handle {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_folds_to_a_safe_handle_or_to_nothing() {
        let cases = [
            ("zoë_ångström", Some("zoe-angstrom")),
            ("O'Hara & \"Sons\" <tv>", Some("o-hara-sons-tv")),
            ("../../etc/passwd", Some("etc-passwd")),
            ("Straße", Some("strasse")),
            ("Ⅷ ﬁne", Some("viii-fine")),
            ("日本語", None),
            ("🦖", None),
            ("", None),
            ("- x", Some("x")),
            ("~", None),
            ("a\u{0}b", Some("a-b")),
            ("İstanbul", Some("istanbul")),
        ];
        for (name, folded) in cases {
            assert_eq!(Handle::fold(name).as_deref(), folded, "{name:?}");
        }
        assert_eq!(Handle::fold(&"x".repeat(200)).map(|f| f.len()), Some(64));
    }

    #[test]
    fn reserved_names_are_refused_and_numbered_around() {
        for name in ["CON", "nul", "com1", "LPT9", "aux.yaml"] {
            assert_eq!(name.parse::<Handle>(), Err(HandleError::Reserved), "{name}");
        }
        assert_eq!(Handle::numbered("con", 1), None);
        assert_eq!(
            Handle::numbered("con", 2).map(|h| h.to_string()),
            Some("con-2".into())
        );
    }

    #[test]
    fn a_number_fits_behind_the_longest_name() {
        let long = "x".repeat(64);
        let handle = Handle::numbered(&long, 12).expect("a handle");
        assert_eq!(handle.as_str().len(), 64);
        assert!(handle.as_str().ends_with("x-12"));
    }

    #[test]
    fn paths_and_hidden_files_are_no_handles() {
        for name in [
            "", ".", "..", ".hidden", "a/b", "a\\b", "a b", "ä", "a.", "-x",
        ] {
            assert!(name.parse::<Handle>().is_err(), "{name:?}");
        }
        for name in ["007", "dup.name", "Zoe_1", "no"] {
            assert!(name.parse::<Handle>().is_ok(), "{name:?}");
        }
    }
}
