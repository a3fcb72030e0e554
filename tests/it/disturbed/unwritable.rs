//! Files and folders that cannot be written: everything else is, and the next run does the rest.

use super::{APPLY, the_next_run_completes, undisturbed};
use crate::sandbox::Sandbox;

/// Runs with `denied` not writable; exit code, number of files that changed and stderr.
fn denied(sandbox: &mut Sandbox, denied: &str) -> (i32, usize, String) {
    let before = sandbox.records();
    sandbox.set("PLEXMGR_FAULT", &format!("deny@{denied}"));
    let run = sandbox.run(APPLY);
    sandbox.unset("PLEXMGR_FAULT");
    let now = sandbox.records();
    let changed = now
        .iter()
        .filter(|(path, text)| before.get(*path) != Some(text));
    (run.code, changed.count(), run.stderr)
}

#[test]
fn nine_of_ten_files_are_written_and_the_tenth_by_the_next_run() {
    let mut sandbox = Sandbox::example();
    let expected = undisturbed(&sandbox);
    let (code, changed, stderr) = denied(&mut sandbox, "records/users/marlow.yaml");
    assert_eq!((code, changed), (7, 9), "{stderr}");
    let said = "records/users/marlow.yaml was not written: permission denied";
    assert!(stderr.contains(said), "{stderr}");
    the_next_run_completes(&sandbox, &expected);
}

#[test]
fn a_person_who_could_not_be_written_is_not_remembered() {
    let mut sandbox = Sandbox::example();
    let expected = undisturbed(&sandbox);
    let (code, changed, stderr) = denied(&mut sandbox, "records/users/no.yaml");
    assert_eq!((code, changed), (7, 9), "{stderr}");
    // Otherwise the default payment would be missing.
    the_next_run_completes(&sandbox, &expected);
    assert!(sandbox.read("records/users/no.yaml").contains("payments:"));
}

#[test]
fn a_folder_that_cannot_be_written_leaves_the_servers_written() {
    let mut sandbox = Sandbox::example();
    let expected = undisturbed(&sandbox);
    let (code, changed, stderr) = denied(&mut sandbox, "records/users");
    assert_eq!((code, changed), (7, 2), "servers and inbox: {stderr}");
    assert_eq!(sandbox.run(&["check"]).code, 0);
    the_next_run_completes(&sandbox, &expected);
}

#[test]
fn nothing_is_written_without_the_servers() {
    let mut sandbox = Sandbox::example();
    let expected = undisturbed(&sandbox);
    let (code, changed, stderr) = denied(&mut sandbox, "records/servers.yaml");
    assert_eq!((code, changed), (7, 0), "{stderr}");
    assert!(stderr.contains("it refers to servers"), "{stderr}");
    assert!(sandbox.history().is_empty(), "nothing is recorded");
    the_next_run_completes(&sandbox, &expected);
}

#[test]
fn a_state_folder_that_cannot_be_written_stops_the_run_before_it_writes() {
    let mut sandbox = Sandbox::example();
    let expected = undisturbed(&sandbox);
    let (code, changed, stderr) = denied(&mut sandbox, "state");
    assert_eq!((code, changed), (1, 0), "{stderr}");
    assert!(
        stderr.contains("state") && stderr.contains("permission denied"),
        "{stderr}"
    );
    assert!(!sandbox.at("state").exists());
    the_next_run_completes(&sandbox, &expected);
}

#[cfg(unix)]
#[test]
fn a_folder_that_really_is_read_only() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::example();
    let expected = undisturbed(&sandbox);
    let users = sandbox.at("records/users");
    let mode = |mode| std::fs::set_permissions(&users, PermissionsExt::from_mode(mode)).unwrap();
    mode(0o555);
    if tempfile::tempfile_in(&users).is_ok() {
        println!("skipped: whoever runs this may write anywhere");
        return;
    }
    let run = sandbox.run(APPLY);
    mode(0o755);
    assert_eq!(run.code, 7, "{}", run.stderr);
    assert!(run.stderr.contains("Permission denied"), "{}", run.stderr);
    the_next_run_completes(&sandbox, &expected);
}
