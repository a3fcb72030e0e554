//! Change sets of any size with any names in them; also measured by the benchmarks.

use std::sync::Arc;

use plexmgr::change::{
    Action, Change, GuardName, Libraries, Names, Payment, Replaced, Share, Subject, Who,
};
use plexmgr::plan::{AccountVerdict, ChangeSet, GuardVerdict, Notice, NoticeKind};
use plexmgr::render::{FileStatus, FileView};
use plexmgr::vocabulary::{AccountName, Class, Date, Handle, PaymentOrigin, Place};

/// How many of what.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Size {
    pub(crate) imports: usize,
    pub(crate) departures: usize,
    pub(crate) updates: usize,
    pub(crate) servers: usize,
    pub(crate) notices: usize,
    /// Guards that refuse.
    pub(crate) refused: usize,
}

/// A plan and the files it writes.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) change_set: ChangeSet,
    pub(crate) files: Vec<FileView>,
}

/// A plan of that size in which the n-th stranger is called as `name` says.
pub(crate) fn made(size: Size, name: &dyn Fn(usize) -> String) -> Made {
    let mut changes = Vec::new();
    for number in 0..size.servers {
        changes.push(server(number, &name(number)));
    }
    for number in 0..size.departures {
        changes.extend(departure(number));
    }
    for number in 0..size.imports {
        changes.extend(import(number, &name(number)));
    }
    for number in 0..size.updates {
        changes.push(update(number, &name(number), &name(number + 1)));
    }
    let files = changes.iter().enumerate();
    let files = files.map(|(number, change)| file(change, &name(number)));
    let files: Vec<FileView> = files.collect();
    Made {
        files,
        change_set: ChangeSet {
            sources: Vec::new(),
            today: day(),
            accounts: vec![AccountVerdict {
                name: AccountName::new(name(0)),
                id: None,
                complete: size.refused == 0,
                believed: size.refused == 0,
                servers: 1,
                users: 2,
            }],
            changes,
            silenced: 0,
            unknown: Vec::new(),
            notices: (0..size.notices).map(|n| notice(n, &name(n))).collect(),
            guards: GuardName::ALL[..size.refused]
                .iter()
                .map(|guard| refusal(*guard, &name(0)))
                .collect(),
        },
    }
}

fn day() -> Date {
    "2026-11-22".parse().expect("a day")
}

fn handle(text: String) -> Handle {
    text.parse().expect("a handle")
}

fn who(kind: &str, number: usize) -> Who {
    Who {
        user: handle(format!("{kind}-{number}")),
        plex_id: Some((1 + number).to_string().parse().expect("an id")),
    }
}

fn change(subject: Subject, action: Action, reason: String) -> Change {
    let file = match subject.who() {
        Some(who) => format!("records/users/{}.yaml", who.user),
        None => "records/servers.yaml".to_owned(),
    };
    Change::edit(subject, Arc::from(file), action, reason)
}

fn server(number: usize, name: &str) -> Change {
    let server = handle(format!("server-{number}"));
    let action = Action::AddServer {
        account: AccountName::new(name),
        machine_id: format!("{number:040}").parse().expect("an id"),
        name: name.to_owned(),
    };
    let reason = format!("owned by account {name}");
    change(Subject::Server(server), action, reason)
}

fn departure(number: usize) -> [Change; 2] {
    let who = who("departed", number);
    let depart = Action::DepartUser { departed: day() };
    let share = share();
    let server = share.server.clone();
    let shared = Subject::Share {
        who: who.clone(),
        server,
    };
    let reason = "no longer shares a recorded server".to_owned();
    [
        change(Subject::User(who), depart, reason),
        change(
            shared,
            Action::RemoveShare(share),
            "no longer shared at Plex".to_owned(),
        ),
    ]
}

fn share() -> Share {
    Share {
        server: handle("atlas".to_owned()),
        libraries: Libraries::Some(vec![handle("movies".to_owned())]),
        invited: None,
        accepted: Some(day()),
    }
}

fn import(number: usize, name: &str) -> [Change; 3] {
    let who = who("imported", number);
    let add = Action::AddUser {
        class: Class::Standard,
        names: Names {
            username: Some(name.to_owned()),
            email: Some(format!("user{number}@example.com")),
            title: None,
        },
    };
    let plan = handle("monthly".to_owned());
    let pay = Action::AddPayment(Payment::of(PaymentOrigin::Import, plan, day(), day()));
    let user = Subject::User(who.clone());
    let share = share();
    let server = share.server.clone();
    let shared = Subject::Share { who, server };
    [
        change(user.clone(), add, format!("shares {name} since 2026-08-31")),
        change(user, pay, "default payment".to_owned()),
        change(shared, Action::AddShare(share), "accepted".to_owned()),
    ]
}

fn update(number: usize, before: &str, after: &str) -> Change {
    let who = who("updated", number);
    let action = Action::UpdateUser {
        username: None,
        email: None,
        title: Some(Replaced {
            before: Some(before.to_owned()),
            after: after.to_owned(),
        }),
        former_emails: None,
    };
    change(Subject::User(who), action, "changed at Plex".to_owned())
}

fn notice(number: usize, name: &str) -> Notice {
    Notice {
        kind: NoticeKind::ALL[number % NoticeKind::ALL.len()],
        subject: name.to_owned(),
        message: format!("was invited to {name} and has not accepted yet"),
        place: Some(Place {
            file: Arc::from("records/users/ada.yaml"),
            line: 3,
            column: 1,
        }),
    }
}

fn refusal(guard: GuardName, name: &str) -> GuardVerdict {
    GuardVerdict {
        name: guard,
        limit: 5,
        found: 8,
        refusal: Some(format!("account `{name}` lists no users")),
        accepted: None,
        to_accept: (guard != GuardName::Empty).then_some(8),
    }
}

fn file(change: &Change, name: &str) -> FileView {
    let path = &change.as_edit().expect("an edit").file;
    let added: String = name.lines().map(|line| format!("+{line}\n")).collect();
    FileView {
        path: path.clone(),
        status: FileStatus::Changed,
        diff: Some(format!(
            "--- a/{path}\n+++ b/{path}\n@@ -1 +1 @@\n-email: marlow@example.com\n{added}"
        )),
    }
}
