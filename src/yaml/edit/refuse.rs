//! Places that are not edited, because a change there would show elsewhere or cannot be judged.

use std::ops::Range;

use super::Refusal;
use super::editor::Editor;
use super::wanted::WantedEdits;
use crate::yaml::node::Node;
use crate::yaml::text::offset;
use crate::yaml::tree::{Content, NodeId, Tag};

impl Editor<'_> {
    /// An own entry may override a merged one as a whole, but not change a part of it.
    pub(super) fn refuse_merged(
        &self,
        node: NodeId,
        key: &str,
        wanted: &WantedEdits<'_>,
    ) -> Result<(), Refusal> {
        if wanted.replace.is_some() {
            return Ok(());
        }
        let node = Node::new(self.document, node);
        let merge = node.own_entries().find(|entry| {
            let sources = entry.merge_sources().unwrap_or_default();
            let mut found = sources.iter().flat_map(|source| source.entries());
            found.any(|entry| entry.key.text() == Some(key))
        });
        match merge {
            None => Ok(()),
            Some(merge) => {
                let reason = format!("`{key}` comes from another mapping through `<<`");
                Err(self.refusal_at(merge.key.id(), &reason))
            }
        }
    }

    pub(super) fn refuse_shared(&self, node: NodeId) -> Result<(), Refusal> {
        let data = self.data(node);
        if let Content::Alias(target) = data.content {
            let target = self.data(target).outer as usize;
            let (line, _) = self.document.position(target);
            let reason = format!("the alias refers to the value anchored in line {line}");
            return Err(self.refusal_at(node, &reason));
        }
        if data.anchored && self.is_used_outside(node, data.outer_range()) {
            let reason = "the value has an anchor, so that a change may show in other places";
            return Err(self.refusal(data.outer as usize, reason));
        }
        if data.tag == Tag::Unknown {
            return Err(self.refusal(
                data.outer as usize,
                "the value has a tag of unknown meaning",
            ));
        }
        Ok(())
    }

    /// Refuses to take away what aliases elsewhere stand for.
    pub(super) fn refuse_anchors_within(&self, range: Range<usize>) -> Result<(), Refusal> {
        let nodes = self.nodes_within(range.clone());
        let is_used = |number: &usize| {
            let node = NodeId(offset(*number));
            self.data(node).anchored && self.is_used_outside(node, range.clone())
        };
        match nodes.into_iter().find(is_used) {
            None => Ok(()),
            Some(number) => Err(self.refusal(
                self.document.nodes[number].outer as usize,
                "the value to replace contains an anchor that an alias elsewhere refers to",
            )),
        }
    }

    /// Whether an alias outside of a range refers to this node.
    fn is_used_outside(&self, node: NodeId, range: Range<usize>) -> bool {
        let mut nodes = self.document.nodes.iter();
        nodes.any(|data| {
            let refers = matches!(data.content, Content::Alias(target) if target == node);
            refers && !range.contains(&(data.start as usize))
        })
    }

    pub(super) fn refusal_at(&self, node: NodeId, reason: &str) -> Refusal {
        self.refusal(self.data(node).start as usize, reason)
    }

    pub(super) fn refusal(&self, at: usize, reason: &str) -> Refusal {
        let (line, column) = self.document.position(at);
        Refusal {
            line,
            column,
            reason: reason.to_owned(),
        }
    }
}
