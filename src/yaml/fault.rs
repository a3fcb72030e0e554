//! What is wrong with a text, in words that help the person who wrote it.

use granit_parser::{ErrorKind, ScanError};

use super::cursor::Cursor;
use super::text::{BYTE_ORDER_MARK, Lines, end_of_line, line_break_at, skip_space_and_comments};
use super::tree::{MAX_DEPTH, MAX_TEXT_BYTES, SyntaxError};

const TAB: &str = "a tab is used as indentation; YAML allows only spaces there";

/// An error at a byte offset.
pub(super) fn at(text: &str, offset: usize, message: &str) -> SyntaxError {
    let (line, column) = Lines::new(text).position(offset.min(text.len()), text);
    SyntaxError {
        line,
        column,
        message: message.to_owned(),
    }
}

/// Refuses texts that are too long or hold characters YAML does not know.
pub(super) fn check_characters(text: &str) -> Result<(), SyntaxError> {
    if text.len() > MAX_TEXT_BYTES {
        let message = format!(
            "the text is longer than {} MiB",
            MAX_TEXT_BYTES / (1024 * 1024)
        );
        return Err(SyntaxError {
            line: 1,
            column: 1,
            message,
        });
    }
    match text.char_indices().find(|(_, letter)| !is_allowed(*letter)) {
        None => Ok(()),
        Some((offset, letter)) => {
            let message = format!(
                "the character U+{:04X} is not allowed in YAML",
                u32::from(letter)
            );
            Err(at(text, offset, &message))
        }
    }
}

/// Refuses a tab in front of the token the cursor comes to, if that begins its line.
pub(super) fn check_indentation(cursor: &Cursor<'_>) -> Result<(), SyntaxError> {
    let text = cursor.text();
    let next = skip_space_and_comments(text, cursor.at());
    match leading_tab(text, next) {
        Some(tab) => Err(at(text, tab, TAB)),
        None => Ok(()),
    }
}

/// Says in our words what the parser stumbled over.
pub(super) fn describe(text: &str, error: &ScanError) -> SyntaxError {
    let offset = error
        .marker()
        .byte_offset()
        .unwrap_or(text.len())
        .min(text.len());
    // A plain scalar that continues with a tab is reported where it begins or ends.
    let continues = matches!(error.kind(), ErrorKind::TabInPlainScalar);
    let next_line = continues.then(|| next_line_start(text, offset));
    let suspects = [Some(line_start(text, offset)), Some(offset), next_line];
    if let Some(tab) = suspects
        .into_iter()
        .flatten()
        .find_map(|place| leading_tab(text, place))
    {
        return at(text, tab, TAB);
    }
    at(text, offset, &message(error.kind()))
}

fn message(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::UnknownAnchor => "the alias refers to an undefined anchor".to_owned(),
        ErrorKind::UnclosedQuotedScalar => "a quoted text is not closed".to_owned(),
        ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => TAB.to_owned(),
        ErrorKind::UnclosedFlowCollection { open } => {
            format!("the bracket `{open}` is not closed")
        }
        ErrorKind::RecursionLimitExceeded => {
            format!("collections are nested deeper than {MAX_DEPTH} levels")
        }
        ErrorKind::MappingValueNotAllowed => {
            "`: ` begins a value here, where a value is not allowed; a text that contains it needs quotes"
                .to_owned()
        }
        ErrorKind::UnexpectedCharacter { character } => {
            format!("a text cannot begin with `{character}`; put it in quotes")
        }
        _ => kind.to_string().to_lowercase(),
    }
}

/// The first tab of a line's white space, if nothing but white space lies before `offset`.
fn leading_tab(text: &str, offset: usize) -> Option<usize> {
    let start = line_start(text, offset);
    let space = text[start..].trim_start_matches(BYTE_ORDER_MARK);
    let start = text.len() - space.len();
    let content = space
        .find(|letter| !matches!(letter, ' ' | '\t'))
        .unwrap_or(space.len());
    if start + content < offset {
        return None;
    }
    space[..content].find('\t').map(|tab| start + tab)
}

fn line_start(text: &str, offset: usize) -> usize {
    text[..offset]
        .rfind(['\n', '\r'])
        .map_or(0, |found| found + 1)
}

fn next_line_start(text: &str, offset: usize) -> usize {
    let end = end_of_line(text, offset);
    end + line_break_at(text, end).len()
}

fn is_allowed(letter: char) -> bool {
    match letter {
        '\t' | '\n' | '\r' | '\u{85}' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => !letter.is_control(),
    }
}
