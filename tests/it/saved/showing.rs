//! `show` prints what `plan` printed, and needs nothing but the file.

use super::household::{FILE, example, plan};
use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::{Run, Sandbox};

/// Asserts that a plan of these options looks the same from the file, in every format.
fn looks_the_same(sandbox: &Sandbox, options: &[&str]) {
    plan(sandbox, options);
    for view in [
        &[][..],
        &["--brief"],
        &["--color", "always"],
        &["--color", "always", "--brief"],
        &["--format", "json"],
        &["--format", "json", "--brief"],
    ] {
        let planned = sandbox.run(&[&["plan"], options, view].concat());
        let shown = sandbox.run(&[&["show", FILE], view].concat());
        assert_eq!((shown.code, planned.code), (0, 0), "{}", shown.stderr);
        assert!(shown.stdout == planned.stdout, "{view:?}\n{}", shown.stdout);
    }
}

#[test]
fn a_rich_plan_is_shown_as_it_was() {
    looks_the_same(&Sandbox::example(), &["--observed", "observed.json"]);
}

#[test]
fn a_plan_without_changes_is_shown_as_it_was() {
    let sandbox = Sandbox::example();
    let apply = ["apply", "--yes", "--observed", "observed.json"];
    assert_eq!(sandbox.run(&apply).code, 0);
    looks_the_same(&sandbox, &["--observed", "observed.json"]);
}

#[test]
fn a_plan_with_places_is_shown_as_it_was() {
    let sandbox = Sandbox::example();
    let marlow = sandbox.read("records/users/marlow.yaml");
    sandbox.write(
        "records/users/marlow.yaml",
        &marlow
            .replace("username: marlow  ", "username: &name marlow  ")
            .replace("username: marlow\n", "username: *name\n"),
    );
    looks_the_same(&sandbox, &["--observed", "observed.json"]);
    let shown = sandbox.run(&["show", FILE]).stdout;
    assert!(shown.contains("[records/users/marlow.yaml:5:"), "{shown}");
}

#[test]
fn hostile_names_are_shown_as_they_were() {
    let world = World::generate(Fleet {
        accounts: 3,
        people_per_account: 60,
        strange_names: true,
        special_cases: true,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    looks_the_same(&sandbox, &[]);
}

#[test]
fn no_secret_is_in_the_file() {
    let world = World::generate(Fleet {
        accounts: 2,
        special_cases: true,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    plan(&sandbox, &[]);
    let text = sandbox.read(FILE);
    for secret in world.secrets() {
        assert!(!text.contains(&secret), "{secret}");
    }
}

#[test]
fn a_plan_is_shown_without_its_household() {
    let text = example().read(FILE);
    let elsewhere = Sandbox::empty();
    elsewhere.write(FILE, &text);
    let Run {
        code,
        stdout,
        stderr,
    } = elsewhere.run(&["show", FILE]);
    assert_eq!(code, 0, "{stderr}");
    assert!(
        stdout.ends_with("\nPlan: 27 changes: 3 people to add, 4 to update, 1 departed; 1 server to add, 2 to update; 1 transaction in the inbox to add.\n"),
        "{stdout}"
    );
    let lines: Vec<&str> = stderr.lines().collect();
    assert_eq!(lines.len(), 1, "{stderr}");
    assert!(lines[0].starts_with("Saved plan of 20"), "{stderr}");
    assert!(lines[0].contains("the snapshot observed.json"), "{stderr}");
}

#[test]
fn a_brief_plan_is_saved_whole() {
    let sandbox = Sandbox::example();
    let brief = plan(&sandbox, &["--observed", "observed.json", "--brief"]);
    assert!(!brief.stdout.contains("+++ "), "{}", brief.stdout);
    let shown = sandbox.run(&["show", FILE]).stdout;
    assert!(
        shown.contains("\n+++ b/records/users/marlow.yaml\n"),
        "{shown}"
    );
}

#[test]
fn equal_plans_differ_in_when_they_were_made_only() {
    let (one, other) = (example(), example());
    let without = |sandbox: &Sandbox| {
        let text = sandbox.read(FILE);
        let kept =
            |line: &&str| !line.starts_with("  \"created\"") && !line.starts_with("  \"digest\"");
        text.lines()
            .filter(kept)
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    assert_eq!(without(&one), without(&other));
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let sandbox = example();
    let mode = std::fs::metadata(sandbox.at(FILE))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}
