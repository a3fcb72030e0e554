//! `plexmgr explain`: every code has its page, and every page its code.

use std::collections::BTreeSet;

use plexmgr::change::{ChangeKind, GuardName};
use plexmgr::command::Exit;
use plexmgr::explain::{self, Family};
use plexmgr::plan::NoticeKind;
use plexmgr::problem::ProblemCode;

use crate::sandbox::Sandbox;

/// The codes that have a page in a family.
fn pages(family: Family) -> Vec<&'static str> {
    let pages = explain::all().into_iter();
    let pages = pages.filter(|page| page.family == family);
    pages.map(|page| page.code).collect()
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let problems = ProblemCode::ALL.iter().map(|code| code.word());
    assert_eq!(pages(Family::Problems), problems.collect::<Vec<_>>());
    assert_eq!(
        pages(Family::Notices),
        NoticeKind::ALL.map(NoticeKind::word)
    );
    assert_eq!(
        plexmgr::settings::NOTICE_KINDS,
        NoticeKind::ALL.map(NoticeKind::word)
    );
    assert_eq!(pages(Family::Guards), GuardName::ALL.map(GuardName::word));
    assert_eq!(
        pages(Family::Changes),
        ChangeKind::EDITS.map(ChangeKind::word)
    );
    assert_eq!(pages(Family::Exits), Exit::ALL.map(Exit::word));
}

#[test]
fn the_readme_has_a_row_for_every_guard() {
    let readme = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    #[expect(clippy::disallowed_methods, reason = "the test reads a document")]
    let readme = std::fs::read_to_string(readme).unwrap();
    let table = readme.split("| guard | refuses |").nth(1).unwrap();
    let table = table.split("\n\n").next().unwrap();
    let first = table.lines().filter_map(|row| row.split('|').nth(1));
    let first = first.collect::<String>();
    let named = first.split('`').skip(1).step_by(2);
    let named: BTreeSet<&str> = named.collect();
    assert_eq!(named, GuardName::ALL.map(GuardName::word).into());
}

#[test]
fn the_pages_of_exits_have_their_numbers() {
    for exit in Exit::ALL {
        let by_number = explain::find(&exit.code().to_string()).unwrap();
        assert_eq!(by_number.code, exit.word());
        assert_eq!(by_number.number, Some(exit.code()));
    }
}

#[test]
fn every_code_can_be_explained_without_a_household() {
    let sandbox = Sandbox::empty();
    for page in explain::all() {
        let run = sandbox.run(&["explain", page.code]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", page.code);
        assert!(run.stdout.starts_with(page.code), "{}", run.stdout);
        assert!(run.stdout.contains("\nWhat to do\n"), "{}", run.stdout);
    }
    assert_eq!(
        sandbox.run(&["explain", "4"]),
        sandbox.run(&["explain", "refused"])
    );
}

#[test]
fn without_a_code_all_are_listed_once() {
    let run = Sandbox::empty().run(&["explain"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for page in explain::all() {
        let is_its_line = |line: &&str| {
            let mut words = line.split_whitespace().filter(|word| !is_number(word));
            line.starts_with("  ") && words.next() == Some(page.code)
        };
        let lines = run.stdout.lines().filter(is_its_line);
        assert_eq!(lines.count(), 1, "{}", page.code);
    }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

#[test]
fn an_unknown_code_is_a_usage_error_with_a_near_one() {
    let sandbox = Sandbox::empty();
    let run = sandbox.run(&["explain", "unkown_key"]);
    assert_eq!((run.code, run.stdout.as_str()), (64, ""));
    assert!(
        run.stderr.contains("did you mean `unknown_key`?"),
        "{}",
        run.stderr
    );
    for hostile in ["", "\u{1b}[31m", "::error::", "\u{202e}x", "65"] {
        let run = sandbox.run(&["explain", hostile]);
        assert_eq!(run.code, 64, "{hostile:?}");
        assert!(!run.stderr.contains('\u{1b}'), "{:?}", run.stderr);
    }
}

#[test]
fn problems_are_shown_with_codes_that_can_be_explained() {
    let sandbox = Sandbox::example();
    sandbox.write("records/users/ada.yaml", "klass: standard\n");
    sandbox.write("records/users/bruno.yml", "class: standard\n");
    let run = sandbox.run(&["check"]);
    assert!(
        run.stderr
            .contains("records/users/ada.yaml:1:1: unknown key `klass` [unknown_key]\n"),
        "{}",
        run.stderr
    );
    let json = sandbox.run(&["check", "--format", "json"]).stdout;
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    let problems = document["problems"].as_array().unwrap();
    let codes: BTreeSet<&str> = problems
        .iter()
        .map(|problem| problem["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes.into_iter().collect::<Vec<_>>(),
        ["missing_key", "stray_file", "unknown_key"]
    );
}
