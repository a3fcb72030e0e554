//! Edits of a document that leave every byte alone that they are not about.
//!
//! All edits of one call are computed on the one parsed tree as replacements of byte ranges and
//! applied in one pass. Nothing is believed: the result is parsed again and must hold exactly the
//! intended data, a second reader must agree, and no comment and no other line may have changed.
//! Whatever cannot be done safely is refused with a place and a reason. Start at [`edit`].

mod block;
mod changes;
mod check;
mod editor;
mod fill;
mod flow;
mod layout;
mod line_view;
mod refuse;
mod replace;
mod splice;
#[cfg(test)]
mod tests;
mod wanted;

use std::borrow::Cow;

use editor::Editor;
use wanted::WantedEdits;

use super::emit::Value;
use super::text::{BYTE_ORDER_MARK, line_break_at};
use super::tree::Document;

/// One step from a collection to one of its children.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathStep {
    /// To the value of an entry, by the text of its key.
    Key(String),
    /// To an item, by its position before any edit, counted from 0.
    Index(usize),
}

/// One change of a document's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Replaces a value, or adds an entry as the last one of its mapping; missing mappings on the
    /// way are made.
    Set {
        /// Where.
        path: Vec<PathStep>,
        /// The new value.
        value: Value,
    },
    /// Removes an entry or an item.
    Remove {
        /// Which.
        path: Vec<PathStep>,
    },
    /// Adds a last item to a sequence; one that is missing or null is made.
    Append {
        /// The sequence.
        path: Vec<PathStep>,
        /// The new item.
        value: Value,
    },
    /// Gives an entry another key; its value and its place stay. Other edits of the same call name
    /// the entry by its old key.
    Rename {
        /// The entry, by its old key.
        path: Vec<PathStep>,
        /// The new key.
        key: String,
    },
}

/// Why a document is not edited, with the place in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {reason}")]
pub struct Refusal {
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
    /// What stands in the way.
    pub reason: String,
}

/// What came of several groups of edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditOutcome {
    /// The text with every group applied that could be.
    pub text: String,
    /// The other groups, by their position, with what stood in their way.
    pub refused: Vec<(usize, Refusal)>,
}

impl Edit {
    /// Where the edit takes place.
    #[must_use]
    pub fn path(&self) -> &[PathStep] {
        match self {
            Self::Set { path, .. }
            | Self::Remove { path }
            | Self::Append { path, .. }
            | Self::Rename { path, .. } => path,
        }
    }
}

/// Applies edits to a document and returns its new text.
///
/// # Errors
/// When any of them cannot be done safely; then none is.
pub fn edit(document: &Document, edits: &[Edit]) -> Result<String, Refusal> {
    if edits.is_empty() {
        return Ok(document.text().to_owned());
    }
    match with_final_line_break(document.text()) {
        Cow::Borrowed(_) => edit_whole_lines(document, document, edits),
        Cow::Owned(text) => {
            let padded = Document::parse(&text).map_err(|error| Refusal {
                line: error.line,
                column: error.column,
                reason: error.message,
            })?;
            edit_whole_lines(document, &padded, edits)
        }
    }
}

/// Applies groups of edits, each as a whole or not at all.
#[must_use]
pub fn edit_groups(document: &Document, groups: &[Vec<Edit>]) -> EditOutcome {
    let all: Vec<Edit> = groups.iter().flatten().cloned().collect();
    if let Ok(text) = edit(document, &all) {
        return EditOutcome {
            text,
            refused: Vec::new(),
        };
    }
    let (mut refused, mut accepted) = (Vec::new(), Vec::new());
    let mut editor = Editor::new(document);
    for (number, group) in groups.iter().enumerate() {
        match change(&mut editor, group) {
            Ok(()) => accepted.push(number),
            Err(refusal) => refused.push((number, refusal)),
        }
        editor.splices.clear();
    }
    let mut done = Vec::new();
    let text = accept(document, groups, &accepted, &mut done, &mut refused);
    refused.sort_by_key(|(number, _)| *number);
    // Without a text, the last group that was tried did not go with those done before.
    let text = text.or_else(|| edit(document, &done).ok());
    EditOutcome {
        text: text.unwrap_or_else(|| document.text().to_owned()),
        refused,
    }
}

/// Adds as many of the groups as possible to those done; halves them where not all go together.
/// Returns the text if it is known already.
fn accept(
    document: &Document,
    groups: &[Vec<Edit>],
    numbers: &[usize],
    done: &mut Vec<Edit>,
    refused: &mut Vec<(usize, Refusal)>,
) -> Option<String> {
    let before = done.len();
    done.extend(
        numbers
            .iter()
            .flat_map(|number| groups[*number].iter().cloned()),
    );
    match (edit(document, done), numbers) {
        (Ok(text), _) => return Some(text),
        (Err(_), []) => {}
        (Err(refusal), [number]) => {
            done.truncate(before);
            refused.push((*number, refusal));
        }
        (Err(_), _) => {
            done.truncate(before);
            let (left, right) = numbers.split_at(numbers.len() / 2);
            accept(document, groups, left, done, refused);
            return accept(document, groups, right, done, refused);
        }
    }
    None
}

/// Makes the splices of some edits, unchecked.
fn change(editor: &mut Editor<'_>, edits: &[Edit]) -> Result<(), Refusal> {
    let intent = WantedEdits::gather(edits).map_err(|reason| Refusal {
        line: 1,
        column: 1,
        reason,
    })?;
    editor.change_document(&intent)
}

/// Edits a text whose last line ends with a line break, which the `original` may lack.
fn edit_whole_lines(
    original: &Document,
    document: &Document,
    edits: &[Edit],
) -> Result<String, Refusal> {
    let unfinished = original.text().len() < document.text().len();
    let mut editor = Editor::new(document);
    change(&mut editor, edits)?;
    let mut splices = editor.splices;
    let place = splices.first().map_or(0, |splice| splice.range.start);
    let refuse = |reason: &str| {
        let (line, column) = document.position(place);
        Refusal {
            line,
            column,
            reason: reason.to_owned(),
        }
    };
    let text = splice::apply(document.text(), &mut splices)
        .ok_or_else(|| refuse("the edits overlap here"))?;
    if !splice::keeps_other_lines(document.text(), &text, &splices) {
        return Err(refuse("other lines would change"));
    }
    if unfinished {
        let end = text.trim_end_matches(['\r', '\n']).len();
        let unfinished = text[..end].to_owned();
        // Readers disagree about the last line of a block scalar that nothing ends: none is made.
        let ended = !check::ends_with_block_scalar(original);
        match check::check(original, edits, &unfinished) {
            Ok(after) if ended && check::ends_with_block_scalar(&after) => {}
            Ok(_) => return Ok(unfinished),
            Err(_) => {}
        }
    }
    check::check(original, edits, &text).map_err(|reason| {
        match unfinished && check::ends_with_block_scalar(original) {
            true => {
                refuse("the file ends inside a block scalar, whose last line has no line break")
            }
            false => refuse(&reason),
        }
    })?;
    Ok(text)
}

/// The text with a line break at its end, the kind it uses elsewhere.
fn with_final_line_break(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches(BYTE_ORDER_MARK).is_empty() || text.ends_with(['\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let used = text
        .find(['\n', '\r'])
        .map_or("\n", |at| line_break_at(text, at));
    Cow::Owned(format!("{text}{used}"))
}
