//! The changes of one user while they are collected.

use std::sync::Arc;

use super::Input;
use super::notice::{Notice, NoticeKind};
use super::reasons;
use super::shares::{ShareDifferences, ShareUpdate};
use super::users::UserRules;
use crate::change::{Action, Change, Subject, Who};
use crate::vocabulary::{Handle, PlexId};

/// The changes of one user while they are collected.
pub(super) struct PlannedUser {
    pub(super) who: Who,
    /// The person's id.
    pub(super) id: PlexId,
    file: Arc<str>,
    pub(super) changes: Vec<Change>,
}

impl PlannedUser {
    pub(super) fn recorded(input: &Input<'_>, handle: &Handle, id: PlexId) -> Self {
        let file = match input.filing.users.get(handle) {
            Some(place) => place.file.clone(),
            None => input.filing.file_of_new(handle),
        };
        Self {
            who: Who {
                user: handle.clone(),
                plex_id: Some(id),
            },
            id,
            file,
            changes: Vec::new(),
        }
    }

    pub(super) fn imported(input: &Input<'_>, handle: Handle, id: PlexId) -> Self {
        let file = input.filing.file_of_new(&handle);
        Self {
            who: Who {
                user: handle,
                plex_id: Some(id),
            },
            id,
            file,
            changes: Vec::new(),
        }
    }

    /// Adds a change of the user as such.
    pub(super) fn change(&mut self, action: Action, reason: impl Into<String>) {
        self.push(Subject::User(self.who.clone()), action, reason);
    }

    /// Adds a change of what the user shares on `server`.
    fn share_change(&mut self, server: Handle, action: Action, reason: impl Into<String>) {
        let who = self.who.clone();
        self.push(Subject::Share { who, server }, action, reason);
    }

    fn push(&mut self, subject: Subject, action: Action, reason: impl Into<String>) {
        let file = self.file.clone();
        self.changes
            .push(Change::edit(subject, file, action, reason));
    }

    /// The servers of this user whose libraries are rewritten or whose share goes.
    pub(super) fn settled_shares(&self) -> impl Iterator<Item = (Handle, Handle)> {
        let settled = self.changes.iter().filter(|change| {
            matches!(
                change.action(),
                Some(
                    Action::UpdateShare {
                        libraries: Some(_),
                        ..
                    } | Action::RemoveShare(_)
                )
            )
        });
        settled.filter_map(|change| Some((self.who.user.clone(), change.server()?.clone())))
    }

    /// Turns the differences of the shares into changes.
    pub(super) fn share_changes(
        &mut self,
        rules: &UserRules<'_, '_>,
        differences: ShareDifferences,
        notices: &mut Vec<Notice>,
    ) {
        let ShareDifferences {
            added,
            updated,
            removed,
            kept: _,
            unreadable,
            added_on: _,
            any_held: _,
        } = differences;
        for share in added {
            let reason = share.accepted.map_or_else(
                || "accepted".to_owned(),
                |date| format!("accepted on {date}"),
            );
            self.share_change(share.server.clone(), Action::AddShare(share), reason);
        }
        for update in updated {
            let ShareUpdate {
                server,
                libraries,
                invited,
                accepted,
                reason,
            } = update;
            let action = Action::UpdateShare {
                libraries,
                invited,
                accepted,
            };
            self.share_change(server, action, reason);
        }
        for (_, share) in removed {
            let reason = reasons::NOT_SHARED;
            self.share_change(share.server.clone(), Action::RemoveShare(share), reason);
        }
        for server in unreadable {
            notices.push(Notice {
                kind: NoticeKind::ShareKept,
                subject: self.who.user.to_string(),
                message: format!(
                    "the share on {server} names a library that {server} does not list"
                ),
                place: rules.input.filing.users.get(&self.who.user).cloned(),
            });
        }
    }
}
