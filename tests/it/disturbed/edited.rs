//! Files that somebody changes while a run is under way, and files behind symbolic links.

use std::process::Stdio;

use super::paused::{Watched, number_in};
use super::{APPLY, the_next_run_completes, undisturbed};
#[cfg(unix)]
use crate::environment::hostile_git::with_fake_git;
use crate::sandbox::Sandbox;

/// A run that has planned everything and begins to write.
fn about_to_write(sandbox: &Sandbox) -> Watched {
    Watched::paused(sandbox, APPLY, "make a file beside", "state")
}

#[test]
fn a_file_edited_between_plan_and_write_is_left_alone_and_the_rest_applied() {
    let sandbox = Sandbox::example();
    let run = about_to_write(&sandbox);
    let marlow = sandbox.read("records/users/marlow.yaml") + "# paid in cash\n";
    sandbox.write("records/users/marlow.yaml", &marlow);
    let run = run.go_on();
    assert_eq!(run.code, 7, "{}", run.stderr);
    let said = "records/users/marlow.yaml was not written: the file was changed after";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert_eq!(sandbox.read("records/users/marlow.yaml"), marlow);
    let nadia = sandbox.read("records/users/nadia.yaml");
    assert!(nadia.contains("departed: 2026-11-22"), "{nadia}");
    let copy = Sandbox::empty().filled(&sandbox.contents());
    let expected = undisturbed(&copy);
    assert!(expected["users/marlow.yaml"].contains("# paid in cash\n"));
    the_next_run_completes(&sandbox, &expected);
}

/// As on a network file system: the look at the file and the rename are two moments.
#[test]
fn without_an_exchange_the_run_writes_the_same_and_warns() {
    let mut sandbox = Sandbox::example();
    let expected = undisturbed(&sandbox);
    sandbox.set("PLEXMGR_FAULT_NO_EXCHANGE", "1");
    let doctor = sandbox.run(&["doctor", "--offline"]);
    assert!(
        doctor
            .stdout
            .contains("may not support exchanging two files"),
        "{}",
        doctor.stdout
    );
    let run = about_to_write(&sandbox);
    let edited = sandbox.read("records/users/nadia.yaml") + "# paid in cash\n";
    sandbox.write("records/users/nadia.yaml", &edited);
    let run = run.go_on();
    assert_eq!(run.code, 7, "{}", run.stderr);
    assert!(
        run.stderr.contains("cannot exchange two files"),
        "{}",
        run.stderr
    );
    assert_eq!(sandbox.read("records/users/nadia.yaml"), edited);
    let marlow = sandbox.read("records/users/marlow.yaml");
    assert_eq!(marlow, expected["users/marlow.yaml"]);
}

#[test]
fn a_file_removed_or_made_in_between_is_left_alone_too() {
    let sandbox = Sandbox::example();
    let run = about_to_write(&sandbox);
    sandbox.remove("records/users/marlow.yaml");
    sandbox.write("records/users/no.yaml", "class: permanent\nplex: {id: 7}\n");
    let run = run.go_on();
    assert_eq!(run.code, 7, "{}", run.stderr);
    for said in [
        "records/users/marlow.yaml was not written: the file was removed after",
        "records/users/no.yaml was not written: a file with this name was created after",
    ] {
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    assert!(!sandbox.at("records/users/marlow.yaml").exists());
    assert!(sandbox.read("records/users/no.yaml").ends_with("{id: 7}\n"));
}

#[test]
fn a_file_edited_after_a_kill_is_left_alone_by_the_run_that_recovers() {
    let sandbox = Sandbox::example();
    let path = "records/users/nadia.yaml";
    let run = Watched::paused(&sandbox, APPLY, "put a file in its place", path);
    run.signal("KILL");
    run.ended();
    let zoe = sandbox.read("records/users/zoe-angstrom.yaml") + "# paid in cash\n";
    sandbox.write("records/users/zoe-angstrom.yaml", &zoe);
    let run = sandbox.run(APPLY);
    let said = "records/users/zoe-angstrom.yaml was not written: the file was changed after";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert_eq!(
        run.code, 0,
        "it is planned anew and written: {}",
        run.stderr
    );
    let zoe = sandbox.read("records/users/zoe-angstrom.yaml");
    assert!(
        zoe.contains("# paid in cash\n") && zoe.contains("server: cirrus"),
        "{zoe}"
    );
    assert_eq!(sandbox.run(&["state", "check"]).code, 0);
}

/// A run killed after it imported a few people, and before it wrote the rest.
fn killed_half_way() -> Sandbox {
    let sandbox = Sandbox::example();
    let path = "records/users/nadia.yaml";
    let run = Watched::paused(&sandbox, APPLY, "put a file in its place", path);
    run.signal("KILL");
    run.ended();
    assert!(sandbox.at("records/users/marlow-two.yaml").exists());
    sandbox
}

/// Nobody whom the killed run imported gets a second payment after their record is deleted.
fn is_remembered_as_imported(sandbox: &Sandbox) {
    let run = sandbox.run(APPLY);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("it is finished now"), "{}", run.stderr);
    sandbox.remove("records/users/marlow-two.yaml");
    let plan = sandbox.run(&["plan", "--brief", "--observed", "observed.json"]);
    assert!(
        plan.stdout.contains("note[imported_before]: marlow-two"),
        "{}",
        plan.stdout
    );
    assert!(!plan.stdout.contains("monthly until "), "{}", plan.stdout);
}

#[test]
fn an_import_edited_after_a_kill_is_remembered() {
    let sandbox = killed_half_way();
    let path = "records/users/marlow-two.yaml";
    sandbox.write(path, &(sandbox.read(path) + "notes: hi\n"));
    is_remembered_as_imported(&sandbox);
    let history = sandbox.run(&["history", "1"]).stdout;
    assert!(history.contains("27 changes in 10 files"), "{history}");
}

#[test]
fn imports_are_remembered_although_every_file_was_edited_after_the_kill() {
    let sandbox = killed_half_way();
    let records = sandbox.records().into_iter();
    for (path, text) in records.filter(|(path, _)| !path.contains(".plexmgr-")) {
        sandbox.write(&format!("records/{path}"), &(text + "# looked at\n"));
    }
    is_remembered_as_imported(&sandbox);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_if_other_records_came_in_between() {
    let mut sandbox = Sandbox::example();
    let user = "records/users/norbert.yaml";
    // Git is asked when everything is decided.
    let path = sandbox.at(user);
    let edit = format!("echo 'class: permanent' > '{}'; exit 1", path.display());
    let _git = with_fake_git(&mut sandbox, &edit);
    let run = sandbox.run(APPLY);
    assert_eq!(run.code, 5, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stderr.contains("records changed since they were read"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains(user), "{}", run.stderr);
    assert!(!sandbox.at("state").exists(), "nothing was written");
    let run = sandbox.run(APPLY);
    assert_eq!(run.code, 0, "it is known by now: {}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_record_that_cannot_be_read_again_is_not_called_changed() {
    let mut sandbox = Sandbox::example();
    let user = "records/users/norbert.yaml";
    sandbox.write(user, "class: permanent\n");
    // Git is asked when everything is decided.
    let edit = format!("ln -sf nowhere '{}'; exit 1", sandbox.at(user).display());
    let _git = with_fake_git(&mut sandbox, &edit);
    let run = sandbox.run(APPLY);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    let said = "cannot read records/users/norbert.yaml again before writing; nothing was written\n  cause: ";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(!run.stderr.contains("changed"), "{}", run.stderr);
    assert!(sandbox.history().is_empty(), "nothing was written");
}

#[cfg(unix)]
#[test]
fn what_a_kill_leaves_beside_a_linked_file_is_removed() {
    let linked = || {
        let sandbox = Sandbox::example();
        let marlow = sandbox.read("records/users/marlow.yaml");
        sandbox.remove("records/users/marlow.yaml");
        sandbox.write("elsewhere/marlow.yaml", &marlow);
        let link = sandbox.at("records/users/marlow.yaml");
        std::os::unix::fs::symlink("../../elsewhere/marlow.yaml", link).unwrap();
        sandbox
    };
    let (placing, path) = ("put a file in its place", "elsewhere/marlow.yaml");
    let number = number_in(&linked(), APPLY, placing, path);
    let sandbox = linked();
    let expected = undisturbed(&sandbox);
    let mut killed = sandbox.command(APPLY);
    killed.env("PLEXMGR_FAULT", format!("die@{number}"));
    let killed = killed.stdin(Stdio::null()).output().unwrap();
    assert_eq!(killed.status.code(), None);
    let entries = || std::fs::read_dir(sandbox.at("elsewhere")).unwrap().count();
    assert_eq!(entries(), 2, "the unfinished file is there");
    the_next_run_completes(&sandbox, &expected);
    assert_eq!(entries(), 1);
}
