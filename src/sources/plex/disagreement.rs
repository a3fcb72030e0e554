//! How two documents of one account can contradict each other.

use super::parse::ShareId;
use crate::vocabulary::{LibraryId, MachineId, PlexId};

/// Two documents of one account that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Disagreement {
    #[error(
        "`/api/users` has {count} accepted {} on this server that {} missing here, for example of user {example}",
        plural(*.count, "share", "shares"), plural(*.count, "is", "are")
    )]
    ShareMissing { count: usize, example: PlexId },
    #[error(
        "{count} accepted {} {} missing from `/api/users`, for example of user {example}",
        plural(*.count, "share", "shares"), plural(*.count, "is", "are")
    )]
    UserMissing { count: usize, example: PlexId },
    #[error(
        "`/api/users` has {count} accepted {} on this server that {} not accepted here, for example of user {example}",
        plural(*.count, "share", "shares"), plural(*.count, "is", "are")
    )]
    NotAccepted { count: usize, example: PlexId },
    #[error(
        "shares of this server show {count} {} that {} missing here, for example {example}",
        plural(*.count, "library", "libraries"), plural(*.count, "is", "are")
    )]
    LibraryMissing { count: usize, example: LibraryId },
    #[error(
        "{count} {} not list every library of the server, for example that of user {example}",
        plural(*.count, "share does", "shares do")
    )]
    SectionMissing { count: usize, example: PlexId },
    #[error(
        "share {share} of this server has no person that can be read, and `/api/users` does not list it"
    )]
    PersonUnreadable { share: ShareId },
    #[error(
        "a user without an id that can be read has share {share}, which none of the account's servers lists"
    )]
    UserUnreadable { share: ShareId },
    #[error("the account itself is in the list of its users")]
    OwnerListed,
    #[error("the list lacks server {machine}, which answers as the account's own")]
    ServerMissing { machine: MachineId },
    #[error(
        "the list has a server that is not found, and lacks server {machine}, which users share"
    )]
    SharedUnlisted { machine: MachineId },
}

impl Disagreement {
    /// What to do about it if it stays, if that depends on what is found.
    pub(super) fn if_it_stays(&self) -> Option<String> {
        match self {
            Self::ServerMissing { machine } | Self::SharedUnlisted { machine } => Some(format!(
                "add {machine} to `ignore_servers` in `[import]` if it is gone for good"
            )),
            _ => None,
        }
    }
}

fn plural(count: usize, one: &'static str, more: &'static str) -> &'static str {
    if count == 1 { one } else { more }
}
