//! What a mistyped word was probably meant to be.

use crate::vocabulary::shown;

/// The candidate that `text` was most likely meant to be, if one is near enough.
///
/// Case does not count. One slip per three characters is near, three slips are the most; of two
/// equally near candidates the first is taken.
pub fn nearest<'c>(text: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    /// Longer texts are not typing errors, and comparing them takes quadratic time.
    const LONGEST_CHARS: usize = 80;
    /// No longer candidate is near a text of 80 characters.
    const LONGEST_BYTES: usize = (LONGEST_CHARS + 3) * 4;
    /// Comparing more of them takes longer than the help is worth.
    const MOST_CANDIDATES: usize = 2_000;
    if text.chars().nth(LONGEST_CHARS).is_some() {
        return None;
    }
    let typed = text.to_lowercase();
    let typed_chars = typed.chars().count();
    candidates
        .into_iter()
        .take(MOST_CANDIDATES)
        .filter(|candidate| candidate.len() <= LONGEST_BYTES)
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let slips = strsim::osa_distance(&typed, &lower);
            let longer = typed_chars.max(lower.chars().count());
            (slips <= (longer / 3).min(3)).then_some((slips, candidate))
        })
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// Help for a word that is not among the `allowed` ones: ``did you mean `end`? allowed are …``.
///
/// `introduction` stands before the list, as in `allowed are` or `declared plans are`.
pub fn choices<'c>(
    text: &str,
    introduction: &str,
    allowed: impl IntoIterator<Item = &'c str> + Clone,
) -> String {
    let list = listed(allowed.clone());
    match nearest(text, allowed) {
        Some(near) => format!("did you mean `{}`? {introduction} {list}", shown(near)),
        None => format!("{introduction} {list}"),
    }
}

/// `` `a`, `b` and `c` ``; past twelve words the rest is counted only.
pub fn listed<'c>(words: impl IntoIterator<Item = &'c str>) -> String {
    const MOST_WORDS: usize = 12;
    let mut words = words.into_iter();
    let first = words.by_ref().take(MOST_WORDS);
    let mut first: Vec<String> = first.map(|word| format!("`{}`", shown(word))).collect();
    let last = match words.count() {
        0 => first.pop(),
        more => Some(format!("{more} more")),
    };
    match (first.is_empty(), last) {
        (_, None) => "none".to_owned(),
        (true, Some(last)) => last,
        (false, Some(last)) => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let plans = ["basic", "family", "monthly"];
        let cases = [
            ("famly", Some("family")),
            ("FAMILY", Some("family")),
            ("month", Some("monthly")),
            ("bsaic", Some("basic")),
            ("gold", None),
            ("", None),
            ("x", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(nearest(typed, plans), expected, "{typed}");
        }
        assert_eq!(nearest(&"family".repeat(20), plans), None);
        assert_eq!(nearest("od", ["id"]), None);
        assert_eq!(nearest("ID", ["id"]), Some("id"));
    }

    #[test]
    fn lists_read_like_a_sentence_and_end() {
        assert_eq!(listed([]), "none");
        assert_eq!(listed(["a"]), "`a`");
        assert_eq!(listed(["a", "b"]), "`a` and `b`");
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` and `c`");
        let many: Vec<String> = (0..15).map(|n| n.to_string()).collect();
        assert!(listed(many.iter().map(String::as_str)).ends_with("`11` and 3 more"));
        assert_eq!(
            choices("famly", "declared plans are", ["basic", "family"]),
            "did you mean `family`? declared plans are `basic` and `family`"
        );
    }
}
