//! An account that left the settings: what is not updated any more is counted, and nothing fails.

use serde_json::Value;

use crate::sandbox::Sandbox;

const PLAN: [&str; 3] = ["plan", "--observed", "observed.json"];

/// The example household after the account `main` was renamed in the settings.
fn renamed() -> Sandbox {
    let sandbox = Sandbox::example();
    let settings = sandbox.read("plexmgr.toml");
    assert!(settings.contains("name = \"main\""), "{settings}");
    let settings = settings.replace("name = \"main\"", "name = \"central\"");
    sandbox.write("plexmgr.toml", &settings);
    let observed = sandbox.read("observed.json");
    let observed = observed.replace("\"account\": \"main\"", "\"account\": \"central\"");
    sandbox.write("observed.json", &observed);
    sandbox
}

#[test]
fn check_plan_and_doctor_say_what_stands_still() {
    let sandbox = renamed();
    let said =
        "main` is in the records but not in the settings: 2 servers and 4 users are not updated";
    let check = sandbox.run(&["check"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    assert!(
        check.stderr.contains("warning: records/servers.yaml:"),
        "{}",
        check.stderr
    );
    assert!(check.stderr.contains(said), "{}", check.stderr);
    let doctor = sandbox.run(&["doctor"]);
    assert!(doctor.stdout.contains(said), "{}", doctor.stdout);
    assert!(
        doctor.stdout.contains("warning  records "),
        "{}",
        doctor.stdout
    );
    let plan = sandbox.run(&PLAN);
    assert!(
        plan.stdout.contains("note[account_not_configured]"),
        "{}",
        plan.stdout
    );
    let json = sandbox
        .run(&[&PLAN[..], &["--format", "json"]].concat())
        .stdout;
    let document: Value = serde_json::from_str(&json).unwrap();
    let notices = document["notices"].as_array().unwrap();
    let notice = notices
        .iter()
        .find(|notice| notice["kind"] == "account_not_configured")
        .unwrap();
    assert_eq!(notice["subject"], "main");
    assert_eq!(notice["file"], "records/servers.yaml");
}

#[test]
fn nothing_is_said_while_every_account_is_configured() {
    let sandbox = Sandbox::example();
    let check = sandbox.run(&["check"]);
    assert_eq!((check.code, &*check.stderr), (0, ""));
    let plan = sandbox.run(&PLAN);
    assert!(
        !plan.stdout.contains("account_not_configured"),
        "{}",
        plan.stdout
    );
}
