//! The step summary and the outputs of a step.

use std::process::Command;

use super::example::broken;
use crate::sandbox::Sandbox;

const PLAN: [&str; 5] = ["plan", "--observed", "observed.json", "--format", "github"];

/// A household in a workflow; the files are outside of it.
fn in_workflow(mut sandbox: Sandbox) -> Sandbox {
    sandbox.set("GITHUB_STEP_SUMMARY", "summary.md");
    sandbox.set("GITHUB_OUTPUT", "output.txt");
    sandbox.write("summary.md", "# Earlier\nwithout an end");
    sandbox.write("output.txt", "earlier=1\n");
    sandbox
}

#[test]
fn a_plan_is_summed_up_and_given_to_later_steps() {
    let sandbox = in_workflow(Sandbox::example());
    let markdown = sandbox
        .run(&[&PLAN[..3], &["--format", "markdown"]].concat())
        .stdout;
    let run = sandbox.run(&PLAN);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        run.stdout,
        "::notice::Plan: 27 changes: 3 people to add, 4 to update, 1 departed; 1 server to add, 2 to update; 1 transaction in the inbox to add.\n"
    );
    let summary = sandbox.read("summary.md");
    assert_eq!(summary, format!("# Earlier\nwithout an end\n{markdown}\n"));
    let output = sandbox.read("output.txt");
    assert_eq!(output, "earlier=1\nchanges=27\nblocked-by=\nexit-code=0\n");
}

#[test]
fn refusals_and_pending_changes_are_reported() {
    let sandbox = in_workflow(Sandbox::example());
    let run = sandbox.run(&[&PLAN[..], &["--detailed-exitcode"]].concat());
    assert_eq!(run.code, 2);
    assert!(sandbox.read("output.txt").ends_with("\nexit-code=2\n"));
    let accept = ["--accept", "imports=9", "--accept", "clock=4"];
    let run = sandbox.run(&[&PLAN[..], &accept].concat());
    assert_eq!(run.code, 4);
    let output = sandbox.read("output.txt");
    assert!(
        output.ends_with("\nchanges=27\nblocked-by=imports,clock\nexit-code=4\n"),
        "{output}"
    );
}

#[test]
fn a_failed_run_shows_its_exit_code() {
    let sandbox = in_workflow(broken());
    let run = sandbox.run(&PLAN);
    assert_eq!(run.code, 3);
    assert_eq!(sandbox.read("output.txt"), "earlier=1\nexit-code=3\n");
    let summary = sandbox.read("summary.md");
    let markdown = sandbox.run(&["check", "--format", "markdown"]).stdout;
    assert!(
        summary.ends_with(&format!("an end\n{markdown}\n")),
        "{summary}"
    );
    let run = sandbox.run(&["check", "--format", "github"]);
    assert_eq!(run.code, 3);
    assert_eq!(
        sandbox.read("output.txt"),
        "earlier=1\nexit-code=3\nexit-code=3\n"
    );
    assert_eq!(sandbox.read("summary.md"), format!("{summary}{markdown}\n"));
}

#[test]
fn other_formats_leave_the_workflow_alone() {
    let sandbox = in_workflow(Sandbox::example());
    let before = sandbox.files();
    for format in ["text", "json", "markdown"] {
        let run = sandbox.run(&[&PLAN[..4], &[format]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    assert_eq!(sandbox.files(), before);
}

#[test]
fn empty_variables_are_as_none() {
    let mut sandbox = Sandbox::example();
    sandbox.set("GITHUB_STEP_SUMMARY", "");
    sandbox.set("GITHUB_OUTPUT", " ");
    let run = sandbox.run(&PLAN);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn a_folder_cannot_be_added_to() {
    for variable in ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"] {
        let mut sandbox = in_workflow(Sandbox::example());
        sandbox.set(variable, "records");
        let run = sandbox.run(&PLAN);
        assert_eq!(run.code, 1, "{variable} {}", run.stderr);
        let words =
            format!("the file records in {variable}\n  cause: this is a folder, not a file\n");
        assert!(run.stderr.contains(&words), "{}", run.stderr);
    }
    let mut sandbox = in_workflow(broken());
    sandbox.set("GITHUB_OUTPUT", "records");
    let run = sandbox.run(&PLAN);
    assert_eq!(run.code, 3, "what failed first counts: {}", run.stderr);
}

#[test]
fn what_cannot_be_written_is_not_applied() {
    let mut sandbox = in_workflow(Sandbox::example());
    sandbox.set("GITHUB_OUTPUT", "records");
    let before = sandbox.records();
    let run = sandbox.run(&[
        "apply",
        "--yes",
        "--observed",
        "observed.json",
        "--format",
        "github",
    ]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(sandbox.records(), before);
}

#[test]
fn what_failed_counts_more_than_outputs_that_cannot_be_written() {
    let refused = [&PLAN[..], &["--accept", "imports=9"]].concat();
    let check = ["check", "--format", "github"];
    let nonsense = [&PLAN[..], &["--nope"]].concat();
    for (sandbox, arguments, code) in [
        (Sandbox::example(), &refused[..], 4),
        (broken(), &PLAN, 3),
        (broken(), &check, 3),
        (Sandbox::example(), &nonsense, 64),
    ] {
        let mut sandbox = in_workflow(sandbox);
        sandbox.set("GITHUB_OUTPUT", "records");
        let run = sandbox.run(arguments);
        assert_eq!(run.code, code, "{arguments:?} {}", run.stderr);
        let warning = "warning: cannot add to the outputs of the step";
        assert_eq!(run.stderr.matches(warning).count(), 1, "{}", run.stderr);
    }
    let mut sandbox = in_workflow(broken());
    sandbox.set("GITHUB_STEP_SUMMARY", "records");
    let run = sandbox.run(&check);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let pending = [&PLAN[..], &["--detailed-exitcode"]].concat();
    let mut sandbox = in_workflow(Sandbox::example());
    sandbox.set("GITHUB_OUTPUT", "records");
    let run = sandbox.run(&pending);
    assert_eq!(run.code, 1, "changes are no failure: {}", run.stderr);
}

#[test]
fn outputs_that_cannot_be_written_are_said_once() {
    let mut sandbox = in_workflow(Sandbox::example());
    sandbox.set("GITHUB_OUTPUT", "records");
    for arguments in [&PLAN[..], &["check", "--format", "github"]] {
        let run = sandbox.run(arguments);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert_eq!(
            run.stderr.matches("cannot add").count(),
            1,
            "{}",
            run.stderr
        );
    }
    sandbox.set("GITHUB_STEP_SUMMARY", "records");
    let run = sandbox.run(&PLAN);
    assert_eq!(
        run.stderr.matches("cannot add").count(),
        2,
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("warning: error:"), "{}", run.stderr);
}

#[test]
fn nonsense_on_the_command_line_shows_its_exit_code() {
    for arguments in [
        &["plan", "--format", "github", "--nope"][..],
        &["--format=github", "plan", "--today"],
        &["status", "--format", "github"],
        &["apply", "--observed", "observed.json", "--format", "github"],
    ] {
        let sandbox = in_workflow(Sandbox::example());
        let run = sandbox.run(arguments);
        assert_eq!(run.code, 64, "{}", run.stderr);
        let output = sandbox.read("output.txt");
        assert_eq!(output, "earlier=1\nexit-code=64\n", "{arguments:?}");
    }
    let sandbox = in_workflow(Sandbox::example());
    let run = sandbox.run(&["plan", "--format", "json", "--nope"]);
    assert_eq!(run.code, 64, "{}", run.stderr);
    assert_eq!(sandbox.read("output.txt"), "earlier=1\n");
}

#[test]
fn a_pipe_without_a_reader_is_not_waited_for() {
    let mut sandbox = in_workflow(Sandbox::example());
    let made = Command::new("mkfifo").arg(sandbox.at("pipe")).status();
    assert!(made.unwrap().success());
    sandbox.set("GITHUB_OUTPUT", "pipe");
    let run = sandbox.run(&PLAN);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let cause = "cause: this is a pipe or device, not a file";
    assert!(run.stderr.contains(cause), "{}", run.stderr);
}

const APPLY: [&str; 6] = [
    "apply",
    "--yes",
    "--observed",
    "observed.json",
    "--format",
    "github",
];

#[test]
fn what_was_applied_is_reported_where_the_plan_is() {
    let sandbox = in_workflow(Sandbox::example());
    let run = sandbox.run(&[&APPLY[..], &["-q"]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let told = "Applied as run 1: 10 files written.";
    assert!(
        run.stdout.ends_with(&format!("\n::notice::{told}\n")),
        "{}",
        run.stdout
    );
    let summary = sandbox.read("summary.md");
    let told = told.replace("run 1", &format!("run {}", sandbox.history()[0].id));
    assert!(summary.ends_with(&format!("\n**{told}**\n")), "{summary}");
}

#[test]
fn a_run_that_left_something_out_says_so() {
    let sandbox = in_workflow(Sandbox::example());
    let marlow = sandbox.read("records/users/marlow.yaml");
    let anchored = marlow
        .replace("username: marlow  ", "username: &name marlow  ")
        .replace("username: marlow\n", "username: *name\n");
    sandbox.write("records/users/marlow.yaml", &anchored);
    let run = sandbox.run(&APPLY);
    assert_eq!(run.code, 7, "{}", run.stderr);
    let errors: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| line.starts_with("::error"))
        .collect();
    assert_eq!(errors.len(), 1, "{}", run.stdout);
    assert!(errors[0].contains("applied in part"), "{errors:?}");
    assert!(run.stdout.contains("9 files written"), "{}", run.stdout);
    // Only Marlow is left: nothing can be written.
    let run = sandbox.run(&APPLY);
    assert_eq!(run.code, 7, "{}", run.stderr);
    assert!(!run.stdout.contains("applied in part"), "{}", run.stdout);
    let told = "::error title=plexmgr::nothing was written: the warnings name";
    assert!(run.stdout.contains(told), "{}", run.stdout);
}
