//! Every exit code, and what is said with it.

use crate::fake::{ErrorPage, FakePlex, Fault, Fleet, Rule, World};
use crate::sandbox::Sandbox;

fn world() -> World {
    World::generate(Fleet {
        people_per_account: 5,
        ..Fleet::default()
    })
}

#[test]
fn changes_pending_have_a_code_only_if_asked_for() {
    let sandbox = Sandbox::example();
    let plan = ["plan", "--observed", "observed.json", "--brief"];
    assert_eq!(sandbox.run(&plan).code, 0);
    assert_eq!(
        sandbox
            .run(&[&plan[..], &["--detailed-exitcode"]].concat())
            .code,
        2
    );
}

#[test]
fn a_folder_without_settings_says_what_to_do() {
    let run = Sandbox::empty().run(&["plan"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("plexmgr init"), "{}", run.stderr);
    assert_eq!(run.stdout, "");
}

#[test]
fn a_household_without_plans_says_what_to_do() {
    let sandbox = Sandbox::example();
    sandbox.remove("records/plans.yaml");
    let run = sandbox.run(&["plan", "--observed", "observed.json"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("records/plans.yaml"), "{}", run.stderr);
    assert!(run.stderr.contains("plexmgr init"), "{}", run.stderr);
}

#[test]
fn every_problem_of_settings_and_records_is_reported_at_once() {
    let sandbox = Sandbox::example();
    sandbox.write(
        "plexmgr.toml",
        &sandbox
            .read("plexmgr.toml")
            .replace("timezone", "timezzone"),
    );
    let marlow = sandbox.read("records/users/marlow.yaml");
    sandbox.write(
        "records/users/marlow.yaml",
        &marlow.replace("plan: monthly", "plan: montly"),
    );
    let ada = sandbox.read("records/users/ada.yaml");
    sandbox.write(
        "records/users/ada.yaml",
        &ada.replace("permanent", "eternal"),
    );
    let run = sandbox.run(&["check"]);
    assert_eq!(run.code, 3);
    for told in [
        "plexmgr.toml:3:1: ",
        "did you mean `timezone`?",
        "records/users/ada.yaml:1:8: ",
        "records/users/marlow.yaml:19:11: ",
        "did you mean `monthly`?",
    ] {
        assert!(
            run.stderr.contains(told),
            "{told} is missing:\n{}",
            run.stderr
        );
    }
    let json = sandbox.run(&["check", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(document["problems"].as_array().map(Vec::len), Some(4));
    assert_eq!(document["problems"][0]["line"], 3);
}

#[test]
fn a_missing_token_names_account_and_variable() {
    let world = world();
    let plex = FakePlex::start(world.clone());
    let mut sandbox = Sandbox::household(&world, &plex.url());
    sandbox.unset("TOKEN_1");
    let run = sandbox.run(&["plan"]);
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("`account1`") && run.stderr.contains("`TOKEN_1`"),
        "{}",
        run.stderr
    );
    assert_eq!(plex.seen().len(), 0, "nothing is asked without every token");
}

#[test]
fn plex_refusing_us_is_no_success() {
    let world = world();
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    plex.inject(Rule::new("*", Fault::Page(ErrorPage::Unauthenticated)));
    for command in [
        &["plan"][..],
        &["apply", "--yes"],
        &["snapshot", "--out", "out.json"],
    ] {
        let run = sandbox.run(command);
        assert_eq!(run.code, 8, "{command:?}: {}", run.stderr);
        let told = run.stdout + &run.stderr;
        assert!(
            told.contains("account1") && told.contains("401"),
            "{command:?}: {told}"
        );
    }
    assert_eq!(sandbox.files().len(), 2, "nothing was written");
}

#[test]
fn plex_not_reachable_is_no_success() {
    let sandbox = Sandbox::household(&world(), &FakePlex::refused_url());
    let run = sandbox.run(&["plan"]);
    assert_eq!(run.code, 8, "{}", run.stderr);
    assert!(run.stdout.contains("account1 (unknown)"), "{}", run.stdout);
}

#[test]
fn no_terminal_is_a_usage_error_before_anything_is_read() {
    let world = world();
    let plex = FakePlex::start(world.clone());
    let run = Sandbox::household(&world, &plex.url()).run(&["apply"]);
    assert_eq!(run.code, 64);
    assert!(run.stderr.contains("--yes"), "{}", run.stderr);
    assert_eq!(plex.seen().len(), 0);
}

#[test]
fn a_wrong_command_line_is_a_usage_error() {
    let sandbox = Sandbox::example();
    for arguments in [
        &["plam"][..],
        &["plan", "--force"],
        &["plan", "--account", "mian"],
    ] {
        assert_eq!(sandbox.run(arguments).code, 64, "{arguments:?}");
    }
    let run = sandbox.run(&["plan", "--account", "mian"]);
    assert!(
        run.stderr.contains("did you mean `main`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn one_account_can_be_asked_alone() {
    let sandbox = Sandbox::example();
    let run = sandbox.run(&[
        "plan",
        "--brief",
        "--observed",
        "observed.json",
        "--account",
        "backup",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout
            .starts_with("Plan for 2026-11-22: backup (1 server, 3 people)\n"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("depart_user"), "{}", run.stdout);
}

#[test]
fn an_account_that_lists_no_users_is_refused_by_its_guard() {
    let world = world();
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    assert_eq!(sandbox.run(&["apply", "--yes"]).code, 0);
    plex.change(|world| {
        for account in &mut world.accounts {
            account.friends.clear();
            account
                .servers
                .iter_mut()
                .for_each(|server| server.shares.clear());
        }
    });
    let before = sandbox.fingerprint();
    let run = sandbox.run(&["apply", "--yes"]);
    assert_eq!(run.code, 4, "{}", run.stderr);
    assert!(
        run.stdout.contains("refused[empty]: account `account1`"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("/api/users"), "{}", run.stdout);
    assert_eq!(sandbox.fingerprint(), before);
}

#[test]
fn the_token_of_another_person_is_refused() {
    let both = World::generate(Fleet {
        accounts: 2,
        people_per_account: 5,
        ..Fleet::default()
    });
    let plex = FakePlex::start(both.clone());
    let mut mine = both.clone();
    mine.accounts.truncate(1);
    let mut sandbox = Sandbox::household(&mine, &plex.url());
    assert_eq!(sandbox.run(&["apply", "--yes"]).code, 0);
    sandbox.set("TOKEN_1", &both.accounts[1].token);
    let before = sandbox.fingerprint();
    let run = sandbox.run(&["apply", "--yes"]);
    assert_eq!(run.code, 4, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("refused[owner]"), "{}", run.stdout);
    assert_eq!(sandbox.fingerprint(), before, "something was written");
}

#[cfg(target_os = "linux")]
#[test]
#[expect(clippy::disallowed_methods, reason = "the test opens a device")]
fn a_stderr_that_cannot_be_written_changes_nothing_but_the_words() {
    let sandbox = Sandbox::example();
    let full = || {
        std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    let code = |arguments: &[&str]| {
        let mut command = sandbox.command(arguments);
        command
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null());
        command.stderr(full()).status().unwrap().code()
    };
    assert_eq!(code(&["-C", "nowhere", "check"]), Some(3));
    assert_eq!(
        code(&["plan", "-vv", "--observed", "observed.json"]),
        Some(0)
    );
    assert_eq!(
        code(&["apply", "--yes", "--observed", "observed.json"]),
        Some(0)
    );
}

#[test]
fn a_snapshot_keeps_what_is_in_doubt() {
    let world = world();
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    plex.inject(Rule::new("/api/users", Fault::Status(403)));
    let run = sandbox.run(&["snapshot", "--out", "observed.json"]);
    assert_eq!(run.code, 8, "{}", run.stderr);
    let doubt = "the people are in doubt in this snapshot: /api/users status 403 Forbidden";
    assert!(run.stderr.contains(doubt), "{}", run.stderr);
    let from_snapshot = sandbox.run(&["plan", "--observed", "observed.json"]);
    assert_eq!(from_snapshot.code, 8);
    assert_eq!(from_snapshot, sandbox.run(&["plan"]));
}

#[test]
fn a_snapshot_can_be_planned_from() {
    let world = world();
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    let run = sandbox.run(&["snapshot", "--out", "observed.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let asked = plex.seen().len();
    let from_snapshot = sandbox.run(&["plan", "--observed", "observed.json"]);
    assert_eq!(plex.seen().len(), asked, "a snapshot needs no network");
    assert_eq!(from_snapshot, sandbox.run(&["plan"]));
    assert!(
        !sandbox
            .read("observed.json")
            .contains(&world.accounts[0].token)
    );
    let nowhere = sandbox.run(&["snapshot", "--out", "no/such/folder.json"]);
    assert_eq!(nowhere.code, 1);
}
