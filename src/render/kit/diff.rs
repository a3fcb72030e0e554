//! Unified diffs of the record files, and their look on a terminal: coloured by line and word, and nothing in
//! them steers the terminal.
//!
//! A diff that was saved is shown exactly as one that was just made, so [`painted`] knows nothing but the
//! diff's text.

use similar::{ChangeTag, DiffOp, TextDiff};

use super::paint::{Paint, Role};
use crate::draft::DraftedFile;
use crate::vocabulary::is_hidden;

/// Lines of context around each change.
const CONTEXT_LINES: usize = 3;

/// How many lines a unified diff begins with before its first hunk.
const HEADER_LINES: usize = 2;

/// Beyond this many lines on either side of one replacement, words are not compared any more.
const WORD_DIFF_LINES: usize = 200;

/// The diff as `git` would write it, byte for byte what is in the files.
#[must_use]
pub(in crate::render) fn unified(file: &DraftedFile) -> String {
    between(&file.path, file.before.as_deref(), file.after.as_deref())
}

/// The same of any two states of a file; `None` where there is no file.
#[must_use]
pub(in crate::render) fn between(path: &str, before: Option<&str>, after: Option<&str>) -> String {
    let header = |side: &str, text: Option<&str>| match text {
        Some(_) => format!("{side}/{path}"),
        None => "/dev/null".to_owned(),
    };
    TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default())
        .unified_diff()
        .context_radius(CONTEXT_LINES)
        .header(&header("a", before), &header("b", after))
        .to_string()
}

/// The diff as it is shown.
pub(in crate::render) fn painted(diff: &str, paint: Paint) -> String {
    let lines = lines(diff);
    let mut text = String::new();
    let mut rest = lines.as_slice();
    while let Some(first) = rest.first() {
        let run = |from: &[Line<'_>], kind| from.iter().take_while(|l| l.kind == kind).count();
        let removed = run(rest, Kind::Removed);
        let added = run(&rest[removed..], Kind::Added);
        let (group, behind) = rest.split_at((removed + added).max(1));
        match first.kind {
            Kind::Header => heading(Role::Heading, first.body, paint, &mut text),
            Kind::Hunk => heading(Role::Quiet, first.body, paint, &mut text),
            Kind::Kept => whole_line(first, paint, &mut text),
            Kind::Removed | Kind::Added => {
                replacement(group.split_at(removed), paint, &mut text);
            }
        }
        rest = behind;
    }
    text
}

/// A line of a unified diff.
struct Line<'d> {
    kind: Kind,
    /// What stands behind the sign, with its line break if the file has one there.
    body: &'d str,
}

/// What the line of a unified diff is, as its first character says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Header,
    Hunk,
    Kept,
    Removed,
    Added,
}

/// Takes a unified diff apart; what is none is taken for kept lines.
fn lines(diff: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (number, line) in split_lines(diff).into_iter().enumerate() {
        let (kind, body) = match line.as_bytes().first() {
            Some(b'-' | b'+') if number < HEADER_LINES => (Kind::Header, line),
            Some(b'@') => (Kind::Hunk, line),
            Some(b'-') => (Kind::Removed, &line[1..]),
            Some(b'+') => (Kind::Added, &line[1..]),
            Some(b' ') => (Kind::Kept, &line[1..]),
            Some(b'\\') => {
                if let Some(last) = lines.last_mut() {
                    last.body = last.body.strip_suffix('\n').unwrap_or(last.body);
                }
                continue;
            }
            _ => (Kind::Kept, line),
        };
        lines.push(Line { kind, body });
    }
    lines
}

/// Splits behind `\n`, `\r\n` and `\r`, as the lines of the files were split for the diff.
fn split_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\r', '\n']) {
        let ends_twice = rest[at..].starts_with("\r\n");
        let (line, behind) = rest.split_at(at + if ends_twice { 2 } else { 1 });
        lines.push(line);
        rest = behind;
    }
    lines.extend((!rest.is_empty()).then_some(rest));
    lines
}

fn heading(role: Role, line: &str, paint: Paint, text: &mut String) {
    text.push_str(&paint.apply(role, &tame(line)));
    text.push('\n');
}

/// Lines that go and lines that come in their place; words that changed stand out.
fn replacement((removed, added): (&[Line<'_>], &[Line<'_>]), paint: Paint, text: &mut String) {
    let small = removed.len().max(added.len()) <= WORD_DIFF_LINES;
    let words_matter = !removed.is_empty() && !added.is_empty();
    if paint == Paint::Plain || !small || !words_matter {
        for line in removed.iter().chain(added) {
            whole_line(line, paint, text);
        }
        return;
    }
    let (old, new) = (bodies(removed), bodies(added));
    let diff = TextDiff::from_slices(&old, &new);
    let all_of_it = DiffOp::Replace {
        old_index: 0,
        old_len: old.len(),
        new_index: 0,
        new_len: new.len(),
    };
    for change in diff.iter_inline_changes_deadline(&all_of_it, None) {
        let kind = match change.tag() {
            ChangeTag::Equal => Kind::Kept,
            ChangeTag::Delete => Kind::Removed,
            ChangeTag::Insert => Kind::Added,
        };
        let pieces = change.values().iter().copied();
        line(kind, pieces, change.missing_newline(), paint, text);
    }
}

fn bodies<'d>(lines: &[Line<'d>]) -> Vec<&'d str> {
    lines.iter().map(|line| line.body).collect()
}

fn whole_line(whole: &Line<'_>, paint: Paint, text: &mut String) {
    let ends = whole.body.ends_with(['\r', '\n']);
    let piece = std::iter::once((false, whole.body));
    line(whole.kind, piece, !ends, paint, text);
}

fn line<'p>(
    kind: Kind,
    pieces: impl Iterator<Item = (bool, &'p str)>,
    missing_newline: bool,
    paint: Paint,
    text: &mut String,
) {
    let (sign, role, word) = match kind {
        Kind::Header | Kind::Hunk | Kind::Kept => (" ", None, None),
        Kind::Removed => ("-", Some(Role::Removed), Some(Role::RemovedWord)),
        Kind::Added => ("+", Some(Role::Added), Some(Role::AddedWord)),
    };
    let painted = |role: Option<Role>, piece: &str| match role {
        Some(role) => paint.apply(role, piece),
        None => piece.to_owned(),
    };
    text.push_str(&painted(role, sign));
    for (emphasised, piece) in pieces {
        let role = if emphasised { word } else { role };
        text.push_str(&painted(role, &tame(piece)));
    }
    text.push('\n');
    if missing_newline {
        text.push_str("\\ No newline at end of file\n");
    }
}

/// A piece of a line without its line break and with every hidden character but tabs escaped.
fn tame(piece: &str) -> String {
    let piece = piece.trim_end_matches(['\r', '\n']);
    if !piece.contains(|character| is_hidden(character) && character != '\t') {
        return piece.to_owned();
    }
    piece
        .split('\t')
        .map(crate::vocabulary::escaped)
        .collect::<Vec<_>>()
        .join("\t")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(before: Option<&str>, after: &str) -> DraftedFile {
        DraftedFile {
            path: "records/users/marlow.yaml".into(),
            before: before.map(str::to_owned),
            meanwhile: None,
            after: Some(after.to_owned()),
        }
    }

    /// The diff as it is shown.
    fn shown(before: Option<&str>, after: &str, paint: Paint) -> String {
        painted(&unified(&file(before, after)), paint)
    }

    #[test]
    fn a_new_file_is_compared_with_nothing() {
        let expected =
            "--- /dev/null\n+++ b/records/users/marlow.yaml\n@@ -0,0 +1 @@\n+class: standard\n";
        assert_eq!(unified(&file(None, "class: standard\n")), expected);
        assert_eq!(shown(None, "class: standard\n", Paint::Plain), expected);
    }

    #[test]
    fn a_missing_final_newline_is_said() {
        for paint in [Paint::Plain, Paint::Colour] {
            let diff = shown(Some("a: 1"), "a: 2", paint);
            let said = diff.matches("\n\\ No newline at end of file\n").count();
            assert_eq!(said, 2, "{diff}");
        }
    }

    #[test]
    fn a_line_cannot_steer_the_terminal() {
        let diff = shown(Some("a: 1\n"), "a: \u{1b}[2J\u{202e}x\tb\n", Paint::Plain);
        assert!(diff.contains("+a: \\u{1b}[2J\\u{202e}x\tb\n"), "{diff}");
    }

    #[test]
    fn a_line_that_looks_like_a_diff_is_a_line() {
        let diff = shown(
            Some("-- a\n++ b\n@@ c\n\\ d\n"),
            "-- a\n++ e\n",
            Paint::Plain,
        );
        let expected = " -- a\n-++ b\n-@@ c\n-\\ d\n+++ e\n";
        assert!(diff.ends_with(expected), "{diff}");
    }

    #[test]
    fn changed_words_stand_out() {
        let diff = shown(Some("title: Marlow\n"), "title: Captain\n", Paint::Colour);
        assert!(
            diff.contains("\u{1b}[1m\u{1b}[4m\u{1b}[32mCaptain"),
            "{diff:?}"
        );
    }

    /// Texts of a few lines, with every kind of line break and none at the end.
    fn texts() -> impl Strategy<Value = String> {
        let line = (
            prop::sample::select(vec![
                "", "a: 1", "a: 2", "- b", "+ c d", "@@ e", "\\ f", "  g h i",
            ]),
            prop::sample::select(vec!["\n", "\n", "\n", "\r\n", "\r"]),
        );
        let lines = prop::collection::vec(line, 0..12);
        (lines, prop::sample::select(vec!["", "end", "fin"])).prop_map(|(lines, last)| {
            let lines = lines.into_iter().map(|(line, end)| format!("{line}{end}"));
            lines.collect::<String>() + last
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_painted_is_the_diff(before in texts(), after in texts()) {
            prop_assume!(before != after);
            let diff = unified(&file(Some(&before), &after));
            let line_breaks_alike = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
            prop_assert_eq!(painted(&diff, Paint::Plain), line_breaks_alike(&diff));
        }

        #[test]
        fn colour_changes_no_character(before in texts(), after in texts()) {
            let diff = unified(&file(Some(&before), &after));
            let coloured = painted(&diff, Paint::Colour);
            let bare = anstream::adapter::strip_str(&coloured).to_string();
            prop_assert_eq!(bare, painted(&diff, Paint::Plain));
        }

        #[test]
        fn no_text_makes_painting_panic(text in "\\PC*|[-+@ \\\\a\r\n]*") {
            painted(&text, Paint::Colour);
        }
    }
}
