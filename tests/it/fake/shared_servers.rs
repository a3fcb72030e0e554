//! The v2 lists of all shares of all own servers, accepted and pending.

use super::document::{Node, Reading};
use super::model::{
    Account, Friend, Invitation, Library, Permissions, Person, Server, Share, World, invite_token,
};
use super::v1::thumb;

/// What one entry of the lists says beyond account and server.
struct Entry<'a> {
    id: u64,
    /// The person, and how they stand to the account; `None` without a Plex account.
    invited: Option<(&'a Person, bool)>,
    email: Option<&'a str>,
    permissions: Permissions,
    accepted_at: Option<u64>,
    all_libraries: bool,
    libraries: Vec<&'a Library>,
}

/// `/api/v2/shared_servers/owned/accepted`.
pub(crate) fn accepted(world: &World, account: &Account, reading: Reading) -> Node {
    let mut entries = Vec::new();
    let friends = account.friends_by_person();
    for (server, share) in account.accepted_shares() {
        let friend = friends.get(&share.person).copied();
        entries.push((
            share.id,
            of_share(world, account, server, share, friend, reading),
        ));
    }
    list("sharedServer", entries)
}

/// `/api/v2/shared_servers/owned/pending`.
pub(crate) fn pending(world: &World, account: &Account, reading: Reading) -> Node {
    let mut entries = pending_shares(world, account, reading);
    for invitation in &account.sent {
        entries.extend(of_invitation(world, account, invitation, reading));
    }
    list("sharedServer", entries)
}

/// `/api/v2/shared_servers/invites/owned/pending`: the same, per person.
pub(crate) fn pending_invites(world: &World, account: &Account, reading: Reading) -> Node {
    let mut invites: Vec<(Node, Node, Vec<Node>)> = Vec::new();
    for (_, entry) in pending_shares(world, account, reading) {
        invites.push((
            field(&entry, "invited"),
            field(&entry, "invitedEmail"),
            vec![entry],
        ));
    }
    for invitation in &account.sent {
        let shares = of_invitation(world, account, invitation, reading);
        if !shares.is_empty() {
            let shares = shares.into_iter().map(|(_, share)| share).collect();
            invites.push((Node::Null, Node::text(&invitation.email), shares));
        }
    }
    let owner = world.person(account.id);
    let numbered = (1..).zip(invites).map(|(id, (invited, email, shares))| {
        let owner = Node::Object(vec![
            ("id", Node::Number(owner.id)),
            (
                "username",
                Node::text(owner.username.as_deref().unwrap_or_default()),
            ),
        ]);
        Node::Object(vec![
            ("id", Node::Number(id)),
            ("owner", owner),
            ("invited", invited),
            ("invitedEmail", email),
            ("sharedServers", Node::List("sharedServer", shares)),
        ])
    });
    Node::List("invite", numbered.collect())
}

fn field(entry: &Node, wanted: &str) -> Node {
    let Node::Object(fields) = entry else {
        return Node::Null;
    };
    let found = fields.iter().find(|(name, _)| *name == wanted);
    found.map_or(Node::Null, |(_, node)| node.clone())
}

fn pending_shares(world: &World, account: &Account, reading: Reading) -> Vec<(u64, Node)> {
    let friends = account.friends_by_person();
    let shares = account
        .servers
        .iter()
        .flat_map(|server| server.shares.iter().map(move |share| (server, share)))
        .filter(|(_, share)| share.accepted_at.is_none());
    shares
        .map(|(server, share)| {
            let friend = friends.get(&share.person).copied();
            (
                share.id,
                of_share(world, account, server, share, friend, reading),
            )
        })
        .collect()
}

/// Sorted by share id, as the service does.
fn list(item: &'static str, mut entries: Vec<(u64, Node)>) -> Node {
    entries.sort_by_key(|(id, _)| *id);
    Node::List(item, entries.into_iter().map(|(_, entry)| entry).collect())
}

fn of_share(
    world: &World,
    account: &Account,
    server: &Server,
    share: &Share,
    friend: Option<&Friend>,
    reading: Reading,
) -> Node {
    let entry = Entry {
        id: share.id,
        invited: Some((
            world.person(share.person),
            friend.is_some_and(|friend| friend.home),
        )),
        email: None,
        permissions: friend
            .map(|friend| friend.permissions.clone())
            .unwrap_or_default(),
        accepted_at: share.accepted_at,
        all_libraries: share.all_libraries,
        libraries: server.shared(share).collect(),
    };
    shared_server(world, account, server, &entry, reading)
}

/// Entries of an invitation to an address without an account.
fn of_invitation(
    world: &World,
    account: &Account,
    invitation: &Invitation,
    reading: Reading,
) -> Vec<(u64, Node)> {
    let shares = invitation.servers.iter().filter_map(|invited| {
        let id = invited.pending_share?;
        let server = account.server(&invited.machine_id)?;
        let wanted = server.libraries.iter();
        let entry = Entry {
            id,
            invited: None,
            email: Some(&invitation.email),
            permissions: Permissions {
                allow_sync: true,
                ..Permissions::default()
            },
            accepted_at: None,
            all_libraries: false,
            libraries: wanted
                .filter(|one| invited.libraries.contains(&one.id))
                .collect(),
        };
        Some((id, shared_server(world, account, server, &entry, reading)))
    });
    shares.collect()
}

fn shared_server(
    world: &World,
    account: &Account,
    server: &Server,
    entry: &Entry<'_>,
    reading: Reading,
) -> Node {
    let owner = world.person(account.id);
    let libraries = entry.libraries.iter().map(|library| {
        Node::Object(vec![
            ("id", Node::Number(library.id)),
            ("key", Node::Number(library.key)),
            ("title", Node::text(&library.title)),
            ("type", Node::text(library.kind)),
        ])
    });
    let accepted = entry.accepted_at.is_some();
    let count = u64::try_from(entry.libraries.len()).unwrap_or(u64::MAX);
    let mut owner_fields = person_fields(owner, &owner.friendly_name, reading);
    owner_fields.push(("home", Node::Flag(account.home.is_some())));
    Node::Object(vec![
        ("id", Node::Number(entry.id)),
        ("name", Node::text(&server.name)),
        ("ownerId", Node::Number(account.id)),
        (
            "invitedId",
            entry
                .invited
                .map_or(Node::Null, |(person, _)| Node::Number(person.id)),
        ),
        ("invitedEmail", entry.email.map_or(Node::Null, Node::text)),
        ("serverId", Node::Number(server.internal_id)),
        ("accepted", Node::Flag(accepted)),
        ("acceptedAt", Node::time_or_null(entry.accepted_at)),
        ("deletedAt", Node::Null),
        ("leftAt", Node::Null),
        ("owned", Node::Flag(true)),
        ("inviteToken", Node::text(invite_token(entry.id))),
        ("machineIdentifier", Node::text(&server.machine_id)),
        ("lastSeenAt", Node::Time(server.last_seen_at + reading.tick)),
        ("numLibraries", Node::Number(count)),
        ("searchEnabled", Node::Flag(true)),
        ("owner", Node::Object(owner_fields)),
        ("invited", invited(entry, reading)),
        ("sharingSettings", settings(&entry.permissions)),
        ("libraries", Node::List("library", libraries.collect())),
        ("allLibraries", Node::Flag(entry.all_libraries)),
    ])
}

fn invited(entry: &Entry<'_>, reading: Reading) -> Node {
    let Some((person, home)) = entry.invited else {
        return Node::Null;
    };
    let status = if entry.accepted_at.is_some() {
        "accepted"
    } else {
        "pending"
    };
    // What others call themselves is not told; a managed account has only the one name.
    let friendly = if person.restricted {
        person.title.as_str()
    } else {
        ""
    };
    let mut fields = person_fields(person, friendly, reading);
    fields.extend([
        ("home", Node::Flag(home)),
        ("status", Node::text(status)),
        ("sharingSettings", settings(&entry.permissions)),
    ]);
    Node::Object(fields)
}

fn person_fields(person: &Person, friendly: &str, reading: Reading) -> Vec<(&'static str, Node)> {
    vec![
        ("id", Node::Number(person.id)),
        ("uuid", Node::text(&person.uuid)),
        ("title", Node::text(&person.title)),
        (
            "username",
            Node::text_or_null(person.username.as_deref().unwrap_or_default()),
        ),
        ("restricted", Node::Flag(person.restricted)),
        (
            "email",
            Node::text_or_null(person.email.as_deref().unwrap_or_default()),
        ),
        ("friendlyName", Node::text_or_null(friendly)),
        ("thumb", Node::text(thumb(person, reading))),
    ]
}

fn settings(permissions: &Permissions) -> Node {
    Node::Object(vec![
        ("allowChannels", Node::Flag(permissions.allow_channels)),
        ("filterMovies", Node::text(&permissions.filter_movies)),
        ("filterMusic", Node::text("")),
        ("filterPhotos", Node::Null),
        (
            "filterTelevision",
            Node::text(&permissions.filter_television),
        ),
        ("filterAll", Node::Null),
        ("allowSync", Node::Flag(permissions.allow_sync)),
        (
            "allowCameraUpload",
            Node::Flag(permissions.allow_camera_upload),
        ),
        (
            "allowSubtitleAdmin",
            Node::Flag(permissions.allow_subtitle_admin),
        ),
        ("allowTuners", Node::Number(permissions.allow_tuners)),
    ])
}
