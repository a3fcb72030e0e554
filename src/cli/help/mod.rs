//! What `--help` teaches beyond names and options: groups, longer descriptions and examples.
//!
//! The texts stand in `texts`, a [`Lesson`] per command. Start at [`command`], which puts them on
//! clap's command line. To add a command, give it a lesson and a place in `GROUPS`.

mod everyday;
mod payments;
mod texts;

use std::fmt::Write;

use clap::CommandFactory;

use super::Cli;

/// What the help of one command says besides its options.
#[derive(Debug, Clone, Copy)]
pub struct Lesson {
    /// The command as it is typed, as in `state check`.
    pub command: &'static str,
    /// What it does, when to use it and what it leaves alone.
    pub about: &'static str,
    /// Two to four uses.
    pub examples: &'static [Example],
}

/// One use of a command.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The purpose of typing it.
    pub purpose: &'static str,
    /// What they type.
    pub line: &'static str,
}

/// The commands by purpose, as `plexmgr --help` lists them.
const GROUPS: [(&str, &[&str]); 7] = [
    ("Begin", &["init", "login", "check", "doctor"]),
    (
        "See and write changes",
        &["plan", "apply", "show", "snapshot"],
    ),
    (
        "Edit the records",
        &[
            "pay",
            "confirm",
            "set",
            "switch",
            "adopt",
            "rename",
            "remove",
            "set-layout",
        ],
    ),
    (
        "See who has paid",
        &["status", "payments", "find", "user", "report"],
    ),
    ("Share", &["comment"]),
    ("Look back", &["history", "undo"]),
    (
        "Understand and set up",
        &["explain", "state", "schema", "completions", "man"],
    ),
];

/// The three steps of a first run.
const FIRST_STEPS: [(&str, &str); 3] = [
    ("plexmgr init", "create a household in this folder"),
    ("plexmgr plan", "show users to import; write nothing"),
    ("plexmgr apply", "show it again, confirm, and write it"),
];

/// The lessons of all commands.
pub fn lessons() -> impl Iterator<Item = &'static Lesson> {
    let lessons = texts::LESSONS.iter().chain(&everyday::LESSONS);
    lessons.chain(&payments::LESSONS)
}

/// The command line with everything its help says.
#[must_use]
pub fn command() -> clap::Command {
    let mut command = Cli::command();
    for lesson in lessons() {
        let path: Vec<&str> = lesson.command.split(' ').collect();
        command = taught(command, &path, lesson);
    }
    let template = template(&command);
    command.help_template(clap::builder::StyledStr::from(template))
}

/// `command` with the lesson of the command that `path` leads to.
fn taught(command: clap::Command, path: &[&str], lesson: &Lesson) -> clap::Command {
    match path {
        [] => command
            .long_about(lesson.about)
            .after_long_help(examples(lesson)),
        [name, rest @ ..] if command.find_subcommand(name).is_some() => {
            command.mut_subcommand(name, |below| taught(below, rest, lesson))
        }
        _ => command,
    }
}

fn examples(lesson: &Lesson) -> String {
    let mut text = "Examples:".to_owned();
    for Example { purpose, line } in lesson.examples {
        write!(text, "\n  # {purpose}\n  {line}\n").expect("a String takes any text");
    }
    text.truncate(text.trim_end().len());
    text
}

/// The shape of the help of `plexmgr` itself: first steps, then the commands by purpose.
fn template(command: &clap::Command) -> String {
    let header = command.get_styles().get_header();
    let mut text = "{about-with-newline}\n{usage-heading} {usage}\n".to_owned();
    let mut section = |title: &str, lines: &[(String, String)]| {
        let widest = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        write!(text, "\n{header}{title}:{header:#}\n").expect("a String takes any text");
        for (name, about) in lines {
            writeln!(text, "  {name:<widest$}  {about}").expect("a String takes any text");
        }
    };
    let steps = FIRST_STEPS.map(|(line, about)| (line.to_owned(), about.to_owned()));
    section("First steps", &steps);
    for (title, names) in GROUPS {
        let named = names.iter().filter_map(|name| described(command, name));
        section(title, &named.collect::<Vec<_>>());
    }
    let others: Vec<(String, String)> = command
        .get_subcommands()
        .map(clap::Command::get_name)
        .filter(|name| GROUPS.iter().all(|(_, names)| !names.contains(name)))
        .filter_map(|name| described(command, name))
        .collect();
    if !others.is_empty() {
        section("Further commands", &others);
    }
    write!(
        text,
        "\n{header}Options for every command:{header:#}\n{{options}}{{after-help}}"
    )
    .expect("a String takes any text");
    text
}

/// A command and what it does, padded as in all groups.
fn described(command: &clap::Command, name: &str) -> Option<(String, String)> {
    let all = command.get_subcommands();
    let widest = all.map(|command| command.get_name().len()).max();
    let about = command.find_subcommand(name)?.get_about()?.to_string();
    Some((format!("{name:<width$}", width = widest?), about))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command that does something, as it is typed.
    fn paths(command: &clap::Command, before: &str) -> Vec<String> {
        let mut paths = Vec::new();
        for below in command.get_subcommands() {
            let path = format!("{before} {}", below.get_name());
            let path = path.trim_start().to_owned();
            match below.has_subcommands() {
                true => paths.extend(paths_with(below, path)),
                false => paths.push(path),
            }
        }
        paths
    }

    fn paths_with(command: &clap::Command, path: String) -> Vec<String> {
        let mut below = paths(command, &path);
        below.insert(0, path);
        below
    }

    #[test]
    fn every_command_has_a_lesson_and_every_lesson_a_command() {
        let mut taught: Vec<&str> = lessons().map(|lesson| lesson.command).collect();
        let mut there = paths(&Cli::command(), "");
        taught.sort_unstable();
        there.sort_unstable();
        assert_eq!(taught, there);
    }

    #[test]
    fn every_command_has_a_group() {
        let grouped: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| names.iter().copied())
            .collect();
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            assert!(grouped.contains(&name), "`{name}` has no group");
        }
        for name in grouped {
            assert!(Cli::command().find_subcommand(name).is_some(), "{name}");
        }
    }

    #[test]
    fn lessons_are_short_enough_to_be_read() {
        for lesson in lessons() {
            let Lesson {
                command,
                about,
                examples,
            } = lesson;
            assert!((2..=4).contains(&examples.len()), "{command}");
            assert!(about.ends_with('.'), "{command}: {about}");
            for Example { purpose, line } in *examples {
                assert!(line.starts_with(&format!("plexmgr {command}")), "{line}");
                assert!(line.len() <= 56 && purpose.len() <= 54, "{line}: {purpose}");
            }
        }
    }

    #[test]
    fn short_descriptions_fit_on_narrow_terminals() {
        for command in Cli::command().get_subcommands() {
            let about = command.get_about().map(ToString::to_string);
            let about = about.unwrap_or_default();
            assert!(about.len() <= 46, "{about}");
        }
    }
}
