//! Bad environment: git in every state, links, names, owners, time zones and odd days.

mod days;
mod git;
mod hanging_git;
pub(crate) mod hostile_git;
mod links;
mod names;
mod network;
mod owners;
mod tokens;
mod walking;

use crate::sandbox::{Run, Sandbox};

const APPLY: [&str; 4] = ["apply", "--yes", "--observed", "observed.json"];

fn run(sandbox: &Sandbox, arguments: &[&str], code: i32) -> Run {
    let run = sandbox.run(arguments);
    assert_eq!(
        run.code, code,
        "{arguments:?}: {}{}",
        run.stdout, run.stderr
    );
    run
}
