//! Every request of a run, and everything that can go wrong with its answer.

use super::super::table;
use crate::fake::{ErrorPage, Fault, HostileDocument, Spoiled, Wire};

/// A request of a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request {
    /// The path; of the servers, the first one is asked about at `*`.
    pub(super) path: &'static str,
    answer: Shape,
}

/// What an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    One,
    List,
    /// A list that says how long it is.
    Counted,
}

/// One thing that goes wrong, as the page calls it.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) name: &'static str,
    pub(super) fault: Fault,
}

impl Failure {
    /// Whether the program waits for its answer until it gives up.
    pub(super) fn takes_time(&self) -> bool {
        matches!(self.fault, Fault::Wire(Wire::Silence))
    }
}

/// Where the members of the Home are read.
const HOME: &str = "/api/home/users";

/// Every request, in the order of the page.
pub(super) const REQUESTS: [Request; 8] = [
    request(table::ACCOUNT, Shape::One),
    request(table::RESOURCES, Shape::List),
    request(table::USERS, Shape::Counted),
    request(table::LIBRARIES, Shape::Counted),
    request(table::SHARES, Shape::Counted),
    request(table::INVITES, Shape::Counted),
    request(table::PENDING, Shape::List),
    request(HOME, Shape::Counted),
];

const fn request(path: &'static str, answer: Shape) -> Request {
    Request { path, answer }
}

impl Request {
    /// The path as the page shows it.
    pub(super) fn title(self) -> String {
        self.path.replace('*', "{server}")
    }

    /// When it is asked, if that is not always so.
    pub(super) fn about(self) -> &'static str {
        match self.path {
            table::LIBRARIES | table::SHARES => "It fails for one of the two servers.\n\n",
            table::PENDING => {
                "It is asked for only if `/api/invites/requested` is refused, here with 410.\n\n"
            }
            HOME => "It is asked for if a person with a share is not in the list of people.\n\n",
            _ => "",
        }
    }

    /// Everything that can go wrong with the answer.
    pub(super) fn failures(self) -> Vec<Failure> {
        let named = |(name, fault)| Failure { name, fault };
        let mut all: Vec<Failure> = anywhere().into_iter().map(named).collect();
        let spoiled = |(name, spoiled)| Failure {
            name,
            fault: Fault::Spoiled(spoiled),
        };
        all.extend(ids().map(spoiled));
        if self.answer != Shape::One {
            all.extend(lists().map(spoiled));
        }
        if self.answer == Shape::Counted {
            all.extend(counted().map(spoiled));
        }
        if self.path == table::SHARES {
            all.extend(people().map(spoiled));
        }
        all
    }
}

fn anywhere() -> Vec<(&'static str, Fault)> {
    vec![
        ("401", Fault::Page(ErrorPage::Unauthenticated)),
        ("403", Fault::Status(403)),
        ("404", Fault::Page(ErrorPage::NotFoundV2)),
        ("410", Fault::Page(ErrorPage::Retired)),
        ("429", Fault::Page(ErrorPage::RateLimited(None))),
        ("503", Fault::Page(ErrorPage::Unavailable)),
        ("HTML", Fault::Hostile(HostileDocument::HtmlAt200)),
        ("cut off", Fault::Wire(Wire::CutBody)),
        ("another document", Fault::Spoiled(Spoiled::WrongRoot)),
        ("no answer", Fault::Wire(Wire::Close)),
        ("no answer in time", Fault::Wire(Wire::Silence)),
        ("unknown keys", Fault::Spoiled(Spoiled::UnknownParts)),
    ]
}

fn ids() -> [(&'static str, Spoiled); 3] {
    [
        ("an entry without id", Spoiled::NoId),
        ("an entry with the id 0", Spoiled::Id("0")),
        ("an entry with the id `abc`", Spoiled::Id("abc")),
    ]
}

fn lists() -> [(&'static str, Spoiled); 5] {
    [
        ("an entry with nothing but an id", Spoiled::BareEntry),
        ("an entry twice", Spoiled::DuplicateIdentical),
        (
            "an entry twice with other content",
            Spoiled::DuplicateWithOtherContent,
        ),
        ("a missing entry", Spoiled::FirstMissing),
        ("no entries", Spoiled::NoEntries),
    ]
}

fn people() -> [(&'static str, Spoiled); 3] {
    [
        (
            "an entry with the person `abc`",
            Spoiled::Text("userID", "abc"),
        ),
        ("an entry with the person -1", Spoiled::Text("userID", "-1")),
        ("an entry with no person", Spoiled::Text("userID", "")),
    ]
}

fn counted() -> [(&'static str, Spoiled); 2] {
    [
        ("half of the entries", Spoiled::MissingEntries),
        ("another number than announced", Spoiled::Size(1)),
    ]
}
