//! The last line of a plan says what happened, also where Plex could not be read.

use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::{Run, Sandbox};

const PLAN: [&str; 3] = ["plan", "--observed", "observed.json"];

/// Takes the second account out of the snapshot.
fn forget_backup(sandbox: &Sandbox) {
    let mut observed: serde_json::Value =
        serde_json::from_str(&sandbox.read("observed.json")).unwrap();
    observed["accounts"].as_array_mut().unwrap().pop();
    sandbox.write("observed.json", &observed.to_string());
}

fn ends_with(run: &Run, last: &str) {
    assert_eq!(run.code, 8, "{}", run.stderr);
    assert_eq!(run.stdout.lines().last(), Some(last), "{}", run.stdout);
    assert!(!run.stdout.contains("Refused by"), "{}", run.stdout);
}

#[test]
fn nothing_is_concluded_from_a_plex_that_is_down() {
    let world = World::generate(Fleet {
        accounts: 2,
        people_per_account: 3,
        ..Fleet::default()
    });
    let sandbox = Sandbox::household(&world, &FakePlex::refused_url());
    let last =
        "Plex could not be read for accounts `account1` and `account2`: nothing can be concluded.";
    ends_with(&sandbox.run(&["plan"]), last);
    ends_with(&sandbox.run(&["apply", "--yes"]), last);
    let github = sandbox.run(&["plan", "--format", "github"]);
    assert!(
        github.stdout.ends_with(&format!("::notice::{last}\n")),
        "{}",
        github.stdout
    );
    let markdown = sandbox.run(&["plan", "--format", "markdown"]);
    assert!(
        markdown.stdout.starts_with("## Plex could not be read\n"),
        "{}",
        markdown.stdout
    );
    for run in [github, markdown] {
        assert!(
            !run.stdout.to_lowercase().contains("no changes"),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn one_account_of_two_is_unknown() {
    let sandbox = Sandbox::example();
    let copy = Sandbox::example();
    forget_backup(&copy);
    let run = copy.run(&PLAN);
    let last = run.stdout.lines().last().unwrap_or_default();
    assert!(
        last.starts_with("Plan: 11 changes: 4 people to update"),
        "{last}"
    );
    ends_with(&run, last);
    let unknown = " Plex could not be read for account `backup`: nothing can be concluded there.";
    assert!(last.contains(unknown), "{last}");

    let applied = sandbox.run(&["apply", "--yes", "--observed", "observed.json"]);
    assert_eq!(applied.code, 0, "{}", applied.stderr);
    forget_backup(&sandbox);
    let last = "No changes for the accounts that were read. Plex could not be read for account \
                `backup`: nothing can be concluded there.";
    ends_with(&sandbox.run(&PLAN), last);
}
