//! Replacements of byte ranges, applied in one pass.

use std::ops::Range;

/// Puts `text` in the place of the bytes of `range`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Splice {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// Applies splices; of several at one place the first stays first. `None` when two overlap.
pub(super) fn apply(text: &str, splices: &mut [Splice]) -> Option<String> {
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let added: usize = splices.iter().map(|splice| splice.text.len()).sum();
    let mut result = String::with_capacity(text.len() + added);
    let mut at = 0;
    for splice in splices {
        result.push_str(text.get(at..splice.range.start)?);
        result.push_str(&splice.text);
        at = splice.range.end;
    }
    result.push_str(text.get(at..)?);
    Some(result)
}

/// Whether every line that no splice is about is still there, unchanged and in order.
pub(super) fn keeps_other_lines(before: &str, after: &str, splices: &[Splice]) -> bool {
    let mut kept = after.split_inclusive('\n');
    let mut splices = splices.iter().peekable();
    let mut start = 0;
    for line in before.split_inclusive('\n') {
        let end = start + line.len();
        while splices.next_if(|splice| splice.range.end < start).is_some() {}
        let touched = splices
            .peek()
            .is_some_and(|splice| splice.range.start <= end);
        if !touched && !kept.any(|other| other == line) {
            return false;
        }
        start = end;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn splice(range: Range<usize>, text: &str) -> Splice {
        Splice {
            range,
            text: text.to_owned(),
        }
    }

    #[test]
    fn splices_apply_in_one_pass_and_keep_their_order() {
        let mut splices = [splice(4..4, "1"), splice(0..1, "A"), splice(4..5, "2")];
        assert_eq!(apply("abcdef", &mut splices).as_deref(), Some("Abcd12f"));
    }

    #[test]
    fn overlapping_splices_are_noticed() {
        assert_eq!(
            apply("abcdef", &mut [splice(0..3, ""), splice(2..4, "")]),
            None
        );
    }

    #[test]
    fn a_changed_line_elsewhere_is_noticed() {
        let splices = [splice(3..4, "B")];
        assert!(keeps_other_lines(
            "a\nxb\n\nc\n\nd\n",
            "a\nxB\n\nc\n\nd\n",
            &splices
        ));
        assert!(!keeps_other_lines(
            "a\nxb\n\nc\n\nd\n",
            "a\nxB\n\nC\n\nd\n",
            &splices
        ));
    }
}
