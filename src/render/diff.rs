//! Unified diffs of the record files.

use similar::{ChangeTag, DiffOp, TextDiff};

use super::paint::{Paint, Role};
use crate::draft::DraftedFile;
use crate::vocabulary::is_hidden;

/// Lines of context around each change.
const CONTEXT_LINES: usize = 3;

/// Beyond this many lines on either side of one replacement, words are not compared any more.
const WORD_DIFF_LINES: usize = 200;

/// The diff as `git` would write it, byte for byte what is in the files.
#[must_use]
pub fn unified(file: &DraftedFile) -> String {
    let before = file.before.as_deref().unwrap_or_default();
    let (from, to) = headers(file);
    TextDiff::from_lines(before, file.after.as_str())
        .unified_diff()
        .context_radius(CONTEXT_LINES)
        .header(&from, &to)
        .to_string()
}

fn headers(file: &DraftedFile) -> (String, String) {
    let to = format!("b/{}", file.path);
    match file.before {
        Some(_) => (format!("a/{}", file.path), to),
        None => ("/dev/null".to_owned(), to),
    }
}

/// The diff for a terminal: coloured by line and word, and nothing in it steers the terminal.
pub(super) fn painted(file: &DraftedFile, paint: Paint) -> String {
    let before = file.before.as_deref().unwrap_or_default();
    let diff = TextDiff::from_lines(before, file.after.as_str());
    let (from, to) = headers(file);
    let mut text = String::new();
    for header in [format!("--- {from}"), format!("+++ {to}")] {
        text.push_str(&paint.apply(Role::Heading, &header));
        text.push('\n');
    }
    for hunk in diff
        .unified_diff()
        .context_radius(CONTEXT_LINES)
        .iter_hunks()
    {
        text.push_str(&paint.apply(Role::Quiet, &hunk.header().to_string()));
        text.push('\n');
        for op in hunk.ops() {
            operation(&diff, op, paint, &mut text);
        }
    }
    text
}

fn operation(diff: &TextDiff<'_, '_, str>, op: &DiffOp, paint: Paint, text: &mut String) {
    let small = op.old_range().len().max(op.new_range().len()) <= WORD_DIFF_LINES;
    if paint == Paint::Colour && small {
        for change in diff.iter_inline_changes_deadline(op, None) {
            let pieces = change
                .values()
                .iter()
                .map(|(emphasised, piece)| (*emphasised, *piece));
            line(change.tag(), pieces, change.missing_newline(), paint, text);
        }
    } else {
        for change in diff.iter_changes(op) {
            let piece = std::iter::once((false, change.value()));
            line(change.tag(), piece, change.missing_newline(), paint, text);
        }
    }
}

fn line<'p>(
    tag: ChangeTag,
    pieces: impl Iterator<Item = (bool, &'p str)>,
    missing_newline: bool,
    paint: Paint,
    text: &mut String,
) {
    let (sign, role, word) = match tag {
        ChangeTag::Equal => (" ", None, None),
        ChangeTag::Delete => ("-", Some(Role::Removed), Some(Role::RemovedWord)),
        ChangeTag::Insert => ("+", Some(Role::Added), Some(Role::AddedWord)),
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
    use super::*;

    fn file(before: Option<&str>, after: &str) -> DraftedFile {
        DraftedFile {
            path: "records/users/marlow.yaml".into(),
            before: before.map(str::to_owned),
            meanwhile: None,
            after: after.to_owned(),
        }
    }

    #[test]
    fn a_new_file_is_compared_with_nothing() {
        let expected =
            "--- /dev/null\n+++ b/records/users/marlow.yaml\n@@ -0,0 +1 @@\n+class: standard\n";
        assert_eq!(unified(&file(None, "class: standard\n")), expected);
        assert_eq!(
            painted(&file(None, "class: standard\n"), Paint::Plain),
            expected
        );
    }

    #[test]
    fn a_missing_final_newline_is_said() {
        let diff = unified(&file(Some("a: 1"), "a: 2"));
        assert_eq!(
            diff.matches("\\ No newline at end of file").count(),
            2,
            "{diff}"
        );
    }

    #[test]
    fn a_line_cannot_steer_the_terminal() {
        let diff = painted(
            &file(Some("a: 1\n"), "a: \u{1b}[2J\u{202e}x\tb\n"),
            Paint::Plain,
        );
        assert!(diff.contains("+a: \\u{1b}[2J\\u{202e}x\tb\n"), "{diff}");
    }

    #[test]
    fn changed_words_stand_out() {
        let diff = painted(
            &file(Some("title: Marlow\n"), "title: Captain\n"),
            Paint::Colour,
        );
        assert!(
            diff.contains("\u{1b}[1m\u{1b}[4m\u{1b}[32mCaptain"),
            "{diff:?}"
        );
    }
}
