//! `history` tells when, who, on which commit and what, and no name in it steers a terminal.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::sandbox::{Run, Sandbox};

const APPLY: [&str; 4] = ["apply", "--yes", "--observed", "observed.json"];

fn run(sandbox: &Sandbox, arguments: &[&str], code: i32) -> Run {
    let run = sandbox.run(arguments);
    assert_eq!(
        run.code, code,
        "{arguments:?}: {}{}",
        run.stdout, run.stderr
    );
    run
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let run = run(sandbox, &[arguments, &["--format", "json"]].concat(), 0);
    serde_json::from_str(&run.stdout).unwrap()
}

/// Lets the binary find git, and git nothing but the household.
pub(crate) fn with_git(sandbox: &mut Sandbox) {
    let path = std::env::var("PATH").expect("tests run with a PATH");
    for (variable, value) in [
        ("PATH", path.as_str()),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CEILING_DIRECTORIES", "/"),
    ] {
        sandbox.set(variable, value);
    }
}

/// Runs git in the household as Ada.
pub(crate) fn git(sandbox: &Sandbox, arguments: &[&str]) -> String {
    git_in(sandbox.path(), arguments)
}

pub(crate) fn git_in(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdin(Stdio::null())
        .output()
        .expect("the tests need git");
    assert!(output.status.success(), "git {arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

pub(crate) fn committed() -> (Sandbox, String) {
    let mut sandbox = Sandbox::example();
    with_git(&mut sandbox);
    git(&sandbox, &["init", "--quiet"]);
    git(&sandbox, &["add", "."]);
    git(&sandbox, &["commit", "--quiet", "-m", "the household"]);
    let commit = git(&sandbox, &["rev-parse", "HEAD"]);
    (sandbox, commit)
}

#[test]
fn nothing_applied_is_no_failure() {
    let sandbox = Sandbox::example();
    assert_eq!(
        run(&sandbox, &["history"], 0).stdout,
        "Nothing was applied yet.\n"
    );
    assert_eq!(
        json(&sandbox, &["history"])["runs"],
        Value::Array(Vec::new())
    );
    let missing = run(&sandbox, &["history", "1"], 64);
    assert!(
        missing.stderr.contains("nothing was applied"),
        "{}",
        missing.stderr
    );
    assert!(!sandbox.at("state").exists());
}

#[test]
fn a_run_shows_everything_about_itself() {
    let (mut sandbox, commit) = committed();
    sandbox.set("GIT_AUTHOR_NAME", "Bruno");
    sandbox.set("GIT_AUTHOR_EMAIL", "bruno@example.com");
    run(&sandbox, &APPLY, 0);
    let document = json(&sandbox, &["history", "1"]);
    assert_eq!(document["format_version"], "2.3");
    assert_eq!(
        document["id"],
        format!("sha256:{}", sandbox.history()[0].id.hex())
    );
    let about = &document["run"];
    assert_eq!(about["by"], "Bruno <bruno@example.com>");
    assert_eq!(about["commit"], *commit);
    assert_eq!(
        about["dirty"],
        Value::Null,
        "nothing was changed and not committed"
    );
    assert_eq!(about["plexmgr"], env!("CARGO_PKG_VERSION"));
    assert_eq!(about["today"], "2026-11-22");
    assert!(
        about["time"]
            .as_str()
            .is_some_and(|time| time.ends_with('Z'))
    );
    let plan = Sandbox::example().run(&["plan", "--observed", "observed.json", "--format", "json"]);
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    assert_eq!(
        document["changes"], plan["changes"],
        "every change, as the plan shows it"
    );
    assert_eq!(document["files"].as_array().map(Vec::len), Some(10));

    let text = run(&sandbox, &["history", "1"], 0).stdout;
    for told in [
        "Bruno <bruno@example.com>",
        &commit[..12],
        "for 2026-11-22",
        "add_payment",
        "made    records/users/no.yaml",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(!text.contains("changed since"), "{text}");
    let mut listed = json(&sandbox, &["history"])["runs"][0].clone();
    assert_eq!(
        listed.as_object_mut().unwrap().remove("id"),
        Some(document["id"].clone())
    );
    assert_eq!(listed, *about);

    // The first run's files are not committed.
    run(&sandbox, &["undo", "1", "--yes"], 0);
    let second = json(&sandbox, &["history", "2"]);
    assert_eq!(
        (&second["run"]["dirty"], &second["run"]["undoes"]),
        (&true.into(), &document["id"])
    );
    let listed = run(&sandbox, &["history"], 0).stdout;
    assert!(listed.contains("undone by run 2"), "{listed}");
    assert!(
        listed.contains(&format!("on {}, changed since", &commit[..12])),
        "{listed}"
    );
}

/// A variable of the environment and its value.
type Variable = (&'static str, &'static str);

#[test]
fn the_actor_of_a_job_comes_before_git_and_git_before_the_system() {
    let cases: [(&[Variable], Option<&str>); 5] = [
        (
            &[
                ("GITHUB_ACTOR", "octocat"),
                ("GIT_AUTHOR_NAME", "Ada"),
                ("GIT_AUTHOR_EMAIL", "a@b.example"),
                ("USER", "root"),
            ],
            Some("octocat"),
        ),
        (
            &[("GITLAB_USER_LOGIN", "tanuki"), ("USER", "root")],
            Some("tanuki"),
        ),
        (
            &[
                ("GIT_AUTHOR_NAME", "Ada"),
                ("GIT_AUTHOR_EMAIL", "a@b.example"),
                ("USER", "root"),
            ],
            Some("Ada <a@b.example>"),
        ),
        (
            &[
                ("GITHUB_ACTOR", "  "),
                ("GIT_CONFIG_COUNT", "1"),
                ("GIT_CONFIG_KEY_0", "user.useConfigOnly"),
                ("GIT_CONFIG_VALUE_0", "true"),
                ("USER", "ada"),
            ],
            Some("ada"),
        ),
        (
            &[
                ("GIT_CONFIG_COUNT", "1"),
                ("GIT_CONFIG_KEY_0", "user.useConfigOnly"),
                ("GIT_CONFIG_VALUE_0", "true"),
            ],
            None,
        ),
    ];
    for (environment, by) in cases {
        let mut sandbox = Sandbox::example();
        with_git(&mut sandbox);
        for (variable, value) in environment {
            sandbox.set(variable, value);
        }
        run(&sandbox, &APPLY, 0);
        assert_eq!(
            json(&sandbox, &["history", "1"])["run"]["by"].as_str(),
            by,
            "{environment:?}"
        );
        let text = run(&sandbox, &["history", "1"], 0).stdout;
        assert!(text.contains(by.unwrap_or("unknown user")), "{text}");
    }
}

#[test]
fn a_hostile_name_steers_no_terminal() {
    let hostile = "Eve\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}\u{200b}\r<b>@everyone";
    let mut sandbox = Sandbox::example();
    sandbox.set("GITHUB_ACTOR", hostile);
    run(&sandbox, &APPLY, 0);
    for arguments in [
        &["history"][..],
        &["history", "1"],
        &["history", "--format", "json"],
        &["history", "1", "--format", "json"],
    ] {
        let shown = run(&sandbox, arguments, 0).stdout;
        assert!(shown.contains("Eve"), "{arguments:?}: {shown}");
        let steers = |character: char| {
            character != '\n' && (character.is_control() || "\u{202e}\u{200b}".contains(character))
        };
        assert!(!shown.contains(steers), "{arguments:?}: {shown:?}");
    }
    assert_eq!(json(&sandbox, &["history", "1"])["run"]["by"], hostile);
}

#[test]
fn a_name_without_end_is_cut_off() {
    let mut sandbox = Sandbox::example();
    sandbox.set("GITHUB_ACTOR", &"ä".repeat(10_000));
    run(&sandbox, &APPLY, 0);
    let by = json(&sandbox, &["history", "1"])["run"]["by"].clone();
    assert_eq!(by.as_str().map(|by| by.chars().count()), Some(200));
}

#[test]
fn what_a_person_wrote_into_the_history_is_shown_and_steers_nothing() {
    let sandbox = Sandbox::example();
    run(&sandbox, &APPLY, 0);
    sandbox.forge_run(1, |lines| {
        let (first, rest) = lines.split_once('\n').unwrap();
        let mut line: Value = serde_json::from_str(first).unwrap();
        for key in ["time", "plexmgr", "by", "commit", "plan"] {
            line[key] = "\u{1b}[31m2026".into();
        }
        line["accepted"] = serde_json::json!({"\u{1b}[31mguard": u64::MAX});
        line["undoes"] = u64::MAX.into();
        line["changes"] = (line["changes"].as_u64().unwrap() + 1).into();
        line["left_out"] = u64::MAX.into();
        let odd = r#"{"line":"change","change":{"kind":"\u001b[31m","fields":{"\u001b[31m":7}}}"#;
        format!("{line}\n{odd}\n{rest}")
    });
    sandbox.remove("state/plexmgr.redb");
    for arguments in [&["history"][..], &["history", "1"]] {
        let shown = run(&sandbox, arguments, 0);
        assert!(!shown.stdout.contains('\u{1b}'), "{}", shown.stdout);
    }
    run(&sandbox, &["history", "1", "--format", "json"], 0);
    run(&sandbox, &["state", "check"], 1);
    run(&sandbox, &APPLY, 0);
}
