//! The pages of `plexmgr explain`, and the list of them, as text for people.

use super::kit::Page;
use super::kit::paint::Role;
use super::kit::width::fitted;
use crate::explain::{Block, Explanation, Family};

/// Running text wider than this is hard to read, however wide the terminal.
const MOST_COLUMNS: usize = 80;

/// How far the parts of a page stand in.
const INDENT: &str = "  ";

/// One page.
#[must_use]
pub fn page(explanation: &Explanation, page: Page) -> String {
    let Explanation {
        family,
        code,
        number,
        summary,
        blocks,
    } = explanation;
    let columns = width_of(page);
    let number = number.map(|number| format!(" ({number})"));
    let code = page.paint.apply(Role::Heading, code);
    let family = page.paint.apply(Role::Quiet, family.title());
    let mut text = format!(
        "{}\n{family}\n\n{}\n",
        code + &number.unwrap_or_default(),
        fitted(summary, 0, columns)
    );
    for block in blocks {
        match block {
            Block::Heading(heading) => {
                let heading = page.paint.apply(Role::Heading, heading);
                text.push_str(&format!("\n{heading}\n"));
            }
            Block::Paragraph(paragraph) => {
                let line = format!("{INDENT}{paragraph}");
                text.push_str(&fitted(&line, INDENT.len(), columns));
                text.push('\n');
            }
            Block::Example(lines) => {
                for line in lines {
                    let line = format!("{INDENT}{INDENT}{line}");
                    text.push_str(line.trim_end());
                    text.push('\n');
                }
            }
        }
    }
    text
}

/// Every code with its sentence, by family.
#[must_use]
pub fn list(explanations: &[Explanation], page: Page) -> String {
    let columns = width_of(page);
    let widest = explanations.iter().map(|page| page.code.len()).max();
    let widest = widest.unwrap_or(0);
    let mut text = String::new();
    for family in Family::ALL {
        let title = page.paint.apply(Role::Heading, family.title());
        text.push_str(&format!("{title}\n"));
        for one in explanations.iter().filter(|one| one.family == family) {
            let number = one.number.map(|number| format!("{number:>3} "));
            let number = number.unwrap_or_default();
            let width = widest - number.len();
            let line = format!("{INDENT}{number}{:<width$}  {}", one.code, one.summary);
            text.push_str(&fitted(&line, INDENT.len() * 2 + widest, columns));
            text.push('\n');
        }
        text.push('\n');
    }
    text.push_str("`plexmgr explain CODE` shows the page of a code.\n");
    text
}

fn width_of(page: Page) -> Option<usize> {
    Some(page.columns.unwrap_or(MOST_COLUMNS).min(MOST_COLUMNS))
}
