//! `doctor`: every check, fine and not.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::fake::{FakePlex, Fleet, World};
use crate::history::{git, with_git};
use crate::sandbox::{Run, Sandbox};

/// A plex.tv at which it is now, `off` seconds from this machine's clock.
fn plex(mut world: World, off: i64) -> FakePlex {
    #[expect(clippy::disallowed_methods, reason = "the clock is what is compared")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    world.now = now.as_secs().saturating_add_signed(off);
    FakePlex::start(world)
}

fn two_accounts() -> World {
    World::generate(Fleet {
        accounts: 2,
        people_per_account: 3,
        ..Fleet::default()
    })
}

fn doctor(sandbox: &Sandbox) -> Run {
    sandbox.run_any_day(&["doctor"])
}

/// A household in git as `init` would have it.
fn in_git(world: &World, plex: &FakePlex) -> Sandbox {
    let mut sandbox = Sandbox::household(world, &plex.url());
    with_git(&mut sandbox);
    git(&sandbox, &["init", "--quiet"]);
    sandbox.write(".gitignore", "/state/plexmgr.redb\n/state/plexmgr.lock\n");
    git(&sandbox, &["add", "--all"]);
    sandbox
}

/// The line of `check`, with the hint below it if there is one.
fn report<'r>(run: &'r Run, check: &str) -> &'r str {
    let start = run
        .stdout
        .lines()
        .find(|line| line.get(9..).is_some_and(|rest| rest.starts_with(check)))
        .unwrap_or_else(|| panic!("nothing about {check}:\n{}", run.stdout));
    let offset = start.as_ptr() as usize - run.stdout.as_ptr() as usize;
    let rest = &run.stdout[offset..];
    let next = rest.find("hint: ").filter(|hint| *hint < start.len() + 30);
    let end = rest[next.unwrap_or(0)..].find('\n').unwrap_or(rest.len());
    &rest[..next.unwrap_or(0) + end]
}

#[test]
fn a_household_in_order_is_fine_and_is_left_as_it_was() {
    let world = two_accounts();
    let plex = plex(world.clone(), 0);
    let sandbox = in_git(&world, &plex);
    assert_eq!(sandbox.run_any_day(&["apply", "--yes"]).code, 0);
    let run = doctor(&sandbox);
    assert!(
        run.stdout.contains("git does not hold these runs: "),
        "{}",
        run.stdout
    );
    git(&sandbox, &["add", "--all"]);
    plex.forget_requests();
    let before = sandbox.fingerprint();
    let run = doctor(&sandbox);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert!(
        run.stdout.ends_with("\n11 fine, 0 warnings, 0 failures.\n"),
        "{}",
        run.stdout
    );
    for check in [
        "settings",
        "records",
        "time zone",
        "state",
        "permissions",
        "git",
        "tokens",
        "owners",
        "clock",
    ] {
        assert!(report(&run, check).starts_with("fine"), "{}", run.stdout);
    }
    assert_eq!(plex.seen().len(), 2, "one request an account");
    assert_eq!(sandbox.fingerprint(), before);
}

#[test]
fn offline_no_server_is_asked() {
    let world = two_accounts();
    let plex = plex(world.clone(), 0);
    let sandbox = in_git(&world, &plex);
    let run = sandbox.run_any_day(&["doctor", "--offline"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert!(
        report(&run, "owners").starts_with("skipped"),
        "{}",
        run.stdout
    );
    assert!(plex.seen().is_empty());
}

#[test]
fn settings_and_records_that_are_not_valid_are_reported_together() {
    let sandbox = Sandbox::example();
    sandbox.write("plexmgr.toml", "version = 2\n");
    sandbox.write("records/users/bruno.yaml", "klass: standard\n");
    let run = doctor(&sandbox);
    assert_eq!(run.code, 3);
    assert!(
        report(&run, "settings").contains("plexmgr.toml:1:"),
        "{}",
        run.stdout
    );
    assert!(
        report(&run, "records").contains("records/users/bruno.yaml:1:1:"),
        "{}",
        run.stdout
    );
    assert!(
        report(&run, "records").contains("`plexmgr check` lists"),
        "{}",
        run.stdout
    );
}

#[test]
fn an_empty_folder_shows_how_to_begin() {
    let run = doctor(&Sandbox::empty());
    assert_eq!(run.code, 3);
    assert!(
        report(&run, "settings").contains("`plexmgr init`"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_missing_token_and_a_refused_one_are_distinguished() {
    let mut world = two_accounts();
    world.accounts[1].withdrawn = true;
    let plex = plex(world.clone(), 0);
    let mut sandbox = in_git(&world, &plex);
    let run = doctor(&sandbox);
    assert_eq!(run.code, 8, "{}", run.stdout);
    assert!(
        run.stdout.contains("account `account2`: /api/v2/user "),
        "{}",
        run.stdout
    );
    sandbox.unset("TOKEN_1");
    let run = doctor(&sandbox);
    assert_eq!(run.code, 3, "{}", run.stdout);
    assert!(
        report(&run, "tokens").contains("`TOKEN_1` is not set"),
        "{}",
        run.stdout
    );
    assert!(
        report(&run, "tokens").contains("`plexmgr login`"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_token_of_another_person_is_noticed_before_the_guard_refuses() {
    let world = two_accounts();
    let plex = plex(world.clone(), 0);
    let mut sandbox = in_git(&world, &plex);
    assert_eq!(sandbox.run_any_day(&["apply", "--yes"]).code, 0);
    sandbox.set("TOKEN_2", &world.accounts[0].token);
    let run = doctor(&sandbox);
    assert_eq!(run.code, 8, "{}", run.stdout);
    let before = format!("and was {} before", world.accounts[1].id);
    assert!(run.stdout.contains(&before), "{}", run.stdout);

    let fresh = in_git(&world, &plex);
    let mut fresh = fresh;
    fresh.set("TOKEN_2", &world.accounts[0].token);
    let run = doctor(&fresh);
    assert!(
        run.stdout.contains("and so is account `account1`"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_clock_is_compared_with_that_of_plex() {
    for (off, verdict, code) in [
        (-20, "fine", 0),
        (3_700, "warning", 0),
        (-200_000, "failure", 1),
    ] {
        let world = two_accounts();
        let plex = plex(world.clone(), off);
        let run = doctor(&in_git(&world, &plex));
        assert!(
            report(&run, "clock").starts_with(verdict),
            "{off}: {}",
            run.stdout
        );
        assert_eq!(run.code, code, "{off}: {}", run.stdout);
    }
}

#[test]
fn git_must_keep_the_records_and_nothing_secret() {
    let world = two_accounts();
    let plex = plex(world.clone(), 0);
    let sandbox = in_git(&world, &plex);
    let settings = sandbox.read("plexmgr.toml");
    let in_file = settings.replace("{ env = \"TOKEN_1\" }", "{ file = \"token\" }");
    sandbox.write("plexmgr.toml", &in_file);
    sandbox.write("token", &world.accounts[0].token);
    assert!(report(&doctor(&sandbox), "git").contains("token, is not ignored"));
    git(&sandbox, &["add", "token"]);
    let run = doctor(&sandbox);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(
        report(&run, "git").contains("token, is tracked by git"),
        "{}",
        run.stdout
    );

    git(&sandbox, &["rm", "--quiet", "--cached", "token"]);
    git(&sandbox, &["rm", "--quiet", "--cached", "-r", "records"]);
    sandbox.write(".gitignore", "/token\n*.jsonl\nrecords/\n");
    let run = doctor(&sandbox);
    for told in [
        "state/plexmgr.redb is not ignored",
        "state/history/example.jsonl is ignored",
        "records/plans.yaml is ignored",
    ] {
        assert!(run.stdout.contains(told), "{told}: {}", run.stdout);
    }
    assert_eq!(run.code, 0, "warnings are no failures: {}", run.stdout);
}

#[test]
fn offline_no_command_is_run_for_a_token() {
    let sandbox = Sandbox::example();
    let settings = sandbox.read("plexmgr.toml");
    let command = "command = [\"touch\", \"ran\"]";
    let settings = settings.replace("env = \"PLEX_TOKEN_MAIN\"", command);
    sandbox.write("plexmgr.toml", &settings);
    let run = sandbox.run(&["doctor", "--offline"]);
    assert!(
        run.stdout.contains("its command was not run"),
        "{}",
        run.stdout
    );
    assert!(!sandbox.at("ran").exists());
}

#[test]
fn a_repository_that_git_distrusts_is_no_missing_one() {
    let world = two_accounts();
    let plex = plex(world.clone(), 0);
    let mut sandbox = in_git(&world, &plex);
    sandbox.set("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
    let run = doctor(&sandbox);
    assert!(
        report(&run, "git").contains("safe.directory"),
        "{}",
        run.stdout
    );
}

#[test]
fn without_git_the_rest_is_looked_at() {
    let world = two_accounts();
    let plex = plex(world.clone(), 0);
    let mut sandbox = in_git(&world, &plex);
    sandbox.unset("PATH");
    sandbox.set("PATH", "/nowhere");
    let run = doctor(&sandbox);
    assert!(report(&run, "git").starts_with("skipped"), "{}", run.stdout);
    assert_eq!(run.code, 0, "{}", run.stdout);
}

#[test]
fn days_in_utc_on_a_machine_elsewhere_are_worth_a_word() {
    let world = two_accounts();
    let plex = plex(world.clone(), 0);
    let mut sandbox = in_git(&world, &plex);
    sandbox.set("TZ", "XST-3");
    let run = doctor(&sandbox);
    assert!(
        report(&run, "time zone").starts_with("warning"),
        "{}",
        run.stdout
    );
    assert!(
        report(&run, "time zone").contains("+03:00"),
        "{}",
        run.stdout
    );
}

#[cfg(unix)]
#[test]
fn settings_that_all_users_may_change_are_noticed() {
    use std::os::unix::fs::PermissionsExt;
    let world = two_accounts();
    let plex = plex(world.clone(), 0);
    let sandbox = in_git(&world, &plex);
    let open = std::fs::Permissions::from_mode(0o666);
    std::fs::set_permissions(sandbox.at("plexmgr.toml"), open).unwrap();
    let run = doctor(&sandbox);
    assert!(
        report(&run, "permissions").starts_with("warning"),
        "{}",
        run.stdout
    );
    assert!(
        report(&run, "permissions").contains("chmod o-w"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_damaged_store_and_a_cut_off_history_are_reported() {
    let world = two_accounts();
    let plex = plex(world.clone(), 0);
    let sandbox = in_git(&world, &plex);
    assert_eq!(sandbox.run_any_day(&["apply", "--yes"]).code, 0);
    sandbox.write("state/plexmgr.redb", "no store at all");
    let run = doctor(&sandbox);
    assert!(
        report(&run, "state").starts_with("warning"),
        "{}",
        run.stdout
    );
    sandbox.remove(&sandbox.run_file(1));
    let run = doctor(&sandbox);
    assert_eq!(run.code, 9, "{}", run.stdout);
}

#[test]
fn programs_get_one_document() {
    let run = Sandbox::example().run(&["doctor", "--offline", "--format", "json"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = document["findings"].as_array().unwrap();
    let failures = findings
        .iter()
        .filter(|finding| finding["verdict"] == "failure");
    assert_eq!(document["summary"]["failures"], failures.count());
    assert_eq!(document["findings"][0]["check"], "settings");
}

/// The example household with a source of files.
fn with_files(keys: &str) -> Sandbox {
    let mut sandbox = Sandbox::example();
    sandbox.set("PLEX_TOKEN_MAIN", "token");
    let settings = sandbox.read("plexmgr.toml");
    // The last table is that of the source.
    sandbox.write("plexmgr.toml", &format!("{settings}{keys}\n"));
    sandbox.remove("statements/paypal-2026-11.csv");
    sandbox
}

#[test]
fn files_with_transactions_are_read_and_their_age_is_checked() {
    let sandbox = with_files("fresh_days = 3660");
    let sources = || {
        let run = sandbox.run(&["doctor", "--offline"]);
        (report(&run, "sources").to_owned(), run.code)
    };
    let (none, code) = sources();
    let expected = "source `paypal`: no file matches `statements/paypal-*.csv`";
    assert!(
        none.starts_with("warning") && none.contains(expected),
        "{none}"
    );
    assert_eq!(code, 0);

    let header = "Date,Type,Status,Currency,Gross,Transaction ID\n";
    let row = |day: &str| format!("{day},General Payment,Completed,EUR,5.00,ID{day}\n");
    let write = |text: &str| sandbox.write("statements/paypal-1.csv", text);
    sandbox.write("statements/other.csv", "<html>");
    write(&format!(
        "{header}{}{}",
        row("01.11.2026"),
        row("02.11.2026")
    ));
    let (fine, _) = sources();
    let expected = "source `paypal`: can be read, up to 2026-11-02";
    assert!(
        fine.starts_with("fine") && fine.contains(expected),
        "{fine}"
    );

    write(&format!(
        "{header}{}{}",
        row("02.11.2026"),
        row("31.02.2026")
    ));
    let (wrong, _) = sources();
    let expected = "1 row cannot be read; in row 3 of statements/paypal-1.csv, Date is not a day";
    assert!(wrong.contains(expected), "{wrong}");

    write(&format!("{header}{}", row("01.03.2000")));
    let (old, _) = sources();
    assert!(old.contains("the newest data are "), "{old}");

    write("<html>");
    let (refused, code) = sources();
    let expected = "statements/paypal-1.csv: it is an HTML page, not CSV";
    assert!(
        refused.starts_with("failure") && refused.contains(expected),
        "{refused}"
    );
    assert_eq!(code, 8);
}

#[cfg(unix)]
#[test]
fn files_of_a_source_are_not_followed_out_of_the_household() {
    let sandbox = with_files("");
    sandbox.write("statements/note.txt", "");
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret");
    #[expect(
        clippy::disallowed_methods,
        reason = "the test lays out what is linked"
    )]
    std::fs::write(&secret, "hunter2").unwrap();
    std::os::unix::fs::symlink(&secret, sandbox.at("statements/paypal-1.csv")).unwrap();
    let run = sandbox.run(&["doctor", "--offline"]);
    let line = report(&run, "sources");
    let expected = "statements/paypal-1.csv: it cannot be read: a symbolic link points outside";
    assert!(line.contains(expected), "{line}");
    assert!(!run.stdout.contains("hunter2"));
}
