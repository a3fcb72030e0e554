//! What all of them have in common: consent, dry runs, formats, both layouts, history and undo.

use serde_json::Value;

use super::{TODAY, ada, file, run};
use crate::sandbox::Sandbox;

/// A use of each command.
const LINES: [&str; 8] = [
    "adopt members.csv",
    "pay ada",
    "confirm ada",
    "set ada class=permanent",
    "switch ada --plan yearly",
    "rename user ada ada.l",
    "remove user ada",
    "set-layout single-file",
];

const GUESS: &str =
    "payments:\n  - {plan: monthly, start: 2026-11-22, end: 2026-12-22, origin: import}  # sure?\n";

#[test]
fn nothing_is_written_without_consent() {
    for line in LINES {
        let sandbox = ada(GUESS);
        let before = sandbox.contents();
        let asked = run(&sandbox, line, 64);
        assert!(
            asked.stderr.contains("give `--yes`"),
            "{line}: {}",
            asked.stderr
        );
        let dry = run(&sandbox, &format!("{line} --dry-run"), 0);
        assert!(
            dry.stdout.contains("records/users/ada.yaml"),
            "{line}: {}",
            dry.stdout
        );
        assert_eq!(dry.stderr, "Dry run: nothing was written.\n", "{line}");
        assert_eq!(sandbox.contents(), before, "{line}");
    }
}

#[test]
fn every_run_is_in_the_history_and_is_taken_back() {
    for line in LINES {
        let sandbox = ada(GUESS);
        let before = sandbox.records();
        let shown = run(&sandbox, &format!("{line} --yes --format json"), 0);
        let document: Value = serde_json::from_str(&shown.stdout).unwrap();
        let kind = document["changes"][0]["kind"].as_str().unwrap();
        let history = run(&sandbox, "history latest", 0);
        assert!(history.stdout.contains(kind), "{line}: {}", history.stdout);
        let after = sandbox.records();
        assert_ne!(after, before, "{line}");
        let is_kept = after.values().any(|text| text.contains("# sure?"));
        assert_eq!(is_kept, !line.starts_with("remove"), "{line}");
        run(&sandbox, "undo latest --yes", 0);
        assert_eq!(sandbox.records(), before, "{line}");
    }
}

#[test]
fn users_in_one_file_are_edited_alike() {
    for line in &LINES[..4] {
        let sandbox = ada(GUESS);
        run(&sandbox, &format!("{line} --yes"), 0);
        let alone = file(&sandbox);
        let shared = ada(GUESS);
        let text = file(&shared);
        let indented: String = text.lines().map(|line| format!("  {line}\n")).collect();
        shared.remove("records/users/ada.yaml");
        shared.write("records/users.yaml", &format!("# all\nada:\n{indented}"));
        run(&shared, &format!("{line} --yes"), 0);
        let expected: String = alone.lines().map(|line| format!("  {line}\n")).collect();
        assert_eq!(
            shared.read("records/users.yaml"),
            format!("# all\nada:\n{expected}"),
            "{line}"
        );
    }
}

#[test]
fn only_the_clock_guards_these_commands() {
    let sandbox = ada(GUESS);
    run(&sandbox, "set ada notes=x --yes", 0);
    let back = |more: &[&str]| {
        let words = ["set", "ada", "notes=y", "--yes", "--today", "2026-11-27"];
        sandbox.run(&[&words, more].concat())
    };
    let refused = back(&[]);
    assert_eq!(refused.code, 4, "{}", refused.stderr);
    assert!(
        refused.stdout.contains("--accept clock=2"),
        "{}",
        refused.stdout
    );
    assert_eq!(back(&["--accept", "clock=2"]).code, 0);
    let other = run(&sandbox, "pay ada --yes --accept imports=3", 64);
    assert!(
        other.stderr.contains("only the guard `clock`"),
        "{}",
        other.stderr
    );
}

#[test]
fn private_values_are_masked_where_strangers_read() {
    let sandbox: Sandbox = ada(GUESS);
    let words = [
        "set",
        "ada",
        "paypal_email=secret@example.com",
        "notes=secret",
        "--yes",
        "--format",
        "markdown",
        "--today",
        TODAY,
    ];
    let shown = sandbox.run(&words);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    assert!(!shown.stdout.contains("secret"), "{}", shown.stdout);
}
