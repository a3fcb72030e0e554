//! Lines that GitHub Actions turns into annotations: what is refused, wrong or for a person to settle.
//!
//! Each line is one workflow command of plexmgr's own. What came from outside stands in its message or
//! in a property, encoded as GitHub's own toolkit does it, so that it can neither end the line nor the
//! property. [`inert`] does the same for what is said on stderr, which the runner reads as well.

use std::borrow::Cow;
use std::fmt::Write;

use super::guards::flags;
use super::{Shown, text};
use crate::plan::{GuardVerdict, Notice, NoticeKind};
use crate::problem::{Problem, Problems};
use crate::render::kit::Privacy;
use crate::vocabulary::{Place, escaped, is_hidden, shown};

/// Where the files of a household are, seen from the root of the repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Location {
    /// The folder of the household, with `/` at its end unless it is the root itself.
    pub folder: String,
    /// A file outside the household, as its problems name it: the settings, when they stand elsewhere.
    pub outside: Option<String>,
}

/// The plan: an error for each guard that refuses, a warning for each notice that a person has to see
/// to, and the counts. No diff.
#[must_use]
pub fn plan(plan: &Shown<'_>, location: &Location, privacy: Privacy) -> String {
    let set = plan.change_set;
    let writer = Writer { location, privacy };
    let flags = flags(&set.guards);
    let refused = set.guards.iter();
    let refused = refused.filter_map(|guard| writer.refusal(guard, &flags));
    let notices = set
        .notices
        .iter()
        .filter(|notice| needs_a_person(notice.kind));
    let notices = notices.map(|notice| writer.notice(notice));
    let mut lines: String = refused.chain(notices).collect();
    lines.push_str(&command("notice", &[], &privacy.kept(&text::summary(set))));
    lines
}

/// Every listed problem as an error at its place, and how many more there are.
#[must_use]
pub fn problems(problems: &Problems, location: &Location, privacy: Privacy) -> String {
    let writer = Writer { location, privacy };
    let kept = privacy.kept_of_problems(problems);
    let problems = kept.as_slice().iter();
    let lines = problems.map(|problem| writer.problem(problem));
    let more = kept.more().lines().into_iter();
    lines
        .chain(more.map(|line| command("notice", &[], &line)))
        .collect()
}

/// One error that is not about a file.
#[must_use]
pub fn error(message: &str, privacy: Privacy) -> String {
    command("error", &[("title", "plexmgr")], &privacy.kept(message))
}

/// One thing to know.
#[must_use]
pub fn notice(message: &str) -> String {
    command("notice", &[], message)
}

/// Whether a notice is about something that needs an action.
fn needs_a_person(kind: NoticeKind) -> bool {
    match kind {
        NoticeKind::AccountUnknown
        | NoticeKind::OwnerUnknown
        | NoticeKind::AccountNotConfigured
        | NoticeKind::UnsafeEdit
        | NoticeKind::IdentityConflict
        | NoticeKind::AccountReplaced
        | NoticeKind::ServerMissing
        | NoticeKind::LibraryKept
        | NoticeKind::ShareKept
        | NoticeKind::DepartureUndecided => true,
        NoticeKind::ImportedBefore
        | NoticeKind::OwnerNotImported
        | NoticeKind::HomeMemberNotImported
        | NoticeKind::PendingInvitation
        | NoticeKind::FriendWithoutShare
        | NoticeKind::IgnoredPeople => false,
    }
}

struct Writer<'l> {
    location: &'l Location,
    privacy: Privacy,
}

impl Writer<'_> {
    /// `flags` are those that would let every guard pass.
    fn refusal(&self, guard: &GuardVerdict, flags: &str) -> Option<String> {
        let refusal = guard.refusal.as_ref()?;
        let name = guard.name.word();
        let mut message = escaped(&self.privacy.kept(refusal));
        if guard.to_accept.is_some() {
            write!(message, "; if this is intended: plexmgr apply{flags}")
                .expect("a String takes any text");
        }
        let title = format!("refused by {name}");
        Some(command("error", &[("title", &title)], &message))
    }

    fn notice(&self, notice: &Notice) -> String {
        let Notice {
            kind,
            subject,
            message,
            place,
        } = notice;
        let subject = shown(&self.privacy.kept(subject));
        let message = escaped(&self.privacy.kept(message));
        self.at(
            "warning",
            place.as_ref(),
            kind.word(),
            &format!("{subject} {message}"),
        )
    }

    fn problem(&self, problem: &Problem) -> String {
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
        self.at("error", Some(place), code.word(), &lines.join("\n"))
    }

    /// A command about a place, as far as the place is known.
    fn at(&self, name: &str, place: Option<&Place>, title: &str, message: &str) -> String {
        let mut properties = Vec::new();
        if let Some(place) = place.filter(|place| !place.file.is_empty()) {
            properties.push(("file", self.location.of(&place.file)));
            let numbers = [("line", place.line), ("col", place.column)];
            let known = numbers.into_iter().take_while(|(_, number)| *number > 0);
            properties.extend(known.map(|(name, number)| (name, number.to_string())));
        }
        properties.push(("title", title.to_owned()));
        let borrowed: Vec<(&str, &str)> = properties
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        command(name, &borrowed, message)
    }
}

impl Location {
    fn of(&self, file: &str) -> String {
        match self.outside.as_deref() {
            Some(outside) if outside == file => file.to_owned(),
            _ => format!("{}{file}", self.folder),
        }
    }
}

/// One workflow command on a line of its own.
fn command(name: &str, properties: &[(&str, &str)], message: &str) -> String {
    let properties: Vec<String> = properties
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value, true)))
        .collect();
    let space = if properties.is_empty() { "" } else { " " };
    let properties = properties.join(",");
    format!("::{name}{space}{properties}::{}\n", encoded(message, false))
}

/// What a message, or with more characters a property, may not hold as it is.
fn encoded(text: &str, is_property: bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in inert(text).chars() {
        match character {
            '%' => safe.push_str("%25"),
            '\r' => safe.push_str("%0D"),
            '\n' => safe.push_str("%0A"),
            ':' if is_property => safe.push_str("%3A"),
            ',' if is_property => safe.push_str("%2C"),
            // A log is shown on a terminal, too.
            hidden if is_hidden(hidden) => safe.push_str(&escaped(hidden.encode_utf8(&mut [0; 4]))),
            plain => safe.push(plain),
        }
    }
    safe
}

/// `text` without anything that a runner would take for a workflow command: `::` at the start of a line,
/// and the older `##[` anywhere.
#[must_use]
pub fn inert(text: &str) -> Cow<'_, str> {
    let is_command = |line: &str| line.trim_start().starts_with("::");
    if !text.contains("##[") && !text.split(['\r', '\n']).any(is_command) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for line in text.split_inclusive(['\r', '\n']) {
        let line = line.replace("##[", "#\\u{23}[");
        match is_command(&line) {
            true => safe.push_str(&line.replacen("::", ":\\u{3a}", 1)),
            false => safe.push_str(&line),
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::problem::ProblemCode;

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
        super::problems(&problems, location, Privacy::Masked)
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

    #[test]
    fn what_a_runner_would_obey_is_made_inert() {
        for (text, expected) in [
            ("a ##[error]b", "a #\\u{23}[error]b"),
            ("  ::add-mask::x", "  :\\u{3a}add-mask::x"),
            (
                "a\n::set-output name=x::y\n",
                "a\n:\\u{3a}set-output name=x::y\n",
            ),
            ("a\r::stop-commands::x", "a\r:\\u{3a}stop-commands::x"),
            ("a ::b:: ## [x]", "a ::b:: ## [x]"),
        ] {
            assert_eq!(inert(text), expected);
        }
    }
}
