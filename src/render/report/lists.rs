//! The people, the servers and the plans.

use serde::Serialize;

use super::bars::{self, Segment};
use super::view::{Day, Tile, name};
use crate::records::schema::UserRecord;
use crate::render::kit::Privacy;
use crate::render::status::words::{capital, distance, lacking, people, share};
use crate::status::{Counts, PlanStatus, ServerStatus, Standing, StandingKind, Status, UserStatus};
use crate::vocabulary::Date;

/// The people of one standing.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    kind: &'static str,
    name: String,
    count: usize,
    people: Vec<PersonRow>,
}

/// One person.
#[derive(Debug, Serialize)]
struct PersonRow {
    handle: String,
    name: Option<String>,
    /// The last day paid for, or the day they left.
    day: Option<Day>,
    /// `2 days ago`, `never paid`
    when: String,
    /// The first day of the next payment, if none is in force.
    starts: Option<Day>,
    plan: Option<String>,
    shares: Vec<String>,
    lacks: Vec<&'static str>,
    /// Addresses with what they are for, if they may be read.
    addresses: Vec<Address>,
}

/// An e-mail address.
#[derive(Debug, Serialize)]
struct Address {
    kind: &'static str,
    text: String,
}

/// One server.
#[derive(Debug, Serialize)]
pub(super) struct ServerRow {
    handle: String,
    name: Option<String>,
    people: String,
    segments: Vec<Segment>,
    tiles: Vec<Tile>,
    libraries: Vec<LibraryRow>,
    no_libraries: usize,
}

/// One library.
#[derive(Debug, Serialize)]
struct LibraryRow {
    name: String,
    users: usize,
}

/// One plan, or none.
#[derive(Debug, Serialize)]
pub(super) struct PlanRow {
    handle: Option<String>,
    name: Option<String>,
    /// `5.00 EUR for 1 month`
    terms: String,
    is_default: bool,
    users: usize,
    kinds: Vec<Tile>,
}

impl Group {
    /// All users by standing, without empty standings.
    pub(super) fn all(status: &Status<'_>, privacy: Privacy) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for user in &status.users {
            let kind = user.standing.kind().word();
            if groups.last().is_none_or(|group| group.kind != kind) {
                groups.push(Self {
                    kind,
                    name: capital(kind),
                    count: 0,
                    people: Vec::new(),
                });
            }
            if let Some(group) = groups.last_mut() {
                group.count += 1;
                group
                    .people
                    .push(PersonRow::of(user, status.today, privacy));
            }
        }
        groups
    }
}

impl PersonRow {
    fn of(user: &UserStatus<'_>, today: Date, privacy: Privacy) -> Self {
        let (day, when) = match user.standing {
            Standing::Expired {
                paid_until: None, ..
            } => (None, "never paid".to_owned()),
            Standing::Expired {
                paid_until: Some(day),
                ..
            }
            | Standing::Expiring {
                paid_until: day, ..
            }
            | Standing::Active {
                paid_until: day, ..
            }
            | Standing::Departed { since: day } => (Some(day), distance(day, today)),
            Standing::Permanent => (None, String::new()),
        };
        let starts = user.standing.starts();
        Self {
            handle: user.handle.to_string(),
            name: user
                .name()
                .filter(|text| *text != user.handle.as_str())
                .map(|text| name(text, privacy)),
            day: day.map(Day::of),
            when,
            starts: starts.map(Day::of),
            plan: user.plan().map(ToString::to_string),
            shares: user.record.plex.shares.iter().map(share).collect(),
            lacks: user.lacks.iter().copied().map(lacking).collect(),
            addresses: match privacy {
                Privacy::Open => addresses(user.record),
                Privacy::Masked => Vec::new(),
            },
        }
    }
}

fn addresses(record: &UserRecord) -> Vec<Address> {
    let plex = record.plex.email.as_ref().map(|email| email.as_str());
    let paypal = record.paypal_email.as_ref().map(|email| email.as_str());
    let address = |(kind, text): (&'static str, Option<&str>)| {
        let text = name(text?, Privacy::Open);
        Some(Address { kind, text })
    };
    let all = [("Plex", plex), ("PayPal", paypal)];
    all.into_iter().filter_map(address).collect()
}

/// The standings that occur.
fn kinds(counts: Counts) -> Vec<Tile> {
    let tile = |kind: StandingKind| Tile {
        kind: kind.word(),
        name: kind.word().to_owned(),
        count: counts.standing(kind),
    };
    let tiles = StandingKind::ALL.into_iter().map(tile);
    tiles.filter(|tile| tile.count > 0).collect()
}

impl ServerRow {
    /// Every server, its bar as long as its people are many beside the largest.
    pub(super) fn all(status: &Status<'_>, privacy: Privacy) -> Vec<Self> {
        let users = status.servers.iter().map(|server| server.counts.users);
        let most = users.max().unwrap_or(0);
        let servers = status.servers.iter();
        servers
            .map(|server| Self::of(server, most, privacy))
            .collect()
    }

    fn of(server: &ServerStatus<'_>, most: usize, privacy: Privacy) -> Self {
        let ServerStatus {
            handle,
            record,
            counts,
            all_libraries: _,
            no_libraries,
            libraries,
        } = server;
        let libraries = libraries.iter().map(|library| LibraryRow {
            name: match &library.record.title {
                Some(title) => name(title, privacy),
                None => library.handle.to_string(),
            },
            users: library.users,
        });
        Self {
            handle: handle.to_string(),
            name: record.name.as_ref().map(|text| name(text, privacy)),
            people: people(counts.users),
            segments: bars::by_standing(*counts, most),
            tiles: kinds(*counts),
            libraries: libraries.collect(),
            no_libraries: *no_libraries,
        }
    }
}

impl PlanRow {
    /// Every plan, and last the users without a plan, if any.
    pub(super) fn all(status: &Status<'_>, privacy: Privacy) -> Vec<Self> {
        let none = status.without_plan;
        let none = (none.users > 0).then(|| Self {
            handle: None,
            name: None,
            terms: String::new(),
            is_default: false,
            users: none.users,
            kinds: kinds(none),
        });
        let plans = status.plans.iter().map(|plan| Self::of(plan, privacy));
        plans.chain(none).collect()
    }

    fn of(plan: &PlanStatus<'_>, privacy: Privacy) -> Self {
        let PlanStatus {
            handle,
            record,
            counts,
        } = plan;
        let duration = record.duration.value;
        let price = record.price.as_ref().filter(|_| privacy == Privacy::Open);
        Self {
            handle: Some(handle.to_string()),
            name: record.name.as_ref().map(|text| name(text, privacy)),
            terms: match price {
                Some(price) => format!("{} for {duration}", price.value),
                None => duration.to_string(),
            },
            is_default: record.default,
            users: counts.users,
            kinds: kinds(*counts),
        }
    }
}
