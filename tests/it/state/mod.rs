//! The state folder: lost, damaged, from elsewhere, and from other versions.

mod damage;
mod lines;
mod lost;
mod once;
mod released;
mod stops;

use crate::sandbox::{Run, Sandbox};

pub(crate) const PLAN: [&str; 4] = ["plan", "--brief", "--observed", "observed.json"];
pub(crate) const APPLY: [&str; 4] = ["apply", "--yes", "--observed", "observed.json"];

/// Somebody run 1 imports, with a default payment.
const IMPORTED: &str = "records/users/ohara-sons.yaml";

/// The example household after two runs: the first imports, the second changes an address.
fn applied_twice() -> Sandbox {
    let sandbox = Sandbox::example();
    run(&sandbox, &APPLY, 0);
    let observed = sandbox.read("observed.json");
    let moved = observed.replace("captain@example.net", "captain@example.org");
    sandbox.write("observed.json", &moved);
    run(&sandbox, &APPLY, 0);
    sandbox
}

/// Runs the binary and insists on its exit code.
fn run(sandbox: &Sandbox, arguments: &[&str], code: i32) -> Run {
    let run = sandbox.run(arguments);
    assert_eq!(
        run.code, code,
        "{arguments:?}: {}{}",
        run.stdout, run.stderr
    );
    run
}

/// Insists that history and store are in order, and that nothing is left to do.
fn agrees(sandbox: &Sandbox, case: &str) {
    let check = sandbox.run(&["state", "check"]);
    assert_eq!(
        (check.code, &*check.stderr),
        (0, ""),
        "{case}: {}",
        check.stdout
    );
    let before = sandbox.fingerprint();
    let again = run(sandbox, &APPLY, 0);
    assert!(
        again.stdout.ends_with("\nNo changes.\n"),
        "{case}: {}",
        again.stdout
    );
    assert_eq!(again.stderr, "", "{case}");
    assert_eq!(
        sandbox.fingerprint(),
        before,
        "{case}: something was written"
    );
}

#[expect(clippy::disallowed_methods, reason = "the tests lay out a store")]
fn put(sandbox: &Sandbox, path: &str, bytes: &[u8]) {
    std::fs::write(sandbox.at(path), bytes).unwrap();
}

#[expect(clippy::disallowed_methods, reason = "the tests look at a store")]
fn bytes(sandbox: &Sandbox, path: &str) -> Vec<u8> {
    std::fs::read(sandbox.at(path)).unwrap()
}
