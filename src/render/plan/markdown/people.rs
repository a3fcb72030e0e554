//! Who departs, who is imported and whose record changes.

use super::words;
use crate::change::{Action, Change, Names, Share, Who};
use crate::plan::ChangeSet;
use crate::render::kit::markdown::budget::Section;
use crate::render::kit::markdown::escape::{Voice, code};
use crate::vocabulary::{Class, Date, Handle};

/// The changes of a change set that are about users, put together by what happens to each.
#[derive(Debug, Default)]
pub(super) struct People<'s> {
    departures: Vec<Departure<'s>>,
    imports: Vec<Import<'s>>,
    updates: Vec<(&'s Who, &'s Change)>,
}

#[derive(Debug)]
struct Departure<'s> {
    user: &'s Handle,
    departed: Date,
    reason: &'s str,
    /// The servers that are no longer shared.
    servers: Vec<&'s Handle>,
}

#[derive(Debug)]
struct Import<'s> {
    user: &'s Handle,
    class: Class,
    names: &'s Names,
    reason: &'s str,
    payment: Option<(&'s Handle, Date, Date)>,
    shares: Vec<&'s Share>,
}

impl<'s> People<'s> {
    /// Puts the changes together; those of one user stand side by side.
    pub(super) fn of(set: &'s ChangeSet) -> Self {
        let mut people = Self::default();
        let user = |change: &'s Change| change.who().map(|who| &who.user);
        for change in &set.changes {
            let Some(who) = change.who() else {
                continue;
            };
            let import = people.imports.last_mut();
            let import = import.filter(|import| Some(import.user) == user(change));
            let departure = people.departures.last_mut();
            let departure = departure.filter(|departure| Some(departure.user) == user(change));
            let Some(action) = change.action() else {
                continue;
            };
            match (action, import, departure) {
                (Action::AddUser { class, names }, _, _) => people.imports.push(Import {
                    user: &who.user,
                    class: *class,
                    names,
                    reason: &change.reason,
                    payment: None,
                    shares: Vec::new(),
                }),
                (Action::AddPayment(payment), Some(import), _) => {
                    let period = payment.period.as_ref();
                    import.payment = period.map(|period| (&period.plan, period.start, period.end));
                }
                (Action::AddShare(share), Some(import), _) => import.shares.push(share),
                (Action::DepartUser { departed }, _, _) => people.departures.push(Departure {
                    user: &who.user,
                    departed: *departed,
                    reason: &change.reason,
                    servers: Vec::new(),
                }),
                (Action::RemoveShare(share), _, Some(departure)) => {
                    departure.servers.push(&share.server);
                }
                _ => people.updates.push((who, change)),
            }
        }
        people
    }
}

/// All departing users, with day, reason and servers.
pub(super) fn departures(people: &People<'_>, voice: Voice) -> Section {
    let row = |departure: &Departure<'_>| {
        let Departure {
            user,
            departed,
            reason,
            servers,
        } = departure;
        let servers: Vec<String> = servers.iter().map(|server| code(server.as_str())).collect();
        let servers = match servers.as_slice() {
            [] => String::new(),
            servers => format!(", until now {}", servers.join(", ")),
        };
        format!(
            "- {} on {departed}: {}{servers}\n",
            code(user.as_str()),
            voice.sentence(reason)
        )
    };
    departure_section(people, row)
}

/// The same with nothing but the names, where there are very many.
pub(super) fn departures_by_name(people: &People<'_>) -> Section {
    departure_section(people, |departure| {
        format!("- {}\n", code(departure.user.as_str()))
    })
}

fn departure_section(people: &People<'_>, row: impl Fn(&Departure<'_>) -> String) -> Section {
    Section {
        opening: format!("### Departures ({})\n\n", people.departures.len()),
        rows: people.departures.iter().map(row).collect(),
        nouns: ["departure", "departures"],
    }
}

/// All imported users.
pub(super) fn imports(people: &People<'_>, voice: Voice) -> Section {
    Section {
        opening: format!(
            "### Imports ({})\n\n\
             | User | At Plex | Class | First payment | Shares | Why |\n\
             | --- | --- | --- | --- | --- | --- |\n",
            people.imports.len()
        ),
        rows: people
            .imports
            .iter()
            .map(|import| import_row(import, voice))
            .collect(),
        nouns: ["import", "imports"],
    }
}

fn import_row(import: &Import<'_>, voice: Voice) -> String {
    let Import {
        user,
        class,
        names,
        reason,
        payment,
        shares,
    } = import;
    let payment = match payment {
        Some((plan, start, end)) => format!("{} {start} to {end}", code(plan.as_str())),
        None => "none".to_owned(),
    };
    let shares: Vec<String> = shares
        .iter()
        .map(|share| words::share(share, voice))
        .collect();
    format!(
        "| {} | {} | {} | {payment} | {} | {} |\n",
        code(user.as_str()),
        called(names, voice),
        class.word(),
        shares.join(", "),
        voice.sentence(reason)
    )
}

/// The names a person has at Plex.
fn called(names: &Names, voice: Voice) -> String {
    let Names {
        username,
        email,
        title,
    } = names;
    let title = title
        .as_ref()
        .filter(|title| username.as_ref() != Some(title));
    let names = [
        ("username", username.as_ref()),
        ("title", title),
        ("email", email.as_ref()),
    ];
    let names = names
        .into_iter()
        .filter_map(|(key, name)| Some(voice.value(key, name?)));
    let names: Vec<String> = names.collect();
    names.join(", ")
}

/// What changes in the records of users who stay.
pub(super) fn updates(people: &People<'_>, voice: Voice) -> Section {
    let row = |(who, change): &(&Who, &Change)| {
        let share = change.server();
        let fields = words::what(change, voice);
        let on = match (share, change.action()) {
            (Some(server), Some(Action::UpdateShare { .. })) => {
                format!("{}: ", code(server.as_str()))
            }
            _ => String::new(),
        };
        format!(
            "| {} | {} | {on}{fields} | {} |\n",
            code(who.user.as_str()),
            code(change.kind().word()),
            voice.sentence(&change.reason)
        )
    };
    Section {
        opening: format!(
            "### Updates ({})\n\n| User | Change | What | Why |\n| --- | --- | --- | --- |\n",
            people.updates.len()
        ),
        rows: people.updates.iter().map(row).collect(),
        nouns: ["update", "updates"],
    }
}
