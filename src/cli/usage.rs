//! What is wrong with a command line, in the words of this program.
//!
//! clap finds the mistakes; here they become the same kind of message as all others: what is wrong, with
//! which value, and what would be right. Start at [`mistake`].

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::help;
use crate::problem::listed;
use crate::vocabulary::shown;

/// A mistake in a command line. Everything in it is fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hints: Vec<String>,
}

/// Global options that take a value, which may look like a command.
const WITH_VALUE: [&str; 5] = ["-C", "--config", "--format", "--color", "--today"];

/// What clap found wrong with `words`, the command line of a process.
#[must_use]
pub fn mistake(error: &clap::Error, words: impl IntoIterator<Item = OsString>) -> Mistake {
    let (path, usage) = command_of(words);
    let mut hints: Vec<String> = suggestion(error).into_iter().collect();
    let help = format!("`{path} --help` shows the options, with examples");
    hints.push(match usage {
        Some(usage) if !is_about_a_value(error) => format!("usage is `{usage}`; {help}"),
        _ => help,
    });
    Mistake {
        message: message(error, &path),
        hints,
    }
}

/// Whether the options as such were right.
fn is_about_a_value(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::InvalidUtf8
    )
}

/// `plexmgr state check` and its usage, as far as the words lead to a command.
fn command_of(words: impl IntoIterator<Item = OsString>) -> (String, Option<String>) {
    let mut root = help::command();
    root.build();
    let path = path_of(&root, words);
    let usage = usage_of(&mut root, &path);
    let usage = usage.lines().next().unwrap_or_default();
    let usage = usage.strip_prefix("Usage: ").map(str::to_owned);
    let path: String = path.iter().map(|name| format!(" {name}")).collect();
    (format!("plexmgr{path}"), usage)
}

/// The names of the commands that the words lead to, each below the one before.
fn path_of(root: &clap::Command, words: impl IntoIterator<Item = OsString>) -> Vec<String> {
    let (mut command, mut path) = (root, Vec::new());
    let mut skips = false;
    for word in words.into_iter().skip(1) {
        let word = word.to_string_lossy();
        if std::mem::take(&mut skips) || word.starts_with('-') {
            skips = WITH_VALUE.contains(&&*word);
            continue;
        }
        let Some(below) = command.find_subcommand(&*word) else {
            break;
        };
        command = below;
        path.push(below.get_name().to_owned());
    }
    path
}

/// `words` without `--help` and `-h` behind the command `help`, as in `state help --help`: they ask for what is
/// shown anyway, and clap would look for a command of that name.
pub(super) fn without_repeated_help(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let words: Vec<OsString> = words.into_iter().collect();
    let mut root = help::command();
    root.build();
    let asks = |count: &usize| {
        let path = path_of(&root, words[..*count].iter().cloned());
        path.iter().any(|name| name == "help")
    };
    let Some(behind) = (1..=words.len()).find(asks) else {
        return words;
    };
    let (before, after) = words.split_at(behind);
    let after = after
        .iter()
        .filter(|word| *word != "--help" && *word != "-h");
    before.iter().chain(after).cloned().collect()
}

fn usage_of(command: &mut clap::Command, path: &[String]) -> String {
    let [name, rest @ ..] = path else {
        return command.render_usage().to_string();
    };
    let below = command.find_subcommand_mut(name);
    below.map_or_else(String::new, |below| usage_of(below, rest))
}

fn message(error: &clap::Error, path: &str) -> String {
    let argument = quoted(error, ContextKind::InvalidArg);
    let value = text(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::ValueValidation => {
            let why = error.source().map_or_else(String::new, |source| {
                let lines = source.to_string();
                format!(": {}", shown_whole(&lines))
            });
            format!("invalid value {} for {argument}{why}", tick(&value))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} requires a value"),
        ErrorKind::InvalidValue => format!("invalid value {} for {argument}", tick(&value)),
        ErrorKind::UnknownArgument => format!("unexpected argument {argument}"),
        ErrorKind::InvalidSubcommand => {
            let command = text(error, ContextKind::InvalidSubcommand);
            format!("unknown command {}", tick(&command))
        }
        ErrorKind::ArgumentConflict => conflict(error, &argument),
        ErrorKind::MissingRequiredArgument => format!("missing {argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            format!("`{path}` requires a command")
        }
        ErrorKind::TooManyValues => format!("unexpected value {} for {argument}", tick(&value)),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            format!("{argument} has the wrong number of values")
        }
        ErrorKind::InvalidUtf8 => "an argument is not valid UTF-8".to_owned(),
        _ => shown_whole(&error.to_string()),
    }
}

fn conflict(error: &clap::Error, argument: &str) -> String {
    let prior = quoted(error, ContextKind::PriorArg);
    match prior == argument {
        true => format!("{argument} is given more than once"),
        false if prior.is_empty() => format!("{argument} cannot be used with other options"),
        false => format!("{argument} cannot be used with {prior}"),
    }
}

/// What was probably meant, and what is allowed.
fn suggestion(error: &clap::Error) -> Option<String> {
    let kinds = [
        ContextKind::SuggestedValue,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedCommand,
    ];
    let meant = kinds.iter().find_map(|kind| {
        // The best guess comes last.
        words(error, *kind)
            .last()
            .map(|word| format!("did you mean {}?", tick(word)))
    });
    let allowed = words(error, ContextKind::ValidValue);
    let allowed = (!allowed.is_empty()).then(|| {
        let allowed = allowed.iter().map(String::as_str);
        format!("allowed are {}", listed(allowed))
    });
    match (meant, allowed) {
        (Some(meant), Some(allowed)) => Some(format!("{meant} {allowed}")),
        (meant, allowed) => meant.or(allowed),
    }
}

/// All words of a part of the error.
fn words(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(word)) => vec![word.clone()],
        Some(ContextValue::Strings(words)) => words.clone(),
        _ => Vec::new(),
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> String {
    words(error, kind).join(" ")
}

/// `` `--today <DATE>` ``
fn quoted(error: &clap::Error, kind: ContextKind) -> String {
    let words = words(error, kind);
    listed(
        words
            .iter()
            .map(String::as_str)
            .filter(|word| !word.is_empty()),
    )
}

fn tick(word: &str) -> String {
    format!("`{}`", shown(word))
}

/// A message of our own, which may be longer than a stranger's text, on one line.
fn shown_whole(text: &str) -> String {
    crate::vocabulary::escaped(text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(line: &[&str]) -> String {
        let words: Vec<OsString> = std::iter::once("plexmgr")
            .chain(line.iter().copied())
            .map(Into::into)
            .collect();
        let error = help::command().try_get_matches_from(&words).unwrap_err();
        let Mistake { message, hints } = mistake(&error, words);
        format!("{message} | {}", hints.join(" | "))
    }

    #[test]
    fn every_kind_of_mistake_is_named() {
        let cases: [(&[&str], &str); 14] = [
            (
                &["undo", "xyz"],
                "invalid value `xyz` for `<RUN>`: a run is named by",
            ),
            (
                &["undo"],
                "missing `<RUN>` | usage is `plexmgr undo [OPTIONS] <RUN>`; `plexmgr undo --help`",
            ),
            (
                &["plam"],
                "unknown command `plam` | did you mean `plan`? | usage is `plexmgr [OPTIONS]",
            ),
            (
                &["plan", "--biref"],
                "unexpected argument `--biref` | did you mean `--brief`?",
            ),
            (&["plan", "extra"], "unexpected argument `extra`"),
            (
                &["plan", "--format", "jsn"],
                "invalid value `jsn` for `--format <FORMAT>` | did you mean `json`? allowed are `text`",
            ),
            (&["plan", "--config="], "`--config <FILE>` requires a value"),
            (&["plan", "--config"], "`--config <FILE>` requires a value"),
            (
                &["plan", "-q", "-v"],
                "`--quiet` cannot be used with `--verbose...`",
            ),
            (
                &["plan", "--brief", "--brief"],
                "`--brief` is given more than once",
            ),
            (
                &["plan", "--brief=yes"],
                "unexpected value `yes` for `--brief`",
            ),
            (&["state"], "`plexmgr state` requires a command"),
            (&["apply", "--max-plan-age", "1h"], "missing `<PLANFILE>`"),
            (
                &["-C", "undo", "plan", "--today", "x"],
                "invalid value `x` for `--today <DATE>`: a date is written",
            ),
        ];
        for (line, expected) in cases {
            let message = message(line);
            assert!(message.starts_with(expected), "{line:?}: {message}");
            assert!(message.contains(" --help` shows"), "{message}");
        }
        assert!(message(&["-C", "undo", "plan", "--today", "x"]).contains("`plexmgr plan --help`"));
    }

    #[test]
    fn what_was_typed_cannot_steer_a_terminal() {
        assert!(message(&["undo", "\u{1b}[2J"]).starts_with("invalid value `\\u{1b}[2J` for"));
        assert!(message(&["\u{202e}x"]).starts_with("unknown command `\\u{202e}x`"));
    }
}
