//! What a plan shows of many changes and notices: a line per person, groups, and silence.

use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::Sandbox;

/// The page of the first import of forty people.
fn first_import(arguments: &[&str]) -> (Sandbox, String) {
    let world = World::generate(Fleet {
        people_per_account: 40,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    let run = sandbox.run(&[&["plan", "--brief"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    (sandbox, run.stdout)
}

/// How many lines begin like this.
fn lines(page: &str, beginning: &str) -> usize {
    page.lines()
        .filter(|line| line.starts_with(beginning))
        .count()
}

#[test]
fn an_import_of_many_people_shows_three_of_them_and_their_number() {
    let (_sandbox, page) = first_import(&[]);
    assert_eq!(lines(&page, "+ add_user "), 4, "{page}");
    assert!(page.contains(" in all; `-v` lists them\n"), "{page}");
    for folded in ["+ add_payment", "+ add_share", "+ add_library"] {
        assert_eq!(lines(&page, folded), 0, "{page}");
    }
    let servers = page.lines().find(|line| line.starts_with("+ add_server"));
    assert!(
        servers.is_some_and(|line| line.contains(" librar")),
        "{page}"
    );
}

#[test]
fn every_person_is_one_line_with_verbose() {
    let (_sandbox, page) = first_import(&["-v"]);
    let last = page.lines().last().unwrap();
    let people = last.split(": ").nth(2).unwrap().split(' ').next().unwrap();
    assert_eq!(lines(&page, "+ add_user ").to_string(), people, "{page}");
    assert!(!page.contains("`-v` lists them"), "{page}");
    let imports = page.lines().filter(|line| line.starts_with("+ add_user "));
    for import in imports {
        assert!(import.contains(" until 2026-"), "{import}");
        assert!(import.contains(", shares "), "{import}");
    }
}

#[test]
fn json_lists_every_change() {
    let (_sandbox, page) = first_import(&["--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&page).unwrap();
    let changes = document["changes"].as_array().unwrap();
    let of = |kind: &str| {
        changes
            .iter()
            .filter(|change| change["kind"] == kind)
            .count()
    };
    assert!(of("add_user") > 10, "{page}");
    assert_eq!(of("add_user"), of("add_payment"));
    assert!(of("add_share") >= of("add_user"));
}

/// The example with notices that the settings silence.
fn silencing(silence: &str) -> Sandbox {
    let sandbox = Sandbox::example();
    let settings = sandbox.read("plexmgr.toml") + "\n[notices]\nsilence = " + silence + "\n";
    sandbox.write("plexmgr.toml", &settings);
    sandbox
}

fn shown(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let run = sandbox.run(arguments);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
}

const PLAN: [&str; 3] = ["plan", "--observed=observed.json", "--brief"];

#[test]
fn silenced_notices_are_only_counted_in_every_format() {
    let sandbox = silencing(r#"["pending_invitation:Late.Responder", "owner_not_imported"]"#);
    let text = shown(&sandbox, &PLAN);
    assert!(!text.contains("late.responder"), "{text}");
    assert!(
        text.contains("newcomer@example.com"),
        "another subject stays: {text}"
    );
    assert!(!text.contains("owner_not_imported"), "{text}");
    assert!(
        text.contains("\n3 notices silenced by the settings\n"),
        "{text}"
    );
    let json = shown(&sandbox, &[&PLAN[..], &["--format", "json"]].concat());
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["silenced"], 3);
    let notices = document["notices"].as_array().unwrap();
    let is_silenced = |notice: &serde_json::Value| {
        notice["kind"] == "owner_not_imported" || notice["subject"] == "late.responder"
    };
    assert!(
        !notices.is_empty() && !notices.iter().any(is_silenced),
        "{json}"
    );
    let markdown = shown(&sandbox, &[&PLAN[..], &["--format", "markdown"]].concat());
    assert!(
        markdown.contains("3 notices silenced by the settings"),
        "{markdown}"
    );
    assert!(!markdown.contains("owner_not_imported"), "{markdown}");
}

#[test]
fn a_saved_plan_keeps_what_was_silenced() {
    let sandbox = silencing(r#"["friend_without_share"]"#);
    let plan = shown(&sandbox, &[&PLAN[..], &["--out", "plan.json"]].concat());
    assert!(plan.contains("1 notice silenced by the settings"), "{plan}");
    assert_eq!(shown(&sandbox, &["show", "plan.json", "--brief"]), plan);
    let run = sandbox.run(&["apply", "plan.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn an_unknown_kind_of_notice_is_a_problem_with_its_place() {
    for (silence, message, help) in [
        (
            r#"["freind_without_share"]"#,
            "`freind_without_share` is not a kind of notice [unknown_word]",
            "did you mean `friend_without_share`?",
        ),
        (
            r#"["pending_invitation:"]"#,
            "`pending_invitation:` names no subject [unknown_word]",
            "write `pending_invitation` for all of them",
        ),
        ("[1]", "`silence` must be a list of texts", ""),
    ] {
        let run = silencing(silence).run(&["check"]);
        assert_eq!(run.code, 3, "{}", run.stderr);
        for text in ["plexmgr.toml:", message, help] {
            assert!(run.stderr.contains(text), "{text}: {}", run.stderr);
        }
    }
}

#[test]
fn what_says_why_something_is_held_back_cannot_be_silenced() {
    for kind in [
        "fact_unknown",
        "account_unknown:main",
        "source_unknown",
        "unsafe_edit",
    ] {
        let sandbox = silencing(&format!("[\"{kind}\"]"));
        let run = sandbox.run(&["check"]);
        assert_eq!(run.code, 3, "{kind}: {}", run.stderr);
        assert!(
            run.stderr.contains("cannot be silenced"),
            "{kind}: {}",
            run.stderr
        );
    }
}
