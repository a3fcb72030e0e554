//! A git that does not answer, or does not stop to, is ended, and what it would have said is unknown.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::hostile_git::{of_the_run, with_fake_git, written};
use super::{APPLY, run};
use crate::history::committed;

#[test]
fn a_git_that_hangs_is_killed_and_nothing_is_known() {
    let scripts = [
        "echo $$ >> \"$HERE/processes\"; sleep 1000",
        "trap '' TERM INT HUP; echo $$ >> \"$HERE/processes\"; sleep 1000 & sleep 1000; sleep 1000",
        // It answers the first question and hangs at the next one.
        "case \"$*\" in *absolute-git-dir*) exec \"$GIT\" \"$@\";; esac; echo $$ >> \"$HERE/processes\"; yes | sleep 1000",
    ];
    for text in scripts {
        let (mut sandbox, _) = committed();
        let folder = with_fake_git(&mut sandbox, text);
        let begun = Instant::now();
        run(&sandbox, &APPLY, 0);
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{:?}",
            begun.elapsed()
        );
        let processes = written(&folder, "processes");
        assert_eq!(of_the_run(&sandbox, "commit"), Value::Null);
        assert_eq!(
            processes.lines().count(),
            1,
            "it is not asked again: {processes}"
        );
        assert!(
            !Path::new("/proc").join(processes.trim()).exists(),
            "it is still there"
        );
    }
}

#[test]
fn doctor_says_that_git_does_not_answer() {
    let (mut sandbox, _) = committed();
    let _folder = with_fake_git(&mut sandbox, "sleep 1000");
    let doctor = sandbox.run(&["doctor", "--offline"]);
    assert!(
        doctor.stdout.contains("git does not answer"),
        "{}",
        doctor.stdout
    );
}

#[test]
fn endless_output_of_git_is_not_collected() {
    let (mut sandbox, _) = committed();
    let _folder = with_fake_git(&mut sandbox, "yes");
    run(&sandbox, &APPLY, 0);
}
