//! What may be read where strangers read along.
//!
//! A pull request is read by more people than the records it is about. So Markdown, annotations, comments and
//! reports show the values of public keys ([`crate::records::privacy`]) and mask everything else unless
//! `--show-pii` asks for it; text, JSON and CSV are never masked. `diff` goes over the lines of a diff and `value`
//! over the value of a key. A name may be an address, and sentences hold names: whatever looks like an address
//! (`address`) is masked everywhere, and so are an amount of money (`amount`) and the id of a subscription that a
//! sentence names (`subscription`). Start at [`Privacy::masked`].

mod address;
mod amount;
mod diff;
mod subscription;
mod value;

use std::borrow::Cow;

use crate::problem::Problems;
use crate::records::privacy::public_pattern;
use crate::vocabulary::MASK;

pub(in crate::render) use address::LONGEST_LOCAL_CHARS;
pub(in crate::render) use diff::diff;

/// Whether private values may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// They are masked.
    Masked,
    /// They are shown as they are.
    Open,
}

impl Privacy {
    /// A name or a sentence of plexmgr as far as it may be read: without addresses, amounts and ids of
    /// subscriptions.
    #[must_use]
    pub fn masked(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Open => Cow::Borrowed(text),
            Self::Masked => Cow::Owned(looked_through(text)),
        }
    }

    /// The value of a key of a record, or of the same fact at Plex. Of a key that is not public no more is left
    /// than what a masked address shows.
    #[must_use]
    pub fn masked_value<'t>(self, key: &str, text: &'t str) -> Cow<'t, str> {
        match self {
            Self::Masked if public_pattern(key).is_none() => Cow::Owned(private(text)),
            _ => self.masked(text),
        }
    }

    /// Problems as far as they may be read: the value of a key that is not public is masked. What helps is
    /// plexmgr's own, so its examples stay.
    #[must_use]
    pub fn masked_problems(self, problems: &Problems) -> Problems {
        problems.with_messages(|problem| match (self, &problem.without_value) {
            (Self::Masked, Some(message)) => message.clone(),
            _ => self.masked(&problem.message).into_owned(),
        })
    }
}

/// `text` without anything that looks like an address or an amount, and without ids of subscriptions.
fn looked_through(text: &str) -> String {
    let text = amount::without_amounts(&address::without_addresses(text));
    subscription::without_ids(&text)
}

/// What is left of a private value: a masked address if it is one, otherwise nothing.
fn private(text: &str) -> String {
    let kept = looked_through(text);
    let is_address = kept.split_once('@').is_some_and(|(local, domain)| {
        let shown = local.strip_suffix(MASK);
        domain == MASK && shown.is_some_and(|shown| shown.chars().count() <= 1)
    });
    match is_address {
        true => kept,
        false => MASK.to_owned(),
    }
}
