//! Records that move between a file of their own and the file of all users.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::whole;
use super::{Files, Wrong, parsed, refused};
use crate::change::{Action, Change};
use crate::yaml;

impl Files<'_> {
    /// Moves records between a file of their own and the file of all.
    pub(super) fn move_users(&mut self, changes: &[Change]) -> Result<(), Wrong> {
        let mut shared: BTreeMap<Arc<str>, BTreeMap<String, String>> = BTreeMap::new();
        for change in changes {
            let (Some(edit), Some(who)) = (change.as_edit(), change.who()) else {
                continue;
            };
            let Action::MoveUser { file } = &edit.action else {
                continue;
            };
            let from = &edit.file;
            match self.key_of(&who.user) {
                None => {
                    let text = self.current(from).unwrap_or_default();
                    let document = parsed(from, &text)?;
                    let entry = yaml::as_entry(who.user.as_str(), &document)
                        .map_err(|refusal| refused(from, refusal))?;
                    self.append(&file.after, &entry)?;
                    self.texts.insert(Arc::clone(from), None);
                }
                Some(own) => {
                    if !shared.contains_key(from) {
                        let document = parsed(from, &self.current(from).unwrap_or_default())?;
                        let entries = yaml::split_entries(&document)
                            .map_err(|refusal| refused(from, refusal))?;
                        shared.insert(Arc::clone(from), entries.into_iter().collect());
                    }
                    let entries = shared.get_mut(from);
                    let text = entries.and_then(|entries| entries.remove(&own));
                    self.texts.insert(Arc::from(file.after.as_str()), text);
                    self.texts.insert(Arc::clone(from), None);
                }
            }
        }
        Ok(())
    }

    /// Adds an entry at the end of a file of many.
    fn append(&mut self, path: &str, entry: &str) -> Result<(), Wrong> {
        let path: Arc<str> = Arc::from(path);
        let text = self.current(&path).unwrap_or_default();
        let document = parsed(&path, &text)?;
        let new = parsed(&path, entry)?;
        let taken: BTreeSet<&str> = document.anchors().collect();
        let mut anchors = new.anchors();
        if let Some(anchor) = anchors.find(|anchor| taken.contains(anchor)) {
            let reason = format!(
                "two records have the anchor `{anchor}`, which one file has once; rename one"
            );
            return Err((whole(&path), reason));
        }
        let is_empty = document.root().is_none_or(|root| root.entries().is_empty());
        let before = match is_empty && text.trim() == "{}" {
            true => "",
            false => text.as_str(),
        };
        let gap = if before.is_empty() || before.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        self.texts
            .insert(path, Some(format!("{before}{gap}{entry}")));
        Ok(())
    }
}
