//! `plexmgr rename`: another handle, and every reference to it.

use super::{Decided, Input, Outcome, Refusal};
use crate::change::{Action, Change, Replaced, Subject};
use crate::problem::choices;
use crate::records::schema::{LibraryChoice, UserRecord};
use crate::vocabulary::{Handle, counted};

/// What gets another handle or is removed, by its handle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// A user.
    User(Handle),
    /// A plan.
    Plan(Handle),
    /// A server.
    Server(Handle),
    /// A library of a server.
    Library {
        /// The server.
        server: Handle,
        /// The library.
        library: Handle,
    },
}

impl Thing {
    /// What people call its kind.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Plan(_) => "plan",
            Self::Server(_) => "server",
            Self::Library { .. } => "library",
        }
    }

    /// Its own handle.
    pub(super) const fn handle(&self) -> &Handle {
        match self {
            Self::User(handle) | Self::Plan(handle) | Self::Server(handle) => handle,
            Self::Library { library, .. } => library,
        }
    }

    /// The handles of all things of its kind; those of a server's libraries for a library.
    fn neighbours<'a>(&self, input: &Input<'a>) -> Vec<&'a Handle> {
        let records = &input.household.records;
        match self {
            Self::User(_) => records.users.keys().collect(),
            Self::Plan(_) => records.plans.keys().collect(),
            Self::Server(_) => records.servers.keys().collect(),
            Self::Library { server, .. } => {
                let server = records.servers.get(server);
                server
                    .map(|server| server.libraries.keys().collect())
                    .unwrap_or_default()
            }
        }
    }

    /// Refuses what is not recorded.
    pub(super) fn recorded(&self, input: &Input<'_>) -> Result<(), Refusal> {
        if let Self::Library { server, .. } = self {
            Self::Server(server.clone()).recorded(input)?;
        }
        let (word, handle) = (self.word(), self.handle());
        let neighbours = self.neighbours(input);
        if neighbours.contains(&handle) {
            return Ok(());
        }
        let names = neighbours
            .iter()
            .map(|handle| handle.as_str())
            .collect::<Vec<_>>();
        let plural = if word == "library" { "libraries" } else { word };
        let recorded = match word {
            "library" => format!("its {plural} are"),
            word => format!("recorded {word}s are"),
        };
        Err(
            Refusal::new(handle, format!("there is no {word} `{handle}`")).help(choices(
                handle.as_str(),
                &recorded,
                names,
            )),
        )
    }

    /// The file its record is in.
    pub(super) fn file(&self, input: &Input<'_>) -> std::sync::Arc<str> {
        let household = input.household;
        let known = match self {
            Self::User(user) => household.users.get(user),
            Self::Server(server) | Self::Library { server, .. } => household.servers.get(server),
            Self::Plan(_) => None,
        };
        match known {
            Some(place) => place.file.clone(),
            None => format!("{}/plans.yaml", household.folder).into(),
        }
    }

    pub(super) fn subject(&self, input: &Input<'_>) -> Subject {
        match self {
            Self::User(user) => match input.target(user) {
                Some(target) => Subject::User(target.who()),
                None => Subject::User(crate::change::Who {
                    user: user.clone(),
                    plex_id: None,
                }),
            },
            Self::Plan(plan) => Subject::Plan(plan.clone()),
            Self::Server(server) => Subject::Server(server.clone()),
            Self::Library { server, library } => Subject::Library {
                server: server.clone(),
                library: library.clone(),
            },
        }
    }

    /// Whether a user refers to it.
    fn is_named_by(&self, user: &UserRecord) -> bool {
        match self {
            Self::User(handle) => {
                let cover = user.covered_by.as_ref();
                cover.is_some_and(|cover| cover.value == *handle)
            }
            Self::Plan(plan) => {
                let mut payments = user.payments.iter();
                let own = user.plan.as_ref().is_some_and(|own| own.value == *plan);
                own || payments.any(|payment| payment.plan() == Some(plan))
            }
            Self::Server(server) => {
                let mut shares = user.plex.shares.iter();
                shares.any(|share| share.server.value == *server)
            }
            Self::Library { server, library } => user.plex.shares.iter().any(|share| {
                let LibraryChoice::Some(named) = &share.libraries else {
                    return false;
                };
                share.server.value == *server && named.iter().any(|named| named.value == *library)
            }),
        }
    }

    /// The users who refer to it.
    pub(super) fn named_by<'a>(&self, input: &Input<'a>) -> Vec<&'a Handle> {
        let users = input.household.records.users.iter();
        let naming = users.filter(|(_, user)| self.is_named_by(user));
        naming.map(|(handle, _)| handle).collect()
    }
}

/// Gives a thing the handle `new`.
///
/// # Errors
/// When it is not recorded, or another one has that handle.
pub fn rename(input: &Input<'_>, thing: &Thing, new: &Handle) -> Outcome {
    let old = thing.handle();
    let refuse = |refusal| Err(vec![refusal]);
    if let Err(refusal) = thing.recorded(input) {
        return refuse(refusal);
    }
    if old == new {
        let message = format!("has this handle already: `{new}`");
        return refuse(Refusal::new(old, message));
    }
    let is_same = |other: &&&Handle| match thing {
        Thing::User(_) => other.key() == new.key() && **other != old,
        _ => **other == new,
    };
    if let Some(other) = thing.neighbours(input).iter().find(is_same) {
        let message = format!("another {} is called `{other}`", thing.word());
        return refuse(Refusal::new(old, message).help("choose another handle"));
    }
    let handle = Replaced {
        before: Some(old.clone()),
        after: new.clone(),
    };
    let action = match thing {
        Thing::User(_) => Action::RenameUser { handle },
        Thing::Plan(_) => Action::RenamePlan { handle },
        Thing::Server(_) => Action::RenameServer { handle },
        Thing::Library { .. } => Action::RenameLibrary { handle },
    };
    let reason = match thing.named_by(input).len() {
        0 => "renamed".to_owned(),
        count => format!("renamed, also in {}", counted(count, "user")),
    };
    let change = Change::edit(thing.subject(input), thing.file(input), action, reason);
    Ok(Decided {
        changes: vec![change],
        ..Decided::default()
    })
}
