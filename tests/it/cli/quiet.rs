//! `-q` silences notes, never warnings.

use std::os::unix::fs::PermissionsExt;

use crate::sandbox::{Run, Sandbox};

const APPLY: [&str; 4] = ["apply", "--yes", "--observed", "observed.json"];
const PLAN: &[&str] = &["plan", "--brief", "--observed", "observed.json"];

const STORE: &str = "state/plexmgr.redb";

fn applied() -> Sandbox {
    let sandbox = Sandbox::example();
    assert_eq!(sandbox.run(&APPLY).code, 0);
    sandbox
}

/// Something to warn of: what is done to a household, the command that warns, and a part of the warning.
type Cause = (
    &'static str,
    fn(&Sandbox),
    &'static [&'static str],
    &'static str,
);

const CAUSES: [Cause; 4] = [
    (
        "a damaged store",
        |sandbox| sandbox.write(STORE, "nothing of the kind"),
        PLAN,
        "warning: the store cannot be read",
    ),
    (
        "a damaged file of the history",
        |sandbox| sandbox.write(&sandbox.run_file(1), "none of ours\n"),
        PLAN,
        "warning: line 1 of state/history/",
    ),
    (
        "a token that all can read",
        |sandbox| {
            sandbox.write("token", "secret-token");
            let open = std::fs::Permissions::from_mode(0o644);
            std::fs::set_permissions(sandbox.at("token"), open).unwrap();
            let settings = sandbox.read("plexmgr.toml");
            let settings =
                settings.replace("{ env = \"PLEX_TOKEN_MAIN\" }", "{ file = \"token\" }");
            sandbox.write("plexmgr.toml", &settings);
        },
        &["doctor", "--offline"],
        "warning: the token file",
    ),
    (
        "a report without a history",
        |sandbox| sandbox.write("state/history.jsonl", "{\n"),
        &["report", "--out", "report.html"],
        "warning: the report leaves out the imports",
    ),
];

/// The lines that begin a message with this label.
fn labelled<'r>(run: &'r Run, label: &str) -> Vec<&'r str> {
    let lines = run.stderr.lines();
    lines.filter(|line| line.starts_with(label)).collect()
}

#[test]
fn warnings_stay_and_notes_go() {
    for (name, cause, command, warning) in CAUSES {
        let sandbox = applied();
        cause(&sandbox);
        let loud = sandbox.run(command);
        let quiet = sandbox.run(&[command, &["-q"]].concat());
        assert!(loud.stderr.contains(warning), "{name}: {}", loud.stderr);
        assert_eq!(
            labelled(&quiet, "warning:"),
            labelled(&loud, "warning:"),
            "{name}"
        );
        assert_eq!(labelled(&quiet, "note:"), Vec::<&str>::new(), "{name}");
        assert_eq!(
            (quiet.code, &quiet.stdout),
            (loud.code, &loud.stdout),
            "{name}"
        );
    }
}

#[test]
fn a_missing_store_and_what_was_done_are_notes() {
    let sandbox = applied();
    sandbox.remove(STORE);
    let loud = sandbox.run(PLAN);
    assert!(
        loud.stderr.starts_with("note: the store is missing"),
        "{}",
        loud.stderr
    );
    for command in [
        PLAN,
        &APPLY,
        &["plan", "--observed", "observed.json", "--out", "plan.json"],
        &["show", "plan.json"],
    ] {
        let quiet = sandbox.run(&[command, &["-q"]].concat());
        assert_eq!((quiet.code, quiet.stderr.as_str()), (0, ""), "{command:?}");
    }
}

#[test]
fn an_interrupted_run_and_files_that_stay_are_warned_of() {
    use crate::disturbed::paused::Watched;
    let sandbox = Sandbox::example();
    let run = Watched::paused(
        &sandbox,
        &APPLY,
        "put a file in its place",
        "records/servers.yaml",
    );
    run.signal("KILL");
    run.ended();
    let plan = sandbox.run(&[PLAN, &["-q"]].concat());
    assert!(
        plan.stderr.starts_with("warning: the run of"),
        "{}",
        plan.stderr
    );
    let apply = sandbox.run(&[&APPLY[..], &["-q"]].concat());
    assert!(
        apply.stderr.starts_with("warning: the run of"),
        "{}",
        apply.stderr
    );
}
