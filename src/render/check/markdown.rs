//! The problems of settings and records as Markdown.

use crate::problem::{Problem, Problems};
use crate::render::kit::Privacy;
use crate::render::kit::markdown::budget::{MOST_BYTES, Section};
use crate::render::kit::markdown::escape::{Voice, place_words};
use crate::vocabulary::counted;

/// The verdict of `check` with every problem, in at most [`MOST_BYTES`] bytes.
///
/// `counts` says what was looked at, as in `3 plans, 2 servers, 6 users`; it is shown if there is no
/// problem.
#[must_use]
pub fn problems(problems: &Problems, counts: Option<&str>, privacy: Privacy) -> String {
    let kept = privacy.masked_problems(problems);
    let count = problems.count();
    let mut text = match (count, counts) {
        (0, Some(counts)) => format!("## Settings and records are valid\n\n{counts}.\n"),
        (0, None) => "## Settings and records are valid\n".to_owned(),
        (count, _) => format!(
            "## Settings and records are not valid: {}\n\n",
            counted(count, "problem")
        ),
    };
    let section = Section {
        opening: "| Where | What is wrong | Help |\n| --- | --- | --- |\n".to_owned(),
        rows: kept.as_slice().iter().map(row).collect(),
        nouns: ["problem", "problems"],
    };
    let listed = problems.as_slice().len();
    let more = match count - listed {
        0 => String::new(),
        more => format!("Another {} not listed.\n", are_problems(more)),
    };
    text.push_str(&section.within(MOST_BYTES - text.len() - more.len()));
    text.push_str(&more);
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
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
