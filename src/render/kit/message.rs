//! What is said on the way, on stderr: errors, warnings, notes and hints.
//!
//! A message is made of lines that begin with what they are, as in `error: …` or `  hint: …`. Only
//! that word is coloured, and every line is brought to the width of the page.

use super::paint::Page;
use super::paint::{Paint, Role};
use super::width::fitted_lines;

/// The words that lines begin with, and their colours.
const LABELS: [(&str, Role); 6] = [
    ("error:", Role::Refusal),
    ("warning:", Role::Warning),
    ("note:", Role::Heading),
    ("cause:", Role::Heading),
    ("hint:", Role::Heading),
    ("help:", Role::Heading),
];

/// `text`, whose every part from strangers is escaped already, as it is shown on `page`.
#[must_use]
pub fn message(text: &str, page: Page) -> String {
    let fitted = fitted_lines(text, page.columns);
    match page.paint {
        Paint::Plain => fitted,
        Paint::Colour => {
            let lines = fitted.split('\n').map(|line| labelled(line, page.paint));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

fn labelled(line: &str, paint: Paint) -> String {
    let text = line.trim_start_matches(' ');
    let indent = &line[..line.len() - text.len()];
    let mut labels = LABELS.iter();
    match labels.find(|(label, _)| text.starts_with(label)) {
        Some((label, role)) => {
            let rest = &text[label.len()..];
            format!("{indent}{}{rest}", paint.apply(*role, label))
        }
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ERROR: &str = "error: cannot read the snapshot nowhere.json\n  hint: make one\n";

    #[test]
    fn a_plain_message_without_a_width_stays_as_it_is() {
        assert_eq!(message(ERROR, Page::PLAIN), ERROR);
    }

    #[test]
    fn lines_fit_and_labels_are_coloured() {
        let page = Page {
            paint: Paint::Colour,
            columns: Some(24),
        };
        assert_eq!(
            message(ERROR, page),
            "\u{1b}[1m\u{1b}[31merror:\u{1b}[0m cannot read the\n  snapshot nowhere.json\n  \
             \u{1b}[1mhint:\u{1b}[0m make one\n"
        );
    }
}
