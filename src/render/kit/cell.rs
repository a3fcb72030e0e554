//! How a text is broken into the lines of a cell.
//!
//! What the text of a cell takes is measured by [`width`](super::width); nothing is broken inside what a
//! reader sees as one character.

use super::width::{clusters, columns_of};

/// `text` in lines of at most `columns`, broken at spaces, and inside a word only if the word alone is too
/// long. A character that is wider than a line gets a line of its own.
pub(in crate::render) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let needed = columns_of(word);
        let is_first = lines.last().is_some_and(String::is_empty);
        let gap = usize::from(!is_first);
        if !is_first && used + gap + needed > columns {
            lines.push(String::new());
            used = 0;
        } else if !is_first {
            push(&mut lines, " ");
            used += gap;
        }
        let mut pieces = pieces(word, columns).into_iter().peekable();
        while let Some(piece) = pieces.next() {
            push(&mut lines, piece);
            used += columns_of(piece);
            if pieces.peek().is_some() {
                lines.push(String::new());
                used = 0;
            }
        }
    }
    lines
}

/// The beginning of `text` in at most `columns`, with an ellipsis if something is left out.
pub(in crate::render) fn cut(text: &str, columns: usize) -> String {
    if columns_of(text) <= columns {
        return text.to_owned();
    }
    let (mut end, mut used) = (0, 0);
    for (cluster, wide) in clusters(text) {
        if used + wide + 1 > columns {
            break;
        }
        end += cluster.len();
        used += wide;
    }
    format!("{}…", text[..end].trim_end())
}

fn push(lines: &mut [String], text: &str) {
    if let Some(last) = lines.last_mut() {
        last.push_str(text);
    }
}

/// `word` in pieces of at most `columns`, each of one cluster at least.
fn pieces(word: &str, columns: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut begin, mut end, mut used) = (0, 0, 0);
    for (cluster, wide) in clusters(word) {
        if end > begin && used + wide > columns {
            pieces.push(&word[begin..end]);
            (begin, used) = (end, 0);
        }
        end += cluster.len();
        used += wide;
    }
    pieces.push(&word[begin..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_ends_with_an_ellipsis_in_its_columns() {
        for (text, columns, expected) in [
            ("atlas", 5, "atlas"),
            ("atlas", 4, "atl…"),
            ("atlas, borealis", 7, "atlas,…"),
            ("one two", 5, "one…"),
            ("日本語", 4, "日…"),
            ("日本語", 5, "日本…"),
            ("atlas", 1, "…"),
        ] {
            assert_eq!(cut(text, columns), expected, "{text:?} in {columns}");
        }
    }

    #[test]
    fn lines_are_broken_at_spaces_and_in_words_that_are_too_long() {
        let cases: [(&str, usize, &[&str]); 11] = [
            ("", 5, &[""]),
            ("one two", 20, &["one two"]),
            ("one two", 7, &["one two"]),
            ("one two", 6, &["one", "two"]),
            ("a verylongword b", 5, &["a", "veryl", "ongwo", "rd b"]),
            ("日本語", 5, &["日本", "語"]),
            ("日本", 1, &["日", "本"]),
            (
                "e\u{301}e\u{301}e\u{301}",
                2,
                &["e\u{301}e\u{301}", "e\u{301}"],
            ),
            ("ab", 0, &["a", "b"]),
            ("🇩🇪🇫🇷", 3, &["🇩🇪", "🇫🇷"]),
            ("👍🏽👍🏽", 1, &["👍🏽", "👍🏽"]),
        ];
        for (text, columns, lines) in cases {
            assert_eq!(wrapped(text, columns), lines, "{text:?} in {columns}");
        }
    }
}
