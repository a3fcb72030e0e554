//! Edits of a document that leave every byte alone that they are not about.
//!
//! All edits of one call are computed on the one parsed tree as replacements of byte ranges and
//! applied in one pass. Nothing is believed: the result is parsed again and must hold exactly the
//! intended data, a second reader must agree, and no comment and no other line may have changed.
//! Whatever cannot be done safely is refused with a place and a reason. Start at [`edit`].

mod aliases;
mod attempt;
mod block;
mod changes;
mod check;
mod comments;
mod editor;
mod fill;
mod flow;
mod flow_lines;
mod layout;
mod line_view;
mod owners;
mod refuse;
mod replace;
mod splice;
#[cfg(test)]
mod tests;
mod wanted;

use std::borrow::Cow;
use std::collections::HashSet;

use comments::Fates;
use editor::Editor;

use super::emit::Value;
use super::tree::Document;
use super::verify::verify_document;

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

/// A comment that goes with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedComment {
    /// The line it stands on, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
    /// The comment with its `#`.
    pub text: String,
    /// The key of the outermost entry it belongs to or stands in.
    pub entry: Option<String>,
}

/// An edited document.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The new text, as it was read again.
    pub document: Document,
    /// The comments that are not in it any more, in their order.
    pub removed: Vec<RemovedComment>,
}

/// What came of several groups of edits.
#[derive(Debug, Clone)]
pub struct EditOutcome {
    /// The document with every group applied that could be.
    pub edited: Edited,
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

/// Applies edits to a document.
///
/// # Errors
/// When any of them cannot be done safely; then none is.
pub fn edit(document: &Document, edits: &[Edit]) -> Result<Edited, Refusal> {
    if edits.is_empty() {
        return Ok(unchanged(document));
    }
    refuse_unverified(document)?;
    attempt::edit_verified(document, edits)
}

fn unchanged(document: &Document) -> Edited {
    Edited {
        document: document.clone(),
        removed: Vec::new(),
    }
}

/// Refuses a text that a second reader does not read alike: it could not check what comes of an edit.
fn refuse_unverified(document: &Document) -> Result<(), Refusal> {
    verify_document(document).map_err(|mismatch| Refusal {
        line: mismatch.line,
        column: mismatch.column,
        reason: mismatch.message,
    })
}

/// Applies groups of edits, each as a whole or not at all.
#[must_use]
pub fn edit_groups(document: &Document, groups: &[Vec<Edit>]) -> EditOutcome {
    let all: Cow<'_, [Edit]> = match groups {
        [only] => Cow::Borrowed(only),
        _ => groups.iter().flatten().cloned().collect(),
    };
    let mut refused = Vec::new();
    if all.is_empty() {
        let edited = unchanged(document);
        return EditOutcome { edited, refused };
    }
    if let Err(refusal) = refuse_unverified(document) {
        refused.extend((0..groups.len()).map(|number| (number, refusal.clone())));
        let edited = unchanged(document);
        return EditOutcome { edited, refused };
    }
    if let Ok(edited) = attempt::edit_verified(document, &all) {
        return EditOutcome { edited, refused };
    }
    let mut accepted = Vec::new();
    let (fates, inline) = (Fates::new(document, None), HashSet::new());
    let mut editor = Editor::new(document, &fates, &inline);
    for (number, group) in groups.iter().enumerate() {
        match attempt::change(&mut editor, group) {
            Ok(()) => accepted.push(number),
            Err(refusal) => refused.push((number, refusal)),
        }
        editor.splices.clear();
    }
    let mut done = Vec::new();
    let edited = accept(document, groups, &accepted, &mut done, &mut refused);
    refused.sort_by_key(|(number, _)| *number);
    // Without a text, the last group that was tried did not go with those done before.
    let edited = edited.or_else(|| attempt::edit_verified(document, &done).ok());
    EditOutcome {
        edited: edited.unwrap_or_else(|| unchanged(document)),
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
) -> Option<Edited> {
    let before = done.len();
    done.extend(
        numbers
            .iter()
            .flat_map(|number| groups[*number].iter().cloned()),
    );
    match (attempt::edit_verified(document, done), numbers) {
        (Ok(edited), _) => return Some(edited),
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
