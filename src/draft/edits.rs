//! What a change means for a file that is there already, as edits.

use std::collections::BTreeMap;

use super::values;
use crate::plan::{Action, Replaced};
use crate::records::schema::{ServerRecord, UserRecord};
use crate::vocabulary::{Date, Handle};
use crate::yaml::{Edit, Step, Value};

fn key(name: impl ToString) -> Step {
    Step::Key(name.to_string())
}

/// The edits of `servers.yaml`.
///
/// `before` are the servers as they stand, `after` as they are intended: a new server, and the
/// libraries of a server that had none, are written as a whole.
pub(super) fn server_edits(
    before: &BTreeMap<Handle, ServerRecord>,
    after: &BTreeMap<Handle, ServerRecord>,
    actions: &[&Action],
) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut written_whole = std::collections::BTreeSet::new();
    for action in actions {
        let Some(server) = action.server() else {
            continue;
        };
        let Some(record) = after.get(server) else {
            continue;
        };
        match action {
            Action::AddServer { .. } => {
                edits.push(Edit::Set {
                    path: vec![key(server)],
                    value: values::server(record),
                });
            }
            Action::UpdateServer {
                server,
                account,
                name,
            } => {
                let texts = [("account", account.as_ref().map(|a| a.after.to_string()))]
                    .into_iter()
                    .chain([("name", name.as_ref().map(|name| name.after.clone()))]);
                edits.extend(set_texts(&[key(server)], texts));
            }
            Action::AddLibrary { library, .. } => {
                let Some(before) = before.get(server) else {
                    continue;
                };
                let path = vec![key(server), key("libraries")];
                if !before.libraries.is_empty() {
                    let value = values::library(&record.libraries[library]);
                    edits.push(Edit::Set {
                        path: joined(&path, [key(library)]),
                        value,
                    });
                } else if written_whole.insert(server) {
                    let libraries = record.libraries.iter();
                    let libraries = libraries.map(|(h, l)| (h.to_string(), values::library(l)));
                    edits.push(Edit::Set {
                        path,
                        value: Value::Mapping(libraries.collect()),
                    });
                }
            }
            Action::UpdateLibrary {
                server,
                library,
                title,
                kind,
            } => {
                let path = [key(server), key("libraries"), key(library)];
                let texts = [("title", title), ("type", kind)];
                let texts =
                    texts.map(|(name, text)| (name, text.as_ref().map(|t| t.after.clone())));
                edits.extend(set_texts(&path, texts));
            }
            Action::RemoveLibrary {
                server, library, ..
            } => {
                let path = vec![key(server), key("libraries"), key(library)];
                edits.push(Edit::Remove { path });
            }
            _ => {}
        }
    }
    edits
}

/// The edits of one recorded user; `root` leads to the user inside the file.
pub(super) fn user_edits(root: &[Step], record: &UserRecord, action: &Action) -> Vec<Edit> {
    let plex = |name: &str| joined(root, [key("plex"), key(name)]);
    match action {
        Action::AddServer { .. }
        | Action::UpdateServer { .. }
        | Action::AddLibrary { .. }
        | Action::UpdateLibrary { .. }
        | Action::RemoveLibrary { .. }
        | Action::AddUser { .. } => Vec::new(),
        Action::LinkUser { who } => {
            vec![Edit::Set {
                path: plex("id"),
                value: Value::Int(who.plex_id.0),
            }]
        }
        Action::UpdateUser {
            who: _,
            username,
            email,
            title,
            former_emails,
        } => {
            let texts = [("username", username), ("email", email), ("title", title)];
            let texts = texts.map(|(name, text)| (name, text.as_ref().map(|t| t.after.clone())));
            let former = former_emails.iter().flat_map(|Replaced { before, after }| {
                let known = before.as_ref().map_or(0, Vec::len);
                after.iter().skip(known).map(|email| Edit::Append {
                    path: plex("former_emails"),
                    value: Value::Text(email.clone()),
                })
            });
            set_texts(&joined(root, [key("plex")]), texts)
                .chain(former)
                .collect()
        }
        Action::ReturnUser { .. } => vec![Edit::Remove {
            path: plex("departed"),
        }],
        Action::DepartUser { who: _, departed } => {
            vec![Edit::Set {
                path: plex("departed"),
                value: values::date(*departed),
            }]
        }
        Action::AddPayment {
            who: _,
            plan,
            start,
            end,
        } => vec![Edit::Append {
            path: joined(root, [key("payments")]),
            value: values::import_payment(plan, *start, *end),
        }],
        Action::AddShare { who: _, share } => {
            vec![Edit::Append {
                path: plex("shares"),
                value: values::share(share),
            }]
        }
        Action::UpdateShare {
            who: _,
            server,
            libraries,
            invited,
            accepted,
        } => {
            let Some(share) = share_path(&plex("shares"), record, server) else {
                return Vec::new();
            };
            let set = |name: &str, value| Edit::Set {
                path: joined(&share, [key(name)]),
                value,
            };
            let date = |date: &Replaced<Date>| values::date(date.after);
            [
                libraries
                    .as_ref()
                    .map(|l| set("libraries", values::libraries(&l.after))),
                invited
                    .as_ref()
                    .map(|invited| set("invited", date(invited))),
                accepted
                    .as_ref()
                    .map(|accepted| set("accepted", date(accepted))),
            ]
            .into_iter()
            .flatten()
            .collect()
        }
        Action::RemoveShare { who: _, share } => share_path(&plex("shares"), record, &share.server)
            .map(|path| Edit::Remove { path })
            .into_iter()
            .collect(),
    }
}

/// Where the share of `server` stands in the record as it was read.
fn share_path(shares: &[Step], record: &UserRecord, server: &Handle) -> Option<Vec<Step>> {
    let index = record
        .plex
        .shares
        .iter()
        .position(|share| share.server.value == *server)?;
    Some(joined(shares, [Step::Index(index)]))
}

fn set_texts<'t>(
    path: &[Step],
    texts: impl IntoIterator<Item = (&'t str, Option<String>)>,
) -> impl Iterator<Item = Edit> {
    texts.into_iter().filter_map(move |(name, text)| {
        Some(Edit::Set {
            path: joined(path, [key(name)]),
            value: Value::Text(text?),
        })
    })
}

fn joined<const N: usize>(path: &[Step], steps: [Step; N]) -> Vec<Step> {
    path.iter().cloned().chain(steps).collect()
}
