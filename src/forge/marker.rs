//! The hidden first line by which a comment is found again.

use std::fmt;
use std::str::FromStr;

/// The longest key.
const MOST_CHARS: usize = 100;

/// The key of a comment: letters, digits, `.`, `_` and single `-`, so that it fits into an HTML comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker(String);

/// Why a text is not a [`Marker`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is 1 to 100 letters, digits, `.`, `_` and single `-`, as in `home-servers`")]
pub struct MarkerError;

impl FromStr for Marker {
    type Err = MarkerError;

    fn from_str(text: &str) -> Result<Self, MarkerError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let is_key = (1..=MOST_CHARS).contains(&text.len())
            && text.bytes().all(fits)
            && !text.contains("--")
            && !text.starts_with('-')
            && !text.ends_with('-');
        match is_key {
            true => Ok(Self(text.to_owned())),
            false => Err(MarkerError),
        }
    }
}

impl fmt::Display for Marker {
    /// The line as it stands in a comment, where it is not shown.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<!-- plexmgr:{} -->", self.0)
    }
}

impl Marker {
    /// A text with the marker in front, as it is sent.
    #[must_use]
    pub fn mark(&self, text: &str) -> String {
        format!("{self}\n{text}")
    }

    /// Whether a comment begins with this marker.
    pub(super) fn marks(&self, body: &str) -> bool {
        body.trim_start_matches('\u{feff}')
            .starts_with(&self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_fit_into_a_comment() {
        for text in ["home", "5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11", "a.b_c-d"] {
            let marker: Marker = text.parse().expect(text);
            assert_eq!(marker.to_string(), format!("<!-- plexmgr:{text} -->"));
            assert!(marker.marks(&marker.mark("# Hello")));
            assert!(!marker.marks(&format!("> {marker}")));
        }
        for text in [
            "",
            "a--b",
            "-a",
            "a-",
            "a b",
            "a>",
            "ü",
            "a\n",
            &"a".repeat(101),
        ] {
            assert_eq!(text.parse::<Marker>(), Err(MarkerError), "{text}");
        }
    }

    #[test]
    fn a_longer_key_is_another_one() {
        let (one, other): (Marker, Marker) = ("a".parse().unwrap(), "a.b".parse().unwrap());
        assert!(!one.marks(&other.mark("text")));
    }
}
