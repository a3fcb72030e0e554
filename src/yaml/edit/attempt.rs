//! Makes a text of edits, checks it, and mends what comments need: a blank line between them and what
//! they must not belong to, or a value on one line where they stand below it.

use std::borrow::Cow;
use std::collections::HashSet;

use super::aliases::written_out;
use super::check::{Fault, Measure, Remedy, ends_with_block_scalar};
use super::comments::Fates;
use super::editor::Editor;
use super::line_view::LineView;
use super::owners::Owner;
use super::splice;
use super::wanted::WantedEdits;
use super::{Edit, Edited, Refusal, RemovedComment};
use crate::yaml::model;
use crate::yaml::node::Node;
use crate::yaml::text::{BYTE_ORDER_MARK, line_break_at};
use crate::yaml::tree::{Document, NodeId};
use crate::yaml::verify::verify_document;

/// How often a text is mended before it is given up.
const MOST_ROUNDS: usize = 6;

/// Makes the splices of some edits, unchecked.
pub(super) fn change(editor: &mut Editor<'_>, edits: &[Edit]) -> Result<(), Refusal> {
    let edits = written_out(editor.document, edits);
    let intent = WantedEdits::gather(&edits).map_err(|reason| Refusal {
        line: 1,
        column: 1,
        reason,
    })?;
    editor.change_document(&intent)
}

/// Edits a document that two readers read alike.
pub(super) fn edit_verified(document: &Document, edits: &[Edit]) -> Result<Edited, Refusal> {
    let edits = &written_out(document, edits);
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

/// Edits a text whose last line ends with a line break, which the `original` may lack.
fn edit_whole_lines(
    original: &Document,
    document: &Document,
    edits: &[Edit],
) -> Result<Edited, Refusal> {
    let wanted = model::apply(document, edits);
    let fates = Fates::new(document, wanted.as_ref());
    let mut inline = HashSet::new();
    loop {
        let mut editor = Editor::new(document, &fates, &inline);
        change(&mut editor, edits)?;
        editor.remove_comments();
        let mut splices = std::mem::take(&mut editor.splices);
        let place = splices.first().map_or(0, |splice| splice.range.start);
        let refuse = |reason: &str| editor.refusal(place, reason);
        let Some(wanted) = &wanted else {
            return Err(refuse("the value to change is not here"));
        };
        let text = splice::apply(document.text(), &mut splices)
            .ok_or_else(|| refuse("the edits overlap here"))?;
        if !splice::keeps_other_lines(document.text(), &text, &splices) {
            return Err(refuse("other lines would change"));
        }
        let measure = Measure {
            before: document,
            wanted,
            fates: &fates,
        };
        match mended(&measure, text, &inline) {
            Ok(after) => {
                let removed = removed(document, &fates);
                let document =
                    finished(original, &measure, edits, after).map_err(|reason| refuse(&reason))?;
                return Ok(Edited { document, removed });
            }
            Err(fault) => match fault.remedy {
                Remedy::OneLine(nodes) if nodes.iter().any(|node| !inline.contains(node)) => {
                    inline.extend(nodes);
                }
                _ if ends_unfinished(original, document) => return Err(refuse(UNFINISHED_SCALAR)),
                _ => return Err(refuse(&fault.reason)),
            },
        }
    }
}

const UNFINISHED_SCALAR: &str =
    "the file ends inside a block scalar, whose last line has no line break";

fn ends_unfinished(original: &Document, document: &Document) -> bool {
    original.text().len() < document.text().len() && ends_with_block_scalar(original)
}

/// The text with blank lines where comments need them, as it was read.
fn mended(
    measure: &Measure<'_>,
    mut text: String,
    inline: &HashSet<NodeId>,
) -> Result<Document, Fault> {
    let mut rounds = 0;
    loop {
        let fault = match measure.check(&text, |node| inline.contains(&node)) {
            Ok(after) => return Ok(after),
            Err(fault) => fault,
        };
        rounds += 1;
        match &fault.remedy {
            Remedy::BlankLines(places) if rounds < MOST_ROUNDS => {
                for place in places.iter().rev() {
                    let before = text[..*place].trim_end_matches(['\r', '\n']).len();
                    let end = line_break_at(&text, before).to_owned();
                    text.insert_str(*place, &end);
                }
            }
            _ => return Err(fault),
        }
    }
}

/// The text without a final line break if the original has none, checked by both readers.
fn finished(
    original: &Document,
    measure: &Measure<'_>,
    edits: &[Edit],
    after: Document,
) -> Result<Document, String> {
    let second = |after: &Document| verify_document(after).map_err(|mismatch| mismatch.to_string());
    if original.text().len() == measure.before.text().len() {
        return second(&after).map(|()| after);
    }
    let wanted = model::apply(original, edits).ok_or("the value to change is not here")?;
    let unfinished = after.text().trim_end_matches(['\r', '\n']);
    let unpadded = Measure {
        before: original,
        wanted: &wanted,
        fates: measure.fates,
    };
    // Readers disagree about the last line of a block scalar that nothing ends: none is made.
    if let Ok(unfinished) = unpadded.check(unfinished, |_| true)
        && (ends_with_block_scalar(original) || !ends_with_block_scalar(&unfinished))
        && second(&unfinished).is_ok()
    {
        return Ok(unfinished);
    }
    second(&after)?;
    match wanted.matches(after.root()) {
        true => Ok(after),
        false => Err(UNFINISHED_SCALAR.to_owned()),
    }
}

/// The comments that go.
fn removed(document: &Document, fates: &Fates) -> Vec<RemovedComment> {
    let view = LineView::new(document);
    let goes = |number: &usize| fates.goes[*number];
    let removed = |number: usize| {
        let at = view.comment_start(number);
        let (line, column) = document.position(at);
        RemovedComment {
            line,
            column,
            text: view.comment_text(number).trim_end().to_owned(),
            entry: outermost_key(document, fates.owners.owners[number]),
        }
    };
    (0..fates.goes.len()).filter(goes).map(removed).collect()
}

fn outermost_key(document: &Document, owner: Owner) -> Option<String> {
    let (Owner::Child(node) | Owner::Unowned(Some(node))) = owner else {
        return None;
    };
    let mut entries = document.root()?.own_entries();
    let entry = entries.find(|entry| {
        let end = Node::new(document, entry.value.id()).subtree_end();
        (entry.key.id()..end).contains(&node)
    })?;
    entry.key.text().map(str::to_owned)
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
