//! How wide a text is on a terminal, and lines broken to fit.
//!
//! This is the only ruler: tables, plans, prompts and messages all measure with [`columns_of`]. It adds up
//! grapheme clusters, what a reader sees as one character, because that is what a terminal draws: an emoji
//! with a skin tone takes two columns, a flag two, a letter with its accents one, a CJK letter two, a
//! colour code none. Nothing is broken inside a cluster. What is measured was escaped before, so the only
//! control characters in it are the colour codes of `paint`. Everything takes linear time.
//! Start at [`fitted`].

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What a colour code begins and ends with.
const CODE_START: char = '\u{1b}';
const CODE_END: char = 'm';
/// The code that ends all colours.
const RESET: &str = "\u{1b}[0m";

/// How many columns `text` takes; colour codes take none.
#[must_use]
pub fn columns_of(text: &str) -> usize {
    // Most texts are plain, and each of these bytes is a cluster of one column.
    match text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        true => text.len(),
        false => clusters(text).map(|(_, columns)| columns).sum(),
    }
}

/// `text` with spaces behind it, so that it takes at least `columns`.
pub(in crate::render) fn padded(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(columns_of(text));
    format!("{text}{}", " ".repeat(missing))
}

/// The clusters of `text`, each with its columns; a colour code is one that takes none.
///
/// What no terminal draws in two columns, as several skin tones behind one letter, counts as several.
pub(in crate::render) fn clusters(text: &str) -> impl Iterator<Item = (&str, usize)> {
    parts(text).flat_map(|part| {
        let code = part.starts_with(CODE_START).then_some((part, 0));
        let visible = if code.is_some() { "" } else { part };
        let pieces = visible.graphemes(true).flat_map(drawn_together);
        let measured = pieces.map(|piece| (piece, cluster_columns(piece)));
        code.into_iter().chain(measured)
    })
}

/// `cluster` itself, or where it takes more than two columns, each of its characters with what is drawn on it.
fn drawn_together(cluster: &str) -> impl Iterator<Item = &str> {
    let is_wide = cluster.width() > 2;
    let mut rest = cluster;
    std::iter::from_fn(move || {
        let mut characters = rest.char_indices().skip(1);
        let next =
            characters.find(|(_, next)| is_wide && next.width().is_some_and(|width| width > 0));
        let (piece, behind) = rest.split_at(next.map_or(rest.len(), |(at, _)| at));
        rest = behind;
        (!piece.is_empty()).then_some(piece)
    })
}

/// The columns of one cluster. The library counts the spacing vowel signs of some Indic scripts as nothing,
/// because they extend a cluster; terminals draw them beside their letter.
fn cluster_columns(cluster: &str) -> usize {
    let columns = cluster.width();
    match columns {
        1 if cluster.contains(is_spacing_vowel) => 2,
        _ => columns,
    }
}

/// Whether a vowel sign takes room of its own although it only extends the letter before it.
fn is_spacing_vowel(character: char) -> bool {
    matches!(
        u32::from(character),
        0x09be
            | 0x09d7
            | 0x0b3e
            | 0x0b57
            | 0x0bbe
            | 0x0bd7
            | 0x0cc0
            | 0x0cc2
            | 0x0cc7..=0x0cc8
            | 0x0cca..=0x0ccb
            | 0x0cd5..=0x0cd6
            | 0x0d3e
            | 0x0d57
            | 0x0dcf
            | 0x0ddf
            | 0x1b35
    )
}

/// `text` taken apart into colour codes and what stands between them.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = match rest.strip_prefix(CODE_START) {
            Some(_) => rest.find(CODE_END).map(|end| end + CODE_END.len_utf8()),
            None => rest.find(CODE_START),
        };
        let (part, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        (!part.is_empty()).then_some(part)
    })
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
        for code in parts(text).filter(|part| part.starts_with(CODE_START)) {
            match code {
                RESET => self.colours.clear(),
                code => self.colours.push_str(code),
            }
        }
        self.text.push_str(text);
    }

    /// Adds a word that is wider than a line.
    fn add_in_pieces(&mut self, word: &str) {
        let mut piece = String::new();
        for (cluster, wide) in clusters(word) {
            if self.used + wide > self.columns {
                self.add(&std::mem::take(&mut piece));
                self.end_line();
            }
            self.used += wide;
            piece.push_str(cluster);
        }
        self.add(&piece);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn colour_codes_take_no_columns() {
        assert_eq!(columns_of("\u{1b}[1m\u{1b}[32mgreen\u{1b}[0m"), 5);
        assert_eq!(columns_of("\u{1b}[1m"), 0);
        assert_eq!(columns_of("\u{1b}[1"), 0);
    }

    #[test]
    fn padding_counts_columns() {
        assert_eq!(padded("日本", 6), "日本  ");
        assert_eq!(padded("👍🏽", 3), "👍🏽 ");
        assert_eq!(padded("marlow", 3), "marlow");
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
        // Never inside a flag, a skin tone or a letter with its accent.
        assert_eq!(fitted("🇩🇪🇫🇷", 0, Some(3)), "🇩🇪\n🇫🇷");
        assert_eq!(fitted("👍🏽👍🏽", 0, Some(3)), "👍🏽\n👍🏽");
        assert_eq!(fitted("xe\u{301}", 0, Some(1)), "xe\u{301}");
        assert_eq!(fitted("xxe\u{301}", 0, Some(2)), "xx\ne\u{301}");
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
            line in "[ a-z日é🦖👍🏽🇩🇪\u{301}\u{fe0f}]{0,200}",
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
