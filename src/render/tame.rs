//! JSON on a terminal: the value is the same, and no name in it can steer what shows it.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::vocabulary::is_hidden;

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
            let mut units = [0; 2];
            for unit in hidden
                .into_iter()
                .flat_map(|hidden| hidden.encode_utf16(&mut units).to_vec())
            {
                write!(writer, "\\u{unit:04x}")?;
            }
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
