//! Every JSON document that a tested run prints or saves is what its schema says, key by key.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use jsonschema::Validator;
use plexmgr::history::RunName;
use plexmgr::render::comment::{self, CommentAction};
use plexmgr::schema::{Name, document};
use serde_json::Value;

use super::closed::closed;
use crate::sandbox::{Run, Sandbox};

/// A validator per schema that allows no key it does not describe.
static CLOSED: LazyLock<BTreeMap<Name, Validator>> = LazyLock::new(|| {
    let validator = |name| jsonschema::validator_for(&closed(document(name))).expect("a schema");
    Name::ALL
        .into_iter()
        .map(|name| (name, validator(name)))
        .collect()
});

/// Looks at what a run of plexmgr printed with `--format json`, and at what it saved with `--out`.
pub(crate) fn check_outputs(command: &Command, run: &Run) {
    let words: Vec<String> = command
        .get_args()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let behind = |option: &str| {
        let at = words.iter().position(|word| word == option)?;
        words.get(at + 1)
    };
    let is_json = behind("--format").is_some_and(|format| format == "json")
        || words.iter().any(|word| word == "--format=json");
    if is_json && !run.stdout.is_empty() {
        check(printed(&words), run.stdout.as_bytes(), &words);
    }
    let failed = run.stderr.contains("error:") || run.code < 0;
    if let (Some(out), false) = (behind("--out"), failed) {
        let folder = command.get_current_dir().unwrap_or(Path::new("."));
        if let Some(name) = saved(&words) {
            check_file(name, &folder.join(out), &words);
        }
    }
}

/// The document that a command prints.
fn printed(words: &[String]) -> Name {
    let has = |word: &str| words.iter().any(|other| other == word);
    let (command, behind) = command_of(words);
    match command {
        "check" => Name::Check,
        "plan" | "show" => Name::Plan,
        "apply" | "pay" | "confirm" | "set" | "switch" | "adopt" | "rename" | "remove"
        | "set-layout" => Name::Apply,
        "undo" => Name::Undo,
        "doctor" => Name::Doctor,
        "status" => Name::Status,
        "payments" if has("month") => Name::PaymentsMonth,
        "payments" if has("explain") => Name::PaymentsExplain,
        "payments" => Name::Payments,
        "find" => Name::Find,
        "user" => Name::UserPage,
        "comment" => Name::Comment,
        "history" if behind.iter().any(|word| word.parse::<RunName>().is_ok()) => Name::Run,
        "history" => Name::History,
        "state" if has("check") => Name::StateCheck,
        "state" if has("restore") => Name::StateRestore,
        other => panic!(
            "which schema describes what `{other}` prints? say it in {}",
            file!()
        ),
    }
}

/// The document that a command saves; `None` for files that are no JSON.
fn saved(words: &[String]) -> Option<Name> {
    match command_of(words).0 {
        "plan" => Some(Name::PlanFile),
        "snapshot" => Some(Name::Snapshot),
        _ => None,
    }
}

/// The command among the words that were typed, and what stands behind it.
fn command_of(words: &[String]) -> (&str, &[String]) {
    const WITH_VALUE: [&str; 5] = ["-C", "--config", "--format", "--color", "--today"];
    let mut at = 0;
    while let Some(word) = words.get(at) {
        match word.as_str() {
            option if WITH_VALUE.contains(&option) => at += 2,
            option if option.starts_with('-') => at += 1,
            command => return (command, &words[at + 1..]),
        }
    }
    ("", &[])
}

#[expect(clippy::disallowed_methods, reason = "the test reads what was saved")]
fn check_file(name: Name, path: &Path, words: &[String]) {
    // A run that was refused saved nothing.
    if let Ok(bytes) = std::fs::read(path) {
        check(name, &bytes, words);
    }
}

fn check(name: Name, bytes: &[u8], words: &[String]) {
    let document: Value = serde_json::from_slice(bytes)
        .unwrap_or_else(|error| panic!("{words:?} gives no JSON: {error}"));
    let wrong: Vec<String> = CLOSED[&name]
        .iter_errors(&document)
        .map(|error| format!("{error} at `{}`", error.instance_path()))
        .collect();
    assert!(
        wrong.is_empty(),
        "{words:?} gives what the schema {name:?} does not describe:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_document_that_is_none_is_found() {
    let words = ["plan".to_owned()];
    let found = std::panic::catch_unwind(|| check(Name::Plan, b"{}", &words));
    assert!(found.is_err());
}

#[test]
fn whatever_is_shown_of_a_comment_is_described() {
    for action in [
        CommentAction::Created,
        CommentAction::Updated,
        CommentAction::Unchanged,
        CommentAction::NothingToSay,
    ] {
        for url in [None, Some("http://127.0.0.1/comments/1")] {
            check(Name::Comment, comment::json(action, url).as_bytes(), &[]);
        }
    }
}

#[test]
fn the_lines_of_a_history_are_described() {
    let sandbox = Sandbox::example();
    let run = sandbox.run(&["apply", "--yes", "--observed", "observed.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(sandbox.run(&["undo", "1", "--yes"]).code, 0);
    let history: String = [1, 2]
        .map(|run| sandbox.read(&sandbox.run_file(run)))
        .concat();
    assert!(history.lines().count() > 30, "{history}");
    for line in history.lines() {
        check(Name::HistoryLine, line.as_bytes(), &[]);
    }
    for words in [
        ["history", "--format", "json"].as_slice(),
        &["history", "2", "--format", "json"],
        &["state", "check", "--format", "json"],
        &["state", "restore", "--all", "--format", "json"],
    ] {
        let run = sandbox.run(words);
        assert!(
            run.code == 0 && !run.stdout.is_empty(),
            "{words:?} {}",
            run.stderr
        );
    }
}
