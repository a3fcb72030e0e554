//! `plexmgr set-layout`: each user in a file of their own, or all users in one file.

use super::{ForUser, Input, Outcome};
use crate::change::{Action, Replaced};
use crate::vocabulary::Handle;

/// How users are spread over files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// One file per user: `users/<handle>.yaml`.
    FilePerUser,
    /// All users in one file: `users.yaml`.
    SingleFile,
}

impl Spread {
    /// The word in the settings.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::FilePerUser => "file-per-user",
            Self::SingleFile => "single-file",
        }
    }
}

/// Moves every user who is not in that layout yet.
///
/// # Errors
/// Never; what cannot be moved is refused when it is drafted.
pub fn set_layout(input: &Input<'_>, spread: Spread) -> Outcome {
    let users: Vec<Handle> = input.household.records.users.keys().cloned().collect();
    let folder = &input.household.folder;
    input.each(&users, |target| {
        let shared = format!("{folder}/users.yaml");
        let after = match spread {
            Spread::FilePerUser => format!("{folder}/users/{}.yaml", target.handle),
            Spread::SingleFile => shared.clone(),
        };
        let is_there = (**target.file == *shared) == (spread == Spread::SingleFile);
        if is_there {
            return Ok(ForUser::Changes(Vec::new()));
        }
        let file = Replaced {
            before: Some(target.file.to_string()),
            after,
        };
        let reason = format!("layout {}", spread.word());
        let change = target.change(Action::MoveUser { file }, reason);
        Ok(ForUser::Changes(vec![change]))
    })
}
