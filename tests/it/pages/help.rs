//! The examples in help texts and pages of `explain` are commands that work.

use clap::Parser;
use clap::error::ErrorKind;
use plexmgr::cli::Cli;
use plexmgr::cli::help::LESSONS;
use plexmgr::explain::{self, Block};

use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::Sandbox;

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
    for example in LESSONS.iter().flat_map(|lesson| lesson.examples) {
        check_parses(example.line);
        if needs_somebody_else(example.line) {
            continue;
        }
        let mut sandbox = Sandbox::household(&world, &plex.url());
        // `doctor` compares the clocks: 22 November 2026, 12:00 UTC, as on the fake plex.tv.
        sandbox.set("PLEXMGR_CLOCK", "1795348800");
        let settings = sandbox.read("plexmgr.toml").replace("account1", "main");
        sandbox.write("plexmgr.toml", &settings);
        for before in [
            &["snapshot", "--out", "observed.json"][..],
            &["apply", "--yes", "--brief"],
            &["plan", "--out", "plan.json"],
        ] {
            let run = sandbox.run(before);
            assert_eq!(run.code, 0, "{before:?}: {}", run.stderr);
        }
        let words: Vec<&str> = example.line.split_whitespace().skip(1).collect();
        let run = sandbox.run(&words);
        // Nobody answers the question here, and nobody departed.
        let expected = match example.line {
            "plexmgr apply" | "plexmgr apply --accept departures=7" | "plexmgr undo 1" => 64,
            _ => 0,
        };
        assert_eq!(run.code, expected, "{}: {run:?}", example.line);
    }
}

/// Whether a command waits for a browser or talks to GitHub, as other tests do.
fn needs_somebody_else(line: &str) -> bool {
    let tells_github = line.starts_with("plexmgr comment") && !line.contains("--dry-run");
    tells_github || line.starts_with("plexmgr login")
}

#[test]
fn every_help_text_shows_its_examples() {
    for lesson in &LESSONS {
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
