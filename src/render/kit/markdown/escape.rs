//! Texts from strangers in Markdown: as inline code, because nothing in code is alive.
//!
//! GitHub looks for mentions (`@user`), references (`#1`, commits), addresses and emoji after the
//! Markdown was rendered, so escaping an `@` with a backslash or an entity changes nothing; it does not
//! look into code. A code span also takes every other character as it is. So each name becomes one: its
//! delimiter is a run of backticks of a length that does not occur in the name. A pipe would end a cell
//! of a table even there, and readers disagree about a backslash in front of it: it is written as an
//! entity between two spans.
//!
//! Sentences of plexmgr hold names as well. In them a word stays a word only if it cannot be anything
//! else, see [`is_plain`]; the rest becomes code.

use std::collections::BTreeSet;

use crate::render::kit::mask::{LONGEST_LOCAL_CHARS, Privacy};
use crate::vocabulary::{Date, Place, SHOWN_CHARS, escaped, shown};

/// The most characters of a sentence.
const SENTENCE_CHARS: usize = 400;

/// A shortest commit id that GitHub makes a link of.
const SHORTEST_COMMIT: usize = 7;

/// Writes what came from outside.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct Voice {
    pub(in crate::render) privacy: Privacy,
}

impl Voice {
    /// A name: masked, cut and as code; `–` where there is none.
    pub(in crate::render) fn name(self, text: &str) -> String {
        let text = beginning(text, SHOWN_CHARS);
        code(&shown(&self.privacy.masked(text)))
    }

    /// The value of a key, like a name; of a private one nothing is left that does not look like what it is.
    pub(in crate::render) fn value(self, key: &str, text: &str) -> String {
        let text = beginning(text, SHOWN_CHARS);
        code(&shown(&self.privacy.masked_value(key, text)))
    }

    /// A sentence in which names may stand, cut after 400 characters.
    pub(in crate::render) fn sentence(self, text: &str) -> String {
        let text = beginning(text, SENTENCE_CHARS);
        let text = escaped(&self.privacy.masked(text));
        match text.char_indices().nth(SENTENCE_CHARS) {
            None => prose(&text),
            Some((end, _)) => format!("{} …", prose(&text[..end])),
        }
    }
}

/// The part of a text that decides about its first characters: so much more that an address which begins
/// in them is seen as one.
pub(in crate::render) fn beginning(text: &str, characters: usize) -> &str {
    match text.char_indices().nth(characters + LONGEST_LOCAL_CHARS) {
        None => text,
        Some((end, _)) => &text[..end],
    }
}

/// One line without hidden characters as inline code; `–` for nothing.
pub(in crate::render) fn code(line: &str) -> String {
    if line.is_empty() {
        return "–".to_owned();
    }
    let pieces = line.split('|').map(code_span);
    pieces.collect::<Vec<_>>().join("&#124;")
}

/// A code span around a piece without pipes; nothing around nothing.
fn code_span(piece: &str) -> String {
    if piece.is_empty() {
        return String::new();
    }
    let runs: BTreeSet<usize> = backtick_runs(piece).collect();
    let length = (1..).find(|length| !runs.contains(length)).unwrap_or(1);
    let delimiter = "`".repeat(length);
    let touches = piece.starts_with('`') || piece.ends_with('`');
    let would_be_stripped =
        piece.starts_with(' ') && piece.ends_with(' ') && piece.contains(|c| c != ' ');
    let space = if touches || would_be_stripped {
        " "
    } else {
        ""
    };
    format!("{delimiter}{space}{piece}{space}{delimiter}")
}

/// A fence for a block of code that nothing in `lines` can end.
pub(in crate::render) fn fence(lines: &str) -> String {
    let longest = backtick_runs(lines).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// The lengths of all runs of backticks.
fn backtick_runs(text: &str) -> impl Iterator<Item = usize> {
    text.split(|character| character != '`')
        .map(str::len)
        .filter(|length| *length > 0)
}

/// A piece of a sentence.
enum Piece<'t> {
    Plain(&'t str),
    Code(String),
}

/// A sentence on one line: plain words as they are, everything else as code.
fn prose(sentence: &str) -> String {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for (index, part) in sentence.split('`').enumerate() {
        let is_quoted = index % 2 == 1;
        if is_quoted {
            push_code(&mut pieces, part);
            continue;
        }
        for word in part.split_inclusive(' ') {
            let bare = word.trim_end_matches(' ');
            if is_plain(bare) {
                pieces.push(Piece::Plain(bare));
            } else {
                push_code(&mut pieces, bare);
            }
            pieces.push(Piece::Plain(&word[bare.len()..]));
        }
    }
    let text = pieces.into_iter().map(|piece| match piece {
        Piece::Plain(text) => text.to_owned(),
        Piece::Code(text) => code(&text),
    });
    text.collect()
}

/// Adds code; what would touch other code becomes part of it, because two delimiters side by side are
/// one of another length.
fn push_code(pieces: &mut Vec<Piece<'_>>, text: &str) {
    if text.is_empty() {
        return;
    }
    while matches!(pieces.last(), Some(Piece::Plain(""))) {
        pieces.pop();
    }
    match pieces.last_mut() {
        Some(Piece::Code(before)) => before.push_str(text),
        _ => pieces.push(Piece::Code(text.to_owned())),
    }
}

/// Whether a word means nothing in Markdown and nothing to GitHub: ASCII letters, joined by single hyphens
/// or apostrophes, that are not a commit id; a small number; or a day. Brackets and punctuation may stand
/// around it.
fn is_plain(word: &str) -> bool {
    let opened = word.strip_prefix('(').unwrap_or(word);
    let core = opened.trim_end_matches([')', ',', ';', ':', '.', '?', '!']);
    let marks = &opened[core.len()..];
    if marks.len() > 2 {
        return false;
    }
    let could_number_a_list = marks.starts_with(['.', ')', ':']);
    match core {
        "" | "…" | "—" | "–" => true,
        _ if is_small_number(core) => !could_number_a_list,
        _ => is_word(core) || core.parse::<Date>().is_ok(),
    }
}

fn is_word(core: &str) -> bool {
    let is_commit = |part: &str| {
        part.len() >= SHORTEST_COMMIT && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let is_word =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    core.split(['-', '\''])
        .all(|part| is_word(part) && !is_commit(part))
}

fn is_small_number(core: &str) -> bool {
    core.len() < SHORTEST_COMMIT && core.bytes().all(|byte| byte.is_ascii_digit())
}

/// A place as code; never masked, because a file has to be found by its name.
pub(in crate::render) fn place_words(place: &Place) -> String {
    let open = Voice {
        privacy: Privacy::Open,
    };
    open.name(&place.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_code_that_nothing_in_them_ends() {
        let cases = [
            ("marlow", "`marlow`"),
            ("", "–"),
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            ("`` `", "``` `` ` ```"),
            (" a ", "`  a  `"),
            ("  ", "`  `"),
            ("a|b", "`a`&#124;`b`"),
            ("|", "&#124;"),
            ("\\|", "`\\`&#124;"),
            ("@everyone", "`@everyone`"),
        ];
        for (text, expected) in cases {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    #[test]
    fn only_words_that_mean_nothing_else_stay_words() {
        let cases = [
            (
                "shares atlas since 2015-09-14",
                "shares atlas since 2015-09-14",
            ),
            (
                "8 people would be imported, 5 may",
                "8 people would be imported, 5 may",
            ),
            (
                "plan `montly` is not declared",
                "plan `montly` is not declared",
            ),
            (
                "was invited to @user or #12",
                "was invited to `@user` or `#12`",
            ),
            ("see www.example.com now", "see `www.example.com` now"),
            ("a deadbeef and a decade", "a `deadbeef` and a decade"),
            ("GH-1 and 1234567", "`GH-1` and `1234567`"),
            (":smile: $x$ *b* _i_", "`:smile:` `$x$` `*b*` `_i_`"),
            ("1. no list", "`1.` no list"),
            ("an `unpaired", "an `unpaired`"),
            ("a decadedÀ", "a `decadedÀ`"),
            ("two `a``b` side", "two `ab` side"),
            ("x`y`z", "x`y`z"),
            ("(see `here`)", "(see `here`)"),
        ];
        for (text, expected) in cases {
            assert_eq!(prose(text), expected, "{text}");
        }
    }
}
