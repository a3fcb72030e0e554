//! The changes of a plan as lines for people: what belongs to one import is one line, and many lines of one kind
//! are the first three and a number.

use std::collections::BTreeMap;

use super::Extent;
use super::details::details;
use crate::change::{Action, Change, ChangeKind, Libraries, Period, Share};
use crate::vocabulary::Handle;

/// More lines of one kind than this are grouped.
pub(super) const MOST_OF_A_KIND: usize = 10;

/// How many lines of a group are shown.
pub(super) const SHOWN_OF_A_GROUP: usize = 3;

/// A change with what is folded into it.
#[derive(Debug)]
pub(super) struct Line<'s> {
    pub(super) kind: ChangeKind,
    pub(super) subject: String,
    pub(super) details: String,
    /// Why; empty if the details say it.
    pub(super) reason: &'s str,
}

/// The lines of `changes`, in their order: the payment and the shares of an imported user stand in the line of the
/// user, the libraries of a new server in the line of the server.
pub(super) fn lines(changes: &[Change]) -> Vec<Line<'_>> {
    let folded = Folded::of(changes);
    let shown = changes.iter().filter(|change| !folded.holds(change));
    shown
        .map(|change| Line {
            kind: change.kind(),
            subject: change.subject.to_string(),
            details: folded.details(change),
            reason: folded.reason(change),
        })
        .collect()
}

/// What is folded into the lines of new users and servers.
#[derive(Debug)]
pub(super) struct Folded<'s> {
    users: BTreeMap<&'s Handle, Vec<&'s Action>>,
    servers: BTreeMap<&'s Handle, usize>,
}

impl<'s> Folded<'s> {
    pub(super) fn of(changes: &'s [Change]) -> Self {
        let of_kind = |kind| changes.iter().filter(move |change| change.kind() == kind);
        let users = of_kind(ChangeKind::AddUser).filter_map(Change::who);
        let servers = of_kind(ChangeKind::AddServer).filter_map(Change::server);
        let mut folded = Self {
            users: users.map(|who| (&who.user, Vec::new())).collect(),
            servers: servers.map(|server| (server, 0)).collect(),
        };
        for change in changes.iter().filter(|change| is_part(change.kind())) {
            let user = change.who().and_then(|who| folded.users.get_mut(&who.user));
            let server = change.server();
            match (
                user,
                server.and_then(|server| folded.servers.get_mut(server)),
            ) {
                (Some(parts), _) => parts.extend(change.action()),
                (None, Some(libraries)) if change.who().is_none() => *libraries += 1,
                _ => {}
            }
        }
        folded
    }

    /// Whether a change is shown in the line of another one.
    pub(super) fn holds(&self, change: &Change) -> bool {
        let is_in = |user| self.users.contains_key(user);
        let server = || {
            change
                .server()
                .is_some_and(|server| self.servers.contains_key(server))
        };
        is_part(change.kind()) && change.who().map_or_else(server, |who| is_in(&who.user))
    }

    /// `standard, monthly until 2026-12-22, shares atlas, borealis (movies)`
    fn details(&self, change: &Change) -> String {
        match change.action() {
            Some(Action::AddUser { class, .. }) => {
                let parts = change.who().and_then(|who| self.users.get(&who.user));
                format!(
                    "{class}{}",
                    parts.map_or_else(String::new, |parts| imported(parts))
                )
            }
            _ => {
                let libraries = self.libraries(change);
                let libraries = libraries.map(|libraries| format!(", {libraries}"));
                details(change) + &libraries.unwrap_or_default()
            }
        }
    }

    /// How many libraries a new server has.
    pub(super) fn libraries(&self, change: &Change) -> Option<String> {
        let server = change
            .server()
            .filter(|_| change.kind() == ChangeKind::AddServer)?;
        Some(match self.servers.get(server) {
            None | Some(0) => "no libraries".to_owned(),
            Some(1) => "1 library".to_owned(),
            Some(libraries) => format!("{libraries} libraries"),
        })
    }

    /// The reason of an import is what the person shares, which its line says.
    fn reason(&self, change: &'s Change) -> &'s str {
        let shares = |action: &&Action| matches!(action, Action::AddShare(_));
        let parts = change.who().and_then(|who| self.users.get(&who.user));
        let says_shares = parts.is_some_and(|parts| parts.iter().any(shares));
        match change.kind() {
            ChangeKind::AddUser if says_shares => "",
            _ => &change.reason,
        }
    }
}

/// Whether changes of this kind are part of a new user or server.
fn is_part(kind: ChangeKind) -> bool {
    matches!(
        kind,
        ChangeKind::AddPayment | ChangeKind::AddShare | ChangeKind::AddLibrary
    )
}

/// `, monthly until 2026-12-22, shares atlas, borealis (movies)`
fn imported(parts: &[&Action]) -> String {
    let payments = parts.iter().filter_map(|part| match part {
        Action::AddPayment(payment) => Some(match &payment.period {
            Some(Period { plan, end, .. }) => format!(", {plan} until {end}"),
            None => ", for no time".to_owned(),
        }),
        _ => None,
    });
    let shares = parts.iter().filter_map(|part| match part {
        Action::AddShare(share) => Some(shared(share)),
        _ => None,
    });
    let shares: Vec<String> = shares.collect();
    let payments: String = payments.collect();
    match shares.is_empty() {
        true => payments,
        false => format!("{payments}, shares {}", shares.join(", ")),
    }
}

/// `borealis (movies)`
fn shared(share: &Share) -> String {
    let server = &share.server;
    match &share.libraries {
        Libraries::All => server.to_string(),
        Libraries::Some(chosen) if chosen.is_empty() => format!("{server} (no library)"),
        Libraries::Some(chosen) => {
            let chosen: Vec<&str> = chosen.iter().map(Handle::as_str).collect();
            format!("{server} ({})", chosen.join(", "))
        }
    }
}

/// What is shown of items of several kinds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry<'t, T, K> {
    /// One of them.
    Item(&'t T),
    /// That there are more of a kind than are shown.
    More {
        /// The kind.
        kind: K,
        /// How many are not shown.
        hidden: usize,
    },
}

/// `items` in their order, but of a kind with more than ten only three, and then how many more there are.
pub(super) fn grouped<T, K: Copy + Ord>(
    items: &[T],
    kind: impl Fn(&T) -> K,
    extent: Extent,
) -> Vec<Entry<'_, T, K>> {
    let mut counts: BTreeMap<K, usize> = BTreeMap::new();
    for item in items {
        *counts.entry(kind(item)).or_default() += 1;
    }
    let mut seen: BTreeMap<K, usize> = BTreeMap::new();
    let mut entries = Vec::new();
    for item in items {
        let kind = kind(item);
        let count = counts.get(&kind).copied().unwrap_or(0);
        let seen = seen.entry(kind).or_default();
        *seen += 1;
        if extent == Extent::Full || count <= MOST_OF_A_KIND || *seen <= SHOWN_OF_A_GROUP {
            entries.push(Entry::Item(item));
        } else if *seen == SHOWN_OF_A_GROUP + 1 {
            let hidden = count - SHOWN_OF_A_GROUP;
            entries.push(Entry::More { kind, hidden });
        }
    }
    entries
}

/// `and 11 more, 14 in all`
pub(super) fn more(hidden: usize) -> String {
    let all = hidden + SHOWN_OF_A_GROUP;
    format!("and {hidden} more, {all} in all")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_ten_of_a_kind_are_three_and_a_number() {
        let items = |tens: usize, others: usize| {
            let tens = (0..tens).map(|number| ('a', number));
            let others = (0..others).map(|number| ('b', number));
            tens.chain(others).collect::<Vec<_>>()
        };
        let shown = |tens, others, extent| {
            let items = items(tens, others);
            let entries = grouped(&items, |item| item.0, extent);
            let text = |entry: &Entry<'_, (char, usize), char>| match entry {
                Entry::Item((kind, number)) => format!("{kind}{number}"),
                Entry::More { kind, hidden } => format!("{kind}+{hidden}"),
            };
            entries.iter().map(text).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(11, 2, Extent::Grouped), "a0 a1 a2 a+8 b0 b1");
        assert_eq!(shown(10, 0, Extent::Grouped).matches('a').count(), 10);
        assert_eq!(shown(11, 12, Extent::Full).split(' ').count(), 23);
        assert_eq!(shown(0, 0, Extent::Grouped), "");
    }
}
