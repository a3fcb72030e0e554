//! Takes the JSON of a plan apart to the change set it was made from.
//!
//! What cannot be understood is an error. What could be lost on the way need not be looked for here:
//! `same` puts the change set together again and compares.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::SavedPlanError;
use crate::change::{Change, GuardName};
use crate::plan::{
    AccountVerdict, ChangeSet, GuardVerdict, Notice, NoticeKind, SourceVerdict, UnknownFact,
};
use crate::render::{FileStatus, FileView};
use crate::vocabulary::{AccountName, Date, Place, PlexId};

/// The document, as far as it does not follow from the rest of it.
#[derive(Deserialize)]
struct PlanDocument {
    today: Date,
    accounts: Vec<AccountDocument>,
    changes: Vec<Value>,
    #[serde(default)]
    unknown: Vec<UnknownFact>,
    #[serde(default)]
    sources: Vec<SourceVerdict>,
    files: Vec<FileDocument>,
    notices: Vec<NoticeDocument>,
    #[serde(default)]
    silenced: usize,
    guards: Vec<GuardDocument>,
}

#[derive(Deserialize)]
struct AccountDocument {
    name: AccountName,
    id: Option<PlexId>,
    complete: bool,
    #[serde(default)]
    believed: bool,
    servers: usize,
    users: usize,
}

#[derive(Deserialize)]
struct FileDocument {
    path: String,
    status: String,
    diff: Option<String>,
}

#[derive(Deserialize)]
struct NoticeDocument {
    kind: String,
    subject: String,
    message: String,
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
}

#[derive(Deserialize)]
struct GuardDocument {
    name: String,
    limit: u64,
    found: u64,
    message: Option<String>,
    accepted: Option<u64>,
    to_accept: Option<u64>,
}

/// Why a part of a plan cannot be understood, as a clause.
#[derive(Debug)]
struct Wrong(String);

impl Wrong {
    fn value(what: &str) -> Self {
        Self(format!("`{what}` is invalid"))
    }
}

/// The change set of a plan's document, and its files.
pub(super) fn plan(document: &Value) -> Result<(ChangeSet, Vec<FileView>), SavedPlanError> {
    let PlanDocument {
        today,
        accounts,
        changes,
        unknown,
        sources,
        files,
        notices,
        silenced,
        guards,
    } = PlanDocument::deserialize(document)
        .map_err(|error| SavedPlanError::Plan(error.to_string()))?;
    let change_set = ChangeSet {
        today,
        accounts: accounts.into_iter().map(account).collect(),
        changes: each("change", changes, change)?,
        unknown,
        sources,
        notices: each("notice", notices, notice)?,
        silenced,
        guards: each("guard", guards, guard)?,
    };
    Ok((change_set, each("file", files, file)?))
}

/// Takes every item of a list apart; an error names the item, counted from 1.
fn each<D, T>(
    what: &str,
    documents: Vec<D>,
    decode: impl Fn(D) -> Result<T, Wrong>,
) -> Result<Vec<T>, SavedPlanError> {
    let numbered = (1..).zip(documents);
    let decoded = numbered.map(|(number, document): (usize, D)| {
        decode(document)
            .map_err(|Wrong(reason)| SavedPlanError::Plan(format!("{what} {number}: {reason}")))
    });
    decoded.collect()
}

fn account(document: AccountDocument) -> AccountVerdict {
    let AccountDocument {
        name,
        id,
        complete,
        believed,
        servers,
        users,
    } = document;
    AccountVerdict {
        name,
        id,
        complete,
        believed,
        servers,
        users,
    }
}

fn change(document: Value) -> Result<Change, Wrong> {
    Change::deserialize(document).map_err(|error| Wrong(error.to_string()))
}

fn file(document: FileDocument) -> Result<FileView, Wrong> {
    let FileDocument { path, status, diff } = document;
    let statuses = [FileStatus::Added, FileStatus::Changed, FileStatus::Removed];
    let status = statuses.into_iter().find(|known| known.word() == status);
    Ok(FileView {
        path: Arc::from(path),
        status: status.ok_or_else(|| Wrong::value("status"))?,
        diff,
    })
}

fn notice(document: NoticeDocument) -> Result<Notice, Wrong> {
    let NoticeDocument {
        kind,
        subject,
        message,
        file,
        line,
        column,
    } = document;
    let kind = NoticeKind::ALL
        .into_iter()
        .find(|known| known.word() == kind);
    Ok(Notice {
        kind: kind.ok_or_else(|| Wrong::value("kind"))?,
        subject,
        message,
        place: file.map(|file| Place {
            file: Arc::from(file),
            line: line.unwrap_or_default(),
            column: column.unwrap_or_default(),
        }),
    })
}

fn guard(document: GuardDocument) -> Result<GuardVerdict, Wrong> {
    let GuardDocument {
        name,
        limit,
        found,
        message,
        accepted,
        to_accept,
    } = document;
    let name = GuardName::ALL
        .into_iter()
        .find(|known| known.word() == name);
    Ok(GuardVerdict {
        name: name.ok_or_else(|| Wrong::value("name"))?,
        limit,
        found,
        refusal: message,
        accepted,
        to_accept,
    })
}
