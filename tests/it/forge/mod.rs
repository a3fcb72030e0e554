//! `plexmgr comment` against a GitHub on loopback.

mod command_line;
pub(crate) mod fake;
mod refusals;
mod sticky;
pub(crate) mod wire;

use fake::{FakeGithub, World};

use crate::sandbox::{Run, Sandbox};

/// The token of all tests.
pub(crate) const TOKEN: &str = "ghs_aVerySecretToken0123456789";

/// Where the saved plan is.
const PLAN: &str = "plan.json";

/// The first line of the example household's comment.
const MARKER: &str = "<!-- plexmgr:5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11 -->";

/// The example household with a saved plan, and a workflow's environment.
fn planned() -> Sandbox {
    let mut sandbox = Sandbox::example();
    sandbox.set("GITHUB_TOKEN", TOKEN);
    sandbox.set("GITHUB_REPOSITORY", "octocat/home");
    sandbox.set("GITHUB_REF", "refs/pull/12/merge");
    plan(&sandbox);
    sandbox
}

/// Saves what there is to do.
fn plan(sandbox: &Sandbox) {
    let run = sandbox.run(&["plan", "--observed", "observed.json", "--out", PLAN, "-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

/// Applies the example's plan, and saves that there is nothing to do any more.
fn nothing_to_do(sandbox: &Sandbox) {
    let run = sandbox.run(&["apply", "--yes", "--observed", "observed.json", "-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    plan(sandbox);
}

/// Tells the pull request; repetitions are switched off unless `options` say otherwise.
fn comment(sandbox: &Sandbox, github: &FakeGithub, options: &[&str]) -> Run {
    let url = github.url();
    let fixed = ["comment", PLAN, "--api-url", &url];
    let retries = match options.contains(&"--retries") {
        true => &[][..],
        false => &["--retries", "0"],
    };
    let run = sandbox.run(&[&fixed[..], retries, options].concat());
    for text in [&run.stdout, &run.stderr] {
        assert!(!text.contains(TOKEN), "the token is printed: {text}");
    }
    run
}

/// A GitHub on which nobody has said anything.
fn github() -> FakeGithub {
    FakeGithub::start(World::new(TOKEN))
}
