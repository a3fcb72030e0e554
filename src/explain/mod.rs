//! What every code means: the pages of `plexmgr explain`.
//!
//! The texts stand in `pages`, one Markdown file per family of codes, and are part of the program: no
//! file is read. A page is a heading with its code (and a number, if it has one), one sentence, and the
//! sections *Why*, *What to do* and *Example*. Start at [`find`]; [`all`] has them in order.

use std::fmt;

use crate::problem::nearest;
use crate::vocabulary::shown;

/// The sorts of codes, in the order they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// What may be wrong with settings and records.
    Problems,
    /// What a plan mentions without changing anything.
    Notices,
    /// What refuses to apply a plan.
    Guards,
    /// What a plan changes.
    Changes,
    /// How a run ends.
    Exits,
}

impl Family {
    /// Every family, in order.
    pub const ALL: [Self; 5] = [
        Self::Problems,
        Self::Notices,
        Self::Guards,
        Self::Changes,
        Self::Exits,
    ];

    /// The heading over its codes.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Problems => "Problems in settings and records",
            Self::Notices => "Notices of a plan",
            Self::Guards => "Guards",
            Self::Changes => "Changes of a plan",
            Self::Exits => "Exit codes",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Problems => include_str!("pages/problems.md"),
            Self::Notices => include_str!("pages/notices.md"),
            Self::Guards => include_str!("pages/guards.md"),
            Self::Changes => include_str!("pages/changes.md"),
            Self::Exits => include_str!("pages/exits.md"),
        }
    }
}

/// The page about one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The sort of code.
    pub family: Family,
    /// The code, as in `unknown_key`.
    pub code: &'static str,
    /// The number it has as well, as exit codes do.
    pub number: Option<u8>,
    /// What it means, in one sentence.
    pub summary: &'static str,
    /// The rest of the page, in order.
    pub blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The name of a section.
    Heading(&'static str),
    /// Running text, its line breaks gone.
    Paragraph(String),
    /// Lines to be shown as they are.
    Example(Vec<&'static str>),
}

/// Every page, by family and in the order of the files.
#[must_use]
pub fn all() -> Vec<Explanation> {
    let families = Family::ALL.into_iter();
    families.flat_map(pages).collect()
}

/// The page about `code`: a word as it is shown, with or without what stands around it as in
/// `note[ignored_people]`, or the number of an exit code.
///
/// # Errors
/// When no page has that code.
pub fn find(code: &str) -> Result<Explanation, UnknownCode> {
    let wanted = bare(code);
    let number: Option<u8> = wanted.parse().ok();
    let mut pages = all().into_iter();
    pages
        .find(|page| page.code == wanted || number.is_some() && page.number == number)
        .ok_or_else(|| UnknownCode {
            code: code.to_owned(),
            meant: nearest(&wanted, all().iter().map(|page| page.code)).map(str::to_owned),
        })
}

/// The code in what was copied from the screen.
fn bare(code: &str) -> String {
    let inside = code.split_once('[').map_or(code, |(_, behind)| behind);
    let inside = inside.split(']').next().unwrap_or_default();
    inside.trim().to_ascii_lowercase().replace('-', "_")
}

/// Nothing has this code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode {
    code: String,
    /// The code that was most likely meant.
    pub meant: Option<String>,
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "there is no code `{}`", shown(&self.code))
    }
}

impl std::error::Error for UnknownCode {}

/// Takes the file of a family apart.
fn pages(family: Family) -> Vec<Explanation> {
    let mut pages: Vec<Explanation> = Vec::new();
    let mut paragraph_goes_on = false;
    for line in family.text().lines() {
        if let Some(heading) = line.strip_prefix("# ") {
            pages.push(begun(family, heading));
            continue;
        }
        let Some(page) = pages.last_mut() else {
            continue;
        };
        if page.summary.is_empty() {
            page.summary = line;
            continue;
        }
        let goes_on = std::mem::replace(&mut paragraph_goes_on, false);
        if let Some(heading) = line.strip_prefix("## ") {
            page.blocks.push(Block::Heading(heading));
        } else if let Some(example) = line.strip_prefix("    ") {
            page.example(example);
        } else if line.is_empty() {
            page.example_break();
        } else {
            page.running_text(line, goes_on);
            paragraph_goes_on = true;
        }
    }
    for page in &mut pages {
        page.end();
    }
    pages
}

/// A page of which only the heading is known: a code, and perhaps a number.
fn begun(family: Family, heading: &'static str) -> Explanation {
    let (code, number) = match heading.split_once(' ') {
        Some((code, number)) => (code, number.parse().ok()),
        None => (heading, None),
    };
    Explanation {
        family,
        code,
        number,
        summary: "",
        blocks: Vec::new(),
    }
}

impl Explanation {
    fn example(&mut self, line: &'static str) {
        match self.blocks.last_mut() {
            Some(Block::Example(lines)) => lines.push(line),
            _ => self.blocks.push(Block::Example(vec![line])),
        }
    }

    /// An empty line, which counts only between two lines of an example.
    fn example_break(&mut self) {
        if let Some(Block::Example(lines)) = self.blocks.last_mut() {
            lines.push("");
        }
    }

    fn running_text(&mut self, line: &str, goes_on: bool) {
        match self.blocks.last_mut() {
            Some(Block::Paragraph(text)) if goes_on => {
                text.push(' ');
                text.push_str(line);
            }
            _ => self.blocks.push(Block::Paragraph(line.to_owned())),
        }
    }

    fn end(&mut self) {
        for block in &mut self.blocks {
            if let Block::Example(lines) = block {
                while lines.last().is_some_and(|line| line.is_empty()) {
                    lines.pop();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_says_why_what_to_do_and_shows_an_example() {
        let pages = all();
        assert!(pages.len() > 80, "{} pages", pages.len());
        for page in &pages {
            let code = page.code;
            assert!(page.summary.ends_with('.'), "{code}: {}", page.summary);
            assert!(page.summary.chars().count() <= 90, "{code}");
            let headings: Vec<&str> = page
                .blocks
                .iter()
                .filter_map(|block| match block {
                    Block::Heading(heading) => Some(*heading),
                    Block::Paragraph(_) | Block::Example(_) => None,
                })
                .collect();
            assert_eq!(headings, ["Why", "What to do", "Example"], "{code}");
            assert!(
                matches!(page.blocks.last(), Some(Block::Example(lines)) if !lines.is_empty()),
                "{code}"
            );
        }
    }

    #[test]
    fn no_code_has_two_pages() {
        let mut codes: Vec<&str> = all().iter().map(|page| page.code).collect();
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }

    #[test]
    fn codes_are_found_as_they_are_shown() {
        for typed in [
            "pending_invitation",
            "note[pending_invitation]",
            "note[pending_invitation]:",
            "[pending_invitation]",
            "Pending-Invitation",
            " pending_invitation ",
        ] {
            assert_eq!(find(typed).unwrap().code, "pending_invitation", "{typed}");
        }
        assert_eq!(find("4").unwrap().code, "refused");
        assert_eq!(find("refused[imports]").unwrap().code, "imports");
        assert_eq!(find("0").unwrap().code, "done");
    }

    #[test]
    fn an_unknown_code_is_reported_with_a_similar_one() {
        let refused = find("unknown_kee").unwrap_err();
        assert_eq!(refused.meant.as_deref(), Some("unknown_key"));
        for typed in ["", "[", "]", "\u{1b}[31m", "300", "-1", "日本語"] {
            assert!(find(typed).is_err(), "{typed}");
        }
    }
}
