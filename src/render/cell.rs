//! How much room a text takes on a terminal, and how it is broken where there is less.
//!
//! A column is what one Latin letter takes: wide characters take two, marks that join the character before
//! them none. Nothing is broken inside a character and its marks.

use unicode_width::UnicodeWidthStr;

/// The columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// `text` in lines of at most `columns`, broken at spaces, and inside a word only if the word alone is too
/// long. A character that is wider than a line gets a line of its own.
pub(super) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let needed = width(word);
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
            used += width(piece);
            if pieces.peek().is_some() {
                lines.push(String::new());
                used = 0;
            }
        }
    }
    lines
}

fn push(lines: &mut [String], text: &str) {
    if let Some(last) = lines.last_mut() {
        last.push_str(text);
    }
}

/// `word` in pieces of at most `columns`.
fn pieces(mut word: &str, columns: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    while width(word) > columns {
        let (piece, rest) = word.split_at(break_of(word, columns));
        pieces.push(piece);
        word = rest;
    }
    if !word.is_empty() || pieces.is_empty() {
        pieces.push(word);
    }
    pieces
}

/// Where a word that is too long is broken: behind as many characters as fit, but behind one at least.
fn break_of(word: &str, columns: usize) -> usize {
    let mut fits = None;
    for (index, character) in word.char_indices().skip(1) {
        let taken = width(&word[..index]);
        let joins = width(&word[..index + character.len_utf8()]) <= taken;
        if joins {
            continue;
        }
        if taken > columns {
            return fits.unwrap_or(index);
        }
        fits = Some(index);
    }
    fits.unwrap_or(word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_counted_as_terminals_count_it() {
        for (text, columns) in [
            ("", 0),
            ("marlow", 6),
            ("zoë", 3),
            ("zoe\u{308}", 3),
            ("日本語", 6),
            ("🦖", 2),
            ("👍🏽", 2),
            ("שלום", 4),
        ] {
            assert_eq!(width(text), columns, "{text:?}");
        }
    }

    #[test]
    fn lines_are_broken_at_spaces_and_in_words_that_are_too_long() {
        let cases: [(&str, usize, &[&str]); 9] = [
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
        ];
        for (text, columns, lines) in cases {
            assert_eq!(wrapped(text, columns), lines, "{text:?} in {columns}");
        }
    }
}
