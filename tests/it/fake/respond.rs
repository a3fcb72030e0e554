//! Which request is answered with which document.
//!
//! The order of the checks is that of plex.tv as far as it can be seen from outside: retired and
//! unknown addresses first, then the method, then (v2) the client identifier, then the token.

use std::collections::BTreeMap;

use super::document::{Node, Reading};
use super::fault::ErrorPage;
use super::message::{Body, Method, Reply, Request};
use super::model::{Account, Server, World};
use super::xml::Element;
use super::{date, shared_servers, v1, v2};

/// What signing in leaves behind between two requests.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    /// PIN id to the token it was exchanged for, once somebody has signed in with it.
    pins: BTreeMap<u64, Option<String>>,
    /// Client identifier to the account whose key it registered.
    keys: BTreeMap<String, u64>,
    /// Tokens handed out for a signed statement, and their account.
    issued: BTreeMap<String, u64>,
}

impl Desk {
    /// Somebody signs in with the PIN in the browser.
    pub(crate) fn link(&mut self, pin: u64, token: &str) {
        self.pins.insert(pin, Some(token.to_owned()));
    }

    /// The PIN's time is over.
    pub(crate) fn expire(&mut self, pin: u64) {
        self.pins.remove(&pin);
    }
}

/// What an address stands for.
enum Route<'a> {
    Retired,
    Users,
    Server(&'a str),
    SharedServers(&'a str, Option<u64>),
    HomeUsers,
    InvitesSent,
    InvitesReceived,
    Servers,
    AccountV1,
    V2(RouteV2<'a>),
}

enum RouteV2<'a> {
    User,
    Ping,
    Resources,
    Server(&'a str),
    HomeUsers,
    Accepted,
    Pending,
    PendingInvites,
    NewPin,
    Pin(Option<u64>),
    Key,
    Nonce,
    Statement,
}

fn route<'a>(segments: &[&'a str]) -> Option<Route<'a>> {
    let route = match segments {
        ["api", "friends"] | ["api", "friends", _] | ["pms", "friends", "all"] => Route::Retired,
        ["api", "v2", "friends"] | ["api", "v2", "friends", _] => Route::Retired,
        ["api", "users"] => Route::Users,
        ["api", "servers", machine] => Route::Server(machine),
        ["api", "servers", machine, "shared_servers"] => Route::SharedServers(machine, None),
        ["api", "servers", machine, "shared_servers", share] => {
            Route::SharedServers(machine, Some(share.parse().ok()?))
        }
        ["api", "home", "users"] => Route::HomeUsers,
        ["api", "invites", "requested"] => Route::InvitesSent,
        ["api", "invites", "requests"] => Route::InvitesReceived,
        ["pms", "servers.xml" | "servers"] => Route::Servers,
        ["users", "account" | "account.xml"] => Route::AccountV1,
        ["api", "v2", rest @ ..] => Route::V2(route_v2(rest)?),
        _ => return None,
    };
    Some(route)
}

fn route_v2<'a>(segments: &[&'a str]) -> Option<RouteV2<'a>> {
    let route = match segments {
        ["user"] => RouteV2::User,
        ["ping"] => RouteV2::Ping,
        ["resources"] => RouteV2::Resources,
        ["servers", machine] => RouteV2::Server(machine),
        ["home", "users"] => RouteV2::HomeUsers,
        ["shared_servers", "owned", "accepted"] => RouteV2::Accepted,
        ["shared_servers", "owned", "pending"] => RouteV2::Pending,
        ["shared_servers", "invites", "owned", "pending"] => RouteV2::PendingInvites,
        ["pins"] => RouteV2::NewPin,
        ["pins", id] => RouteV2::Pin(id.parse().ok()),
        ["auth", "jwk"] => RouteV2::Key,
        ["auth", "nonce"] => RouteV2::Nonce,
        ["auth", "token"] => RouteV2::Statement,
        _ => return None,
    };
    Some(route)
}

/// The right answer to a request.
pub(crate) fn respond(
    world: &World,
    desk: &mut Desk,
    request: &Request,
    reading: Reading,
) -> Reply {
    let segments = request.segments();
    let mut reply = match route(&segments) {
        Some(Route::Retired) => ErrorPage::Retired.reply(),
        Some(Route::V2(route)) => respond_v2(world, desk, request, &route, reading),
        Some(_) if request.method != Method::Get => not_allowed("GET"),
        Some(route) => respond_v1(world, desk, request, &route, reading),
        None if segments.starts_with(&["api", "v2"]) => not_found_v2(request),
        None => ErrorPage::NotFoundV1.reply(),
    };
    if let Some(mut random) = reading.random() {
        match &mut reply.body {
            Body::Xml(root) => root.shuffle(&mut random),
            Body::Json(node) => node.shuffle(&mut random),
            Body::Raw(..) | Body::Empty => {}
        }
    }
    reply
}

fn respond_v1(
    world: &World,
    desk: &Desk,
    request: &Request,
    route: &Route<'_>,
    reading: Reading,
) -> Reply {
    let (account, token) = match sign_in(world, desk, request) {
        Ok(signed_in) => signed_in,
        Err(page) => return page.reply(),
    };
    let document = match route {
        Route::Users => Some(v1::users(world, account, reading)),
        Route::Server(machine) => account
            .server(machine)
            .map(|server| v1::server(account, server, reading)),
        Route::SharedServers(machine, share) => account
            .server(machine)
            .filter(|server| share.is_none_or(|id| has_share(server, id)))
            .map(|server| v1::shared_servers(world, account, server, *share)),
        Route::HomeUsers => Some(v1::home_users(world, account, reading)),
        Route::InvitesSent => Some(v1::invitations(account, &account.sent, reading)),
        Route::InvitesReceived => Some(v1::invitations(account, &account.received, reading)),
        Route::Servers => Some(v1::servers(account, token, reading)),
        Route::AccountV1 => Some(v2::user(world, account, token, reading).xml("user")),
        Route::Retired | Route::V2(_) => None,
    };
    document.map_or_else(
        || ErrorPage::NotFoundV1.reply(),
        |root| Reply::new(200, Body::Xml(root)),
    )
}

fn has_share(server: &Server, id: u64) -> bool {
    server.shares.iter().any(|share| share.id == id)
}

fn respond_v2(
    world: &World,
    desk: &mut Desk,
    request: &Request,
    route: &RouteV2<'_>,
    reading: Reading,
) -> Reply {
    let allowed = match route {
        RouteV2::NewPin | RouteV2::Key | RouteV2::Statement => (Method::Post, "POST"),
        _ => (Method::Get, "GET"),
    };
    if request.method != allowed.0 {
        return not_allowed(allowed.1);
    }
    let Some(client) = request.client_identifier() else {
        return in_form(request, ErrorPage::ClientIdentifierMissing);
    };
    match route {
        RouteV2::NewPin => new_pin(world, desk, request),
        RouteV2::Pin(id) => pin(world, desk, request, *id),
        RouteV2::Nonce => {
            let nonce = Node::Object(vec![("nonce", Node::text("5a8dc2f0-nonce"))]);
            v2_reply(request, 200, nonce, "nonce")
        }
        RouteV2::Statement => statement(desk, request, client),
        _ => match sign_in(world, desk, request) {
            Err(page) => in_form(request, page),
            Ok((account, token)) => {
                if matches!(route, RouteV2::Key) {
                    desk.keys.insert(client.to_owned(), account.id);
                    return Reply::new(201, Body::Empty);
                }
                document_v2(world, account, token, route, reading).map_or_else(
                    || not_found_v2(request),
                    |(node, name)| v2_reply(request, 200, node, name),
                )
            }
        },
    }
}

/// The document of a v2 address and its name in XML; `None` if the account has no such thing.
fn document_v2(
    world: &World,
    account: &Account,
    token: &str,
    route: &RouteV2<'_>,
    reading: Reading,
) -> Option<(Node, &'static str)> {
    let document = match route {
        RouteV2::User => (v2::user(world, account, token, reading), "user"),
        RouteV2::Ping => (Node::Object(vec![("pong", Node::Flag(true))]), "ping"),
        RouteV2::Resources => (v2::resources(world, account, reading), "resources"),
        RouteV2::Server(machine) => (v2::server(account.server(machine)?, reading), "server"),
        RouteV2::HomeUsers => (v2::home_users(world, account, reading), "home"),
        RouteV2::Accepted => (
            shared_servers::accepted(world, account, reading),
            "sharedServers",
        ),
        RouteV2::Pending => (
            shared_servers::pending(world, account, reading),
            "sharedServers",
        ),
        RouteV2::PendingInvites => (
            shared_servers::pending_invites(world, account, reading),
            "invites",
        ),
        RouteV2::NewPin | RouteV2::Pin(_) | RouteV2::Key | RouteV2::Nonce | RouteV2::Statement => {
            return None;
        }
    };
    Some(document)
}

/// The account of a token, and the token.
fn sign_in<'a>(
    world: &'a World,
    desk: &Desk,
    request: &'a Request,
) -> Result<(&'a Account, &'a str), ErrorPage> {
    let token = request.token().ok_or(ErrorPage::Unauthenticated)?;
    let issued_to = desk.issued.get(token);
    let account = world
        .accounts
        .iter()
        .find(|account| account.token == token || issued_to == Some(&account.id))
        .ok_or(ErrorPage::Unauthenticated)?;
    if account.withdrawn {
        Err(ErrorPage::InvalidToken)
    } else {
        Ok((account, token))
    }
}

/// Id of the account a request speaks for, withdrawn tokens included.
pub(crate) fn account_of(world: &World, request: &Request) -> Option<u64> {
    let token = request.token()?;
    world
        .accounts
        .iter()
        .find(|account| account.token == token)
        .map(|account| account.id)
}

fn new_pin(world: &World, desk: &mut Desk, request: &Request) -> Reply {
    let id = 111_222_001 + u64::try_from(desk.pins.len()).unwrap_or(0);
    desk.pins.insert(id, None);
    v2_reply(request, 201, pin_document(world, request, id, None), "pin")
}

fn pin(world: &World, desk: &Desk, request: &Request, id: Option<u64>) -> Reply {
    match id.and_then(|id| desk.pins.get(&id).map(|token| (id, token))) {
        Some((id, token)) => v2_reply(
            request,
            200,
            pin_document(world, request, id, token.as_deref()),
            "pin",
        ),
        None => not_found_v2(request),
    }
}

fn pin_document(world: &World, request: &Request, id: u64, token: Option<&str>) -> Node {
    let strong = request.query.contains("strong=true");
    let code = if strong {
        format!("strong{id}pincode{id}")
    } else {
        format!("{:04}", id % 10_000)
    };
    Node::Object(vec![
        ("id", Node::Number(id)),
        ("code", Node::Text(code)),
        ("product", Node::text("plexmgr")),
        ("trusted", Node::Flag(false)),
        (
            "clientIdentifier",
            Node::text(request.client_identifier().unwrap_or_default()),
        ),
        ("expiresIn", Node::Number(1800)),
        ("createdAt", Node::Time(world.now)),
        ("expiresAt", Node::Time(world.now + 1800)),
        ("authToken", token.map_or(Node::Null, Node::text)),
        (
            "newRegistration",
            token.map_or(Node::Null, |_| Node::Flag(false)),
        ),
    ])
}

/// Exchanges a statement for a token. The signature is taken on trust: what is tested is the way there.
fn statement(desk: &mut Desk, request: &Request, client: &str) -> Reply {
    let Some(account) = desk.keys.get(client).copied() else {
        return in_form(request, ErrorPage::Unauthenticated);
    };
    let token = format!("jwt-{account}-{}", desk.issued.len());
    desk.issued.insert(token.clone(), account);
    v2_reply(
        request,
        200,
        Node::Object(vec![("auth_token", Node::Text(token))]),
        "token",
    )
}

fn v2_reply(request: &Request, status: u16, node: Node, name: &str) -> Reply {
    let body = if request.wants_json() {
        Body::Json(node)
    } else {
        Body::Xml(node.xml(name))
    };
    Reply::new(status, body)
}

fn not_found_v2(request: &Request) -> Reply {
    in_form(request, ErrorPage::NotFoundV2)
}

/// An error page of v2 in the form the client asked for.
fn in_form(request: &Request, page: ErrorPage) -> Reply {
    if request.wants_json() {
        page.json_reply()
    } else {
        page.reply()
    }
}

fn not_allowed(allow: &str) -> Reply {
    Reply::new(405, Body::Empty).header("Allow", allow)
}

/// The `Date` header of all answers.
pub(crate) fn date_header(world: &World) -> String {
    date::http(world.now)
}

/// The document `<errors><error …/></errors>`.
pub(crate) fn errors(code: u64, message: &str, status: u16) -> Element {
    let error = Element::new("error")
        .with("code", code)
        .with("message", message)
        .with("status", status);
    Element::new("errors").holding([error])
}
