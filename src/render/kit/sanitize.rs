//! What reaches a terminal: no name in it can steer what shows it.
//!
//! [`text_of`] and [`json_lines`] escape JSON, whose value stays the same; [`defended`] is the last look at
//! all output, in case that something was not escaped where it should have been.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::vocabulary::{escaped, is_hidden};

/// A document pretty-printed, with a final line break, and with every character that does not show
/// itself written as an escape.
#[must_use]
pub fn text_of(document: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Tame::default());
    document
        .serialize(&mut serializer)
        .expect("the document holds texts and numbers only");
    bytes.push(b'\n');
    String::from_utf8(bytes).expect("JSON of texts is UTF-8")
}

/// Lines of JSON with every character that does not show itself written as an escape. In JSON such
/// characters stand in strings only.
#[must_use]
pub fn json_lines(lines: &str) -> String {
    let mut tame = String::with_capacity(lines.len());
    for character in lines.chars() {
        match is_hidden(character) && !matches!(character, '\n' | '\t' | '\r') {
            true => push_units(&mut tame, character),
            false => tame.push(character),
        }
    }
    tame
}

fn push_units(text: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        write!(text, "\\u{unit:04x}").expect("a String takes any text");
    }
}

/// The colour codes that plexmgr writes, without the escape character they begin with.
const COLOURS: [&str; 7] = ["[0m", "[1m", "[2m", "[4m", "[31m", "[32m", "[33m"];

/// `text` with every hidden character escaped but line breaks, tabs and plexmgr's own colours.
///
/// The last check of all output, where it is no longer known which part came from a stranger;
/// names are escaped long before, where they are put into a text.
#[must_use]
pub fn defended(text: &str) -> Cow<'_, str> {
    let mut safe = String::new();
    let mut done = 0;
    for (at, character) in text
        .char_indices()
        .filter(|(_, character)| is_hidden(*character))
    {
        let behind = &text[at + character.len_utf8()..];
        let is_fine = match character {
            '\n' | '\t' => true,
            '\r' => behind.starts_with('\n'),
            '\u{1b}' => COLOURS.iter().any(|colour| behind.starts_with(colour)),
            _ => false,
        };
        if !is_fine {
            safe.push_str(&text[done..at]);
            safe.push_str(&escaped(character.encode_utf8(&mut [0; 4])));
            done = at + character.len_utf8();
        }
    }
    match done {
        0 => Cow::Borrowed(text),
        _ => Cow::Owned(safe + &text[done..]),
    }
}

/// The pretty formatter, with hidden characters escaped.
#[derive(Default)]
struct Tame(PrettyFormatter<'static>);

impl Formatter for Tame {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for piece in fragment.split_inclusive(is_hidden) {
            let hidden = piece.chars().next_back().filter(|last| is_hidden(*last));
            let plain = &piece[..piece.len() - hidden.map_or(0, char::len_utf8)];
            writer.write_all(plain.as_bytes())?;
            let mut units = String::new();
            hidden
                .into_iter()
                .for_each(|hidden| push_units(&mut units, hidden));
            writer.write_all(units.as_bytes())?;
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_look_leaves_line_breaks_and_own_colours_only() {
        for (text, expected) in [
            ("plain\n\ttext\r\n", "plain\n\ttext\r\n"),
            (
                "\u{1b}[1m\u{1b}[31mred\u{1b}[0m",
                "\u{1b}[1m\u{1b}[31mred\u{1b}[0m",
            ),
            ("a\u{1b}[2Jb", "a\\u{1b}[2Jb"),
            ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            ("over\rwritten\r", "over\\rwritten\\r"),
            (
                "\u{202e}\u{9b}31m\u{feff}é",
                "\\u{202e}\\u{9b}31m\\u{feff}é",
            ),
        ] {
            assert_eq!(defended(text), expected);
        }
        let styles = ["\u{1b}", "[", "m"];
        let painted = crate::render::kit::Paint::Colour
            .apply(crate::render::kit::paint::Role::RemovedWord, "x");
        assert!(styles.iter().all(|part| painted.contains(part)));
        assert_eq!(defended(&painted), painted);
    }

    #[test]
    fn lines_of_json_mean_the_same() {
        let value = serde_json::json!({"by\u{202e}": "a\u{9b}\u{e0041}\n"});
        let lines = format!("{value}\n{value}\n");
        let tame = json_lines(&lines);
        assert!(!tame.contains(|c| is_hidden(c) && c != '\n'), "{tame}");
        for line in tame.lines() {
            assert_eq!(
                serde_json::from_str::<serde_json::Value>(line).unwrap(),
                value
            );
        }
    }

    #[test]
    fn hidden_characters_are_escaped_and_mean_the_same() {
        let value = serde_json::json!({"a\u{9b}": ["\u{202e}x\u{7f}", "\u{e0041}", "zoë 🦖\n\""]});
        let text = text_of(&value);
        assert!(text.contains(r#""a\u009b""#), "{text}");
        assert!(text.contains(r#""\u202ex\u007f""#), "{text}");
        assert!(text.contains(r#""\udb40\udc41""#), "{text}");
        assert!(text.contains("zoë 🦖"), "{text}");
        assert!(
            !text.trim_end().contains(|c| is_hidden(c) && c != '\n'),
            "{text}"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            value
        );
    }
}
