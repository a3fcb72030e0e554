//! The example household: what the README shows is what comes out.

use crate::compact::compact;
use crate::sandbox::Sandbox;

const PLAN: [&str; 3] = ["plan", "--observed", "observed.json"];

#[test]
fn the_example_is_valid() {
    let run = Sandbox::example().run(&["check"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (
            0,
            "Settings and records are valid: 3 plans, 2 servers, 6 users.\n"
        ),
        "{}",
        run.stderr
    );
}

#[test]
fn the_example_as_json() {
    let sandbox = Sandbox::example();
    let run = sandbox.run(&[&PLAN[..], &["--format", "json"]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    insta::assert_snapshot!("example_plan_json", compact(&run.stdout));
}

#[test]
fn a_brief_plan_has_no_diff() {
    let run = Sandbox::example().run(&[&PLAN[..], &["--brief"]].concat());
    assert!(!run.stdout.contains("+++ "), "{}", run.stdout);
    assert!(
        run.stdout
            .ends_with("Plan: 27 changes: 3 people to add, 4 to update, 1 departed; 1 server to add, 2 to update; 1 transaction in the inbox to add.\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn colour_says_nothing_that_plain_text_does_not() {
    let sandbox = Sandbox::example();
    let plain = sandbox.run(&PLAN).stdout;
    let coloured = sandbox
        .run(&[&PLAN[..], &["--color", "always"]].concat())
        .stdout;
    assert_ne!(plain, coloured);
    assert_eq!(plain, anstream::adapter::strip_str(&coloured).to_string());
}

#[test]
fn applying_the_example_keeps_what_people_wrote() {
    let sandbox = Sandbox::example();
    let before = sandbox.records();
    let run = sandbox.run(&["apply", "--yes", "--observed", "observed.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let after = sandbox.records();
    for (path, text) in &before {
        for comment in text
            .lines()
            .filter_map(|line| line.split_once('#').map(|(_, c)| c))
        {
            let quoted = format!("`#{comment}`");
            let is_reported = run.stdout.contains(&quoted) && !after[path].contains(comment);
            assert!(
                is_reported || after[path].contains(comment),
                "{path} lost {comment:?}"
            );
        }
    }
    assert_eq!(before["users/ada.yaml"], after["users/ada.yaml"]);
    insta::assert_snapshot!("example_marlow_after", after["users/marlow.yaml"]);

    let again = sandbox.run(&[&PLAN[..], &["--detailed-exitcode"]].concat());
    assert_eq!(again.code, 0, "{}", again.stdout);
    assert!(
        again.stdout.ends_with("\nNo changes.\n"),
        "{}",
        again.stdout
    );
    let print = sandbox.fingerprint();
    assert_eq!(
        sandbox
            .run(&["apply", "--yes", "--observed", "observed.json"])
            .code,
        0
    );
    assert_eq!(
        sandbox.fingerprint(),
        print,
        "a second apply wrote something"
    );
}
