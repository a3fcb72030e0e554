//! Help texts name everything a command takes, and their examples, like those of `explain`, are
//! commands that work.

use clap::Parser;
use clap::error::ErrorKind;
use plexmgr::cli::Cli;
use plexmgr::cli::help;
use plexmgr::explain::{self, Block};

use super::cases::Case;
use super::households::empty;
use super::run_case;
use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::Sandbox;

/// Every command as it is typed, that without words included; clap's own `help` left out.
fn commands() -> Vec<(String, clap::Command)> {
    fn collect(typed: &str, command: &clap::Command, found: &mut Vec<(String, clap::Command)>) {
        found.push((typed.to_owned(), command.clone()));
        let below = command.get_subcommands();
        for below in below.filter(|below| below.get_name() != "help") {
            let typed = format!("{typed} {}", below.get_name());
            collect(typed.trim_start(), below, found);
        }
    }
    let mut root = help::command();
    root.build();
    let mut found = Vec::new();
    collect("", &root, &mut found);
    found
}

/// The command lines that show help, long and short.
pub(super) fn lines() -> Vec<String> {
    let commands = commands().into_iter().map(|(typed, _)| typed);
    commands
        .flat_map(|typed| [format!("{typed} --help"), format!("{typed} -h")])
        .collect()
}

/// A command line that shows help.
pub(super) fn case(line: &str) -> Case<'_> {
    Case {
        name: "help",
        household: empty,
        line,
        exit: 0,
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a help text must contain of an argument.
fn parts(argument: &clap::Arg, long: bool) -> Vec<String> {
    let help = if long { argument.get_long_help() } else { None };
    let help = help.or(argument.get_help()).map(ToString::to_string);
    let flag = match (argument.get_short(), argument.get_long()) {
        (Some(short), Some(flag)) => Some(format!("-{short}, --{flag}")),
        (Some(short), None) => Some(format!("-{short}")),
        (None, flag) => flag.map(|flag| format!("--{flag}")),
    };
    let mut parts: Vec<String> = help.into_iter().chain(flag).collect();
    if argument.get_action().takes_values() {
        let names = argument.get_value_names().unwrap_or_default();
        parts.extend(names.iter().map(ToString::to_string));
    }
    if argument.get_action().takes_values() && !argument.is_hide_possible_values_set() {
        let values = argument.get_possible_values();
        parts.extend(values.iter().map(|value| value.get_name().to_owned()));
    }
    parts
}

/// What a help text must contain: purpose, usage, arguments, and the commands below.
fn contents(typed: &str, command: &clap::Command, long: bool) -> Vec<String> {
    let about = if long { command.get_long_about() } else { None };
    let about = about.or(command.get_about()).map(ToString::to_string);
    let usage = format!("Usage: plexmgr {typed}").trim_end().to_owned();
    let arguments = command.get_arguments().filter(|arg| !arg.is_hide_set());
    let below = command.get_subcommands();
    let below = below.map(|below| below.get_name().to_owned());
    let mut contents: Vec<String> = about.into_iter().chain([usage]).chain(below).collect();
    contents.extend(arguments.flat_map(|argument| parts(argument, long)));
    contents
}

#[test]
fn every_help_text_names_all_a_command_takes() {
    for (typed, command) in commands() {
        for long in [true, false] {
            let line = format!("{typed} {}", if long { "--help" } else { "-h" });
            let shown = run_case(&case(&line), 80, "never").stdout;
            for text in contents(&typed, &command, long) {
                let named = words(&shown).contains(&words(&text));
                assert!(named, "{line} does not name `{text}`: {shown}");
            }
        }
    }
}

/// Whether a command line is understood.
fn check_parses(line: &str) {
    let line = line.split(" # ").next().unwrap_or_default();
    for command in line.split(" && ").flat_map(|line| line.split(" || ")) {
        let words = command.split_whitespace();
        match Cli::try_parse_from(words) {
            Err(error) if error.kind() != ErrorKind::DisplayHelp => {
                panic!("`{command}` is not understood: {error}")
            }
            _ => {}
        }
    }
}

#[test]
fn every_example_of_a_help_text_works() {
    let world = World::generate(Fleet {
        people_per_account: 5,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    for example in help::lessons().flat_map(|lesson| lesson.examples) {
        check_parses(example.line);
        if needs_another_program(example.line) {
            continue;
        }
        if is_everyday(example.line) {
            let line = example.line.trim_end_matches(" --dry-run");
            let line = format!("{line} --dry-run --today 2026-11-29");
            let words: Vec<&str> = line.split_whitespace().skip(1).collect();
            let sandbox = Sandbox::example();
            // The spreadsheet that the examples name, with one user in each of its rows.
            let members = "username,plan,paid\nquill,summer,\nzoë_ångström,yearly,\nmarlow,monthly,\n\
                           nadia,monthly,\n";
            sandbox.write("members.csv", members);
            let run = sandbox.run(&words);
            assert_eq!(run.code, 0, "{line}: {run:?}");
            continue;
        }
        let mut sandbox = Sandbox::household(&world, &plex.url());
        // `doctor` compares the clocks: 22 November 2026, 12:00 UTC, as on the fake plex.tv.
        sandbox.set("PLEXMGR_CLOCK", "1795348800");
        let settings = sandbox.read("plexmgr.toml").replace("account1", "main");
        sandbox.write("plexmgr.toml", &settings);
        // The user whom the examples name.
        let marlow = "class: standard\nplex: {username: marlow, email: m@example.com}\n";
        sandbox.write("records/users/marlow.yaml", marlow);
        for before in [
            &["snapshot", "--out", "observed.json"][..],
            &["apply", "--yes", "--brief"],
            &["plan", "--out", "plan.json"],
        ] {
            let run = sandbox.run(before);
            assert_eq!(run.code, 0, "{before:?}: {}", run.stderr);
        }
        if example.line.starts_with("plexmgr payments explain") {
            let waiting =
                "{at: 2026-11-20T10:00:00Z, amount: 5.00 EUR, why: no user has this address}";
            let inbox = format!("paypal/5TY05013RG002845M: {waiting}\n");
            sandbox.write("records/inbox.yaml", &inbox);
        }
        let words: Vec<&str> = example.line.split_whitespace().skip(1).collect();
        let run = sandbox.run(&words);
        // Nobody answers the question here, and nobody departed.
        let expected = match example.line {
            "plexmgr apply"
            | "plexmgr apply --accept departures=7"
            | "plexmgr undo latest"
            | "plexmgr state restore 3f2a91bc" => 64,
            _ => 0,
        };
        assert_eq!(run.code, expected, "{}: {run:?}", example.line);
    }
}

/// Whether a command edits records of users, who have to be in the household.
fn is_everyday(line: &str) -> bool {
    let command = line.split_whitespace().nth(1).unwrap_or_default();
    let commands = [
        "pay",
        "confirm",
        "set",
        "switch",
        "adopt",
        "rename",
        "remove",
        "set-layout",
    ];
    commands.contains(&command)
}

/// Whether a command waits for a browser or talks to GitHub, as other tests do.
fn needs_another_program(line: &str) -> bool {
    let tells_github = line.starts_with("plexmgr comment") && !line.contains("--dry-run");
    tells_github || line.starts_with("plexmgr login")
}

#[test]
fn every_help_text_shows_its_examples() {
    for lesson in help::lessons() {
        let mut words: Vec<&str> = lesson.command.split(' ').collect();
        words.push("--help");
        let run = Sandbox::empty().run(&words);
        assert_eq!(run.code, 0, "{}", run.stderr);
        for example in lesson.examples {
            let block = format!("\n  # {}\n  {}\n", example.purpose, example.line);
            assert!(run.stdout.contains(&block), "{}", run.stdout);
        }
        words.pop();
        words.push("-h");
        let short = Sandbox::empty().run(&words);
        assert!(!short.stdout.contains("Examples:"), "{}", short.stdout);
    }
}

#[test]
fn every_command_in_an_explanation_is_understood() {
    let mut commands = 0;
    for page in explain::all() {
        let examples = page.blocks.into_iter().filter_map(|block| match block {
            Block::Example(lines) => Some(lines),
            Block::Heading(_) | Block::Paragraph(_) => None,
        });
        for line in examples
            .flatten()
            .filter(|line| line.starts_with("plexmgr "))
        {
            check_parses(line);
            commands += 1;
        }
    }
    assert!(commands > 15, "{commands} commands");
}
