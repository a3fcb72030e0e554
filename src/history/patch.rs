//! What turns one text into another: digests to know both by, and the lines to exchange.
//!
//! A patch is only ever applied to the very text it was made for, and its result is compared with the
//! digest of the other: it restores byte for byte or not at all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Lines to exchange, in the order of the text they are exchanged in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Patch {
    exchanges: Vec<LineReplacement>,
}

/// A run of lines and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
struct LineReplacement {
    /// The first line to go, counted from 0.
    at: usize,
    /// How many lines go.
    lines: usize,
    /// What comes instead, its line breaks included.
    text: String,
}

impl Patch {
    /// What turns `from` into `to`.
    #[must_use]
    pub fn between(from: &str, to: &str) -> Self {
        let (old, new) = (lines(from), lines(to));
        let exchange = |operation: &DiffOp| match operation {
            DiffOp::Equal { .. } => None,
            _ => {
                let (gone, come) = (operation.old_range(), operation.new_range());
                Some(LineReplacement {
                    at: gone.start,
                    lines: gone.len(),
                    text: new[come].concat(),
                })
            }
        };
        let operations = capture_diff_slices(Algorithm::Myers, &old, &new);
        Self {
            exchanges: operations.iter().filter_map(exchange).collect(),
        }
    }

    /// The text with the lines exchanged; `None` if it has no such lines.
    #[must_use]
    pub fn applied_to(&self, text: &str) -> Option<String> {
        let old = lines(text);
        let mut new = String::with_capacity(text.len());
        let mut next = 0;
        for LineReplacement { at, lines, text } in &self.exchanges {
            let end = at.checked_add(*lines)?;
            if *at < next || end > old.len() {
                return None;
            }
            new.extend(old[next..*at].iter().copied());
            new.push_str(text);
            next = end;
        }
        new.extend(old[next..].iter().copied());
        Some(new)
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_differs_is_kept() {
        let patch = Patch::between("a\nb\nc\n", "a\nB\nB\nc\n");
        let json = serde_json::to_string(&patch).unwrap();
        assert_eq!(json, r#"[{"at":1,"lines":1,"text":"B\nB\n"}]"#);
        assert_eq!(patch.applied_to("a\n"), None);
    }

    #[test]
    fn a_patch_from_elsewhere_does_no_harm() {
        let overlapping = r#"[{"at":1,"lines":2,"text":""},{"at":2,"lines":1,"text":""}]"#;
        let endless = format!(r#"[{{"at":1,"lines":{},"text":""}}]"#, usize::MAX);
        for patch in [overlapping, &endless] {
            let patch: Patch = serde_json::from_str(patch).unwrap();
            assert_eq!(patch.applied_to("a\nb\nc\n"), None);
        }
    }

    proptest! {
        #[test]
        fn any_text_turns_into_any_other(from in "([ab]{0,2}\\r?\n){0,8}[ab]?", to in "([ab]{0,2}\\r?\n){0,8}[ab]?") {
            let patch = Patch::between(&from, &to);
            prop_assert_eq!(patch.applied_to(&from), Some(to));
        }
    }
}
