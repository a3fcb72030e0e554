//! Annotations: each at its place, and no name commands the runner.

use plexmgr::render::kit::annotation::{self, Location};
use plexmgr::render::plan::github;
use plexmgr::render::{Privacy, Shown};
use plexmgr::vocabulary::escaped;
use proptest::prelude::*;

use super::example::broken;
use super::runner::{Obeyed, obeyed};
use crate::fake::{FakePlex, Fleet, World};
use crate::markdown::made::{Size, made};
use crate::sandbox::Sandbox;

fn property<'o>(obeyed: &'o Obeyed, name: &str) -> &'o str {
    obeyed.properties.get(name).map_or("", String::as_str)
}

#[test]
fn every_problem_is_an_error_at_its_place() {
    let sandbox = broken();
    let json = sandbox.run(&["check", "--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let problems = json["problems"].as_array().unwrap();
    let github = sandbox.run(&["check", "--format", "github"]);
    let errors = obeyed(&github.stdout);
    assert_eq!(errors.len(), problems.len());
    assert!(problems.len() > 3);
    for (error, problem) in errors.iter().zip(problems) {
        assert_eq!(error.name, "error");
        assert_eq!(property(error, "file"), problem["file"]);
        assert_eq!(property(error, "line"), problem["line"].to_string());
        assert_eq!(property(error, "col"), problem["column"].to_string());
        let message = problem["message"].as_str().unwrap();
        let message = message.replace("marlow-pays@@example.com", "***");
        assert!(error.message.starts_with(&message), "{error:?}");
    }
    let last = github.stdout.lines().last().unwrap();
    assert_eq!(
        last,
        format!(
            "Settings and records are not valid: {} problems.",
            problems.len()
        )
    );
    assert_eq!(obeyed(&github.stderr), []);
}

#[test]
fn paths_begin_at_the_root_of_the_repository() {
    let inside = broken();
    let outside = Sandbox::empty();
    for (path, text) in inside.files() {
        outside.write(&format!("homes/north/{path}"), &text);
    }
    let file = |arguments: &[&str], sandbox: &Sandbox| {
        let run = sandbox.run(&[&["check", "--format", "github"], arguments].concat());
        let first = obeyed(&run.stdout).remove(0);
        property(&first, "file").to_owned()
    };
    let expected = "homes/north/records/users/ada.yaml";
    assert_eq!(file(&["-C", "homes/north"], &outside), expected);
    assert_eq!(file(&["-C", "./homes/north/"], &outside), expected);
    let absolute = outside.at("homes/north").to_string_lossy().into_owned();
    assert_eq!(
        file(&["-C", &absolute], &outside),
        format!("{absolute}/records/users/ada.yaml")
    );

    let mut workspace = outside;
    let root = workspace.path().to_string_lossy().into_owned();
    workspace.set("GITHUB_WORKSPACE", &root);
    assert_eq!(file(&["-C", &absolute], &workspace), expected);
    let mut command = workspace.command(&["check", "--format", "github", "-C", "north"]);
    let run = Sandbox::ended(command.current_dir(workspace.at("homes")));
    assert_eq!(property(&obeyed(&run.stdout)[0], "file"), expected);
}

#[test]
fn settings_elsewhere_are_not_in_the_household() {
    let sandbox = Sandbox::example();
    sandbox.write("etc/other.toml", "version = 7\n");
    let arguments = [
        "check",
        "--format",
        "github",
        "--config",
        "etc/other.toml",
        "-C",
        ".",
    ];
    let run = sandbox.run(&arguments);
    assert_eq!(run.code, 3);
    let errors = obeyed(&run.stdout);
    assert!(
        errors
            .iter()
            .all(|e| property(e, "file") == "etc/other.toml"),
        "{errors:?}"
    );
}

#[test]
fn failures_are_errors_too() {
    let sandbox = Sandbox::example();
    let run = sandbox.run(&["plan", "--observed", "missing.json", "--format", "github"]);
    assert_eq!(run.code, 3);
    let errors = obeyed(&run.stdout);
    assert_eq!(errors.len(), 1, "{}", run.stdout);
    assert_eq!(property(&errors[0], "title"), "plexmgr");
    let told = run.stderr.trim_end().trim_start_matches("error: ");
    assert_eq!(errors[0].message, told);
    assert!(told.contains("hint: "), "{told}");

    let broken = broken();
    let run = broken.run(&["plan", "--observed", "observed.json", "--format", "github"]);
    let errors = obeyed(&run.stdout);
    assert_eq!(property(&errors[0], "file"), "records/users/ada.yaml");
    let last = errors.last().unwrap();
    assert!(
        last.message.starts_with("the records are not valid: "),
        "{last:?}"
    );
}

#[test]
fn what_a_person_has_to_settle_is_a_warning_at_its_place() {
    let sandbox = Sandbox::example();
    let marlow = sandbox.read("records/users/marlow.yaml");
    let anchored = marlow
        .replace("username: marlow  ", "username: &name marlow  ")
        .replace("username: marlow\n", "username: *name\n");
    sandbox.write("records/users/marlow.yaml", &anchored);
    let run = sandbox.run(&["plan", "--observed", "observed.json", "--format", "github"]);
    let lines = obeyed(&run.stdout);
    let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names, ["warning", "notice"], "{}", run.stdout);
    assert_eq!(property(&lines[0], "title"), "unsafe_edit");
    assert_eq!(property(&lines[0], "file"), "records/users/marlow.yaml");
    assert_eq!(property(&lines[0], "line"), "5");
    assert!(
        lines[0].message.starts_with("marlow is skipped: "),
        "{lines:?}"
    );
    assert!(lines[1].message.starts_with("Plan: "), "{lines:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_name_is_one_annotation(name in "(::|##\\[|%0A|[,:%\\]]|\r|\n|a|.){0,12}") {
        let size = Size { notices: 15, refused: 7, imports: 1, ..Size::default() };
        let made = made(size, &|_| name.clone());
        let shown = Shown { change_set: &made.change_set, files: &made.files, left: &[] };
        let text = github::plan(&shown, &Location::default(), Privacy::Open);
        let lines = obeyed(&text);
        let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
        prop_assert_eq!(names, [&["error"; 7][..], &["warning"; 11], &["notice"]].concat());
        let inert = annotation::inert(&escaped(&name)).into_owned();
        for warning in lines.iter().filter(|line| line.name == "warning") {
            prop_assert_eq!(property(warning, "file"), "records/users/ada.yaml");
            prop_assert!(warning.message.contains(&inert) , "{:?} {:?}", warning, inert);
        }
    }
}

#[test]
fn no_name_commands_the_runner() {
    let mut world = World::generate(Fleet {
        accounts: 1,
        people_per_account: 60,
        strange_names: true,
        special_cases: true,
        ..Fleet::default()
    });
    let hostile = [
        "::add-mask::x",
        "\n::set-output name=changes::0",
        "\r::stop-commands::x",
        "##[error]boo",
        "a ##[add-path]/tmp",
        "%0A::error::x",
    ];
    for (person, name) in world.people.values_mut().zip(hostile.iter().cycle()) {
        person.username = Some((*name).to_owned());
        person.title = (*name).to_owned();
    }
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    for arguments in [
        &["plan", "--format", "github"][..],
        &["plan", "--format", "github", "-v"],
        &[
            "plan",
            "--format",
            "github",
            "--account",
            "##[error]::x\n::y::",
        ],
    ] {
        let run = sandbox.run(arguments);
        let lines = obeyed(&run.stdout);
        assert_eq!(lines.len(), run.stdout.lines().count(), "{}", run.stdout);
        for line in &lines {
            assert!(
                ["error", "warning", "notice"].contains(&line.name.as_str()),
                "{line:?}"
            );
        }
        assert_eq!(obeyed(&run.stderr), [], "{}", run.stderr);
    }
}
