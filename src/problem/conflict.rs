//! Lines that git leaves where it could not merge.

/// What to do about such lines, in whichever file.
pub const RESOLVE: &str = "keep the right lines of both sides and remove the marker lines; `git \
                           status` lists the files in conflict";

/// What such a line is called.
pub const MARKER: &str = "unresolved git conflict marker";

/// The numbers of the lines that are conflict markers, counted from 1.
///
/// Ask only about a text that cannot be parsed: a text of several lines may hold such a line. A line of `=`
/// is a marker only among others, because people underline headings with it.
#[must_use]
pub fn conflict_markers(text: &[u8]) -> Vec<usize> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let lines = text.split(|byte| matches!(byte, b'\n' | b'\r'));
    let mut found = Vec::new();
    let mut is_conflict = false;
    let mut breaks = LineBreaks::new(text);
    for line in lines {
        let number = breaks.next_line(line.len());
        if let Some(mark) = mark(line) {
            is_conflict |= mark != b'=';
            found.push(number);
        }
    }
    match is_conflict {
        true => found,
        false => Vec::new(),
    }
}

/// Whether a line of a file that holds a JSON document per line is a marker; nothing else begins like one.
#[must_use]
pub fn is_conflict_marker(line: &[u8]) -> bool {
    mark(line.trim_ascii_end()).is_some()
}

/// The character of a marker: seven of it at the start of a line, then a space or nothing.
fn mark(line: &[u8]) -> Option<u8> {
    let (marker, rest) = line.split_at_checked(7)?;
    let first = *marker.first()?;
    let is_marker = b"<|=>".contains(&first)
        && marker.iter().all(|byte| *byte == first)
        && matches!(rest, [] | [b' ', ..]);
    is_marker.then_some(first)
}

/// Counts lines: the two characters of `\r\n` end one line.
struct LineBreaks<'t> {
    text: &'t [u8],
    at: usize,
    line: usize,
}

impl<'t> LineBreaks<'t> {
    fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
        }
    }

    /// The number of the line that begins here and has this many bytes; goes on behind its end.
    fn next_line(&mut self, length: usize) -> usize {
        let number = self.line;
        self.at += length;
        let ends = &self.text[self.at.min(self.text.len())..];
        self.at += 1;
        if !ends.starts_with(b"\r\n") {
            self.line += 1;
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_found_at_the_start_of_lines_only() {
        let cases: [(&str, &[usize]); 10] = [
            ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> main\n", &[2, 4, 6]),
            (
                "<<<<<<< HEAD\r\nb\r\n||||||| 3f2a\r\n=======\r\n>>>>>>> x",
                &[1, 3, 4, 5],
            ),
            ("\u{feff}<<<<<<<\n", &[1]),
            (">>>>>>> main\n", &[1]),
            ("Title\n=======\n", &[]),
            (" <<<<<<< HEAD\n", &[]),
            ("<<<<<<<HEAD\n", &[]),
            ("<<<<<<<< HEAD\n", &[]),
            ("<<<<<<\n", &[]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(conflict_markers(text.as_bytes()), expected, "{text:?}");
        }
    }
}
