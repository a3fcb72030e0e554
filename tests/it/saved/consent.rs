//! Guards and saved plans: what was accepted when the plan was made, and what is accepted later.

use super::household::{FILE, applied, plan};
use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::{Run, Sandbox};

/// Ten recorded people, of whom three left: one more than may.
fn deserted() -> (FakePlex, Sandbox) {
    let world = World::generate(Fleet {
        servers_per_account: 1,
        people_per_account: 10,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    let run = sandbox.run(&["apply", "--yes"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    plex.change(|world| {
        for friend in &world.accounts[0].friends.clone()[..3] {
            world.accounts[0].forget(friend.person);
        }
    });
    (plex, sandbox)
}

/// Applies the saved plan; nothing may have been written.
fn refused(sandbox: &Sandbox, options: &[&str]) -> Run {
    let before = sandbox.contents();
    let run = sandbox.run(&[&["apply", FILE], options].concat());
    assert_eq!(run.code, 4, "{}", run.stderr);
    assert!(run.stdout.contains("refused[departures]"), "{}", run.stdout);
    assert!(sandbox.contents() == before, "something was written");
    run
}

#[test]
fn a_refused_plan_is_refused_again_unless_its_number_is_accepted() {
    let (_plex, sandbox) = deserted();
    let planned = sandbox.run(&["plan", "--out", FILE]);
    assert_eq!(planned.code, 4, "{}", planned.stderr);
    let shown = sandbox.run(&["show", FILE]);
    assert_eq!((shown.code, &shown.stdout), (0, &planned.stdout));
    assert_eq!(refused(&sandbox, &[]).stdout, planned.stdout);
    refused(&sandbox, &["--accept", "departures=2"]);
    let run = sandbox.run(&["apply", FILE, "--accept", "departures=3"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let history = sandbox.history_text();
    assert!(
        history.contains("\"accepted\":{\"departures\":3}"),
        "{history}"
    );
}

#[test]
fn what_was_accepted_for_the_plan_is_accepted() {
    let (_plex, sandbox) = deserted();
    let planned = plan(&sandbox, &["--accept", "departures=3"]);
    assert!(
        planned.stdout.contains("accepted[departures]"),
        "{}",
        planned.stdout
    );
    assert_eq!(sandbox.run(&["show", FILE]).stdout, planned.stdout);
    refused(&sandbox, &["--accept", "departures=4"]);
    assert_eq!(applied(&sandbox).stdout, planned.stdout);
    let history = sandbox.history_text();
    assert!(
        history.contains("\"accepted\":{\"departures\":3}"),
        "{history}"
    );
}

#[test]
fn consent_that_makes_another_plan_comes_too_late() {
    let sandbox = Sandbox::example();
    let observed = ["--observed", "observed.json"];
    assert_eq!(
        sandbox
            .run(&[&["apply", "--yes"], &observed[..]].concat())
            .code,
        0
    );
    let mut snapshot: serde_json::Value =
        serde_json::from_str(&sandbox.read("observed.json")).unwrap();
    snapshot["accounts"][1]["outcome"]["read"]["people"] = serde_json::json!([]);
    sandbox.write("observed.json", &snapshot.to_string());
    let saved = sandbox.run(&[&["plan", "--out", "late.plan"], &observed[..]].concat());
    assert_eq!(saved.code, 4, "{}", saved.stdout);
    let late = sandbox.run(&["apply", "late.plan", "--accept", "empty=2"]);
    assert_eq!(late.code, 5, "{}", late.stderr);
    assert!(
        late.stderr
            .contains("give the same `--accept` to `plexmgr plan"),
        "{}",
        late.stderr
    );
}
