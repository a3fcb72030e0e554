//! Checks an edited text before it is used.

use super::Edit;
use crate::yaml::model;
use crate::yaml::tree::Document;
use crate::yaml::verify::verify_document;

/// Checks that a text holds the data of a document after its edits, and all of its comments.
/// Returns the text as it was read.
pub(super) fn check(before: &Document, edits: &[Edit], text: &str) -> Result<Document, String> {
    let after = Document::parse(text)
        .map_err(|error| format!("the edited text could not be read again, {error}"))?;
    let wanted = model::apply(before, edits).ok_or("the value to change is not here")?;
    if !wanted.matches(after.root()) {
        return Err("the edited text would not contain the intended data".to_owned());
    }
    if comments(before) != comments(&after) {
        return Err("a comment would be lost".to_owned());
    }
    match verify_document(&after) {
        // A second reader that could not follow the text before the edit says nothing about it.
        Err(error) if verify_document(before).is_ok() => Err(error.to_string()),
        Ok(()) | Err(_) => Ok(after),
    }
}

/// Whether the last line of a text belongs to a block scalar.
pub(super) fn ends_with_block_scalar(document: &Document) -> bool {
    let end = document.text().trim_end_matches(['\r', '\n']).len();
    let last = document
        .nodes
        .iter()
        .rev()
        .find(|data| data.end > data.outer);
    last.is_some_and(|data| data.is_block_scalar() && data.end as usize >= end)
}

fn comments(document: &Document) -> Vec<&str> {
    let text = |comment: &std::ops::Range<u32>| {
        document.text()[comment.start as usize..comment.end as usize].trim_end()
    };
    let mut comments: Vec<_> = document.comments.iter().map(text).collect();
    comments.sort_unstable();
    comments
}
