//! The documents of v2 about the account itself, its servers and its Home.

use super::document::{Node, Reading};
use super::model::{Account, Home, HomeMember, Person, Server, World, server_token};
use super::v1::thumb;

/// `/api/v2/user`; `token` is what the caller sent, which comes back as `authToken`.
pub(crate) fn user(world: &World, account: &Account, token: &str, reading: Reading) -> Node {
    let person = world.person(account.id);
    let home_size = account.home.as_ref().map_or(0, |home| home.members.len()) + 1;
    let mut fields = vec![
        ("id", Node::Number(account.id)),
        ("uuid", Node::text(&person.uuid)),
        (
            "username",
            Node::text(person.username.as_deref().unwrap_or_default()),
        ),
        ("title", Node::text(&person.title)),
        (
            "email",
            Node::text(person.email.as_deref().unwrap_or_default()),
        ),
        ("friendlyName", Node::text(&person.friendly_name)),
        ("locale", Node::Null),
        ("confirmed", Node::Flag(true)),
        ("joinedAt", Node::Number(account.joined_at)),
        ("emailOnlyAuth", Node::Flag(false)),
        ("hasPassword", Node::Flag(true)),
        ("protected", Node::Flag(account.home.is_some())),
        ("thumb", Node::text(thumb(person, reading))),
        ("authToken", Node::text(token)),
        ("mailingListStatus", Node::text("unsubscribed")),
        ("mailingListActive", Node::Flag(false)),
        ("scrobbleTypes", Node::text("")),
        ("country", Node::text("CH")),
        ("subscription", subscription()),
        ("subscriptionDescription", Node::text("Lifetime Plex Pass")),
        ("restricted", Node::Flag(false)),
        ("anonymous", Node::Flag(false)),
        ("home", Node::Flag(account.home.is_some())),
        ("guest", Node::Flag(false)),
        ("homeSize", number(home_size)),
        ("homeAdmin", Node::Flag(account.home.is_some())),
        ("maxHomeSize", Node::Number(15)),
        ("rememberExpiresAt", Node::Number(1_796_500_000)),
    ];
    fields.extend(preferences());
    Node::Object(fields)
}

fn subscription() -> Node {
    Node::Object(vec![
        ("active", Node::Flag(true)),
        ("subscribedAt", Node::SpacedTime(1_420_352_854)),
        ("status", Node::text("Active")),
        ("paymentService", Node::text("braintree")),
        ("plan", Node::text("lifetime")),
        (
            "features",
            Node::texts("feature", &["home", "sync", "pass"]),
        ),
    ])
}

fn preferences() -> [(&'static str, Node); 10] {
    let profile = Node::Object(vec![
        ("autoSelectAudio", Node::Flag(true)),
        ("defaultAudioLanguage", Node::Null),
        ("defaultSubtitleLanguage", Node::Null),
        ("autoSelectSubtitle", Node::Number(0)),
        ("defaultSubtitleAccessibility", Node::Number(0)),
        ("defaultSubtitleForced", Node::Number(0)),
    ]);
    [
        ("profile", profile),
        ("entitlements", Node::texts("entitlement", &["all"])),
        ("roles", Node::texts("role", &["plexpass"])),
        ("services", Node::texts("service", &[])),
        ("adsConsent", Node::Null),
        ("adsConsentSetAt", Node::Null),
        ("adsConsentReminderAt", Node::Null),
        ("experimentalFeatures", Node::Flag(false)),
        ("twoFactorEnabled", Node::Flag(true)),
        ("backupCodesCreated", Node::Flag(true)),
    ]
}

/// What distinguishes one device in the resources list from another.
struct Device<'a> {
    name: &'a str,
    identifier: &'a str,
    version: &'a str,
    created_at: u64,
    last_seen_at: u64,
    /// Id and title of the owner; `None` for own servers.
    owner: Option<&'a Person>,
}

/// `/api/v2/resources`: own servers, servers of others, a player.
pub(crate) fn resources(world: &World, account: &Account, reading: Reading) -> Node {
    let own = account.servers.iter().map(|server| Device {
        name: &server.name,
        identifier: &server.machine_id,
        version: server.version,
        created_at: server.created_at,
        last_seen_at: server.last_seen_at,
        owner: None,
    });
    let foreign = account.friends.iter().flat_map(|friend| {
        friend.lends.iter().map(|server| Device {
            name: &server.name,
            identifier: &server.machine_id,
            version: server.version,
            created_at: server.created_at,
            last_seen_at: server.last_seen_at,
            owner: Some(world.person(friend.person)),
        })
    });
    let mut devices: Vec<Node> = own
        .chain(foreign)
        .map(|device| media_server(&device, reading))
        .collect();
    devices.push(player(reading));
    Node::List("resource", devices)
}

fn media_server(device: &Device<'_>, reading: Reading) -> Node {
    let short = device.identifier.get(..32).unwrap_or(device.identifier);
    let connection = Node::Object(vec![
        ("protocol", Node::text("https")),
        ("address", Node::text("192.0.2.10")),
        ("port", Node::Number(32400)),
        (
            "uri",
            Node::Text(format!("https://192-0-2-10.{short}.plex.direct:32400")),
        ),
        ("local", Node::Flag(true)),
        ("relay", Node::Flag(false)),
        ("IPv6", Node::Flag(false)),
    ]);
    let owner_id = device
        .owner
        .map_or(Node::Null, |owner| Node::Number(owner.id));
    let source = device
        .owner
        .map_or(Node::Null, |owner| Node::text(&owner.title));
    let mut fields = vec![
        ("name", Node::text(device.name)),
        ("product", Node::text("Plex Media Server")),
        ("productVersion", Node::text(device.version)),
        ("platform", Node::text("Linux")),
        ("platformVersion", Node::text("6.8.0")),
        ("device", Node::text("Docker Container")),
        ("clientIdentifier", Node::text(device.identifier)),
        ("createdAt", Node::Time(device.created_at)),
        ("lastSeenAt", Node::Time(device.last_seen_at + reading.tick)),
        ("provides", Node::text("server")),
        ("ownerId", owner_id),
        ("sourceTitle", source),
        ("publicAddress", Node::text("198.51.100.7")),
        ("accessToken", Node::text(server_token(device.identifier))),
        ("searchEnabled", Node::Flag(true)),
        ("owned", Node::Flag(device.owner.is_none())),
    ];
    fields.extend(reachability(true));
    fields.push(("connections", Node::List("connection", vec![connection])));
    Node::Object(fields)
}

/// A device that is owned as well, but serves nothing.
fn player(reading: Reading) -> Node {
    let mut fields = vec![
        ("name", Node::text("Living Room TV")),
        ("product", Node::text("Plex for Apple TV")),
        ("productVersion", Node::text("8.40")),
        ("platform", Node::text("tvOS")),
        ("platformVersion", Node::text("6.8.0")),
        ("device", Node::text("Apple TV")),
        ("clientIdentifier", Node::text("player-0001")),
        ("createdAt", Node::Time(1_422_640_063)),
        ("lastSeenAt", Node::Time(1_795_300_000 + reading.tick)),
        ("provides", Node::text("client,player,pubsub-player")),
        ("ownerId", Node::Null),
        ("sourceTitle", Node::Null),
        ("publicAddress", Node::text("198.51.100.7")),
        ("accessToken", Node::Null),
        ("searchEnabled", Node::Flag(true)),
        ("owned", Node::Flag(true)),
    ];
    fields.extend(reachability(false));
    fields.push(("connections", Node::List("connection", Vec::new())));
    Node::Object(fields)
}

fn reachability(presence: bool) -> [(&'static str, Node); 8] {
    [
        ("home", Node::Flag(false)),
        ("synced", Node::Flag(false)),
        ("relay", Node::Flag(true)),
        ("presence", Node::Flag(presence)),
        ("httpsRequired", Node::Flag(false)),
        ("publicAddressMatches", Node::Flag(false)),
        ("dnsRebindingProtection", Node::Flag(false)),
        ("natLoopbackSupported", Node::Flag(false)),
    ]
}

/// `/api/v2/servers/{machineIdentifier}`.
pub(crate) fn server(server: &Server, reading: Reading) -> Node {
    let sections = server.libraries.iter().map(|library| {
        Node::Object(vec![
            ("id", Node::Number(library.id)),
            ("key", Node::Number(library.key)),
            ("title", Node::text(&library.title)),
            ("type", Node::text(library.kind)),
        ])
    });
    Node::Object(vec![
        ("name", Node::text(&server.name)),
        ("address", Node::text("")),
        ("port", Node::Number(0)),
        ("version", Node::text(server.version)),
        ("scheme", Node::text("http")),
        ("synced", Node::Flag(false)),
        ("owned", Node::Flag(true)),
        ("localAddresses", Node::text("192.0.2.10")),
        ("machineIdentifier", Node::text(&server.machine_id)),
        ("createdAt", Node::Number(server.created_at)),
        (
            "updatedAt",
            Node::Number(server.last_seen_at + reading.tick),
        ),
        (
            "librarySections",
            Node::List("librarySection", sections.collect()),
        ),
    ])
}

/// `/api/v2/home/users`.
pub(crate) fn home_users(world: &World, account: &Account, reading: Reading) -> Node {
    let owner = world.person(account.id);
    let admin = HomeMember {
        person: owner.id,
        restriction_profile: None,
        has_password: true,
    };
    let mut users = vec![home_user(world, &admin, true, false, reading)];
    let mut guest = None;
    if let Some(home) = &account.home {
        let members = home.members.iter();
        users.extend(members.map(|member| home_user(world, member, false, false, reading)));
        if let Some(person) = home.guest {
            let member = HomeMember {
                person,
                restriction_profile: None,
                has_password: false,
            };
            users.push(home_user(world, &member, false, true, reading));
            guest = Some(world.person(person));
        }
    }
    Node::Object(vec![
        (
            "id",
            Node::Number(account.home.as_ref().map_or(0, |Home { id, .. }| *id)),
        ),
        ("name", Node::Text(format!("{}'s home", owner.title))),
        (
            "guestUserID",
            guest.map_or(Node::Null, |guest| Node::Number(guest.id)),
        ),
        (
            "guestUserUUID",
            guest.map_or(Node::Null, |guest| Node::text(&guest.uuid)),
        ),
        ("guestEnabled", Node::Flag(guest.is_some())),
        ("subscription", Node::Flag(true)),
        ("users", Node::List("user", users)),
    ])
}

fn home_user(
    world: &World,
    member: &HomeMember,
    admin: bool,
    guest: bool,
    reading: Reading,
) -> Node {
    let person = world.person(member.person);
    let friendly = if person.restricted {
        &person.title
    } else {
        &person.friendly_name
    };
    Node::Object(vec![
        ("id", Node::Number(person.id)),
        ("uuid", Node::text(&person.uuid)),
        ("title", Node::text(&person.title)),
        (
            "username",
            Node::text(person.username.as_deref().unwrap_or_default()),
        ),
        (
            "email",
            Node::text(person.email.as_deref().unwrap_or_default()),
        ),
        ("friendlyName", Node::text(friendly)),
        ("thumb", Node::text(thumb(person, reading))),
        ("hasPassword", Node::Flag(member.has_password)),
        ("restricted", Node::Flag(person.restricted)),
        ("updatedAt", Node::Number(1_722_366_657)),
        (
            "restrictionProfile",
            Node::text_or_null(member.restriction_profile.unwrap_or_default()),
        ),
        ("admin", Node::Flag(admin)),
        ("guest", Node::Flag(guest)),
        ("protected", Node::Flag(person.protected || admin)),
    ])
}

fn number(count: usize) -> Node {
    Node::Number(u64::try_from(count).unwrap_or(u64::MAX))
}
