//! How much of each section is shown, so that the whole never grows past what GitHub takes.
//!
//! GitHub refuses a comment of more than 65,536 characters. What is counted here are bytes of UTF-8:
//! there are never fewer of them than characters, however those are counted, and their number is at
//! hand. A section is shown by whole rows, so a cut can never fall into a table row, a code span or
//! a tag; each has room for its heading and for saying how many rows are missing.

/// The most bytes of a whole document.
pub const MOST_BYTES: usize = 60_000;

/// What a section needs at least: its heading, and how many rows are left out.
const LEAST_BYTES: usize = 600;

/// Rows under a heading.
#[derive(Debug, Default)]
pub(in crate::render) struct Section {
    /// The heading and what else stands before the rows, with the final line break.
    pub(in crate::render) opening: String,
    /// Each with its line break; all of them as they are, or left out.
    pub(in crate::render) rows: Vec<String>,
    /// What one row and several rows are called where they are left out.
    pub(in crate::render) nouns: [&'static str; 2],
}

impl Section {
    /// How many bytes all of it takes; nothing without rows.
    pub(in crate::render) fn size(&self) -> usize {
        match self.rows.is_empty() {
            true => 0,
            false => self.opening.len() + self.rows.iter().map(String::len).sum::<usize>() + 1,
        }
    }

    /// The section in at most `allowed` bytes, with an empty line at its end.
    pub(in crate::render) fn within(&self, allowed: usize) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        if self.size() <= allowed {
            return format!("{}{}\n", self.opening, self.rows.concat());
        }
        let mut text = self.opening.clone();
        // The line about what is missing is longest when all of it is.
        let room = allowed.saturating_sub(self.left_out(self.rows.len()).len());
        let mut shown = 0;
        for row in &self.rows {
            if text.len() + row.len() > room {
                break;
            }
            text.push_str(row);
            shown += 1;
        }
        text.push_str(&self.left_out(self.rows.len() - shown));
        text
    }

    fn left_out(&self, count: usize) -> String {
        let [one, many] = self.nouns;
        let noun = if count == 1 { one } else { many };
        format!("\n… and {count} more {noun}\n\n")
    }
}

/// Adds sections to a page, each as far as its part of the room that is left.
pub(in crate::render) fn push_sections(text: &mut String, sections: &[Section]) {
    let needs: Vec<usize> = sections.iter().map(Section::size).collect();
    let parts = divided(&needs, MOST_BYTES.saturating_sub(text.len()));
    for (section, part) in sections.iter().zip(parts) {
        text.push_str(&section.within(part));
    }
}

/// Divides `total` bytes among sections that need so many: who needs less than an equal part gets what
/// it needs, and the others share what that leaves.
pub(in crate::render) fn divided(needs: &[usize], total: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by_key(|index| needs[*index]);
    let mut parts = vec![0; needs.len()];
    let (mut left, mut waiting) = (total, needs.len());
    for index in order {
        let part = needs[index].min(left / waiting.max(1));
        parts[index] = part;
        left -= part;
        waiting -= 1;
    }
    parts
}

/// What the first section gets of `total` bytes, if the others need `others`: as much as it needs, as
/// long as two thirds are enough or the others leave more.
pub(in crate::render) fn preferred(need: usize, others: &[usize], total: usize) -> usize {
    let wanted: usize = others.iter().sum();
    let reserved = others.iter().filter(|need| **need > 0).count() * LEAST_BYTES;
    let most = (total / 3 * 2).max(total.saturating_sub(wanted));
    need.min(most).min(total.saturating_sub(reserved))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(rows: usize) -> Section {
        Section {
            opening: "### Imports\n\n".to_owned(),
            rows: (0..rows).map(|row| format!("- row {row}\n")).collect(),
            nouns: ["person", "people"],
        }
    }

    #[test]
    fn rows_are_left_out_whole_and_counted() {
        let section = section(100);
        assert_eq!(section.within(section.size()).len(), section.size());
        for allowed in 60..section.size() {
            let text = section.within(allowed);
            assert!(text.len() <= allowed, "{allowed}: {text}");
            let shown = text.matches("- row").count();
            let missing = format!("\n… and {} more ", 100 - shown);
            assert!(text.contains(&missing), "{allowed}: {text}");
        }
        assert!(section.within(500).ends_with(" more people\n\n"));
    }

    #[test]
    fn nothing_is_said_of_a_section_without_rows() {
        assert_eq!(
            (section(0).size(), section(0).within(1_000)),
            (0, String::new())
        );
    }

    #[test]
    fn what_one_section_does_not_need_the_others_get() {
        assert_eq!(divided(&[10, 0, 500, 500], 310), [10, 0, 150, 150]);
        assert_eq!(divided(&[10, 20], 100), [10, 20]);
        assert_eq!(divided(&[], 100), [0; 0]);
        assert_eq!(divided(&[7, 7], 0), [0, 0]);
    }

    #[test]
    fn the_first_section_leaves_room_for_the_headings_of_the_others() {
        assert_eq!(preferred(100, &[9_000], 3_000), 100);
        assert_eq!(preferred(9_000, &[9_000, 9_000], 3_000), 1_800);
        assert_eq!(preferred(9_000, &[0, 9_000], 30_000), 9_000);
        assert_eq!(preferred(90_000, &[0, 9_000], 30_000), 21_000);
    }
}
