//! A long text on a terminal goes through the pager if it is only read, and no pager can make a run fail.

use super::terminal::{on_a_terminal, on_a_terminal_of};
use crate::sandbox::Sandbox;

/// A pager that marks what goes through it, and the plan after it.
const MARKING: &str = "sed s/^/PAGED:/";

/// What a plan shows on a terminal of 24 lines with these variables, and how it ended.
fn plan(variables: &[(&str, &str)], more: &str) -> Option<(bool, String)> {
    let sandbox = Sandbox::example();
    let arguments =
        format!("plan --observed observed.json --today 2026-11-22 {more}; echo ended $?");
    let terminal = [("TERM", "xterm")];
    let shown = on_a_terminal(&sandbox, &arguments, &[&terminal[..], variables].concat())?;
    assert!(shown.contains("_server"), "the plan is shown: {shown}");
    assert!(shown.contains("ended 0"), "{variables:?}: {shown}");
    Some((shown.contains("PAGED:"), shown))
}

#[test]
fn a_long_plan_goes_through_the_pager_of_the_person() {
    let failing = ("PAGER", "no-such-program");
    for (variables, more, is_paged) in [
        (&[("PAGER", MARKING)][..], "", true),
        (&[("PLEXMGR_PAGER", MARKING), failing], "", true),
        (&[("PLEXMGR_PAGER", ""), ("PAGER", MARKING)], "", false),
        (&[("PAGER", MARKING)], "--no-pager", false),
        (&[("PAGER", MARKING), ("TERM", "dumb")], "", false),
        (&[], "", false),
    ] {
        let Some((paged, shown)) = plan(variables, more) else {
            return;
        };
        assert_eq!(paged, is_paged, "{variables:?} {more}: {shown}");
    }
}

#[test]
fn a_pager_that_cannot_start_or_is_left_early_is_no_failure() {
    for pager in ["no-such-program", "/etc/passwd", "false", "head -n 3"] {
        let sandbox = Sandbox::example();
        let arguments = "plan --observed observed.json --today 2026-11-22; echo ended $?";
        let variables = [("TERM", "xterm"), ("PAGER", pager)];
        let Some(shown) = on_a_terminal(&sandbox, arguments, &variables) else {
            return;
        };
        assert!(shown.contains("ended 0"), "{pager}: {shown}");
        if pager.starts_with("no-such") || pager.starts_with('/') {
            assert!(shown.contains("Plan: 27 changes"), "{pager}: {shown}");
        }
    }
}

#[test]
fn a_pager_gets_no_token_and_less_the_options_that_git_gives_it() {
    let variables = [
        ("PAGER", "env; cat > /dev/null; echo _server"),
        ("PLEX_TOKEN_MAIN", "secret-token"),
    ];
    let Some((_, shown)) = plan(&variables, "") else {
        return;
    };
    assert!(shown.contains("LESS=FRX"), "{shown}");
    assert!(!shown.contains("secret-token"), "{shown}");
}

#[test]
fn what_is_only_read_goes_through_the_pager() {
    let sandbox = Sandbox::example();
    let variables = [("TERM", "xterm"), ("PAGER", MARKING)];
    let run = sandbox.run(&["apply", "--observed=observed.json", "--yes", "-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for (line, is_paged) in [
        ("status", true),
        ("find a", true),
        ("user marlow", true),
        ("history", true),
        ("history latest", true),
        ("undo latest --dry-run", true),
        ("pay marlow --again --dry-run", true),
        ("apply --observed observed.json --dry-run", true),
        ("apply --observed observed.json --yes", false),
        ("status --format json", false),
        ("check", false),
    ] {
        let arguments = format!("{line} --today 2026-11-22; echo ended $?");
        let Some(shown) = on_a_terminal_of(2, &sandbox, &arguments, &variables) else {
            return;
        };
        assert_eq!(shown.contains("PAGED:"), is_paged, "{line}: {shown}");
    }
}

#[test]
fn a_short_page_needs_no_pager() {
    let sandbox = Sandbox::example();
    let variables = [("TERM", "xterm"), ("PAGER", MARKING)];
    let run = sandbox.run(&["apply", "--observed=observed.json", "--yes", "-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let line = "plan --observed observed.json --today 2026-11-22 --brief";
    let Some(shown) = on_a_terminal_of(60, &sandbox, line, &variables) else {
        return;
    };
    assert!(shown.contains("No changes."), "{shown}");
    assert!(!shown.contains("PAGED:"), "{shown}");
}
