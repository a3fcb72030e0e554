//! The documents of v1: XML, all data in attributes, in the order plex.tv gives them.

use super::document::Reading;
use super::model::{
    Account, Friend, Invitation, PendingRows, Permissions, Person, Purpose, Server, Share, World,
    server_token, share_token,
};
use super::xml::Element;

/// `/api/users`.
pub(crate) fn users(world: &World, account: &Account, reading: Reading) -> Element {
    let shares = account.shares_by_person();
    let nothing = Vec::new();
    let users: Vec<Element> = account
        .friends
        .iter()
        .map(|friend| {
            let own = shares.get(&friend.person).unwrap_or(&nothing);
            user(world.person(friend.person), friend, own, reading)
        })
        .collect();
    container(&account.container_id)
        .with("totalSize", users.len())
        .with("size", users.len())
        .holding(users)
}

fn user(
    person: &Person,
    friend: &Friend,
    shares: &[(&Server, &Share)],
    reading: Reading,
) -> Element {
    let element = Element::new("User")
        .with("id", person.id)
        .with("title", &person.title)
        .maybe("username", person.username.as_ref())
        .maybe("email", person.email.as_ref())
        .with("recommendationsPlaylistId", "")
        .with("thumb", thumb(person, reading))
        .flag("protected", person.protected)
        .flag("home", friend.home)
        .with("allowTuners", friend.permissions.allow_tuners);
    let own = shares
        .iter()
        .map(|(server, share)| own_server(server, share, reading));
    let foreign = friend.lends.iter().map(|server| {
        Element::new("Server")
            .with("id", server.share_id)
            .with("serverId", server.internal_id)
            .with("machineIdentifier", &server.machine_id)
            .with("name", &server.name)
            .with("lastSeenAt", server.last_seen_at + reading.tick)
            .with("numLibraries", server.library_count)
            .flag("allLibraries", server.all_libraries)
            .flag("owned", false)
            .flag("pending", false)
    });
    filters(flags(element, &friend.permissions), &friend.permissions)
        .flag("restricted", person.restricted)
        .holding(own)
        .holding(foreign)
}

fn own_server(server: &Server, share: &Share, reading: Reading) -> Element {
    Element::new("Server")
        .with("id", share.id)
        .with("serverId", server.internal_id)
        .with("machineIdentifier", &server.machine_id)
        .with("name", &server.name)
        .with("lastSeenAt", server.last_seen_at + reading.tick)
        .with("numLibraries", server.shared(share).count())
        .flag("allLibraries", share.all_libraries)
        .flag("owned", true)
        .flag("pending", share.accepted_at.is_none())
}

/// `/api/servers/{machineIdentifier}`.
pub(crate) fn server(account: &Account, server: &Server, reading: Reading) -> Element {
    let sections = server.libraries.iter().map(|library| {
        Element::new("Section")
            .with("id", library.id)
            .with("key", library.key)
            .with("type", library.kind)
            .with("title", &library.title)
    });
    container(&account.container_id)
        .with("size", server.libraries.len())
        .holding([machine(Element::new("Server"), server, reading).holding(sections)])
}

/// `/api/servers/{machineIdentifier}/shared_servers`, or one share of it.
pub(crate) fn shared_servers(
    world: &World,
    account: &Account,
    server: &Server,
    only: Option<u64>,
) -> Element {
    let friends = account.friends_by_person();
    let stranger = Permissions::default();
    let rows: Vec<Element> = server
        .shares
        .iter()
        .filter(|share| only.is_none_or(|id| share.id == id))
        .filter(|share| share.accepted_at.is_some() || world.pending_rows != PendingRows::Missing)
        .map(|share| {
            let friend = friends.get(&share.person);
            let permissions = friend.map_or(&stranger, |friend| &friend.permissions);
            shared_server(world, server, share, permissions)
        })
        .collect();
    container(&server.machine_id)
        .with("size", rows.len())
        .holding(rows)
}

fn shared_server(
    world: &World,
    server: &Server,
    share: &Share,
    permissions: &Permissions,
) -> Element {
    let person = world.person(share.person);
    let accepted = match (share.accepted_at, world.pending_rows) {
        (Some(epoch), _) => Some(epoch.to_string()),
        (None, PendingRows::Zero) => Some("0".to_owned()),
        (None, PendingRows::Empty) => Some(String::new()),
        (None, PendingRows::Absent | PendingRows::Missing) => None,
    };
    let element = Element::new("SharedServer")
        .with("id", share.id)
        .with("username", person.username.as_deref().unwrap_or_default())
        .with("email", person.email.as_deref().unwrap_or_default())
        .with("userID", person.id)
        .with("accessToken", share_token(share.id))
        .with("name", &server.name)
        .maybe("acceptedAt", accepted)
        .with("invitedAt", share.invited_at)
        .flag("allowSync", permissions.allow_sync)
        .flag("allowCameraUpload", permissions.allow_camera_upload)
        .flag("allowChannels", permissions.allow_channels)
        .with("allowTuners", permissions.allow_tuners)
        .flag("allowSubtitleAdmin", permissions.allow_subtitle_admin)
        .flag("owned", true)
        .flag("allLibraries", share.all_libraries);
    let sections = server.libraries.iter().map(|library| {
        Element::new("Section")
            .with("id", library.id)
            .with("key", library.key)
            .with("title", &library.title)
            .with("type", library.kind)
            .flag("shared", share.libraries.contains(&library.id))
    });
    filters(element, permissions).holding(sections)
}

/// `/api/home/users`.
pub(crate) fn home_users(world: &World, account: &Account, reading: Reading) -> Element {
    let owner = Element::new("User");
    let owner = home_user(
        owner,
        world.person(account.id),
        (true, false),
        None,
        true,
        reading,
    );
    let mut users = vec![owner];
    let mut guest_id = 0;
    if let Some(home) = &account.home {
        users.extend(home.members.iter().map(|member| {
            let person = world.person(member.person);
            let profile = member.restriction_profile;
            let element = Element::new("User");
            home_user(
                element,
                person,
                (false, false),
                profile,
                member.has_password,
                reading,
            )
        }));
        if let Some(guest) = home.guest {
            guest_id = guest;
            let element = Element::new("User");
            let person = world.person(guest);
            users.push(home_user(
                element,
                person,
                (false, true),
                None,
                false,
                reading,
            ));
        }
    }
    container(&account.container_id)
        .with("totalSize", users.len())
        .with("guestUserID", guest_id)
        .with("size", users.len())
        .holding(users)
}

fn home_user(
    element: Element,
    person: &Person,
    (admin, guest): (bool, bool),
    profile: Option<&str>,
    has_password: bool,
    reading: Reading,
) -> Element {
    element
        .with("id", person.id)
        .with("uuid", &person.uuid)
        .flag("admin", admin)
        .flag("guest", guest)
        .flag("restricted", person.restricted)
        .maybe("restrictionProfile", profile)
        .flag("hasPassword", has_password)
        .flag("protected", person.protected || admin)
        .with("title", &person.title)
        .with("username", person.username.as_deref().unwrap_or_default())
        .with("email", person.email.as_deref().unwrap_or_default())
        .with("thumb", thumb(person, reading))
}

/// `/api/invites/requested` and `/api/invites/requests`.
pub(crate) fn invitations(account: &Account, list: &[Invitation], reading: Reading) -> Element {
    container(&account.container_id)
        .with("size", list.len())
        .holding(list.iter().map(|invitation| invite(invitation, reading)))
}

fn invite(invitation: &Invitation, reading: Reading) -> Element {
    let email = &invitation.email;
    let id = invitation
        .person
        .map_or_else(|| email.clone(), |id| id.to_string());
    let name = if invitation.username.is_empty() {
        email
    } else {
        &invitation.username
    };
    let mut element = Element::new("Invite")
        .with("id", id)
        .with("createdAt", invitation.created_at);
    if let Some(Purpose {
        friend,
        home,
        server,
    }) = invitation.purpose
    {
        element = element
            .flag("friend", friend)
            .flag("home", home)
            .flag("server", server);
    }
    let servers = invitation.servers.iter().map(|server| {
        Element::new("Server")
            .with("name", &server.name)
            .with("numLibraries", server.libraries.len())
    });
    element
        .with("username", &invitation.username)
        .with("email", email)
        .with("thumb", avatar(&invitation.uuid, reading))
        .with("friendlyName", name)
        .holding(servers)
}

/// `/pms/servers.xml`.
pub(crate) fn servers(account: &Account, token: &str, reading: Reading) -> Element {
    let own = account.servers.iter().map(|server| {
        machine(
            Element::new("Server").with("accessToken", token),
            server,
            reading,
        )
    });
    let foreign = account
        .friends
        .iter()
        .flat_map(|friend| &friend.lends)
        .map(|server| {
            Element::new("Server")
                .with("accessToken", server_token(&server.machine_id))
                .with("name", &server.name)
                .with("machineIdentifier", &server.machine_id)
                .flag("owned", false)
        });
    let servers: Vec<Element> = own.chain(foreign).collect();
    container(&account.container_id)
        .with("size", servers.len())
        .holding(servers)
}

fn machine(element: Element, server: &Server, reading: Reading) -> Element {
    element
        .with("name", &server.name)
        .with("address", "")
        .with("port", 0)
        .with("version", server.version)
        .with("scheme", "http")
        .with("host", "")
        .with("localAddresses", "192.0.2.10")
        .with("machineIdentifier", &server.machine_id)
        .with("createdAt", server.created_at)
        .with("updatedAt", server.last_seen_at + reading.tick)
        .flag("owned", true)
        .flag("synced", false)
}

fn flags(element: Element, permissions: &Permissions) -> Element {
    element
        .flag("allowSync", permissions.allow_sync)
        .flag("allowCameraUpload", permissions.allow_camera_upload)
        .flag("allowChannels", permissions.allow_channels)
        .flag("allowSubtitleAdmin", permissions.allow_subtitle_admin)
}

fn filters(element: Element, permissions: &Permissions) -> Element {
    element
        .with("filterAll", "")
        .with("filterMovies", &permissions.filter_movies)
        .with("filterMusic", "")
        .with("filterPhotos", "")
        .with("filterTelevision", &permissions.filter_television)
}

fn container(machine_id: &str) -> Element {
    Element::new("MediaContainer")
        .with("friendlyName", "myPlex")
        .with("identifier", "com.plexapp.plugins.myplex")
        .with("machineIdentifier", machine_id)
}

/// Address of a person's avatar; empty without one.
pub(crate) fn thumb(person: &Person, reading: Reading) -> String {
    if person.has_avatar {
        avatar(&person.uuid, reading)
    } else {
        String::new()
    }
}

fn avatar(uuid: &str, reading: Reading) -> String {
    if uuid.is_empty() {
        return String::new();
    }
    let changed = 1_700_000_000 + reading.tick;
    format!("https://plex.tv/users/{uuid}/avatar?c={changed}")
}
