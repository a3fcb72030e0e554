//! A list of which single entries may contradict themselves.

use std::ops::{Deref, DerefMut};

use super::{ParseError, ShareId};
use crate::vocabulary::PlexId;

/// The entries of a list, and the people about whom it says something that cannot be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed<T> {
    rows: Vec<T>,
    /// Each person with what is wrong about their entry.
    pub(crate) odd: Vec<(PlexId, ParseError)>,
    /// Shares whose person has no id that can be read.
    pub(crate) unnamed: Vec<ShareId>,
}

impl<T> Deref for Listed<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.rows
    }
}

impl<T> DerefMut for Listed<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.rows
    }
}

impl<T> IntoIterator for Listed<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<'l, T> IntoIterator for &'l Listed<T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            odd: Vec::new(),
            unnamed: Vec::new(),
        }
    }
}

impl<T: Ord> Listed<T> {
    /// Sorts entries, folds identical repeats, and keeps the first of several different ones with one id: the
    /// people they are about are odd. An entry about no person is passed over then.
    pub(super) fn folded(
        entry: &'static str,
        mut rows: Vec<T>,
        mut odd: Vec<(PlexId, ParseError)>,
        key: impl Fn(&T) -> u64,
        person: impl Fn(&T) -> Option<PlexId>,
    ) -> Self {
        rows.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.cmp(b)));
        rows.dedup();
        for pair in rows
            .windows(2)
            .filter(|pair| key(&pair[0]) == key(&pair[1]))
        {
            let id = Some(key(&pair[0]));
            let people = pair.iter().filter_map(&person);
            odd.extend(people.map(|person| (person, ParseError::Duplicate { entry, id })));
        }
        rows.dedup_by(|next, first| key(next) == key(first));
        odd.sort_by_key(|(person, _)| *person);
        odd.dedup_by_key(|(person, _)| *person);
        let unnamed = Vec::new();
        Self { rows, odd, unnamed }
    }
}
