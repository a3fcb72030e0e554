//! `plexmgr remove`: a record and every reference to it.

use std::collections::BTreeSet;

use super::rename::Thing;
use super::{Decided, Input, Outcome, Refusal, Target};
use crate::change::{Action, Change, Libraries, Names, Replaced, Share, Subject};
use crate::problem::listed;
use crate::records::schema::{Decision, LibraryChoice, ShareRecord, Split};
use crate::vocabulary::{AccountName, Handle, MachineId, Placed, counted};

/// How many users a refusal names.
const MOST_NAMED: usize = 3;

/// What else was asked for with a removal.
#[derive(Debug, Clone, Default)]
pub struct Remove {
    /// Whether a user who shares something, or a server that may still be listed, is removed.
    pub anyway: bool,
    /// Whether the history keeps nothing of the removed record.
    pub erase: bool,
    /// The accounts that are asked, whose servers Plex may still list.
    pub accounts: BTreeSet<AccountName>,
    /// The servers that no run records, whatever Plex lists.
    pub ignored: BTreeSet<MachineId>,
}

/// Removes a record and every reference to it.
///
/// # Errors
/// When it is not recorded, or something speaks against it.
pub fn remove(input: &Input<'_>, thing: &Thing, options: &Remove) -> Outcome {
    let removed = thing.recorded(input).and_then(|()| match thing {
        Thing::User(user) => remove_user(input, thing, user, options),
        Thing::Plan(plan) => remove_plan(input, thing, plan),
        Thing::Server(server) => remove_server(input, thing, server, options),
        Thing::Library { server, library } => remove_library(input, thing, server, library),
    });
    let decided = |changes| Decided {
        changes,
        ..Decided::default()
    };
    removed.map(decided).map_err(|refusal| vec![refusal])
}

fn change(input: &Input<'_>, thing: &Thing, action: Action) -> Change {
    Change::edit(thing.subject(input), thing.file(input), action, "removed")
}

fn text(text: Option<&Placed<String>>) -> Option<String> {
    text.map(|text| text.value.clone())
}

fn remove_user(
    input: &Input<'_>,
    thing: &Thing,
    user: &Handle,
    options: &Remove,
) -> Result<Vec<Change>, Refusal> {
    let Some(record) = input.household.records.users.get(user) else {
        return Ok(Vec::new());
    };
    if let Some(refusal) = still_named(input, user) {
        return Err(refusal);
    }
    let servers = record.plex.shares.iter().map(|share| share.server.as_str());
    let servers: Vec<&str> = servers.collect();
    if !servers.is_empty() && !options.anyway {
        let message = format!("still shares {}", listed(servers));
        return Err(Refusal::new(user, message)
            .help("end the share at Plex and run `plexmgr apply`, or add `--anyway`"));
    }
    let names = match options.erase {
        true => Names::default(),
        false => Names {
            username: text(record.plex.username.as_ref()),
            email: text(record.plex.email.as_ref()),
            title: text(record.plex.title.as_ref()),
        },
    };
    Ok(vec![change(input, thing, Action::RemoveUser(names))])
}

/// Why a user has to stay: others have time by their payments, or a rule or an undecided split names them.
fn still_named(input: &Input<'_>, user: &Handle) -> Option<Refusal> {
    let records = &input.household.records;
    let covered: Vec<&Handle> = records.covered(user).collect();
    if !covered.is_empty() {
        let message = format!("covers {}", some_of(&covered));
        let help = "change `covered_by` of these users first";
        return Some(Refusal::new(user, message).help(help));
    }
    let names = |users: Vec<&Placed<Handle>>| users.iter().any(|named| named.value == *user);
    let mut rules = records.matching.iter();
    if let Some(rule) = rules.find(|rule| names(rule.value.then.users())) {
        let message = format!("a rule names this user, at {}", rule.place);
        return Some(Refusal::new(user, message).help("change or remove the rule first"));
    }
    let mut decisions = records.decisions.values();
    let split = decisions.find(|decision| match &decision.value {
        Decision::Split(Split::Equally(_)) => names(decision.value.users()),
        _ => false,
    })?;
    let message = format!(
        "a decision splits a transaction with this user, at {}",
        split.place
    );
    let help =
        "write the part of each user there first, as in `split: {badger: 5.00 EUR, cub: 5.00 EUR}`";
    Some(Refusal::new(user, message).help(help))
}

fn remove_plan(input: &Input<'_>, thing: &Thing, plan: &Handle) -> Result<Vec<Change>, Refusal> {
    let records = &input.household.records;
    let pays = |(handle, user): (_, &crate::records::schema::UserRecord)| {
        let mut payments = user.payments.iter();
        payments
            .any(|payment| payment.plan() == Some(plan))
            .then_some(handle)
    };
    let paid: Vec<&Handle> = records.users.iter().filter_map(pays).collect();
    if !paid.is_empty() {
        let message = format!("payments name it, of {}", some_of(&paid));
        return Err(Refusal::new(plan, message)
            .help("a plan that was paid for stays; `plexmgr switch` moves users to another one"));
    }
    let mut decisions = records.decisions.values();
    let names =
        |decision: &&Placed<Decision>| decision.value.plan().is_some_and(|own| own.value == *plan);
    if let Some(decision) = decisions.find(names) {
        let message = format!("a decision names it, at {}", decision.place);
        return Err(Refusal::new(plan, message).help("change the decision first"));
    }
    if records.plans.get(plan).is_some_and(|plan| plan.default) {
        return Err(
            Refusal::new(plan, "is the default plan, on which imported users start")
                .help("give another plan `default: true` first"),
        );
    }
    Ok(vec![change(input, thing, Action::RemovePlan {})])
}

/// `ada, bob and 5 more users`
fn some_of(users: &[&Handle]) -> String {
    let named = users.iter().take(MOST_NAMED).map(|user| user.as_str());
    match users.len().saturating_sub(MOST_NAMED) {
        0 => listed(named),
        more => format!(
            "{} and {} more",
            named.collect::<Vec<_>>().join(", "),
            counted(more, "user")
        ),
    }
}

fn remove_server(
    input: &Input<'_>,
    thing: &Thing,
    server: &Handle,
    options: &Remove,
) -> Result<Vec<Change>, Refusal> {
    let Some(record) = input.household.records.servers.get(server) else {
        return Ok(Vec::new());
    };
    let (account, machine) = (&record.account.value, &record.machine_id.value);
    let may_come_back = options.accounts.contains(account) && !options.ignored.contains(machine);
    if may_come_back && !options.anyway {
        let message = format!("account `{account}` is asked by every plan and may still list it");
        return Err(Refusal::new(server, message).help(format!(
            "if `plexmgr plan` reports it as `server_missing`, add `--anyway`; otherwise add {machine} to \
             `ignore_servers` in `[import]` first",
        )));
    }
    let mut changes = Vec::new();
    for user in thing.named_by(input) {
        if let Some(target) = input.target(user) {
            changes.extend(without_server(input, target, server));
        }
    }
    changes.push(change(
        input,
        thing,
        Action::RemoveServer {
            machine_id: record.machine_id.value.clone(),
            name: text(record.name.as_ref()),
        },
    ));
    Ok(changes)
}

/// The share goes; a user who is left without one departs.
fn without_server(input: &Input<'_>, target: Target<'_>, server: &Handle) -> Vec<Change> {
    let shares = &target.record.plex.shares;
    let Some(share) = shares.iter().find(|share| share.server.value == *server) else {
        return Vec::new();
    };
    let subject = Subject::Share {
        who: target.who(),
        server: server.clone(),
    };
    let reason = format!("server `{server}` is removed");
    let action = Action::RemoveShare(share_of(share));
    let mut changes = vec![target.change_of(subject, action, reason)];
    if shares.len() == 1 && target.record.plex.departed.is_none() {
        let departed = input.today;
        let reason = format!("shared nothing but `{server}`");
        changes.push(target.change(Action::DepartUser { departed }, reason));
    }
    changes
}

fn share_of(record: &ShareRecord) -> Share {
    Share {
        server: record.server.value.clone(),
        libraries: match &record.libraries {
            LibraryChoice::All => Libraries::All,
            LibraryChoice::Some(named) => {
                Libraries::Some(named.iter().map(|library| library.value.clone()).collect())
            }
        },
        invited: record.invited.as_ref().map(|day| day.value),
        accepted: record.accepted.as_ref().map(|day| day.value),
    }
}

fn remove_library(
    input: &Input<'_>,
    thing: &Thing,
    server: &Handle,
    library: &Handle,
) -> Result<Vec<Change>, Refusal> {
    let record = input.household.records.servers.get(server);
    let Some(record) = record.and_then(|server| server.libraries.get(library)) else {
        return Ok(Vec::new());
    };
    let mut changes = Vec::new();
    for user in thing.named_by(input) {
        let Some(target) = input.target(user) else {
            continue;
        };
        let shares = target.record.plex.shares.iter();
        for share in shares.filter(|share| share.server.value == *server) {
            let Share { libraries, .. } = share_of(share);
            let Libraries::Some(named) = &libraries else {
                continue;
            };
            let left = named.iter().filter(|named| *named != library).cloned();
            let action = Action::UpdateShare {
                libraries: Some(Replaced {
                    after: Libraries::Some(left.collect()),
                    before: Some(libraries),
                }),
                invited: None,
                accepted: None,
            };
            let subject = Subject::Share {
                who: target.who(),
                server: server.clone(),
            };
            changes.push(target.change_of(
                subject,
                action,
                format!("library `{library}` is removed"),
            ));
        }
    }
    changes.push(change(
        input,
        thing,
        Action::RemoveLibrary {
            id: record.id.value,
            title: text(record.title.as_ref()),
        },
    ));
    Ok(changes)
}
