//! A household with a saved plan, and what it looks like when that is refused.

use sha2::{Digest, Sha256};

use crate::sandbox::{Run, Sandbox};

pub(super) const FILE: &str = "plan.json";

/// The example household with a plan made from its snapshot.
pub(super) fn example() -> Sandbox {
    let sandbox = Sandbox::example();
    plan(&sandbox, &["--observed", "observed.json"]);
    sandbox
}

/// Saves a plan.
pub(super) fn plan(sandbox: &Sandbox, options: &[&str]) -> Run {
    let run = sandbox.run(&[&["plan", "--out", FILE], options].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stderr, "Saved the plan to plan.json.\n");
    run
}

/// Asserts that the plan is applied.
pub(super) fn applied(sandbox: &Sandbox) -> Run {
    let run = sandbox.run(&["apply", FILE]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("Applied as run"), "{}", run.stderr);
    run
}

/// Asserts that the plan is refused with `code`, that `told` is said, and that nothing is written.
pub(super) fn refused(sandbox: &Sandbox, options: &[&str], code: i32, told: &[&str]) -> Run {
    let before = sandbox.contents();
    let run = sandbox.run(&[&["apply", FILE], options].concat());
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    for told in told {
        assert!(
            run.stderr.contains(told),
            "{told} is missing:\n{}",
            run.stderr
        );
    }
    assert_eq!(run.stdout, "");
    assert!(sandbox.contents() == before, "something was written");
    run
}

/// Asserts that the plan is stale because of exactly these things.
pub(super) fn stale(sandbox: &Sandbox, moved: &[&str]) {
    let things = match moved.len() {
        1 => "1 thing".to_owned(),
        count => format!("{count} things"),
    };
    let lines: String = moved.iter().map(|line| format!("  {line}\n")).collect();
    let expected = format!(
        "error: the saved plan is stale: {things} changed since it was made\n{lines}  \
         hint: make a new plan: `plexmgr plan --out FILE`\n"
    );
    let run = refused(sandbox, &[], 5, &[]);
    // Notes about the store may come first.
    assert!(run.stderr.ends_with(&expected), "{}", run.stderr);
}

/// Replaces a text in the saved plan and puts the right digest under it.
pub(super) fn resealed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    let text = text.replacen(from, to, 1);
    let (body, _) = text.rsplit_once(",\n  \"digest\"").unwrap();
    let digest: String = Sha256::digest(body.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{body},\n  \"digest\": \"sha256:{digest}\"\n}}\n")
}

/// The same in the file of a household.
pub(super) fn reseal(sandbox: &Sandbox, from: &str, to: &str) {
    let text = resealed(&sandbox.read(FILE), from, to);
    sandbox.write(FILE, &text);
}

/// The moment at which the plan of a household was made, as it stands in the file.
pub(super) fn created(sandbox: &Sandbox) -> String {
    let document: serde_json::Value = serde_json::from_str(&sandbox.read(FILE)).unwrap();
    document["created"].as_str().unwrap().to_owned()
}
