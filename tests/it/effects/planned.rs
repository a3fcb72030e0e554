//! Effects are changes of a plan like any other: shown, saved, guarded, applied, recorded, undone. The rule that
//! plans them and the file they write are part of test builds.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::lines_of;
use crate::sandbox::{Run, Sandbox};

const OBSERVED: [&str; 2] = ["--observed", "observed.json"];

/// How many users of the example household are recorded and have not departed after its first run.
const USERS: usize = 7;

/// The example household after its first run, in which a note about each user is due.
fn household() -> (Sandbox, TempDir) {
    let mut sandbox = Sandbox::example();
    let imported = run(&sandbox, &["apply", "--yes"], 0);
    assert!(imported.stderr.contains("Applied"), "{}", imported.stderr);
    limit_updates(&sandbox, 1_000);
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("notes");
    sandbox.set("PLEXMGR_NOTES", file.to_str().unwrap());
    (sandbox, outside)
}

fn run(sandbox: &Sandbox, arguments: &[&str], code: i32) -> Run {
    let run = sandbox.run(&[arguments, &OBSERVED].concat());
    assert_eq!(
        run.code, code,
        "{arguments:?}: {}\n{}",
        run.stdout, run.stderr
    );
    run
}

fn limit_updates(sandbox: &Sandbox, count: u64) {
    let settings = sandbox.read("plexmgr.toml");
    let settings = settings.split("\n[guards]").next().unwrap();
    let limit = format!("[guards]\nupdates = {{ count = {count}, percent = 0 }}\n");
    sandbox.write("plexmgr.toml", &format!("{settings}\n{limit}"));
}

fn notes(outside: &TempDir) -> Vec<String> {
    lines_of(&outside.path().join("notes"))
}

#[test]
fn a_plan_shows_effects_in_every_format_and_a_private_one_masks_them() {
    let (sandbox, outside) = household();
    let text = run(&sandbox, &["plan"], 0).stdout;
    let line = "> note            ada           writes note/301000002/1 for ada@example.com  (is recorded)";
    assert!(text.contains(line), "{text}");
    assert!(
        text.ends_with("\nPlan: 7 changes: 7 effects to carry out.\n"),
        "{text}"
    );
    let json: Value =
        serde_json::from_str(&run(&sandbox, &["plan", "--format", "json"], 0).stdout).unwrap();
    assert_eq!(json["summary"]["note"], USERS);
    let change = &json["changes"][0];
    assert_eq!(change["kind"], "note");
    assert_eq!(change["user"], "ada");
    assert_eq!(change["effect"]["key"], "note/301000002/1");
    assert_eq!(
        change["effect"]["inverse"]["details"]["line"],
        "not note/301000002/1"
    );
    assert!(change.get("file").is_none(), "{change}");
    let page = run(&sandbox, &["plan", "--format", "markdown"], 0).stdout;
    assert!(
        page.contains("### Effects outside the household (7)"),
        "{page}"
    );
    assert!(page.contains("| `ada` | `note` | "), "{page}");
    assert!(!page.contains("ada@example.com"), "{page}");
    let github = run(&sandbox, &["plan", "--format", "github"], 0).stdout;
    assert!(github.contains("7 effects to carry out"), "{github}");
    assert_eq!(notes(&outside), [""; 0], "a plan does nothing");
}

#[test]
fn effects_are_applied_once_recorded_and_undone() {
    let (sandbox, outside) = household();
    run(&sandbox, &["apply", "--yes"], 0);
    let done = notes(&outside);
    assert_eq!(done.len(), USERS);
    assert_eq!(done[0], "note/301000002/1");
    run(&sandbox, &["plan", "--detailed-exitcode"], 0);
    run(&sandbox, &["apply", "--yes"], 0);
    assert_eq!(notes(&outside), done, "nothing is done twice");
    let shown = sandbox.run(&["history", "latest"]).stdout;
    assert!(
        shown.contains("> note  writes note/301000002/1 for ada@example.com: done"),
        "{shown}"
    );
    assert_eq!(sandbox.run(&["undo", "latest", "--yes"]).code, 0);
    let last = notes(&outside).pop();
    assert_eq!(
        last.as_deref(),
        Some("not note/301000002/1"),
        "in reverse order"
    );
    let schema = sandbox.run(&["history", "latest", "--format", "json"]);
    assert_eq!(schema.code, 0, "{}", schema.stderr);
}

#[test]
fn a_saved_plan_holds_its_effects_and_is_stale_once_they_are_done() {
    let (mut sandbox, outside) = household();
    run(&sandbox, &["plan", "--out", "first.plan.json"], 0);
    let shown = sandbox.run(&["show", "first.plan.json"]).stdout;
    assert!(shown.contains("7 effects to carry out"), "{shown}");
    let edited = sandbox
        .read("first.plan.json")
        .replace("note/301000002/1", "note/301000002/2");
    sandbox.write("edited.plan.json", &edited);
    assert_eq!(sandbox.run(&["apply", "edited.plan.json"]).code, 5);
    assert_eq!(sandbox.run(&["apply", "first.plan.json"]).code, 0);
    assert_eq!(notes(&outside).len(), USERS);
    let again = sandbox.run(&["apply", "first.plan.json"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(again.stdout.contains("already applied"), "{}", again.stdout);
    assert_eq!(notes(&outside).len(), USERS);
    sandbox.set("PLEXMGR_NOTES_ROUND", "2");
    run(&sandbox, &["plan", "--out", "second.plan.json"], 0);
    run(&sandbox, &["apply", "--yes"], 0);
    let stale = sandbox.run(&["apply", "second.plan.json"]);
    assert_eq!(stale.code, 5, "{}", stale.stderr);
    assert_eq!(notes(&outside).len(), 2 * USERS);
}

#[test]
fn a_guard_counts_the_users_of_effects_and_consent_is_for_the_exact_number() {
    let (sandbox, outside) = household();
    limit_updates(&sandbox, 3);
    let refused = run(&sandbox, &["apply", "--yes"], 4);
    assert!(
        refused.stdout.contains("7 recorded users would change"),
        "{}",
        refused.stdout
    );
    run(&sandbox, &["apply", "--yes", "--accept", "updates=6"], 4);
    assert_eq!(notes(&outside), [""; 0], "a refused plan does nothing");
    run(&sandbox, &["apply", "--yes", "--accept", "updates=7"], 0);
    assert_eq!(notes(&outside).len(), USERS);
}

#[test]
fn an_effect_that_fails_ends_with_7_and_stays_in_the_plan() {
    let (mut sandbox, outside) = household();
    let folder = outside.path().join("missing");
    sandbox.set("PLEXMGR_NOTES", folder.join("notes").to_str().unwrap());
    let failed = run(&sandbox, &["apply", "--yes"], 7);
    assert!(
        failed.stderr.contains("failed, nothing happened"),
        "{}",
        failed.stderr
    );
    assert!(!Path::new(&folder).exists());
    run(&sandbox, &["plan", "--detailed-exitcode"], 2);
}
