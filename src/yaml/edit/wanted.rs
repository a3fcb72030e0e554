//! What all edits of one call want of each place, gathered in one tree.

use std::collections::{BTreeMap, HashMap};

use super::{Edit, PathStep};
use crate::yaml::emit::Value;

/// What is wanted of one node and of what lies below it.
#[derive(Debug, Default)]
pub(super) struct WantedEdits<'e> {
    pub(super) replace: Option<&'e Value>,
    pub(super) remove: bool,
    /// The new key of the entry whose value this node is.
    pub(super) rename: Option<&'e str>,
    /// New last items of a sequence.
    pub(super) appended: Vec<&'e Value>,
    /// By position as it stood before.
    pub(super) items: BTreeMap<usize, WantedEdits<'e>>,
    /// In the order in which the edits name them.
    pub(super) keys: Vec<(&'e str, WantedEdits<'e>)>,
    key_numbers: HashMap<&'e str, usize>,
}

impl<'e> WantedEdits<'e> {
    /// Gathers edits; the error names what two of them contradict each other about.
    pub(super) fn gather(edits: &'e [Edit]) -> Result<Self, String> {
        let mut root = Self::default();
        for edit in edits {
            root.add(edit)?;
        }
        Ok(root)
    }

    fn add(&mut self, edit: &'e Edit) -> Result<(), String> {
        let path = edit.path();
        let mut place = self;
        for step in path {
            if place.remove || place.replace.is_some() {
                return Err(contradiction(path));
            }
            place = place.below(step);
        }
        let is_new = place.is_empty();
        let fits = match edit {
            Edit::Set { value, .. } => {
                place.replace = Some(value);
                is_new
            }
            Edit::Remove { .. } => {
                place.remove = true;
                is_new && place.rename.is_none()
            }
            Edit::Append { value, .. } => {
                place.appended.push(value);
                !place.remove && place.replace.is_none()
            }
            Edit::Rename { key, .. } => {
                let fits = place.rename.is_none() && !place.remove;
                place.rename = Some(key);
                fits
            }
        };
        if fits {
            Ok(())
        } else {
            Err(contradiction(path))
        }
    }

    fn below(&mut self, step: &'e PathStep) -> &mut Self {
        match step {
            PathStep::Index(index) => self.items.entry(*index).or_default(),
            PathStep::Key(key) => {
                let next = self.keys.len();
                let number = *self.key_numbers.entry(key).or_insert(next);
                if number == next {
                    self.keys.push((key, Self::default()));
                }
                &mut self.keys[number].1
            }
        }
    }

    /// What is wanted of the entry with this key.
    pub(super) fn below_key(&self, key: &str) -> Option<&Self> {
        let number = self.key_numbers.get(key)?;
        self.keys.get(*number).map(|(_, below)| below)
    }

    /// Whether nothing is wanted of the value; its key may be renamed.
    pub(super) fn is_empty(&self) -> bool {
        let Self {
            replace,
            remove,
            rename: _,
            appended,
            items,
            keys,
            key_numbers: _,
        } = self;
        replace.is_none() && !remove && appended.is_empty() && items.is_empty() && keys.is_empty()
    }

    /// The value to make where there is nothing yet; `None` when the intent needs something there.
    pub(super) fn to_value(&self) -> Option<Value> {
        let Self {
            replace,
            remove,
            rename: _,
            appended,
            items,
            keys,
            key_numbers: _,
        } = self;
        if *remove || !items.is_empty() || keys.iter().any(|(_, below)| below.rename.is_some()) {
            return None;
        }
        if let Some(value) = replace {
            return Some((*value).clone());
        }
        if !appended.is_empty() {
            let items = appended.iter().map(|value| (*value).clone()).collect();
            return keys.is_empty().then_some(Value::Sequence(items));
        }
        let entry =
            |(key, below): &(&str, WantedEdits<'_>)| Some(((*key).to_owned(), below.to_value()?));
        keys.iter()
            .map(entry)
            .collect::<Option<Vec<_>>>()
            .map(Value::Mapping)
    }
}

/// A path as a person reads it: `marlow.plex.shares[2]`.
pub(super) fn path_text(path: &[PathStep]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            PathStep::Key(key) if text.is_empty() => text.push_str(key),
            PathStep::Key(key) => text.push_str(&format!(".{key}")),
            PathStep::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

fn contradiction(path: &[PathStep]) -> String {
    format!("two edits contradict each other at `{}`", path_text(path))
}
