//! What can be wrong with an answer, and for which requests it is.
//!
//! A fault acts at one of three stages: on the world before the answer is made ([`View`]), on the
//! finished document ([`Spoiled`], [`HostileDocument`], [`ErrorPage`]) or on the bytes as they leave
//! ([`Wire`]).

use std::time::Duration;

use super::document::Reading;
use super::hostile::{self, Echo};
use super::message::{Body, HTML, JSON, Reply, Request, XML};
use super::model::{Account, World};
use super::respond::{Desk, errors, respond};
use super::spoil;

/// One thing that is wrong.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// An error document plex.tv is known to send.
    Page(ErrorPage),
    /// A status with an HTML body that says nothing.
    Status(u16),
    /// The right answer to a question about a world that is not this one.
    View(View),
    /// What this other account would have got.
    OtherAccount(u64),
    /// The right document, damaged.
    Spoiled(Spoiled),
    /// A document made to hurt its reader.
    Hostile(HostileDocument),
    /// The right document, sent in a wrong way.
    Wire(Wire),
    /// A redirect to the same path at another address.
    Redirect { status: u16, to: String },
}

/// What the account looks like to the requests a fault is for. At `/api/users` alone the lists
/// disagree; at `*` they are consistent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum View {
    Nobody,
    /// Every other person is missing.
    Half,
    NoShares,
    NoLibraries,
    /// All libraries but the first of each server are missing.
    OneLibrary,
}

/// Damage to a document that would have been right.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Spoiled {
    /// `size` is off by this.
    Size(i64),
    /// `totalSize` is off by this.
    TotalSize(i64),
    /// The text ends in the middle, although all announced bytes arrive.
    CutText,
    WrongRoot,
    /// The right text under this content type.
    ContentType(&'static str),
    /// The first entry once more, with other content under its id.
    DuplicateWithOtherContent,
    /// The first entry once more.
    DuplicateIdentical,
    /// The first entry has no attribute but its id; what it holds stays.
    BareEntry,
    /// The first entry has no id.
    NoId,
    /// The first entry has this id.
    Id(&'static str),
    /// The first entry has this text in this attribute.
    Text(&'static str, &'static str),
    /// Every other entry is missing, and the announced numbers still count it.
    MissingEntries,
    /// The first entry is missing, and the announced numbers do not count it.
    FirstMissing,
    /// No entry is there, and the announced numbers say so.
    NoEntries,
    UnknownParts,
    /// The first server is one that nobody has.
    UnknownMachine,
    /// The first user also has a server that is not recorded.
    ExtraServer,
}

/// Documents that no honest server sends.
#[derive(Debug, Clone, Copy)]
pub(crate) enum HostileDocument {
    HtmlAt200,
    EntityBomb,
    ExternalEntity,
    /// This many elements inside each other.
    Nested(usize),
    /// This many arrays inside each other.
    NestedJson(usize),
    Empty,
    NotUtf8,
    /// One attribute twice in one element.
    RepeatedAttribute,
    /// The caller's token, where an error text might quote it.
    TokenEcho(Echo),
}

/// Ways to send a good document badly.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wire {
    /// The connection ends in the middle of the announced bytes.
    CutBody,
    /// The connection ends in the middle of a chunked body.
    CutChunks,
    /// No length is announced; the connection ends in the middle.
    CutByClose,
    /// No length is announced; the connection ends at the end, as HTTP allows.
    EndByClose,
    /// The packed body ends in the middle, although all announced bytes arrive.
    CutGzip,
    /// The body is said to be packed and is not.
    UnpackedGzip,
    /// Half of the body, then nothing.
    Stall,
    /// Users without end, chunked.
    EndlessChunks,
    /// Users without end, after an announced length of a terabyte.
    EndlessLength,
    /// A small body that unpacks to this many million bytes, or without end.
    GzipBomb(Option<u64>),
    /// Members that unpack to nothing, without end.
    EmptyGzipMembers,
    /// One byte of the body at a time.
    Drip(Duration),
    /// One byte of the headers at a time.
    DripHeaders(Duration),
    /// Headers without end.
    EndlessHeaders,
    /// The request is read and never answered.
    Silence,
    /// The connection is reset instead of an answer.
    Reset,
    /// The connection is closed instead of an answer.
    Close,
}

/// The error documents of plex.tv.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorPage {
    ClientIdentifierMissing,
    AlreadySharing,
    Unauthenticated,
    NotFoundV1,
    NotFoundV2,
    Retired,
    InvalidToken,
    DuplicateShare,
    /// With this many seconds in `Retry-After`, if any.
    RateLimited(Option<u32>),
    BadGateway,
    Unavailable,
}

macro_rules! page {
    ($name:literal) => {
        include_str!(concat!("../../fixtures/plex/constructed/errors/", $name))
    };
}

impl ErrorPage {
    /// The XML or HTML form.
    pub(crate) fn reply(self) -> Reply {
        match self {
            Self::ClientIdentifierMissing => {
                let root = errors(1000, "X-Plex-Client-Identifier is missing", 400);
                Reply::new(400, Body::Xml(root))
            }
            Self::AlreadySharing => Reply::raw(400, XML, page!("400_already_sharing_v1.xml")),
            Self::Unauthenticated => Reply::raw(401, XML, page!("401_unauthenticated.xml")),
            Self::NotFoundV1 => Reply::raw(404, HTML, page!("404_not_found_v1.html")),
            Self::NotFoundV2 => {
                let message = "The requested resource or endpoint could not be found";
                Reply::new(404, Body::Xml(errors(1002, message, 404)))
            }
            Self::Retired => Reply::raw(410, XML, page!("410_endpoint_retired.xml")),
            Self::InvalidToken => Reply::raw(422, XML, page!("422_invalid_token.xml")),
            Self::DuplicateShare => Reply::raw(422, XML, page!("422_duplicate_share_v2.xml")),
            Self::RateLimited(wait) => {
                retry_after(Reply::raw(429, XML, page!("429_rate_limited.xml")), wait)
            }
            Self::BadGateway => Reply::raw(502, HTML, page!("502_bad_gateway_edge.html")),
            Self::Unavailable => Reply::raw(503, HTML, page!("503_unavailable.html")),
        }
    }

    /// The JSON form, for the errors that have one.
    pub(crate) fn json_reply(self) -> Reply {
        match self {
            Self::ClientIdentifierMissing => {
                Reply::raw(400, JSON, page!("400_client_identifier_missing.json"))
            }
            Self::Unauthenticated => Reply::raw(401, JSON, page!("401_unauthenticated.json")),
            Self::NotFoundV2 => Reply::raw(404, JSON, page!("404_not_found_v2.json")),
            Self::RateLimited(wait) => {
                retry_after(Reply::raw(429, JSON, page!("429_rate_limited.json")), wait)
            }
            other => other.reply(),
        }
    }
}

fn retry_after(reply: Reply, wait: Option<u32>) -> Reply {
    match wait {
        Some(seconds) => reply.header("Retry-After", seconds.to_string()),
        None => reply,
    }
}

/// A fault and the requests it is for.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    path: String,
    account: Option<u64>,
    left: Option<usize>,
    fault: Fault,
}

impl Rule {
    /// For every request to `path`, where `*` stands for one part of it and `*` alone for any path.
    pub(crate) fn new(path: &str, fault: Fault) -> Self {
        Self {
            path: path.to_owned(),
            account: None,
            left: None,
            fault,
        }
    }

    /// Only for requests with this account's token.
    pub(crate) fn of(mut self, account: u64) -> Self {
        self.account = Some(account);
        self
    }

    /// Only for the next so many requests.
    pub(crate) fn times(mut self, times: usize) -> Self {
        self.left = Some(times);
        self
    }

    /// The fault, if it is for this request; counts the request if so.
    pub(crate) fn take(&mut self, path: &str, account: Option<u64>) -> Option<Fault> {
        let for_account = self.account.is_none_or(|wanted| account == Some(wanted));
        if !for_account || !matches(&self.path, path) || self.left == Some(0) {
            return None;
        }
        self.left = self.left.map(|left| left - 1);
        Some(self.fault.clone())
    }
}

fn matches(pattern: &str, path: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let wanted: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
    let given: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    wanted.len() == given.len()
        && wanted
            .iter()
            .zip(&given)
            .all(|(wanted, given)| *wanted == "*" || wanted == given)
}

impl Fault {
    /// The answer to a request that this fault is for. What happens on the wire comes later.
    pub(crate) fn reply(
        &self,
        world: &World,
        desk: &mut Desk,
        request: &Request,
        reading: Reading,
    ) -> Reply {
        let mut right = || respond(world, desk, request, reading);
        match self {
            Self::Page(page) if request.wants_json() && request.path.starts_with("/api/v2") => {
                page.json_reply()
            }
            Self::Page(page) => page.reply(),
            Self::Status(status) => Reply::raw(
                *status,
                HTML,
                "<html><body><h1>An error</h1></body></html>\n",
            ),
            Self::View(view) => {
                let mut seen = world.clone();
                seen.accounts
                    .iter_mut()
                    .for_each(|account| view.apply(account));
                respond(&seen, desk, request, reading)
            }
            Self::OtherAccount(id) => respond(world, desk, &as_other(world, request, *id), reading),
            Self::Spoiled(spoiled) => spoil::spoil(*spoiled, right()),
            Self::Hostile(document) => hostile::reply(*document, request),
            Self::Wire(_) => right(),
            Self::Redirect { status, to } => {
                Reply::new(*status, Body::Empty).header("Location", format!("{to}{}", request.path))
            }
        }
    }

    pub(crate) fn wire(&self) -> Option<Wire> {
        match self {
            Self::Wire(wire) => Some(*wire),
            _ => None,
        }
    }
}

impl View {
    fn apply(self, account: &mut Account) {
        let all = account.friends.iter().map(|friend| friend.person);
        let gone: Vec<u64> = match self {
            Self::Nobody => all.collect(),
            Self::Half => all.step_by(2).collect(),
            Self::NoShares => {
                account
                    .servers
                    .iter_mut()
                    .for_each(|server| server.shares.clear());
                return;
            }
            Self::NoLibraries => {
                account
                    .servers
                    .iter_mut()
                    .for_each(|server| server.libraries.clear());
                return;
            }
            Self::OneLibrary => {
                account
                    .servers
                    .iter_mut()
                    .for_each(|server| server.libraries.truncate(1));
                return;
            }
        };
        gone.into_iter().for_each(|person| account.forget(person));
    }
}

/// The request another account would have made, with its own server in the place of a foreign one.
fn as_other(world: &World, request: &Request, id: u64) -> Request {
    let mut other = request.clone();
    let Some(account) = world.account(id) else {
        return other;
    };
    other.query = String::new();
    other.headers.retain(|(name, _)| name != "x-plex-token");
    other
        .headers
        .push(("x-plex-token".to_owned(), account.token.clone()));
    if let Some(theirs) = account.servers.first() {
        let parts = request.path.split('/');
        let replaced: Vec<&str> = parts
            .map(|part| {
                if part.len() == 40 {
                    theirs.machine_id.as_str()
                } else {
                    part
                }
            })
            .collect();
        other.path = replaced.join("/");
    }
    other
}
