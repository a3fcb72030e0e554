//! Ids of subscriptions in sentences of plexmgr, recognised by the word in front of them.
//!
//! Every sentence that holds such an id spells it ``subscription `ID` ``.

use crate::vocabulary::MASK;

/// What stands in front of an id.
const BEFORE: &str = "subscription `";

/// The text with a mask in place of each id. Without an end everything behind its beginning is masked.
pub(super) fn without_ids(text: &str) -> String {
    let mut parts = text.split(BEFORE);
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find('`').unwrap_or(part.len());
        masked.push_str(BEFORE);
        masked.push_str(MASK);
        masked.push_str(&part[end..]);
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_behind_their_word_are_masked_and_nothing_else_is() {
        for (text, expected) in [
            (
                "matched by subscription `I-FAKE1`, though",
                "matched by subscription `***`, though",
            ),
            (
                "subscription `a` and subscription `b`",
                "subscription `***` and subscription `***`",
            ),
            ("subscription `cut off", "subscription `***"),
            ("a subscription of `heron`", "a subscription of `heron`"),
        ] {
            assert_eq!(without_ids(text), expected);
        }
    }
}
