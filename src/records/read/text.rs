//! From the bytes of a file to text.

use std::sync::Arc;

use super::Reader;
use crate::files::RECORD_LIMIT;
use crate::problem::ProblemCode;
use crate::vocabulary::Place;

impl Reader {
    /// Begins with a file: its text, if it has one.
    pub(crate) fn text_of_file(&mut self, path: &Arc<str>, bytes: Vec<u8>) -> Option<String> {
        self.file = Arc::clone(path);
        if bytes.len() as u64 > RECORD_LIMIT {
            self.too_large(path);
            return None;
        }
        match String::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(error) => {
                let bytes = error.as_bytes();
                let (valid, rest) = bytes.split_at(error.utf8_error().valid_up_to());
                let help = match bytes {
                    [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it looks like UTF-16; save it as UTF-8",
                    _ => "save it as UTF-8",
                };
                let message = format!(
                    "the file is not UTF-8: invalid byte 0x{:02x}",
                    rest.first().copied().unwrap_or_default()
                );
                let (line, column) = position_behind(&String::from_utf8_lossy(valid));
                let place = self.at(line, column);
                self.wrong(ProblemCode::NotUtf8, place, message, help.to_owned());
                None
            }
        }
    }

    /// Notes that a file is larger than any record file may be.
    pub(crate) fn too_large(&mut self, path: &Arc<str>) {
        let mebibytes = RECORD_LIMIT / (1024 * 1024);
        let message = format!("the file is larger than {mebibytes} MiB");
        let help = "each user can have a separate file in `users/`".to_owned();
        self.wrong(ProblemCode::TooLarge, Place::start_of(path), message, help);
    }
}

/// Line and column of what comes behind `text`, both counted from 1, the column in characters.
fn position_behind(text: &str) -> (u32, u32) {
    let (mut line, mut column, mut previous) = (1, 1, '\0');
    for character in text.trim_start_matches('\u{feff}').chars() {
        match character {
            // The second half of one line break.
            '\n' if previous == '\r' => {}
            '\n' | '\r' => {
                line += 1;
                column = 1;
            }
            _ => column += 1,
        }
        previous = character;
    }
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_break_counts_once() {
        assert_eq!(position_behind(""), (1, 1));
        assert_eq!(position_behind("\u{feff}a\r\nb\rc\näö"), (4, 3));
    }
}
