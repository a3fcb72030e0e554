//! Lines, columns and the space between tokens.
//!
//! Everything here looks at the characters of a text only; it knows no nodes.

/// Where the lines of a text begin; a line ends at `\n`, `\r\n` or a lone `\r`.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    starts: Vec<u32>,
    marks: Vec<Mark>,
}

/// A place inside of a long line whose column is known, so that a whole file on one line is not
/// counted from its beginning for every value.
#[derive(Debug, Clone, Copy)]
struct Mark {
    at: u32,
    /// The characters between the beginning of the line and this place.
    characters: u32,
}

/// How many characters lie between two marks.
const BETWEEN_MARKS: u32 = 256;

impl Lines {
    /// Finds the lines of a text of at most 4 GiB.
    pub(super) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let start = byte_order_mark_length(text);
        let mut starts = vec![offset(start)];
        let mut marks = Vec::new();
        let mut characters = 0;
        for (at, byte) in bytes.iter().enumerate().skip(start) {
            let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            if ends {
                starts.push(offset(at + 1));
                characters = 0;
            } else if begins_character(*byte) {
                if characters > 0 && characters % BETWEEN_MARKS == 0 {
                    let at = offset(at);
                    marks.push(Mark { at, characters });
                }
                characters += 1;
            }
        }
        Self { starts, marks }
    }

    /// The number of the line that holds the byte at `at`, counted from 0.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.starts
            .partition_point(|start| *start as usize <= at)
            .saturating_sub(1)
    }

    /// The offset of the first byte of line `line`, behind a byte-order mark; the length of the text
    /// past the last line.
    pub(super) fn start(&self, line: usize, text: &str) -> usize {
        self.starts
            .get(line)
            .map_or(text.len(), |start| *start as usize)
    }

    /// Line and column of a byte, both counted from 1, the column in characters.
    pub(super) fn position(&self, at: usize, text: &str) -> (u32, u32) {
        let line = self.line_of(at);
        let start = Mark {
            at: self.starts[line],
            characters: 0,
        };
        let passed = self.marks.partition_point(|mark| mark.at as usize <= at);
        let last = passed.checked_sub(1).map(|index| self.marks[index]);
        let known = last.filter(|mark| mark.at >= start.at).unwrap_or(start);
        let rest = text.as_bytes().get(known.at as usize..at);
        let rest = rest.unwrap_or_default().iter();
        let characters = rest.filter(|byte| begins_character(**byte)).count();
        (offset(line + 1), known.characters + offset(characters + 1))
    }
}

/// Whether a byte of UTF-8 is the first one of its character.
fn begins_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

/// The mark some editors put in front of a file; it takes no column.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// An offset into a text whose length was checked when it was parsed.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The offset of the next byte at or behind `at` that is neither white space nor comment.
///
/// `at` must lie between two tokens, where every `#` begins a comment.
pub(super) fn skip_space_and_comments(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            b'#' => at = end_of_line(text, at),
            0xef if text[at..].starts_with(BYTE_ORDER_MARK) => at += BYTE_ORDER_MARK.len_utf8(),
            _ => break,
        }
    }
    at
}

/// The offset of the line break at or behind `at`, or of the end of the text.
pub(super) fn end_of_line(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter()
        .position(|byte| matches!(byte, b'\n' | b'\r'))
        .map_or(bytes.len(), |found| at + found)
}

/// The line break that begins at `at`, or nothing.
pub(super) fn line_break_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    ["\r\n", "\n", "\r"]
        .into_iter()
        .find(|end| rest.starts_with(end))
        .unwrap_or_default()
}

/// How many bytes the byte-order mark takes that the text may begin with.
pub(super) fn byte_order_mark_length(text: &str) -> usize {
    if text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len_utf8()
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_break_ends_a_line() {
        let text = "a\nb\r\nc\rd";
        let lines = Lines::new(text);
        assert_eq!(lines.position(7, text), (4, 1));
    }

    #[test]
    fn columns_count_characters_and_no_byte_order_mark() {
        let text = "\u{feff}grün: x\n";
        let lines = Lines::new(text);
        assert_eq!(lines.position(3, text), (1, 1));
        assert_eq!(
            lines.position(text.find('x').expect("there is one"), text),
            (1, 7)
        );
    }

    #[test]
    fn columns_of_a_long_line_are_those_that_counting_finds() {
        let long: String = "grün, ".repeat(500);
        let text = format!("\u{feff}{long}\n{long}\r\nshort\n{long}");
        let lines = Lines::new(&text);
        let (mut line, mut column) = (1, 1);
        for (at, letter) in text.char_indices().skip(1) {
            assert_eq!(lines.position(at, &text), (line, column), "byte {at}");
            (line, column) = match letter {
                '\n' => (line + 1, 1),
                _ => (line, column + 1),
            };
        }
        assert_eq!(lines.position(text.len(), &text), (line, column));
    }
}
