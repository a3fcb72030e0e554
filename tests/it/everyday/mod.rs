//! The commands that edit records, from outside: what they write, refuse and leave alone.

mod adopting;
mod confirming;
mod handles;
mod layouts;
mod paying;
mod setting;
mod writing;

use crate::sandbox::{Run, Sandbox};

/// The day of every run here, a week after the one the example was made for.
const TODAY: &str = "2026-11-29";

const ADA: &str =
    "class: standard  # family\nplex:\n  id: 1\n  username: ada\n  email: ada@example.com\n";

/// A household with three plans.
fn household() -> Sandbox {
    let sandbox = Sandbox::example();
    for (name, _) in sandbox.records() {
        if name.starts_with("users/") {
            sandbox.remove(&format!("records/{name}"));
        }
    }
    sandbox.write(
        "records/plans.yaml",
        "monthly: {price: 5.00 EUR, duration: 1 month, default: true}\n\
         yearly: {price: 50.00 EUR, duration: 1 year}\n\
         weekly: {duration: 1 week}\n",
    );
    sandbox.write("members.csv", "user,paid until\nada,2027-01-05\n");
    sandbox
}

/// The same with a user Ada who has these payments.
fn ada(payments: &str) -> Sandbox {
    let sandbox = household();
    sandbox.write("records/users/ada.yaml", &format!("{ADA}{payments}"));
    sandbox
}

fn run(sandbox: &Sandbox, line: &str, code: i32) -> Run {
    let words: Vec<&str> = line.split_whitespace().collect();
    let run = sandbox.run(&[words.as_slice(), &["--today", TODAY]].concat());
    assert_eq!(run.code, code, "{line}: {}{}", run.stdout, run.stderr);
    run
}

/// Runs a command that must be refused, and write nothing.
fn refused(sandbox: &Sandbox, line: &str, expected: &str) {
    let before = sandbox.records();
    let run = run(sandbox, &format!("{line} --yes"), 64);
    assert_eq!(run.stdout, "", "{line}");
    assert_eq!(run.stderr, expected, "{line}");
    assert_eq!(sandbox.records(), before, "{line}");
}

fn file(sandbox: &Sandbox) -> String {
    sandbox.read("records/users/ada.yaml")
}
