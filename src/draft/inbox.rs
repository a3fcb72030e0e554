//! The new text of `inbox.yaml`, which plexmgr writes as a whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Draft, RemovedComments, Unit, expected_records, unfaithful, values, whole};
use crate::change::{Change, Subject};
use crate::records::schema::InboxEntry;
use crate::records::{Household, read_inbox_file};
use crate::vocabulary::{Place, Placed, TransactionKey};
use crate::yaml::{self, Document, Value};

/// What the file begins with.
const HEAD: &str = "\
# plexmgr writes this file: transactions that wait. A file in `decisions` says what becomes of one.
# A merge may take either side: the next plan mends it.
";

/// Drafts the inbox after the changes; without an entry the file goes.
pub(super) fn draft_file(household: &Household, changes: &[&Change], draft: &mut Draft) {
    let of_inbox = changes
        .iter()
        .filter(|change| matches!(change.subject, Subject::Inbox(_)));
    let of_inbox: Vec<&&Change> = of_inbox.collect();
    if of_inbox.is_empty() {
        return;
    }
    let mut inbox = household.records.inbox.clone();
    for change in &of_inbox {
        expected_records::amend_inbox(&mut inbox, change);
    }
    let path: Arc<str> = Arc::from(path(household));
    match text(&path, &inbox) {
        Ok(text) => {
            draft.removed_comments.extend(comments(household, &path));
            draft.add(household, &path, text);
        }
        Err(reason) => {
            for change in of_inbox {
                draft.refuse(Unit::of(change), whole(&path), &reason);
            }
        }
    }
}

/// The comments of admins in the file as it is, by the entry that they are at: none of them is written again.
fn comments(household: &Household, path: &Arc<str>) -> Vec<RemovedComments> {
    let before = household.sources.get(path);
    let Some(document) = before.and_then(|source| Document::parse(&source.text).ok()) else {
        return Vec::new();
    };
    let mut entries: Vec<(u32, &TransactionKey)> = household
        .records
        .inbox
        .iter()
        .map(|(key, entry)| (entry.place.line, key))
        .collect();
    entries.sort_unstable();
    let mut removed: Vec<RemovedComments> = Vec::new();
    for (line, column, text) in document.comments() {
        // One at the left edge is above its entry, any other one beside it or inside.
        let above = entries.partition_point(|(entry, _)| *entry <= line);
        let entry = match column {
            1 => entries.get(above).or(entries.last()),
            _ => entries.get(above.saturating_sub(1)),
        };
        let Some((_, key)) = entry.filter(|_| !HEAD.lines().any(|own| own == text)) else {
            continue;
        };
        let unit = Unit::Inbox((*key).clone());
        match removed.last_mut().filter(|last| last.unit == unit) {
            Some(last) => last.comments.push(text.to_owned()),
            None => removed.push(RemovedComments {
                unit,
                place: Place {
                    file: Arc::clone(path),
                    line,
                    column,
                },
                comments: vec![text.to_owned()],
            }),
        }
    }
    removed
}

/// Where the inbox is.
pub(super) fn path(household: &Household) -> String {
    format!("{}/inbox.yaml", household.folder)
}

/// The text of an inbox, if it holds anything; the error says why it would not be read as intended.
pub(super) fn text(
    path: &Arc<str>,
    inbox: &BTreeMap<TransactionKey, Placed<InboxEntry>>,
) -> Result<Option<String>, String> {
    if inbox.is_empty() {
        return Ok(None);
    }
    let entries = inbox.iter();
    let entries = entries.map(|(key, entry)| (key.to_string(), values::inbox_entry(&entry.value)));
    let text = format!(
        "{HEAD}{}",
        yaml::to_text(&Value::Mapping(entries.collect()))
    );
    match unfaithful(read_inbox_file(path, &text), inbox) {
        Some(reason) => Err(reason),
        None => Ok(Some(text)),
    }
}
