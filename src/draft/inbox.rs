//! The new text of `inbox.yaml`, which plexmgr writes as a whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Draft, Unit, expected_records, unfaithful, values, whole};
use crate::change::{Change, Subject};
use crate::records::schema::InboxEntry;
use crate::records::{Household, read_inbox_file};
use crate::vocabulary::{Placed, TransactionKey};
use crate::yaml::{self, Value};

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
        Ok(text) => draft.add(household, &path, text),
        Err(reason) => {
            for change in of_inbox {
                draft.refuse(Unit::of(change), whole(&path), &reason);
            }
        }
    }
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
