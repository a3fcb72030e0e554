//! Gives new records handles that are free, also where case does not count.

use std::collections::{BTreeMap, BTreeSet};

use crate::vocabulary::Handle;

/// The handles that are taken.
#[derive(Debug, Default)]
pub struct HandlePool {
    taken: BTreeSet<String>,
    /// The last number given to each stem, so that a thousand equal names are not searched again from the
    /// start.
    numbered: BTreeMap<String, usize>,
}

impl HandlePool {
    /// A pool in which these handles are taken.
    #[must_use]
    pub fn of<'a>(handles: impl Iterator<Item = &'a Handle>) -> Self {
        Self {
            taken: handles.map(Handle::key).collect(),
            numbered: BTreeMap::new(),
        }
    }

    /// Takes the first free handle made from the first of `names` that folds to anything.
    ///
    /// `fallback` is used when no name is left; it must itself be a handle's text.
    ///
    /// # Panics
    /// Never: there are more numbers than handles.
    pub fn take(&mut self, names: &[Option<&str>], fallback: &str) -> Handle {
        let folded = names.iter().flatten().find_map(|name| Handle::fold(name));
        let stem = folded.unwrap_or_else(|| fallback.to_owned());
        let last = self.numbered.get(&stem).copied().unwrap_or(0);
        let (number, handle) = (last + 1..)
            .filter_map(|n| Handle::numbered(&stem, n).map(|handle| (n, handle)))
            .find(|(_, handle)| !self.taken.contains(&handle.key()))
            .expect("a number is free: the pool is finite and numbered handles are not");
        self.numbered.insert(stem, number);
        self.taken.insert(handle.key());
        handle
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_case_only_get_two_handles() {
        let mut pool = HandlePool::default();
        assert_eq!(
            pool.take(&[Some("dup.name")], "user-1").as_str(),
            "dup-name"
        );
        assert_eq!(
            pool.take(&[Some("Dup.Name")], "user-2").as_str(),
            "dup-name-2"
        );
    }

    #[test]
    fn a_name_without_letters_gives_way_to_the_next() {
        let mut pool = HandlePool::default();
        assert_eq!(
            pool.take(&[Some("🦖"), None, Some("Kiddo")], "user-7")
                .as_str(),
            "kiddo"
        );
        assert_eq!(
            pool.take(&[Some("~"), Some("日本")], "user-7").as_str(),
            "user-7"
        );
    }

    #[test]
    fn a_taken_handle_is_taken_in_any_case() {
        let taken: Handle = "Marlow".parse().expect("a handle");
        let mut pool = HandlePool::of([&taken].into_iter());
        assert_eq!(pool.take(&[Some("marlow")], "user-1").as_str(), "marlow-2");
    }
}
