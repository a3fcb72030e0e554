//! What a change means for a file that is there already, as edits.

use std::collections::{BTreeMap, BTreeSet};

use super::{payments, values};
use crate::change::{
    Action, Change, Confirmation, FieldChange, Libraries, Replaced, Subject, UserKey,
};
use crate::records::schema::{LibraryRecord, ServerRecord, UserRecord};
use crate::vocabulary::{Date, Handle};
use crate::yaml::{Edit, PathStep, Value};

pub(super) fn key(name: impl ToString) -> PathStep {
    PathStep::Key(name.to_string())
}

/// The edits of `servers.yaml`.
///
/// `before` are the servers as they stand, `after` as they are intended: a new server, and the
/// libraries of a server that had none, are written as a whole.
pub(super) fn server_edits(
    before: &BTreeMap<Handle, ServerRecord>,
    after: &BTreeMap<Handle, ServerRecord>,
    changes: &[&Change],
) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut written_whole = BTreeSet::new();
    for change in changes {
        let Some(action) = change.action() else {
            continue;
        };
        match (&change.subject, action) {
            (Subject::Server(server), action) => {
                edits.extend(edits_of_server(after, server, action));
            }
            (Subject::Library { server, .. }, Action::AddLibrary { .. })
                if before
                    .get(server)
                    .is_none_or(|server| server.libraries.is_empty()) =>
            {
                // The libraries of a new server are part of its own text.
                let is_recorded = before.contains_key(server) && written_whole.insert(server);
                let record = after.get(server).filter(|_| is_recorded);
                edits.extend(record.map(|record| all_libraries(server, record)));
            }
            (Subject::Library { server, library }, action) => {
                let record = after.get(server);
                let record = record.and_then(|record| record.libraries.get(library));
                edits.extend(edits_of_library(record, server, library, action));
            }
            _ => {}
        }
    }
    edits
}

fn edits_of_server(
    after: &BTreeMap<Handle, ServerRecord>,
    server: &Handle,
    action: &Action,
) -> Vec<Edit> {
    match action {
        Action::AddServer { .. } => {
            let whole = after.get(server).map(|record| Edit::Set {
                path: vec![key(server)],
                value: values::server(record),
            });
            whole.into_iter().collect()
        }
        Action::UpdateServer { account, name } => {
            let account = account.as_ref().map(|account| account.after.to_string());
            set_texts(
                &[key(server)],
                [("account", account), ("name", replacement(name))],
            )
        }
        _ => Vec::new(),
    }
}

/// The libraries of a server that had none.
fn all_libraries(server: &Handle, record: &ServerRecord) -> Edit {
    let libraries = record.libraries.iter();
    let libraries =
        libraries.map(|(handle, library)| (handle.to_string(), values::library(library)));
    Edit::Set {
        path: vec![key(server), key("libraries")],
        value: Value::Mapping(libraries.collect()),
    }
}

fn edits_of_library(
    record: Option<&LibraryRecord>,
    server: &Handle,
    library: &Handle,
    action: &Action,
) -> Vec<Edit> {
    let path = vec![key(server), key("libraries"), key(library)];
    match action {
        Action::AddLibrary { .. } => {
            let set = record.map(|record| Edit::Set {
                path,
                value: values::library(record),
            });
            set.into_iter().collect()
        }
        Action::UpdateLibrary { title, kind } => {
            let texts = [("title", replacement(title)), ("type", replacement(kind))];
            set_texts(&path, texts)
        }
        Action::RemoveLibrary { .. } => vec![Edit::Remove { path }],
        _ => Vec::new(),
    }
}

/// The edits of one recorded user; `root` leads to the user inside the file.
pub(super) fn user_edits(root: &[PathStep], record: &UserRecord, change: &Change) -> Vec<Edit> {
    match (&change.subject, change.action()) {
        (Subject::User(_), Some(action)) => edits_of_user(root, action),
        (Subject::Payment { number, .. }, Some(action)) => {
            let index = index_of(*number);
            let path = joined(root, [key("payments"), PathStep::Index(index)]);
            match action {
                Action::ConfirmPayment(confirmation) => confirmed(&path, confirmation),
                action => payments::edits_of_payment(&path, record.payments.get(index), action),
            }
        }
        (Subject::Share { server, .. }, Some(action)) => {
            let shares = joined(root, [key("plex"), key("shares")]);
            edits_of_share(shares, record, server, action)
        }
        _ => Vec::new(),
    }
}

fn edits_of_user(root: &[PathStep], action: &Action) -> Vec<Edit> {
    let plex = |name: &str| joined(root, [key("plex"), key(name)]);
    match action {
        Action::LinkUser { id } => vec![Edit::Set {
            path: plex("id"),
            value: Value::Int(id.0),
        }],
        Action::UpdateUser {
            username,
            email,
            title,
            former_emails,
        } => {
            let texts = [("username", username), ("email", email), ("title", title)];
            let texts = texts.map(|(name, text)| (name, replacement(text)));
            let mut edits = set_texts(&joined(root, [key("plex")]), texts);
            edits.extend(former_emails.iter().flat_map(|Replaced { before, after }| {
                let before = before.as_deref().unwrap_or_default();
                let text = |email: &String| Value::Text(email.clone());
                listed(&plex("former_emails"), before, after, text)
            }));
            edits
        }
        Action::RelinkUser { id, former_ids } => {
            let mut edits = vec![Edit::Set {
                path: plex("id"),
                value: Value::Int(id.after.0),
            }];
            let Replaced { before, after } = former_ids;
            let before = before.as_deref().unwrap_or_default();
            edits.extend(listed(&plex("former_ids"), before, after, |id| {
                Value::Int(id.0)
            }));
            edits
        }
        Action::ReturnUser { .. } => vec![Edit::Remove {
            path: plex("departed"),
        }],
        Action::DepartUser { departed } => vec![Edit::Set {
            path: plex("departed"),
            value: values::date(*departed),
        }],
        Action::AddPayment(payment) => vec![Edit::Append {
            path: joined(root, [key("payments")]),
            value: values::payment(&payment.record()),
        }],
        Action::SetField(field) => edits_of_field(root, field),
        Action::SwitchPlan { plan } => set_texts(root, [("plan", Some(plan.after.to_string()))]),
        _ => Vec::new(),
    }
}

/// Where the payment with this number is in the list.
pub(super) fn index_of(number: u32) -> usize {
    usize::try_from(number).map_or(usize::MAX, |number| number.saturating_sub(1))
}

fn confirmed(payment: &[PathStep], confirmation: &Confirmation) -> Vec<Edit> {
    let Confirmation {
        plan,
        start,
        end,
        origin,
        subscription_id,
    } = confirmation;
    let date = |date: &Replaced<Date>| values::date(date.after);
    let values = [
        (
            "plan",
            plan.as_ref()
                .map(|plan| Value::Text(plan.after.to_string())),
        ),
        ("start", start.as_ref().map(date)),
        ("end", end.as_ref().map(date)),
        ("origin", Some(Value::Plain(origin.after.word().to_owned()))),
        (
            "subscription_id",
            replacement(subscription_id).map(Value::Text),
        ),
    ];
    set_values(payment, values)
}

/// Sets or removes a key.
fn edits_of_field(root: &[PathStep], field: &FieldChange) -> Vec<Edit> {
    let name = field.key;
    let path: Vec<PathStep> = root.iter().cloned().chain(name.path().map(key)).collect();
    if name.is_list() && field.after.is_some() {
        let (before, after) = field.lists();
        let text = |text: &String| Value::Text(text.clone());
        return match before.is_empty() {
            true => vec![Edit::Set {
                path,
                value: Value::Sequence(after.iter().map(text).collect()),
            }],
            false => listed(&path, before, after, text),
        };
    }
    let edit = match (field.text(), name) {
        (Some(text), UserKey::Class) => Edit::Set {
            path,
            value: Value::Plain(text.clone()),
        },
        (Some(text), _) => Edit::Set {
            path,
            value: Value::Text(text.clone()),
        },
        (None, _) => Edit::Remove { path },
    };
    vec![edit]
}

/// One edit for each item that a list loses, and for each that it gains at its end.
fn listed<T: PartialEq>(
    list: &[PathStep],
    before: &[T],
    after: &[T],
    value: impl Fn(&T) -> Value,
) -> Vec<Edit> {
    let mut wanted = after.iter().peekable();
    let mut edits = Vec::new();
    for (index, item) in before.iter().enumerate() {
        if wanted.next_if_eq(&item).is_none() {
            let path = joined(list, [PathStep::Index(index)]);
            edits.push(Edit::Remove { path });
        }
    }
    edits.extend(wanted.map(|item| Edit::Append {
        path: list.to_vec(),
        value: value(item),
    }));
    edits
}

/// The edits of the list of libraries, which is written as a whole where there is none yet or any more.
fn listed_libraries(share: &[PathStep], replaced: &Replaced<Libraries>) -> Vec<Edit> {
    let path = joined(share, [key("libraries")]);
    match (&replaced.before, &replaced.after) {
        (Some(Libraries::Some(before)), Libraries::Some(after)) => {
            listed(&path, before, after, values::library_name)
        }
        (_, after) => vec![Edit::Set {
            path,
            value: values::libraries(after),
        }],
    }
}

fn edits_of_share(
    shares: Vec<PathStep>,
    record: &UserRecord,
    server: &Handle,
    action: &Action,
) -> Vec<Edit> {
    if let Action::AddShare(share) = action {
        return vec![Edit::Append {
            path: shares,
            value: values::share(share),
        }];
    }
    let Some(share) = share_path(&shares, record, server) else {
        return Vec::new();
    };
    match action {
        Action::UpdateShare {
            libraries,
            invited,
            accepted,
        } => {
            let date = |date: &Replaced<Date>| values::date(date.after);
            let libraries = libraries.iter();
            let mut edits: Vec<Edit> = libraries
                .flat_map(|libraries| listed_libraries(&share, libraries))
                .collect();
            edits.extend(set_values(
                &share,
                [("invited", invited.as_ref().map(date))],
            ));
            edits.extend(accepted.as_ref().map(|accepted| {
                let path = joined(&share, [key("accepted")]);
                match accepted.after {
                    Some(day) => Edit::Set {
                        path,
                        value: values::date(day),
                    },
                    None => Edit::Remove { path },
                }
            }));
            edits
        }
        Action::RemoveShare(_) => vec![Edit::Remove { path: share }],
        _ => Vec::new(),
    }
}

/// Where the share of `server` stands in the record as it was read.
fn share_path(shares: &[PathStep], record: &UserRecord, server: &Handle) -> Option<Vec<PathStep>> {
    let index = record
        .plex
        .shares
        .iter()
        .position(|share| share.server.value == *server)?;
    Some(joined(shares, [PathStep::Index(index)]))
}

pub(super) fn replacement(text: &Option<Replaced<String>>) -> Option<String> {
    text.as_ref().map(|text| text.after.clone())
}

fn set_texts<const N: usize>(path: &[PathStep], texts: [(&str, Option<String>); N]) -> Vec<Edit> {
    set_values(
        path,
        texts.map(|(name, text)| (name, text.map(Value::Text))),
    )
}

/// One edit for each key that has a value.
pub(super) fn set_values<const N: usize>(
    path: &[PathStep],
    values: [(&str, Option<Value>); N],
) -> Vec<Edit> {
    let edits = values.into_iter().filter_map(|(name, value)| {
        Some(Edit::Set {
            path: joined(path, [key(name)]),
            value: value?,
        })
    });
    edits.collect()
}

pub(super) fn joined<const N: usize>(path: &[PathStep], steps: [PathStep; N]) -> Vec<PathStep> {
    path.iter().cloned().chain(steps).collect()
}
