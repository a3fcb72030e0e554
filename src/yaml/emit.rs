//! Writes values as YAML text.
//!
//! Nothing is ever folded or wrapped: a scalar is one line, however long, so that a changed name is
//! one changed line. Lines come without indentation of their own and without line ends; the
//! caller adds both.

use super::plain::{can_be_plain, is_hidden, reads_as_text};
use super::tree::ScalarStyle;

/// A YAML value that plexmgr writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number, written in decimal digits.
    Int(u64),
    /// A text from anywhere; quoted whenever a YAML 1.1 or 1.2 reader might take the plain form for
    /// anything else than this very text.
    Text(String),
    /// A text that is known to be safe and wanted without quotes, such as `2026-11-22` or `all`.
    Plain(String),
    /// A list, written as `[a, b]`.
    FlowSequence(Vec<Value>),
    /// A list, one item per line; `[]` when empty.
    Sequence(Vec<Value>),
    /// A mapping, written as `{a: 1}`.
    FlowMapping(Vec<(String, Value)>),
    /// A mapping, one entry per line; `{}` when empty.
    Mapping(Vec<(String, Value)>),
}

/// How block collections are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BlockLayout {
    /// How far a nested mapping is indented below its key.
    pub(super) mapping_indent: usize,
    /// How far the dashes of a sequence are indented below its key; 0 is legal and common.
    pub(super) sequence_indent: usize,
    /// From the dash to what follows it on its line, at least 2.
    pub(super) dash_width: usize,
}

impl Default for BlockLayout {
    fn default() -> Self {
        Self {
            mapping_indent: 2,
            sequence_indent: 2,
            dash_width: 2,
        }
    }
}

/// Writes a value as a document of its own: block style, two spaces, `\n`, a final line break.
#[must_use]
pub fn to_text(value: &Value) -> String {
    let mut text = block_lines(value, BlockLayout::default()).join("\n");
    text.push('\n');
    text
}

/// Writes a value on one line, a collection in flow style.
///
/// `in_flow` means that it will be between brackets, where more texts need quotes.
#[must_use]
pub fn scalar_text(value: &Value, in_flow: bool) -> String {
    let mut text = String::new();
    write_inline(&mut text, value, in_flow);
    text
}

/// Writes a value on one line in the style of the scalar it replaces, if its text allows that.
pub(super) fn scalar_text_like(value: &Value, style: ScalarStyle, in_flow: bool) -> String {
    let (Value::Text(text) | Value::Plain(text)) = value else {
        return scalar_text(value, in_flow);
    };
    match style {
        ScalarStyle::SingleQuoted if !text.contains(is_hidden) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => double_quoted(text),
        ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => {
            scalar_text(value, in_flow)
        }
    }
}

/// Writes the key of an entry.
pub(super) fn key_text(key: &str, in_flow: bool) -> String {
    let mut text = String::new();
    write_text(&mut text, key, in_flow);
    text
}

/// Whether a value takes one line in block style.
pub(super) fn is_inline(value: &Value) -> bool {
    match value {
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(entries) => entries.is_empty(),
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Text(_)
        | Value::Plain(_)
        | Value::FlowSequence(_)
        | Value::FlowMapping(_) => true,
    }
}

/// Writes a value as the lines of a block.
pub(super) fn block_lines(value: &Value, layout: BlockLayout) -> Vec<String> {
    let mut lines = Vec::new();
    push_block(&mut lines, value, layout, 0);
    lines
}

/// Writes an entry of a block mapping.
pub(super) fn entry_lines(key: &str, value: &Value, layout: BlockLayout) -> Vec<String> {
    let mut lines = Vec::new();
    push_entry(&mut lines, key, value, layout, 0);
    lines
}

/// Writes an item of a block sequence.
pub(super) fn item_lines(item: &Value, layout: BlockLayout) -> Vec<String> {
    let mut lines = Vec::new();
    push_item(&mut lines, item, layout, 0);
    lines
}

fn push_block(lines: &mut Vec<String>, value: &Value, layout: BlockLayout, indent: usize) {
    match value {
        Value::Sequence(items) if !items.is_empty() => {
            for item in items {
                push_item(lines, item, layout, indent);
            }
        }
        Value::Mapping(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                push_entry(lines, key, value, layout, indent);
            }
        }
        _ => {
            let mut line = " ".repeat(indent);
            write_inline(&mut line, value, false);
            lines.push(line);
        }
    }
}

fn push_entry(
    lines: &mut Vec<String>,
    key: &str,
    value: &Value,
    layout: BlockLayout,
    indent: usize,
) {
    let mut line = " ".repeat(indent);
    write_text(&mut line, key, false);
    line.push(':');
    if is_inline(value) {
        line.push(' ');
        write_inline(&mut line, value, false);
        lines.push(line);
        return;
    }
    lines.push(line);
    let below = match value {
        Value::Sequence(_) => layout.sequence_indent,
        _ => layout.mapping_indent,
    };
    push_block(lines, value, layout, indent + below);
}

fn push_item(lines: &mut Vec<String>, item: &Value, layout: BlockLayout, indent: usize) {
    let first = lines.len();
    push_block(lines, item, layout, indent + layout.dash_width);
    lines[first].replace_range(indent..=indent, "-");
}

fn write_text(out: &mut String, text: &str, in_flow: bool) {
    match reads_as_text(text, in_flow) {
        true => out.push_str(text),
        false => out.push_str(&double_quoted(text)),
    }
}

fn write_inline(out: &mut String, value: &Value, in_flow: bool) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(value) => out.push_str(&value.to_string()),
        Value::Plain(text) if can_be_plain(text, in_flow) => out.push_str(text),
        Value::Plain(text) => out.push_str(&double_quoted(text)),
        Value::Text(text) => write_text(out, text, in_flow),
        Value::FlowSequence(items) | Value::Sequence(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write_inline(out, item, true);
            }
            out.push(']');
        }
        Value::FlowMapping(entries) | Value::Mapping(entries) => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write_text(out, key, true);
                out.push_str(": ");
                write_inline(out, value, true);
            }
            out.push('}');
        }
    }
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if !is_hidden(letter) => quoted.push(letter),
            _ if u32::from(letter) > 0xffff => {
                quoted.push_str(&format!("\\U{:08X}", u32::from(letter)));
            }
            _ => quoted.push_str(&format!("\\u{:04X}", u32::from(letter))),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn hidden_characters_are_written_as_escapes() {
        let expected = r#""a\nb\r\t\u0085\u2028\u202E\uFEFF\U000E0041\\\"""#;
        assert_eq!(
            scalar_text(
                &text("a\nb\r\t\u{85}\u{2028}\u{202e}\u{feff}\u{e0041}\\\""),
                false
            ),
            expected
        );
    }

    #[test]
    fn the_style_of_the_replaced_scalar_is_kept_where_it_can() {
        let like = |value: &str, style| scalar_text_like(&text(value), style, false);
        assert_eq!(like("it's", ScalarStyle::SingleQuoted), "'it''s'");
        assert_eq!(like("a\nb", ScalarStyle::SingleQuoted), r#""a\nb""#);
        assert_eq!(like("a", ScalarStyle::DoubleQuoted), r#""a""#);
        assert_eq!(like("a", ScalarStyle::Plain), "a");
        assert_eq!(like("no", ScalarStyle::Plain), r#""no""#);
    }

    #[test]
    fn a_document_is_written_in_block_style() {
        let share = Value::Mapping(vec![
            ("server".to_owned(), text("atlas")),
            (
                "libraries".to_owned(),
                Value::FlowSequence(vec![text("movies"), text("tv, etc")]),
            ),
            (
                "tags".to_owned(),
                Value::Sequence(vec![Value::Int(1), Value::Sequence(vec![Value::Null])]),
            ),
        ]);
        let document = Value::Mapping(vec![
            ("since".to_owned(), Value::Plain("2026-11-22".to_owned())),
            ("shares".to_owned(), Value::Sequence(vec![share])),
            ("former".to_owned(), Value::Sequence(Vec::new())),
            (
                "on".to_owned(),
                Value::FlowMapping(vec![("id".to_owned(), Value::Int(7))]),
            ),
        ]);
        let expected = "since: 2026-11-22\nshares:\n  - server: atlas\n    libraries: [movies, \"tv, etc\"]\n    \
                        tags:\n      - 1\n      - - null\nformer: []\n\"on\": {id: 7}\n";
        assert_eq!(to_text(&document), expected);
    }
}
