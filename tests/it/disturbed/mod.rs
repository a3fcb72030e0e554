//! Runs that somebody disturbs: another run, a signal, an edit, a file that cannot be written.
//!
//! The program is held at one of its numbered write points meanwhile; see [`paused`]. Kills at every
//! point are in `tests/crash`.

mod deadline;
mod edited;
mod lock;
pub(crate) mod paused;
mod signals;
mod unwritable;

use crate::sandbox::Sandbox;

const APPLY: &[&str] = &["apply", "--yes", "--brief", "--observed", "observed.json"];

/// The records an undisturbed run leaves in a copy of the household.
fn undisturbed(sandbox: &Sandbox) -> std::collections::BTreeMap<String, String> {
    let copy = Sandbox::empty().filled(&sandbox.contents());
    let run = copy.run(APPLY);
    assert_eq!(run.code, 0, "{}", run.stderr);
    copy.records()
}

/// The next run applies what is left, and then everything is as undisturbed.
fn the_next_run_completes(
    sandbox: &Sandbox,
    expected: &std::collections::BTreeMap<String, String>,
) {
    let run = sandbox.run(APPLY);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(&sandbox.records(), expected);
    let check = sandbox.run(&["state", "check"]);
    assert_eq!(check.code, 0, "{}{}", check.stdout, check.stderr);
    let left = sandbox
        .files()
        .into_keys()
        .find(|path| path.contains("/.plexmgr-") || path.ends_with(".lock"));
    assert_eq!(left, None);
    let plan = sandbox.run(&["plan", "--detailed-exitcode", "--observed", "observed.json"]);
    assert_eq!(plan.code, 0, "{}", plan.stdout);
}
