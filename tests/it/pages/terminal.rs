//! Colours and widths as the environment want them: pipes, variables, real terminals, readers that
//! went away.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::sandbox::Sandbox;

const PLAN: [&str; 3] = ["plan", "--observed", "observed.json"];

/// Whether a run with these variables and further words colours stdout and stderr.
fn colours(variables: &[(&str, &str)], more: &[&str]) -> (bool, bool) {
    let mut sandbox = Sandbox::example();
    for (name, value) in variables {
        sandbox.set(name, value);
    }
    let coloured = |text: &str| text.contains('\u{1b}');
    let plan = sandbox.run(&[&PLAN[..], more].concat());
    let refused = sandbox.run(&[&["plan", "--observed", "nowhere.json"], more].concat());
    let help = sandbox.run(&[&["plan", "--help"], more].concat());
    let usage = sandbox.run(&[&["plan", "--wat"], more].concat());
    assert_eq!(coloured(&plan.stdout), coloured(&help.stdout));
    assert_eq!(coloured(&refused.stderr), coloured(&usage.stderr));
    (coloured(&plan.stdout), coloured(&refused.stderr))
}

#[test]
fn what_was_typed_counts_before_the_variables() {
    assert_eq!(colours(&[], &[]), (false, false));
    assert_eq!(colours(&[("CLICOLOR_FORCE", "1")], &[]), (true, true));
    assert_eq!(colours(&[("CLICOLOR_FORCE", "0")], &[]), (false, false));
    assert_eq!(
        colours(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]),
        (false, false)
    );
    assert_eq!(
        colours(&[("NO_COLOR", "1")], &["--color", "always"]),
        (true, true)
    );
    assert_eq!(
        colours(&[("CLICOLOR_FORCE", "1")], &["--color=never"]),
        (false, false)
    );
}

/// What a command shows on a terminal of its own, 24 rows high and 50 columns wide; `None` where none can be made.
pub(super) fn on_a_terminal(
    sandbox: &Sandbox,
    arguments: &str,
    variables: &[(&str, &str)],
) -> Option<String> {
    on_a_terminal_of(24, sandbox, arguments, variables)
}

/// The same with so many rows.
#[expect(
    clippy::print_stdout,
    reason = "whoever looks learns what was not tested"
)]
pub(super) fn on_a_terminal_of(
    rows: u16,
    sandbox: &Sandbox,
    arguments: &str,
    variables: &[(&str, &str)],
) -> Option<String> {
    const SCRIPT: &str = "/usr/bin/script";
    if !Path::new(SCRIPT).exists() {
        println!("skipped: {SCRIPT}, which makes a terminal, is not there");
        return None;
    }
    let program = env!("CARGO_BIN_EXE_plexmgr");
    let line = format!("stty rows {rows} cols 50 && '{program}' {arguments}");
    let output = Command::new(SCRIPT)
        .args(["-qec", &line, "/dev/null"])
        .current_dir(sandbox.path())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_terminal_gets_colours_and_lines_that_fit() {
    let sandbox = Sandbox::example();
    let Some(shown) = on_a_terminal(&sandbox, "explain departures", &[("TERM", "xterm")]) else {
        return;
    };
    assert!(shown.contains("\u{1b}[1mdepartures\u{1b}[0m"), "{shown:?}");
    let plain = anstream::adapter::strip_str(&shown).to_string();
    let longest = plain.lines().map(|line| line.trim_end().len()).max();
    assert!(
        longest.is_some_and(|longest| (40..=50).contains(&longest)),
        "{plain}"
    );
}

#[test]
fn errors_on_a_terminal_fit_as_well() {
    let sandbox = Sandbox::example();
    let Some(shown) = on_a_terminal(&sandbox, "explain unkown_key", &[("TERM", "xterm")]) else {
        return;
    };
    let plain = anstream::adapter::strip_str(&shown).to_string();
    assert!(
        plain.lines().all(|line| line.trim_end().len() <= 50),
        "{plain}"
    );
    assert!(shown.contains("\u{1b}[31merror:"), "{shown:?}");
}

#[test]
fn a_terminal_without_colours_gets_none() {
    let sandbox = Sandbox::example();
    for variables in [
        &[("TERM", "dumb")][..],
        &[("TERM", "xterm"), ("NO_COLOR", "1")],
    ] {
        let Some(shown) = on_a_terminal(&sandbox, "explain departures", variables) else {
            return;
        };
        assert!(!shown.contains('\u{1b}'), "{variables:?}: {shown:?}");
    }
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    let sandbox = Sandbox::example();
    for arguments in [
        &PLAN[..],
        &["explain"],
        &["--help"],
        &["check"],
        &["apply", "--yes", "--observed", "observed.json"],
        &[],
    ] {
        let mut child = sandbox
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut told = String::new();
        let mut stderr = child.stderr.take().unwrap();
        stderr.read_to_string(&mut told).unwrap();
        assert_eq!(
            child.wait().unwrap().code(),
            Some(0),
            "{arguments:?}: {told}"
        );
        assert!(!told.contains("error"), "{arguments:?}: {told}");
    }
}

#[test]
fn a_command_line_that_contradicts_itself_is_refused() {
    let sandbox = Sandbox::example();
    let run = sandbox.run(&["apply", "--yes", "--detailed-exitcode"]);
    assert_eq!(run.code, 64);
    assert!(run.stderr.contains("--detailed-exitcode"), "{}", run.stderr);
    let quiet = sandbox.run(&["plan", "--quiet", "--verbose"]);
    assert_eq!(quiet.code, 64);
}

#[test]
fn paths_are_shown_without_a_leading_dot() {
    let sandbox = Sandbox::empty();
    for arguments in [&["init"][..], &["init", "."], &["-C", ".", "init", "./"]] {
        let run = sandbox.run(arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let first = run.stdout.lines().next().unwrap_or_default();
        assert!(first.ends_with(" plexmgr.toml"), "{arguments:?}: {first}");
    }
    let run = sandbox.run(&["init", "people"]);
    assert!(
        run.stdout.starts_with("made people/plexmgr.toml\n"),
        "{}",
        run.stdout
    );
    let run = sandbox.run(&["-C", "./nowhere", "check"]);
    assert!(
        run.stderr
            .starts_with("error: cannot read the settings nowhere/plexmgr.toml\n"),
        "{}",
        run.stderr
    );
}
