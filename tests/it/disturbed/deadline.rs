//! A run ends at its deadline wherever it waits, and no other run waits while it asks Plex.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use super::APPLY;
use super::paused::Watched;
use crate::environment::hostile_git::script;
use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::{Run, Sandbox};

fn with_deadline(sandbox: &Sandbox) {
    let settings = sandbox.read("plexmgr.toml");
    let settings = match settings.contains("[plex]\n") {
        true => settings.replace("[plex]\n", "[plex]\ndeadline_seconds = 1\n"),
        false => format!("{settings}\n[plex]\ndeadline_seconds = 1\n"),
    };
    sandbox.write("plexmgr.toml", &settings);
}

/// Runs it; far less than any other limit may pass.
fn ended(sandbox: &Sandbox, arguments: &[&str], code: i32) -> Run {
    let begun = Instant::now();
    let run = sandbox.run(arguments);
    assert_eq!(
        run.code, code,
        "{arguments:?}: {}{}",
        run.stdout, run.stderr
    );
    assert!(
        begun.elapsed() < Duration::from_secs(18),
        "{:?}",
        begun.elapsed()
    );
    run
}

#[test]
fn while_plex_does_not_answer() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let sandbox = Sandbox::household(&World::generate(Fleet::default()), &url);
    with_deadline(&sandbox);
    for arguments in [
        &["plan"] as &[&str],
        &["apply", "--yes"],
        &["snapshot", "--out", "s.json"],
    ] {
        let run = ended(&sandbox, arguments, 8);
        let told = format!("{}{}", run.stdout, run.stderr);
        assert!(told.contains("deadline"), "{arguments:?}: {told}");
    }
    assert!(!sandbox.at("state").exists());
    let doctor = sandbox.run(&["doctor"]);
    assert!(
        doctor.stdout.contains("before the deadline of the run"),
        "{}",
        doctor.stdout
    );
}

#[test]
fn invalid_records_of_a_user_are_reported_whatever_plex_does() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let slow = format!("http://{}", silent.local_addr().unwrap());
    let world = World::generate(Fleet::default());
    let refusing = FakePlex::start(World::generate(Fleet {
        seed: 7,
        ..Fleet::default()
    }));
    for url in [slow, FakePlex::refused_url(), refusing.url()] {
        let sandbox = Sandbox::household(&world, &url);
        sandbox.write("records/users/zoe.yaml", "class: gold\n");
        for arguments in [&["plan"] as &[&str], &["apply", "--yes"]] {
            let run = ended(&sandbox, arguments, 3);
            assert_eq!(run.stdout, "", "{url}");
            let stderr = run.stderr;
            assert!(
                stderr.starts_with("error: the records are not valid: 1 problem\n"),
                "{stderr}"
            );
            assert!(stderr.contains("records/users/zoe.yaml:1:8"), "{stderr}");
        }
    }
}

#[test]
fn no_token_command_runs_for_invalid_records() {
    let (_plex, sandbox) = with_command("");
    sandbox.write("records/users/zoe.yaml", "class: gold\n");
    ended(&sandbox, &["plan"], 3);
    assert!(!sandbox.at("asked").exists());
}

#[test]
fn while_a_token_command_hangs() {
    let sandbox = Sandbox::household(&World::generate(Fleet::default()), "http://127.0.0.1:9");
    with_deadline(&sandbox);
    script(&sandbox.at("token.sh"), "sleep 1000");
    let settings = sandbox.read("plexmgr.toml");
    let command = "{ command = [\"./token.sh\"] }";
    sandbox.write(
        "plexmgr.toml",
        &settings.replace("{ env = \"TOKEN_1\" }", command),
    );
    let run = ended(&sandbox, &["apply", "--yes"], 3);
    assert!(run.stderr.contains("deadline_seconds"), "{}", run.stderr);
}

#[test]
fn while_another_run_has_the_lock() {
    let sandbox = Sandbox::example();
    with_deadline(&sandbox);
    let holder = Watched::paused(
        &sandbox,
        APPLY,
        "put a file in its place",
        "records/servers.yaml",
    );
    let arguments = [APPLY, &["--lock-timeout", "600s"]].concat();
    let run = ended(&sandbox, &arguments, 6);
    assert!(run.stderr.contains("deadline_seconds"), "{}", run.stderr);
    assert_eq!(holder.go_on().code, 0);
}

/// A household whose token command runs a script first.
fn with_command(text: &str) -> (FakePlex, Sandbox) {
    let world = World::generate(Fleet {
        people_per_account: 4,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    let text = format!(
        "echo asked >> asked\n{text}\necho {}",
        world.accounts[0].token
    );
    script(&sandbox.at("token.sh"), &text);
    let settings = sandbox.read("plexmgr.toml");
    let command = "{ command = [\"./token.sh\"] }";
    sandbox.write(
        "plexmgr.toml",
        &settings.replace("{ env = \"TOKEN_1\" }", command),
    );
    (plex, sandbox)
}

#[test]
fn plex_is_asked_before_the_lock_is_taken() {
    let (_plex, sandbox) = with_command("[ ! -e state/plexmgr.lock ] || echo locked >> locked");
    let run = sandbox.run(&["apply", "--yes", "--brief"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(sandbox.read("asked"), "asked\n", "once");
    assert!(!sandbox.at("locked").exists());
}

#[test]
fn plex_is_asked_again_if_another_run_was_applied_meanwhile() {
    let inner = "if [ ! -e inner ]; then touch inner; \"$XDG_PLEXMGR\" apply --yes --brief \
                 --today 2026-11-22 > /dev/null 2>&1 || echo failed > failed; fi";
    let (_plex, mut sandbox) = with_command(inner);
    // Variables that a command gets.
    sandbox.set("XDG_PLEXMGR", env!("CARGO_BIN_EXE_plexmgr"));
    let run = sandbox.run(&["apply", "--yes", "--brief"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!sandbox.at("failed").exists());
    assert_eq!(sandbox.read("asked"), "asked\nasked\nasked\n");
    let history = sandbox.history_text();
    assert_eq!(
        history.matches("\"line\":\"run\"").count(),
        1,
        "the second run has nothing to do: {history}"
    );
}

#[test]
fn a_record_that_came_while_plex_was_asked_is_known() {
    let user = "records/users/norbert.yaml";
    let edit = format!("mkdir -p records/users && echo 'class: permanent' > {user}");
    let (_plex, sandbox) = with_command(&edit);
    let run = sandbox.run(&["apply", "--yes", "--brief"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(
        sandbox.read("asked"),
        "asked\n",
        "nothing else has to be asked"
    );
    assert_eq!(sandbox.read(user), "class: permanent\n");
}
