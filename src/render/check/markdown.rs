//! The problems of settings and records as Markdown.

use super::CheckResult;
use crate::problem::{Problem, Problems};
use crate::render::kit::Privacy;
use crate::render::kit::markdown::budget::{MOST_BYTES, Section};
use crate::render::kit::markdown::escape::{Voice, place_words};
use crate::vocabulary::counted;

/// The verdict of `check` with every problem and warning, in at most [`MOST_BYTES`] bytes. What was looked at is
/// shown if there is no problem.
#[must_use]
pub fn problems(result: &CheckResult<'_>, privacy: Privacy) -> String {
    let count = result.problems.count();
    let mut text = match (count, result.counts.as_deref()) {
        (0, Some(counts)) => format!("## Settings and records are valid\n\n{counts}.\n"),
        (0, None) => "## Settings and records are valid\n".to_owned(),
        (count, _) => format!(
            "## Settings and records are not valid: {}\n\n",
            counted(count, "problem")
        ),
    };
    let opening = "| Where | What is wrong | Help |\n| --- | --- | --- |\n".to_owned();
    text.push_str(&table(
        result.problems,
        opening,
        privacy,
        MOST_BYTES - text.len(),
    ));
    if let Some(warnings) = result.warnings.filter(|warnings| !warnings.is_empty()) {
        let opening = format!(
            "\n### Warnings ({})\n\n| Where | What is odd | Help |\n| --- | --- | --- |\n",
            warnings.count()
        );
        text.push_str(&table(warnings, opening, privacy, MOST_BYTES - text.len()));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// The problems that are listed, and how many are not, in at most `allowed` bytes.
fn table(problems: &Problems, opening: String, privacy: Privacy, allowed: usize) -> String {
    let kept = privacy.masked_problems(problems);
    let section = Section {
        opening,
        rows: kept.as_slice().iter().map(row).collect(),
        nouns: ["problem", "problems"],
    };
    let more = match problems.count() - problems.as_slice().len() {
        0 => String::new(),
        more => format!("Another {} not listed.\n", are_problems(more)),
    };
    section.within(allowed.saturating_sub(more.len())) + &more
}

/// `problem is`, `1,204,331 problems are`
fn are_problems(count: usize) -> String {
    match count {
        1 => "problem is".to_owned(),
        count => format!("{} are", counted(count, "problem")),
    }
}

/// A problem whose message may be read as it is.
fn row(problem: &Problem) -> String {
    let Problem {
        place,
        message,
        without_value: _,
        help,
        code,
    } = problem;
    let voice = Voice {
        privacy: Privacy::Open,
    };
    let help = help.as_ref().map(|help| voice.sentence(help));
    format!(
        "| {} | {} `{}` | {} |\n",
        place_words(place),
        voice.sentence(message),
        code.word(),
        help.unwrap_or_default()
    )
}
