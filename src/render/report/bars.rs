//! Bars, as parts of a hundred.

use serde::Serialize;

use crate::status::{Counts, StandingKind};

/// One part of a bar.
#[derive(Debug, Serialize)]
pub(super) struct Segment {
    /// The standing it shows.
    kind: &'static str,
    /// Where it begins, in hundredths of the whole with two decimals.
    start: String,
    /// How long it is, likewise.
    length: String,
}

/// The people of `counts` by standing, `whole` being the full length.
pub(super) fn by_standing(counts: Counts, whole: usize) -> Vec<Segment> {
    let parts = StandingKind::ALL.map(|kind| (kind, counts.standing(kind)));
    stacked(&parts, whole)
}

/// One part behind the other, those that are empty left out.
pub(super) fn stacked(parts: &[(StandingKind, usize)], whole: usize) -> Vec<Segment> {
    let mut before = 0;
    let mut segments = Vec::new();
    for (kind, count) in parts {
        if *count > 0 {
            segments.push(Segment {
                kind: kind.word(),
                start: hundredths(before, whole),
                length: hundredths(*count, whole),
            });
        }
        before += count;
    }
    segments
}

/// `part` of `whole` in hundredths, in whole numbers so that it is the same everywhere.
pub(super) fn hundredths(part: usize, whole: usize) -> String {
    let exact = part.saturating_mul(10_000) / whole.max(1);
    format!("{}.{:02}", exact / 100, exact % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_side_by_side_and_fill_the_whole() {
        let parts = [
            (StandingKind::Expired, 1),
            (StandingKind::Expiring, 0),
            (StandingKind::Active, 2),
        ];
        let segments = stacked(&parts, 3);
        let shown: Vec<(&str, &str, &str)> = segments
            .iter()
            .map(|part| (part.kind, part.start.as_str(), part.length.as_str()))
            .collect();
        assert_eq!(
            shown,
            [("expired", "0.00", "33.33"), ("active", "33.33", "66.66")]
        );
        assert!(stacked(&[(StandingKind::Active, 0)], 0).is_empty());
    }
}
