//! How wide a text is on a terminal, and lines broken to fit.
//!
//! Columns are counted, not characters: CJK letters take two, combining marks and colour codes none.
//! What is broken was escaped before, so the only control characters in it are the colour codes of
//! [`paint`](super::paint). Everything takes linear time. Start at [`fitted`].

use unicode_width::UnicodeWidthChar;

/// What a colour code begins and ends with.
const CODE_START: char = '\u{1b}';
const CODE_END: char = 'm';
/// The code that ends all colours.
const RESET: &str = "\u{1b}[0m";

/// Shows the character before it as a picture, two columns wide.
const PICTURE: char = '\u{fe0f}';

/// How many columns `text` takes; colour codes take none.
#[must_use]
pub fn columns_of(text: &str) -> usize {
    let mut in_code = false;
    let mut columns = 0;
    for character in text.chars() {
        match (in_code, character) {
            (false, CODE_START) => in_code = true,
            (true, CODE_END) => in_code = false,
            (true, _) => {}
            (false, visible) => columns += width(visible),
        }
    }
    columns
}

fn width(character: char) -> usize {
    match character {
        PICTURE => 1,
        other => other.width().unwrap_or(0),
    }
}

/// `line` broken at spaces into lines of at most `columns`, those behind the first indented by
/// `indent`; unbroken without `columns`.
///
/// A word that is wider than a whole line is broken inside. On narrow pages the indent is smaller, so
/// that there is always room for text.
#[must_use]
pub fn fitted(line: &str, indent: usize, columns: Option<usize>) -> String {
    match columns {
        Some(columns) if columns_of(line) > columns => broken(line, indent, columns),
        _ => line.to_owned(),
    }
}

/// Every line of `text` brought to the width of the page, continued under its own beginning: an
/// indented line is continued at its indent.
#[must_use]
pub fn fitted_lines(text: &str, columns: Option<usize>) -> String {
    let Some(columns) = columns else {
        return text.to_owned();
    };
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        lines.push(fitted(line, indent + 2, Some(columns)));
    }
    lines.join("\n")
}

fn broken(line: &str, indent: usize, columns: usize) -> String {
    let mut page = Broken {
        // A wide character has to fit on any line.
        columns: columns.max(2),
        indent: indent.min(most_indent(columns)),
        text: String::with_capacity(line.len() + line.len() / 4),
        used: 0,
        at_start: true,
        colours: String::new(),
    };
    // Spaces are kept where they stand, except around a break.
    let mut rest = line;
    while !rest.is_empty() {
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        let behind = &rest[spaces..];
        let end = behind.find(' ').unwrap_or(behind.len());
        page.word(spaces, &behind[..end]);
        rest = &behind[end..];
    }
    page.text
}

/// The widest indent that leaves room for a few words, or for two thirds of a narrow line.
fn most_indent(columns: usize) -> usize {
    const FEW_WORDS: usize = 24;
    columns.saturating_sub(FEW_WORDS).max(columns / 3)
}

/// Lines while they are filled.
struct Broken {
    columns: usize,
    indent: usize,
    text: String,
    /// The columns taken of the line in hand.
    used: usize,
    /// Whether nothing but its indent stands in the line in hand.
    at_start: bool,
    /// The colour codes that hold where the text ends.
    colours: String,
}

impl Broken {
    /// Adds a word behind some spaces, on this line or the next.
    fn word(&mut self, spaces: usize, word: &str) {
        let wide = columns_of(word);
        let first_line = self.text.is_empty();
        if !self.at_start && self.used + spaces + wide > self.columns {
            self.end_line();
        } else if !self.at_start || first_line {
            let most = match first_line {
                true => most_indent(self.columns),
                false => spaces,
            };
            self.space(spaces.min(most));
        }
        if self.used + wide <= self.columns {
            self.used += wide;
            self.add(word);
        } else {
            self.add_in_pieces(word);
        }
        self.at_start &= wide == 0;
    }

    fn space(&mut self, spaces: usize) {
        self.text.extend(std::iter::repeat_n(' ', spaces));
        self.used += spaces;
    }

    /// Ends the line, its colours with it, and begins the next one in the same colours.
    fn end_line(&mut self) {
        if !self.colours.is_empty() {
            self.text.push_str(RESET);
        }
        self.text.push('\n');
        self.used = 0;
        self.space(self.indent);
        self.text.push_str(&self.colours);
        self.at_start = true;
    }

    /// Adds text that fits, and remembers its colour codes.
    fn add(&mut self, text: &str) {
        let mut rest = text;
        while let Some(start) = rest.find(CODE_START) {
            let end = rest[start..].find(CODE_END);
            let end = end.map_or(rest.len(), |end| start + end + CODE_END.len_utf8());
            match &rest[start..end] {
                RESET => self.colours.clear(),
                code => self.colours.push_str(code),
            }
            rest = &rest[end..];
        }
        self.text.push_str(text);
    }

    /// Adds a word that is wider than a line.
    fn add_in_pieces(&mut self, word: &str) {
        let mut piece = String::new();
        let mut in_code = false;
        for character in word.chars() {
            in_code |= character == CODE_START;
            let wide = if in_code { 0 } else { width(character) };
            if self.used + wide > self.columns {
                self.add(&std::mem::take(&mut piece));
                self.end_line();
            }
            self.used += wide;
            piece.push(character);
            in_code &= character != CODE_END;
        }
        self.add(&piece);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn columns_are_counted_as_a_terminal_shows_them() {
        let cases = [
            ("", 0),
            ("marlow", 6),
            ("zoë", 3),
            ("zoe\u{308}", 3),
            ("日本語", 6),
            ("🦖", 2),
            ("\u{1b}[1m\u{1b}[32mgreen\u{1b}[0m", 5),
        ];
        for (text, columns) in cases {
            assert_eq!(columns_of(text), columns, "{text:?}");
        }
    }

    #[test]
    fn lines_are_broken_at_spaces_and_hang() {
        assert_eq!(
            fitted("+ add_user  marlow  since long ago", 4, Some(20)),
            "+ add_user  marlow\n    since long ago"
        );
        assert_eq!(fitted("short enough", 4, Some(12)), "short enough");
        assert_eq!(
            fitted("never broken at all", 4, None),
            "never broken at all"
        );
    }

    #[test]
    fn a_word_that_is_too_wide_is_broken_inside() {
        assert_eq!(fitted("日本語日本語", 2, Some(7)), "日本語\n  日本\n  語");
        assert_eq!(fitted("a bcdefgh i", 0, Some(4)), "a\nbcde\nfgh\ni");
    }

    #[test]
    fn colours_end_with_their_line_and_go_on_in_the_next() {
        let line = "a \u{1b}[2mquiet word\u{1b}[0m b";
        assert_eq!(
            fitted(line, 2, Some(8)),
            "a \u{1b}[2mquiet\u{1b}[0m\n  \u{1b}[2mword\u{1b}[0m b"
        );
    }

    #[test]
    fn long_lines_take_linear_time() {
        let line = "word ".repeat(200_000);
        assert_eq!(fitted(&line, 4, Some(80)).lines().count(), 13_334);
        let one = "x".repeat(1_000_000);
        assert!(fitted(&one, 4, Some(10)).lines().count() > 100_000);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_the_page_and_nothing_is_lost(
            line in "[ a-z日é🦖\u{301}]{0,200}",
            indent in 0_usize..60,
            columns in 1_usize..130,
        ) {
            let fitted = fitted(&line, indent, Some(columns));
            for line in fitted.lines() {
                prop_assert!(columns_of(line) <= columns.max(2), "{line:?} on {columns}");
            }
            let words = |text: &str| text.replace([' ', '\n'], "");
            prop_assert_eq!(words(&fitted), words(&line));
        }
    }
}
