//! Phrases that never come back: every text is read, and each riddle is reported with the better phrase.
//!
//! Of Rust sources the string literals and the comments are read, of all other files everything. Inline code and
//! the values of format strings do not count, because they name code. Start at [`PHRASES`].

use std::path::{Path, PathBuf};

/// Where a phrase is refused.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// In messages, documents and comments.
    Everywhere,
    /// In messages and documents.
    Messages,
}

use Scope::{Everywhere, Messages};

/// A phrase in lower case, where it is refused, and the phrase to write instead.
const PHRASES: [(&str, Scope, &str); 47] = [
    ("is taken for a yes", Everywhere, "type `yes` to continue"),
    (
        "nobody can be asked",
        Everywhere,
        "cannot ask for confirmation",
    ),
    ("counted that far", Everywhere, "out of range"),
    (
        "a mark of git's",
        Everywhere,
        "unresolved git conflict marker",
    ),
    ("merge that is not ended", Everywhere, "unresolved merge"),
    ("with the wish to wait", Everywhere, "retry after N s"),
    (
        "the library gives no reason",
        Everywhere,
        "no further detail",
    ),
    ("tells instead", Everywhere, "is used instead"),
    (
        "of the same things anew",
        Everywhere,
        "differs although its inputs do not",
    ),
    ("that no token has", Everywhere, "invalid characters"),
    (
        "may have held it",
        Everywhere,
        "an unparsable part may contain it",
    ),
    (
        "ends the program at every point",
        Everywhere,
        "kill the program at every write point",
    ),
    ("told", Everywhere, "reported, shown, written, given"),
    ("tell", Everywhere, "show, report, detect, distinguish"),
    ("tells", Everywhere, "shows, reports, describes, contains"),
    ("telling", Everywhere, "showing, reporting"),
    ("somebody", Everywhere, "a user, a person"),
    ("nobody", Everywhere, "no users, no person"),
    ("everybody", Everywhere, "all users, each user"),
    ("anybody", Everywhere, "any user, any person"),
    ("whoever", Everywhere, "the user who, users who"),
    ("whomever", Everywhere, "the user who, users who"),
    ("anew", Everywhere, "again, rebuilt"),
    ("surroundings", Everywhere, "environment"),
    ("is no", Everywhere, "is not a"),
    ("are no", Everywhere, "are not"),
    ("was no", Everywhere, "was not a"),
    ("be no", Everywhere, "not be a"),
    ("holds nothing", Everywhere, "is empty"),
    (
        "nothing is made of",
        Everywhere,
        "is skipped, is not imported",
    ),
    ("so that nobody", Everywhere, "so that no user"),
    ("how things stand", Everywhere, "the state of"),
    ("not believed", Everywhere, "not plausible, rejected"),
    ("is nowhere", Everywhere, "is missing"),
    ("makes no sense", Messages, "is invalid"),
    ("make no sense", Messages, "are invalid"),
    ("comes into question", Messages, "matches"),
    ("is left alone", Messages, "is skipped"),
    ("are left alone", Messages, "are skipped"),
    ("what stands", Messages, "the values, everything"),
    ("stands", Messages, "is"),
    ("stood", Messages, "was"),
    ("said", Messages, "reported, announced"),
    ("outside of", Messages, "outside"),
    ("leads out of", Messages, "points outside"),
    ("leads to nothing", Messages, "is broken"),
    ("looks whether", Messages, "checks whether"),
];

/// Phrases of [`PHRASES`] that are correct English before these words.
const RIGHT_BEFORE: [(&str, [&str; 2]); 3] = [
    ("is no", ["longer", "more"]),
    ("are no", ["longer", "more"]),
    ("was no", ["longer", "more"]),
];

/// Phrases of [`PHRASES`] that are correct English after these words, as in "there is no plan".
const RIGHT_AFTER: [(&str, &str); 4] = [
    ("is no", "there"),
    ("are no", "there"),
    ("was no", "there"),
    ("be no", "there"),
];

/// The texts that are read: files and folders, and how many files there are at least.
const PLACES: [(&str, usize); 9] = [
    ("src", 200),
    ("docs", 5),
    ("examples", 8),
    ("README.md", 1),
    ("SECURITY.md", 1),
    ("ARCHITECTURE.md", 1),
    ("state/README.md", 1),
    ("action.yml", 1),
    ("Dockerfile", 1),
];

#[test]
fn no_text_holds_a_phrase_that_was_replaced() {
    let mut found = Vec::new();
    for (place, least) in PLACES {
        let files = files(&root().join(place));
        assert!(files.len() >= least, "{place} has {} files", files.len());
        for file in files {
            found.extend(offences(&file));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn phrases_are_found_over_line_ends_and_in_any_case() {
    let found = |text: &str| -> Vec<usize> {
        let places = occurrences(&prose(text, Everywhere), "with the wish");
        places.into_iter().map(|(line, _)| line).collect()
    };
    assert_eq!(found("let a = 1;\n/// With the\n/// wish to"), [2]);
    assert_eq!(found("let a = \"x with the \\\n    wish\";"), [1]);
    assert_eq!(found("let with_the_wish = 'a'; // `with the wish`"), [0; 0]);
    assert_eq!(found("let a = '\"'; let with = the(wish);"), [0; 0]);
    assert_eq!(found("call(r#\"a \"with the wish\"#)"), [1]);
}

#[test]
fn correct_english_passes() {
    let refused = |text: &str| refused(&format!("// {text}")).len();
    assert_eq!(refused("This is no file."), 1);
    assert_eq!(refused("There is no file, and it is no longer there."), 0);
    assert_eq!(
        refused("`told` is untold, and environment::names is code."),
        0
    );
    assert_eq!(refused("Nobody told\n// it anew."), 3);
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The file at `place`, or every file below it that holds text.
fn files(place: &Path) -> Vec<PathBuf> {
    if place.is_file() {
        return vec![place.to_owned()];
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(place).expect("the place exists") {
        let path = entry.expect("the folder can be read").path();
        // The records of the example are in the words of its admins.
        let is_data = path.ends_with("records/users")
            || path
                .extension()
                .is_some_and(|extension| extension == "json");
        if !is_data {
            found.extend(files(&path));
        }
    }
    found.sort();
    found
}

/// Every refused phrase of a file, as `file:line: "phrase": write ...`.
fn offences(file: &Path) -> Vec<String> {
    #[expect(clippy::disallowed_methods, reason = "the test reads source files")]
    let text = std::fs::read_to_string(file).expect("the file is UTF-8");
    let shown = file
        .strip_prefix(root())
        .expect("the file is below the root");
    let found = match file.extension().is_some_and(|extension| extension == "rs") {
        true => refused(&text),
        false => refused_in(&without_code(&text), |_| true),
    };
    let line = |(line, phrase, better): (usize, &str, &str)| {
        format!(
            "{}:{line}: \"{phrase}\": write \"{better}\"",
            shown.display()
        )
    };
    found.into_iter().map(line).collect()
}

/// Every refused phrase of a Rust source, with its line and the better one.
fn refused(source: &str) -> Vec<(usize, &'static str, &'static str)> {
    let mut found = refused_in(&prose(source, Everywhere), |scope| scope == Everywhere);
    found.extend(refused_in(&prose(source, Messages), |scope| {
        scope == Messages
    }));
    found
}

fn refused_in(
    prose: &str,
    is_asked: impl Fn(Scope) -> bool,
) -> Vec<(usize, &'static str, &'static str)> {
    let mut found = Vec::new();
    for (phrase, scope, better) in PHRASES {
        if is_asked(scope) {
            let lines = occurrences(prose, phrase).into_iter();
            let lines = lines.filter(|(_, around)| !is_right(phrase, around));
            found.extend(lines.map(|(line, _)| (line, phrase, better)));
        }
    }
    found
}

/// Whether a phrase is correct English between the words before and after it.
fn is_right(phrase: &str, (before, after): &(String, String)) -> bool {
    let by_after = RIGHT_BEFORE
        .iter()
        .any(|(right, words)| *right == phrase && words.contains(&after.as_str()));
    let by_before = RIGHT_AFTER
        .iter()
        .any(|(right, word)| *right == phrase && word == before);
    by_after || by_before
}

/// Where a phrase is in a text, whatever its case and line breaks: the line, and the words around it.
fn occurrences(prose: &str, phrase: &str) -> Vec<(usize, (String, String))> {
    let mut words: Vec<(usize, String)> = Vec::new();
    for (index, line) in prose.lines().enumerate() {
        let line = line.to_lowercase();
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '\'';
        let parts = line.split(|letter: char| !is_part(letter));
        let parts = parts.filter(|part| !part.is_empty());
        words.extend(parts.map(|part| (index + 1, part.to_owned())));
    }
    let wanted: Vec<&str> = phrase.split(' ').collect();
    let word = |index: Option<usize>| -> String {
        let word = index.and_then(|index| words.get(index));
        word.map(|(_, word)| word.clone()).unwrap_or_default()
    };
    let windows = words.windows(wanted.len()).enumerate();
    let equal = windows.filter(|(_, window)| window.iter().map(|(_, word)| word).eq(&wanted));
    let around = equal.map(|(at, window)| {
        let (before, after) = (word(at.checked_sub(1)), word(Some(at + wanted.len())));
        (window[0].0, (before, after))
    });
    around.collect()
}

/// A text without what is between backticks in a line; `a::b` becomes one word.
fn without_code(text: &str) -> String {
    let mut kept = String::new();
    for line in text.lines() {
        let outside = line.split('`').step_by(2);
        kept.push_str(&outside.collect::<Vec<_>>().join(" _ "));
        kept.push('\n');
    }
    kept.replace("::", "__")
}

/// The string literals of a Rust source, and its comments if they are asked for; all else becomes blank.
fn prose(source: &str, scope: Scope) -> String {
    let mut prose = String::new();
    let mut rest = source;
    while let Some(letter) = rest.chars().next() {
        let (length, is_prose) = match letter {
            '/' if rest.starts_with("//") => (comment(rest), scope == Everywhere),
            '"' => (literal(rest), true),
            'r' if is_raw(rest) && !ends_in_name(source, rest) => (raw(rest), true),
            '\'' => (character(rest), false),
            _ => (letter.len_utf8(), false),
        };
        let (part, after) = rest.split_at(length);
        match is_prose {
            true => prose.push_str(&without_values(part)),
            false => prose.extend(
                part.chars()
                    .map(|letter| if letter == '\n' { '\n' } else { ' ' }),
            ),
        }
        rest = after;
    }
    without_code(&prose)
}

/// Whether the letter before `rest` belongs to a name, so that its `r` does, too.
fn ends_in_name(source: &str, rest: &str) -> bool {
    let before = &source[..source.len() - rest.len()];
    before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
}

fn comment(rest: &str) -> usize {
    rest.find('\n').unwrap_or(rest.len())
}

/// The length of a string literal, both quotes included.
fn literal(rest: &str) -> usize {
    let mut is_escaped = false;
    for (index, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return index + 1,
            _ => {}
        }
    }
    rest.len()
}

fn is_raw(rest: &str) -> bool {
    rest[1..].trim_start_matches('#').starts_with('"')
}

fn raw(rest: &str) -> usize {
    let hashes = rest[1..]
        .chars()
        .take_while(|letter| *letter == '#')
        .count();
    let end = format!("\"{}", "#".repeat(hashes));
    let inside = hashes + 2;
    rest[inside..]
        .find(&end)
        .map_or(rest.len(), |at| inside + at + end.len())
}

/// The length of a character literal, or of the apostrophe of a lifetime.
fn character(rest: &str) -> usize {
    let mut letters = rest.char_indices().skip(1);
    let is_escape = letters.next().is_some_and(|(_, letter)| letter == '\\');
    match letters.next() {
        Some((at, _)) if is_escape => rest[at + 1..].find('\'').map_or(1, |end| at + end + 2),
        Some((at, '\'')) => at + 1,
        _ => 1,
    }
}

/// A literal without the values it shows, as in `{name}`; line breaks stay.
fn without_values(literal: &str) -> String {
    let mut depth = 0_usize;
    let mut shown = String::new();
    for letter in literal.replace("\\n", "  ").chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '\n' => shown.push('\n'),
            _ if depth == 0 => shown.push(letter),
            _ => {}
        }
    }
    shown
}
