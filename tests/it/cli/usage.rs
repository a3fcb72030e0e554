//! Mistakes on the command line look like every other error.

use clap::Command;
use plexmgr::cli::help;

use crate::sandbox::{Run, Sandbox};

/// Every command that does something, as its words.
fn paths(command: &Command, before: &[String], found: &mut Vec<(Vec<String>, Command)>) {
    for below in command.get_subcommands() {
        let path = [before, &[below.get_name().to_owned()]].concat();
        found.push((path.clone(), below.clone()));
        paths(below, &path, found);
    }
}

fn looks_like_ours(run: &Run, what: &str) {
    let stderr = &run.stderr;
    assert!(stderr.starts_with("error: "), "{what}: {stderr}");
    assert!(stderr.contains("\n  hint: "), "{what}: {stderr}");
    for other in [
        "For more information",
        "\nUsage:",
        "tip:",
        "invalid digit",
        "[possible values",
    ] {
        assert!(!stderr.contains(other), "{what}: {stderr}");
    }
    for line in stderr.lines() {
        let is_labelled = ["error: ", "  hint: ", "  cause: "];
        assert!(
            is_labelled.iter().any(|label| line.starts_with(label)),
            "{what}: {stderr}"
        );
        assert!(!line.ends_with('.'), "{what}: {stderr}");
    }
    assert!(!stderr.contains(['\u{1b}', '\u{202e}']), "{what}: {stderr}");
    assert_eq!(run.stdout, "", "{what}");
}

/// Values of which hardly any argument takes one.
const BAD: [&str; 5] = [
    "\u{1b}[31m\u{202e}x",
    "g8446744073709551616",
    "-1",
    "",
    "ünmöglich",
];

/// Each argument gets two of them, in turn; one that refuses both alike would refuse the others.
#[test]
fn no_value_is_refused_in_another_style() {
    let mut root = help::command();
    root.build();
    let mut commands = Vec::new();
    paths(&root, &[], &mut commands);
    let sandbox = Sandbox::empty();
    let (mut refused, mut tried) = (0, 0);
    let mut bads = BAD.iter().copied().cycle();
    for (path, command) in commands {
        for argument in command.get_arguments() {
            let flag = argument.get_long().map(|long| format!("--{long}"));
            for bad in [bads.next(), bads.next()].into_iter().flatten() {
                let value = flag
                    .as_ref()
                    .map_or_else(|| bad.to_owned(), |flag| format!("{flag}={bad}"));
                let words: Vec<&str> = path
                    .iter()
                    .map(String::as_str)
                    .chain([value.as_str()])
                    .collect();
                let run = sandbox.run_any_day(&words);
                tried += 1;
                if run.code == 64 {
                    refused += 1;
                    looks_like_ours(&run, &format!("{words:?}"));
                } else {
                    assert!(
                        !run.stderr.contains("invalid digit"),
                        "{words:?}: {}",
                        run.stderr
                    );
                }
            }
        }
    }
    assert!(refused > 120 && tried > refused, "{refused} of {tried}");
}

#[test]
fn a_refused_value_says_what_is_expected() {
    let sandbox = Sandbox::example();
    let cases: [(&[&str], &str); 16] = [
        (&["undo", "xyz"], "`<RUN>`: a run is named by"),
        (&["undo", "--", "-1"], "`<RUN>`: a run is named by"),
        (
            &["undo", "g8446744073709551616"],
            "`<RUN>`: a run is named by",
        ),
        (&["history", "1.5"], "`[RUN]`: a run is named by"),
        (
            &["plan", "--today", "2026-13-01"],
            "this day does not exist",
        ),
        (&["plan", "--today", "yesterday"], "`YYYY-MM-DD`"),
        (&["apply", "--lock-timeout", "soon"], "`90s`"),
        (&["apply", "p.json", "--max-plan-age", "1w"], "`24h`"),
        (
            &["plan", "--accept", "departure=7"],
            "did you mean `departures`?",
        ),
        (&["plan", "--format", "yaml"], "allowed are `text`, `json`"),
        (&["status", "--expiring-within", "soon"], "`30d`"),
        (&["status", "--only", "expired-ish"], "`expired`"),
        (
            &["comment", "p.json", "--repo", "nowhere"],
            "`octocat/household`",
        ),
        (&["comment", "p.json", "--pr", "#1"], "`12`"),
        (
            &["comment", "p.json", "--retries", "many"],
            "a whole number",
        ),
        (
            &["plan", "--account", "mian", "--observed", "observed.json"],
            "did you mean `main`?",
        ),
    ];
    for (words, expected) in cases {
        let run = sandbox.run_any_day(words);
        assert_eq!(run.code, 64, "{words:?}: {}", run.stderr);
        assert!(run.stderr.contains(expected), "{words:?}: {}", run.stderr);
        looks_like_ours(&run, &format!("{words:?}"));
    }
}

#[test]
fn help_of_help_is_the_same_help() {
    let sandbox = Sandbox::empty();
    for words in [
        &["help"][..],
        &["help", "plan"],
        &["help", "state", "restore"],
        &["-C", "elsewhere", "help", "plan"],
        &["state", "help"],
        &["state", "help", "restore"],
    ] {
        let plain = sandbox.run_any_day(words);
        assert_eq!((plain.code, plain.stderr.as_str()), (0, ""), "{words:?}");
        for again in ["--help", "-h"] {
            assert_eq!(
                sandbox.run_any_day(&[words, &[again]].concat()),
                plain,
                "{words:?}"
            );
        }
    }
    let wrong = sandbox.run_any_day(&["state", "help", "--help", "restores"]);
    assert_eq!(wrong.code, 64, "{}", wrong.stdout);
    looks_like_ours(&wrong, "a command that is not there");
}

#[test]
fn an_argument_that_an_option_replaces_is_missed_with_the_option() {
    let sandbox = Sandbox::example();
    let missed = sandbox.run(&["state", "restore"]);
    assert_eq!(missed.code, 64, "{}", missed.stdout);
    looks_like_ours(&missed, "neither a run nor all");
    for line in missed.stderr.lines() {
        assert!(line.contains("<RUN|--all>"), "{line}");
    }
    let both = sandbox.run(&["state", "restore", "3f2a91bc", "--all"]);
    assert_eq!(both.code, 64, "{}", both.stdout);
    looks_like_ours(&both, "both a run and all");
}
