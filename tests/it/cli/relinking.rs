//! A person with a new account at Plex, from the first notice to the undo.

use crate::sandbox::{Run, Sandbox};

const MARLOW: &str = "records/users/marlow.yaml";
const CONSENT: [&str; 2] = ["--accept", "relinks=1"];

fn run(sandbox: &Sandbox, arguments: &[&str], code: i32) -> Run {
    let observed = ["--observed", "observed.json"];
    let run = sandbox.run(&[arguments, &observed].concat());
    assert_eq!(
        run.code, code,
        "{arguments:?}: {}{}",
        run.stdout, run.stderr
    );
    run
}

/// The example after its first run; then marlow has another account.
fn replaced() -> Sandbox {
    let sandbox = Sandbox::example();
    run(&sandbox, &["apply", "--yes"], 0);
    let observed = sandbox.read("observed.json");
    let replaced = observed.replace("\"301000001\"", "\"301000099\"");
    assert_ne!(replaced, observed);
    sandbox.write("observed.json", &replaced);
    sandbox
}

#[test]
fn a_new_account_is_proposed_and_left_out_until_it_is_accepted() {
    let sandbox = replaced();
    let before = sandbox.fingerprint();
    let open = run(&sandbox, &["apply", "--yes"], 0);
    for part in [
        "note[account_replaced]: ",
        "301000099",
        "301000001",
        "relinks=1",
    ] {
        assert!(open.stdout.contains(part), "{}", open.stdout);
    }
    assert!(open.stdout.ends_with("\nNo changes.\n"), "{}", open.stdout);
    let other = run(&sandbox, &["apply", "--yes", "--accept", "relinks=2"], 4);
    assert!(
        other.stdout.contains("refused[relinks]"),
        "{}",
        other.stdout
    );
    assert_eq!(sandbox.fingerprint(), before, "something was written");

    let text = sandbox.read(MARLOW);
    let applied = run(&sandbox, &[&["apply", "--yes"], &CONSENT[..]].concat(), 0);
    let line = "~ relink_user     marlow  id 301000001 -> 301000099  (same e-mail address)\n";
    assert!(applied.stdout.contains(line), "{}", applied.stdout);
    let relinked = sandbox.read(MARLOW);
    assert!(relinked.contains("id: 301000099\n"), "{relinked}");
    assert!(
        relinked.contains("  former_ids:\n    - 301000001\n"),
        "{relinked}"
    );
    let payments = |text: &str| text.split_once("payments:").unwrap().1.to_owned();
    assert_eq!(payments(&relinked), payments(&text));
    let again = run(&sandbox, &["plan"], 0);
    assert!(
        again.stdout.ends_with("\nNo changes.\n"),
        "{}",
        again.stdout
    );
}

#[test]
fn a_saved_plan_holds_the_new_account() {
    let sandbox = replaced();
    run(
        &sandbox,
        &[&["plan", "--out", "saved.json"], &CONSENT[..]].concat(),
        0,
    );
    run(&sandbox, &["apply", "saved.json"], 0);
    assert!(sandbox.read(MARLOW).contains("id: 301000099\n"));
}

#[test]
fn an_undone_relink_is_open_again_and_no_id_is_forgotten() {
    let sandbox = replaced();
    let before = sandbox.read(MARLOW);
    run(&sandbox, &[&["apply", "--yes"], &CONSENT[..]].concat(), 0);
    let undone = sandbox.run(&["undo", "2", "--yes"]);
    assert_eq!(undone.code, 0, "{}", undone.stderr);
    assert_eq!(sandbox.read(MARLOW), before);
    let open = run(&sandbox, &["plan"], 0);
    assert!(
        open.stdout.contains("note[account_replaced]"),
        "{}",
        open.stdout
    );

    // Without the record, neither of the two accounts gets a default payment again.
    sandbox.remove(MARLOW);
    let observed = sandbox.read("observed.json");
    for id in ["301000099", "301000001"] {
        let listed = observed.replace("\"301000099\"", &format!("\"{id}\""));
        sandbox.write("observed.json", &listed);
        let plan = run(&sandbox, &["plan"], 0).stdout;
        assert!(plan.contains("note[imported_before]"), "{id}: {plan}");
        assert!(!plan.contains("monthly until "), "{id}: {plan}");
    }
}
