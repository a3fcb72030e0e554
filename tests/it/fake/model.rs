//! What is true at the fake plex.tv: accounts, servers, people, shares and invitations.
//!
//! Facts only. How they are spelled on the wire is decided in `v1` and `v2`. All times are epoch
//! seconds.

use std::collections::{BTreeMap, HashMap};

use super::random::Random;

/// Everything the fake knows.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// The moment at which all answers are given; tests run with this day as today.
    pub(crate) now: u64,
    /// Everybody with a Plex account, owners included, by numeric id.
    pub(crate) people: BTreeMap<u64, Person>,
    pub(crate) accounts: Vec<Account>,
    /// Where shares that nobody accepted yet stand.
    pub(crate) pending_rows: PendingRows,
}

/// What the shares list has for a share that is not accepted; plex.tv is not known to be constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PendingRows {
    /// A row with `acceptedAt="0"`.
    Zero,
    /// A row with `acceptedAt=""`.
    Empty,
    /// A row without the attribute.
    Absent,
    /// No row: the share is in the sent invitations only.
    Missing,
}

/// A person as plex.tv knows them, whoever lists them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub(crate) id: u64,
    /// Sixteen hex digits.
    pub(crate) uuid: String,
    /// `None`: the attribute is absent, as with some managed accounts.
    pub(crate) username: Option<String>,
    pub(crate) title: String,
    /// `None`: the attribute is absent, as with some managed accounts.
    pub(crate) email: Option<String>,
    pub(crate) friendly_name: String,
    pub(crate) has_avatar: bool,
    /// A managed account.
    pub(crate) restricted: bool,
    pub(crate) protected: bool,
}

/// One account that is configured with a token.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// The owner, who is also in [`World::people`].
    pub(crate) id: u64,
    pub(crate) token: String,
    /// The device was removed: the token is answered with 422.
    pub(crate) withdrawn: bool,
    pub(crate) joined_at: u64,
    /// The meaningless `machineIdentifier` at the root of v1 documents.
    pub(crate) container_id: String,
    pub(crate) home: Option<Home>,
    pub(crate) servers: Vec<Server>,
    /// Everybody in `/api/users`, in order.
    pub(crate) friends: Vec<Friend>,
    pub(crate) sent: Vec<Invitation>,
    pub(crate) received: Vec<Invitation>,
}

/// A Plex Home; the owner is its first member without being listed here.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) id: u64,
    pub(crate) members: Vec<HomeMember>,
    /// Person id of the guest.
    pub(crate) guest: Option<u64>,
}

/// A member of a Home.
#[derive(Debug, Clone)]
pub(crate) struct HomeMember {
    pub(crate) person: u64,
    pub(crate) restriction_profile: Option<&'static str>,
    pub(crate) has_password: bool,
}

/// Somebody in an account's users list, with what holds between the two only.
#[derive(Debug, Clone)]
pub(crate) struct Friend {
    pub(crate) person: u64,
    pub(crate) home: bool,
    pub(crate) permissions: Permissions,
    /// Servers this person shares with the account.
    pub(crate) lends: Vec<ForeignServer>,
}

/// Flags and filters of a person; they hold for all shares of an account.
#[derive(Debug, Clone, Default)]
pub(crate) struct Permissions {
    pub(crate) allow_sync: bool,
    pub(crate) allow_camera_upload: bool,
    pub(crate) allow_channels: bool,
    pub(crate) allow_subtitle_admin: bool,
    pub(crate) allow_tuners: u64,
    pub(crate) filter_movies: String,
    pub(crate) filter_television: String,
}

/// An own server.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    /// Forty hex digits.
    pub(crate) machine_id: String,
    /// The number plex.tv uses internally.
    pub(crate) internal_id: u64,
    pub(crate) name: String,
    pub(crate) version: &'static str,
    pub(crate) created_at: u64,
    pub(crate) last_seen_at: u64,
    pub(crate) libraries: Vec<Library>,
    pub(crate) shares: Vec<Share>,
}

/// A library of a server.
#[derive(Debug, Clone)]
pub(crate) struct Library {
    /// Unique across plex.tv.
    pub(crate) id: u64,
    /// Local to the server.
    pub(crate) key: u64,
    pub(crate) title: String,
    /// `movie`, `show`, `artist` or `photo`.
    pub(crate) kind: &'static str,
}

/// One person on one server.
#[derive(Debug, Clone)]
pub(crate) struct Share {
    pub(crate) id: u64,
    pub(crate) person: u64,
    /// Libraries added later included.
    pub(crate) all_libraries: bool,
    /// Section ids; every id of the server if `all_libraries`.
    pub(crate) libraries: Vec<u64>,
    pub(crate) invited_at: u64,
    pub(crate) accepted_at: Option<u64>,
}

/// A server of somebody else that is shared with an account.
#[derive(Debug, Clone)]
pub(crate) struct ForeignServer {
    pub(crate) share_id: u64,
    pub(crate) machine_id: String,
    pub(crate) internal_id: u64,
    pub(crate) name: String,
    pub(crate) version: &'static str,
    pub(crate) created_at: u64,
    pub(crate) last_seen_at: u64,
    pub(crate) library_count: usize,
    pub(crate) all_libraries: bool,
}

/// An invitation that nobody answered yet.
#[derive(Debug, Clone)]
pub(crate) struct Invitation {
    /// `None`: nobody has an account with this address, so the address is the id.
    pub(crate) person: Option<u64>,
    pub(crate) username: String,
    pub(crate) email: String,
    /// Avatar's uuid, empty without an account.
    pub(crate) uuid: String,
    pub(crate) created_at: u64,
    /// `None`: the three flags are absent.
    pub(crate) purpose: Option<Purpose>,
    pub(crate) servers: Vec<InvitedServer>,
}

/// What an invitation is for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Purpose {
    pub(crate) friend: bool,
    pub(crate) home: bool,
    pub(crate) server: bool,
}

/// A server in an invitation: named, never identified, to the one who reads it.
#[derive(Debug, Clone)]
pub(crate) struct InvitedServer {
    pub(crate) name: String,
    pub(crate) machine_id: String,
    pub(crate) libraries: Vec<u64>,
    /// The share the v2 list of pending shares has for it.
    pub(crate) pending_share: Option<u64>,
}

impl World {
    pub(crate) fn account(&self, id: u64) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    pub(crate) fn person(&self, id: u64) -> &Person {
        self.people
            .get(&id)
            .expect("everybody who is listed is in the world")
    }

    /// Everything that may never appear in an output or a file of a client.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let mut secrets = Vec::new();
        for account in &self.accounts {
            secrets.push(account.token.clone());
            for server in &account.servers {
                secrets.push(server_token(&server.machine_id));
                for share in &server.shares {
                    secrets.extend([share_token(share.id), invite_token(share.id)]);
                }
            }
            let foreign = account.friends.iter().flat_map(|friend| &friend.lends);
            secrets.extend(foreign.map(|server| server_token(&server.machine_id)));
        }
        secrets
    }
}

impl Account {
    /// The own server with this machine identifier.
    pub(crate) fn server(&self, machine_id: &str) -> Option<&Server> {
        self.servers
            .iter()
            .find(|server| server.machine_id == machine_id)
    }

    pub(crate) fn friends_by_person(&self) -> HashMap<u64, &Friend> {
        self.friends
            .iter()
            .map(|friend| (friend.person, friend))
            .collect()
    }

    /// The shares of each person on own servers, in the order of the servers.
    pub(crate) fn shares_by_person(&self) -> HashMap<u64, Vec<(&Server, &Share)>> {
        let mut shares: HashMap<u64, Vec<(&Server, &Share)>> = HashMap::new();
        for server in &self.servers {
            for share in &server.shares {
                shares
                    .entry(share.person)
                    .or_default()
                    .push((server, share));
            }
        }
        shares
    }

    /// Every accepted share on an own server, with the server.
    pub(crate) fn accepted_shares(&self) -> impl Iterator<Item = (&Server, &Share)> {
        self.servers
            .iter()
            .flat_map(|server| server.shares.iter().map(move |share| (server, share)))
            .filter(|(_, share)| share.accepted_at.is_some())
    }

    /// Takes somebody out of every list of the account.
    pub(crate) fn forget(&mut self, person: u64) {
        self.friends.retain(|friend| friend.person != person);
        self.sent
            .retain(|invitation| invitation.person != Some(person));
        for server in &mut self.servers {
            server.shares.retain(|share| share.person != person);
        }
        if let Some(home) = &mut self.home {
            home.members.retain(|member| member.person != person);
        }
    }
}

impl Server {
    /// The libraries of a share, in the server's order.
    pub(crate) fn shared<'a>(&'a self, share: &'a Share) -> impl Iterator<Item = &'a Library> {
        self.libraries
            .iter()
            .filter(|library| share.libraries.contains(&library.id))
    }
}

/// The secret of the person who has the share.
pub(crate) fn share_token(share_id: u64) -> String {
    format!("shr-{}", Random::new(share_id).hex(16))
}

/// The secret in the link of an invitation mail.
pub(crate) fn invite_token(share_id: u64) -> String {
    format!("inv-{}", Random::new(!share_id).hex(12))
}

/// The secret an account uses at a server.
pub(crate) fn server_token(machine_id: &str) -> String {
    format!("srv-{}", machine_id.get(..16).unwrap_or(machine_id))
}
