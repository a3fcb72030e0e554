//! Whatever a file holds that somebody else may write, nothing in it steers a terminal.
//!
//! Characters that control a terminal or the order of a text are planted in one place after the other:
//! every string of the history, the store, a snapshot, a saved plan, the lock, the settings, the records,
//! variables and names of files. Then every command that reads is run in every format.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};

use plexmgr::vocabulary::is_hidden;
use serde_json::Value;

use crate::disturbed::paused::Watched;
use crate::sandbox::Sandbox;

/// An escape sequence, C1, DEL, a title, bidirectional marks, separators, invisible and tag characters.
const EVIL: &str = "\u{1b}[31m\u{9b}2J\u{7f}\u{1b}]0;t\u{7}\u{8}\u{202e}\u{2066}\u{200f}\u{61c}\u{200b}\u{2028}\u{2029}\u{85}\u{feff}\u{e0041}";

/// What reads a household and prints, as words.
const READING: &[&str] = &[
    "check",
    "check --format json",
    "check --format markdown",
    "check --format github",
    "plan --observed observed.json",
    "plan --observed observed.json --format json",
    "plan --observed observed.json --format markdown",
    "plan --observed observed.json --format github -v",
    "apply --dry-run --observed observed.json -v",
    "status",
    "status --format json",
    "status --format csv",
    "status --format markdown",
    "status --due --expiring-within 9999",
    "status --due --expiring-within 9999 --format markdown",
    "find marlow",
    "find marlow --format json",
    "user marlow",
    "user marlow --format json",
    "history",
    "history --format json",
    "history 1",
    "history 1 --format json",
    "undo 1 --dry-run",
    "undo 1 --dry-run --format json",
    "state check",
    "state check --format json",
    "state check --format json",
    "doctor --offline",
    "doctor --offline --format json",
    "login",
    "",
];

/// The first character that shows that something came out raw.
fn raw(text: &str) -> Option<char> {
    let text = text.replace("\r\n", "\n");
    text.chars()
        .find(|c| is_hidden(*c) && !matches!(c, '\n' | '\t'))
}

/// Runs each command; how often something planted was shown.
fn nothing_raw(sandbox: &Sandbox, commands: &[&str], planted: &str) -> usize {
    let mut shown = 0;
    for line in commands {
        let words: Vec<&str> = line.split_whitespace().collect();
        shown += usize::from(is_tame(
            &mut sandbox.command(&words),
            &format!("{planted}: {line}"),
        ));
    }
    shown
}

/// Whether an output holds an escape of what was planted; nothing of it may be raw.
fn is_tame(command: &mut Command, what: &str) -> bool {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert_ne!(
        output.status.code(),
        Some(101),
        "{what}: it panicked: {output:?}"
    );
    let mut shown = false;
    for bytes in [&output.stdout, &output.stderr] {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{what}: not UTF-8"));
        assert_eq!(raw(text), None, "{what}: {text:?}");
        shown |= text.contains("u{202e}") || text.contains("\\u202e");
    }
    shown
}

fn applied() -> Sandbox {
    let sandbox = Sandbox::example();
    let run = sandbox.run(&["apply", "--yes", "--observed", "observed.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    sandbox
}

/// The paths to one string of each kind in a document: its keys, without the positions in lists.
fn strings(value: &Value, pointer: &str, kind: &str, found: &mut BTreeMap<String, String>) {
    match value {
        Value::String(_) => drop(
            found
                .entry(kind.to_owned())
                .or_insert_with(|| pointer.to_owned()),
        ),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                strings(item, &format!("{pointer}/{index}"), kind, found);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                strings(
                    value,
                    &format!("{pointer}/{key}"),
                    &format!("{kind}/{key}"),
                    found,
                );
            }
        }
        _ => {}
    }
}

/// A document of JSON for each kind of string in it, with that string planted.
fn planted(text: &str) -> Vec<(String, String)> {
    let value: Value = serde_json::from_str(text).unwrap();
    let mut found = BTreeMap::new();
    strings(&value, "", "", &mut found);
    let plant = |(kind, pointer): (String, String)| {
        let mut value = value.clone();
        let place = value.pointer_mut(&pointer).unwrap();
        *place = format!("{}{EVIL}", place.as_str().unwrap()).into();
        (kind, value.to_string())
    };
    found.into_iter().map(plant).collect()
}

#[test]
fn in_the_history_and_the_store() {
    let original = applied();
    let history = original.history_text();
    let lines: Vec<&str> = history.lines().collect();
    let mut tried = BTreeSet::new();
    let mut shown = 0;
    for (index, line) in lines.iter().enumerate() {
        for (kind, line) in planted(line) {
            let kind = format!("{} {kind}", line.split(',').next().unwrap_or_default());
            if !tried.insert(kind.clone()) {
                continue;
            }
            let sandbox = Sandbox::empty().filled(&original.contents());
            let mut lines = lines.clone();
            lines[index] = &line;
            sandbox.forge_run(1, |_| lines.join("\n") + "\n");
            shown += nothing_raw(
                &sandbox,
                &["history", "history 1", "state check", "undo 1 --dry-run"],
                &kind,
            );
            sandbox.remove("state/plexmgr.redb");
            shown += nothing_raw(
                &sandbox,
                &["history", "plan --observed observed.json"],
                &kind,
            );
            shown += nothing_raw(
                &sandbox,
                &[
                    "history 1 --format json",
                    "state check --format json",
                    "undo 1 --dry-run --format json",
                ],
                &kind,
            );
            // Behind an edit that the name of the file does not fit.
            let file = original.run_file(1);
            let edited = Sandbox::empty().filled(&original.contents());
            edited.write(&file, &(lines.join("\n") + "\n"));
            shown += nothing_raw(
                &edited,
                &["check", "history", "plan --observed observed.json"],
                &kind,
            );
        }
    }
    assert!(tried.len() > 20, "{tried:?}");
    assert!(
        shown > 50,
        "planted characters were shown {shown} times only"
    );
}

#[test]
fn in_files_that_cannot_be_understood() {
    let original = applied();
    let run = original.run_file(1);
    for path in [
        run.as_str(),
        "plexmgr.toml",
        "records/servers.yaml",
        "records/plans.yaml",
        "records/users/marlow.yaml",
        "observed.json",
    ] {
        let text = original.read(path);
        let middle = text.char_indices().nth(text.chars().count() / 2).unwrap().0;
        let torn = format!("{}{EVIL}\"{}", &text[..middle], &text[middle..]);
        let ways = [
            format!("{EVIL}\n{text}"),
            torn,
            format!("{text}{EVIL}: {EVIL}\n"),
            format!("<<<<<<< {EVIL}\n{text}"),
        ];
        // Every command meets the file broken in one way.
        for (number, broken) in ways.iter().enumerate() {
            let sandbox = Sandbox::empty().filled(&original.contents());
            sandbox.write(path, broken);
            let commands: Vec<&str> = READING
                .iter()
                .skip(number)
                .step_by(ways.len())
                .copied()
                .collect();
            nothing_raw(&sandbox, &commands, path);
        }
    }
    let sandbox = Sandbox::empty().filled(&original.contents());
    sandbox.write("state/plexmgr.redb", EVIL);
    nothing_raw(&sandbox, READING, "a store of nothing else");
}

#[test]
fn in_a_snapshot_and_a_plan_that_is_saved_from_it() {
    let example = Sandbox::example();
    let mut shown = 0;
    for (kind, snapshot) in planted(&example.read("observed.json")) {
        let sandbox = Sandbox::example();
        sandbox.write("observed.json", &snapshot);
        shown += nothing_raw(
            &sandbox,
            &[
                "plan --observed observed.json -v",
                "plan --observed observed.json --format json",
                "plan --observed observed.json --format markdown",
                "plan --observed observed.json --format github",
                "plan --observed observed.json --out plan.json",
                "show plan.json",
                "show plan.json --format json",
                "show plan.json --format markdown",
                "show plan.json --format github",
                "comment plan.json --dry-run --repo a/b --pr 1",
                "apply plan.json",
                "history 1",
                "state check --format json",
                "status",
            ],
            &kind,
        );
        if sandbox.at("plan.json").exists() {
            let plan = sandbox.read("plan.json");
            sandbox.write(
                "plan.json",
                &plan.replacen("\"created\"", &format!("\"{EVIL}\""), 1),
            );
            nothing_raw(&sandbox, &["show plan.json", "apply plan.json"], &kind);
        }
    }
    assert!(
        shown > 30,
        "planted characters were shown {shown} times only"
    );
}

#[test]
fn in_settings_and_records() {
    let original = applied();
    let mut shown = 0;
    for path in [
        "plexmgr.toml",
        "records/plans.yaml",
        "records/servers.yaml",
        "records/users/marlow.yaml",
    ] {
        let text = original.read(path);
        for (index, line) in text.lines().enumerate() {
            let escaped = "\\u001b[31m\\u009b\\u202e\\u200b\\u2028\\u0007";
            let quoted = line
                .rfind('"')
                .map(|at| format!("{}{escaped}{}", &line[..at], &line[at..]));
            let plain = line
                .split_once(": ")
                .map(|(key, value)| format!("{key}: \"{value}{escaped}\""));
            let Some(evil) = quoted.or(plain) else {
                continue;
            };
            let sandbox = Sandbox::empty().filled(&original.contents());
            let mut lines: Vec<&str> = text.lines().collect();
            lines[index] = &evil;
            sandbox.write(path, &(lines.join("\n") + "\n"));
            // The next line meets the other commands.
            let commands = [
                "check",
                "check --format github",
                "plan --observed observed.json",
                "status",
                "status --format csv",
                "status --format markdown",
                "doctor --offline",
                "login",
                "",
            ];
            let commands: Vec<&str> = commands.into_iter().skip(index % 2).step_by(2).collect();
            shown += nothing_raw(&sandbox, &commands, &evil);
        }
    }
    assert!(
        shown > 25,
        "planted characters were shown {shown} times only"
    );
}

#[test]
fn in_variables_names_and_arguments() {
    let mut sandbox = Sandbox::example();
    sandbox.set("GITHUB_ACTOR", EVIL);
    sandbox.set("GITHUB_SHA", EVIL);
    sandbox.set("GITHUB_REPOSITORY", EVIL);
    sandbox.set("GITHUB_API_URL", EVIL);
    sandbox.set("USER", EVIL);
    sandbox.set("TZ", EVIL);
    sandbox.set("PLEX_TOKEN_MAIN", &EVIL.replace('\0', ""));
    sandbox.set("COLUMNS", EVIL);
    assert_eq!(
        sandbox
            .run(&["apply", "--yes", "--observed", "observed.json"])
            .code,
        0
    );
    assert!(nothing_raw(&sandbox, &["history", "history 1"], "the actor") > 0);
    nothing_raw(&sandbox, READING, "variables");
    nothing_raw(&sandbox, &["plan", "comment nothing.json"], "variables");

    sandbox.write(&format!("records/users/x{EVIL}.yaml"), "class: standard\n");
    assert!(nothing_raw(&sandbox, READING, "the name of a file") > 3);
    let folder = sandbox.at(EVIL);
    let folder = folder.to_str().unwrap();
    for words in [
        &["-C", folder, "check"][..],
        &["-C", folder, "init"],
        &["--config", EVIL, "check"],
        &["plan", "--observed", EVIL],
        &["plan", "--account", EVIL],
        &["show", EVIL],
        &["apply", EVIL],
        &["explain", EVIL],
        &["schema", EVIL],
        &["undo", EVIL],
        &[EVIL],
        &["snapshot", "--out", folder],
        &["man", "--out", folder],
        &["report", "--out", folder],
        &["plan", "--observed", "observed.json", "--out", folder],
        &["status", "--server", EVIL],
        &["comment", "p", "--key", EVIL, "--token-env", EVIL],
        &["comment", "p", "--api-url", EVIL],
    ] {
        is_tame(&mut sandbox.command(words), &format!("{words:?}"));
    }
}

#[test]
fn in_the_lock_of_another_run() {
    let sandbox = Sandbox::example();
    let arguments = ["apply", "--yes", "--observed", "observed.json"];
    let holder = Watched::paused(
        &sandbox,
        &arguments,
        "put a file in its place",
        "records/servers.yaml",
    );
    let original = sandbox.read("state/plexmgr.lock");
    for (kind, lock) in planted(&original)
        .into_iter()
        .chain([("all of it".to_owned(), EVIL.to_owned())])
    {
        sandbox.write("state/plexmgr.lock", &lock);
        let command = "apply --yes --observed observed.json --lock-timeout 0s";
        nothing_raw(
            &sandbox,
            &[command, "state check", "undo 1 --dry-run"],
            &kind,
        );
    }
    assert_eq!(holder.go_on().code, 0);
}
