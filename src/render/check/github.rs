//! The problems of settings and records as annotations of GitHub Actions.

use super::CheckResult;
use crate::problem::{Problem, Problems};
use crate::render::Privacy;
use crate::render::kit::annotation::{Location, at, command};
use crate::vocabulary::escaped;

/// Every listed problem as an error at its place, every listed warning as a warning, and how many more there are.
#[must_use]
pub fn problems(result: &CheckResult<'_>, location: &Location, privacy: Privacy) -> String {
    let mut text = annotations(result.problems, "error", location, privacy);
    if let Some(warnings) = result.warnings {
        text.push_str(&annotations(warnings, "warning", location, privacy));
    }
    text
}

fn annotations(
    problems: &Problems,
    level: &'static str,
    location: &Location,
    privacy: Privacy,
) -> String {
    let kept = privacy.masked_problems(problems);
    let problems = kept.as_slice().iter();
    let lines = problems.map(|problem| annotation(problem, level, location));
    let more = kept.more().lines().into_iter();
    lines
        .chain(more.map(|line| command("notice", &[], &line)))
        .collect()
}

/// An annotation at the place of the problem.
fn annotation(problem: &Problem, level: &'static str, location: &Location) -> String {
    let Problem {
        place,
        message,
        without_value: _,
        help,
        code,
    } = problem;
    let help = help.as_ref().map(|help| format!("\nhelp: {help}"));
    let text = format!("{message}{}", help.unwrap_or_default());
    let lines: Vec<String> = text.lines().map(escaped).collect();
    at(location, level, Some(place), code.word(), &lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::problem::ProblemCode;
    use crate::vocabulary::Place;

    fn problem(file: &str, line: u32, column: u32, message: &str) -> Problem {
        Problem {
            place: Place {
                file: Arc::from(file),
                line,
                column,
            },
            message: message.to_owned(),
            without_value: None,
            help: None,
            code: ProblemCode::UnknownKey,
        }
    }

    fn annotated(problem: Problem, location: &Location) -> String {
        let problems = Problems::new(vec![problem]);
        annotations(&problems, "error", location, Privacy::Masked)
    }

    #[test]
    fn places_are_seen_from_the_root_of_the_repository() {
        let location = Location {
            folder: "home/".to_owned(),
            outside: Some("etc/plexmgr.toml".to_owned()),
        };
        let cases = [
            (
                problem("records/users/ada.yaml", 3, 7, "bad"),
                "::error file=home/records/users/ada.yaml,line=3,col=7,title=unknown_key::bad\n",
            ),
            (
                problem("etc/plexmgr.toml", 1, 0, "bad"),
                "::error file=etc/plexmgr.toml,line=1,title=unknown_key::bad\n",
            ),
            (
                problem("records", 0, 0, "bad"),
                "::error file=home/records,title=unknown_key::bad\n",
            ),
            (problem("", 0, 0, "bad"), "::error title=unknown_key::bad\n"),
        ];
        for (problem, expected) in cases {
            assert_eq!(annotated(problem, &location), expected);
        }
    }

    #[test]
    fn nothing_ends_a_property_or_a_line() {
        let hostile = "a,line=1::x%0A\r\n::add-mask::y";
        let line = annotated(problem(hostile, 1, 1, hostile), &Location::default());
        assert_eq!(
            line,
            "::error file=a%2Cline=1%3A%3Ax%250A%0D%0A%3A\\u{3a}add-mask%3A%3Ay,line=1,col=1,\
             title=unknown_key::a,line=1::x%250A%0A:\\u{3a}add-mask::y\n"
        );
    }

    #[test]
    fn no_file_name_steers_a_terminal() {
        let line = annotated(
            problem("\u{1b}[31m\u{202e}.yaml", 1, 1, "x"),
            &Location::default(),
        );
        assert!(line.contains("file=\\u{1b}[31m\\u{202e}.yaml,"), "{line}");
    }
}
