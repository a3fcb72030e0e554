//! The change set as one JSON document for programs.

use std::collections::BTreeMap;

use super::document::{
    AccountDocument, AlreadyDocument, EarlierRun, FileDocument, GuardDocument, GuardResult,
    NoticeDocument, PlanDocument,
};
use super::{FileView, Shown};
use crate::history::Run;
use crate::plan::{AccountVerdict, GuardVerdict, Notice};
use crate::render::kit::text_of;

/// The version of the format: the minor part grows with new optional keys, the major with anything
/// else.
pub const FORMAT_VERSION: &str = "2.5";

/// The document, pretty-printed, with a final line break. Equal input gives equal bytes.
#[must_use]
pub fn plan(shown: &Shown<'_>) -> String {
    text_of(&document(shown))
}

/// The output for a saved plan that `run` applied already.
#[must_use]
pub fn already_applied(run: &Run) -> String {
    text_of(&AlreadyDocument {
        format_version: FORMAT_VERSION,
        already_applied: EarlierRun {
            run: run.id,
            time: &run.line.time,
            plan: run.line.plan.as_deref(),
        },
    })
}

/// The document itself, to be part of another one.
pub(crate) fn document<'s>(shown: &Shown<'s>) -> PlanDocument<'s> {
    let set = shown.change_set;
    let summary: BTreeMap<&str, usize> = set
        .summary()
        .into_iter()
        .map(|(kind, count)| (kind.word(), count))
        .collect();
    PlanDocument {
        format_version: FORMAT_VERSION,
        plexmgr: env!("CARGO_PKG_VERSION"),
        today: set.today.to_string(),
        complete: set.is_complete(),
        accounts: set.accounts.iter().map(account).collect(),
        changes: &set.changes,
        unknown: &set.unknown,
        sources: &set.sources,
        files: shown.files.iter().map(file).collect(),
        notices: set.notices.iter().map(notice).collect(),
        silenced: set.silenced,
        left: shown.left,
        guards: set.guards.iter().map(guard).collect(),
        summary,
    }
}

fn account(verdict: &AccountVerdict) -> AccountDocument<'_> {
    let AccountVerdict {
        name,
        id,
        complete,
        believed,
        servers,
        users,
    } = verdict;
    AccountDocument {
        name: name.as_str(),
        id: *id,
        complete: *complete,
        believed: *believed,
        servers: *servers,
        users: *users,
    }
}

fn file(view: &FileView) -> FileDocument<'_> {
    let FileView { path, status, diff } = view;
    FileDocument {
        path,
        status: status.word(),
        diff: diff.as_deref(),
    }
}

fn notice(notice: &Notice) -> NoticeDocument<'_> {
    let Notice {
        kind,
        subject,
        message,
        place,
    } = notice;
    let place = place.as_ref();
    NoticeDocument {
        kind: kind.word(),
        subject,
        message,
        file: place.map(|place| place.file.as_ref()),
        line: place.map(|place| place.line).filter(|line| *line > 0),
        column: place.map(|place| place.column).filter(|column| *column > 0),
    }
}

fn guard(verdict: &GuardVerdict) -> GuardDocument<'_> {
    let GuardVerdict {
        name,
        limit,
        found,
        refusal,
        accepted,
        to_accept,
    } = verdict;
    GuardDocument {
        name: name.word(),
        limit: *limit,
        found: *found,
        verdict: match refusal {
            Some(_) => GuardResult::Refuse,
            None => GuardResult::Pass,
        },
        message: refusal.as_deref(),
        accepted: *accepted,
        to_accept: *to_accept,
    }
}
