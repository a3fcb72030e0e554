//! Lines that GitHub Actions turns into annotations: workflow commands of plexmgr's own.
//!
//! What came from outside goes into a message or a property, encoded as GitHub's own toolkit does it, so that it can
//! end neither the line nor the property. [`inert`] does the same for stderr, which the runner reads as well.

use std::borrow::Cow;

use super::Privacy;
use crate::vocabulary::{Place, escaped, is_hidden};

/// Where the files of a household are, seen from the root of the repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Location {
    /// The folder of the household, with `/` at its end unless it is the root itself.
    pub folder: String,
    /// A file outside the household, as its problems name it: the settings, when they stand elsewhere.
    pub outside: Option<String>,
}

impl Location {
    fn of(&self, file: &str) -> String {
        match self.outside.as_deref() {
            Some(outside) if outside == file => file.to_owned(),
            _ => format!("{}{file}", self.folder),
        }
    }
}

/// One error that is not about a file.
#[must_use]
pub fn error(message: &str, privacy: Privacy) -> String {
    command("error", &[("title", "plexmgr")], &privacy.masked(message))
}

/// One thing to know.
#[must_use]
pub fn notice(message: &str) -> String {
    command("notice", &[], message)
}

/// A command about a place, as far as the place is known.
pub(in crate::render) fn at(
    location: &Location,
    name: &str,
    place: Option<&Place>,
    title: &str,
    message: &str,
) -> String {
    let mut properties = Vec::new();
    if let Some(place) = place.filter(|place| !place.file.is_empty()) {
        properties.push(("file", location.of(&place.file)));
        let numbers = [("line", place.line), ("col", place.column)];
        let known = numbers.into_iter().take_while(|(_, number)| *number > 0);
        properties.extend(known.map(|(name, number)| (name, number.to_string())));
    }
    properties.push(("title", title.to_owned()));
    let borrowed: Vec<(&str, &str)> = properties
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    command(name, &borrowed, message)
}

/// One workflow command on a line of its own.
pub(in crate::render) fn command(name: &str, properties: &[(&str, &str)], message: &str) -> String {
    let properties: Vec<String> = properties
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value, true)))
        .collect();
    let space = if properties.is_empty() { "" } else { " " };
    let properties = properties.join(",");
    format!("::{name}{space}{properties}::{}\n", encoded(message, false))
}

/// What a message, or with more characters a property, may not hold as it is.
fn encoded(text: &str, is_property: bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in inert(text).chars() {
        match character {
            '%' => safe.push_str("%25"),
            '\r' => safe.push_str("%0D"),
            '\n' => safe.push_str("%0A"),
            ':' if is_property => safe.push_str("%3A"),
            ',' if is_property => safe.push_str("%2C"),
            // A log is shown on a terminal, too.
            hidden if is_hidden(hidden) => safe.push_str(&escaped(hidden.encode_utf8(&mut [0; 4]))),
            plain => safe.push(plain),
        }
    }
    safe
}

/// `text` without anything that a runner would take for a workflow command: `::` at the start of a line,
/// and the older `##[` anywhere.
#[must_use]
pub fn inert(text: &str) -> Cow<'_, str> {
    let is_command = |line: &str| line.trim_start().starts_with("::");
    if !text.contains("##[") && !text.split(['\r', '\n']).any(is_command) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for line in text.split_inclusive(['\r', '\n']) {
        let line = line.replace("##[", "#\\u{23}[");
        match is_command(&line) {
            true => safe.push_str(&line.replacen("::", ":\\u{3a}", 1)),
            false => safe.push_str(&line),
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_runner_would_obey_is_made_inert() {
        for (text, expected) in [
            ("a ##[error]b", "a #\\u{23}[error]b"),
            ("  ::add-mask::x", "  :\\u{3a}add-mask::x"),
            (
                "a\n::set-output name=x::y\n",
                "a\n:\\u{3a}set-output name=x::y\n",
            ),
            ("a\r::stop-commands::x", "a\r:\\u{3a}stop-commands::x"),
            ("a ::b:: ## [x]", "a ::b:: ## [x]"),
        ] {
            assert_eq!(inert(text), expected);
        }
    }
}
