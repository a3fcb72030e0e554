//! Who may be meant by a transaction that no step decides: hints for people, never a match.

use std::collections::BTreeSet;

use foldhash::HashMap;

use crate::payments::book::{Book, Member, UserIndex};
use crate::sources::Transaction;
use crate::vocabulary::folded;

/// How many users are named at most.
const MOST: usize = 5;

/// What the names and addresses of users look like.
#[derive(Debug, Clone, Default)]
pub(in crate::payments) struct Hints {
    /// By what stands before the `@`, and by names, letters and digits only.
    alike: HashMap<String, Vec<UserIndex>>,
    /// Names as words, by their first word.
    names: HashMap<String, Vec<(Vec<String>, UserIndex)>>,
}

impl Hints {
    /// Those of a book.
    pub(in crate::payments) fn of(book: &Book) -> Self {
        let mut hints = Self::default();
        for (user, member) in book.users.iter().enumerate() {
            hints.add(user, member);
        }
        hints
    }

    fn add(&mut self, user: UserIndex, member: &Member) {
        let addresses = member.pays_from.iter().chain(&member.plex_addresses);
        let locals = addresses.map(|address| plain_local(address));
        for text in locals.chain(member.names.iter().map(|name| plain(name))) {
            if !text.is_empty() {
                self.alike.entry(text).or_default().push(user);
            }
        }
        for name in member.names.iter().map(|name| words(name)) {
            // Short names are too common to say anything.
            let is_long = name.iter().map(|word| word.chars().count()).sum::<usize>() > 2;
            if let Some(first) = name.first().filter(|_| is_long).cloned() {
                self.names.entry(first).or_default().push((name, user));
            }
        }
    }

    /// Users whose name or address looks like that of the payer, by handle.
    pub(in crate::payments) fn candidates(&self, transaction: &Transaction) -> Vec<UserIndex> {
        let payer = &transaction.payer;
        let local = payer
            .email
            .as_deref()
            .map(|email| plain_local(&folded(email)));
        let alike = local.and_then(|local| self.alike.get(&local));
        let mut found: BTreeSet<UserIndex> = alike.into_iter().flatten().copied().collect();
        for text in [&payer.name, &transaction.note].into_iter().flatten() {
            found.extend(self.named_in(&folded(text)));
        }
        found.into_iter().take(MOST).collect()
    }

    /// Users whose name stands in a text as words of its own.
    fn named_in(&self, text: &str) -> Vec<UserIndex> {
        let text = words(text);
        let starts = (0..text.len()).map(|start| &text[start..]);
        let named = starts.flat_map(|rest| {
            let names = self.names.get(&rest[0]).into_iter().flatten();
            names
                .filter(|(name, _)| rest.starts_with(name))
                .map(|(_, user)| *user)
        });
        named.collect()
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What stands before the `@`, without a tag behind `+`, letters and digits only.
fn plain_local(address: &str) -> String {
    let local = address.split('@').next().unwrap_or_default();
    plain(local.split('+').next().unwrap_or_default())
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
