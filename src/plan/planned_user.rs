//! The changes of one user while they are collected.

use std::sync::Arc;

use super::Input;
use super::change::{Action, Change, Who};
use super::notice::{Notice, NoticeKind};
use super::shares::{ShareDifferences, ShareUpdate};
use super::users::UserRules;
use crate::vocabulary::{Handle, PlexId};

/// The changes of one user while they are collected.
pub(super) struct PlannedUser {
    pub(super) who: Who,
    file: Arc<str>,
    pub(super) changes: Vec<Change>,
}

impl PlannedUser {
    pub(super) fn recorded(input: &Input<'_>, handle: &Handle, plex_id: PlexId) -> Self {
        let file = match input.filing.users.get(handle) {
            Some(place) => place.file.clone(),
            None => input.filing.file_of_new(handle),
        };
        Self {
            who: Who {
                user: handle.clone(),
                plex_id,
            },
            file,
            changes: Vec::new(),
        }
    }

    pub(super) fn imported(input: &Input<'_>, handle: Handle, plex_id: PlexId) -> Self {
        let file = input.filing.file_of_new(&handle);
        Self {
            who: Who {
                user: handle,
                plex_id,
            },
            file,
            changes: Vec::new(),
        }
    }

    pub(super) fn change(&mut self, action: Action, reason: impl Into<String>) {
        self.changes.push(Change {
            file: self.file.clone(),
            action,
            reason: reason.into(),
        });
    }

    /// The servers of this user whose libraries are rewritten or whose share goes.
    pub(super) fn settled_shares(&self) -> impl Iterator<Item = (Handle, Handle)> {
        self.changes
            .iter()
            .filter_map(|change| match &change.action {
                Action::UpdateShare {
                    who,
                    server,
                    libraries: Some(_),
                    ..
                } => Some((who.user.clone(), server.clone())),
                Action::RemoveShare { who, share } => {
                    Some((who.user.clone(), share.server.clone()))
                }
                _ => None,
            })
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
        } = differences;
        for share in added {
            let reason = share.accepted.map_or_else(
                || "accepted".to_owned(),
                |date| format!("accepted on {date}"),
            );
            self.change(
                Action::AddShare {
                    who: self.who.clone(),
                    share,
                },
                reason,
            );
        }
        for update in updated {
            let ShareUpdate {
                server,
                libraries,
                invited,
                accepted,
            } = update;
            let who = self.who.clone();
            let action = Action::UpdateShare {
                who,
                server,
                libraries,
                invited,
                accepted,
            };
            self.change(action, "changed at Plex");
        }
        for share in removed {
            self.change(
                Action::RemoveShare {
                    who: self.who.clone(),
                    share,
                },
                "no longer shared at Plex",
            );
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
