//! An entry of a mapping as a document of its own, and a document as an entry, with their comments.
//!
//! Lines are moved as they are, only their indentation changes, so quotes, order and comments stay. What cannot be moved like
//! that is refused with its place. The caller reads the result back and compares what it means.

use std::borrow::Cow;

use super::Value;
use super::edit::Refusal;
use super::emit::scalar_text;
use super::node::{MappingEntry, Node, NodeKind};
use super::text::BYTE_ORDER_MARK;
use super::tree::{CollectionStyle, Document};

/// By how many columns an entry is indented below its key.
const INDENT: &str = "  ";

/// A document as an entry `key` of a block mapping at column 0, with a final line break.
///
/// # Errors
/// When the document is not a mapping, or has directives or several parts.
pub fn as_entry(key: &str, document: &Document) -> Result<String, Refusal> {
    let text = document.text();
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let root = document
        .root()
        .filter(|root| root.kind() == NodeKind::Mapping);
    let Some(root) = root.filter(|root| !root.is_decorated()) else {
        return Err(refusal(1, 1, "the record is not a plain mapping"));
    };
    if text.lines().any(is_marker) {
        return Err(refusal(1, 1, "the file has directives or document markers"));
    }
    let key = scalar_text(&Value::Text(key.to_owned()), false);
    let text = &without_end(text, root);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if root.collection_style() == Some(CollectionStyle::Flow) && lines.len() == 1 {
        return Ok(with_break(format!("{key}: {text}"), line_break));
    }
    let mut entry = format!("{key}:{line_break}");
    for line in lines {
        if !line.trim_end_matches(['\r', '\n']).is_empty() {
            entry.push_str(INDENT);
        }
        entry.push_str(line);
    }
    Ok(with_break(entry, line_break))
}

/// The text of a record whose last value is a block scalar that ends without a line break: its header says so, because
/// the entry gets one.
fn without_end<'t>(text: &'t str, root: Node<'_>) -> Cow<'t, str> {
    let mut last = root;
    while let Some(inner) = last
        .own_entries()
        .map(|entry| entry.value)
        .chain(last.items())
        .last()
    {
        last = inner;
    }
    let source = last.source();
    let is_block = source.starts_with(['|', '>']);
    if text.ends_with('\n') || !is_block || !text.ends_with(source) {
        return Cow::Borrowed(text);
    }
    let at = text.len() - source.len();
    let end = source.find(['\r', '\n', ' ', '\t']).unwrap_or(source.len());
    let header: String = source[..end]
        .chars()
        .filter(|letter| !matches!(letter, '+' | '-'))
        .collect();
    Cow::Owned(format!("{}{header}-{}", &text[..at], &source[end..]))
}

fn is_marker(line: &str) -> bool {
    let is_alone = |marker: &str| {
        let rest = line.strip_prefix(marker);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    };
    line.starts_with('%') || is_alone("---") || is_alone("...")
}

fn with_break(mut text: String, line_break: &str) -> String {
    if !text.ends_with('\n') {
        text.push_str(line_break);
    }
    text
}

/// Every entry of a document that is one block mapping, as a document of its own.
///
/// # Errors
/// The place of the first comment that belongs to no entry, or of what cannot be taken apart.
pub fn split_entries(document: &Document) -> Result<Vec<(String, String)>, Refusal> {
    let Some(root) = document.root() else {
        return Ok(Vec::new());
    };
    let text = document.text();
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let is_plain = root.kind() == NodeKind::Mapping
        && root.collection_style() == Some(CollectionStyle::Block)
        && !root.is_decorated()
        && root.column() == 1
        && !text.lines().any(is_marker);
    if !is_plain {
        return Err(refusal(
            root.line(),
            root.column(),
            "the file is not a plain block mapping",
        ));
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let entries: Vec<MappingEntry<'_>> = root.own_entries().collect();
    let mut regions = regions(document, &lines, &entries)?;
    entries
        .iter()
        .map(|entry| {
            let region = regions.remove(0);
            Ok((
                entry.key.text().unwrap_or_default().to_owned(),
                alone(document, entry, &lines, region)?,
            ))
        })
        .collect()
}

/// The lines of an entry, counted from 0.
struct Region {
    /// The comments above its key.
    head: std::ops::Range<usize>,
    key: usize,
    /// Behind its last line.
    end: usize,
}

/// Which lines belong to which entry.
fn regions(
    document: &Document,
    lines: &[&str],
    entries: &[MappingEntry<'_>],
) -> Result<Vec<Region>, Refusal> {
    let line_of = |node: Node<'_>| node.line() as usize - 1;
    let mut regions: Vec<Region> = Vec::new();
    let mut from = 0;
    for (index, entry) in entries.iter().enumerate() {
        let key = line_of(entry.key);
        let head = (from..key)
            .rev()
            .take_while(|line| lines[*line].starts_with('#'))
            .last();
        // The first comments of a file are about the file.
        let head = head.filter(|head| *head > 0).unwrap_or(key);
        let gap = from..head;
        match regions.last_mut() {
            Some(before) => before.end = behind(lines, gap)?,
            None => drop(behind_none(lines, gap)?),
        }
        let last = entry.value.last_line(document).max(key);
        regions.push(Region {
            head: head..key,
            key,
            end: last + 1,
        });
        from = last + 1;
        let is_last = index + 1 == entries.len();
        if let (true, Some(region)) = (is_last, regions.last_mut()) {
            region.end = behind(lines, from..lines.len())?;
        }
    }
    Ok(regions)
}

/// Behind the last line of a gap that belongs to the entry above it: its indented comments.
fn behind(lines: &[&str], gap: std::ops::Range<usize>) -> Result<usize, Refusal> {
    let mut end = gap.start;
    for line in gap {
        let text = lines[line].trim_start_matches([' ', '\t']);
        if text.starts_with('#') {
            if lines[line].starts_with('#') {
                return Err(ownerless(line));
            }
            end = line + 1;
        }
    }
    Ok(end)
}

/// The same above the first entry, where every comment belongs to the file.
fn behind_none(lines: &[&str], mut gap: std::ops::Range<usize>) -> Result<(), Refusal> {
    match gap.find(|line| lines[*line].trim_start().starts_with('#')) {
        Some(line) => Err(ownerless(line)),
        None => Ok(()),
    }
}

fn ownerless(line: usize) -> Refusal {
    let line = u32::try_from(line + 1).unwrap_or(u32::MAX);
    refusal(
        line,
        1,
        "this comment belongs to no entry; move it to one, or remove it",
    )
}

fn alone(
    document: &Document,
    entry: &MappingEntry<'_>,
    lines: &[&str],
    region: Region,
) -> Result<String, Refusal> {
    let Region { head, key, end } = region;
    let (value, wrong) = (entry.value, "the entry has an anchor, an alias or a tag");
    if value.is_alias() || value.is_decorated() || entry.key.is_decorated() {
        return Err(refusal(value.line(), value.column(), wrong));
    }
    let mut text: String = lines[head].concat();
    let line_break = if lines[key].ends_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    if value.line() as usize == key + 1 {
        let before: usize = lines[key]
            .char_indices()
            .nth(value.column() as usize - 1)
            .map_or(0, |(at, _)| at);
        text.push_str(&lines[key][before..]);
        text.push_str(&lines[key + 1..end].concat());
        return Ok(with_break(text, line_break));
    }
    // A comment behind the key stands above the record.
    let mut comments = document.comments();
    if let Some((.., comment)) = comments.find(|(line, ..)| *line as usize == key + 1) {
        text.push_str(comment.trim_end());
        text.push_str(line_break);
    }
    let width = value.column() as usize - 1;
    for line in &lines[key + 1..end] {
        let indent = line.len() - line.trim_start_matches(' ').len();
        text.push_str(&line[indent.min(width)..]);
    }
    Ok(with_break(text, line_break))
}

fn refusal(line: u32, column: u32, reason: &str) -> Refusal {
    Refusal {
        line,
        column,
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Result<Vec<(String, String)>, String> {
        let document = Document::parse(text).unwrap();
        split_entries(&document).map_err(|error| error.to_string())
    }

    fn joined(parts: &[(String, String)]) -> String {
        let entry = |(key, text): &(String, String)| {
            as_entry(key, &Document::parse(text).unwrap()).unwrap()
        };
        parts.iter().map(entry).collect()
    }

    #[test]
    fn entries_become_documents_and_entries_again() {
        let text = "ada:\n  class: standard  # family\n  # about notes\n  notes: |\n    a\n\n    b\n  # last\n\nbob: {class: permanent}\n# about cy\ncy:\n  class: standard\n";
        let parts = split(text).unwrap();
        assert_eq!(
            parts[0].1,
            "class: standard  # family\n# about notes\nnotes: |\n  a\n\n  b\n# last\n"
        );
        assert_eq!(parts[1].1, "{class: permanent}\n");
        assert_eq!(parts[2].1, "# about cy\nclass: standard\n");
        assert_eq!(
            joined(&parts),
            "ada:\n  class: standard  # family\n  # about notes\n  notes: |\n    a\n\n    b\n  # last\nbob: {class: permanent}\ncy:\n  # about cy\n  class: standard\n"
        );
    }

    #[test]
    fn a_comment_behind_a_key_stands_above_the_record() {
        let parts = split("ada: # owes us\n    class: standard\n    plex:\n      id: 1\n").unwrap();
        assert_eq!(parts[0].1, "# owes us\nclass: standard\nplex:\n  id: 1\n");
    }

    #[test]
    fn a_comment_behind_a_key_and_a_tab_goes_along() {
        let parts = split("ada:\t# owes us\n  class: standard\n'b #': # x\n  a: 1\n").unwrap();
        assert_eq!(parts[0].1, "# owes us\nclass: standard\n");
        assert_eq!(parts[1].1, "# x\na: 1\n");
    }

    #[test]
    fn a_block_scalar_without_a_last_line_break_gets_none() {
        for (record, entry) in [
            (
                "notes: |\n  a\n  # b",
                "ada:\n  notes: |-\n    a\n    # b\n",
            ),
            ("x:\n - >2+ # c\n   a", "ada:\n  x:\n   - >2- # c\n     a\n"),
            ("notes: '|'", "ada:\n  notes: '|'\n"),
            ("notes: |\n  a\n", "ada:\n  notes: |\n    a\n"),
        ] {
            let document = Document::parse(record).unwrap();
            let made = as_entry("ada", &document).unwrap();
            assert_eq!(made, entry);
            let read = |text: &str| serde_yaml::from_str::<serde_yaml::Value>(text).unwrap();
            assert_eq!(read(&made)["ada"], read(record));
        }
    }

    #[test]
    fn line_ends_and_a_missing_last_one_are_kept_or_added() {
        let parts = split("ada:\r\n  class: standard\r\nbob:\r\n  class: standard").unwrap();
        assert_eq!(parts[0].1, "class: standard\r\n");
        assert_eq!(parts[1].1, "class: standard\r\n");
        let entry = as_entry("a b", &Document::parse("class: x\r\nplex: {}").unwrap()).unwrap();
        assert_eq!(entry, "a b:\r\n  class: x\r\n  plex: {}\r\n");
    }

    #[test]
    fn what_belongs_to_no_entry_is_refused() {
        let comment = "this comment belongs to no entry; move it to one, or remove it";
        for (text, place) in [
            ("# users\nada:\n  class: standard\n", "1:1"),
            ("ada:\n  class: standard\n# vim: sw=2\n", "3:1"),
            (
                "ada:\n  class: standard\n# gone\n\nbob:\n  class: standard\n",
                "3:1",
            ),
        ] {
            assert_eq!(split(text), Err(format!("{place}: {comment}")), "{text}");
        }
        for text in [
            "ada: &a\n  class: x\n",
            "ada: {class: x}\nbob: !t {}\n",
            "{ada: {}}\n",
            "---\nada: {}\n",
        ] {
            assert!(split(text).is_err(), "{text}");
        }
    }
}
