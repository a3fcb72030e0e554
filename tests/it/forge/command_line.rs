//! Where repository, pull request and token come from.

use super::{MARKER, PLAN, TOKEN, comment, github, planned};

#[test]
fn a_dry_run_prints_the_comment_and_asks_no_server() {
    let mut sandbox = planned();
    for variable in ["GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_REF"] {
        sandbox.unset(variable);
    }
    let run = sandbox.run(&["comment", PLAN, "--dry-run", "--brief"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout
            .starts_with(&format!("{MARKER}\n## Plan: 27 changes: 3 people to add")),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("+++ "), "{}", run.stdout);
    let shown = sandbox.run(&["show", PLAN, "--brief", "--format", "markdown", "-q"]);
    assert_eq!(run.stdout, format!("{MARKER}\n{}", shown.stdout));
}

#[test]
fn what_is_missing_is_named() {
    for (variable, words) in [
        ("GITHUB_TOKEN", "set `GITHUB_TOKEN`"),
        ("GITHUB_REPOSITORY", "`--repo OWNER/NAME`"),
        ("GITHUB_REF", "`--pr N`"),
    ] {
        let mut sandbox = planned();
        sandbox.unset(variable);
        let run = comment(&sandbox, &github(), &[]);
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (64, ""),
            "{variable} {}",
            run.stderr
        );
        assert!(run.stderr.contains(words), "{}", run.stderr);
    }
    let mut sandbox = planned();
    sandbox.set("GITHUB_REPOSITORY", "no repository");
    let run = comment(&sandbox, &github(), &[]);
    assert_eq!(run.code, 64);
    assert!(
        run.stderr
            .contains("cannot use the variable GITHUB_REPOSITORY"),
        "{}",
        run.stderr
    );
}

#[test]
fn nonsense_on_the_command_line_is_refused_at_once() {
    let sandbox = planned();
    for (option, value) in [
        ("--repo", "home"),
        ("--repo", "../../user"),
        ("--pr", "0"),
        ("--pr", "twelve"),
        ("--api-url", "http://github.example"),
        ("--api-url", "api.github.com"),
        ("--key", "a --> b"),
        ("--timeout", "soon"),
    ] {
        let run = sandbox.run(&["comment", PLAN, option, value]);
        assert_eq!(run.code, 64, "{option} {value} {}", run.stderr);
    }
    let run = sandbox.run(&["comment", PLAN, "--format", "markdown"]);
    assert_eq!(run.code, 64);
    let run = sandbox.run(&["comment", PLAN, "--dry-run", "--format", "json"]);
    assert_eq!((run.code, run.stdout.as_str()), (64, ""), "{}", run.stderr);
    let run = sandbox.run(&["comment", "observed.json"]);
    assert_eq!(run.code, 5, "{}", run.stderr);
    let run = sandbox.run(&["comment", "missing.json"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
}

#[test]
fn options_come_before_the_environment() {
    let (mut sandbox, github) = (planned(), github());
    sandbox.unset("GITHUB_TOKEN");
    sandbox.set("OTHER_TOKEN", TOKEN);
    sandbox.set("GITHUB_REPOSITORY", "somebody/else");
    sandbox.set("GITHUB_REF", "refs/pull/99/merge");
    let options = [
        "--repo",
        "octocat/home",
        "--pr",
        "12",
        "--token-env",
        "OTHER_TOKEN",
    ];
    let run = comment(&sandbox, &github, &options);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(github.own().len(), 1);
}

#[test]
fn secrets_given_in_the_wrong_place_are_not_repeated() {
    let mut sandbox = planned();
    let given = [
        ("--token-env", "ghp_5ecretSecret0123456789"),
        ("--token-env", "5ecretabcdef0123456789"),
        ("--api-url", "https://me:5ecret@github.example"),
        ("--api-url", "https://github.example/?token=5ecret"),
        ("--api-url", "5ecret"),
    ];
    for (option, value) in given {
        let run = sandbox.run(&["comment", PLAN, option, value]);
        assert_eq!(run.code, 64, "{option} {value} {}", run.stderr);
        assert!(run.stderr.contains(option), "{}", run.stderr);
        assert!(!run.stderr.contains("5ecret"), "{}", run.stderr);
    }
    sandbox.set("GITHUB_API_URL", "https://me:5ecret@github.example");
    let run = sandbox.run(&["comment", PLAN]);
    assert_eq!(run.code, 64, "{}", run.stderr);
    assert!(!run.stderr.contains("5ecret"), "{}", run.stderr);
}

#[test]
fn a_workflow_gets_the_outcome() {
    let (mut sandbox, github) = (planned(), github());
    sandbox.set("GITHUB_OUTPUT", "output.txt");
    let run = comment(&sandbox, &github, &["--format", "github"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout.starts_with("::notice::created comment"),
        "{}",
        run.stdout
    );
    sandbox.unset("GITHUB_REF");
    let run = comment(&sandbox, &github, &["--format", "github"]);
    assert_eq!(run.code, 64, "{}", run.stderr);
    assert!(
        run.stdout.starts_with("::error title=plexmgr::"),
        "{}",
        run.stdout
    );
    assert_eq!(sandbox.read("output.txt"), "exit-code=0\nexit-code=64\n");
}

#[test]
fn the_event_names_the_pull_request() {
    let (mut sandbox, github) = (planned(), github());
    sandbox.unset("GITHUB_REF");
    sandbox.set("GITHUB_API_URL", &github.url());
    sandbox.set("GITHUB_EVENT_PATH", "event.json");
    for (event, code) in [
        (r#"{"pull_request": {"number": 12}}"#, 0),
        (r#"{"number": 12}"#, 0),
        (r#"{"issue": {"number": 12, "pull_request": {}}}"#, 0),
        (r#"{"issue": {"number": 12}}"#, 64),
        (r#"{"number": 13}"#, 1),
        (r#"{"number": "12"}"#, 64),
        (r#"{"pull_request": {"number": 0}}"#, 64),
        ("[]", 64),
        ("no JSON", 64),
    ] {
        sandbox.write("event.json", event);
        let run = sandbox.run(&["comment", PLAN, "--retries", "0"]);
        assert_eq!(run.code, code, "{event} {}", run.stderr);
    }
}

#[test]
fn the_help_shows_the_exit_codes() {
    let run = planned().run(&["comment", "--help"]);
    assert_eq!(run.code, 0);
    let words: Vec<&str> = run.stdout.split_whitespace().collect();
    let told = words.join(" ");
    assert!(told.contains("The exit code is 1 if GitHub"), "{told}");
    assert!(
        told.contains("64 if repository, pull request or token"),
        "{told}"
    );
}
