//! What a draft leaves out and removes, as notices of its plan.

use crate::draft::{Draft, Refused, RemovedComments, Unit};
use crate::plan::{Notice, NoticeKind};

/// A notice for each unit that is left out, and for each that loses comments.
pub(super) fn notices(draft: &Draft) -> Vec<Notice> {
    let refused = draft.refused.iter().map(refusal_notice);
    let comments = draft.removed_comments.iter().map(comments_notice);
    refused.chain(comments).collect()
}

fn unit_words(unit: &Unit) -> String {
    match unit {
        Unit::Plan(handle) | Unit::Server(handle) | Unit::User(handle) => handle.to_string(),
        Unit::Library(server, library) => format!("{server}/{library}"),
        Unit::Inbox(key) => crate::vocabulary::shown(&key.to_string()),
    }
}

fn comments_notice(removed: &RemovedComments) -> Notice {
    let quoted: Vec<String> = removed
        .comments
        .iter()
        .map(|comment| format!("`{comment}`"))
        .collect();
    let comments = match quoted.len() {
        1 => "1 comment".to_owned(),
        count => format!("{count} comments"),
    };
    let why = match removed.unit {
        Unit::Inbox(_) => "because plexmgr writes this file as a whole",
        _ => "together with what is removed",
    };
    Notice {
        kind: NoticeKind::CommentRemoved,
        subject: unit_words(&removed.unit),
        message: format!("loses {comments} {why}: {}", quoted.join(", ")),
        place: Some(removed.place.clone()),
    }
}

fn refusal_notice(refused: &Refused) -> Notice {
    Notice {
        kind: NoticeKind::UnsafeEdit,
        subject: unit_words(&refused.unit),
        message: format!("is skipped: {}", refused.reason),
        place: Some(refused.place.clone()),
    }
}
